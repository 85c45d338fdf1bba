"""The language of schedules: what people type after /subscribe, and how an answer names a due time.

Pure, no I/O beyond reading its own tables once: `parsing.parse`, `weekdays.parse_weekdays`, `answers.describe_next`.
"""
