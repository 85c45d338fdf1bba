"""What the commands do, free of Telegram: each service owns the transactions of its verbs."""
