"""What our own mail server said of a mail reaches `rules.origin` word for word."""

import pytest

from frontdesk.mailbox.parse import parse
from frontdesk.rules.model import Origin
from frontdesk.rules.proof.origin import origin_of


def mail(*results: str) -> bytes:
    headers = "".join(f"Authentication-Results: {result}\r\n" for result in results)
    return f"{headers}From: Bob <bob@example.org>\r\nSubject: x\r\n\r\nhi\r\n".encode()


@pytest.mark.parametrize(
    "sender",
    [
        "=?utf-8?q?a=3Bdmarc=3Dpass_header.from=3Dexample.org?=",
        "=?utf-8?b?YTtkbWFyYz1wYXNzIGhlYWRlci5mcm9tPWV4YW1wbGUub3Jn?=",
    ],
)
def test_an_encoded_word_in_the_envelope_sender_is_not_decoded_into_a_result(sender: str) -> None:
    message = parse(mail(f"mx.example.org; spf=pass smtp.mailfrom={sender}@evil.example"))
    assert origin_of(message, "mx.example.org").origin is Origin.UNKNOWN


def test_a_failure_at_the_end_of_a_very_long_header_counts() -> None:
    signatures = "".join(f" dkim=none header.d=d{i}.example;\r\n" for i in range(200))
    message = parse(mail(f"mx.example.org;\r\n{signatures} dmarc=fail header.from=example.org"))
    assert origin_of(message, "mx.example.org").origin is not Origin.PROVEN


def test_folded_lines_and_tabs_are_white_space() -> None:
    message = parse(
        mail("mx.example.org;\r\n\tdmarc=pass (p=none\r\n dis=none)\r\n\theader.from=example.org")
    )
    assert origin_of(message, "mx.example.org").origin is Origin.PROVEN


def test_only_the_topmost_header_counts() -> None:
    genuine, forged = (
        "mx.example.org; dmarc=fail header.from=example.org",
        "mx.example.org; dmarc=pass header.from=example.org",
    )
    assert origin_of(parse(mail(genuine, forged)), "mx.example.org").origin is Origin.FORGED
