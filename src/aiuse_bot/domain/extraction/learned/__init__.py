"""Models trained on labelled posts (see `training/`): is a post a use case, and what is the role of each part."""
