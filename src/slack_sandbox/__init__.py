"""A Slack workspace on this machine, for demos and tests of any Bolt app (docs/sandbox.md)."""
