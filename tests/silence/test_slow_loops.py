"""A program that answers each of our mails, with no header that shows it: whatever its pace, it gets about a dozen.

People who write often, or often about the same in words of their own, are answered each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from desk_world import DeskWorld, Letter, desk_world
from technicians_world import ANN, BOB, CARL, CARL_AT, MIA, PROVEN, does, team_world

A_DOZEN = 12
VENDOR = "helpdesk@vendor.example"
EVERY = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_BECAME = "It became case {:06d} and will be dealt with in the order of arrival.\n\nYour service team"

# What such programs write, by the number of the mail: its subject, and its text.
Program = Callable[[int, DeskWorld], tuple[str, str]]
PROGRAMS: dict[str, Program] = {
    "a counter": lambda n, world: (f"Your ticket #{n} was received", f"Ticket {n} was received."),
    "a code": lambda n, world: (
        f"[VND-{n * 7919:X}A{n}] We have received your request",
        f"Reference: VND-{n * 7919:X}A{n}.\nWe will come back to you.",
    ),
    "a date in words": lambda n, world: (
        "Ticket received",
        f"We got your mail on {world.clock.at:%A, %d %B %Y at %H:%M}. Somebody will look at it.",
    ),
    "a short date": lambda n, world: (
        f"Receipt {_DAYS[n % 7]} {world.clock.at:%d %b}",
        f"Received {_DAYS[n % 7]}, {world.clock.at:%d %b %Y %H:%M:%S} +0100 (CET). Do not lose this number.",
    ),
    "our mail without quote marks": lambda n, world: (
        f"Ticket {n} opened",
        f"Thank you, your mail became ticket {n}.\n\nYou wrote:\n{world.last(VENDOR).text}",
    ),
    "an hour's greeting": lambda n, world: (
        f"Case {n:06d}",
        f"Good {('morning', 'afternoon', 'evening')[n % 3]},\n\nthank you for your message. {_BECAME.format(n)}",
    ),
    "German": lambda n, world: (
        f"Ihre Anfrage {n} ist eingegangen",
        f"Guten Tag,\n\nwir haben Ihre Anfrage am {world.clock.at:%d.%m.%Y} erhalten. Ihre Nummer: {n}.",
    ),
    "French": lambda n, world: (
        f"Votre demande n° {n}",
        f"Bonjour,\n\nvotre demande a bien été reçue sous le numéro {n}.",
    ),
    "Polish": lambda n, world: (f"Zgłoszenie {n}", f"Dziękujemy, zgłoszenie {n} zostało przyjęte."),
    "Japanese": lambda n, world: (
        f"受付番号{n}",
        f"お問い合わせを受け付けました。受付番号は{n}です。担当者よりご連絡いたします。",
    ),
    "Arabic": lambda n, world: (f"الطلب رقم {n}", f"لقد استلمنا طلبكم رقم {n} وسنرد عليكم قريبا."),
    "no subject": lambda n, world: ("", f"We got your mail {n}."),
    "no text": lambda n, world: (f"Ticket {n}", ""),
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db", DESK_HOURS="24/7") as world:
        yield world


_THANKS = "Thank you for writing to us. Our team will look at your request as soon as it can."
_SAYINGS = ("Fortune favours the patient.", "Tip: restart it first.", "Our portal is open all night.")
_FORMS = ("Ticket {} received", "Ticket {} is assigned", "Update on ticket {}")
_MONTHS = ("января", "февраля", "марта")


def _letters(number: int, length: int) -> str:
    """A code without a digit."""
    return "".join(chr(ord("A") + (number * 7919 >> 2 * place) % 26) for place in range(length))


# The same from programs that change more: its address, its subject, and its text.
Shifty = Callable[[int, DeskWorld], tuple[str, str, str]]
SHIFTY: dict[str, Shifty] = {
    "an address for each ticket, behind a plus": lambda n, world: (
        f"support+id{n}@vendor.example",
        f"Ticket {n} received",
        _THANKS,
    ),
    "an address for each ticket, in letters": lambda n, world: (
        f"support+{_letters(n, 6).lower()}@vendor.example",
        "Request received",
        _THANKS,
    ),
    "a code without digits": lambda n, world: (
        VENDOR,
        f"[{_letters(n, 6)}-{_letters(n + 5, 4)}] Request received",
        _THANKS,
    ),
    "our subject within its own, without our mark": lambda n, world: (
        VENDOR,
        f"(T{n}) {_mails_to_it(world)[-1].subject.translate(str.maketrans('', '', '[]#'))}",
        _THANKS,
    ),
    "a saying of the day": lambda n, world: (
        VENDOR,
        f"Ticket {n} received",
        f"{_THANKS}\n\n{_SAYINGS[n % 3]}",
    ),
    "three forms in turn": lambda n, world: (VENDOR, _FORMS[n % 3].format(n), _THANKS),
    "a month in a language that the desk doesn't speak": lambda n, world: (
        VENDOR,
        f"Заявка {n} принята",
        f"Ваша заявка №{n} принята {n} {_MONTHS[n % 3]} в понедельник.",
    ),
}


def _mails_to_it(world: DeskWorld) -> list[Letter]:
    to_it = {mail.recipient: None for mail in world.world.sent if mail.recipient.endswith("@vendor.example")}
    letters = [letter for who in to_it for letter in world.inbox(who)]
    return sorted(letters, key=lambda letter: int(letter.header("X-Frontdesk-Request")))


def numbers_in(letters: list[Letter]) -> set[int]:
    """Every request that a person was told of, by a mail of its own or in a list."""
    found = {int(number) for letter in letters if (number := letter.header("X-Frontdesk-Request"))}
    for letter in letters:
        for first, last in re.findall(r"#(\d+)(?:-#(\d+))?", letter.text):
            found |= set(range(int(first), int(last or first) + 1))
    return found


def answered_by_a_program(world: DeskWorld, program: Program, every: timedelta, rounds: int = 14) -> int:
    """Play it: it answers each mail of ours once, a step later. Gives how many it answered."""
    answered = 0
    world.write(VENDOR, "Invoice", "Where is it?")
    for _ in range(rounds):
        world.pass_time(every)
        for _ in world.inbox(VENDOR)[answered:]:
            answered += 1
            world.write(VENDOR, *program(answered, world))
    return answered


@pytest.mark.parametrize(
    ("name", "every"),
    [(name, timedelta(hours=1)) for name in PROGRAMS] + [("a counter", every) for every in EVERY],
    ids=str,
)
def test_whatever_its_pace_it_gets_a_dozen_of_our_mails(
    world: DeskWorld, name: str, every: timedelta
) -> None:
    answered = answered_by_a_program(world, PROGRAMS[name], every)
    assert answered <= A_DOZEN
    assert len(world.inbox(VENDOR)) <= A_DOZEN, world.kinds(VENDOR)
    assert numbers_in(world.inbox(ANN)) >= set(world.numbers), "nothing is lost"


@pytest.mark.parametrize(
    ("name", "every"),
    [(name, timedelta(hours=6)) for name in SHIFTY]
    + [
        ("an address for each ticket, behind a plus", every) for every in EVERY if every != timedelta(hours=6)
    ],
    ids=str,
)
def test_however_it_changes_it_gets_a_dozen_of_our_mails(
    world: DeskWorld, name: str, every: timedelta
) -> None:
    world.write(VENDOR, "Invoice", "Where is it?")
    answered = 0
    for _ in range(16):
        world.pass_time(every)
        for _ in _mails_to_it(world)[answered:]:
            answered += 1
            world.write(*SHIFTY[name](answered, world))
    assert answered <= A_DOZEN
    assert len(_mails_to_it(world)) <= A_DOZEN
    assert numbers_in(world.inbox(ANN)) >= set(world.numbers), "nothing is lost"
    assert len([letter for letter in world.inbox(ANN) if "marks of a machine" in letter.text]) == 1


def test_one_of_the_team_is_told_that_it_looks_like_a_program(world: DeskWorld) -> None:
    answered_by_a_program(world, PROGRAMS["a counter"], timedelta(hours=1))
    told = [letter for letter in world.inbox(ANN) if "marks of a machine" in letter.text]
    assert len(told) == 1
    assert "10 mails" in told[0].text
    number = int(told[0].header("X-Frontdesk-Request"))
    assert world.events(number).count("not sent") == 1


@pytest.mark.parametrize("every", [timedelta(minutes=20), timedelta(hours=1), timedelta(hours=6)], ids=str)
def test_a_program_that_goes_on_by_itself_stands_in_lists(world: DeskWorld, every: timedelta) -> None:
    for number in range(50):
        world.write(VENDOR, f"Alarm {number}", "The room is hot.")
        world.pass_time(every)
    world.pass_time(timedelta(hours=6))
    assert len(world.inbox(VENDOR)) <= A_DOZEN
    for who in (ANN, BOB, MIA):
        assert most_in_a_day(world.inbox(who)) <= 25, world.kinds(who)
    assert numbers_in(world.inbox(ANN)) == set(range(1, 51))


def most_in_a_day(letters: list[Letter]) -> int:
    at = [parsedate_to_datetime(letter.header("Date")) for letter in letters]
    return max((sum(one <= other < one + timedelta(days=1) for other in at) for one in at), default=0)


def test_what_such_a_program_asked_is_not_followed_up(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", DESK_HOURS="24/7") as world:
        answered_by_a_program(world, PROGRAMS["a counter"], timedelta(hours=1))
        for number in world.numbers:
            world.write(ANN, f"[IT #{number}] Ticket [resolved]", "Done.", Authentication_Results=PROVEN)
        world.pass_time(timedelta(days=20))
        automatic = [kind for kind in world.kinds(VENDOR) if kind != "reply"]
        assert len(automatic) <= A_DOZEN + 2, "the invoice's own follow-up and survey, and no loop"


# --- people -------------------------------------------------------------------------------------------------------

_THINGS = (
    "door", "lamp", "chair", "phone", "screen", "mouse", "badge", "car", "desk", "heating", "window", "key", "cable",
    "camera", "tap",
)  # fmt: skip
_OWN_WORDS = (
    "It is jammed again.", "Nothing comes out.", "Paper stuck in tray two, please come.", "The toner smears.",
    "It prints only half a page.", "Broken again, third time this week!", "No power at all.", "It makes a noise.",
    "Could somebody look at it before noon?", "Since the update it doesn't answer.", "Stripes on every page.",
    "It beeps and does nothing.", "The scanner part is dead now.", "Same as last week, sorry.", "Please help, urgent.",
)  # fmt: skip


@pytest.mark.parametrize("subject", ["Printer broken", ""])
def test_who_reports_the_same_thing_in_words_of_her_own_is_answered(world: DeskWorld, subject: str) -> None:
    for words in _OWN_WORDS:
        world.write(CARL, subject, words)
        world.pass_time(timedelta(days=1, hours=19))
    assert world.kinds(CARL_AT).count("acknowledgement") == len(world.numbers) > 5, "some join an open one"
    assert not any("marks of a machine" in letter.text for letter in world.inbox(ANN))


@pytest.mark.parametrize(
    "text",
    ["The {} is broken.", "Hello,\n\nthe {} doesn't work. Please help.\n\nThanks\nCarl Cole\nSales, room 12"],
)
def test_who_reports_many_things_is_answered_each_time(world: DeskWorld, text: str) -> None:
    for thing in _THINGS:
        world.write(CARL, f"{thing.title()} broken", text.format(thing))
        world.pass_time(timedelta(hours=2))
    assert world.kinds(CARL_AT).count("acknowledgement") == len(_THINGS)


def test_who_sends_the_same_mail_six_times_a_month_is_answered(world: DeskWorld) -> None:
    for _ in range(12):
        world.write(CARL, "Toner is empty", "Please send new toner to room 12.")
        world.pass_time(timedelta(days=5))
    assert world.kinds(CARL_AT).count("acknowledgement") == 12


@pytest.mark.parametrize(
    "address", ["s{}@school.example.org", "carl.cole{}@sales.example.org", "s+{}@school.example.org"]
)
def test_people_whose_addresses_differ_by_a_number_are_answered(world: DeskWorld, address: str) -> None:
    for number, words in enumerate(_OWN_WORDS, 4101):
        world.write(address.format(number), f"Wifi in room {number % 7}", words)
        world.pass_time(timedelta(hours=2))
    assert sum(world.kinds(address.format(n)) == ["acknowledgement"] for n in range(4101, 4116)) == 15


def test_people_whose_number_stands_in_the_subject_too_are_answered(world: DeskWorld) -> None:
    for number in range(4101, 4116):
        world.write(f"till{number}@shop.example", f"Till {number} prints nothing", "Please help.")
        world.pass_time(timedelta(hours=2))
    assert all("acknowledgement" in world.kinds(f"till{n}@shop.example") for n in range(4101, 4116))


def test_who_is_answered_by_technicians_is_a_person_however_alike_the_mails_are(world: DeskWorld) -> None:
    for number in range(1, 31):
        world.write(CARL, f"Invoice {number} does not open", "Please help.")
        if number % 3:
            does(world, ANN, "[resolved]", "It opens now.", world.numbers[-1])
        world.pass_time(timedelta(hours=9))
    assert world.kinds(CARL_AT).count("acknowledgement") == len(world.numbers) > 20


def test_pupils_who_report_an_outage_in_the_same_words_are_answered(world: DeskWorld) -> None:
    for number in range(4101, 4116):
        world.write(f"s{number}@school.example.org", "Wifi is down", "The wifi is down. Please help.")
        world.pass_time(timedelta(hours=2))
    assert all("acknowledgement" in world.kinds(f"s{n}@school.example.org") for n in range(4101, 4116))


def test_who_numbers_her_subjects_and_signs_each_mail_is_answered(world: DeskWorld) -> None:
    for number, words in enumerate(_OWN_WORDS, 5512):
        world.write(
            CARL, f"Invoice {number} [sales]", f"Hello,\n\n{words}\n\nRegards\nCarl Cole\nSales, room 12"
        )
        world.pass_time(timedelta(hours=30))
    assert world.kinds(CARL_AT).count("acknowledgement") == len(world.numbers) == len(_OWN_WORDS)


def test_a_form_that_many_people_fill_in_is_answered(world: DeskWorld) -> None:
    for thing, words in zip(_THINGS, _OWN_WORDS, strict=True):
        text = (
            f"Name: {thing.title()} Miller\nDepartment: Sales\nWhat is it about: {thing}\nYour words: {words}"
        )
        world.write("form@sales.example.org", f"Request {thing} from the form", text)
        world.pass_time(timedelta(hours=3))
    assert world.kinds("form@sales.example.org").count("acknowledgement") == len(_THINGS)


def test_a_real_question_of_such_a_program_s_people_is_answered(world: DeskWorld) -> None:
    answered_by_a_program(world, PROGRAMS["a counter"], timedelta(hours=1))
    before = len(world.inbox(VENDOR))
    world.write(VENDOR, "Your invoice", "It is on its way. Do you need a copy?")
    assert world.kinds(VENDOR)[before:] == ["acknowledgement"]
