"""How a run ends that breaks a promise."""

from __future__ import annotations


class Failed(AssertionError):
    """A promise was broken."""
