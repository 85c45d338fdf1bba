"""Which articles tell of one event: copies, near copies and other reports. Arithmetic alone, without a database."""
