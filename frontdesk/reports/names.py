"""Departments by the names that people write: without case, accents and spaces, with the nearest one for a slip."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

from frontdesk.db import stories
from frontdesk.db.engine.store import Store
from frontdesk.rules.policy import Policy


def known_departments(store: Store, policy: Policy) -> list[str]:
    """Every department that a request was from."""
    return stories.departments(store)


def department_like(written: str, known: Sequence[str]) -> tuple[str | None, str]:
    """The department of this name, and the nearest one ("" when there is none at all)."""
    by_folded = {folded(name): name for name in known}
    wanted = folded(written)
    if wanted in by_folded:
        return by_folded[wanted], by_folded[wanted]
    near = get_close_matches(wanted[:100], list(by_folded), n=1, cutoff=0.0)
    return None, by_folded[near[0]] if near else ""


def folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and not letter.isspace())
