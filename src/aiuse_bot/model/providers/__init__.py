"""How to reach each provider. Each module imports its provider's library, so import it only to read a post."""
