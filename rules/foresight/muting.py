"""What a manager's lines about "Worth a look" come to: a line is muted for a while, or shown again.

Each line is checked before any is obeyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from frontdesk.rules.effects import MuteLook
from frontdesk.rules.foresight.look import MUTED_FOR, Listed
from frontdesk.rules.languages import say, say_day, shortened
from frontdesk.rules.line_plan import LinePlan
from frontdesk.rules.tags.look_lines import IGNORE, LookLine

_SHOWN = 60  # characters of a line that a confirmation repeats


def plan(
    lines: Iterable[LookLine], listed: Mapping[int, Listed], language: str, zone: tzinfo, now: datetime
) -> LinePlan:
    """`listed`: the lines of the mail that is answered, by their place in it."""
    made = LinePlan()
    until = now + MUTED_FOR
    for line in lines:
        for place in line.places:
            one = listed.get(place)
            if one is None:
                known = ", ".join(map(str, sorted(listed))) or "-"
                why = say(language, "no such line", number=place, known=known).removesuffix(".")
                right = f"{min(listed, default=1)} {IGNORE}"
                made.problems.append({"found": line.written, "why": why, "example": right})
                continue
            mutes = line.verb == IGNORE
            made.effects.append(MuteLook(one.id, until if mutes else None))
            day = say_day(language, until.astimezone(zone))
            value = say(language, "look muted", day=day) if mutes else say(language, "look shown")
            made.told.append({"number": None, "what": _short(one), "value": value})
    return made


def _short(one: Listed) -> str:
    return f"{one.place} {shortened(one.text, _SHOWN)}"
