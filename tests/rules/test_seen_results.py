"""`frontdesk check` reads off the mail that is there which name our mail server signs its findings with."""

from __future__ import annotations

import pytest

from frontdesk.cli.checks.proof import whose_word_counts
from frontdesk.rules.proof.seen_results import SeenMail, seen_results


def mails(*results: str | tuple[str, ...]) -> list[SeenMail]:
    """Mails of as many domains, each with these Authentication-Results, "" for none."""
    lists = [(one,) if isinstance(one, str) else one for one in results]
    return [SeenMail(f"customer{place}.example", tuple(filter(None, one))) for place, one in enumerate(lists)]


DMARC = "dmarc=pass header.from=customer.example"


@pytest.mark.parametrize(
    ("tops", "suggestion"),
    [
        ([f"mx.example.org; {DMARC}"] * 5, "mx.example.org"),
        ([f"mx.example.org 1; {DMARC}"] * 5, "mx.example.org"),
        ([f"mx.google.com; spf=pass; {DMARC}"] * 3, "mx.google.com"),
        (
            ["spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=a.example; dkim=none; dmarc=none"] * 3,
            "microsoft",
        ),
        ([f"mx{n}.messagingengine.com; {DMARC}" for n in range(5)], ".messagingengine.com"),
        ([f"phl-mx-0{n}.phl.internal.example.net; {DMARC}" for n in range(5)], ".phl.internal.example.net"),
        (["bimi.icloud.com; bimi=none"] * 5, ".icloud.com"),
        ([f"mail.protonmail.ch; {DMARC}"] * 4, "mail.protonmail.ch"),
        ([f"mx{n}.firm{n}.co.uk; {DMARC}" for n in range(5)], ""),
        ([f"mx{n}.firm{n}.example; {DMARC}" for n in range(5)], ""),
        ([f"mx.example.org; {DMARC}"] * 4 + [""], "mx.example.org"),
        ([f"mx.example.org; {DMARC}"] * 3 + [""] * 3, ""),
        ([""] * 5, ""),
        ([";", "=", "(("], ""),
        ([], ""),
    ],
)
def test_the_setting_is_suggested_from_what_stands_on_top(tops: list[str], suggestion: str) -> None:
    assert seen_results(mails(*tops), "").suggestion == suggestion


def test_one_sender_s_mail_suggests_nothing() -> None:
    by_one = [SeenMail("evil.example", (f"mx.evil.example; {DMARC}",))] * 20
    assert seen_results(by_one, "").suggestion == ""


@pytest.mark.parametrize(
    ("trusted", "tops", "grade", "words"),
    [
        ("mx.example.org", [f"mx.example.org; {DMARC}"] * 3 + [""], "good", "vouches for 3 of the newest 4"),
        (".example.org", [f"mx.example.org; {DMARC}"] * 3, "good", "3 of the newest 3"),
        ("microsoft", ["spf=pass smtp.mailfrom=a.example"] * 3, "good", "3 of the newest 3"),
        (
            "mx.wrong.example",
            [f"mx.example.org; {DMARC}"] * 3,
            "warning",
            "TRUSTED_AUTHSERV_ID=mx.example.org",
        ),
        ("mx.example.org", [""] * 3, "warning", "our mail server adds none"),
        ("", [""] * 3, "warning", "our mail server adds none"),
        ("", [f"mx.example.org; {DMARC}"] * 3, "warning", "TRUSTED_AUTHSERV_ID=mx.example.org"),
    ],
)
def test_check_says_what_it_saw(trusted: str, tops: list[str], grade: str, words: str) -> None:
    (found,) = whose_word_counts(trusted, mails(*tops))
    assert found.grade == grade
    assert words in f"{found.what} {found.remedy}"


def test_without_mail_there_is_nothing_to_see() -> None:
    assert not list(whose_word_counts("", []))
