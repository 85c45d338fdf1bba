"""The figures: `make bench` prints them as a table and as JSON. Everything runs on loopback and ends by itself."""
