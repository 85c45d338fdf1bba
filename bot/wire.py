"""What is known of a request to Telegram that failed: only whether it may be repeated without a twin."""

from telegram.error import NetworkError


class SurelyNotSent(NetworkError):
    """The request did not reach Telegram, or was refused by its front door: it may be repeated without a twin."""
