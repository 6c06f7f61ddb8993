"""Commands, shortcuts, buttons, modals: a person waits, and the app has three seconds."""
