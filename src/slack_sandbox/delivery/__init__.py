"""Events, commands and interactivity on their way to the app."""
