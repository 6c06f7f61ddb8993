"""The optional model: it reads a post anew, and what it cannot quote from the post does not count."""
