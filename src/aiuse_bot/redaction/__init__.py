"""What nobody meant to share is masked before anything is stored: secrets, and how to reach or charge a person."""

from aiuse_bot.redaction.envelope import MASKED, mask_envelope, masked_kinds
from aiuse_bot.redaction.kinds import Kind
from aiuse_bot.redaction.masking import Redacted, redact, redact_values

__all__ = ["MASKED", "Kind", "Redacted", "mask_envelope", "masked_kinds", "redact", "redact_values"]
