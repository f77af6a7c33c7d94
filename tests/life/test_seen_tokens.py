"""A technician's token that somebody off the team has seen proves nothing: who writes by it is asked for at home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from desk_world import DeskWorld, Headers, Letter
from technicians_world import ANN, BOB, CARL, CARL_AT, OUR_MX, asked, count, notified, team_world

STRANGER = "Eve <eve@elsewhere.example>"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    """A desk that knows its team by tokens alone."""
    with team_world(tmp_path / "desk.db", TRUSTED_AUTHSERV_ID="") as world:
        asked(world)
        yield world


def address(letter: Letter) -> str:
    return letter.header("Reply-To").partition("<")[2].strip(">")


def forged(world: DeskWorld, letter: Letter, text: str = "Your password is 1234.") -> None:
    """Somebody who has seen a technician's mail to us writes by what stood in it."""
    world.write(ANN, "Re: [IT #1] Printer prints twice", text, To=letter.header("Reply-To"))
    world.write(
        ANN,
        "Re: [IT #1] Printer prints twice",
        text,
        In_Reply_To=letter.header("Message-ID"),
        References=letter.header("Message-ID"),
    )


@pytest.mark.parametrize(
    "beside",
    [
        {"Cc": CARL},
        {"Cc": f"{BOB}, {STRANGER}"},
        {"Reply_To": STRANGER},
        {"Resent_To": STRANGER},
        {"Resent_Cc": f"{BOB}, {STRANGER}"},
        {"Bcc": STRANGER},
        {"Mail_Followup_To": STRANGER},
    ],
)
def test_from_then_on_it_proves_nothing(world: DeskWorld, beside: Headers) -> None:
    letter = notified(world, ANN)
    world.answer(ANN, letter, "I'm on it.", subject="[note]", **beside)
    assert world.events(1)[-1] == "noted", "the mail that shows it is still the technician's"
    forged(world, letter)
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert world.events(1)[-2:] == ["unverified", "unverified"]
    assert count(world, ANN, "refusal") == 1


def test_nor_beside_somebody_in_to(world: DeskWorld) -> None:
    letter = notified(world, ANN)
    to = f"{STRANGER}, {letter.header('Reply-To')}"
    world.answer(ANN, letter, "Eve, can you look?", subject="[note]", To=to)
    forged(world, letter)
    assert "reply" not in world.kinds(CARL_AT)


def forwards(letter: Letter, **headers: str) -> EmailMessage:
    """Ann sends the desk's mail on, with the desk in copy."""
    mail = EmailMessage()
    mail["Message-ID"], mail["From"], mail["Subject"] = (
        "<sent-on@example.org>",
        ANN,
        "Fwd: Printer prints twice [note]",
    )
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    return mail


@pytest.mark.parametrize("how", ["with all headers", "as a file", "as it was answered"])
@pytest.mark.parametrize("to", [STRANGER, CARL])
def test_sent_on_to_somebody_outside_it_proves_nothing(world: DeskWorld, how: str, to: str) -> None:
    letter = notified(world, ANN)
    mail = forwards(letter, To=to, Cc="it@example.org")
    shown = "\n".join(f"{name}: {value}" for name, value in letter.message.items())
    mail.set_content(f"See below.\n\n-------- Forwarded Message --------\n{shown}\n\n{letter.text}")
    if how == "as a file":
        mail.set_content("See the file.")
        mail.add_attachment(letter.message)
    if how == "as it was answered":
        mail.set_content(f"See below.\n\n> {letter.header('Reply-To')}\n> {letter.header('Message-ID')}\n")
    world.deliver(mail)
    before = len(world.numbers)
    forged(world, letter)
    assert "reply" not in world.kinds(CARL_AT)
    assert len(world.numbers) == before


def test_sent_on_inside_the_team_it_is_as_good_as_before(world: DeskWorld) -> None:
    letter = notified(world, ANN)
    mail = forwards(letter, To=BOB, Cc="it@example.org")
    mail.set_content(
        f"See below.\n\n> Reply-To: {letter.header('Reply-To')}\n> {letter.header('Message-ID')}\n"
    )
    world.deliver(mail)
    world.answer(ANN, letter, "The cable was loose.")
    assert "reply" in world.kinds(CARL_AT)


def test_a_token_in_bcc_is_seen_by_nobody_else(world: DeskWorld) -> None:
    letter = notified(world, ANN)
    world.write(ANN, "Meeting on Monday", "Hello", To=STRANGER, Delivered_To=address(letter))
    world.answer(ANN, letter, "The cable was loose.")
    assert "reply" in world.kinds(CARL_AT)


def test_a_stranger_who_quotes_it_shows_that_he_has_it(world: DeskWorld) -> None:
    letter = notified(world, ANN)
    world.write(STRANGER, "What is this?", f"I got this:\n\n> Reply-To: {letter.header('Reply-To')}\n")
    world.write(ANN, "Re: [IT #1] Printer prints twice", "1234", To=letter.header("Reply-To"))
    assert "reply" not in world.kinds(CARL_AT)


def test_a_mail_to_several_of_the_team_shows_it_to_nobody_else(world: DeskWorld) -> None:
    letter = notified(world, ANN)
    world.answer(ANN, letter, "Bob, can you look?", subject="[note]", Cc=f"{BOB}, it@example.org")
    world.answer(ANN, letter, "The cable was loose.")
    assert world.kinds(CARL_AT) == ["acknowledgement", "reply"]


def test_a_stranger_who_writes_by_it_shows_that_he_has_it(world: DeskWorld) -> None:
    letter = notified(world, ANN)
    world.write(STRANGER, "Re: [IT #1] Printer prints twice", "Hello", To=letter.header("Reply-To"))
    world.write(ANN, "Re: [IT #1] Printer prints twice", "1234", To=letter.header("Reply-To"))
    assert world.events(1)[-1] == "unverified"
    assert "reply" not in world.kinds(CARL_AT)


def test_the_next_mail_brings_a_fresh_one_that_is_believed(world: DeskWorld) -> None:
    first = notified(world, ANN)
    world.answer(ANN, first, "I'm on it.", subject="[note]", Cc=CARL)
    asked(world, subject="Re: [IT #1] Printer prints twice")
    second = notified(world, ANN)
    assert address(second) != address(first)
    world.answer(ANN, second, "The cable was loose.")
    assert world.last(CARL_AT).text.startswith("The cable was loose.")
    assert count(world, ANN, "refusal") == 0


def test_shown_again_and_again_each_is_another(world: DeskWorld) -> None:
    seen = set()
    for round in range(4):
        letter = notified(world, ANN)
        seen.add(address(letter))
        world.answer(ANN, letter, f"Note {round}.", subject="[note]", Cc=CARL)
        asked(world, subject="Re: [IT #1] Printer prints twice")
    assert len(seen) == 4
    world.answer(ANN, notified(world, ANN), "Done.")
    assert "Done." in world.last(CARL_AT).text


def test_others_and_other_requests_keep_theirs(world: DeskWorld) -> None:
    asked(world, subject="Another thing")
    to_bob = notified(world, BOB, 1)
    world.answer(ANN, notified(world, ANN, 1), "I'm on it.", subject="[note]", Cc=CARL)
    world.answer(ANN, notified(world, ANN, 2), "Answer to the other.")
    world.answer(BOB, to_bob, "Answer by Bob.")
    texts = [letter.text for letter in world.inbox(CARL_AT) if letter.kind == "reply"]
    assert ["Answer to the other." in texts[0], "Answer by Bob." in texts[1]] == [True, True]


# --- the question, and its answer --------------------------------------------------------------------------------


def question(world: DeskWorld) -> Letter:
    letter = notified(world, ANN)
    world.answer(ANN, letter, "I'm on it.", subject="[note]", Cc=CARL)
    forged(world, letter, "Please send me your password.")
    return world.last(ANN, "refusal")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "answer",
    [
        "that wasn't me, who wrote that?",
        "No!",
        "Das war ich nicht. Wer hat das geschrieben?",
        "Nein",
        "Please tell me what this is",
        "Yes, who else?",
    ],
)
def test_what_isn_t_a_yes_stays_inside(tmp_path: Path, language: str, answer: str) -> None:
    with team_world(tmp_path / "desk.db", TRUSTED_AUTHSERV_ID="", DESK_LANGUAGE=language) as world:
        asked(world)
        world.answer(ANN, question(world), answer)
        assert world.kinds(CARL_AT) == ["acknowledgement"]
        assert [kept.kind for kept in world.messages(1)][-1] == "note"
        assert world.messages(1)[-1].text == answer


@pytest.mark.parametrize("answer", ["Yes", "yes, that was me. Thanks!", "Ja, das war ich.\n\nAnn Lee"])
def test_a_plain_yes_lets_it_go(world: DeskWorld, answer: str) -> None:
    world.answer(ANN, question(world), answer)
    assert "Please send me your password." in world.last(CARL_AT, "reply").text


def test_send_lets_it_go(world: DeskWorld) -> None:
    world.answer(ANN, question(world), "", subject="[send]")
    assert "Please send me your password." in world.last(CARL_AT, "reply").text


def test_an_answer_to_the_question_that_others_have_seen_is_no_key(world: DeskWorld) -> None:
    asking = question(world)
    world.answer(ANN, asking, "Carl, did you write that?", Cc=CARL)
    world.answer(ANN, asking, "Yes")
    world.answer(ANN, asking, "", subject="[send]")
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_a_yes_is_no_release_of_what_a_colleague_overtook(world: DeskWorld) -> None:
    letter = notified(world, ANN)
    world.clock.at += timedelta(minutes=1)
    world.answer(BOB, notified(world, BOB), "Bob was quicker.")
    world.answer(ANN, letter, "Ann's answer.")
    waiting = world.last(ANN, "refusal")
    assert "[send]" in waiting.text
    world.answer(ANN, waiting, "", subject="[send]")
    assert "Ann's answer." in world.last(CARL_AT, "reply").text


# --- SPF that fails ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("results", "obeyed"),
    [
        ("spf=fail smtp.mailfrom=example.org", False),
        ("spf=fail smtp.mailfrom=example.org; dkim=pass header.d=evil.example", False),
        ("spf=fail smtp.mailfrom=example.org; dmarc=none header.from=example.org", False),
        ("spf=fail smtp.mailfrom=example.org; dkim=pass header.d=example.org", True),
        ("spf=softfail smtp.mailfrom=example.org", True),
        ("spf=none", True),
    ],
)
def test_a_token_mends_no_failed_spf(tmp_path: Path, results: str, obeyed: bool) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        world.answer(ANN, notified(world, ANN), "The cable.", Authentication_Results=f"{OUR_MX}; {results}")
        assert ("reply" in world.kinds(CARL_AT)) is obeyed
        assert (count(world, ANN, "refusal") == 1) is not obeyed


def test_with_no_policy_it_is_a_forgery_that_nobody_can_release(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        results = f"{OUR_MX}; spf=fail smtp.mailfrom=example.org; dmarc=none header.from=example.org"
        world.answer(ANN, notified(world, ANN), "The cable.", Authentication_Results=results)
        told = world.last(ANN, "refusal")
        assert "not obeyed" in told.text
        world.answer(ANN, told, "Yes")
        world.answer(ANN, told, "", subject="[send]")
        assert "reply" not in world.kinds(CARL_AT)
