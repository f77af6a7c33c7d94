"""Two years of check-ins on a whole desk: nobody hears more than once in a period, nobody after "stop", and faults that
would break that are found.

Time goes by for two years, so it isn't among the runs of an hour that `simulation.run` plays.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from desk_world import DeskWorld, Letter
from simulation.failed import Failed
from technicians_world import ANN, PROVEN, team_world

from frontdesk.contacts import letters
from frontdesk.rules.contacts import check_in

EVERY = timedelta(days=60)
DEPARTMENTS = [
    "Sales", "Legal", "Müller & Söhne", "Works Council", "Lab, North", "IT-Süd", "HR", "Bau", "Ops", "Łódź", "R&D",
    "Post",
]  # fmt: skip
SETTINGS = {
    "CHECK_IN_EVERY": "60 days",
    "CHECK_INS_BY": "desk",
    "CHECK_INS_A_WEEK": "12",
    "REPORT_EVERY": "off",
    "REVIEW_EVERY": "off",
    "SURVEY_AFTER": "off",
}
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def head_of(number: int) -> str:
    return f"head{number}@d{number}.example.com"


class TwoYears:
    """Each head asks now and then, answers some letters, thanks, is away, or says stop in the second half."""

    def __init__(self, world: DeskWorld, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.heard: dict[str, list[datetime]] = {}
        self.begun: dict[str, datetime] = {}  # when the newest word went out for the first time
        self.silent: dict[str, int] = {}  # how many words in a row stayed without an answer
        self.away: dict[
            str, date
        ] = {}  # whose newest word met an absence, until this day: it may come once more
        self.stopped: dict[str, datetime] = {}
        self._read = {head_of(number): 0 for number in range(len(DEPARTMENTS))}

    def play(self, weeks: int) -> None:
        for number in range(len(DEPARTMENTS)):
            self._asks(number)
        for week in range(weeks):
            self.world.pass_time(timedelta(days=7))
            for number in range(len(DEPARTMENTS)):
                for letter in self._new_letters(head_of(number)):
                    self._answers(head_of(number), letter, week)
            if week % 9 == 4:
                self._asks(self.chance.randrange(len(DEPARTMENTS)))

    def _asks(self, number: int) -> None:
        self.world.write(head_of(number), f"Matter {self.world.serial}", "The printer is broken.")
        notified = [one for one in self.world.inbox(ANN) if one.kind == "notification"][-1]
        self.world.answer(
            f"Ann Lee <{ANN}>", notified, "Done.", subject="[resolved]", Authentication_Results=PROVEN
        )  # fmt: skip

    def _new_letters(self, who: str) -> list[Letter]:
        inbox = self.world.inbox(who)
        new, self._read[who] = inbox[self._read[who] :], len(inbox)
        return [one for one in new if one.kind == "check-in"]

    def _answers(self, who: str, letter: Letter, week: int) -> None:
        at = parsedate_to_datetime(letter.header("Date"))
        again = who in self.away
        self.never_a_nuisance(who, at)
        self.heard.setdefault(who, []).append(at)
        if not again:
            self.begun[who] = at
            self.silent[who] = self.silent.get(who, 0) + 1
        roll = self.chance.random()
        if week > 40 and roll < 0.25:
            self.world.answer(who, letter, "stop", quote=False)
            self.stopped[who] = self.world.clock.at
        elif roll < 0.5:
            self.world.answer(who, letter, "Thank you, all good.", quote=False)
            self.silent[who] = 0
        elif roll < 0.6 and not again:
            back = (self.world.clock.at + timedelta(days=5)).date()
            away = f"I am out of office until {back}."
            self.world.answer(who, letter, away, quote=False, Auto_Submitted="auto-replied")
            self.away[who] = back

    def never_a_nuisance(self, who: str, at: datetime) -> None:
        before = self.heard.get(who, [])
        if who in self.stopped:
            raise Failed(
                f"{who} said stop on {self.stopped[who]:%d %b %Y} and heard from us on {at:%d %b %Y}"
            )
        if at.weekday() not in (1, 2, 3) or not 9 <= at.hour < 11:
            raise Failed(f"{who} heard from us at a bad time, on {at:%a %d %b %Y %H:%M}")
        if who in self.away:  # the same word, once more after an absence
            back = self.away.pop(who)
            if at.date() < back + timedelta(days=2):
                raise Failed(f"{who} heard from us on {at:%d %b %Y}, away until {back:%d %b %Y}")
            return
        if before and at - before[-1] < EVERY:
            raise Failed(f"{who} heard from us {len(before) + 1} times in a period, at last on {at:%d %b %Y}")
        wanted = min(EVERY * 2 ** (self.silent.get(who, 0) // 2), timedelta(days=365))
        if before and at - self.begun[who] < wanted:
            raise Failed(f"{who} said nothing {self.silent[who]} times and heard from us on {at:%d %b %Y}")


def played(folder: Path, seed: int, weeks: int) -> TwoYears:
    file = folder / "departments.toml"
    file.write_text(
        "".join(
            f'["{name}"]\nhead = "Head {number} <{head_of(number)}>"\ntechnician = "{ANN}"\n'
            f'domains = ["d{number}.example.com"]\n'
            for number, name in enumerate(DEPARTMENTS)
        ),
        "utf-8",
    )
    with team_world(folder / "desk.db", **SETTINGS, DEPARTMENTS_FILE=str(file)) as world:
        world.clock.at = BEGIN
        years = TwoYears(world, seed)
        years.play(weeks)
    return years


def test_nobody_hears_more_than_once_in_a_period_and_nobody_after_stop(tmp_path: Path) -> None:
    years = played(tmp_path, 1, 104)
    assert len(years.heard) == len(DEPARTMENTS)
    assert sum(map(len, years.heard.values())) > 2 * len(DEPARTMENTS)
    assert years.stopped


def nobody_is_refused(*_: Any) -> None:
    return None


def it_is_always_time(*_: Any) -> bool:
    return True


@pytest.mark.slow
@pytest.mark.parametrize(
    ("places", "why"),
    [
        # On Monday, and again when the letter goes out.
        (
            [(check_in, "refusal", nobody_is_refused), (letters, "refusal", nobody_is_refused)],
            "said stop on|times in a period",
        ),
        (
            [(check_in, "_is_time", it_is_always_time), (check_in, "_over", it_is_always_time)],
            "times in a period",
        ),
    ],
    ids=["stop forgotten", "period forgotten"],
)
def test_a_desk_that_forgets_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, places: list[tuple[Any, str, Any]], why: str
) -> None:
    for place, name, fault in places:
        monkeypatch.setattr(place, name, fault)
    with pytest.raises(Failed, match=why):
        played(tmp_path, 1, 104)
