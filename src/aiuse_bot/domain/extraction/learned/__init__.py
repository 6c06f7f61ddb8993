"""What was learned from labelled posts (see `training/`): is a post a use case, and what does each part of it tell."""
