"""A stand-in for Telegram's Bot API on loopback; see docs/sandbox.md."""

from bot.sandbox.server import SANDBOX_TOKEN, Sandbox

__all__ = ["SANDBOX_TOKEN", "Sandbox"]
