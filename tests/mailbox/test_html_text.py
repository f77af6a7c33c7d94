"""HTML mail to text: what a reader of the page would have read, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.mailbox.formats.html_text import html_to_text
from frontdesk.mailbox.formats.html_tokens import unescape

# page -> text
PAGES = [
    # paragraphs and line breaks
    ("<p>one</p><p>two</p>", "one\n\ntwo"),
    ("one<br>two<br/>three", "one\ntwo\nthree"),
    ("<div>one</div><div>two</div>", "one\ntwo"),
    ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),  # Gmail's empty line
    ('<p class="MsoNormal">one</p><p class="MsoNormal">&nbsp;</p><p class="MsoNormal">two</p>', "one\n\ntwo"),
    ('<p style="margin:0">one</p><p style="margin:0">two</p>', "one\ntwo"),
    (
        "<style>P {margin-top:0;margin-bottom:0;}</style><p>one</p><p>two</p>",
        "one\ntwo",
    ),  # Outlook on the web
    ("  many \n  blanks\tare   one ", "many blanks are one"),
    ("wo<b>r</b>ds <i>stay</i> together", "words stay together"),
    ("a<!-- x -->b<!-- > -->c", "abc"),
    ("<br><br><br><br>x<br><br><br><br><br>y", "x\n\n\ny"),
    ("<h1>Title</h1>text", "Title\n\ntext"),
    ("one<hr>two", "one\n" + "_" * 32 + "\ntwo"),
    ("<pre>  kept\n    as it is</pre>", "  kept\n    as it is"),
    (
        '<div style="white-space: pre-wrap">one\n  two<b>!</b>\n\nthree</div>after\nall',
        "one\n  two!\n\nthree\nafter all",
    ),
    (
        'say <span style="white-space:pre-wrap">one two </span>and <span style="white-space:pre">x</span>',
        "say one two and x",
    ),
    ('<div style="white-space:pre-wrap">\n<p>one</p>\n<p>two</p>\n</div>', "one\n\ntwo"),
    ('<div style="line-break:after-white-space">a\nb</div>', "a b"),
    # what isn't text
    ("<head><title>no</title><style>p {color:red}</style><script>no()</script></head>yes", "yes"),
    ("<!DOCTYPE html><?xml version='1.0'?><html><body>yes</body></html>", "yes"),
    ("<!--[if mso]><p>no</p><![endif]--><![if !mso]>yes<![endif]>", "yes"),
    ("<svg><text>no</text></svg>yes", "yes"),
    # hidden from the reader of the page
    ('<div style="display:none">no<div>no</div>no</div>yes', "yes"),
    ('<span style="DISPLAY: NONE !important">no</span>yes', "yes"),
    ('<div style="max-height:0px;overflow:hidden">no</div>yes', "yes"),
    ('<div style="opacity:0">no</div><div style="opacity:0.9">yes</div>', "yes"),
    ("<div hidden>no</div><p aria-hidden=true>yes</p>", "yes"),
    ('<div class="a hidden b">yes</div>', "yes"),
    ('<span style="font-size:0">no</span>yes', "yes"),
    ('<td style="font-size:0px"><div style="font-size:13px">yes</div></td>', "yes"),  # newsletters' wrappers
    ('<p style="display:none">no<p>yes', "yes"),
    ('<div style="display:none">all is hidden</div>', "all is hidden"),  # better shown than an empty request
    # lists
    ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
    ("<ol><li>one<li>two</ol>after", "1. one\n2. two\nafter"),
    ('<ol start="3"><li>three</ol>', "3. three"),
    ("<ul><li>one<ul><li>deeper</li></ul></li><li>two</li></ul>", "- one\n  - deeper\n- two"),
    ("<ul><li><p>one</p></li><li><p>two</p></li></ul>", "- one\n- two"),
    ("<ul><li>one<br>more</li></ul>", "- one\n  more"),
    ("<li>loose</li>", "- loose"),
    # tables
    (
        "<table><tr><th>Name</th><th>Room</th></tr><tr><td>Ann</td><td>3</td></tr></table>",
        "Name | Room\nAnn | 3",
    ),
    ("<table><tr><td>a<td>b<tr><td>c<td></table>", "a | b\nc"),
    (
        "<table><tr><td>a</td><td></td><td>b</td></tr><tr><td>c</td><td></td><td>d</td></tr></table>",
        "a | b\nc | d",
    ),
    ("<table><tr><td>a</td><td></td></tr><tr><td>b</td><td>c</td></tr></table>", "a\nb | c"),
    ("<table><tr><td><p>Whole</p><p>page</p></td><td>side</td></tr></table>", "Whole\n\npage\nside"),
    ("<table><tr><td><table><tr><td>in</td><td>side</td></tr></table></td></tr></table>", "in | side"),
    ("before<table><tr><td>x</td></tr></table>after", "before\nx\nafter"),
    ("<td>no table</td><td>at all</td>", "no table\nat all"),
    # links and images
    ('<a href="https://example.org/x">here</a>', "here (https://example.org/x)"),
    ('<a href="https://example.org/">https://example.org</a>', "https://example.org"),
    ('<a href="https://www.example.org/">example.org</a>', "example.org"),
    ('<a href="mailto:ann@example.org">ann@example.org</a>', "ann@example.org"),
    ('<a href="mailto:ann@example.org?subject=x">Ann</a>', "Ann (ann@example.org?subject=x)"),
    (
        '<a href="https://evil.example/">https://bank.example</a>',
        "https://bank.example (https://evil.example/)",
    ),
    ('<a href="#top">up</a> <a href="javascript:x()">run</a> <a name="x">anchor</a>', "up run anchor"),
    ('<a href="https://example.org/x"><img src="https://example.org/pixel.gif"></a>text', "text"),
    ('<img src="cid:logo@x">', "[image: logo.png]"),
    ('<img src="cid:other@x" alt="the plan">', "[image: the plan]"),
    ('<img src="https://example.org/x.png" alt="Logo">', "Logo"),
    ('<img src="https://example.org/x.png" alt="Logo" width="1" height="1">', ""),
    # quotes
    ("<blockquote>old</blockquote>new", "> old\nnew"),
    ("<blockquote>older<blockquote>oldest</blockquote></blockquote>", "> older\n> > oldest"),
    ('<blockquote type="cite"><p>a</p><p>b</p></blockquote>', "> a\n>\n> b"),
    ('<blockquote style="margin:0 0 0 40px;border:none">only indented</blockquote>', "only indented"),
    ("<blockquote><table><tr><td>a</td><td>b</td></tr></table></blockquote>", "> a | b"),
    # entities
    ("&lt;p&gt; &amp;amp; &#8364; &#x20AC; &euro; &auml;", "<p> &amp; € € € ä"),
    ("&#128; &#0; &#99999999; &#xD800; &unknown; &amp", "€ \ufffd \ufffd \ufffd &unknown; &"),
    # what no page should be like
    ("a < b and c > d", "a < b and c > d"),
    ("an unclosed <b tag", "an unclosed <b tag"),
    ('<p title="a > b">yes</p>', "yes"),
    ("<p title='unbalanced>yes</p> and more", "yes\n\nand more"),
    ("</div></p></table></ul></blockquote>yes", "yes"),
    ("<style>never closed", "never closed"),
    ("<!-- never closed", ""),
    ("", ""),
]


@pytest.mark.parametrize(("page", "text"), PAGES, ids=[page[:60] for page, _ in PAGES])
def test_a_page_reads_as(page: str, text: str) -> None:
    assert html_to_text(page, {"logo@x": "logo.png"}) == text


TAGS = """<p> </p> <table> </table> <tr> <td> </td> <ul> <li> </ul> <blockquote> </blockquote> <pre> </pre>
<a\xa0href=x:y> </a> <br> <div\xa0hidden> </div> word < > ' " & &#1 <!-- --> <style> </style> <img\xa0src=cid:a>"""


@given(st.lists(st.sampled_from([tag.replace("\xa0", " ") for tag in TAGS.split(" ")]), max_size=60))
def test_every_order_of_tags_is_read(tags: list[str]) -> None:
    html_to_text("".join(tags))


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<div>", "<table>", "<td>", "</tr>", "<li>", "<br>", "<blockquote>"]),
        max_size=20,
    )
)
def test_no_words_are_lost_between_tags(tags: list[str]) -> None:
    page = "".join(f"{tag}word{number} " for number, tag in enumerate(tags))
    text = html_to_text(page)
    assert [word for word in text.split() if word.startswith("word")] == [
        f"word{n}" for n in range(len(tags))
    ]


@given(st.text(alphabet="&#x0123456789abcdefABCDEF;lt", max_size=60))
def test_no_entity_raises(text: str) -> None:
    unescape(text).encode("utf-8")


def test_a_label_beside_its_value_is_a_line_of_text_and_no_table() -> None:
    page = "<table><tr><td>Name:</td><td>Ann</td></tr><tr><td>Room</td><td>12</td></tr></table>"

    assert html_to_text(page).strip() == "Name: Ann\nRoom | 12"


def test_an_address_in_brackets_that_links_to_itself_is_shown_once() -> None:
    page = 'Ann <a href="mailto:ann@example.org">&lt;ann@example.org&gt;</a>'

    assert html_to_text(page).strip() == "Ann <ann@example.org>"
