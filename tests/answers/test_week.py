"""A week of a team with ten answers in two languages: who asks gets the answer that was meant, in their own language
and by their own name, from a technician and from nobody else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from answers_world import with_files, write_answer
from desk_world import DeskWorld, Letter
from technicians_world import ANN, BOB, CID, PROVEN, notified

from frontdesk.db import answers
from frontdesk.jobs.tell_managers import tell_of_answers

QUIET = {"SURVEY_AFTER": "off", "REPORT_EVERY": "off", "TOPICS_FILE": "off", "FOLLOW_UP_AFTER": "3d"}
# What people ask about, with a word of it in each language, and the name of the answer.
THINGS = (
    ("vpn-reset", "VPN tunnel", "VPN-Tunnel"),
    ("printer-twice", "printer", "Drucker"),
    ("wifi-guest", "wifi", "WLAN"),
    ("new-password", "password", "Passwort"),
    ("mailbox-full", "mailbox", "Postfach"),
    ("shared-drive", "drive", "Laufwerk"),
    ("meeting-room", "projector", "Beamer"),
    ("phone-setup", "phone", "Telefon"),
    ("software-request", "licence", "Lizenz"),
    ("second-screen", "screen", "Bildschirm"),
)
PEOPLE = tuple(
    (f"{first} {last}", f"{first}.{last}@sales.example.org".lower(), language)
    for first, last, language in (
        ("Carl", "Cole", "en"), ("Dora", "Dean", "en"), ("Erik", "Ernst", "de"), ("Frida", "Falk", "de"),
        ("Gail", "Gray", "en"), ("Hanno", "Hahn", "de"), ("Ivy", "Irwin", "en"), ("Jörg", "Jansen", "de"),
    )
)  # fmt: skip


def files() -> dict[str, str]:
    found = {}
    for name, english, german in THINGS:
        words = english.split()[0], german.split("-")[0]
        text = f"Dear {{{{ customer }}}}, this is **{name}** in English."
        found[f"en/{name}"] = f"# About the {english}\nWords: {words[0]}\n\n{text}\n"
        text = f"Hallo {{{{ customer }}}}, das ist **{name}** auf Deutsch."
        found[f"de/{name}"] = f"# Zum Thema {german}\nWords: {words[1]}\n\n{text}\n"
    return found


@dataclass
class Week:
    world: DeskWorld
    chance: Random
    asked: dict[int, tuple[str, str, str, str]] = field(
        default_factory=dict
    )  # name, address, language, answer
    sent: Counter[str] = field(default_factory=Counter)
    replies: int = 0
    refused: int = 0
    reopened: set[int] = field(default_factory=set)

    def somebody_asks(self) -> None:
        name, email, language = self.chance.choice(PEOPLE)
        answer, english, german = self.chance.choice(THINGS)
        thing = english if language == "en" else german
        subject = f"{thing} {len(self.asked)}"
        text = f"The {thing} fails." if language == "en" else f"{thing} geht nicht."
        self.world.write(f"{name} <{email}>", subject, text, Content_Language=language)
        self.asked[max(self.world.numbers)] = (name, email, language, answer)

    def technician_answers(self, number: int) -> None:
        """With what the notification suggests: as a tag, as a phone's first line, or in a line of a list."""
        who = self.chance.choice((ANN, BOB, CID))
        letter = notified(self.world, who, number)
        suggested = re.findall(r"\[answer=([a-z-]+)\]", letter.text.split("Answers that may fit")[1])
        answer = self.asked[number][3]
        assert answer in suggested
        if self.chance.random() < 0.2:  # a slip first: nothing goes out, the right name comes back
            before = len(self.world.world.sent)
            self.says(who, letter, "Try this:", f"[resolved] [answer={answer[:-1]}]")
            refusal = self.world.last(who, "refusal")
            assert f"[answer={answer}]" in refusal.text
            assert len(self.world.world.sent) == before + 1
            self.refused += 1
            letter = refusal
        way = self.chance.choice(("tag", "phone", "line"))
        if way == "tag":
            self.says(who, letter, f"Own words {number}.", f"[resolved] [answer={answer}]")
        elif way == "phone":
            self.says(who, letter, f"#resolved\n#answer {answer.capitalize()}\nOwn words {number}.", "")
        else:
            self.world.clock.at += timedelta(seconds=61)
            self.world.write(f"X <{who}>", "[list open]", "", Authentication_Results=PROVEN)
            lines = f"{number} resolved answer={answer}  Own words {number}."
            self.says(who, self.world.last(who, "digest"), lines, "", quote=False)
        self.sent[answer] += 1
        self.replies += 1

    def says(self, who: str, letter: Letter, text: str, tags: str, *, quote: bool = True) -> None:
        self.world.clock.at += timedelta(seconds=61)
        self.world.answer(who, letter, text, subject=tags, quote=quote, Authentication_Results=PROVEN)

    def customer_comes_back(self, number: int) -> None:
        name, email, language, _ = self.asked[number]
        reply = [one for one in self.world.inbox(email) if one.kind == "reply"
                 and one.header("X-Frontdesk-Request") == str(number)][-1]  # fmt: skip
        words = "It is still broken, nothing changed." if language == "en" else "Es geht immer noch nicht."
        self.world.answer(f"{name} <{email}>", reply, words)
        assert self.world.request(number).status == "open"
        self.reopened.add(number)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.live)])
def week(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Week]:
    database = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    with with_files(tmp_path, files(), database=database, **QUIET) as world:
        yield Week(world, Random("a week"))


@pytest.mark.slow
def test_a_week_of_work_with_ten_answers(week: Week, tmp_path: Path) -> None:
    world = week.world
    for day in range(5):
        for _ in range(6):
            week.somebody_asks()
            world.pass_time(timedelta(minutes=week.chance.randrange(5, 40)))
        if day == 2:  # somebody edits in a hurry, and on the next day once more
            write_answer(tmp_path / "answers", "en/vpn-reset", "Dear {{ custmer }}")
            world.desk.answers.library(now=True)
            assert tell_of_answers(world.desk)
        if day == 3:
            write_answer(tmp_path / "answers", "en/vpn-reset", files()["en/vpn-reset"])
        for number in sorted(set(week.asked) - {n for n in week.asked if world.request(n).resolution}):
            week.technician_answers(number)
        for number in sorted(week.asked)[-6:]:
            if week.chance.random() < 0.2:
                week.customer_comes_back(number)
        world.pass_time(timedelta(days=1 if day < 4 else 20))

    replies = [letter for _, email, _ in PEOPLE for letter in world.inbox(email) if letter.kind == "reply"]
    assert len(replies) == week.replies == len(week.asked)
    assert week.refused > 2
    assert len(week.reopened) > 2
    for letter in replies:
        number = int(letter.header("X-Frontdesk-Request"))
        name, _, language, answer = week.asked[number]
        others = {other.split()[0] for other, _, _ in PEOPLE} - {name.split()[0]}
        hello, speaks = ("Dear", "in English") if language == "en" else ("Hallo", "auf Deutsch")
        assert f"{hello} {name}, " in letter.text
        assert f"{answer} {speaks}." in letter.text
        assert f"<strong>{answer}</strong>" in letter.html
        assert letter.text.index(f"Own words {number}.") < letter.text.index(answer)
        assert not any(other in letter.text for other in others)
        assert "{{" not in letter.text + letter.html
        assert "#answer" not in letter.text
        assert letter.header("Auto-Submitted") in ("", "no")
        assert answer in (world.request(number).resolution or "")

    stand = answers.standings(world.desk.store, week.sent, world.clock())
    assert {name: how.sent for name, how in stand.items()} == dict(week.sent)
    came_back = Counter(week.asked[number][3] for number in week.reopened)
    assert all(how.known == how.sent for how in stand.values())
    assert {name: how.known - how.stayed for name, how in stand.items()} == {
        name: came_back[name] for name in stand
    }
