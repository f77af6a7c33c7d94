"""Tags as people write them into their mails: wherever they stand, with a slip, in German, and what is no word of
theirs (signatures, adverts)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld
from technicians_world import ANN, BOB, CARL_AT, asked, does, notified, team_world, told

from frontdesk.jobs.clear_away import clear_away
from frontdesk.rules.tags.days import day_from
from frontdesk.rules.tags.read import read_tags
from frontdesk.rules.tags.slips import NEVER_SUGGESTED, in_place_of
from frontdesk.rules.tags.table import BY_WORD, TAGS, TagSpec


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        yield world


RESOLVES = [
    "#resolved",
    "# resolved",
    "#Resolved",
    "@resolved",
    "/close",
    "!resolve",
    "!resolve fixed",
    "[resolved]",
]


@pytest.mark.parametrize("line", [*RESOLVES, "#erledigt", "# geschlossen", "#resolved #time 15m", "[done]"])
@pytest.mark.parametrize(
    "text",
    [
        "{}\nNew roller is in.",
        "New roller is in.\n{}",
        "New roller is in.\n\n{}\n",
        "Hi Carl,\n{}\nNew roller is in.",
        "New roller is in.\n\n{}\n\nBest regards\nAnn Lee",
        "New roller is in.\n\nBest regards\nAnn Lee\n\n{}",
    ],
)
def test_a_line_that_is_nothing_but_a_tag_is_obeyed_wherever_it_stands(
    world: DeskWorld, text: str, line: str
) -> None:
    does(world, ANN, "", text.format(line))
    assert world.request(1).status == "resolved"
    assert line.split()[-1] not in told(world, CARL_AT, "reply")
    assert line.split()[-1] not in (world.request(1).resolution or "")
    assert "New roller is in." in (world.request(1).resolution or "")


@pytest.mark.parametrize(
    "line", ["#note the key is in drawer 3", "#assign zorro", "#due someday", "@note: he is angry"]
)
def test_a_tag_line_that_can_not_be_obeyed_there_is_asked_about_and_nothing_goes_out(
    world: DeskWorld, line: str
) -> None:
    does(world, ANN, "", f"New roller is in.\n\n{line}")
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert world.request(1).status == "new"
    assert world.last(ANN, "refusal")


@pytest.mark.parametrize(
    "line",
    [
        *(
            "#1 on the list",
            "# Heading of a list",
            "[1] see below",
            "/etc/hosts",
            "@Bob will come",
            "!important",
        ),
        *("[Open Source]", "Status: all is well", "# resolved it with a new roller", "#hashtag", "[x] done"),
    ],
)
def test_plain_text_in_a_mail_stays_plain_text(world: DeskWorld, line: str) -> None:
    does(world, ANN, "", f"New roller is in.\n\n{line}\n\nAnd more.")
    assert line.split()[-1] in told(world, CARL_AT, "reply")
    assert world.request(1).status == "open"


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        *(
            ("review", "review=Sales"),
            ("watchh", "watch"),
        ),
        *(
            ("rate", "help"),
            ("escalated", "help"),
            ("resovled", "resolved"),
            ("reslved", "resolved"),
            ("waitng", "waiting"),
        ),
        *(
            ("urgent", "priority=urgent"),
            ("mine", "list mine"),
            ("asign=bob", "assign=bob"),
            ("undoo", "help"),
        ),
        *(
            ("merg", "help"),
            ("spamm", "help"),
            ("snd", "help"),
            ("revrt", "help"),
            ("whatever reset", "help"),
        ),
    ],
)
def test_a_suggestion_is_a_slip_of_the_tag_s_own_word(written: str, suggested: str) -> None:
    assert in_place_of(written) == suggested


@pytest.mark.parametrize("spec", TAGS, ids=lambda spec: spec.name)
def test_nobody_is_led_to_a_tag_that_undoes_or_sends(spec: TagSpec) -> None:
    for word in (spec.name, *spec.aliases):
        for slip in (word[:-1], word + word[-1], word[:1] + word[2:], "x" + word, word + "s", word[::-1]):
            reading = read_tags(f"Re: [IT #1] Printer [{slip}]", f"#{slip}\nHello.")
            suggested = {each.suggestion.strip("[]#").partition("=")[0] for each in reading.problems}
            meant = {tag.name for tag in reading.tags} | ({BY_WORD[slip].name} if slip in BY_WORD else set())
            assert suggested & NEVER_SUGGESTED <= meant


TODAY = date(2026, 3, 4)  # a Wednesday


@pytest.mark.parametrize(
    ("tag", "name", "value"),
    [
        *(("time=1h30", "time", "90m"), ("time=1h 30", "time", "90m"), ("time=1h30min", "time", "90m")),
        *(("time=1 Std 15", "time", "75m"), ("time=1:30", "time", "90m"), ("time=2h5", "time", "125m")),
        *(
            ("title='x'", "title", "x"),
            ("title=‘New printer’", "title", "New printer"),
            ("title=Ann's", "title", "Ann's"),
        ),
        *(("wiedervorlage=3d", "snooze", "3d"), ("warten", "waiting", ""), ("geschlossen", "resolved", "")),
        *(
            ("due=next friday", "due", "next fri"),
            ("due=this friday", "due", "fri"),
            ("snooze=next week", "snooze", "next week"),
        ),
        *(("due=nächsten Freitag", "due", "next fri"), ("snooze=nächste Woche", "snooze", "next week")),
        *(("snooze=next month", "snooze", "next month"), ("due=next friday 14:00", "due", "next fri 14:00")),
        *(("due=kommenden Montag", "due", "mon"), ("snooze=nächsten Monat", "snooze", "next month")),
    ],
)
def test_values_are_read_as_people_write_them(tag: str, name: str, value: str) -> None:
    for reading in (
        read_tags(f"Re: [IT #1] Printer [{tag}]", ""),
        read_tags("Re: [IT #1] Printer", f"#{tag}\nHi."),
    ):
        assert (reading.problems, [each.name for each in reading.tags]) == ((), [name])
        [found] = reading.tags
        minutes = found.value.endswith("m") and value.endswith("m")
        assert found.value == value or (minutes and found.value in ("1h30m", "1h15m", "2h5m"))


@pytest.mark.parametrize(
    ("word", "day"),
    [
        *(("next mon", date(2026, 3, 9)), ("next fri", date(2026, 3, 13)), ("next sun", date(2026, 3, 15))),
        *(("next week", date(2026, 3, 9)), ("next month", date(2026, 4, 1)), ("fri", date(2026, 3, 6))),
    ],
)
def test_next_is_next_week_s(word: str, day: date) -> None:
    assert day_from(word, TODAY) == day


def test_the_confirmation_names_the_date_that_next_means(world: DeskWorld) -> None:
    does(world, ANN, "[due=next friday]")
    assert world.request(1).due_at == datetime(2026, 3, 13, 17, 0, tzinfo=UTC)
    assert "13 March" in told(world, ANN, "confirmation")


@pytest.mark.parametrize(
    "subject", ["[status] #1", "[status] IT-1", "[status] [IT #1]", "[status] IT #1", "#1 [status]"]
)
def test_a_new_mail_may_name_the_number_beside_the_tag(world: DeskWorld, subject: str) -> None:
    world.write(ANN, subject, "", Authentication_Results="mx.example.org; dmarc=pass header.from=example.org")
    assert "This is how it stands" in told(world, ANN, "notification")
    assert world.numbers == [1]


ADVERTS = [
    *(
        "Outlook für Android beziehen",
        "Outlook für Android<https://aka.ms/AAb9ysg> beziehen",
        "Get Outlook for iOS",
    ),
    *(
        "Holen Sie sich Outlook für iOS",
        "Gesendet mit der GMX Mail App",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
    ),
    *(
        "Best regards\nAnn Lee",
        "Mit freundlichen Grüßen\nAnn Lee\nIT Support\nTel. +49 30 123",
        "Cheers\nAnn",
        "Ann",
    ),
    *(
        "Kind regards,\nAnn\n\nAnn Lee\nSupport Engineer\nExample Ltd",
        "Viele Grüße\nAnn\nSent from my iPhone",
    ),
    "Ann Lee\nIT Support | Example Ltd\n+44 20 7946 0000\nann@example.org",
]


@pytest.mark.parametrize("below", ADVERTS)
def test_signatures_and_adverts_neither_go_out_nor_stand_in_the_resolution(
    world: DeskWorld, below: str
) -> None:
    does(world, ANN, "[resolved]", f"The new roller is in.\n\n{below}")
    assert world.request(1).resolution == "The new roller is in."
    assert below.splitlines()[-1] not in told(world, CARL_AT, "reply").partition("We take this")[0]


def test_a_name_that_belongs_to_the_sentence_stays(world: DeskWorld) -> None:
    does(world, ANN, "[resolved]", "Your keys are with:\n\nAnn Lee")
    assert world.request(1).resolution == "Your keys are with:\n\nAnn Lee"


def test_a_held_answer_is_dropped_and_its_writer_told_after_a_day_(tmp_path: Path) -> None:
    with team_world(tmp_path / "held.db") as world:
        asked(world)
        first, second = notified(world, ANN), notified(world, BOB)
        world.clock.at += timedelta(minutes=1)
        proven = "mx.example.org; dmarc=pass header.from=example.org"
        world.answer(ANN, first, "Mine first.", Authentication_Results=proven)
        world.clock.at += timedelta(minutes=1)
        world.answer(BOB, second, "Mine second.", Authentication_Results=proven)
        assert "Waiting" in world.last(BOB, "refusal").subject
        world.clock.at += timedelta(hours=25)
        clear_away(world.desk)
        world.work()
        assert "Mine second." in told(world, BOB, "notice")


@pytest.mark.parametrize("line", ["[resolvd]", "[Resolvedd]", "#resolvd", "[wating]", "[prioritty]"])
def test_a_line_that_is_nothing_but_a_slip_of_a_tag_is_asked_about_and_nothing_goes_out(
    world: DeskWorld, line: str
) -> None:
    world.answer(ANN, notified(world, ANN), f"Hello Carl,\n\nnew toner.\n\n{line}")
    assert world.last(ANN).kind == "refusal"
    assert "reply" not in world.kinds(CARL_AT)


@pytest.mark.parametrize(
    "line", ["[image]", "[more]", "[EXTERNAL]", "#hashtag", "[1]", "[sic]", "[resolved by us]"]
)
def test_other_words_in_a_line_of_their_own_are_words(world: DeskWorld, line: str) -> None:
    world.answer(ANN, notified(world, ANN), f"Hello Carl,\n\nnew toner.\n\n{line}")
    assert world.last(CARL_AT).kind == "reply"


@pytest.mark.parametrize("tag", ["[Resolved!]", "[resolved.]", "[DONE!!]", "[resolved !]", "[erledigt!]"])
def test_a_tag_may_end_as_a_sentence_does(world: DeskWorld, tag: str) -> None:
    world.answer(ANN, notified(world, ANN), "New toner.", subject=tag)
    assert world.request(1).status == "resolved"
