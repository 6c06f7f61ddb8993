"""From a change of the workspace to the events that the app hears."""
