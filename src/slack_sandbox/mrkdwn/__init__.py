"""Text: as people type it, as Slack keeps it, and as `rich_text` blocks."""
