"""Tests, and what they share: `tests.fakes`, `tests.factories`, `tests.postgres`."""
