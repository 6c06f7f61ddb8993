"""A post becomes a record, which follows edits of the post and by people, and goes when the post is deleted."""

from aiuse_bot.domain.capture.change import edit_use_case, history, rewrite
from aiuse_bot.domain.capture.fields import PostedBy, RecordFields, Source, fields_of, text_hash
from aiuse_bot.domain.capture.lookup import card_posted, is_own, numbered, use_case_of
from aiuse_bot.domain.capture.merging import can_merge, lock_pair, merge, parts_of, unmerge
from aiuse_bot.domain.capture.record import import_use_case, record_shared, record_use_case
from aiuse_bot.domain.capture.removal import (
    decline,
    delete_message,
    is_declined,
    is_deleted,
    mark_edited,
    purge_marks,
    use_cases_of_channel,
    use_cases_of_workspace,
    withdraw,
)

__all__ = [
    "PostedBy",
    "RecordFields",
    "Source",
    "can_merge",
    "card_posted",
    "decline",
    "delete_message",
    "edit_use_case",
    "fields_of",
    "history",
    "import_use_case",
    "is_declined",
    "is_deleted",
    "is_own",
    "lock_pair",
    "mark_edited",
    "merge",
    "numbered",
    "parts_of",
    "purge_marks",
    "record_shared",
    "record_use_case",
    "rewrite",
    "text_hash",
    "unmerge",
    "use_case_of",
    "use_cases_of_channel",
    "use_cases_of_workspace",
    "withdraw",
]
