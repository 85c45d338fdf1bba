"""Links that open the bot in private."""


def deep_link(bot_name: str, payload: str) -> str:
    """Opens the private chat and sends `/start payload` (core.telegram.org/bots/features, Deep linking)."""
    return f"https://t.me/{bot_name}?start={payload}"
