"""What a run is about. Chance alone would meet rare things too seldom: two surveys of one customer, a loop that
turns for hours, a daemon that is paused just when another takes over.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from simulation import disasters, habits


@dataclass(frozen=True, slots=True)
class Theme:
    """`askers`: who asks, all customers when empty. `works`: how often a technician acts on a notification.
    `tags`: what technicians do more often. `answers`: how often customers answer, as a factor.
    `copies`: letters that come twice. `away`: how often the relay is away for days. `daemons`: how many.
    `often`: accidents that happen more often. `floods`: hundreds write within minutes. `shows`: how often a technician
    shows an answer to somebody off the team.
    """

    name: str
    askers: tuple[str, ...] = ()
    works: float = 0.5
    tags: tuple[str, ...] = ()
    answers: float = 1.0
    copies: bool = False
    daemons: tuple[int, ...] = (1, 1, 1, 2)
    often: tuple[str, ...] = ()
    questions: tuple[int, ...] = (1, 1, 1, 2, 4)
    left: tuple[int, ...] = (0, 2, 4, 6, 12)
    days: tuple[float, ...] = (0.25, 2, 10)
    trouble: float = 0.25
    away: int = 0
    floods: int = 0
    shows: float = 0.05


MIXED = Theme("mixed")
THEMES: tuple[Theme, ...] = (
    MIXED,
    MIXED,
    MIXED,
    Theme("twins", daemons=(2,), often=("pause", "give way", "crash"), days=(0.25, 2), questions=(2, 3)),
    Theme("loop", askers=("echo@loops.example",), works=0.9, left=(20, 30), days=(0.25, 2)),
    Theme(
        "care",
        askers=("carl@sales.example.org", "dora@sales.example.org"),
        works=0.9,
        tags=("[resolved]", "[waiting]"),
        answers=1.5,
        questions=(2, 3, 4),
        left=(6, 12),
        days=(10, 20),
        trouble=0.4,
    ),
    Theme(
        "away",
        askers=("carl@sales.example.org",),
        works=0.9,
        tags=("[resolved]", "[waiting]"),
        answers=1.5,
        questions=(1, 2),
        left=(6, 12),
        days=(10,),
        away=3,
    ),
    Theme("flood", floods=1, questions=(1,), left=(0, 2), days=(2,), works=0.05),
    Theme("shown", shows=0.7, works=0.9, questions=(2, 3, 4), left=(12, 20), days=(0.25, 2)),
    Theme("copies", copies=True, questions=(2, 3), left=(0, 2), often=("crash", "meddle")),
)


# Runs about what befalls the desk as a whole (`disasters`), drawn apart.
DISASTERS: tuple[Theme, ...] = (
    Theme(disasters.RESTORED, works=0.9, questions=(2, 4, 6), daemons=(1,), left=(4, 8)),
    Theme(disasters.UNDELIVERABLE, questions=(4, 8), daemons=(1, 1, 2), often=("cut",)),
    Theme(disasters.ACCOUNT, works=0.9, questions=(2, 4), daemons=(1, 1, 2)),
    Theme(
        disasters.YEAR,
        works=0.9,
        tags=("[resolved]", "[waiting]"),
        questions=(2, 4),
        daemons=(1,),
        days=(2, 10),
    ),
)
_SHARE = 0.2

# Runs about what people do beside asking and answering, drawn apart, too.
OFFICE = Theme(habits.HABITS, works=0.9, questions=(2, 4, 6), left=(12, 20, 30), days=(2, 10), answers=1.5)
_OFFICE_SHARE = 0.1


def theme_of(seed: int) -> Theme:
    if Random(f"{seed} habits").random() < _OFFICE_SHARE:
        return OFFICE
    chance = Random(f"{seed} disasters")
    if chance.random() < _SHARE:
        return chance.choice(DISASTERS)
    return Random(f"{seed} theme").choice(THEMES)
