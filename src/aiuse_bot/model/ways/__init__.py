"""How each provider is reached. Each module loads its provider's library: only a reading loads one of them."""
