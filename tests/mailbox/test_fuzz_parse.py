"""Mutated mail: nothing raises, nothing fails inside, nothing takes long. `python -m fuzz` runs it by the million."""

from __future__ import annotations

import fuzz
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.mailbox.parse import parse

COUNT = 5000  # 3 ms a mail; `make fuzz COUNT=100000` reads more of them


@pytest.mark.slow
def test_mutated_mails_are_read_without_an_exception_and_in_time() -> None:
    outcome = fuzz.run(COUNT, seed=20_240_506, mails=fuzz.seeds(fuzz.corpus()))
    assert [what for what, _ in outcome.bad] == []
    assert outcome.count == COUNT


MIME_WORDS = st.sampled_from(
    ["From: a@b\n", "Content-Type: ", "multipart/mixed; boundary=b\n", "message/rfc822\n", "text/html\n", "\n", "--b\n",
     "--b--\n", "\r", " ", "\0", "=?utf-8?q?", "?=", "\udcff", "<div>", "<p hidden>", "&#1", "> ", "begin 644 a\n"]
)  # fmt: skip


@given(st.lists(MIME_WORDS, max_size=40))
def test_every_order_of_the_words_of_mail_is_read(words: list[str]) -> None:
    raw = "".join(words).encode("utf-8", "surrogateescape")
    message = parse(raw)
    assert not [problem for problem in message.problems if problem.startswith("failed at its")]
    for text in (message.subject, message.text, message.new_text, *(one.name for one in message.attachments)):
        assert "\0" not in text
        assert "\r" not in text
        text.encode("utf-8")  # no lone surrogates


@given(st.binary(max_size=500))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    message = parse(raw)
    assert message.size == len(raw)
    assert not [problem for problem in message.problems if problem.startswith("failed at its")]
