"""A self-hosted Telegram bot that turns a library of news articles into briefings."""

__version__ = "0.1.0"
