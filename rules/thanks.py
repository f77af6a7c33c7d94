"""Interim thanks."""


def is_plain_thanks(text: str) -> bool:
    """Interim."""
    return text.lower().startswith("thank")


def says_settled(text: str) -> bool:
    """Interim."""
    return text.lower().startswith("yes")
