"""Formats of seed files. A new format is a new module with a `FORMAT`, named once in `registry`."""
