"""Takes the transfer encoding off a part's content (RFC 2045 section 6), damaged or not.

Linear, never raises.
"""

from __future__ import annotations

import re
from binascii import Error as BadEncoding
from binascii import a2b_base64, a2b_qp, a2b_uu

_BASE64_ONLY = re.compile(rb"[A-Za-z0-9+/\s]*=*\s*")
_GAP = re.compile(rb"\S[ \t]+(?=\S)")  # between words, of which base64 has none
_WORDS = 4
_MOST_PIECES = 10_000  # of base64, each with its own padding
_NO_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
_NAMES = {
    "base64": "base64",
    "b64": "base64",
    "quotedprintable": "quoted-printable",
    "uuencode": "uuencode",
    "xuuencode": "uuencode",
    "xuue": "uuencode",
    "uue": "uuencode",
}
_LETTERS = re.compile("[^a-z0-9]+")


def encoding_named(value: str) -> str:
    """ "base64", "quoted-printable", "uuencode"; "" for content that stands as it is (7bit, nonsense)."""
    return _NAMES.get(_LETTERS.sub("", value.lower().partition(";")[0]), "")


def decode_transfer(content: bytes, encoding: str) -> bytes:
    """`content` without its `encoding` (as `encoding_named` says it). What cannot be decoded stays out."""
    if encoding == "base64":
        return unbase64(content)
    if encoding == "quoted-printable":
        return a2b_qp(content)
    if encoding == "uuencode":
        return unuuencode(content)
    return content


def size_decoded(raw: bytes, start: int, end: int, encoding: str) -> int:
    """The size of the content in bytes, told without decoding; exact where base64 is well made."""
    size = end - start
    if encoding != "base64":
        return size
    size -= raw.count(b"\n", start, end) + raw.count(b"\r", start, end)
    padding = raw.count(b"=", max(start, end - 6), end)
    return max(0, size * 3 // 4 - min(2, padding))


def unbase64(content: bytes) -> bytes:
    """Base64 with strange characters in it, too little padding, or several pieces that each have padding.

    After the padding only what is base64 throughout is taken: mailing lists put their footers there. Plain
    sentences that are declared base64 stay as they are.
    """
    if len(_GAP.findall(content, 0, 400)) >= _WORDS:
        return content
    try:
        decoded = a2b_base64(content)
    except (BadEncoding, ValueError):
        return letters_of_base64(content)
    padding = content.find(b"=")
    if 0 <= padding < len(content) - 4:
        return decoded + _further_pieces(content[padding:])
    return decoded


def _further_pieces(content: bytes) -> bytes:
    """What follows the first padding, as long as it is whole base64 and not, say, a word."""
    pieces = []
    parts = content.lstrip(b"=").split(b"=", _MOST_PIECES)
    for at, part in enumerate(parts):
        letters = part.translate(None, _NO_BASE64)
        padded = at + 1 < len(parts)
        if not _BASE64_ONLY.fullmatch(part) or (len(letters) % 4 and not padded) or len(letters) % 4 == 1:
            break
        pieces.append(letters_of_base64(letters))
    return b"".join(pieces)


def letters_of_base64(content: bytes) -> bytes:
    """All base64 letters in `content` decoded as one piece, whatever stands between them or lacks at the end."""
    letters = content.translate(None, _NO_BASE64)
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return a2b_base64(letters + b"=" * (-len(letters) % 4))


def unuuencode(content: bytes) -> bytes:
    """The first uuencoded file in `content`, with or without its "begin" line."""
    lines = content.splitlines()
    begin = next((number for number, line in enumerate(lines[:200]) if line.startswith(b"begin ")), -1)
    decoded = []
    for line in lines[begin + 1 :]:
        if line.strip() == b"end":
            break
        decoded.append(_uu_line(line))
    return b"".join(decoded)


def _uu_line(line: bytes) -> bytes:
    try:
        return a2b_uu(line)
    except BadEncoding:
        # Some encoders pad the last line with rubbish; the length stands in the first character.
        length = ((line[0] - 32) & 63) * 4 // 3 + 2 if line else 0
        try:
            return a2b_uu(line[: length + 1])
        except BadEncoding:
            return b""
