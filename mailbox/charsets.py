"""Bytes to text by what a mail says of its charset, and by better judgement where that is wrong.

Only codecs named in this file are ever used: a mail that could name any codec of Python's would get
decompression bombs (zip), seconds of work (punycode) or exceptions of every kind. Never raises.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from functools import lru_cache

# Codec by the name as it comes in mail, with everything but letters and digits taken out. As in the WHATWG
# Encoding Standard a charset stands for its commonly sent superset (iso-8859-1 for windows-1252, gb2312 for
# gb18030), for that's what clients mean by it.
_SINGLE_BYTE = {
    **dict.fromkeys(
        (
            "iso88591",
            "88591",
            "latin1",
            "isolatin1",
            "l1",
            "cp1252",
            "windows1252",
            "win1252",
            "1252",
            "ansi",
            "iso885911987",
            "cp819",
            "ibm819",
            "xansi",
            "wlatin1",
            "xiasgerman",
        ),
        "cp1252",
    ),
    **dict.fromkeys(("iso88592", "latin2", "l2", "isolatin2", "iso885921987"), "iso8859-2"),
    **dict.fromkeys(("iso88593", "latin3", "l3"), "iso8859-3"),
    **dict.fromkeys(("iso88594", "latin4", "l4"), "iso8859-4"),
    **dict.fromkeys(("iso88595", "cyrillic"), "iso8859-5"),
    **dict.fromkeys(("iso88596", "iso88596i", "iso88596e", "arabic", "asmo708"), "iso8859-6"),
    **dict.fromkeys(("iso88597", "greek", "greek8", "elot928"), "iso8859-7"),
    **dict.fromkeys(("iso88598", "iso88598i", "iso88598e", "hebrew", "logical", "visual"), "iso8859-8"),
    **dict.fromkeys(("iso88599", "latin5", "l5", "cp1254", "windows1254", "win1254"), "cp1254"),
    **dict.fromkeys(("iso885910", "latin6", "l6"), "iso8859-10"),
    **dict.fromkeys(("iso885911", "tis620", "tis6200", "cp874", "windows874", "win874"), "cp874"),
    **dict.fromkeys(("iso885913", "latin7"), "iso8859-13"),
    **dict.fromkeys(("iso885914", "latin8"), "iso8859-14"),
    **dict.fromkeys(("iso885915", "latin9", "latin0", "l9", "isolatin9"), "iso8859-15"),
    **dict.fromkeys(("iso885916", "latin10"), "iso8859-16"),
    **{
        f"{prefix}{number}": f"cp{number}"
        for number in (1250, 1251, 1253, 1255, 1256, 1257, 1258)
        for prefix in ("cp", "windows", "win", "xcp", "")
    },
    **{
        f"{prefix}{number}": f"cp{number}"
        for number in (437, 720, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869)
        for prefix in ("cp", "ibm", "dos", "oem", "")
    },
    **dict.fromkeys(("koi8r", "koi8", "cskoi8r"), "koi8-r"),
    **dict.fromkeys(("koi8u", "koi8ru"), "koi8-u"),
    **dict.fromkeys(("koi8t",), "koi8-t"),
    **dict.fromkeys(("kz1048", "strk10482002", "rk1048"), "kz1048"),
    **dict.fromkeys(("ptcp154", "cp154"), "ptcp154"),
    **dict.fromkeys(("macintosh", "mac", "macroman", "xmacroman"), "mac_roman"),
    **dict.fromkeys(("maccyrillic", "xmaccyrillic", "xmacukrainian"), "mac_cyrillic"),
    **dict.fromkeys(("macce", "xmacce", "xmaccentraleurroman"), "mac_latin2"),
    **dict.fromkeys(("macgreek", "xmacgreek"), "mac_greek"),
    **dict.fromkeys(("macturkish", "xmacturkish"), "mac_turkish"),
}
_MULTI_BYTE = {
    **dict.fromkeys(
        (
            "gb18030",
            "gb2312",
            "gbk",
            "xgbk",
            "cp936",
            "936",
            "windows936",
            "ms936",
            "gb231280",
            "euccn",
            "chinese",
            "csgb2312",
        ),
        "gb18030",
    ),
    **dict.fromkeys(
        ("big5", "big5hkscs", "big5eten", "cnbig5", "xxbig5", "csbig5", "cp950", "950"), "big5hkscs"
    ),
    **dict.fromkeys(
        (
            "euckr",
            "ksc56011987",
            "ksc56011989",
            "ksc5601",
            "ksc5636",
            "korean",
            "cp949",
            "949",
            "windows949",
            "uhc",
            "ms949",
        ),
        "cp949",
    ),
    **dict.fromkeys(("johab",), "johab"),
    **dict.fromkeys(("shiftjis", "sjis", "xsjis", "mskanji", "cp932", "932", "windows31j", "ms932"), "cp932"),
    **dict.fromkeys(("eucjp", "xeucjp", "eucjpms", "ujis"), "euc_jis_2004"),
    **dict.fromkeys(("euctw", "xeuctw"), "big5hkscs"),
}
# In these ASCII bytes are not ASCII text, so they're asked first and only by name.
_OWN_ASCII = {
    **dict.fromkeys(
        (
            "iso2022jp",
            "csiso2022jp",
            "iso2022jp1",
            "iso2022jp2",
            "iso2022jp3",
            "iso2022jp2004",
            "iso2022jpms",
            "cp50220",
            "cp50221",
            "cp50222",
            "jis",
        ),
        "iso2022_jp_ext",
    ),
    **dict.fromkeys(("iso2022kr", "csiso2022kr"), "iso2022_kr"),
    **dict.fromkeys(("hzgb2312", "hz"), "hz"),
    **dict.fromkeys(("utf7", "unicode11utf7", "xunicode20utf7", "unicode20utf7", "csunicode11utf7"), "utf-7"),
    **dict.fromkeys(
        ("utf16", "unicode", "ucs2", "iso10646ucs2", "utf16le", "utf16be", "unicodefffe"), "utf-16"
    ),
    **dict.fromkeys(("utf32", "utf32le", "utf32be", "ucs4", "iso10646ucs4"), "utf-32"),
}
_UTF8 = dict.fromkeys(
    (
        "utf8",
        "uft8",
        "utf",
        "ut8",
        "unicode11utf8",
        "utf8mb4",
        "xutf8",
        "cp65001",
        "65001",
        "iso10646utf8",
        "utf8unix",
        "u8",
        "uff8",
        "itf8",
    ),
    "utf-8",
)
_CODECS = _SINGLE_BYTE | _MULTI_BYTE | _OWN_ASCII | _UTF8
_STRANGE_OWN_ASCII = frozenset(_OWN_ASCII.values())
_MULTI_BYTE_CODECS = frozenset(_MULTI_BYTE.values())
_PUNCTUATION = re.compile("[^a-z0-9]+")
_SAMPLE = 4_000  # bytes that are enough to guess a charset by
_WORTH_GUESSING = 4  # bytes; of fewer nobody can tell
_LYING_BYTES = 12  # so many bytes of valid UTF-8 are no accident in a text declared as a CJK charset


@lru_cache(maxsize=256)
def codec_named(charset: str) -> str:
    """The codec to read `charset` with, "" when the name is unknown or means nothing ("8bit", "us-ascii").

    Names come as clients write them: "UTF8", "cp-850", "=?utf-8?", "charset=utf-8", "iso-8859-1; foo".
    """
    word = charset.strip().lower()[:100]
    word = word.removeprefix("charset=").split(";")[0].split(",")[0].strip("\"'=?<> ")
    plain = _PUNCTUATION.sub("", word)
    return _CODECS.get(plain) or _CODECS.get(plain.removeprefix("3d"), "")


def ascii_superset(charset: str) -> str:
    """The name, unless text in that charset doesn't hold ASCII as it is."""
    return "" if codec_named(charset) in _STRANGE_OWN_ASCII else charset


def decode(content: bytes, charset: str = "") -> str:
    """`content` as text. `charset` is what the mail declares, "" when it doesn't.

    In order: what was declared, if it decodes cleanly and isn't plainly UTF-8 in disguise; UTF-8; a guess
    from a sample; at last windows-1252. What cannot be read becomes U+FFFD.
    """
    codec = codec_named(charset) if charset else ""
    if codec in _STRANGE_OWN_ASCII:
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
        if codec not in _MULTI_BYTE_CODECS or _mostly_read(text):
            return text if codec != "cp1252" else _windows_1252(content)
    elif codec == "utf-8":
        text = content.decode("utf-8", "replace")
        if _mostly_read(text):
            return text.removeprefix("\ufeff")
    if utf8 is not None:
        return utf8
    return _by_guess(content)


def _is_utf8(content: bytes, codec: str, text: str) -> bool:
    if codec not in _MULTI_BYTE_CODECS:
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
    return unread * 8 <= foreign or (unread == 1 and foreign > 0 and text.endswith("\ufffd"))


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
    return "".join(_LATIN.get(letter, letter) for letter in content.decode("latin-1"))


_LATIN = {chr(byte): bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}


def _by_guess(content: bytes) -> str:
    codec = _guess(_sample(content)) if len(content) >= _WORTH_GUESSING else ""
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
