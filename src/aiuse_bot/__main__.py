"""`python -m aiuse_bot` is `aiuse-bot`."""

from aiuse_bot.cli import main

if __name__ == "__main__":
    main()
