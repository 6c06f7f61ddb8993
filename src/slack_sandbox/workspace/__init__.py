"""What is in the workspace and the verbs that change it."""
