"""Mail as Outlook for Windows shows it: Word draws it, and knows no padding but a cell's, no width but a table's.

What Word takes is Microsoft's own list ("Word 2007 HTML and CSS Rendering Capabilities in Outlook 2007"), which holds
until today. A property that is new in the style has to be put into one of the two tables here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.mailbox.rendering.branches import branches
from frontdesk.mailbox.rendering.render import render
from frontdesk.mailbox.rendering.samples import SAMPLES
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.rules.model import MailKind

STORE = TemplateStore(Path(__file__).parents[2] / "templates")

WORD_KNOWS = frozenset(
    """background-color border border-bottom border-left border-top border-collapse color font-family font-size
    font-weight line-height margin mso-hide text-align text-decoration vertical-align white-space width""".split()  # noqa: SIM905
)
# Without these a mail looks plainer in Word, and nothing runs together or gets lost.
WORD_MAY_LACK = frozenset(
    """border-radius display height max-height max-width min-width overflow overflow-wrap padding padding-right
    word-break""".split()  # noqa: SIM905
)
_ELEMENT = re.compile(r'<([a-z0-9]+)\b[^>]*?\bstyle="([^"]*)"')


def styled() -> Iterator[tuple[MailKind, str, dict[str, str]]]:
    """Every element with a style of its own, in every packaged mail: the kind, its name, its properties."""
    for kind in SAMPLES:
        for _, values in branches(kind):
            for element, style in _ELEMENT.findall(render(STORE.get(kind, "en"), values).html):
                pairs = (part.partition(":") for part in style.split(";") if part.strip())
                yield kind, element, {name.strip(): value.strip() for name, _, value in pairs}


def test_every_property_is_known_to_word_or_may_be_lacking() -> None:
    used = {name for _, _, properties in styled() for name in properties}
    assert used - WORD_KNOWS - WORD_MAY_LACK == set()


def test_what_must_keep_its_distance_is_a_cell() -> None:
    """Padding that Word drops would glue a frame or a colour to its words."""
    for kind, element, properties in styled():
        framed = any(name in properties for name in ("border", "border-bottom", "border-left"))
        if framed and properties.get("border") != "0" and "padding" in properties:
            assert element in ("td", "th"), (kind, element, properties)


def test_a_quotation_s_words_keep_their_distance_from_its_line() -> None:
    """By a margin of their own: Word knows it, and no padding of what stands around them."""
    quotations = [
        quotation
        for kind in SAMPLES
        for _, values in branches(kind)
        for quotation in re.findall(
            r"<blockquote.*?</blockquote>", render(STORE.get(kind, "en"), values).html, re.DOTALL
        )
    ]
    assert quotations
    for quotation in quotations:
        within = re.findall(r'<(?:p|ul|ol|table)\b[^>]*style="margin: ([^;]*)', quotation)
        assert within
        assert set(within) == {"5px 0 5px 14px"}


@pytest.mark.parametrize("language", STORE.languages())
def test_a_survey_s_ratings_are_buttons_for_word_too(language: str) -> None:
    (values,) = (given for _, given in branches(MailKind.SURVEY))
    html = render(STORE.get(MailKind.SURVEY, language), values).html
    cells = re.findall(
        r'<table class="choice"[^>]*><tbody><tr><td style="([^"]*)"><a [^>]*href="mailto:', html
    )
    assert len(cells) == 5
    assert all("padding: 9px 15px" in cell and "border: 1px solid" in cell for cell in cells)


@pytest.mark.parametrize("kind", list(MailKind))
def test_word_gets_the_width_from_a_table_that_nobody_else_sees(kind: MailKind) -> None:
    for _, values in branches(kind):
        html = render(STORE.get(kind, "en"), values).html
        begin, end = html.index("<!--[if mso]><table"), html.index("<!--[if mso]></td></tr></table>")
        assert begin < html.index('<div class="mail') < end
        assert 'width="600"' in html[begin : begin + 90]


def test_what_an_inbox_shows_first_is_hidden_from_word() -> None:
    for kind, _, properties in styled():
        if properties.get("max-height") == "0":
            assert properties["mso-hide"] == "all", kind
