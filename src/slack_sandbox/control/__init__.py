"""The control API: acting as any member, and inspecting the sandbox (docs/sandbox.md)."""
