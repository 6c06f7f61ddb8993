"""Masks what was shared by accident before anything is stored: secrets, contact details and card numbers."""

from aiuse_bot.redaction.envelope import MASKED, mask_envelope, masked_kinds
from aiuse_bot.redaction.kinds import Kind
from aiuse_bot.redaction.masking import Redacted, redact, redact_values

__all__ = ["MASKED", "Kind", "Redacted", "mask_envelope", "masked_kinds", "redact", "redact_values"]
