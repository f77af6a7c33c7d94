"""Cuts HTML into text and tags, one pass, whatever the bytes: html.parser and lxml both take minutes for
some small hostile inputs. Comments, declarations, scripts and style sheets are left out here already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import NamedTuple

_START = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG = re.compile(r"<(/?[a-zA-Z][^\s/>]{0,40})((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
_NAME = re.compile(r"</?[a-zA-Z][^\s/>]{0,40}|</?")
_LONGEST_TAG = 4_096  # within which quotes may hide a ">"; beyond (images as data:) the next ">" ends the tag
_MOST_UNBALANCED = 200  # tags whose quotes don't match; then quotes no longer hide anything
_ENTITY = re.compile(r"&(?:#([0-9]++)|#[xX]([0-9a-fA-F]++)|([a-zA-Z][a-zA-Z0-9]{1,31}))(;?)")
_NEVER_SHOWN = ("style", "script", "title", "svg", "template", "xml", "noframes")
_CLOSING = {name: re.compile(f"</{name}[^>]{{0,40}}>?", re.IGNORECASE) for name in _NEVER_SHOWN}
_TIGHT_PARAGRAPHS = re.compile(
    r"(?<![\w.-])p(?:\.mso\w+)?\s{0,9}[,{][^}]{0,300}margin(?:-top)?\s{0,9}:\s{0,9}0", re.I
)


class Token(NamedTuple):
    """Text (entities decoded), then a tag: its name in lower case ("p", "/p", "" at the end)."""

    text: str
    name: str
    attributes: str


def tokens(html: str) -> Iterator[Token]:
    """The tokens of `html` in order. The last has no tag."""
    position, pending, unbalanced = 0, "", 0
    endless: set[str] = set()  # what was opened and is never closed: not to be searched for again
    while start := _START.search(html, position):
        lt = start.start()
        text = pending + html[position:lt]
        pending = ""
        if html[lt + 1] in "!?":
            position = _after_declaration(html, lt, endless)
            pending = text  # the words around a comment belong together
            continue
        found = _TAG.match(html, lt, lt + _LONGEST_TAG) if unbalanced < _MOST_UNBALANCED else None
        if found:
            name, attributes, position = found[1].lower(), found[2], found.end()
        else:
            unbalanced += 1
            gt = html.find(">", lt)
            if gt < 0:
                pending, position = text, lt
                break
            begin = _NAME.match(html, lt)
            name_end = begin.end() if begin else lt + 1
            name, attributes, position = html[lt + 1 : name_end].lower(), html[name_end:gt], gt + 1
        if name in _CLOSING and name not in endless and not attributes.endswith("/"):
            closing = _CLOSING[name].search(html, position)
            if closing:
                if name == "style" and _TIGHT_PARAGRAPHS.search(html[position : closing.start()][:20_000]):
                    yield Token(unescape(text), "tight", "")
                    text = ""
                pending, position = text, closing.end()
                continue
            endless.add(name)
        yield Token(unescape(text), name, attributes)
    yield Token(unescape(pending + html[position:]), "", "")


def _after_declaration(html: str, lt: int, endless: set[str]) -> int:
    """Where a comment, a doctype, an <?xml ...> or Outlook's <![if ...]> ends."""
    if html.startswith("<!--", lt) and "comment" not in endless:
        end = html.find("-->", lt + 2)
        if end >= 0:
            return end + 3
        endless.add("comment")
    end = html.find(">", lt)
    return end + 1 if end >= 0 else len(html)


def unescape(text: str) -> str:
    """Entities to characters; linear, unlike the standard library's (and without its limit on digits)."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    decimal, hexadecimal, name, semicolon = entity.groups()
    if name:
        known = html5.get(name + ";") if semicolon else html5.get(name)
        return known if known is not None else entity[0]
    digits = decimal or hexadecimal
    if len(digits) > 12:  # no letter has such a number, and int() would take its time
        return "\ufffd"
    number = int(digits, 10 if decimal else 16)
    if 0x80 <= number <= 0x9F:  # written by somebody who thought in windows-1252
        return bytes([number]).decode("cp1252", "replace")
    if number == 0 or number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return "\ufffd"
    return chr(number)


def attribute(attributes: str, name: str) -> str:
    """The value of one attribute, "" when absent."""
    if name not in attributes and name not in attributes.lower():
        return ""
    found = _ATTRIBUTE[name].search(attributes)
    if not found:
        return ""
    return unescape(found[1].strip("\"'")).strip()


_ATTRIBUTE = {
    name: re.compile(rf"(?:^|[\s\"'/]){name}\s*=\s*(\"[^\"]*+\"?|'[^']*+'?|[^\s>]++)", re.IGNORECASE)
    for name in ("href", "src", "alt", "style", "class", "type", "width", "height", "start")
}
