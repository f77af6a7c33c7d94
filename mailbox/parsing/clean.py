"""Header text as clients really send it, to plain text that a reader may meet.

Encoded words (RFC 2047) are read more leniently than the RFC asks: they may touch other text, hold spaces, lack
padding, stand inside quotes, and cut a character in two (then the pieces are joined first). Control characters, bidi
overrides and lone surrogates are taken out. Linear; the common case, nothing to take out, costs one scan.
"""

from __future__ import annotations

import re
from binascii import a2b_qp

from frontdesk.mailbox.charsets.decode import decode
from frontdesk.mailbox.parsing.transfer import letters_of_base64

# C0 and C1 except tab and newline, the bidi embeddings, overrides and isolates (which make "exe.fdp" of
# "pdf.exe"), lone surrogates (utf-7 can make them; no encoder takes them), noncharacters, tag characters.
_HARMFUL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_OTHER_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# In one line also what is there but cannot be seen. ZWNJ and ZWJ are letters' business in Persian, Hindi
# and emoji, so they go only where they follow ASCII, where a tag or a name could hide behind them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
    "|(?<=[\x00-\x7f])[\u200c\u200d]+"
)


def clean_text(text: str) -> str:
    """`text` of many lines, line ends all "\\n", without what could harm a terminal, header or reader."""
    return _HARMFUL.sub("", _OTHER_BREAKS.sub("\n", text))


def clean_line(text: str) -> str:
    """`text` as one line: white space runs become one space, control and invisible characters are gone."""
    if not (text.isascii() and text.isprintable()):
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def clean_name(text: str, limit: int) -> str:
    """A person's or a file's name as one line of at most `limit` characters."""
    return clean_line(text)[:limit].rstrip()


# =?charset*language?encoding?  -- the text after it runs to the next "?="
_OPENING = re.compile(r"=\?([^\s?*=]{1,60})(?:\*[^\s?]{0,40})?\?([bBqQ])\?")


def decode_words(value: str) -> str:
    """A header's value as text. Bytes above 127 stand in `value` as lone surrogates (surrogateescape)."""
    if "=?" not in value:
        return value if value.isascii() else unescape(value)
    pieces: list[str] = []
    pending: tuple[str, bytes] | None = None  # charset and bytes of adjacent encoded words
    position = 0
    for start, end, charset, content in _words(value):
        between = value[position:start]
        position = end
        if pending and (between.strip() or pending[0] != charset):
            pieces.append(decode(pending[1], pending[0]))
            pending = None
        if between.strip() or (between and not pieces and not pending):
            pieces.append(unescape(between))
        pending = (charset, (pending[1] if pending else b"") + content)
    if pending:
        pieces.append(decode(pending[1], pending[0]))
    pieces.append(unescape(value[position:]))
    return "".join(pieces)


def unescape(value: str) -> str:
    """Raw 8-bit text in a header (RFC 6532 says UTF-8; many clients just send theirs)."""
    return value if value.isascii() else decode(value.encode("utf-8", "surrogateescape"))


def _words(value: str) -> list[tuple[int, int, str, bytes]]:
    """Every encoded word: where it starts and ends, its charset in lower case, its bytes."""
    found = []
    opening = _OPENING.search(value)
    while opening:
        start, end = opening.end(), value.find("?=", opening.end())
        following = _OPENING.search(value, start)
        if end < 0 or (following and following.start() < end - 1):
            end, after = _unclosed(value, start, following.start() if following else len(value))
        else:
            after = end + 2
        charset = opening[1].lower()
        found.append((opening.start(), after, charset, _content(value[start:end], opening[2])))
        opening = _OPENING.search(value, max(after, start))
    return found


def _unclosed(value: str, start: int, limit: int) -> tuple[int, int]:
    """An encoded word that was cut off: it reaches to the next white space."""
    end = start
    while end < limit and not value[end].isspace():
        end += 1
    return end, end


def _content(text: str, encoding: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    return letters_of_base64(raw) if encoding in "bB" else a2b_qp(raw, header=True)
