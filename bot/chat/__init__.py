"""What people see and do in Telegram: updates in, commands and buttons handled, answers out."""
