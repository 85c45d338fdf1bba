"""Closed word lists, written so that people can read and extend them."""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """Entries between bars or line ends; an entry may hold several words."""
    return frozenset(entry.strip() for entry in text.replace("\n", "|").split("|") if entry.strip())
