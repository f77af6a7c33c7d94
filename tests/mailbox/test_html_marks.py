"""Older mail and signatures that HTML marks by class, id or style, whatever the language of their words."""

from __future__ import annotations

import pytest

from frontdesk.mailbox.formats.html_text import html_to_text
from frontdesk.mailbox.quoting.replies import split_reply

HEADER = "<b>Xyz:</b> Bob &lt;bob@example.org&gt;<br><b>Abc:</b> 12. 03. 2024 10:20<br><b>Qqq:</b> Printer"


@pytest.mark.parametrize(
    "opening",
    [
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg" dir="ltr">',
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>",
        '<div class=OutlookMessageHeader dir=ltr align=left lang=de><hr tabindex="-1">',
        '<div id="mail-editor-reference-message-container">',
    ],
    ids=["web", "desktop", "2003", "phones"],
)
def test_outlooks_header_block_is_known_in_a_language_that_the_tables_lack(opening: str) -> None:
    html = f"<p>Floor 2.</p>{opening}{HEADER}</div><div>Which printer?</div>"

    assert split_reply(html_to_text(html)).new == "Floor 2."


@pytest.mark.parametrize(
    "opening",
    [
        '<div id="Signature">',
        '<div class="gmail_signature" dir="ltr">',
        '<pre class="moz-signature" cols="72">',
    ],
)
def test_a_signature_marked_in_html_is_one(opening: str) -> None:
    parts = split_reply(html_to_text(f"<p>Floor 2.</p>{opening}Ann Lee<br>030 1234567</div>"))

    assert (parts.new, parts.signature.split()) == ("Floor 2.", ["--", "Ann", "Lee", "030", "1234567"])


def test_answers_within_gmails_container_of_quotes_are_kept() -> None:
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">On Tue, Nov 16, 2021 at 7:42 PM Bob &lt;b@example.org&gt;'
        ' wrote:</div><blockquote class="gmail_quote">Which?</blockquote></div><div>Floor 2.</div>'
        '<blockquote class="gmail_quote">Since when?</blockquote><div>Monday.</div>'
    )

    new = split_reply(html_to_text(html)).new

    assert "Floor 2." in new
    assert "Monday." in new


def test_the_line_of_dashes_before_a_marked_signature_is_not_doubled() -> None:
    html = '<p>Floor 2.</p><div>-- </div><div class="gmail_signature">Ann</div>'

    assert html_to_text(html).count("--") == 1
