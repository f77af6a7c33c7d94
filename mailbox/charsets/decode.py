"""Bytes to text by what a mail says of its charset, and by better judgement where that is wrong.

Never raises; only codecs in `charset_names` are used.
"""

from __future__ import annotations

import re
from codecs import charmap_decode
from contextvars import ContextVar
from functools import lru_cache

from frontdesk.mailbox.charsets.few_bytes import better_guess
from frontdesk.mailbox.charsets.names import MULTI_BYTE, STRANGE, codec_named

_SAMPLE = 4_000  # bytes that are enough to guess a charset by
_WORTH_GUESSING = 4  # bytes; of fewer nobody can tell
_LYING_BYTES = 12  # so many bytes of valid UTF-8 are no accident in a text declared as a CJK charset


def decode(content: bytes, charset: str = "") -> str:
    """`content` as text. `charset` is what the mail declares, "" when it doesn't.

    In order: what was declared, if it decodes cleanly and isn't plainly UTF-8 in disguise; UTF-8; a guess
    from a sample; at last windows-1252. What cannot be read becomes U+FFFD.
    """
    codec = codec_named(charset) if charset else ""
    if codec in STRANGE:
        text = _decode_strange(content, codec)
        if text is not None:
            return text
        codec = ""
    if content.isascii():
        return _escaped_japanese(content) if b"\x1b" in content else content.decode("ascii")
    return _decode_8bit(content, codec)


def _decode_8bit(content: bytes, codec: str) -> str:
    utf8 = _strictly(content, "utf-8")
    if utf8 is not None and _is_utf8(content, codec, utf8):
        return utf8.removeprefix("\ufeff")
    if codec and codec != "utf-8":
        text = _strictly(content, codec)
        if text is not None:
            return text
        text = content.decode(codec, "replace")
        if codec not in MULTI_BYTE or _mostly_read(text):
            return text if codec != "cp1252" else _windows_1252(content)
    elif codec == "utf-8":
        text = content.decode("utf-8", "replace")
        if _mostly_read(text) or _is_damaged_utf8(text):
            return text.removeprefix("\ufeff")
    if utf8 is not None:
        return utf8
    return _by_guess(content)


def _is_utf8(content: bytes, codec: str, text: str) -> bool:
    if codec not in MULTI_BYTE:
        return True
    return len(content) - len(text) >= _LYING_BYTES or _strictly(content, codec) is None


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _mostly_read(text: str) -> bool:
    """Whether what couldn't be read is little beside the non-ASCII text that could."""
    unread = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore")) - unread
    return unread * 8 <= foreign or (unread == 1 and foreign > 0 and text.rstrip().endswith("\ufffd"))


def _is_damaged_utf8(text: str) -> bool:
    """Whether it surely was UTF-8: text in another charset is hardly ever read as that without a mistake."""
    unread = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore")) - unread
    return foreign >= 1 and unread <= foreign


def _decode_strange(content: bytes, codec: str) -> str | None:
    if codec == "utf-16":
        codec = _utf16_order(content)
    elif codec == "utf-32":
        codec = (
            "utf-32"
            if content[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
            else "utf-32-be"
            if content[:1] == b"\0"
            else "utf-32-le"
        )
    text = _strictly(content, codec)
    if text is not None:
        return text.removeprefix("\ufeff")
    if codec == "iso2022_jp_ext" and content.isascii():
        return _japanese(content)
    if not content.isascii() and codec.startswith("utf-16") is False:
        return None  # declared 7-bit and isn't: the declaration is worth nothing
    text = content.decode(codec, "replace")
    return text if _mostly_read(text) else None


def _utf16_order(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    sample = content[:_SAMPLE]
    return "utf-16-be" if sample[0::2].count(0) > sample[1::2].count(0) else "utf-16-le"


_JAPANESE_ESCAPE = re.compile(rb"\x1b(\$[@B]|\([BJI])")


def _escaped_japanese(content: bytes) -> str:
    """ISO-2022-JP says by its escape sequences what it is, also when the mail forgets to (RFC 1468)."""
    if not _JAPANESE_ESCAPE.search(content):
        return content.decode("ascii")
    return _strictly(content, "iso2022_jp_ext") or _japanese(content)


def _japanese(content: bytes) -> str:
    """ISO-2022-JP as it is sent, with the numbers in circles and the like that only vendors' tables have."""
    plain, *rest = _JAPANESE_ESCAPE.split(content)
    texts = [plain.decode("ascii", "replace")]
    for escape, piece in zip(rest[0::2], rest[1::2], strict=True):
        if escape.startswith(b"$"):
            doubled = piece.translate(_HIGH)
            text = _strictly(doubled, "euc_jis_2004") or doubled.decode("euc_jis_2004", "replace")
        elif escape == b"(I":  # katakana of half width
            text = piece.translate(_HIGH).decode("cp932", "replace")
        else:
            text = piece.decode("ascii", "replace")
        texts.append(text)
    return "".join(texts)


_HIGH = bytes(byte | 0x80 if 0x20 < byte < 0x7F else byte for byte in range(256))


def _windows_1252(content: bytes) -> str:
    """The five bytes that windows-1252 leaves undefined fall back to what they are in ISO 8859-1."""
    return charmap_decode(content, "strict", _WINDOWS_1252)[0]


_WINDOWS_1252 = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))


def _by_guess(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    if text.count("\ufffd") == 1 and _is_damaged_utf8(text):
        return text.removeprefix("\ufeff")
    codec = ""
    if len(content) >= _WORTH_GUESSING:
        sample = _sample(content)
        codec = better_guess(sample, _guess(sample))
    if codec:
        text = content.decode(codec, "replace")
        if _mostly_read(text):
            return text
    return _windows_1252(content)


def _sample(content: bytes) -> bytes:
    """A piece that holds the foreign bytes: chardet reads nothing from plain ASCII."""
    if len(content) <= _SAMPLE:
        return content
    foreign = re.search(rb"[\x80-\xff]", content)
    start = max(0, foreign.start() - _SAMPLE // 8) if foreign else 0
    return content[start : start + _SAMPLE]


def allow_guesses(most: int) -> None:
    """From now on (in this thread or task) at most so many charsets are guessed, 2 ms each: a hostile mail has
    thousands of words to guess at. The rest is read as windows-1252."""
    _guesses_left.set([most])


_guesses_left: ContextVar[list[int] | None] = ContextVar("guesses_left", default=None)


def _guess(sample: bytes) -> str:
    left = _guesses_left.get()
    if left is not None:
        if not left[0]:
            return ""
        left[0] -= 1
    return _detected(sample)


@lru_cache(maxsize=64)
def _detected(sample: bytes) -> str:
    try:
        from chardet import detect  # 60 ms and 20 MB that an ordinary mail never needs

        found = detect(sample)["encoding"]
    except Exception:  # a guess that fails is no guess
        return ""
    return codec_named(found) if found else ""
