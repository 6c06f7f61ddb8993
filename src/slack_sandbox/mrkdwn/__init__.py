"""Text: as people type it, as Slack stores it, and as `rich_text` blocks."""
