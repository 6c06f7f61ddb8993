"""How a record follows edits of its post, and by people. What a human wrote, no machine changes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture.fields import (
    NEVER_IN_A_POST,
    TIME_FIELDS,
    RecordFields,
    Source,
    set_fields,
    text_hash,
)
from aiuse_bot.domain.models import UseCase, UseCaseVersion
from aiuse_bot.domain.praise import settle_all_points
from aiuse_bot.domain.search import index


def edit_use_case(session: Session, use_case: UseCase, fields: RecordFields, *, text: str, at: dt.datetime) -> bool:
    """Update the record after an edit of its post. Returns whether anything changed.

    Slack also reports a change when it only unfurled a link or detected the language, and edits may arrive out of
    order: the same text and an older text change nothing. What a human wrote in the modal stays; what a model found in
    the old text goes with it.
    """
    new_hash = text_hash(text)
    is_older = use_case.edited_at is not None and at < use_case.edited_at
    if use_case.withdrawn_at is not None or is_older or new_hash == use_case.text_hash:
        return False
    use_case.text_hash, use_case.edited_at = new_hash, at
    read = {name: value for name, value in fields._asdict().items() if name not in NEVER_IN_A_POST}
    return bool(rewrite(session, use_case, read, source="rule", by=None, at=at))


def rewrite(
    session: Session, use_case: UseCase, values: Mapping[str, Any], *, source: Source, by: str | None, at: dt.datetime
) -> list[str]:
    """Change fields of a record, and store who did. Returns the names of those that changed.

    `by` is the person if `source` is `human`. A machine changes no field that a human wrote.
    """
    if use_case.withdrawn_at is not None:
        return []
    human = _of_humans(use_case)
    allowed = {name: value for name, value in values.items() if source == "human" or name not in human}
    changed = set_fields(use_case, allowed)
    use_case.written_by = _written_by(use_case.written_by, allowed, changed, source)
    if changed:
        use_case.version += 1
        add_version(session, use_case, changed, source, by, at)
    session.flush()
    index(session, use_case)
    if "co_author_ids" in changed:
        settle_all_points(session, use_case)
    return changed


def add_version(
    session: Session, use_case: UseCase, fields: Sequence[str], source: Source, by: str | None, at: dt.datetime
) -> None:
    """Store who made the record's current version; `by` is `None` if nobody did by hand."""
    session.add(
        UseCaseVersion(
            use_case_id=use_case.id,
            workspace_id=use_case.workspace_id,
            version=use_case.version,
            source=source,
            changed_by=by,
            changed_at=at,
            fields=list(fields),
        )
    )
    session.flush()


def history(session: Session, use_case: UseCase, limit: int = 20) -> list[UseCaseVersion]:
    """Return who changed which fields of a record and when, newest first."""
    versions = select(UseCaseVersion).where(UseCaseVersion.use_case_id == use_case.id)
    return list(session.scalars(versions.order_by(UseCaseVersion.version.desc()).limit(limit)))


def _of_humans(use_case: UseCase) -> set[str]:
    human = {name for name, writer in use_case.written_by.items() if writer == "human"}
    return human | set(TIME_FIELDS) if human & set(TIME_FIELDS) else human


def _written_by(
    before: Mapping[str, str], allowed: Mapping[str, Any], changed: Sequence[str], source: Source
) -> dict[str, str]:
    """Rules leave no mark as writer: once they reread a field that a model wrote, it counts as theirs."""
    if source == "rule":
        return {name: writer for name, writer in before.items() if name not in allowed}
    return {**before, **dict.fromkeys(changed, source)}
