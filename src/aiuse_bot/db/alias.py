"""Table aliases that many threads can share."""

from typing import TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import aliased

Model = TypeVar("Model")


def shared_alias(model: type[Model], name: str) -> type[Model]:
    """Return an alias of a model, fully initialised so that it can be a module-level constant.

    SQLAlchemy fills in an alias on first use. Threads doing so at the same moment mix up which table a column belongs
    to, and the mix-up is cached: every query with the alias fails until the process ends.
    """
    alias = aliased(model, name=name)
    for attribute in inspect(model).column_attrs:
        getattr(alias, attribute.key).__clause_element__()
    select(alias).compile()
    return alias
