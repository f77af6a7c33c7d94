"""Takes out of decoded text what no reader should meet: control characters, bidi overrides, lone surrogates.

Everything here is linear; the common case (nothing to take out) costs one scan.
"""

from __future__ import annotations

import re

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
