"""Turns changes of the workspace into the events that the app receives."""
