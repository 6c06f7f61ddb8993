"""The workspace's contents and the functions that change them."""
