"""SMTP's words as pure functions: line ends, dots, addresses, answers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.mailbox.smtp.protocol import (
    answer_of,
    as_data,
    features,
    is_address,
    on_the_wire,
    size_limit,
    with_crlf,
)

lines = st.lists(st.sampled_from([b"\r\n", b"\r", b"\n", b".", b"..", b"a", b"\0", b"\xff"])).map(b"".join)


@given(lines)
def test_what_goes_out_has_only_whole_line_ends(raw: bytes) -> None:
    sent = with_crlf(raw)
    assert sent.endswith(b"\r\n")
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", sent)
    assert sent.replace(b"\r\n", b"").replace(b"\n", b"") == re.sub(rb"[\r\n]", b"", raw)
    assert with_crlf(sent) == sent


@given(lines)
def test_the_data_ends_at_its_end_and_comes_out_as_it_went_in(raw: bytes) -> None:
    sent = with_crlf(raw)
    data = as_data(sent)
    assert (b"\r\n" + data).find(b"\r\n.\r\n") == len(data) - 3
    received = re.sub(rb"(?m)(?:\A|(?<=\r\n))\.", b"", data[:-3])
    assert received == sent


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org",
        "ann.o'neil+it=12@mail.example.org",
        "a!b#c$d%e&f*g/h?i^j_k`l{m|n}o~p@example.org",
        "jörg@bücher.example",
        "अजय@डाटा.भारत",
        "root@localhost",
    ],
)
def test_what_people_have_for_an_address_may_go_out(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "address, written",
    [
        ("carl@bücher.example", "carl@xn--bcher-kva.example"),
        ("jörg@bücher.example", "jörg@xn--bcher-kva.example"),
        ("ann@Example.org", "ann@Example.org"),
        ("carl@ü..example", "carl@ü..example"),
        ("", ""),
    ],
)
def test_a_domain_goes_out_in_the_form_that_every_relay_takes(address: str, written: str) -> None:
    assert on_the_wire(address) == written


@given(st.text())
def test_an_address_cannot_break_out_of_its_brackets(text: str) -> None:
    if is_address(text):
        assert not re.search(r'[\s<>"\x00-\x1f\x7f]', text)
        assert not text.startswith("-")


@pytest.mark.parametrize(
    "said, shown",
    [
        ([b"250 2.0.0 ok\r\n"], "250 2.0.0 ok"),
        ([b"550-5.1.1 no\r\n", b"550 such user\r\n"], "550 5.1.1 no such user"),
        ([b"250\r\n"], "250"),
        ([b"550 \x1b[31mred\r\n"], "550 [31mred"),
        ([b"550 gr\xc3\xbc\xff\r\n"], "550 grü\ufffd"),
        ([b"250 " + b"x" * 9000], "250 " + "x" * 500),
    ],
)
def test_an_answer_is_one_line_fit_to_be_kept(said: list[bytes], shown: str) -> None:
    assert str(answer_of(said)) == shown


@pytest.mark.parametrize("said", [[b"hello\r\n"], [b"\r\n"], [b"25\r\n"], [b"250-a\r\n", b"251 b\r\n"]])
def test_what_is_no_answer_is_none(said: list[bytes]) -> None:
    assert answer_of(said) is None


def test_what_is_offered_is_read_in_any_case() -> None:
    told = [b"250-relay\r\n", b"250-size 1000\r\n", b"250-AUTH=login PLAIN\r\n", b"250 Pipelining\r\n"]
    offered = features(told)
    assert offered == {"SIZE": "1000", "AUTH": "LOGIN PLAIN", "PIPELINING": ""}
    assert size_limit(offered) == 1000


@pytest.mark.parametrize("told", ["", "0", "many", "-1", "١٢"])
def test_no_limit_is_no_limit(told: str) -> None:
    assert size_limit({"SIZE": told}) is None
