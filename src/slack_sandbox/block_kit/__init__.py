"""Block Kit: validating blocks and normalizing them as Slack does."""

from slack_sandbox.block_kit.blocks import Surface
from slack_sandbox.block_kit.normal import normal_blocks
from slack_sandbox.block_kit.validate import block_problems, is_too_large, options_problems, view_problems

__all__ = ["Surface", "block_problems", "is_too_large", "normal_blocks", "options_problems", "view_problems"]
