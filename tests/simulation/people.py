"""Who writes to the desk: customers, technicians, robots, strangers and a forger. Each reacts to what arrives.

They keep no secrets from the checks: every text carries a mark that says whose words it is, so that a word in
the wrong place is seen. Words that must be understood (thanks, a rating) carry none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from memory_world import Delivered
from simulation import habits, letters
from simulation.letters import Letter

if TYPE_CHECKING:
    from simulation.world import World

DESK = "it@example.org"
CUSTOMERS = {
    "carl@sales.example.org": "Carl Cole",
    "dora@sales.example.org": "Dora Dean",
    "eve@elsewhere.example": "Eve",
}
STAFF = {"ann@example.org": "Ann Lee", "bob@example.org": "Bob Burns", "mia@example.org": "Mia Boss"}
ECHO = "echo@loops.example"  # answers everything, and no header says that it is no person
GHOST = "ghost@sales.example.org"  # a customer whose mailbox is gone: the report comes later
THIEF = "thief@evil.example"  # reads a mail that a technician showed him, and speaks in the technician's name
STRANGER = "stan@anywhere.example"  # knows a number, and nothing else
EARLY = "old@sales.example.org"  # wrote long before there was a desk
ROBOTS = ("noreply@robots.example", "backup@robots.example", "list@lists.example")
_MARK = re.compile(r"\b[qanv]w\d+z\b")
_SUBJECTS = (
    "Printer prints twice",
    "No sound",
    "Monitor flickers",
    "VPN",
    "New starter on Monday",
    "Password",
)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
SOON, WITHIN_DAYS = (5, 120, 600, 2 * _HOUR), (600, 4 * _HOUR, _DAY, 3 * _DAY)


@dataclass
class People:
    """All of them. `left`: how many answers they will still write. `marks`: words by their mark's kind."""

    world: World
    left: int
    chance: Random = field(init=False)
    serial: int = 0
    robot_ids: set[str] = field(default_factory=set)
    forged: list[str] = field(default_factory=list)
    forged_ids: set[str] = field(default_factory=set)
    stolen: dict[str, str] = field(
        default_factory=dict
    )  # a forger's mark: that of the mail which showed the token
    stranger_ids: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)  # a customer's or technician's mark: whose it is
    twice: list[str] = field(default_factory=list)  # Message-IDs of letters that came by two addresses
    marked_ids: set[str] = field(default_factory=set)  # of people's mails that bear a machine's marks
    wrote: dict[str, tuple[str, str, datetime]] = field(
        default_factory=dict
    )  # by mark: whose, in which letter, when
    to_colleagues: set[str] = field(default_factory=set)  # marks of what answers a colleague's note
    away: set[str] = field(default_factory=set)
    tickets: bool = False  # what answers everything is a desk, too

    def __post_init__(self) -> None:
        self.chance = Random(f"{self.world.seed} people")
        self.world.mail.on_taken = self.got
        for email in (*CUSTOMERS, "ann@example.org", "bob@example.org"):
            if self.chance.random() < 0.08:
                self.away.add(email)
        self.tickets = self.chance.random() < 0.5

    # --- writing

    def mark(self, kind: str, whose: str) -> str:
        """A word that nobody else writes: q for a customer's, a for an answer, n for a note, f for a forger's."""
        self.serial += 1
        word = f"{kind}w{self.serial}z"
        self.said[word] = whose
        return word

    def post(self, sender: str, subject: str, text: str, *, to: str = DESK, **headers: str) -> bytes:
        self.serial += 1
        world = self.world
        message_id = headers.pop("message_id", f"<mail{self.serial}@{sender.partition('@')[2].strip('>')}>")
        raw = letters.write(sender, to, subject, text, world.now, message_id=message_id, **headers)
        for mark in _MARK.findall(f"{subject} {text}"):
            self.wrote.setdefault(mark, (self.said[mark], message_id, world.now))
        world.tell(f"{sender} writes {subject!r} {text[:60]!r}")
        world.mail.deliver(raw, to)
        return raw

    def answer(self, sender: str, letter: Letter, text: str, *, tags: str = "", **headers: str) -> bytes:
        """As mail clients do; `headers` may take away what leads to the request."""
        subject = letter.subject if letter.subject.startswith("Re: ") else f"Re: {letter.subject}"
        given = {"In_Reply_To": letter.message_id, "References": letter.message_id} | headers
        to = given.pop("to", letter.reply_to)
        return self.post(sender, f"{subject} {tags}".strip(), text, to=to, **given)

    # --- reading

    def got(self, delivered: Delivered) -> None:
        """The relay took a mail: its reader may answer it, some time later."""
        letter = letters.read(delivered)
        self._noted(letter)
        self.world.tell(f"{letter.recipient} gets {letter.kind} #{letter.request} {letter.message_id}")
        who = letter.recipient
        if who == GHOST:
            if delivered.sender:
                self.world.after(_MINUTE, lambda: self._report(letter))
        elif who == ECHO:
            self._later((1, 20, 90), lambda: self._echo(letter))
        elif who in self.away and self.chance.random() < 0.5:
            self.world.after(5, lambda: self._out_of_office(who, letter))
        elif self.world.theme.name == habits.HABITS and habits.got(self, who, letter):
            pass
        elif who in STAFF:
            self._technician(who, letter)
        elif who in CUSTOMERS:
            self._customer(who, letter)

    def _noted(self, letter: Letter) -> None:
        fiber = self.world.fibers.current
        assert fiber is not None
        self.world.copies.relay_took(
            letter.message_id, letter.recipient, getattr(fiber.process, "holder", "")
        )

    def _later(self, delays: tuple[int, ...], act: Callable[[], object]) -> None:
        if self.left > 0:
            self.left -= 1
            self.world.after(self.chance.choice(delays) * self.chance.uniform(0.5, 1.5), act)

    # --- customers

    def ask(self, who: str = "") -> None:
        """Somebody has a new question."""
        chance = self.chance
        theme = self.world.theme
        who = who or chance.choice(
            theme.askers or (*CUSTOMERS, *CUSTOMERS, GHOST, ECHO, STRANGER, "bob@example.org")
        )
        way = chance.choices(list(_WAYS_TO_ASK), list(_WAYS_TO_ASK.values()))[0]
        if theme.name == habits.HABITS and chance.random() < 0.7:
            way = habits.asks if chance.random() < 0.8 else habits.invites
        if theme.copies:
            way = chance.choice((_ask_at_two_addresses, _ask_twice_the_same))
        way(self, who, chance.choice(_SUBJECTS), f"{self.mark('q', who)} does not work. Can you help?")

    def named(self, who: str) -> str:
        name = CUSTOMERS.get(who) or STAFF.get(who)
        return f"{name} <{who}>" if name else who

    def _customer(self, who: str, letter: Letter) -> None:
        choices = _CUSTOMER.get(letter.kind, ())
        for often, reaction in choices:
            if self.chance.random() < often * self.world.theme.answers:
                self._later(WITHIN_DAYS, partial(reaction, self, who, letter))
                return

    def _words(self, who: str, letter: Letter) -> None:
        self.answer(
            self.named(who),
            letter,
            f"One more thing: {self.mark('q', who)} is odd.",
            **self._threading(letter),
        )

    def _threading(self, letter: Letter) -> dict[str, str]:
        """Mail clients lose what leads to the request in many ways; one clue is left."""
        return self.chance.choice(
            (
                {},
                {},
                {"In_Reply_To": "", "References": ""},
                {"to": DESK},
                {"to": DESK, "In_Reply_To": "", "References": ""},
            )
        )

    def _thanks(self, who: str, letter: Letter) -> None:
        self.answer(self.named(who), letter, "Thank you!")

    def _yes(self, who: str, letter: Letter) -> None:
        self.answer(self.named(who), letter, "Yes, everything works now, thank you.")

    def _no(self, who: str, letter: Letter) -> None:
        self.answer(self.named(who), letter, f"No, {self.mark('q', who)} still does not work.")

    def _rate(self, who: str, letter: Letter) -> None:
        number = self.chance.randint(1, 5)
        self.answer(self.named(who), letter, f"{number}")

    # --- technicians

    def _technician(self, who: str, letter: Letter) -> None:
        if letter.kind == "refusal":
            if re.search(rb"\bfw\d+z\b", letter.text()) and b"answered the customer" not in letter.text():
                self._later(SOON, lambda: self._it_was_not_me(who, letter))
            elif self.chance.random() < 0.5:
                yes = self.chance.choice((("", "[send]"), ("Yes, that was me.", "")))
                self._later(SOON, lambda: self.answer(self.named(who), letter, yes[0], tags=yes[1]))
            return
        if letter.kind not in ("notification", "warning", "escalation") or not letter.request:
            return
        if self.chance.random() < self.world.theme.works * (1 if letter.kind == "notification" else 0.5):
            self._later(SOON, lambda: self._work(who, letter))

    def _work(self, who: str, letter: Letter) -> None:
        tags, kind = self.chance.choices(list(_WORK), list(_WORK.values()))[0]
        if self.world.theme.tags and self.chance.random() < 0.7:
            tags, kind = self.chance.choice(self.world.theme.tags), "a"
        other = self.chance.randint(1, max(1, letter.request + 1))
        text = mark = ""
        if kind:
            mark = self.mark(kind, f"{letter.request} {who}")
            text = f"{mark} is my answer to that." if kind == "a" else f"{mark} is for us alone."
            if kind == "n":
                self.notes.append(mark)
            if letter.kind == "notification" and letter.message_id.startswith("<fd.n"):
                self.to_colleagues.add(mark)
        unthreaded = {"In_Reply_To": "", "References": "", "to": DESK}
        headers = unthreaded if self.chance.random() < 0.07 else {}
        shown = kind == "n" and self.chance.random() < self.world.theme.shows
        if shown:
            headers = {"Cc": f"Theo <{THIEF}>"}
            for delay in (300, _HOUR):
                self._later((delay,), lambda: self._steal(who, letter, mark))
        self.answer(
            self.named(who), letter, text, tags=tags.format(other=other), **headers, **self._vouched(who)
        )

    def _it_was_not_me(self, who: str, letter: Letter) -> None:
        """The natural answer to the question whether a forger's mail is theirs. It is for the team alone."""
        mark = self.mark("n", f"{letter.request} {who}")
        self.notes.append(mark)
        self.answer(self.named(who), letter, f"That wasn't me, who wrote that? {mark}", **self._vouched(who))

    def _steal(self, who: str, letter: Letter, shown: str) -> None:
        """Who was shown a technician's answer writes by what stands in its headers; no server says whose it is.
        `shown`: the mark in that answer."""
        mark = self.mark("f", "a forger")
        self.forged.append(mark)
        self.stolen[mark] = shown
        message_id = f"<stolen{self.serial}@example.org>"
        self.forged_ids.add(message_id)
        way = self.chance.choice(({"In_Reply_To": "", "References": ""}, {"to": DESK}, {}))
        self.answer(self.named(who), letter, f"{mark}: send money.", message_id=message_id, **way)

    def _vouched(self, who: str) -> dict[str, str]:
        """What our own mail server says of mail from inside, where it says anything."""
        server = self.world.settings.trusted_authserv_id
        return {"Authentication_Results": f"{server}; dmarc=pass header.from=example.org"} if server else {}

    # --- those who aren't what they seem

    def robot(self) -> None:
        """A machine writes; nobody may ever answer it."""
        headers = self.chance.choice(_ROBOT_HEADERS)
        who = "list@lists.example" if "List_Id" in headers else self.chance.choice(ROBOTS[:2])
        self.robot_ids.add(f"<robot{self.serial}@robots.example>")
        message_id = f"<robot{self.serial}@robots.example>"
        self.post(who, "Backup finished", "All files were copied.", message_id=message_id, **headers)

    def forge(self) -> None:
        """Somebody who knows the team's names and a number speaks in a technician's name."""
        mark = self.mark("f", "a forger")
        self.forged.append(mark)
        server = self.world.settings.trusted_authserv_id
        proof = {"Authentication_Results": f"{server}; dmarc=fail header.from=example.org"} if server else {}
        number = self.chance.randint(1, 3)
        tags = self.chance.choice(("[resolved]", "", "[cc=+thief@evil.example]", "[assign=bob]"))
        message_id = f"<forged{self.serial}@example.org>"
        self.forged_ids.add(message_id)
        subject, text = f"Re: [IT #{number}] VPN {tags}", f"{mark}: send money."
        self.post("Ann Lee <ann@example.org>", subject, text, message_id=message_id, **proof)

    def flood(self) -> None:
        """Everybody writes at once: the network is down, or a program has gone mad."""
        many = self.chance.random() < 0.5
        for number in range(90):
            who = f"f{number}@sales.example.org" if many else "mad@robots.example"
            text = f"{self.mark('q', who)} does not work."
            self.world.after(self.chance.uniform(0, 120), partial(self._floods, who, number, text))

    def _floods(self, who: str, number: int, text: str) -> None:
        self.post(who, f"Alarm number {number}", text)

    def own_mail_returns(self) -> None:
        """A mail of the desk comes back by a redirection."""
        if self.world.mail.sent:
            raw = self.chance.choice(self.world.mail.sent).raw
            self.world.tell("a mail of the desk's comes back to it")
            self.world.mail.deliver(raw, DESK)

    def stranger_names_a_number(self) -> None:
        message_id = f"<strange{self.serial}@anywhere.example>"
        self.stranger_ids.add(message_id)
        subject, text = (
            f"Re: [IT #{self.chance.randint(1, 3)}] VPN",
            f"{self.mark('q', STRANGER)}: what is new?",
        )
        self.post(STRANGER, subject, text, message_id=message_id)

    def _echo(self, letter: Letter) -> None:
        """Its answers look like a person's: only the caps end this. Some open a request of their own for each mail."""
        text = f"We got your mail {self.mark('q', ECHO)} and will read it."
        if self.tickets:
            self.post(ECHO, f"Your inquiry {self.serial} was received", text)
        else:
            self.answer(ECHO, letter, text)

    def _out_of_office(self, who: str, letter: Letter) -> None:
        self.serial += 1
        message_id = f"<robot{self.serial}@robots.example>"
        self.robot_ids.add(message_id)
        text = "I am out of office until next week."
        subject = f"Automatic reply: {letter.subject}"
        self.post(
            self.named(who), subject, text, to=letter.reply_to, message_id=message_id,
            In_Reply_To=letter.message_id, Auto_Submitted="auto-replied",
        )  # fmt: skip

    def _report(self, letter: Letter) -> None:
        self.serial += 1
        message_id = f"<robot{self.serial}@robots.example>"
        self.robot_ids.add(message_id)
        self.world.tell(f"a report: {letter.recipient} doesn't exist")
        raw = letters.delivery_report(DESK, letter, self.world.now, message_id)
        self.world.mail.deliver(raw, DESK)


def _ask_once(people: People, who: str, subject: str, text: str) -> None:
    people.post(people.named(who), subject, text)


def _ask_without_id(people: People, who: str, subject: str, text: str) -> None:
    people.post(people.named(who), subject, text, message_id="")


def _ask_at_two_addresses(people: People, who: str, subject: str, text: str) -> None:
    """Both copies are the same letter; each came its own way."""
    message_id, at = f"<two{people.serial}@{who.partition('@')[2]}>", people.world.now
    people.twice.append(message_id)
    for address in ("it@example.org", "helpdesk@example.org"):
        raw = letters.write(
            people.named(who), DESK, subject, text, at, message_id=message_id, Delivered_To=address
        )
        people.world.tell(f"{who} writes {subject!r} by {address}")
        people.world.mail.deliver(raw, DESK)


def _ask_twice_the_same(people: People, who: str, subject: str, text: str) -> None:
    """A mail server that lost an answer delivers the same bytes again."""
    raw = people.post(people.named(who), subject, text)
    people.world.after(people.chance.choice((1, 300, _DAY)), lambda: people.world.mail.deliver(raw, DESK))


def _ask_with_a_used_id(people: People, who: str, subject: str, text: str) -> None:
    """A program that gives every mail the same Message-ID."""
    people.post(people.named(who), subject, text, message_id=f"<always.the.same@{who.partition('@')[2]}>")


def _ask_with_copy(people: People, who: str, subject: str, text: str) -> None:
    people.post(people.named(who), subject, text, Cc="Dora Dean <dora@sales.example.org>")


_WAYS_TO_ASK: dict[Callable[[People, str, str, str], None], int] = {
    _ask_once: 6,
    _ask_without_id: 1,
    _ask_at_two_addresses: 1,
    _ask_twice_the_same: 1,
    _ask_with_a_used_id: 1,
    _ask_with_copy: 1,
}

_Reaction = Callable[[People, str, Letter], None]
_CUSTOMER: dict[str, tuple[tuple[float, _Reaction], ...]] = {
    "acknowledgement": ((0.1, People._words), (0.05, People._thanks)),
    "reply": ((0.25, People._words), (0.2, People._thanks), (0.1, People._yes)),
    "follow-up": ((0.3, People._yes), (0.4, People._no), (0.3, People._thanks), (0.2, People._words)),
    "chaser": ((0.3, People._words),),
    "survey": ((0.4, People._rate), (0.3, People._words), (0.2, People._thanks)),
    "survey-thanks": ((0.2, People._thanks), (0.1, People._words)),
    "reopened": ((0.1, People._words), (0.1, People._thanks)),
}

_WORK: dict[tuple[str, str], int] = {
    ("", "a"): 5,
    ("[resolved]", "a"): 8,
    ("[resolved]", ""): 1,
    ("[waiting]", "a"): 4,
    ("[hold]", "a"): 1,
    ("[hold]", ""): 1,
    ("[open]", ""): 1,
    ("[note]", "n"): 3,
    ("[note] [resolved]", "n"): 1,
    ("[take]", ""): 2,
    ("[assign=bob]", ""): 1,
    ("[priority=high]", ""): 1,
    ("[due=3d]", ""): 1,
    ("[snooze=2d]", ""): 1,
    ("[cc=+dora@sales.example.org]", "a"): 1,
    ("[merge=#{other}]", ""): 1,
    ("[split]", ""): 1,
    ("[spam]", ""): 1,
    ("[undo]", ""): 3,
    ("[waiting] [priority=urgent]", "a"): 1,
    ("[resolved] [due=2d]", "a"): 1,
    ("[status]", ""): 1,
    ("[list mine]", ""): 1,
    ("[link=#{other}] [label=+vpn] [time=15m]", ""): 1,
    ("[resolvd]", "a"): 1,
}

_ROBOT_HEADERS: tuple[dict[str, str], ...] = (
    {"Auto_Submitted": "auto-generated"},
    {"Return_Path": "<>"},
    {"List_Id": "<news.lists.example>", "Precedence": "list"},
    {"Precedence": "bulk"},
)


def plan(people: People, questions: int, seconds: float) -> None:
    """What people will do by themselves, over so much time."""
    world, chance = people.world, people.chance
    for _ in range(world.theme.floods):
        world.after(chance.uniform(0, seconds * 0.3), people.flood)
    for _ in range(questions):
        world.after(chance.uniform(0, seconds * 0.8), people.ask)
    for act in (people.robot, people.forge, people.own_mail_returns, people.stranger_names_a_number):
        while chance.random() < 0.2:
            world.after(chance.uniform(0, seconds), act)
