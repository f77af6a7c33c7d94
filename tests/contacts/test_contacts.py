"""A word between requests, lived through: Monday's line, what the technician says, what Hanna gets and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from desk_world import DeskWorld, Letter
from technicians_world import ANN, BOB, FORGED, MIA, PROVEN, team_world

from frontdesk.contacts.upcoming import upcoming
from frontdesk.db import contacts, people
from frontdesk.forget import forget_person, plan
from frontdesk.mailbox.rendering.render import render
from frontdesk.mailbox.rendering.samples import ALWAYS, SAMPLES
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.rules.contacts.contact import Contact
from frontdesk.rules.model import MailKind

HANNA = "Hanna Head <hanna@sales.example.org>"
HANNA_AT = "hanna@sales.example.org"
QUIET = {"CHECK_IN_EVERY": "30 days", "REPORT_EVERY": "off", "SURVEY_AFTER": "off"}
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def done_for(world: DeskWorld, subject: str, who: str = HANNA) -> None:
    """Somebody of Sales asks, and Ann resolves it at once."""
    world.write(who, subject, "It is broken.")
    letter = [one for one in world.inbox(ANN) if one.kind == "notification"][-1]
    tags = "[resolved] [department=Sales] [label=+vpn]"
    world.answer(f"Ann Lee <{ANN}>", letter, "Done.", subject=tags, Authentication_Results=PROVEN)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    """Sales wrote first on 27 April, and three times in May; it is the first of June, and nobody has sought a word."""
    with team_world(tmp_path / "desk.db", **QUIET) as world:
        for day, number in (
            (datetime(2026, 4, 27, 10, tzinfo=UTC), 1),
            (datetime(2026, 5, 12, 10, tzinfo=UTC), 3),
        ):
            world.clock.at = day
            for each in range(number):
                done_for(world, f"Matter {day:%d} {each}")
        world.clock.at = MONDAY - timedelta(hours=1)
        world.pass_time(timedelta(hours=1))
        yield world


def digest(world: DeskWorld, who: str = MIA) -> Letter:
    return world.last(who, "digest")


def says(world: DeskWorld, text: str, who: str = MIA) -> Letter:
    """A manager (Sales has no technician of its own) answers the digest."""
    world.answer(f"Mia Boss <{who}>", digest(world, who), text, quote=False, Authentication_Results=PROVEN)
    return world.last(who)


def newest(world: DeskWorld) -> Contact:
    return contacts.of_accounts(world.desk.store)[-1]


def sent(world: DeskWorld, line: str = "a send") -> Letter:
    says(world, line)
    world.pass_time(timedelta(days=1, hours=1))
    return world.last(HANNA_AT, "check-in")


def test_mondays_digest_names_who_is_due_and_what_was(world: DeskWorld) -> None:
    text = digest(world).text
    assert "a Hanna Head (Sales)" in text
    assert "never spoken to" in text
    assert "a send" in text
    world.pass_time(timedelta(days=1))
    later = [one for one in world.inbox(MIA) if one.kind == "digest" and "Hanna" in one.text]
    assert len(later) == len({one.header("Date")[:16] for one in later})  # on Monday alone


def test_a_send_goes_out_on_tuesday_morning_in_the_writers_name(world: DeskWorld) -> None:
    letter = sent(world)
    assert letter.header("Date").startswith("Tue, 02 Jun 2026 09:")
    assert letter.header("From") == '"Mia Boss (IT Desk)" <it@example.org>' or "Mia Boss" in letter.header(
        "From"
    )
    assert not letter.header("Auto-Submitted").startswith("auto")
    assert "mailto:it@example.org?subject=stop" in letter.header("List-Unsubscribe")
    assert letter.header("List-Unsubscribe-Post") == ""
    assert "What is slow, missing or planned" in letter.text
    assert "Hanna" in letter.text
    assert "Matter" not in letter.text


def test_own_words_replace_the_question(world: DeskWorld) -> None:
    letter = sent(world, "a send We move the file server in July. What must not fail?")
    assert "We move the file server in July." in letter.text
    assert "What is slow, missing" not in letter.text


def test_a_call_is_written_down_and_nothing_is_sent(world: DeskWorld) -> None:
    assert "Sales" in says(world, "a called They move to floor 4 in May").text
    one = newest(world)
    assert (one.kind, one.state, one.words) == ("call", "answered", "They move to floor 4 in May")
    world.pass_time(timedelta(days=5))
    assert "check-in" not in world.kinds(HANNA_AT)


def named(world: DeskWorld) -> int:
    """In how many digests Hanna's line stands."""
    return sum("a Hanna Head" in one.text for one in world.inbox(MIA) if one.kind == "digest")


def test_later_comes_back_on_the_monday_after(world: DeskWorld) -> None:
    says(world, "a later 2 weeks")
    world.pass_time(timedelta(days=13))
    assert named(world) == 1
    world.pass_time(timedelta(days=2))
    assert named(world) == 2


def test_skip_is_until_the_period_is_over(world: DeskWorld) -> None:
    says(world, "a skip")
    world.pass_time(timedelta(days=25))
    assert named(world) == 1


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("b send", "a"),
        ("a send\na skip", "a send"),
        ("a later next century", "a later 2 weeks"),
        ("a send\n99 resolved", "99"),
        ("a send\n1 resovled", "1"),
    ],
)
def test_a_wrong_line_is_refused_and_nothing_is_done(world: DeskWorld, text: str, right: str) -> None:
    letter = says(world, text)
    assert letter.kind == "refusal"
    assert right in letter.text
    assert newest(world).state == "due"


def test_a_colleague_cant_say_it(world: DeskWorld) -> None:
    world.answer(
        f"Bob Burns <{BOB}>", digest(world, MIA), "a send", quote=False, Authentication_Results=PROVEN
    )
    assert newest(world).state == "due"


def test_an_unproven_line_does_nothing(world: DeskWorld) -> None:
    world.write(f"Mia Boss <{MIA}>", "Re: [IT] Monday", "a send", Authentication_Results=FORGED)
    assert newest(world).state == "due"


# --- the answers


def test_words_become_a_request_of_hers(world: DeskWorld) -> None:
    letter = sent(world)
    world.answer(HANNA, letter, "The scanner is slow since April, could you look?")
    request = world.request(max(world.numbers))
    assert (request.customer.email, request.department, request.labels) == (HANNA_AT, "Sales", ("check-in",))
    assert world.last(HANNA_AT).kind == "acknowledgement"
    one = newest(world)
    assert (one.state, one.request) == ("answered", request.number)
    world.answer(HANNA, letter, "And the printer as well.")
    assert max(world.numbers) == request.number  # a second answer goes on with the first


@pytest.mark.parametrize("text", ["Thanks, all good!", "All is fine, thank you.", "Danke, alles bestens."])
def test_thanks_are_heard_and_nothing_goes_back(world: DeskWorld, text: str) -> None:
    letter = sent(world)
    before = world.kinds(HANNA_AT)
    world.answer(HANNA, letter, text)
    assert world.kinds(HANNA_AT) == before
    assert newest(world).state == "answered"
    world.pass_time(timedelta(days=1))
    assert "Hanna Head (Sales)" in digest(world).text


@pytest.mark.parametrize(
    "text",
    [
        "stop", "Stop.", "unsubscribe", "Keine weiteren", "STOP\n\nHanna", "« stop »", "„stopp“",
        "Please unsubscribe me.",
        "Arrêtez svp", "darme de baja", "Uitschrijven", "Proszę przestać!", "Cancelar subscrição",
    ],
)  # fmt: skip
def test_stop_ends_it_and_the_technician_hears(world: DeskWorld, text: str) -> None:
    letter = sent(world)
    world.answer(HANNA, letter, text)
    assert people.get(world.desk.store, HANNA_AT).no_check_ins
    assert newest(world).state == "stopped"
    assert world.last(HANNA_AT).kind == "notice"
    assert "wants no more" in world.last(MIA).text
    kinds = world.kinds(HANNA_AT).count("check-in")
    world.pass_time(timedelta(days=200))
    assert world.kinds(HANNA_AT).count("check-in") == kinds


def test_the_unsubscribing_mail_of_a_mail_client_ends_it(world: DeskWorld) -> None:
    from urllib.parse import unquote

    letter = sent(world)
    subject = unquote(letter.header("List-Unsubscribe").partition("subject=")[2].rstrip(">"))
    world.write(HANNA, subject, "")
    assert people.get(world.desk.store, HANNA_AT).no_check_ins


def test_stop_in_a_strangers_mail_ends_nothing(world: DeskWorld) -> None:
    sent(world)
    world.write("Eve <eve@sales.example.org>", "stop (k1.aaaaaaaaaaaaaaaa)", "stop")
    assert not people.get(world.desk.store, HANNA_AT).no_check_ins
    assert not people.get(world.desk.store, "eve@sales.example.org").no_check_ins


def test_a_sentence_with_stop_in_it_is_a_request(world: DeskWorld) -> None:
    world.answer(HANNA, sent(world), "Stop the updates at noon, please: they restart our machines.")
    assert not people.get(world.desk.store, HANNA_AT).no_check_ins
    assert "check-in" in world.request(max(world.numbers)).labels


def test_a_number_alone_is_the_rating_of_the_account(world: DeskWorld) -> None:
    letter = sent(world)
    before = world.kinds(HANNA_AT)
    world.answer(HANNA, letter, "4")
    assert (newest(world).rating, newest(world).state) == (4, "answered")
    assert world.kinds(HANNA_AT) == before
    assert all(world.request(number).rating is None for number in world.numbers)


@pytest.mark.parametrize(
    ("text", "value"), [("10/10", 5), ("4.5", 4), ("５", 5), ("five", 5), ("4, thank you", 4)]
)
def test_a_number_in_other_clothes_is_one_too(world: DeskWorld, text: str, value: int) -> None:
    numbers = world.numbers
    world.answer(HANNA, sent(world), text)
    assert (newest(world).rating, newest(world).state, world.numbers) == (value, "answered", numbers)


def test_a_number_with_a_wish_is_both(world: DeskWorld) -> None:
    world.answer(HANNA, sent(world), "3 (slow). Can you look at the printers on floor 2?")
    assert (newest(world).rating, newest(world).state) == (3, "answered")
    assert "check-in" in world.request(max(world.numbers)).labels


@pytest.mark.parametrize("text", ["-1", "0", "100", "1-5"])
def test_a_number_off_the_scale_is_no_rating(world: DeskWorld, text: str) -> None:
    world.answer(HANNA, sent(world), text)
    assert newest(world).rating is None


def test_a_colleague_who_got_it_passed_on_has_a_request_of_their_own(world: DeskWorld) -> None:
    world.answer("Sam <sam@sales.example.org>", sent(world), "Our beamer is broken since Friday.")
    assert world.request(max(world.numbers)).customer.email == "sam@sales.example.org"
    assert newest(world).state == "answered"


def test_an_out_of_office_note_has_it_sent_once_more_after_the_return(world: DeskWorld) -> None:
    letter = sent(world)
    for _ in range(2):
        world.answer(
            HANNA,
            letter,
            "I am out of office until 10 June 2026.",
            Auto_Submitted="auto-replied",
            quote=False,
        )
    world.pass_time(timedelta(days=20))
    check_ins = [one for one in world.inbox(HANNA_AT) if one.kind == "check-in"]
    assert len(check_ins) == 2
    assert (
        check_ins[1].header("Date").startswith(("Tue, 16 Jun", "Wed, 17 Jun", "Tue, 12 Jun", "Thu, 11 Jun"))
    )


def test_a_forged_answer_does_nothing(world: DeskWorld) -> None:
    letter = sent(world)
    world.answer(HANNA, letter, "stop", Authentication_Results=FORGED)
    assert not people.get(world.desk.store, HANNA_AT).no_check_ins
    assert newest(world).state == "sent"


def test_nobody_who_had_a_review_this_week_hears_from_us_again(world: DeskWorld) -> None:
    """Said on Monday, to go on Tuesday; on the same morning her department's review went out."""
    says(world, "a send")
    contacts.add(
        world.desk.store,
        department="Sales",
        person=HANNA_AT,
        kind="review",
        state="sent",
        by=MIA,
        made_at=MONDAY - timedelta(days=8),
        due_at=MONDAY,
    )
    contacts.change(world.desk.store, newest(world).id, sent_at=MONDAY)
    world.pass_time(timedelta(days=3))
    assert "check-in" not in world.kinds(HANNA_AT)
    assert "Hanna Head" in world.last(MIA, "notice").text


def test_a_word_spoken_since_monday_doesnt_shorten_the_letter_to_a_day(world: DeskWorld) -> None:
    """Ann speaks to them about something else in between; the letter tells of the weeks that it was decided on for."""
    says(world, "a send")
    world.clock.at += timedelta(minutes=5)
    world.write(f"Ann Lee <{ANN}>", "[contact=Sales]", "They move.", Authentication_Results=PROVEN)
    done_for(world, "Something new")
    world.pass_time(timedelta(days=1, hours=1))
    assert "Sales wrote to us 4 times; all are resolved" in world.last(HANNA_AT, "check-in").text


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "it", "nl", "pl", "pt"])
@pytest.mark.parametrize("opened", [1, 5])
def test_a_letter_with_nothing_resolved_says_so_in_words(language: str, opened: int) -> None:
    template = TemplateStore(Path(__file__).parents[2] / "templates").get(MailKind.CHECK_IN, language)
    values = {**ALWAYS, **SAMPLES[MailKind.CHECK_IN], "opened": opened, "resolved": 0}
    assert not re.search(r"\b0\b", render(template, values).text)


def test_no_reminder_ever(world: DeskWorld) -> None:
    sent(world)
    count = world.kinds(HANNA_AT).count("check-in")
    world.pass_time(timedelta(days=25))
    assert world.kinds(HANNA_AT).count("check-in") == count == 1


def test_while_we_are_late_it_isnt_sent_and_the_technician_hears_why(world: DeskWorld) -> None:
    says(world, "a send")
    world.write(HANNA, "Urgent matter", "Nothing works any more.")
    world.desk.store.run(
        "UPDATE request SET respond_by = ? WHERE number = ?",
        "2026-06-01 10:00:00.000000+00:00",
        max(world.numbers),
    )
    world.pass_time(timedelta(days=1, hours=1))
    assert "check-in" not in world.kinds(HANNA_AT)
    assert newest(world).state == "due"


# --- what a technician writes down


def test_a_contact_is_written_down_and_listed(world: DeskWorld) -> None:
    world.write(
        f"Ann Lee <{ANN}>",
        "[contact=Sales]",
        "Had lunch with Hanna: a second office.",
        Authentication_Results=PROVEN,
    )
    assert (newest(world).kind, newest(world).department) == ("note", "Sales")
    assert world.last(ANN).kind == "confirmation"
    world.clock.at += timedelta(days=3)
    world.write(f"Ann Lee <{ANN}>", "[list contacts]", "", Authentication_Results=PROVEN)
    assert "Sales 3 days ago" in world.last(ANN).text


@pytest.mark.parametrize(
    ("subject", "text", "right"),
    [
        ("[contact=Slaes]", "Lunch.", "[contact=Sales]"),
        ("[contact=Sales]", "", "What was said"),
        ("[contact]", "Lunch.", "contact"),
    ],
)
def test_a_wrong_contact_is_refused(world: DeskWorld, subject: str, text: str, right: str) -> None:
    before = len(contacts.of_accounts(world.desk.store))
    world.write(f"Ann Lee <{ANN}>", subject, text, Authentication_Results=PROVEN)
    assert world.last(ANN).kind == "refusal"
    assert right in world.last(ANN).text
    assert len(contacts.of_accounts(world.desk.store)) == before


def test_the_desk_speaks_by_itself_where_a_team_wants_that(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", **QUIET, CHECK_INS_BY="desk") as world:
        for week in range(8):
            done_for(world, f"Matter {week}")
            world.pass_time(timedelta(days=10))
        found = [one for one in world.inbox(HANNA_AT) if one.kind == "check-in"]
        assert len(found) == 2
        assert found[0].header("Auto-Submitted") == "auto-generated"
        days = [parsedate_to_datetime(one.header("Date")) for one in found]
        assert days[1] - days[0] >= timedelta(days=30)


def test_a_head_who_never_wrote_is_called_by_the_name_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "departments.toml"
    file.write_text(
        f'[Sales]\nhead = "Hanna Head <{HANNA_AT}>"\ntechnician = "{ANN}"\naddresses = ["carl@example.com"]\n'
    )
    with team_world(tmp_path / "desk.db", **QUIET, DEPARTMENTS_FILE=str(file)) as world:
        world.clock.at = datetime(2026, 4, 27, 10, tzinfo=UTC)
        done_for(world, "Printer", "Carl Cole <carl@example.com>")
        world.clock.at = MONDAY - timedelta(hours=1)
        world.pass_time(timedelta(hours=1))
        assert "a Hanna Head (Sales)" in digest(world, ANN).text
        world.answer(
            f"Ann Lee <{ANN}>", digest(world, ANN), "a send", quote=False, Authentication_Results=PROVEN
        )
        world.pass_time(timedelta(days=2))
        letter = world.last(HANNA_AT, "check-in")
        assert letter.text.startswith("Hello Hanna Head")
        before = len(world.inbox(BOB))
        world.answer(HANNA, letter, "Two colleagues begin on the 1st and need laptops.")
        number = max(world.numbers)
        assert world.request(number).subject == letter.subject.removeprefix("[IT] ")
        assert world.request(number).owner == ANN
        assert world.last(ANN).kind == "notification"
        assert len(world.inbox(BOB)) == before


def test_departments_tell_of_the_last_word_and_the_next(world: DeskWorld) -> None:
    def sales() -> dict[str, object]:
        return upcoming(world.desk.store, world.desk.policy, ["Sales"], world.clock.at)["Sales"]

    assert sales()["last_contact_at"] is None
    assert str(sales()["next_check_in_at"]).startswith("2026-06-01T09:00")
    says(world, "a called They move in May")
    assert str(sales()["last_contact_at"]).startswith("2026-06-01T09:00")
    assert str(sales()["next_check_in_at"]).startswith("2026-07-01T09:00")


def test_a_word_that_was_due_with_somebody_who_is_forgotten_is_let_go(world: DeskWorld) -> None:
    said = says(world, "a send")
    assert said.kind == "confirmation"
    store = world.desk.store
    done_for(world, "Nothing is open any more")
    forget_person(store, plan(store, world.desk.policy, HANNA_AT).who, world.clock.at)
    before = len(world.inbox(MIA))
    world.pass_time(timedelta(days=3))
    assert newest(world).state == "skipped"
    assert not any(letter.kind == "notice" for letter in world.inbox(MIA)[before:])
