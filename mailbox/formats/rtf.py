"""Outlook's compressed RTF (MS-OXRTFCP) to text, or to the HTML page that it hides in RTF (MS-OXRTFEX).

Never raises; work is bounded by `MOST` bytes of RTF, whatever the header promises.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace

from frontdesk.mailbox.charsets.decode import decode

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
_SYMBOLS = {b"\\": b"\\", b"{": b"{", b"}": b"}", b"~": b"\xa0"}
_DEEPEST = 1_000  # groups within groups
_UNSEEN = frozenset(
    {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"themedata"}
)


def rtf_to_text(compressed: bytes) -> tuple[str, bool]:
    """The text in a PR_RTF_COMPRESSED value, and whether it is an HTML page rather than plain text."""
    rtf = decompress(compressed)
    return _Text().read(rtf), b"\\fromhtml" in rtf[:2_000]


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


class _Text:
    """Collects what the tokens of an RTF text show."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.pending = bytearray()  # in the code page, until something else comes
        self.charset = "cp1252"
        self.stack: list[_State] = []
        self.state = _State()
        self.skip = 0  # characters that only say again what \u said
        self.starred = False  # \* before a word: who doesn't know it leaves its group out

    def read(self, rtf: bytes) -> str:
        for token in _TOKEN.finditer(rtf):
            if token.lastgroup == "brace":
                self._brace(token["brace"])
            elif token["symbol"] == b"*":
                self.starred = True
            else:
                self._word(token["word"], token["number"])
                if not (self.state.unseen or self.state.skipped):
                    self._show(token)
        self._flush()
        # \u gives UTF-16, in which two make one letter; a lone half is none
        return "".join(self.out).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _brace(self, brace: bytes) -> None:
        self.starred = False
        if brace == b"{" and len(self.stack) < _DEEPEST:
            self.stack.append(self.state)
            self.state = replace(self.state)
        elif brace == b"}" and self.stack:
            self.state = self.stack.pop()

    def _word(self, word: bytes | None, number: bytes | None) -> None:
        """What a control word changes for what follows."""
        if word == b"ansicpg" and number:
            self.charset = f"cp{int(number)}"
        elif word == b"htmlrtf":
            self.state.skipped = number != b"0"
        elif word == b"htmltag":
            self.state.html_tag, self.state.unseen = True, False
        elif word == b"uc":
            self.state.after_unicode = min(8, max(0, int(number or 1)))
        elif word in _UNSEEN or (self.starred and word):
            self.state.unseen = True
        self.starred = False

    def _show(self, token: re.Match[bytes]) -> None:
        word, text, symbol = token["word"], token["text"], token["symbol"]
        if word == b"u" and token["number"]:
            self._letter(chr(int(token["number"]) % 0x10000))
            self.skip = self.state.after_unicode
        elif word in _SPECIAL:
            self._letter(_SPECIAL[word])
        elif token["hex"]:
            self._bytes(bytes([int(token["hex"], 16)]))
        elif text:
            self._bytes(text)
        elif symbol in _SYMBOLS:
            self.pending += _SYMBOLS[symbol]
        elif token["break"] and self.state.html_tag:
            self.pending += b" "

    def _bytes(self, text: bytes) -> None:
        left_out = min(self.skip, len(text))
        self.skip -= left_out
        self.pending += text[left_out:]

    def _letter(self, letter: str) -> None:
        self._flush()
        self.out.append(letter)

    def _flush(self) -> None:
        if self.pending:
            self.out.append(decode(bytes(self.pending), self.charset))
            self.pending.clear()
