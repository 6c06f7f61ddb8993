"""A post becomes a record, follows its edits and its people, and goes with its deletion."""

from aiuse_bot.domain.capture.change import edit_use_case, history, rewrite
from aiuse_bot.domain.capture.fields import PostedBy, RecordFields, Source, fields_of, text_hash
from aiuse_bot.domain.capture.lookup import card_posted, is_own, numbered, use_case_of
from aiuse_bot.domain.capture.merging import keep_apart, lock_two, may_be_one, merge, parts_of
from aiuse_bot.domain.capture.record import import_use_case, record_shared, record_use_case
from aiuse_bot.domain.capture.removal import (
    decline,
    delete_message,
    is_declined,
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
    "card_posted",
    "decline",
    "delete_message",
    "edit_use_case",
    "fields_of",
    "history",
    "import_use_case",
    "is_declined",
    "is_own",
    "keep_apart",
    "lock_two",
    "mark_edited",
    "may_be_one",
    "merge",
    "numbered",
    "parts_of",
    "purge_marks",
    "record_shared",
    "record_use_case",
    "rewrite",
    "text_hash",
    "use_case_of",
    "use_cases_of_channel",
    "use_cases_of_workspace",
    "withdraw",
]
