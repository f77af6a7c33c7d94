"""Interim authority."""

from dataclasses import dataclass

from frontdesk.rules.model import Origin
from frontdesk.rules.tag_table import Needs


@dataclass(frozen=True)
class Obey:
    pass


@dataclass(frozen=True)
class Confirm:
    reason: str


@dataclass(frozen=True)
class Refuse:
    reason: str


def authority_for(origin: Origin, token_ok: bool, needs: Needs) -> Obey | Confirm | Refuse:
    """Interim."""
    if origin is Origin.FORGED:
        return Refuse("forged")
    if token_ok or origin is Origin.PROVEN:
        return Obey()
    return Confirm("no proof")
