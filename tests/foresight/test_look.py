"""Worth a look, as a manager reads it on Monday: what comes again, goes in circles, is at risk; at most five lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, Letter
from technicians_world import ANN, BOB, CARL, CARL_AT, CID, FORGED, MIA, PROVEN, asked, does, team_world

from frontdesk import forget
from frontdesk.rules.foresight.look import lines
from frontdesk.rules.foresight.look_facts import Counted, Facts
from frontdesk.rules.model import Address
from frontdesk.rules.tags.look_lines import IGNORE, read_look_line

HEADING = "Worth a look"
SALES = "Carl Cole <carl@sales.example.org>"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        yield world


def monday(world: DeskWorld, weeks: int = 1) -> None:
    """To some minutes after nine on the next Monday, or a later one."""
    at = world.clock.at
    days = 7 - at.weekday() + 7 * (weeks - 1)
    to = datetime(at.year, at.month, at.day, 9, 5, tzinfo=UTC) + timedelta(days=days)
    world.pass_time(to - at)


def digests(world: DeskWorld, who: str = MIA) -> list[Letter]:
    return [letter for letter in world.inbox(who) if letter.kind == "digest"]


def section(letter: Letter) -> str:
    text = letter.text.replace("\r\n", "\n")
    return text.partition(f"{HEADING}\n")[2].partition("\n\nReply")[0] if HEADING in text else ""


def looks(letter: Letter) -> list[str]:
    """The lines of the section, without their numbers; they count from one."""
    text = " ".join(section(letter).replace("\n  ", " ").split("\n"))
    found = re.findall(r"- (\d+) (.*?)(?=\s- \d+ |$)", text)
    assert [int(number) for number, _ in found] == list(range(1, len(found) + 1))
    return [line.strip() for _, line in found]


def looked(world: DeskWorld, who: str = MIA) -> list[str]:
    return looks(digests(world, who)[-1]) if digests(world, who) else []


def solves(
    world: DeskWorld, number: int, words: str = "I changed the drum.", by: str = ANN, tags: str = ""
) -> None:
    does(world, by, f"[resolved] {tags}".strip(), words, number=number)


SMEARS = (
    "Label printer of dock 4 smears",
    "Dock 4: the label printer smears again",
    "Label printer, dock 4: smears barcodes",
)


def smears(world: DeskWorld, which: int, who: str = CARL) -> None:
    world.write(who, SMEARS[which], "The label printer of dock 4 smears the barcodes.")


def the_same_three_times(world: DeskWorld, start: int = 1) -> None:
    """Each solved half an hour later. A subject that is the same is taken for the same request."""
    for which, words in enumerate(("Changed the drum.", "Changed it again.", "New fuser.")):
        world.write(
            CARL, f"{SMEARS[which]}{'!' * (start > 1)}", "The label printer of dock 4 smears the barcodes."
        )
        world.clock.at += timedelta(minutes=30)
        solves(world, start + which, words)
        world.clock.at += timedelta(days=1)


def test_the_same_for_the_third_time_is_solved_and_not_cured(world: DeskWorld) -> None:
    the_same_three_times(world)
    assert not any(HEADING in letter.text for letter in digests(world))  # not before Monday
    monday(world)
    (line,) = looked(world)
    assert line.startswith("Carl Cole asked 3 times for the same (#1, #2, #3); solved 3 times, not cured:")
    for words in ("#1 Changed the drum.", "#2 Changed it again.", "#3 New fuser."):
        assert words in line
    assert not any(HEADING in letter.text for who in (ANN, BOB) for letter in digests(world, who))


def test_the_third_time_counts_before_it_is_solved(world: DeskWorld) -> None:
    for number in (1, 2):
        smears(world, number - 1)
        solves(world, number)
        world.clock.at += timedelta(days=1)
    smears(world, 2)
    monday(world)
    (line,) = looked(world)
    assert "asked 3 times for the same (#1, #2, #3); solved 2 times" in line


@pytest.mark.parametrize(
    "mails",
    [
        [f"Printer PRN-{number}00 jams" for number in (1, 2, 3)],
        [f"Printer on floor {number} jams" for number in (1, 2, 3)],
        ["Printer jams", "New phone for Dora", "Access to the archive"],
        ["Merry Christmas", "A merry Christmas!", "Merry Christmas to all"],
        ["Question", "A question", "One more question"],
        ["Hello", "Good morning", "Good morning, all"],
    ],
    ids=["numbers", "floors", "all kinds", "wishes", "question", "greetings"],
)
def test_different_things_and_greetings_are_no_problem_that_recurs(
    world: DeskWorld, mails: list[str]
) -> None:
    texts = ["I need the key.", "Where is the manual for it?", "Could you come on Friday?"]
    for number, (subject, text) in enumerate(zip(mails, texts, strict=True), 1):
        world.write(CARL, subject, text)
        solves(world, number, f"Done {number}.")
        world.clock.at += timedelta(days=1)
    monday(world)
    assert looked(world) == []


def test_a_newsletter_is_nobody_s_problem(world: DeskWorld) -> None:
    for _ in range(6):
        world.write(
            "News <news@paper.example.com>",
            "Our offers of the week",
            "Buy now.",
            Precedence="bulk",
            List_Id="<offers.paper.example.com>",
        )
        world.clock.at += timedelta(hours=3)
    monday(world)
    assert looked(world) == []


def test_two_people_with_the_same_problem_are_no_customer_for_the_third_time(world: DeskWorld) -> None:
    for number, who in enumerate((CARL, "Dora <dora@sales.example.org>", "Eve <eve@sales.example.org>"), 1):
        smears(world, number - 1, who)
        solves(world, number)
        world.clock.at += timedelta(days=1)
    monday(world)
    assert looked(world) == []


def test_a_request_through_three_hands_goes_round_in_circles(world: DeskWorld) -> None:
    asked(world, CARL, "Order of a plotter")
    for who in (ANN, BOB, CID):
        does(world, who, "[take]")
    monday(world)
    assert looked(world) == ["#1 Order of a plotter goes round in circles: 3 owners"]


def test_two_hands_are_none_and_neither_is_the_same_hand_three_times(world: DeskWorld) -> None:
    asked(world, CARL, "Order of a plotter")
    for who in (ANN, BOB, ANN, BOB):
        does(world, who, "[take]")
    monday(world)
    assert looked(world) == []


def test_a_request_that_came_back_twice(world: DeskWorld) -> None:
    asked(world, CARL, "Order of a plotter")
    for _ in range(2):
        solves(world, 1)
        world.clock.at += timedelta(minutes=10)
        world.answer(CARL, world.last(CARL_AT, "reply"), "It is still broken, nothing has changed.")
    assert world.request(1).reopened == 2
    monday(world)
    (line,) = looked(world)
    assert "#1 Order of a plotter goes round in circles:" in line
    assert "reopened 2 times" in line


def test_eight_messages_since_the_last_resolution(world: DeskWorld) -> None:
    asked(world, CARL, "Order of a plotter")
    for _ in range(4):
        does(world, ANN, "", "Have you tried another cable?")
        world.answer(CARL, world.last(CARL_AT, "reply"), "Yes, and it made no difference at all.")
    monday(world)
    (line,) = looked(world)
    assert "messages since the last resolution" in line
    assert "9 messages" in line


def rated(world: DeskWorld, who: str, number: int, stars: int, words: str = "") -> None:
    """From the question to the press of a button, days later."""
    solves(world, number)
    address = re.search(r"<(.*)>", who)
    assert address
    world.pass_time(timedelta(days=6))
    letter = world.last(address[1], "survey")
    world.answer(who, letter, f"{stars}\n{words}", quote=False)


def test_a_customer_with_two_signs_is_at_risk_and_a_call_takes_it_off(world: DeskWorld) -> None:
    asked(world, CARL, "Order of a plotter")
    for _ in range(2):
        solves(world, 1)
        world.clock.at += timedelta(minutes=10)
        world.answer(CARL, world.last(CARL_AT, "reply"), "It is still broken, nothing has changed.")
    rated(world, CARL, 1, 1)
    monday(world)
    (line,) = looked(world)
    assert line.startswith(
        "Carl Cole may be about to give up on us: rated #1 1 of 5, and nobody has answered"
    )
    assert "2 times opened again (#1)" in line
    assert "1 called" in line.replace('"', "")
    world.answer(
        MIA, digests(world)[-1], "1 called We spoke, he gets a new one", Authentication_Results=PROVEN
    )
    assert "called" in world.events(1)
    until_now = len(digests(world))
    monday(world, 5)
    assert not any("give up on us" in line for letter in digests(world)[until_now:] for line in looks(letter))


def test_one_low_rating_alone_is_no_customer_at_risk(world: DeskWorld) -> None:
    asked(world, CARL, "Order of a plotter")
    rated(world, CARL, 1, 2)
    monday(world)
    assert looked(world) == []


def test_a_department_with_low_ratings_of_two_people_that_nobody_answered(world: DeskWorld) -> None:
    people = (CARL, "Dora Dean <dora@sales.example.org>", "Eve Eden <eve@works.example.org>")
    for number, who in enumerate(people, 1):
        asked(world, who, f"Order of a chair {number}")
        does(world, ANN, f"[department={'Sales' if number < 3 else 'Works'}]", number=number)
        solves(world, number)
    world.pass_time(timedelta(days=6))
    for who in people:
        address = re.search(r"<(.*)>", who)
        assert address
        world.answer(who, world.last(address[1], "survey"), "1", quote=False)
    monday(world)
    assert looked(world) == ["Sales: 2 low ratings that nobody has answered (#1, #2)"]


def test_a_topic_that_a_department_asks_for_more_than_before(world: DeskWorld) -> None:
    asked(world, CARL, "A new chair please")
    does(world, ANN, "[department=Sales]")
    solves(world, 1)
    monday(world, 9)
    for number in range(7):
        who = f"P{number} <p{number}@sales.example.org>"
        asked(world, who, f"VPN {'abcdefg'[number] * 5} fails")
        does(world, ANN, "[department=Sales]", number=number + 2)
        world.clock.at += timedelta(hours=8)
    monday(world)
    assert "Sales: 7 requests about vpn in four weeks, before that 0" in looked(world)


def told_of(counted: Counted) -> list[str]:
    found = lines(Facts(counted=(counted,)), {}, "en", datetime(2026, 3, 9, 9, tzinfo=UTC))
    return [line.text for line in found]


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (9, 10, True),
        (5, 0, True),
        (4, 0, False),
        (6, 10, False),
        (7, 10, True),
        (12, 30, False),
        (14, 30, True),
        (9, 30, False),
    ],
)
def test_more_than_before_is_more_than_chance_brings_once_in_a_hundred(
    now: int, before: int, told: bool
) -> None:
    """In five times as long."""
    counted = Counted(now, before, 5.0, 500, label="vpn", department="Sales")
    assert bool(told_of(counted)) == told
    person = Counted(now, before, 5.0, 500, person=Address("Carl Cole", CARL_AT))
    assert bool(told_of(person)) == told


def test_a_desk_without_a_past_names_what_makes_most_of_what_came() -> None:
    assert told_of(Counted(6, 0, 0.3, 8, label="vpn", department="Sales")) == [
        "Sales: 6 requests about vpn in four weeks"
    ]
    assert told_of(Counted(6, 0, 0.3, 30, label="vpn", department="Sales")) == []
    assert told_of(Counted(6, 0, 0.3, 20, person=Address("", CARL_AT))) == [
        f"{CARL_AT}: 6 requests in four weeks"
    ]
    assert told_of(Counted(6, 0, 0.3, 100, person=Address("", CARL_AT))) == []


def test_what_is_open_grows_every_week(world: DeskWorld) -> None:
    for week in range(4):
        for number in range(2 + week):
            asked(
                world,
                f"P{week}{number} <p{week}-{number}@w{number}.example.org>",
                f"Thing {week}{number} is lost",
            )
        monday(world)
    assert any(line.startswith("More is open every week: ") for line in looked(world))


def test_at_most_five_lines(world: DeskWorld) -> None:
    for number in range(1, 7):
        asked(world, f"P{number} <p{number}@sales.example.org>", f"Order {number} of a plotter")
        for who in (ANN, BOB, CID):
            does(world, who, "[take]", number=number)
    monday(world)
    assert len(looked(world)) == 5


def test_each_is_told_once_in_four_weeks_unless_it_grew_by_half(world: DeskWorld) -> None:
    the_same_three_times(world)
    asked(world, "Dora <dora@sales.example.org>", "Order of a plotter")
    for who in (ANN, BOB, CID):
        does(world, who, "[take]", number=4)
    monday(world)
    first = looked(world)
    assert len(first) == 2
    for _ in range(3):
        monday(world)
        assert looked(world) == []
    monday(world)
    assert looked(world) == [line for line in first if "circles" in line]  # and the printer is long quiet


def test_what_grew_by_half_is_told_again(world: DeskWorld) -> None:
    the_same_three_times(world)
    monday(world)
    assert len(looked(world)) == 1
    the_same_three_times(world, 4)
    monday(world)
    (line,) = looked(world)
    assert "6 times for the same" in line


def circles(world: DeskWorld, many: int = 2) -> None:
    for number in range(1, many + 1):
        asked(world, f"P{number} <p{number}@sales.example.org>", f"Order {number} of a plotter")
        for who in (ANN, BOB, CID):
            does(world, who, "[take]", number=number)
    monday(world)


def replies(
    world: DeskWorld, text: str, who: str = MIA, letter: Letter | None = None, proof: str = PROVEN
) -> str:
    world.clock.at += timedelta(minutes=1)
    before = len(world.inbox(who))
    world.answer(who, letter or digests(world, who)[-1], text, Authentication_Results=proof)
    return "\n".join(letter.text for letter in world.inbox(who)[before:])


def test_a_reply_mutes_a_line_for_ninety_days(world: DeskWorld) -> None:
    circles(world)
    first, second = looked(world)
    until_now = len(digests(world))
    confirmed = replies(world, "1 ignore")
    assert "muted until" in confirmed
    assert first[:30] in " ".join(confirmed.split())
    world.pass_time(timedelta(days=27))
    monday(world)
    told = [line for letter in digests(world)[until_now:] for line in looks(letter)]
    assert second in told
    assert first not in told
    row = world.desk.store.one("SELECT muted_until FROM look WHERE muted_until IS NOT NULL")
    assert row
    assert str(row[0]).startswith("2026-06-07")  # ninety days after the ninth of March


def test_and_takes_it_back(world: DeskWorld) -> None:
    circles(world, 1)
    (line,) = looked(world)
    monday_s = digests(world)[-1]
    replies(world, "1 ignore")
    assert "may be told again" in replies(world, "1 show", letter=monday_s)
    world.pass_time(timedelta(days=29))
    told = [each for letter in digests(world) for each in looks(letter)]
    assert told.count(line) == 2


@pytest.mark.parametrize(
    "words",
    [
        *(
            "1 ignore",
            "#1 ignore",
            "1. ignore",
            "[1] ignore",
            "1 Ignore!",
            "1 ignorieren",
            "1 ignorez",
            "1 ignorar",
        ),
        *("1 ignore please", "1 mute", "1: ignore."),
    ],
)
def test_as_people_write_it(words: str) -> None:
    found = read_look_line(words)
    assert found
    assert (found.places, found.verb) == ((1,), IGNORE)


@pytest.mark.parametrize(
    "words", ["1 resolved", "12 note please ignore", "ignore", "1 ignore the second", "1", "a skip"]
)
def test_and_what_is_something_else(words: str) -> None:
    assert read_look_line(words) is None


def test_several_at_once_and_beside_other_lines(world: DeskWorld) -> None:
    circles(world, 3)
    confirmed = replies(world, "1, 3 ignore\n2 resolved The plotter is here.\nThanks")
    assert confirmed.count("muted until") == 2
    assert str(world.request(2).status) == "resolved"
    assert world.desk.store.all("SELECT place FROM look WHERE muted_until IS NOT NULL ORDER BY place") == [
        (1,),
        (3,),
    ]


def muted(world: DeskWorld) -> int:
    row = world.desk.store.one("SELECT count(*) FROM look WHERE muted_until IS NOT NULL")
    assert row
    return int(row[0])


def test_a_line_that_isn_t_there_mutes_nothing_and_neither_does_the_rest(world: DeskWorld) -> None:
    circles(world)
    answer = replies(world, "1 ignore\n7 ignore")
    assert "has no line 7" in answer
    assert "it has: 1, 2" in answer
    assert muted(world) == 0


def test_forged_mails_and_technicians_and_customers_mute_nothing(world: DeskWorld) -> None:
    circles(world)
    mia = digests(world)[-1]
    replies(world, "1 ignore", proof=FORGED)
    replies(world, "1 ignore", who=ANN, letter=mia)
    world.answer(CARL, mia, "1 ignore")
    world.write(MIA, "Re: digest", "1 ignore", Authentication_Results=FORGED)
    assert muted(world) == 0
    replies(world, "1 ignore", letter=mia)
    assert muted(world) == 1


def test_the_report_names_what_was_told_in_its_period_and_its_answer_mutes_too(world: DeskWorld) -> None:
    circles(world, 1)
    (line,) = looked(world)
    world.write(MIA, "[report this month]", "", Authentication_Results=PROVEN)
    world.pass_time(timedelta(minutes=10))
    report = world.last(MIA, "report")
    assert line in " ".join(report.text.split())
    assert "muted until" in replies(world, "1 ignore", letter=report)
    assert muted(world) == 1


def test_forgotten_people_leave_no_line(world: DeskWorld) -> None:
    the_same_three_times(world)
    monday(world)
    store = world.desk.store
    assert store.all("SELECT person FROM look") == [(CARL_AT,)]
    who = forget.plan(store, world.desk.policy, CARL_AT).who
    assert who
    forget.forget_person(store, who, world.clock())
    assert store.all("SELECT person, text FROM look") == []


@pytest.mark.parametrize("language", ["de", "es", "fr", "it", "nl", "pl", "pt"])
def test_in_every_language(tmp_path: Path, language: str) -> None:
    with team_world(tmp_path / "desk.db", DESK_LANGUAGE=language, TOPICS_FILE="") as world:
        the_same_three_times(world)
        circles(world, 0)
        text = digests(world)[-1].text
        assert "Carl Cole" in text
        assert "1 ignore" in text
        assert HEADING not in text
        assert replies(world, "1 ignore")
        assert muted(world) == 1


@pytest.mark.live
def test_postgresql_looks_as_well(postgres_url: str) -> None:
    with team_world(postgres_url, TOPICS_FILE="") as world:
        the_same_three_times(world)
        asked(world, "Dora <dora@sales.example.org>", "Order of a plotter")
        for who in (ANN, BOB, CID):
            does(world, who, "[take]", number=4)
        monday(world)
        told = looked(world)
        assert [line.split(" ", 1)[0] for line in told] == ["Carl", "#4"]
        assert "muted until" in replies(world, "1 ignore")
        assert muted(world) == 1
        monday(world, 4)
        assert looked(world) == told[1:]
        gone = forget.plan(world.desk.store, world.desk.policy, CARL_AT).who
        assert gone
        forget.forget_person(world.desk.store, gone, world.clock())
        assert world.desk.store.all("SELECT request FROM look") == [(4,)]
