"""A month of a small company, played fast: requests of three departments, then the report, the word that is due with a
department, and the review that its head gets.

Only what a newcomer should see is shown; all of it goes through the same desk, mail by mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import NamedTuple

from frontdesk.demo.company import (
    CALLED,
    DEPARTMENTS,
    FIRST_WEEK,
    MONTH,
    NEWS,
    RATINGS,
    SENTENCE,
    SORRY,
    Asked,
)
from frontdesk.demo.people import ANN, BOB, EVERYBODY, FAY, HANNA, MIA, Letter, Person
from frontdesk.demo.stage import Stage, StoryBroken, departments_file
from frontdesk.rules.clock.mornings import next_morning

DAY, WEEK = timedelta(days=1), timedelta(days=7)
_OPENS, _CLOSES = time(9), time(17)
_DRAFT_OF_SALES = "the review of Sales goes out"  # in the notice with the draft
_SEED = 5  # the same month each time
_TOGETHER = timedelta(minutes=50)  # the desk works once for what people do in so short a time


class Step(NamedTuple):
    """Something that a person does. `n` keeps the order of what happens at one time."""

    at: datetime
    n: int
    who: Person
    letter: Letter | None  # the mail that they answer
    subject: str
    text: str


class Month:
    """What people do in it, from the Friday on which the other departments come to know the desk."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self._luck, self._count = stage, Random(_SEED), count()
        self._steps: list[Step] = []
        self._asked = {one.subject: one for one in (*FIRST_WEEK, *MONTH)}
        self._ratings = iter(RATINGS)
        self._read = len(stage.mailbag.letters)
        self._came = self._done = 0

    def play(self, until: datetime) -> None:
        """Everything that people do until then, and what they answer to the desk's mails meanwhile."""
        for one, at in self._plan(until):
            self._will(at, one.who, None, one.subject, one.text)
        monday = datetime.combine(self.stage.clock() + 3 * DAY, _OPENS, until.tzinfo)
        while self._steps and self._steps[0].at < until:
            while self._steps[0].at > monday:
                self._tell(monday)
                monday += WEEK
            self._do_together(until)
        self.stage.pass_mornings(until)
        self._tell(until)

    def _plan(self, until: datetime) -> Iterator[tuple[Asked, datetime]]:
        """When each of them writes: over all working days, most in the morning."""
        begin = self.stage.clock()
        for number, one in enumerate(FIRST_WEEK):
            yield one, begin + timedelta(minutes=6 + 9 * number)
        days = [begin + DAY * ahead for ahead in range(1, (until - begin).days)]
        days = [day for day in days if day.weekday() < 5]
        for number, one in enumerate(MONTH):
            day = days[number * len(days) // len(MONTH)]
            minute = min(self._luck.randrange(20, 430) for _ in range(2))
            yield one, datetime.combine(day, _OPENS, day.tzinfo) + timedelta(minutes=minute)

    def _will(self, at: datetime, who: Person, letter: Letter | None, subject: str, text: str) -> None:
        heappush(self._steps, Step(_open(at), next(self._count), who, letter, subject, text))

    def _do_together(self, until: datetime) -> None:
        first = self._steps[0].at
        self.stage.pass_mornings(first)
        while self._steps and self._steps[0].at < min(first + _TOGETHER, until):
            step = heappop(self._steps)
            self.stage.clock.go_to(step.at)
            writer = self.stage.writers[step.who.address]
            if step.letter is None:
                writer.write(step.subject, step.text)
            else:
                writer.answer(step.letter, step.text, step.subject)
        self.stage.work_quietly()
        self._react()

    def _react(self) -> None:
        """What people make of the mails that have come: they will answer."""
        news, self._read = self.stage.mailbag.letters[self._read :], len(self.stage.mailbag.letters)
        for letter in news:
            if letter.kind == "notification" and letter.readers == (self._whose(letter).address,):
                self._on_notification(letter)
            elif letter.kind == "survey":
                self._on_survey(letter)
            elif letter.kind == "notice" and letter.readers == (MIA.address,) and "Rated" in letter.subject:
                self._will(letter.at + timedelta(hours=3), MIA, letter, "", SORRY)

    def _whose(self, letter: Letter) -> Person:
        """Who looks after it: the two of the team know each other's departments."""
        asked = self._of(letter)
        cares = next((part.cares for part in DEPARTMENTS if asked and asked.who in part.people), ANN)
        return BOB if cares is BOB else ANN

    def _of(self, letter: Letter) -> Asked | None:
        return next((one for subject, one in self._asked.items() if letter.subject.endswith(subject)), None)

    def _on_notification(self, letter: Letter) -> None:
        asked = self._of(letter)
        if asked is None:
            return
        del self._asked[asked.subject]  # only the first one: what follows is its owner's
        self._came += 1
        who, label = self._whose_is(asked), f"[label=+{asked.label.replace(' ', '-')}]"
        at = letter.at + timedelta(hours=asked.within)
        spent = f"[time={asked.minutes}m]" if asked.minutes else ""
        name = asked.who.name.split()[0]
        if asked.more == 0:
            self._done += 1
            self._will(at, who, letter, f"[resolved] {label} {spent}", f"Hello {name},\n\n{asked.resolution}")
            return
        self._will(at, who, letter, label, f"Hello {name},\n\nI have it, and you will hear from me.")
        if asked.more is not None:
            self._done += 1
            later = _open(at) + timedelta(hours=asked.more)
            self._will(later, who, letter, f"[resolved] {spent}", f"Hello {name},\n\n{asked.resolution}")

    @staticmethod
    def _whose_is(asked: Asked) -> Person:
        return next(part.cares for part in DEPARTMENTS if asked.who in part.people)

    def _on_survey(self, letter: Letter) -> None:
        answer = next(self._ratings, None)
        if answer is not None:
            rating, words = answer
            who = EVERYBODY[letter.readers[0]]
            self._will(letter.at + timedelta(hours=1), who, letter, "", f"{rating}\n\n{words}".strip())

    def _tell(self, at: datetime) -> None:
        if self._came:
            self.stage.screen.say(
                f"  until {at:%A}, {at.day} {at:%B}: {self._came} requests came in, {self._done} were worked through",
                "dim",
            )
        self.stage.screen.rest(0.4)


def _open(at: datetime) -> datetime:
    """When somebody who works from nine to five does what they would do at that time."""
    if at.time() >= _CLOSES:
        at = datetime.combine(at + DAY, _OPENS, at.tzinfo) + timedelta(minutes=25)
    while at.weekday() > 4:
        at = datetime.combine(at + DAY, _OPENS, at.tzinfo) + timedelta(minutes=25)
    return at


def play_month(stage: Stage, review_at: datetime) -> Letter:
    """Raises `StoryBroken`. `review_at`: the Tuesday on which reviews go out. Gives the mail with the report."""
    monday = datetime.combine(review_at - 8 * DAY, _OPENS, review_at.tzinfo)
    stage.screen.day(stage.clock(), "and so it goes on")
    stage.screen.scene(
        "Sales isn't alone: Production and Finance write to the desk, too. Four weeks go by,"
        " mail by mail, in a moment."
    )
    first = datetime.combine(review_at.replace(day=1), time.min, monday.tzinfo) - timedelta(seconds=1)
    report_at = next_morning(stage.desk.policy.hours, first)
    Month(stage).play(min(report_at, monday) - timedelta(minutes=1))
    stage.config.with_name("departments.toml").write_text(departments_file(reviews=True), "utf-8")
    report: Letter | None = None
    if report_at <= monday:
        report = _report(stage)
    _word(stage)
    report = report or _report(stage)
    _answer(stage)
    _review(stage)
    return report


def _report(stage: Stage) -> Letter:
    letter = stage.await_quietly(MIA, "report")
    stage.screen.day(letter.at)
    stage.screen.scene(
        "A month has ended. Mia gets the report: figures that say of how many, a change only where it is"
        " one, and the whole as a page with drawings."
    )
    stage.show(letter)
    return letter


def _word(stage: Stage) -> None:
    digest = stage.await_quietly(ANN, "digest", "Hanna Head")
    stage.screen.day(digest.at)
    stage.screen.scene(
        "Monday. Ann's digest names the departments with which nobody has spoken for weeks, beside their requests."
    )
    stage.show(digest, "Due for a word")
    lines = [f"{_letter_of(HANNA, digest)} send", f"{_letter_of(FAY, digest)} called {CALLED}"]
    stage.later(minutes=25)
    stage.screen.scene(
        "She lets one letter go out in her name. Fay she has just called, and writes that down."
    )
    stage.answer(ANN, "digest", "\n".join(lines), about="Hanna Head")


def _letter_of(head: Person, digest: Letter) -> str:
    found = re.search(rf"\b([a-z]) {head.name}", digest.text)
    if found is None:
        raise StoryBroken(f"the digest should name {head.name}")
    return found[1]


def _answer(stage: Stage) -> None:
    letter = stage.await_quietly(HANNA, "check-in")
    stage.screen.day(letter.at)
    stage.screen.scene("Tuesday morning, when people read such things: a word to the head of Sales.")
    stage.show(letter)
    stage.later(hours=1)
    stage.screen.scene("And there it is, what never became a request. Now it is one, and Ann's.")
    stage.answer(HANNA, "check-in", NEWS)
    stage.later(minutes=20)
    stage.screen.scene("In a week the review goes to the heads. Ann adds a sentence to that of Sales.")
    draft = stage.newest(ANN, "notice", _DRAFT_OF_SALES)
    stage.show(draft)
    stage.answer(ANN, "notice", SENTENCE, about=_DRAFT_OF_SALES)


def _review(stage: Stage) -> None:
    letter = stage.await_quietly(HANNA, "report")
    stage.screen.day(letter.at)
    stage.screen.scene(
        "The review: how it went, in the head's words and not in ours, with Ann's sentence in it."
    )
    stage.show(letter)
