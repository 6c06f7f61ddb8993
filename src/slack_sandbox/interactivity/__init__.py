"""Commands, shortcuts, buttons, modals: a person is waiting, and the app has three seconds."""
