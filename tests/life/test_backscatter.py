"""An automatic answer is worthless to whoever forges its recipient, and as it was for people who are known."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_world import DESK, DeskWorld, Headers, desk_world
from technicians_world import ANN, OUR_MX

VICTIM = "victim@elsewhere.example"
LURE = "Cheap loans at evil.example, call 0900 123456 now, or write to eve@evil.example " + "x" * 60
MX = {"TRUSTED_AUTHSERV_ID": OUR_MX}


def acknowledged(world: DeskWorld, who: str = VICTIM) -> tuple[str, str, str]:
    letter = world.last(who, "acknowledgement")
    return letter.header("To"), letter.subject, letter.text


def test_to_a_stranger_nothing_of_the_mail_goes_back(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        world.write(f'"Buy at evil.example" <{VICTIM}>', LURE, "Visit https://evil.example/ today")
        to, subject, text = acknowledged(world)
    assert to == VICTIM
    assert subject.startswith("[IT #1] Cheap loans at call now, or write to xxx")
    assert len(subject) == len("[IT #1] ") + 60
    assert "evil" not in text
    assert "loans" not in text


@pytest.mark.parametrize(
    "results", ["", f"{OUR_MX}; dmarc=none header.from=elsewhere.example", "mx.evil.example; dmarc=pass"]
)
def test_where_our_server_vouches_for_nothing_the_subject_is_ours_alone(tmp_path: Path, results: str) -> None:
    with desk_world(tmp_path / "desk.db", **MX) as world:
        more: Headers = {"Authentication_Results": results} if results else {}
        world.write(f"Victor <{VICTIM}>", "Printer prints twice", "Help", **more)
        to, subject, text = acknowledged(world)
        assert "Printer prints twice" in world.last(ANN, "notification").subject
    assert (to, subject) == (VICTIM, "[IT #1] Your request")
    assert "Printer" not in text


def test_nor_does_a_name_or_subject_when_it_is_reopened(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", **MX) as world:
        world.write(f"Cheap loans <{VICTIM}>", "Cheap loans", "Call us")
        proof = f"{OUR_MX}; dmarc=pass header.from=example.org"
        world.write(ANN, "[IT #1] [resolved]", "", Authentication_Results=proof)
        world.write(f"Cheap loans <{VICTIM}>", "Cheap loans", "It still does not work.")
        letter = world.last(VICTIM, "reopened")
    assert (letter.header("To"), letter.subject) == (VICTIM, "Re: [IT #1] Your request")
    assert "loans" not in letter.text


def test_in_the_customer_s_language(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", **MX, DESK_LANGUAGE="de") as world:
        world.write(VICTIM, "Drucker", "Hilfe")
        assert acknowledged(world)[1] == "[IT #1] Ihre Anfrage"


def test_whom_our_server_vouches_for_is_answered_as_ever(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", **MX) as world:
        proof = f"{OUR_MX}; dmarc=pass header.from=elsewhere.example"
        world.write(
            f"Victor Tim <{VICTIM}>", "Printer 12345 prints twice", "Help", Authentication_Results=proof
        )
        to, subject, _ = acknowledged(world)
    assert (to, subject) == (f"Victor Tim <{VICTIM}>", "[IT #1] Printer 12345 prints twice")


@pytest.mark.parametrize("results", ["", f"{OUR_MX}; spf=none"])
@pytest.mark.parametrize("domains", ["elsewhere.example", "example"])
def test_customer_domains_are_known(tmp_path: Path, results: str, domains: str) -> None:
    with desk_world(tmp_path / "desk.db", **MX, CUSTOMER_DOMAINS=domains) as world:
        more: Headers = {"Authentication_Results": results} if results else {}
        world.write(f"Victor Tim <{VICTIM}>", "Printer 12345 prints twice", "Help", **more)
        assert acknowledged(world)[:2] == (f"Victor Tim <{VICTIM}>", "[IT #1] Printer 12345 prints twice")


def test_who_was_answered_by_a_person_before_is_known(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", **MX) as world:
        world.write(f"Victor Tim <{VICTIM}>", "Printer", "Help")
        proof = f"{OUR_MX}; dmarc=pass header.from=example.org"
        world.answer(ANN, world.last(ANN, "notification"), "It's the cable.", Authentication_Results=proof)
        world.write(f"Victor Tim <{VICTIM}>", "Monitor 12345", "Help")
        assert acknowledged(world)[:2] == (f"Victor Tim <{VICTIM}>", "[IT #2] Monitor 12345")


def test_the_team_and_whom_it_forwards_for_are_known(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", **MX) as world:
        world.write("Ann Lee <ann@example.org>", "My own laptop 12345", "Help")
        assert world.last(ANN, "acknowledgement").subject == "[IT #1] My own laptop 12345"


def test_the_domain_s_cap_leaves_room_for_its_real_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frontdesk.decision import queue_mail
    from frontdesk.rules.clock.rates import RateLimits

    monkeypatch.setattr(queue_mail, "LIMITS", RateLimits(to_domain_an_hour=5, proven_to_domain_an_hour=10))
    with desk_world(tmp_path / "desk.db", **MX) as world:
        for number in range(8):
            world.write(f"fake{number}@elsewhere.example", f"Subject {number}", "Hello")
        answered = [number for number in range(8) if world.inbox(f"fake{number}@elsewhere.example")]
        assert answered == [0, 1, 2, 3, 4]
        proof = f"{OUR_MX}; dmarc=pass header.from=elsewhere.example"
        world.write(VICTIM, "A real one", "Hello", Authentication_Results=proof)
        assert world.kinds(VICTIM) == ["acknowledgement"]
        assert len(world.numbers) == 9


# --- addresses that no mail can go to ----------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["a@t..test", "a@-t.test", "a@t-.test", "a@.test", f"a@{'x' * 260}.test"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_no_answer_can_be_sent_and_the_team_hears_so(tmp_path: Path, address: str, language: str) -> None:
    with desk_world(tmp_path / "desk.db", DESK_LANGUAGE=language) as world:
        mail = f"From: <{address}>\r\nTo: {DESK}\r\nSubject: No sound\r\nMessage-ID: <m@x.example>\r\n\r\nSilent.\r\n"
        world.deliver(mail.encode())
        assert world.numbers == [1], "it is a request and not in quarantine"
        assert "not sent" in world.events(1)
        told = world.last(ANN, "notification").text
        assert ("No answer can be sent" if language == "en" else "keine Antwort gesendet") in told
        world.answer(ANN, world.last(ANN, "notification"), "It's the cable.")
        assert "call" in world.last(ANN, "refusal").text or "rufen" in world.last(ANN, "refusal").text
        world.answer(ANN, world.last(ANN, "notification"), "Called them.", subject="[note] [resolved]")
        assert world.request(1).status == "resolved"


# --- who is let in by a mail that nothing vouches for --------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "place", "in_it"),
    [
        ({}, "", ["carl@sales.example"]),
        ({}, " [IT #1]", ["carl@sales.example"]),
        ({"Authentication_Results": f"{OUR_MX}; dmarc=pass header.from=sales.example"}, "", True),
        ({"Authentication_Results": f"{OUR_MX}; dmarc=pass header.from=sales.example"}, " [IT #1]", True),
    ],
)
def test_a_stranger_in_copy_of_an_unproven_mail_is_not_let_in(
    tmp_path: Path, headers: Headers, place: str, in_it: object
) -> None:
    with desk_world(tmp_path / "desk.db", **MX) as world:
        proof = f"{OUR_MX}; dmarc=pass header.from=sales.example"
        world.write("carl@sales.example", "Printer", "Help", Authentication_Results=proof)
        cc = "eve@evil.example, dora@sales.example"
        world.write("carl@sales.example", f"Another thing{place}", "Hello", Cc=cc, **headers)
        number = max(world.numbers)
        rows = world.desk.store.all("SELECT email FROM participant WHERE request = ? ORDER BY email", number)
        emails = [row[0] for row in rows]
        assert ("eve@evil.example" in emails) is (in_it is True)
        assert "dora@sales.example" in emails


def test_whom_a_customer_brings_in_by_answering_our_mail_is_let_in(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", **MX) as world:
        world.write("carl@sales.example", "Printer", "Help")
        world.answer(
            "carl@sales.example", world.last("carl@sales.example"), "With Eve.", Cc="eve@vendor.example"
        )
        rows = world.desk.store.all("SELECT email FROM participant WHERE request = 1")
        assert "eve@vendor.example" in [row[0] for row in rows]
