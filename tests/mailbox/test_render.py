"""A template and its values as subject, text and HTML; whatever the values hold, they stay words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.mailbox.rendering.filters import clean
from frontdesk.mailbox.rendering.page import BrokenTemplate, Look
from frontdesk.mailbox.rendering.render import NotRendered, Rendered, render
from frontdesk.mailbox.rendering.samples import ALWAYS, SAMPLES
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.mailbox.rendering.template_file import compile_template
from frontdesk.rules.model import MailKind, Status

PACKAGED = Path(__file__).parents[2] / "templates"
STORE = TemplateStore(PACKAGED, clock=lambda: 0.0)
BERLIN = ZoneInfo("Europe/Berlin")


def rendered(body: str, subject: str = "s", language: str = "en", **values: Any) -> Rendered:
    template = compile_template(
        f"Subject: {subject}\n\n{body}",
        "notice",
        language,
        zone=BERLIN,
        look=Look("<div>$body</div>", ""),
        path="test.md",
        known=frozenset(values),
    )
    subject, text, html = render(template, values)
    return Rendered(subject, text, html.partition("<div>")[2].rpartition("</div>")[0])


class Page(HTMLParser):
    """The tags and the text of a page, and the targets of its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


HOSTILE = (
    "<script>alert(1)</script>",
    "</p><h1>x</h1>",
    '"><img src=x onerror=y>',
    "{{ number }}",
    "{% for x in y %}",
    "{# x #}",
    "**bold** _x_ `code`",
    "[click](https://evil.example)",
    "<https://evil.example>",
    "# head\n\n- item\n\n1. one\n\n> quote\n\n---\n\n| a | b |\n|---|---|",
    "x\n===\n\n    code\n\n```\nfence",
    "&amp;&lt;b&gt;",
    "\\*",
    "zqp0z zqs1z",
    "\x00\x01\x02\x03",
    "a\r\nBcc: victim@example.org",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "\ud800",
)

POSITIONS = {
    "paragraph": "before {{ v }} after",
    "alone": "{{ v }}",
    "start": "{{ v }} after",
    "heading": "# {{ v }}",
    "item": "- {{ v }}",
    "quote": "> {{ v }}",
    "bold": "**{{ v }}**",
    "code": "`{{ v }}`",
    "fence": "```\n{{ v }}\n```",
    "cell": "| a | b |\n|---|---|\n| {{ v }} | x |",
    "link text": "[{{ v }}](https://example.org)",
    "link title": '[x](https://example.org "{{ v }}")',
    "condition": "{% if v %}\n{{ v }}\n{% endif %}",
}


def tags(html: str) -> list[str]:
    return [tag for tag in Page(html).tags if tag not in ("br", "p", "/p")]


def like(value: str) -> str:
    """A harmless value, empty where this one is: an element without anything in it is left out."""
    return "x" if clean(value) else ""


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_forms_markup_anywhere(position: str, value: str) -> None:
    assert tags(rendered(POSITIONS[position], v=value).html) == tags(
        rendered(POSITIONS[position], v=like(value)).html
    )


@given(value=st.text(max_size=60), position=st.sampled_from(sorted(POSITIONS)))
@settings(max_examples=300, deadline=None)
def test_no_random_value_forms_markup_either(value: str, position: str) -> None:
    body = POSITIONS[position].replace("{% if v %}\n", "").replace("\n{% endif %}", "")
    assert tags(rendered(body, v=value).html) == tags(rendered(body, v=like(value)).html)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_reads_in_the_html_as_it_was_written(value: str) -> None:
    seen = "".join(Page(rendered("{{ v }}", v=value).html).words)
    kept = "".join(c for c in value if c in "\n\t" or (c.isprintable() and not "\u202a" <= c <= "\u202e"))
    assert seen.replace("\xa0", " ").split() == kept.split()


@pytest.mark.parametrize("value", HOSTILE)
def test_a_subject_is_one_line_whatever_it_quotes(value: str) -> None:
    subject = rendered("x", "[IT #1] {{ v }}", v=value).subject
    assert subject.isprintable()
    assert subject.startswith("[IT #1]")


def test_a_very_long_subject_is_cut() -> None:
    assert len(rendered("x", "{{ v }}", v="word " * 1000).subject) == 200


@pytest.mark.parametrize("kind", list(MailKind))
@pytest.mark.parametrize("language", ["en", "de"])
def test_hostile_words_in_every_value_of_every_template_stay_words(kind: MailKind, language: str) -> None:
    evil = " ".join(HOSTILE)

    def poisoned(value: object) -> object:
        if isinstance(value, str) and value not in ("new", "first response"):
            return "mailto:x@y" if value.startswith("mailto:") else evil if type(value) is str else value
        if isinstance(value, dict):
            return {key: poisoned(inside) for key, inside in value.items()}
        return tuple(map(poisoned, value)) if isinstance(value, tuple) else value

    template = STORE.get(kind, language)
    plain = {**ALWAYS, **SAMPLES[kind], "preheader": "x"}
    words = render(template, {name: poisoned(value) for name, value in plain.items()})
    plain_tags = [tag for tag in tags(render(template, plain).html) if tag not in ("a", "/a")]
    assert [tag for tag in tags(words.html) if tag not in ("a", "/a")] == plain_tags
    assert words.subject.isprintable()
    assert all(c.isprintable() or c in "\n\t" for c in words.text)


def test_an_acknowledgement_quotes_nothing_that_can_be_clicked() -> None:
    subject = (
        "Cheap pills https://evil.example/buy www.evil.example me@evil.example evil。example " + "x" * 500
    )
    words = render(
        STORE.get("acknowledgement", "en"),
        {**ALWAYS, **SAMPLES[MailKind.ACKNOWLEDGEMENT], "subject": subject},
    )
    assert not {".", "@", "/", "。"} & set(words.subject)
    assert len(words.subject) < 80
    assert "pills" not in words.text
    assert "pills" not in words.html


@pytest.mark.parametrize(
    ("body", "text", "html"),
    [
        ("Hello **Carl**", "Hello Carl\n", "<p>Hello <strong>Carl</strong></p>\n"),
        ("one\ntwo", "one\ntwo\n", "<p>one<br>\ntwo</p>\n"),
        ("2 \\* 3 \\_x\\_", "2 * 3 _x_\n", "<p>2 * 3 _x_</p>\n"),
        ("[us](https://a.example)", "us: https://a.example\n", '<p><a href="https://a.example">us</a></p>\n'),
        (
            "<https://a.example>",
            "https://a.example\n",
            '<p><a href="https://a.example">https://a.example</a></p>\n',
        ),
        (
            "[a@b.example](mailto:a@b.example)",
            "a@b.example\n",
            '<p><a href="mailto:a@b.example">a@b.example</a></p>\n',
        ),
        ("## News\n\nx", "News\n----\n\nx\n", "<h2>News</h2>\n<p>x</p>\n"),
        ("- a\n- b\n  c", "- a\n- b\n  c\n", "<ul>\n<li>a</li>\n<li>b<br>\nc</li>\n</ul>\n"),
        ("3. a\n4. b", "3. a\n4. b\n", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("> a\n>\n> b", "> a\n>\n> b\n", '<blockquote dir="auto">\n<p>a</p>\n<p>b</p>\n</blockquote>\n'),
        ("a\n\n---\n\nb", "a\n\n-- \nb\n", '<p>a</p>\n<hr>\n<p class="footer">b</p>\n'),
        ("`<b>x</b>`, <x>", "<b>x</b>, <x>\n", "<p><code>&lt;b&gt;x&lt;/b&gt;</code>, &lt;x&gt;</p>\n"),
        ("{{ '{{' }} {% raw %}{% if %}{% endraw %}", "{{ {% if %}\n", "<p>{{ {% if %}</p>\n"),
    ],
)
def test_markdown_becomes_text_and_html(body: str, text: str, html: str) -> None:
    words = rendered(body)
    assert (words.text, words.html) == (text, html)


def test_a_list_of_links_is_a_row_of_buttons() -> None:
    words = rendered(
        "- [5]({{ a }})\n- [4]({{ b }})", a="mailto:a@b?subject=5", b="mailto:a@b?subject=4&body=x"
    )
    assert words.text == "- 5: mailto:a@b?subject=5\n- 4: mailto:a@b?subject=4&body=x\n"
    assert words.html == (
        '<div class="choices">\n'
        '<table class="choice" cellpadding="0" role="presentation" cellspacing="0"><tbody><tr><td>'
        '<a href="mailto:a@b?subject=5">5</a></td></tr></tbody></table>\n'
        '<table class="choice" cellpadding="0" role="presentation" cellspacing="0"><tbody><tr><td>'
        '<a href="mailto:a@b?subject=4&amp;body=x">4</a></td></tr></tbody></table>\n'
        "</div>\n"
    )


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", " https://x", "", "//evil", "x"]
)
def test_a_link_leads_to_the_web_or_to_a_mail_or_nowhere(target: str) -> None:
    assert Page(rendered("[x]({{ v }})", v=target).html).links == ["#"]


def test_a_value_inside_a_link_is_one_part_of_it() -> None:
    words = rendered("[x](https://a.example/?q={{ v }})", v='a&b="c" d')
    assert Page(words.html).links == ["https://a.example/?q=a%26b%3D%22c%22%20d"]
    assert words.text == "x: https://a.example/?q=a%26b%3D%22c%22%20d\n"


def test_a_table_stands_in_columns_in_the_text() -> None:
    body = "| Name | Requests |\n|---|---:|\n{% for r in rows %}\n| {{ r.name }} | {{ r.n }} |\n{% endfor %}"
    words = rendered(body, rows=[{"name": "Sales", "n": 5}, {"name": "Research\nlab", "n": 117}])
    assert (
        words.text
        == "Name          Requests\n----------------------\nSales                5\nResearch lab       117\n"
    )
    assert Page(words.html).tags.count("tr") == 3


@pytest.mark.parametrize("value", ["Ann", "Carl Cole of the third floor", "x" * 80])
def test_the_line_below_a_heading_is_as_long_as_the_heading_with_its_values(value: str) -> None:
    text = rendered("## Also from {{ v }}", v=value).text
    heading, line = text.splitlines()
    assert heading == f"Also from {value}"
    assert line == "-" * min(60, len(heading))


def test_a_long_name_goes_on_below_itself_and_moves_no_column() -> None:
    rows = [("Sales", "60", "58 of 60"), ("Department of the longest and most beautiful name", "7", "7 of 7")]
    head, row = "| | In | Kept |\n|---|---:|---|\n", "| {{ a }} | {{ b }} | {{ c }} |\n"
    table = head + "{% for a, b, c in rows %}\n" + row + "{% endfor %}\n"
    lines = rendered(table, rows=rows).text.splitlines()
    assert lines[2] == f"{'Sales':40}  60  58 of 60"
    assert lines[3:] == [f"{'Department of the longest and most':40}   7  7 of 7", "beautiful name"]


def test_a_table_without_a_head_has_none() -> None:
    words = rendered("| | |\n|---|---|\n| a | {{ v }} |", v="b")
    assert words.text == "a  b\n"
    assert "thead" not in words.html


def test_the_lines_of_a_value_keep_their_place() -> None:
    assert rendered("> {{ v }}", v="a\n\nb").text == "> a\n>\n> b\n"
    assert rendered("- {{ v }}", v="a\nb").text == "- a\n  b\n"
    assert rendered("> - {{ v }}", v="a\nb").text == "> - a\n>   b\n"
    assert rendered("{{ v }}", v="a\n\n\n\nb\n    indented").text == "a\n\n\n\nb\n    indented\n"
    assert rendered("x {{ v }}", v="a\n  b\tc").html == "<p>x a<br>\n&nbsp; b&nbsp;&nbsp;&nbsp; c</p>\n"


def test_a_text_that_stands_alone_keeps_its_paragraphs() -> None:
    assert rendered("{{ v }}", v="a\nb\n\n\nc").html == "<p>a<br>\nb</p>\n<p>c</p>\n"


def test_web_addresses_in_a_technicians_words_can_be_clicked() -> None:
    words = rendered("{{ v | linked }}", v='see https://a.example/x?a=1&b=2. Or "http://b.example"<b>')
    assert Page(words.html).links == ["https://a.example/x?a=1&b=2", "http://b.example"]
    assert Page(words.html).tags.count("b") == 0
    assert words.text == 'see https://a.example/x?a=1&b=2. Or "http://b.example"<b>\n'


CONDITIONS: dict[str, tuple[str, Callable[[bool], str]]] = {
    "a paragraph": ("a\n\n{% if v %}\nb\n{% endif %}\n\nc", lambda v: "a\n\nb\n\nc\n" if v else "a\n\nc\n"),
    "paragraphs, with room": (
        "{% if v %}\n\nb\n\nd\n\n{% endif %}\n\nc",
        lambda v: "b\n\nd\n\nc\n" if v else "c\n",
    ),
    "a line": ("a\n{% if v %}\nb\n{% endif %}\nc", lambda v: "a\nb\nc\n" if v else "a\nc\n"),
    "the last line": ("a\n{% if v %}\nb\n{% endif %}\n\nc", lambda v: "a\nb\n\nc\n" if v else "a\n\nc\n"),
    "words": ("a{% if v %} b{% endif %} c", lambda v: "a b c\n" if v else "a c\n"),
    "one or the other": ("{% if v %}\nb\n{% else %}\nc\n{% endif %}", lambda v: "b\n" if v else "c\n"),
    "elif": (
        "{% if v %}\nb\n{% elif not v %}\nc\n{% else %}\nd\n{% endif %}",
        lambda v: "b\n" if v else "c\n",
    ),
    "an item": ("- a\n{% if v %}\n- b\n{% endif %}\n- c", lambda v: "- a\n- b\n- c\n" if v else "- a\n- c\n"),
    "a list": ("a\n\n{% if v %}\n- b\n{% endif %}", lambda v: "a\n\n- b\n" if v else "a\n"),
    "a list after a line": (
        "a:\n{% if v %}\n- b\n{% endif %}\nc",
        lambda v: "a:\n\n- b\n\nc\n" if v else "a:\n\nc\n",
    ),
    "within an item": (
        "- a\n  {% if v %}\n  b\n  {% endif %}\n- c",
        lambda v: "- a\n  b\n- c\n" if v else "- a\n- c\n",
    ),
    "a row": (
        "| x | y |\n|---|---|\n| a | b |\n{% if v %}\n| c | d |\n{% endif %}",
        lambda v: "x  y\n----\na  b\nc  d\n" if v else "x  y\n----\na  b\n",
    ),
    "a heading and its list": (
        "{% if v %}\n## H\n\n{% for n in rows %}\n- {{ n }}\n{% endfor %}\n{% endif %}\n\nc",
        lambda v: "H\n-\n\n- 1\n- 2\n\nc\n" if v else "c\n",
    ),
    "a quotation": ("{% if v %}\n> b\n{% endif %}\nc", lambda v: "> b\n\nc\n" if v else "c\n"),
    "two beside each other": (
        "{% if v %}\na\n{% endif %}\n{% if not v %}\nb\n{% endif %}\nc",
        lambda v: "a\nc\n" if v else "b\nc\n",
    ),
    "with room on one side only": (
        "{% if v %}\n\na\n{% else %}\nb\n\n{% endif %}\n\nc",
        lambda v: "a\n\nc\n" if v else "b\n\nc\n",
    ),
    "one in the other": (
        "{% if rows %}\n{% if v %}\na\n{% endif %}\nb\n{% endif %}",
        lambda v: "a\nb\n" if v else "b\n",
    ),
    "bold lines": (
        "{% if v %}\n**a.**\n{% else %}\n**b.**\n{% endif %}\n**c.**{% if v %} d{% endif %}",
        lambda v: "a.\nc. d\n" if v else "b.\nc.\n",
    ),
    "in one line": ("{% if v %}b{% endif %}\n\nc", lambda v: "b\n\nc\n" if v else "c\n"),
    "with a comment": (
        "{# why #}\na\n{# more\nlines #}\n{% if v %}\nb {# x #}\n{% endif %}",
        lambda v: "a\nb\n" if v else "a\n",
    ),
    "with dashes": ("a\n{%- if v -%}\nb\n{%- endif -%}\nc", lambda v: "a\nb\nc\n" if v else "a\nc\n"),
}


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("v", [True, False])
def test_a_condition_takes_what_it_surrounds(name: str, v: bool) -> None:
    body, expected = CONDITIONS[name]
    used: dict[str, Any] = {"v": v} | ({"rows": [1, 2]} if "rows" in body else {})
    words = rendered(body, **used)
    assert words.text == expected(v)
    page = Page(words.html)
    assert [tag for tag in page.tags if not tag.startswith("/")].count("p") == page.tags.count("/p")
    assert "".join(page.words).split() == [
        word for word in words.text.split() if word.strip("->") and not set(word) <= {"-"}
    ]


@pytest.mark.parametrize(
    "body",
    [
        "{% if v %}\n- a\n{% endif %}",
        "{% if v %}a{% endif %}",
        "- {% if v %}a{% endif %}",
        "# {% if v %}a{% endif %}",
    ],
)
def test_what_a_condition_leaves_empty_is_not_there(body: str) -> None:
    assert rendered(f"x\n\n{body}", v=False).html.strip() == "<p>x</p>"


@pytest.mark.parametrize(
    "body",
    [
        "**{% if v %}a**{% endif %}",
        "{% if v %}\na {% endif %}",
        "[{% if v %}x](https://a.example){% endif %}",
        "[x](https://a.example/{% if v %}x{% endif %})",
        "- a\n{% if v %}\n- b\n\nc\n{% endif %} d",
        "{% if v %}\n> a\n\n{% else %} b\n{% endif %}",
    ],
)
def test_a_condition_that_cuts_through_something_is_refused(body: str) -> None:
    with pytest.raises(BrokenTemplate):
        rendered(body, v=1)


NOON = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "english", "german"),
    [
        ("at | datetime", "Tuesday, 24 November, 09:30", "Dienstag, 24. November, 09:30 Uhr"),
        ("at", "Tuesday, 24 November, 09:30", "Dienstag, 24. November, 09:30 Uhr"),
        ("at | date", "24 November 2026", "24. November 2026"),
        ("at | day", "Tuesday, 24 November", "Dienstag, 24. November"),
        ("at | short", "24 Nov, 09:30", "24. Nov., 09:30 Uhr"),
        ("at | time", "09:30", "09:30 Uhr"),
        ("day", "3 March 2026", "3. März 2026"),
        ("day | day", "Tuesday, 3 March", "Dienstag, 3. März"),
        ("long", "1 day 2 hours", "1 Tag 2 Stunden"),
        ("(long) | duration", "1 day 2 hours", "1 Tag 2 Stunden"),
        ("brief", "1 minute", "1 Minute"),
        ("long | hours", "26:05", "26:05"),
        ("nothing", "", ""),
        ("nothing | datetime", "", ""),
        ("status | word", "on hold", "zurückgestellt"),
        ("true | word", "yes", "ja"),
        ("half | number", "4.5", "4,5"),
        ("four | number", "4", "4"),
        ("size | size", "2.1 MB", "2,1 MB"),
        ("names | join(' and ')", "Ann and Bob", "Ann and Bob"),
        ("text | cut(8)", "a long …", "a long …"),
        ("names | length", "2", "2"),
    ],
)
def test_times_and_words_are_said_in_the_readers_language(expression: str, english: str, german: str) -> None:
    values: dict[str, Any] = {
        "at": NOON,
        "day": date(2026, 3, 3),
        "long": timedelta(days=1, hours=2, minutes=5),
        "brief": timedelta(seconds=61),
        "nothing": None,
        "status": Status.ON_HOLD,
        "half": 4.5,
        "four": 4.0,
        "size": 2_100_000,
        "names": ["Ann", "Bob"],
        "text": "a long sentence",
    }
    for language, said in (("en", english), ("de", german)):
        assert rendered(f"[{{{{ {expression} }}}}]", language=language, **values).text == f"[{said}]\n"


def test_a_time_without_a_zone_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(NotRendered, match="time zone"):
        rendered("{{ at }}", at=datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_missing_value_is_an_error_and_not_a_gap() -> None:
    template = STORE.get("acknowledgement", "en")
    with pytest.raises(NotRendered, match="first_response_by"):
        render(template, {**ALWAYS, "number": 1, "subject": "x", "open_now": True, "opened_for_them": False})


@pytest.mark.parametrize("size", [2_000, 200_000])
@pytest.mark.parametrize(
    "piece", ["\n", " ", "<", "**", "https://", "a" * 50 + " ", "&", "\t", "\u202e", "-- \n"]
)
def test_a_long_text_takes_time_in_proportion(piece: str, size: int) -> None:
    text = (piece * size)[:size]
    words = rendered("> {{ v }}\n\n{{ v | linked }}\n\n{{ v | harmless }}", "{{ v }}", v=text)
    assert len(words.html) < 60 * size
