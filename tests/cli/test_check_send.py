"""What `check --send` says of a mail that arrived otherwise than it was sent, and of one that didn't."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from frontdesk.cli.checks.finding import BAD, GOOD, WARNING
from frontdesk.cli.checks.mail_differences import compared
from frontdesk.cli.checks.send import probes
from frontdesk.settings.load import Settings, load_settings

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def settings(**changes: Any) -> Settings:
    given = {
        "DESK_ADDRESS": "it@example.org",
        "TECHNICIANS": "ann@example.org",
        "IMAP_HOST": "h",
        "IMAP_PASSWORD": "p",
        "SMTP_HOST": "h",
    }
    return replace(load_settings(given, with_key=False), **changes)


def told(change: Any = lambda raw: raw, answer: str = "250 ok", **changes: Any) -> dict[str, str]:
    """What is found, worst first for each thing: words -> grade."""
    desk = settings(**changes)
    plain, _ = probes(desk, NOW)
    return {
        f"{found.what} {found.remedy}": found.grade
        for found in compared(plain, change(plain.raw), answer, desk)
    }


def the(found: dict[str, str], words: str) -> str:
    (grade,) = [grade for what, grade in found.items() if words in what]
    return grade


def without(name: bytes) -> Any:
    def change(raw: bytes) -> bytes:
        head, _, body = raw.partition(b"\r\n\r\n")
        kept, dropping = [], False
        for line in head.split(b"\r\n"):
            dropping = (
                line[:1] in b" \t" and dropping
                if line[:1] in (b" ", b"\t")
                else line.lower().startswith(name.lower() + b":")
            )
            if not dropping:
                kept.append(line)
        return b"\r\n".join(kept) + b"\r\n\r\n" + body

    return change


def with_header(name: bytes, value: bytes) -> Any:
    return lambda raw: name + b": " + value + b"\r\n" + without(name)(raw)


def test_a_mail_that_arrives_as_it_was_sent_is_good() -> None:
    assert set(told().values()) == {GOOD}


@pytest.mark.parametrize("name", ["Auto-Submitted", "X-Frontdesk-Kind", "Reply-To", "References"])
def test_a_header_that_is_taken_away_is_told_with_what_it_means(name: str) -> None:
    assert the(told(without(name.encode())), f"{name} is taken away: ") == WARNING


def test_another_sender_is_told_of() -> None:
    assert the(told(with_header(b"From", b"someone@gmail.example")), "From arrives as") == WARNING


@pytest.mark.parametrize("kept", [b"X-Microsoft-Original-Message-ID", b"X-Google-Original-Message-ID", b""])
def test_another_message_id_is_told_of_and_where_ours_is(kept: bytes) -> None:
    def change(raw: bytes) -> bytes:
        ours = raw.split(b"Message-ID: ")[1].split(b"\r\n")[0]
        changed: bytes = with_header(b"Message-ID", b"<new@outlook.example>")(raw)
        return bytes(with_header(kept, ours)(changed)) if kept else changed

    found = told(change, answer="250 2.0.0 OK <new@outlook.example> [Hostname=x]")
    (words,) = [what for what in found if "another Message-ID" in what]
    assert "the relay's answer names the new one" in words
    assert "Set PLUS_ADDRESSING or TRUSTED_AUTHSERV_ID" in words
    assert (f"ours stands in {kept.decode()}" in words) is bool(kept)
    assert "Nothing needs doing" in next(
        what for what in told(change, plus_addressing=True) if "another" in what
    )


@pytest.mark.parametrize(
    "header, trusted, grade, words",
    [
        (
            b"mx.google.com; dmarc=pass header.from=example.org",
            "",
            WARNING,
            "TRUSTED_AUTHSERV_ID=mx.google.com",
        ),
        (
            b"mx.google.com; dmarc=pass header.from=example.org",
            "mx.google.com",
            GOOD,
            "as TRUSTED_AUTHSERV_ID says",
        ),
        (
            b"phl-7.messagingengine.com; dmarc=pass",
            ".messagingengine.com",
            GOOD,
            "as TRUSTED_AUTHSERV_ID says",
        ),
        (b"evilmessagingengine.com; dmarc=pass", ".messagingengine.com", WARNING, "evilmessagingengine.com"),
        (
            b"spf=pass smtp.mailfrom=example.org; dmarc=pass action=none header.from=example.org",
            "microsoft",
            GOOD,
            "microsoft",
        ),
    ],
)
def test_who_vouches_is_told_with_the_setting_for_it(
    header: bytes, trusted: str, grade: str, words: str
) -> None:
    found = told(with_header(b"Authentication-Results", header), trusted_authserv_id=trusted)
    assert the(found, words) == grade


def test_letters_that_are_lost_on_the_way_are_told_of() -> None:
    assert (
        the(told(lambda raw: raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\nGr??e\r\n"), "letters beyond ASCII")
        == WARNING
    )


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\r\n\r\n", b"Content-Type: text/plain; charset=nonsense\r\n\r\nx", b"\r\n"]
)
def test_whatever_arrives_is_told_of_and_nothing_raised(raw: bytes) -> None:
    assert WARNING in told(lambda _: raw).values()
    assert BAD not in told(lambda _: raw).values()
