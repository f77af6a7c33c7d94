"""A desk of made-up people who write, answer, wait, hand on, merge, reopen, rate, and are away for days at a time; and
a list of what they did.

The real desk works on it, mail by mail, through daylight saving and weekends. The list is all that the oracle knows.
"""

from __future__ import annotations

import email
import email.policy
import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import count
from zoneinfo import ZoneInfo

from desk_world import DeskWorld, Letter
from technicians_world import PROVEN

ZONE = ZoneInfo("Europe/Berlin")
TEAM = ("ann@example.org", "bob@example.org", "cid@example.org")
DEPARTMENTS = ("Sales", "Legal", "Works Council", "Lab", "")
LABELS = ("vpn", "printing", "phone")
# Words of no topic: who opens requests that say the same but for a number is taken for a program.
COLOURS = ("amber", "azure", "beige", "brown", "crimson", "golden", "grey", "ivory", "olive", "pink")
ANIMALS = (
    "badger", "beaver", "camel", "crane", "donkey", "falcon", "ferret", "finch", "goose", "heron", "lynx", "marten",
    "otter",
)  # fmt: skip
SETTINGS = {
    "DESK_TIMEZONE": "Europe/Berlin",
    "DESK_HOURS": "Mon-Fri 09:00-17:00",
    "FIRST_RESPONSE_WITHIN": "low=6h normal=4h high=2h urgent=1h",
    "RESOLVE_WITHIN": "low=40h normal=16h high=6h urgent=2h",
    "SURVEY_AT_MOST_EVERY": "2 days",
    "REPORT_EVERY": "off",
}
FORWARDED = """---------- Forwarded message ---------
From: {name} <{email}>
Date: Mon, 5 Oct 2026 at 09:00
Subject: {subject}
To: Ann Lee <ann@example.org>

{text}
"""


def _matter(index: int) -> str:
    """130 follow each other before the words of one come again."""
    return f"{COLOURS[index % len(COLOURS)]} {ANIMALS[index % len(ANIMALS)]} {index}"


@dataclass
class Deed:
    """`what`: opened, phoned, replied, waiting, wrote, held, resolved, reopened, no answer, priority, owned, spam,
    merged, stated, asked, rated. `value`: the priority, the minutes, the rating, the department."""

    at: datetime
    what: str
    who: str = ""
    value: str = ""


@dataclass
class Case:
    """A request as its people know it."""

    customer: str
    subject: str
    number: int = 0
    owner: str = ""
    deeds: list[Deed] = field(default_factory=list)
    labels: tuple[str, ...] = ()

    def did(self, at: datetime, what: str, who: str = "", value: str = "") -> None:
        self.deeds.append(Deed(at, what, who, value))


class MadeUpDesk:
    def __init__(self, world: DeskWorld, seed: int, cases: int, begin: datetime, days: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.cases: list[Case] = []
        self._planned: list[tuple[datetime, int, Callable[[], None]]] = []
        self._tie = count()
        self._read = 0
        self._letters: dict[tuple[str, int, str], list[Letter]] = {}
        self._away: dict[str, datetime] = {}  # up to when
        self._absences: Counter[str] = Counter()
        for number in range(max(1, days // 12)):
            at = begin + timedelta(days=self.chance.randrange(3, days), hours=self.chance.randrange(24))
            self._plan(at, lambda who=TEAM[1 + number % 2]: self._leave(who))  # type: ignore[misc]
        for number in range(cases):
            at = begin + timedelta(minutes=self.chance.randrange(days * 24 * 60))
            self._plan(at, lambda number=number: self._open(number))  # type: ignore[misc]

    def run(self, until: datetime) -> None:
        while self._planned and self._planned[0][0] < until:
            at, _, act = heapq.heappop(self._planned)
            self._until(at)
            act()
            self._look()
        self._until(until)
        self._look()

    def _until(self, at: datetime) -> None:
        if at > self.world.clock.at:
            self.world.pass_time(at - self.world.clock.at)
            self._look()

    def _plan(self, at: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._planned, (at.replace(second=0, microsecond=0), next(self._tie), act))

    def _later(self, act: Callable[[], None], least: int, most: int) -> None:
        """So many minutes from now, by the clock of everybody: people work at night, too."""
        self._plan(self.world.clock.at + timedelta(minutes=self.chance.randint(least, most)), act)

    def happened(self) -> Counter[str]:
        """How often each kind of thing was done."""
        return self._absences + Counter(deed.what for case in self.cases for deed in case.deeds)

    # --- what people get

    def _look(self) -> None:
        """Read what the desk sent since: surveys and last reminders are part of what happened."""
        by_number = {case.number: case for case in self.cases}
        for mail in self.world.world.sent[self._read :]:
            letter = Letter(email.message_from_bytes(mail.raw, policy=email.policy.default), mail.raw)
            number = int(letter.header("X-Frontdesk-Request") or 0)
            self._letters.setdefault((mail.recipient.lower(), number, letter.kind), []).append(letter)
            case = by_number.get(number)
            at = parsedate_to_datetime(letter.header("Date")).astimezone(UTC)
            if case is None or mail.recipient.lower() != case.customer:
                continue
            if letter.kind == "survey":
                case.did(at, "asked")
                self._later(lambda case=case: self._rate(case), 5, 3000)  # type: ignore[misc]
            elif letter.kind == "notice":
                case.did(at, "no answer")
        self._read = len(self.world.world.sent)

    def _letter(self, who: str, case: Case, kind: str) -> Letter | None:
        found = self._letters.get((who, case.number, kind))
        return found[-1] if found else None

    # --- what people do

    def _leave(self, who: str) -> None:
        """One of the team says that they are away for some days; what is theirs stays theirs until it is handed on."""
        if self._is_away(who):
            return
        here = self.world.clock.at.astimezone(ZONE).date()
        back = here + timedelta(days=self.chance.randrange(2, 9))
        self.world.write(who, f"[away={here}..{back}]", "", Authentication_Results=PROVEN)
        self._away[who] = datetime(back.year, back.month, back.day, tzinfo=ZONE) + timedelta(days=1)
        self._absences["team away"] += 1

    def _is_away(self, who: str) -> bool:
        return who in self._away and self.world.clock.at < self._away[who]

    def _anybody(self, but: str = "") -> str:
        """Somebody who works today; Ann always does."""
        return self.chance.choice([one for one in TEAM if one != but and not self._is_away(one)] or [TEAM[0]])

    def _open(self, index: int) -> None:
        roll = self.chance.random()
        # Whose mail is spam is silenced from then on, and who is never answered is in no department yet.
        name = f"once{index}" if roll < 0.05 or roll >= 0.93 else f"c{self.chance.randrange(40)}"
        case = Case(f"{name}@people.example.com", _matter(index))
        customer = case.customer
        at = self.world.clock.at
        known = set(self.world.numbers)
        if self.chance.random() < 0.1:
            text = FORWARDED.format(name="C", email=customer, subject=case.subject, text="It is broken.")
            self.world.write(TEAM[0], f"Fwd: {case.subject}", text, Authentication_Results=PROVEN)
            case.did(at, "phoned")
        else:
            self.world.write(customer, case.subject, "It is broken. Please help.")
            case.did(at, "opened")
        (case.number,) = set(self.world.numbers) - known
        self.cases.append(case)
        if roll < 0.05:
            self._later(lambda: self._tag(case, "[spam]", "spam"), 5, 300)
        elif roll < 0.93:
            self._later(lambda: self._first_answer(case), 3, 1800)

    def _first_answer(self, case: Case) -> None:
        case.owner = self._anybody()
        department = DEPARTMENTS[sum(map(ord, case.customer)) % len(DEPARTMENTS)]
        label = self.chance.choice(LABELS)
        tags = f"[label=+{label}]" + (f" [department={department}]" if department else "")
        if not self._staff(case, tags, "We are looking into it."):
            return
        at = self.world.clock.at
        case.labels = (label,)
        case.did(at, "owned", case.owner)
        case.did(at, "replied", case.owner)
        if department:
            case.did(at, "department", value=department)
        if self.chance.random() < 0.15:
            self._later(lambda: self._priority(case), 1, 60)
        self._later(lambda: self._go_on(case), 61, 1500)

    def _go_on(self, case: Case) -> None:
        roll = self.chance.random()
        if roll < 0.18:
            self._wait(case, answers=True)
        elif roll < 0.26:
            self._wait(case, answers=False)
        elif roll < 0.38:
            self._tag(case, "[hold]", "held")
            self._later(lambda: self._resolve(case), 100, 4000)
        elif roll < 0.5:
            self._hand_on(case)
        elif roll < 0.55:
            self._merge(case)
        elif roll < 0.62:
            self._time(case)
            self._later(lambda: self._go_on(case), 30, 900)
        elif roll < 0.95:
            self._resolve(case)

    def _wait(self, case: Case, *, answers: bool) -> None:
        if not self._staff(case, "[waiting]", "Which printer is it?"):
            return
        case.did(self.world.clock.at, "replied", case.owner)
        case.did(self.world.clock.at, "waiting", case.owner)
        if self.chance.random() < 0.3:
            self._later(lambda: self._customer_is_away(case), 1, 3)
        if answers:
            self._later(lambda: self._customer_writes(case), 10, 1500)

    def _customer_is_away(self, case: Case) -> None:
        """Their mail program answers, which is nobody's word: it is on no list."""
        letter = self._letter(case.customer, case, "reply")
        assert letter
        back = (self.world.clock.at + timedelta(days=self.chance.randrange(1, 6))).date()
        text = f"I am out of office until {back}. For urgent matters ask my colleagues."
        self.world.answer(
            case.customer, letter, text, quote=False, Auto_Submitted="auto-replied", Precedence="bulk"
        )  # fmt: skip
        self._absences["customer away"] += 1

    def _customer_writes(self, case: Case) -> None:
        letter = self._letter(case.customer, case, "reply")
        assert letter
        self.world.answer(case.customer, letter, "It is the one on the third floor.")
        case.did(self.world.clock.at, "wrote")
        self._later(lambda: self._resolve(case), 10, 1500)

    def _hand_on(self, case: Case) -> None:
        other = self._anybody(but=case.owner)
        if other == case.owner:
            self._resolve(case)
            return
        self._tag(case, f"[assign={other}]", "owned", who=other)
        case.owner = other
        self._later(lambda: self._go_on(case), 30, 900)

    def _priority(self, case: Case) -> None:
        chosen = self.chance.choice(("low", "high", "urgent"))
        self._tag(case, f"[priority={chosen}]", "priority", value=chosen)

    def _time(self, case: Case) -> None:
        minutes = self.chance.choice((5, 15, 30))
        self._tag(case, f"[time={minutes}m]", "stated", who=case.owner, value=str(minutes))

    def _merge(self, case: Case) -> None:
        others = [one for one in self.cases if one.number != case.number and not _over(one)]
        if others:
            self._tag(case, f"[merge=#{self.chance.choice(others).number}]", "merged")

    def _resolve(self, case: Case) -> None:
        if not self._staff(case, "[resolved]", "We changed the cable."):
            return
        case.did(self.world.clock.at, "replied", case.owner)
        case.did(self.world.clock.at, "resolved", case.owner)
        if self.chance.random() < 0.25:
            self._later(lambda: self._reopen(case), 5, 26_000)

    def _reopen(self, case: Case) -> None:
        if case.deeds[-1].what in ("rated", "merged", "spam"):
            return
        letter = self._letter(case.customer, case, "reply")
        closed = self.world.request(case.number).closed_at
        if letter is None or (closed and self.world.clock.at - closed > timedelta(days=13)):
            return
        self.world.answer(case.customer, letter, "It still doesn't work. The same fault as before.")
        case.did(self.world.clock.at, "reopened")
        self._later(lambda: self._resolve(case), 60, 2500)

    def _rate(self, case: Case) -> None:
        letter = self._letter(case.customer, case, "survey")
        last = [deed.what for deed in case.deeds if deed.what in ("asked", "reopened", "rated")]
        if letter is None or last[-1:] != ["asked"] or self.chance.random() < 0.4:
            return
        value = self.chance.choice("5554431")
        self.world.answer(case.customer, letter, value)
        case.did(self.world.clock.at, "rated", value=value)

    def _tag(self, case: Case, tags: str, what: str, *, who: str = "", value: str = "") -> None:
        if self._staff(case, tags, ""):
            case.did(self.world.clock.at, what, who or case.owner, value)

    def _staff(self, case: Case, tags: str, text: str) -> bool:
        """Whoever owns it (or Ann) answers the newest mail about it; False when it is merged or spam by now."""
        if _over(case):
            return False
        if self._is_away(case.owner):
            self._take_over(case)
        who = case.owner or TEAM[0]
        letter = self._letter(who, case, "notification") or self._letter(TEAM[0], case, "notification")
        assert letter
        before = self._refusals(who)
        self.world.answer(who, letter, text, subject=tags, Authentication_Results=PROVEN)
        self._look()
        if self._refusals(who) > before and "[send]" in (asked := self.world.last(who, "refusal")).text:
            before += 1  # somebody answered meanwhile, as who takes a request over has only its first mail
            self.world.answer(who, asked, "", subject="[send]", Authentication_Results=PROVEN)
            self._look()
        assert self._refusals(who) == before, f"#{case.number} {tags}: {self.world.last(who).text}"
        return True

    def _take_over(self, case: Case) -> None:
        letter = self._letter(TEAM[0], case, "notification")
        assert letter
        self.world.answer(
            TEAM[0], letter, "", subject=f"[assign={TEAM[0]}]", Authentication_Results=PROVEN
        )  # fmt: skip
        self._look()
        case.owner = TEAM[0]
        case.did(self.world.clock.at, "owned", TEAM[0])

    def _refusals(self, who: str) -> int:
        return sum(
            len(found) for key, found in self._letters.items() if key[0] == who and key[2] == "refusal"
        )


def _over(case: Case) -> bool:
    return any(deed.what in ("spam", "merged") for deed in case.deeds)
