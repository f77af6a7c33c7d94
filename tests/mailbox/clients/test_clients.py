"""Every mail, element by element and property by property, against what mail clients know of them.

`mail_clients.toml` says that, client by client (scripts/make_mail_clients.py makes it anew). What one of them knows in
part, or not at all, needs a row in `WITHOUT`: what a reader sees there instead. So a new property in the style, or a
new element, either works everywhere or somebody has thought about where it doesn't.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from frontdesk.mailbox.rendering.branches import branches
from frontdesk.mailbox.rendering.render import render
from frontdesk.mailbox.rendering.samples import SAMPLES
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.rules.model import MailKind

STORE = TemplateStore(Path(__file__).parents[3] / "templates")
DATA = tomllib.loads((Path(__file__).parent / "mail_clients.toml").read_text("utf-8"))

# As old as HTML mail; the data doesn't list them, since nobody ever asked.
EVERYWHERE = frozenset("<html> <head> <title> <meta> <a> <br> <em> color font-family mso-hide".split())  # noqa: SIM905

# What a reader sees where a client doesn't know it, or not all of it.
WITHOUT: Mapping[str, str] = {
    "!important": "stands in the dark screen's rules alone, lower-case and behind a space",
    "@media": "wraps the dark screen's rules alone",
    "@media (prefers-color-scheme)": "the mail stays light, or the client darkens it in its own way",
    "<style>": "holds the dark screen's rules alone; all else stands in the elements",
    "<body>": "only its own colours are lacking: the mail's are those of the <div> in it",
    "<ul>": "only `reversed` is lacking",
    "<li>": "only `reversed` and `value` are lacking",
    "border": "Word draws it on cells, and up to 8 pixels: ours are cells' and 1 pixel; <hr> and <img> have none",
    "border-bottom": "as border: on cells",
    "border-color": "of the dark screen's rules",
    "border-left": "a quotation is still moved in, by its words' own margin",
    "border-top": "a rule that isn't styled is drawn in the client's own way",
    "border-radius": "corners are square",
    "display: block": "a hair of room below the logo",
    "display: inline-table": "the buttons stand below each other, each a table of its own",
    "display: none": "with max-height, overflow, mso-hide and a transparent colour beside it",
    "font-size": "only relative sizes are lacking; ours are pixels",
    "font-weight": "below 600 is normal, from 600 on bold: ours are 600",
    "line-height": "Word's own spacing of lines",
    "margin": "negative and `auto` are lacking; ours are neither",
    "max-height": "the hidden line is hidden by mso-hide, too",
    "max-width": "Word gets its width from a table of its own",
    "min-width": "a first column as narrow as its words",
    "overflow": "the hidden line is hidden by mso-hide, too",
    "overflow-wrap": "a long word breaks by `word-break`, by Gmail's own breaks, or its table is wider",
    "padding": "Word knows a cell's: what has a frame or a colour is a cell (test_outlook.py)",
    "padding-right": "as padding: on cells",
    "text-align": "only `match-parent`, `start` and `end` are lacking",
    "text-decoration": "a button's words are underlined",
    "width": "Word knows a table's and a cell's: ours are tables'",
    "word-break": "Gmail's apps and Apple Mail break a long word sooner",
}

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_ELEMENT = re.compile(r"<([a-z][a-z0-9]*)\b")
_INLINE = re.compile(r"""\bstyle=(?:"([^"]*)"|'([^']*)')""")
_DECLARATIONS = re.compile(r"\{([^{}]*)\}")
_AT_RULE = re.compile(r"@[a-z-]+")


def used(html: str) -> Iterator[str]:
    """What of HTML and CSS a mail uses, each as `WITHOUT` and the data name it: "<hr>", "color", "display: none"."""
    blocks = _STYLE.findall(html)
    body = _STYLE.sub("<style></style>", html)
    yield from (f"<{element}>" for element in _ELEMENT.findall(body))
    for block in blocks:
        yield from _AT_RULE.findall(block)
        if "prefers-color-scheme" in block:
            yield "@media (prefers-color-scheme)"
    for declarations in (
        *("".join(found) for found in _INLINE.findall(body)),
        *_DECLARATIONS.findall("".join(blocks)),
    ):
        for declaration in filter(str.strip, declarations.split(";")):
            name, _, value = (part.strip().lower() for part in declaration.partition(":"))
            if "!important" in value:
                yield "!important"
            # What these do lies in the value alone.
            yield f"{name}: {value.split()[0]}" if name in ("display", "position") and value else name


def lacking(name: str) -> Mapping[str, str]:
    """The clients that don't know all of it, and what they do; all of them where the data doesn't say."""
    if name in EVERYWHERE:
        return {}
    given: Mapping[str, list[str]] = DATA["html" if name.startswith("<") else "css"]
    answers = (
        given.get(name.strip("<>"))
        or given.get(name.partition(":")[0])
        or ["not listed"] * len(DATA["clients"])
    )
    return {client: said for client, said in zip(DATA["clients"], answers, strict=True) if said != "yes"}


def faults(html: str) -> Mapping[str, Mapping[str, str]]:
    """What a mail uses that some client lacks, without a word on what is seen there instead."""
    return {name: lacking(name) for name in set(used(html)) - set(WITHOUT) if lacking(name)}


@cache
def mails(kind: MailKind) -> tuple[str, ...]:
    """Each form of this mail, with a logo and an inbox's first line, in a language of either direction."""
    extra = {"preheader": "First words", "logo": {"name": "logo.png", "width": 120, "height": 40}}
    return tuple(
        render(STORE.get(kind, language), {**values, **extra}).html
        for language in ("en", "ar")
        for _, values in branches(kind)
    )


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_a_mail_needs_nothing_that_a_client_lacks(kind: MailKind) -> None:
    for html in mails(kind):
        assert faults(html) == {}


def test_every_reason_is_of_something_that_is_used_and_lacking() -> None:
    seen = {name for kind in SAMPLES for html in mails(kind) for name in used(html)}
    assert {name for name in WITHOUT if name not in seen or not lacking(name)} == set()


@pytest.mark.parametrize(
    ("planted", "named", "clients"),
    [
        ('<p style="color: red; display:flex">', "display: flex", {"Outlook for Windows", "Gmail's apps"}),
        ("<p style='display: grid'>", "display: grid", {"Outlook for Windows"}),
        (
            '<p style="POSITION: absolute; left: 0">',
            "position: absolute",
            {"Outlook for Windows", "Gmail on the web"},
        ),
        ('<td style="background-image: url(a.png)">', "background-image", {"Outlook for Windows"}),
        ("<style>p { box-shadow: 0 0 3px #000 }</style>", "box-shadow", {"Outlook for Windows"}),
        ("<style>@media print { p { opacity: 0.5 } }</style>", "opacity", {"Outlook for Windows"}),
        ('<style>@import "a.css";</style>', "@import", {"Gmail on the web"}),
        ("<svg></svg>", "<svg>", {"Outlook for Windows", "Gmail on the web"}),
        ("<marquee>", "<marquee>", set(DATA["clients"])),
        ('<p style="field-sizing: content">', "field-sizing", set(DATA["clients"])),
    ],
)
def test_what_a_client_lacks_is_found(planted: str, named: str, clients: set[str]) -> None:
    (mail, *_) = mails(MailKind.SURVEY)
    found = faults(mail.replace("</body>", f"{planted}</body>"))
    assert clients <= found[named].keys()
