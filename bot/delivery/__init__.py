"""Deliveries to Telegram: intent (commit) > pacing > sender > result (group commit)."""
