"""What a mail leads to when it is read a second time, by a database that has forgotten the first: the same, without a
word to anybody. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from frontdesk.rules.effects import About, Effect, HoldMail, Send


def quietly(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """The effects without mail of ours: whoever was to get it has it."""
    kept: list[Effect] = []
    for effect in effects:
        if isinstance(effect, About):
            kept.append(replace(effect, effects=quietly(effect.effects)))
        elif not isinstance(effect, Send | HoldMail):
            kept.append(effect)
    return tuple(kept)
