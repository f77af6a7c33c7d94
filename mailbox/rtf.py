"""Outlook's compressed RTF (MS-OXRTFCP) to text, or to the HTML page that it hides in RTF (MS-OXRTFEX).

Never raises; work is bounded by `MOST` bytes of RTF, whatever the header promises.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from frontdesk.mailbox.charsets import decode

MOST = 1_000_000
_HEADER = struct.Struct("<IIII")
_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D
_DICTIONARY = 4_096
# What every dictionary begins with (MS-OXRTFCP section 2.1.2.1).
_BEGINNING = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(
    rb"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,9})?[ ]?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-z'])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|(?P<break>[\r\n]+)|(?P<lone>\\)"
)
_SPECIAL = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t",
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•",
}  # fmt: skip
_UNSEEN = frozenset(
    {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"themedata"}
)


def rtf_to_text(compressed: bytes) -> tuple[str, bool]:
    """The text in a PR_RTF_COMPRESSED value, and whether it is an HTML page rather than plain text."""
    rtf = decompress(compressed)
    return _text(rtf, b"\\fromhtml" in rtf[:2_000])


def decompress(data: bytes) -> bytes:
    """The RTF in a PR_RTF_COMPRESSED value, at most `MOST` bytes of it."""
    if len(data) < _HEADER.size:
        return b""
    _, size, magic, _ = _HEADER.unpack_from(data)
    size = min(size, MOST)
    if magic == _PLAIN:
        return data[_HEADER.size : _HEADER.size + size]
    return _expand(data, size) if magic == _COMPRESSED else b""


def _expand(data: bytes, size: int) -> bytes:
    """LZ77 with a ring of 4,096 bytes: a bit tells whether a byte follows or a reference into the ring."""
    out = bytearray(_BEGINNING)
    begin = len(out)
    position, end = _HEADER.size, len(data)
    while position < end and len(out) - begin < size:
        control = data[position]
        position += 1
        for bit in range(8):
            if control >> bit & 1:
                if position + 2 > end:
                    return bytes(out[begin:])
                reference = data[position] << 8 | data[position + 1]
                position += 2
                if not _copy(out, reference >> 4, (reference & 15) + 2):
                    return bytes(out[begin : begin + size])
            elif position < end:
                out.append(data[position])
                position += 1
    return bytes(out[begin : begin + size])


def _copy(out: bytearray, place: int, length: int) -> bool:
    """Appends what the ring holds at `place`; False for a reference to the end itself, which ends it all."""
    write = len(out) % _DICTIONARY
    if place == write:
        return False
    start = len(out) - ((write - place) % _DICTIONARY)
    for at in range(start, start + length):
        out.append(out[at] if at >= 0 else 0)
    return True


@dataclass(slots=True)
class _State:
    """What a group inherits from the one around it."""

    unseen: bool = False
    html_tag: bool = False  # {\*\htmltag ...} holds the page's own markup
    skipped: bool = False  # \htmlrtf: RTF for those who don't read the page
    after_unicode: int = 1  # characters that stand for a \u in old readers


def _text(rtf: bytes, is_page: bool) -> tuple[str, bool]:
    out: list[str] = []
    pending = bytearray()  # bytes of the code page, until something else comes
    charset = "cp1252"
    stack: list[_State] = []
    state = _State()
    skip = 0
    starred = False

    def flush() -> None:
        if pending:
            out.append(decode(bytes(pending), charset))
            pending.clear()

    for token in _TOKEN.finditer(rtf):
        kind = token.lastgroup
        if kind == "brace":
            if token["brace"] == b"{":
                if len(stack) < 1_000:
                    stack.append(_State(state.unseen, state.html_tag, state.skipped, state.after_unicode))
                    stack[-1], state = state, stack[-1]
            elif stack:
                state = stack.pop()
            starred = False
            continue
        word = token["word"]
        if token["symbol"] == b"*":
            starred = True
            continue
        if word == b"ansicpg" and token["number"]:
            charset = f"cp{int(token['number'])}"
        elif word == b"htmlrtf":
            state.skipped = token["number"] != b"0"
        elif word == b"htmltag":
            state.html_tag, state.unseen = True, False
        elif word == b"uc":
            state.after_unicode = min(8, max(0, int(token["number"] or 1)))
        elif word in _UNSEEN or (starred and word):
            state.unseen = True
        starred = False
        if state.unseen or state.skipped:
            continue
        if word == b"u" and token["number"]:
            flush()
            out.append(chr(int(token["number"]) % 0x10000))
            skip = state.after_unicode
        elif word in _SPECIAL:
            flush()
            out.append(_SPECIAL[word])
        elif skip and (token["hex"] or token["text"]):
            text = token["text"] or b"?"
            taken = min(skip, len(text))
            skip -= taken
            pending += text[taken:] if token["text"] else b""
        elif token["hex"]:
            pending.append(int(token["hex"], 16))
        elif token["symbol"] in (b"\\", b"{", b"}"):
            pending += token["symbol"]
        elif token["symbol"] == b"~":
            pending += b"\xa0"
        elif token["text"]:
            pending += token["text"]
        elif kind == "break" and state.html_tag:
            pending += b" "
    flush()
    text = "".join(out).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text, is_page
