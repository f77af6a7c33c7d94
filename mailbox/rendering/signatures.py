"""What a technician's words to customers are signed with: a file of harmless Markdown, made ready for both parts.

Nothing is filled in, no picture and no HTML stands in it, and no address of the team's: customers answer to the desk.
Reads no files.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC
from html import unescape
from urllib.parse import unquote

from frontdesk.mailbox.rendering.block_tags import MisplacedStatement
from frontdesk.mailbox.rendering.filters import Block, Dressed
from frontdesk.mailbox.rendering.markdown import convert
from frontdesk.mailbox.rendering.markdown_text import ROW
from frontdesk.mailbox.rendering.page import BrokenTemplate, inlined
from frontdesk.mailbox.rendering.placeholders import Placeholders
from frontdesk.mailbox.rendering.render import laid_out
from frontdesk.mailbox.rendering.template_file import checked, sound

SIZE_AT_MOST = 2_000  # octets
_JINJA = re.compile(r"\{[{%#]")
_TARGET = re.compile(r"\shref=\"(?!https?:|mailto:|tel:)([^\"]*)\"", re.IGNORECASE)
_DASHES = re.compile(r"\s*--\s*\n")  # what begins a signature elsewhere (RFC 3676 section 4.3)


def signature(raw: bytes, style: str, team: Collection[str]) -> Dressed:
    """The signature in a file. `style`: the CSS of the mails; `team`: the addresses that no customer may learn.

    Raises BrokenTemplate with the line and what to do.
    """
    if len(raw) > SIZE_AT_MOST:
        raise BrokenTemplate(
            f"longer than {SIZE_AT_MOST} characters: it stands in every answer, make it shorter"
        )
    try:
        source = sound(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BrokenTemplate("save it as UTF-8") from None
    source = _DASHES.sub("", source, count=1) if _DASHES.match(source) else source
    if not source.strip():
        raise BrokenTemplate("it is empty: write the signature, or take the file away")
    for pattern, why in (
        (_JINJA, "nothing is filled in here: write it out"),
        (re.compile(r"!\["), "a picture can't stand in a signature: the logo stands above every mail"),
    ):
        if found := pattern.search(source):
            raise BrokenTemplate(why, source.count("\n", 0, found.start()) + 1)
    checked(source, frozenset(), "en", UTC)
    return _made(source, style, team)


def _made(source: str, style: str, team: Collection[str]) -> Dressed:
    placeholders = Placeholders.for_source(source + style)
    try:
        marked = convert(source, placeholders, footer=False)
    except (MisplacedStatement, RecursionError) as error:
        raise BrokenTemplate(str(error)) from error
    text = laid_out(marked.text, tables=ROW in marked.text).strip("\n")
    for address in team:
        if _says(f"{text}\n{marked.html}", address):
            line = next((n for n, words in enumerate(source.split("\n"), 1) if _says(words, address)), 0)
            raise BrokenTemplate(
                f"{address} would be told to customers, who would write past the desk: take it out", line
            )
    if found := _TARGET.search(marked.html):
        raise BrokenTemplate(f"{unescape(found[1])[:60]} can't be a link here: begin it with https://")
    html = inlined(f'<div class="signature">\n{marked.html}</div>', style, placeholders.sign)
    return Dressed([Block(text, html)])


def _says(words: str, address: str) -> bool:
    """Also where it is written as a link or a page has it: ann%40example.org, ann&#64;example.org."""
    return address.lower() in unquote(unescape(words)).lower().replace("\\", "")
