"""The optional model: it rereads a post, and whatever it cannot quote from the post is discarded."""
