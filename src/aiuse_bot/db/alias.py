"""A second name of a table that many threads use in their queries."""

from typing import TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import aliased

Model = TypeVar("Model")


def shared_alias(model: type[Model], name: str) -> type[Model]:
    """Return an alias of a model that may stand in a module, made ready while that is loaded.

    SQLAlchemy fills in an alias when it is first used. Threads that do so at the same moment mix up which table a
    column is of, and what was mixed up is kept: each query with it fails until the process ends.
    """
    alias = aliased(model, name=name)
    for attribute in inspect(model).column_attrs:
        getattr(alias, attribute.key).__clause_element__()
    select(alias).compile()
    return alias
