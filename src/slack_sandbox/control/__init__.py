"""The control API: acting as any member, and looking behind the scenes (docs/sandbox.md)."""
