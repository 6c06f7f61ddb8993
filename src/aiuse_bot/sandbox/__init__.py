"""A Slack workspace on this machine, for demos and tests; it knows Slack and no particular app."""
