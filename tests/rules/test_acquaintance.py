"""What an automatic answer repeats of a stranger's subject carries no message to whoever was named as the sender."""

from __future__ import annotations

import pytest
from desk_world import SETTINGS
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.rules.customers.acquaintance import without_message
from frontdesk.settings.load import load_settings


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        ("Printer prints twice", "Printer prints twice"),
        ("Re: Drucker druckt doppelt", "Re: Drucker druckt doppelt"),
        ("Error 4711 in room 214", "Error 4711 in room 214"),
        ("VPN. Please help", "VPN. Please help"),
        ("Version 2.10 fails", "Version 2.10 fails"),
        ("Buy at https://evil.example/x now", "Buy at now"),
        ("Buy at www.evil.example now", "Buy at now"),
        ("Buy at evil.example now", "Buy at now"),
        ("Buy at EVIL.COM/cheap?x=1, now", "Buy at now"),
        ("See t.me/evil", "See"),
        ("See bit.ly", "See"),
        ("Buy at evil .com now", "Buy at now"),
        ("Buy at evil . com now", "Buy at now"),
        ("Buy at evil[.]com now", "Buy at now"),
        ("Buy at evil (dot) com now", "Buy at now"),
        ("Buy at evil．com now", "Buy at now"),
        ("Buy at evil。com now", "Buy at now"),
        ("Buy at ｅｖｉｌ.ｃｏｍ now", "Buy at now"),
        ("Buy at купи.рф now", "Buy at now"),
        ("Buy at xn--80ak6aa92e.com", "Buy at"),
        ("write to eve@evil.example please", "write to please"),
        ("telegram @evil_shop", "telegram"),
        ("call 0900123456 now", "call now"),
        ("call 0900 123 456 now", "call now"),
        ("call +49 (900) 123-456 now", "call now"),
        ("call 09/00.12-34 now", "call now"),
        ("call ０９００１２３ now", "call now"),
        ("call ٠٩٠٠١٢٣ now", "call now"),
        ("code 12345", "code"),
        ("code 1234", "code 1234"),
        ("file \\\\evil\\share", "file"),
        ("tel:0900/1", ""),
        ("a" * 100, "a" * 60),
        ("words " * 30, ("words " * 10).strip()),
        ("Win a pri\u200bze\x07\n\r at evil\u200b.com", "Win a pri ze at"),
    ],
)
def test_what_is_left_of_a_subject(subject: str, left: str) -> None:
    assert without_message(subject) == left


@given(st.text(max_size=200))
def test_whatever_comes_no_address_no_link_and_no_long_number_is_left(subject: str) -> None:
    left = without_message(subject)
    assert len(left) <= 60
    assert "@" not in left
    assert "://" not in left
    assert not any(
        sum(c.isdigit() for c in word) >= 5 and all(c.isdigit() for c in word) for word in left.split()
    )


@given(
    st.sampled_from(["evil.com", "http://evil.example/a", "eve@evil.example", "0900 12345", "www.evil.de"]),
    st.text(max_size=40),
    st.text(max_size=40),
)
def test_nothing_around_it_saves_it(message: str, before: str, after: str) -> None:
    left = without_message(f"{before} {message} {after}").casefold()
    assert message not in left


@pytest.mark.parametrize(
    ("email", "other", "same"),
    [
        ("carl@sales.example", "dora@sales.example", True),
        ("carl@sales.example", "dora@example", False),
        ("carl@sales.example", "dora@evil.example", False),
        ("carl@gmail.com", "dora@gmail.com", False),
        ("carl@web.de", "dora@web.de", False),
        ("carl@aol.de", "dora@AOL.de", False),
        ("carl@sales.example", "dora@Sales.Example", True),
        ("", "", False),
    ],
)
def test_who_is_of_one_company(email: str, other: str, same: bool) -> None:
    assert load_settings(SETTINGS).policy().one_company(email, other) is same
