"""When customers are asked how we did, whom a rating reaches, and what becomes of a low one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from desk_world import DeskWorld, Letter, desk_world

from frontdesk.db import cycles
from frontdesk.settings.load import BadSettings

CARL, CARL_AT = "Carl Cole <carl@example.com>", "carl@example.com"
ANN, ANN_AT = "Ann Lee <ann@example.org>", "ann@example.org"
BOB, BOB_AT = "Bob Burns <bob@example.org>", "bob@example.org"
MIA, MIA_AT = "Mia Boss <mia@example.org>", "mia@example.org"
DEFAULTS = {"FOLLOW_UP_AFTER": "", "CLOSE_AFTER": "", "SURVEY_AFTER": "", "SURVEY_AT_MOST_EVERY": ""}
DAY = timedelta(days=1)


@contextmanager
def resolved(folder: Path, **settings: str) -> Iterator[DeskWorld]:
    """Carl's request, resolved by Ann on Monday at noon."""
    with desk_world(folder / "desk.db", **settings) as world:
        world.write(CARL, "Printer", "It jams.")
        world.answer(ANN, world.last(ANN_AT), "New roller.", subject="[resolved]")
        yield world


def press(world: DeskWorld, letter: Letter, rating: int, words: str = "") -> None:
    """As a mail client does with the link of a rating."""
    links = [html.unescape(link) for link in re.findall(r'href="(mailto:[^"]+)"', letter.html)]
    subject = next(
        found
        for link in links
        if f"Rating {rating}" in (found := unquote(link.partition("subject=")[2]))
        or f"Bewertung {rating}" in found
    )
    world.write(CARL, subject, words)


def follow_up_asks(letter: Letter) -> bool:
    return "mailto:" in letter.html


# --- when


def test_by_default_the_customer_is_asked_three_business_days_after_the_resolution(tmp_path: Path) -> None:
    with resolved(tmp_path, **DEFAULTS) as world:
        world.pass_time(timedelta(days=3, minutes=59))
        assert (world.request(1).status, world.kinds(CARL_AT)[-1]) == ("closed", "follow-up")
        world.pass_time(timedelta(minutes=2))
        assert world.kinds(CARL_AT)[-1] == "survey"
        assert world.clock.at.astimezone(UTC).date() == date(2026, 3, 5)


def test_three_business_days_are_those_of_the_customers_department(tmp_path: Path) -> None:
    file = tmp_path / "departments.toml"
    file.write_text('[Sales]\naddresses = ["carl@example.com"]\nholidays = "2026-03-03"\n')
    with resolved(tmp_path, DEPARTMENTS_FILE=str(file), **DEFAULTS) as world:
        world.pass_time(timedelta(days=3, hours=2))
        assert "survey" not in world.kinds(CARL_AT)
        world.pass_time(DAY)
        assert "survey" in world.kinds(CARL_AT)


def test_who_says_that_all_is_settled_is_asked_an_hour_later(tmp_path: Path) -> None:
    with resolved(tmp_path, **DEFAULTS) as world:
        world.pass_time(DAY + timedelta(minutes=1))
        world.answer(CARL, world.last(CARL_AT, "follow-up"), "All settled, thank you!")
        assert world.request(1).status == "closed"
        world.pass_time(timedelta(minutes=59))
        assert "survey" not in world.kinds(CARL_AT)
        world.pass_time(timedelta(minutes=2))
        assert "survey" in world.kinds(CARL_AT)


def test_a_request_that_was_closed_for_want_of_an_answer_is_not_asked_about(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        world.write(CARL, "Printer", "It jams.")
        world.answer(ANN, world.last(ANN_AT), "Which printer is it?", subject="[waiting]")
        world.pass_time(timedelta(days=60))
        assert world.request(1).status == "closed"
        assert "survey" not in world.kinds(CARL_AT)


@pytest.mark.parametrize(
    ("readers", "words"),
    [
        ("", "Low ratings are read by Mia Boss; Ann Lee sees them too."),
        ("managers", "Low ratings are read by Mia Boss."),
    ],
)
def test_the_survey_says_who_reads_a_low_rating(tmp_path: Path, readers: str, words: str) -> None:
    with resolved(tmp_path, LOW_RATINGS_TO=readers) as world:
        world.pass_time(timedelta(days=12))
        assert words in " ".join(world.last(CARL_AT, "survey").text.split())


def test_who_has_left_is_asked_nothing(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("email,left\ncarl@example.com,2026-03-04\n")
    with resolved(tmp_path, PEOPLE_FILE=str(file)) as world:
        world.pass_time(timedelta(days=20))
        assert world.request(1).status == "closed"
        assert "survey" not in world.kinds(CARL_AT)


# --- with the follow-up


@contextmanager
def asked_with_the_follow_up(folder: Path, **settings: str) -> Iterator[DeskWorld]:
    with resolved(folder, SURVEY_WITH="follow-up", **settings) as world:
        world.pass_time(DAY + timedelta(minutes=1))
        assert world.kinds(CARL_AT)[-1] == "follow-up"
        yield world


def test_the_follow_up_asks_both_and_no_survey_comes_later(tmp_path: Path) -> None:
    with asked_with_the_follow_up(tmp_path) as world:
        asked = world.last(CARL_AT, "follow-up")
        assert "Is everything settled?" in asked.text
        assert "very good" in asked.text
        assert asked.html.count("mailto:") == 5
        world.pass_time(timedelta(days=20))
        assert world.request(1).status == "closed"
        assert "survey" not in world.kinds(CARL_AT)


@pytest.mark.parametrize("rating", [3, 4, 5])
@pytest.mark.parametrize("by_link", [True, False])
def test_a_good_rating_there_says_that_it_is_settled(tmp_path: Path, rating: int, by_link: bool) -> None:
    with asked_with_the_follow_up(tmp_path) as world:
        asked = world.last(CARL_AT, "follow-up")
        if by_link:
            press(world, asked, rating, "Quick and friendly.")
        else:
            world.answer(CARL, asked, f"{rating}\n\nQuick and friendly.")
        request = world.request(1)
        assert (request.status, request.rating) == ("closed", rating)
        assert request.rating_comment == "Quick and friendly."
        assert world.kinds(CARL_AT)[-1] == "survey-thanks"
        world.pass_time(timedelta(days=30))
        assert not {"survey", "reopened"} & {*world.kinds(CARL_AT)}


@pytest.mark.parametrize("rating", [1, 2])
def test_a_low_rating_there_closes_nothing_and_is_answered(tmp_path: Path, rating: int) -> None:
    with asked_with_the_follow_up(tmp_path) as world:
        press(world, world.last(CARL_AT, "follow-up"), rating, "It took three days.")
        assert (world.request(1).status, world.request(1).rating) == ("resolved", rating)
        world.answer(MIA, world.last(MIA_AT, "notice"), "I am sorry, Carl.")
        assert (world.request(1).status, world.request(1).owner) == ("resolved", ANN_AT)
        assert "I am sorry" in world.last(CARL_AT, "reply").text
        world.pass_time(timedelta(days=10))
        assert world.request(1).status == "closed"
        assert world.kinds(MIA_AT).count("notice") == 1


@pytest.mark.parametrize(
    "words",
    [
        "4\n\nBut it still jams, please help.",
        "5, thanks! Can you also look at the scanner?",
        "1\n\nIt still doesn't print.",
        "No, it still jams.",
        "2 people still can't print",
    ],
)
def test_what_is_left_reopens_whatever_the_rating(tmp_path: Path, words: str) -> None:
    with asked_with_the_follow_up(tmp_path) as world:
        world.answer(CARL, world.last(CARL_AT, "follow-up"), words)
        assert world.request(1).status == "open"
        assert "notification" in world.kinds(ANN_AT)[2:]


def test_yes_to_the_follow_up_closes_without_another_question(tmp_path: Path) -> None:
    with asked_with_the_follow_up(tmp_path) as world:
        world.answer(CARL, world.last(CARL_AT, "follow-up"), "Yes, all settled.")
        assert world.request(1).status == "closed"
        world.pass_time(timedelta(days=20))
        assert "survey" not in world.kinds(CARL_AT)


def test_who_settles_it_before_the_follow_up_is_asked_by_a_mail_of_its_own(tmp_path: Path) -> None:
    with resolved(tmp_path, SURVEY_WITH="follow-up") as world:
        world.answer(CARL, world.last(CARL_AT, "reply"), "All settled, thank you!")
        world.pass_time(timedelta(hours=2))
        assert world.kinds(CARL_AT)[-1] == "survey"


def test_the_quota_decides_only_whether_the_question_is_in_it(tmp_path: Path) -> None:
    with asked_with_the_follow_up(tmp_path) as world:
        world.write(CARL, "Scanner", "It squeaks.")
        world.answer(ANN, world.last(ANN_AT, "notification"), "Oiled.", subject="[resolved]")
        world.pass_time(timedelta(days=3))
        letters = [one for one in world.inbox(CARL_AT) if one.kind == "follow-up"]
        assert [follow_up_asks(one) for one in letters] == [True, False]
        world.pass_time(timedelta(days=20))
        assert "survey" not in world.kinds(CARL_AT)


@pytest.mark.parametrize("settings", [{"SURVEY_AFTER": "off"}, {}])
def test_without_surveys_the_follow_up_asks_for_no_rating(tmp_path: Path, settings: dict[str, str]) -> None:
    file = tmp_path / "departments.toml"
    file.write_text('[Sales]\naddresses = ["carl@example.com"]\nsurvey = false\n')
    settings = settings or {"DEPARTMENTS_FILE": str(file)}
    with asked_with_the_follow_up(tmp_path, **settings) as world:
        assert not follow_up_asks(world.last(CARL_AT, "follow-up"))


@pytest.mark.parametrize("by", ["the customer", "a technician"])
def test_reopening_takes_the_question_back(tmp_path: Path, by: str) -> None:
    with asked_with_the_follow_up(tmp_path, SURVEY_AT_MOST_EVERY="off") as world:
        asked = world.last(CARL_AT, "follow-up")
        if by == "the customer":
            world.answer(CARL, asked, "No, it still jams.")
        else:
            world.answer(ANN, world.last(ANN_AT, "notification"), "", subject="[open]")
        told = len(world.inbox(ANN_AT))
        press(world, asked, 5)
        assert (world.request(1).status, world.request(1).rating) == ("open", None)
        assert "still at it" in world.last(CARL_AT, "survey-thanks").text
        assert len(world.inbox(ANN_AT)) == told
        world.answer(ANN, world.last(ANN_AT, "notification"), "Another roller.", subject="[resolved]")
        world.pass_time(DAY + timedelta(minutes=1))
        assert follow_up_asks(world.last(CARL_AT, "follow-up"))
        press(world, world.last(CARL_AT, "follow-up"), 5)
        assert (world.request(1).status, world.request(1).rating) == ("closed", 5)


def test_words_beside_a_late_press_reach_the_team(tmp_path: Path) -> None:
    with asked_with_the_follow_up(tmp_path) as world:
        asked = world.last(CARL_AT, "follow-up")
        world.answer(CARL, asked, "No, it still jams.")
        press(world, asked, 2, "And now the scanner squeaks.")
        assert "scanner squeaks" in world.last(ANN_AT, "notification").text
        assert world.request(1).rating is None


# --- low ones


@pytest.fixture
def low(tmp_path: Path) -> Iterator[DeskWorld]:
    with resolved(tmp_path) as world:
        world.pass_time(timedelta(days=12))
        world.answer(CARL, world.last(CARL_AT, "survey"), "2, it took three days")
        yield world


def reminders(world: DeskWorld) -> int:
    return sum("Not answered yet" in letter.subject for letter in world.inbox(MIA_AT))


def recovered_at(world: DeskWorld, number: int = 1) -> datetime | None:
    return cycles.of_request(world.desk.store, number)[0].recovered_at


@pytest.mark.parametrize(
    ("writer", "kind", "tag"),
    [(MIA, "notice", ""), (ANN, "notice", ""), (BOB, "", ""), (MIA, "notice", "[called]")],
)
def test_any_persons_word_answers_a_low_rating(low: DeskWorld, writer: str, kind: str, tag: str) -> None:
    at = low.clock.at
    if kind:
        who = writer.partition("<")[2].strip(">")
        low.answer(writer, low.last(who, kind), "I am sorry.", subject=tag)
    else:
        low.answer(writer, low.last(BOB_AT, "notification"), "I am sorry.")
    assert recovered_at(low) == at
    assert low.events(1).count("recovered") == 1
    low.pass_time(timedelta(days=20))
    assert reminders(low) == 0


def test_a_note_answers_nothing(low: DeskWorld) -> None:
    low.answer(MIA, low.last(MIA_AT, "notice"), "Let us talk about this.", subject="[note]")
    assert recovered_at(low) is None
    low.pass_time(timedelta(days=20))
    assert reminders(low) == 1


def test_only_the_first_answer_is_written_down(low: DeskWorld) -> None:
    at = low.clock.at
    for words in ("I am sorry.", "One more thing."):
        low.answer(MIA, low.last(MIA_AT, "notice"), words)
        low.pass_time(timedelta(hours=1))
    assert (recovered_at(low), low.events(1).count("recovered")) == (at, 1)


def test_a_low_rating_after_an_answered_one_has_to_be_answered_anew(low: DeskWorld) -> None:
    low.answer(MIA, low.last(MIA_AT, "notice"), "I am sorry.")
    low.pass_time(timedelta(hours=1))
    low.answer(CARL, low.last(CARL_AT, "survey"), "1\n\nNobody called me.")
    assert recovered_at(low) is None
    low.pass_time(timedelta(days=5))
    assert reminders(low) == 1


def test_a_low_rating_that_reopens_is_answered_by_the_next_word_and_stays_with_its_cycle(
    low: DeskWorld,
) -> None:
    low.answer(CARL, low.last(CARL_AT, "survey"), "1\n\nIt is broken again, please help.")
    at = low.clock.at
    assert low.request(1).status == "open"
    low.answer(ANN, low.last(ANN_AT, "notification"), "I'm on my way.")
    first, second = cycles.of_request(low.desk.store, 1)
    assert (first.rating, first.recovered_at, second.rating) == (1, at, None)
    low.pass_time(timedelta(days=20))
    assert reminders(low) == 0


def test_a_low_rating_whose_plea_opened_another_request_is_answered_there(low: DeskWorld) -> None:
    low.clock.at += timedelta(days=60)
    low.answer(CARL, low.last(CARL_AT, "survey"), "1\n\nIt is broken again, please help.")
    assert low.numbers == [1, 2]
    low.answer(ANN, low.last(ANN_AT, "notification"), "I'm on my way.")
    assert recovered_at(low) is not None
    low.pass_time(timedelta(days=10))
    assert reminders(low) == 0


@pytest.mark.parametrize("words", ["", "All settled, thanks."])
def test_closing_does_not_silence_the_reminder(tmp_path: Path, words: str) -> None:
    with asked_with_the_follow_up(tmp_path, CLOSE_AFTER="1h") as world:
        press(world, world.last(CARL_AT, "follow-up"), 2, "Slow.")
        if words:
            world.answer(CARL, world.last(CARL_AT, "follow-up"), words)
        world.pass_time(timedelta(days=5))
        assert (world.request(1).status, reminders(world)) == ("closed", 1)


def test_resolving_in_a_note_does_not_silence_the_reminder(low: DeskWorld) -> None:
    low.answer(CARL, low.last(CARL_AT, "survey"), "1\n\nIt is broken again, please help.")
    low.answer(ANN, low.last(ANN_AT, "notification"), "Restarted.", subject="[resolved] [note]")
    low.pass_time(timedelta(days=3))
    assert reminders(low) == 1


def test_an_answer_that_is_taken_back_before_it_goes_out_is_none(tmp_path: Path) -> None:
    with resolved(tmp_path, SEND_DELAY="30 minutes") as world:
        world.pass_time(timedelta(days=12))
        world.answer(CARL, world.last(CARL_AT, "survey"), "2")
        world.answer(MIA, world.last(MIA_AT, "notice"), "I am sorry.")
        assert recovered_at(world) is not None
        world.answer(MIA, world.last(MIA_AT, "notice"), "", subject="[undo]")
        assert recovered_at(world) is None
        world.pass_time(timedelta(days=5))
        assert reminders(world) == 1


def test_low_ratings_go_to_managers_alone_where_that_is_wanted(tmp_path: Path) -> None:
    with resolved(tmp_path, LOW_RATINGS_TO="managers") as world:
        world.pass_time(timedelta(days=12))
        world.answer(CARL, world.last(CARL_AT, "survey"), "2")
        assert "notice" in world.kinds(MIA_AT)
        assert "notice" not in world.kinds(ANN_AT)


def test_without_managers_the_team_hears_of_low_ratings(tmp_path: Path) -> None:
    with resolved(tmp_path, MANAGERS="", LOW_RATINGS_TO="managers") as world:
        world.pass_time(timedelta(days=12))
        world.answer(CARL, world.last(CARL_AT, "survey"), "2")
        assert "notice" in world.kinds(ANN_AT)
        assert "notice" in world.kinds(BOB_AT)


@pytest.mark.parametrize("text", ["owner", "everybody", "managers, customers", "managers owner boss"])
def test_a_wrong_list_of_readers_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSettings, match="LOW_RATINGS_TO"), resolved(tmp_path, LOW_RATINGS_TO=text):
        pass


@pytest.mark.parametrize("text", ["Owner, Managers", "managers,owner", "MANAGERS , OWNER", "managers"])
def test_readers_are_read_in_any_order(tmp_path: Path, text: str) -> None:
    with resolved(tmp_path, LOW_RATINGS_TO=text) as world:
        assert world.desk.policy.low_ratings_to_owner == (text != "managers")


def test_what_nobody_answered_is_in_the_report_after_three_days(low: DeskWorld) -> None:
    from frontdesk.reports.make import make_report
    from frontdesk.rules.figures.periods import from_words

    def listed() -> tuple[int, ...]:
        low.pass_time(timedelta(minutes=1))
        now = low.clock.at
        period = from_words("this-month", low.desk.policy.hours, now)
        return make_report(low.desk.store, low.desk.policy, period, now).unrecovered

    assert listed() == ()
    low.pass_time(timedelta(days=2))
    assert listed() == ()
    low.pass_time(timedelta(days=3))
    assert listed() == (1,)
    low.answer(MIA, low.last(MIA_AT, "notice"), "I am sorry.")
    assert listed() == ()


# --- good ones


def digests(world: DeskWorld, who: str) -> list[Letter]:
    return [letter for letter in world.inbox(who) if letter.kind == "digest"]


def test_a_good_rating_reaches_who_earned_it_in_the_mornings_digest(tmp_path: Path) -> None:
    with resolved(tmp_path) as world:
        world.pass_time(timedelta(days=12))
        world.answer(BOB, world.last(BOB_AT, "notification"), "", subject="[take]")
        world.pass_time(timedelta(days=3))
        before = len(world.inbox(ANN_AT))
        world.answer(CARL, world.last(CARL_AT, "survey"), "5\n\nBrilliant, as ever.")
        assert len(world.inbox(ANN_AT)) == before  # no mail of its own
        world.pass_time(DAY)
        text = digests(world, ANN_AT)[-1].text
        assert "Said of your work" in text
        assert '#1 Carl Cole 5 of 5 "Brilliant, as ever."' in text.replace("*", "")
        assert not any("Said of your work" in letter.text for letter in digests(world, BOB_AT))
        world.pass_time(3 * DAY)
        assert sum("Brilliant" in letter.text for letter in digests(world, ANN_AT)) == 1


@pytest.mark.parametrize("rating", [1, 2, 3])
def test_a_middling_rating_is_no_praise(tmp_path: Path, rating: int) -> None:
    with resolved(tmp_path) as world:
        world.pass_time(timedelta(days=12))
        world.answer(CARL, world.last(CARL_AT, "survey"), f"{rating}\n\nHm.")
        world.pass_time(4 * DAY)
        assert not any("Said of your work" in letter.text for letter in digests(world, ANN_AT))


def test_praise_waits_for_who_is_away(tmp_path: Path) -> None:
    with resolved(tmp_path) as world:
        world.pass_time(timedelta(days=12))
        world.answer(ANN, world.last(ANN_AT, "notification"), "", subject="[away=2026-03-15..2026-03-19]")
        world.answer(CARL, world.last(CARL_AT, "survey"), "5\n\nBrilliant.")
        world.pass_time(4 * DAY)
        assert not any("Brilliant" in letter.text for letter in digests(world, ANN_AT))
        world.pass_time(4 * DAY)
        assert sum("Brilliant" in letter.text for letter in digests(world, ANN_AT)) == 1


def test_praise_that_was_taken_back_by_the_morning_is_not_told(tmp_path: Path) -> None:
    with resolved(tmp_path) as world:
        world.pass_time(timedelta(days=12))
        world.answer(CARL, world.last(CARL_AT, "survey"), "5\n\nBrilliant.")
        world.answer(CARL, world.last(CARL_AT, "survey"), "sorry, I meant 1")
        world.pass_time(4 * DAY)
        assert not any("Brilliant" in letter.text for letter in digests(world, ANN_AT))


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_mail_about_ratings_is_whole_in_both_languages(tmp_path: Path, language: str) -> None:
    with asked_with_the_follow_up(tmp_path, DESK_LANGUAGE=language) as world:
        asked = world.last(CARL_AT, "follow-up")
        press(world, asked, 5, "Brilliant.")
        world.pass_time(2 * DAY)
        for letter in (*world.inbox(CARL_AT), *world.inbox(ANN_AT)):
            assert "{{" not in letter.text
            assert "undefined" not in letter.text.lower()
