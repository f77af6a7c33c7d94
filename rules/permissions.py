"""Interim permissions."""

from collections.abc import Mapping

from frontdesk.rules.model import Role


def may(tag: str, role: Role, permissions: Mapping[str, Role]) -> str | None:
    """Interim."""
    return None
