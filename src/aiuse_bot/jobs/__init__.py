"""Scheduled jobs: idempotent functions that may also run in two processes at the same time."""
