"""What machines ask of the bot over HTTP: health, readiness, metrics, and Telegram's webhook."""
