"""Charsets by the names that clients give them. Only codecs named in this file are ever used.

A mail that could name any codec of Python's would get decompression bombs (zip), seconds of work (punycode)
or exceptions of every kind.
"""

from __future__ import annotations

import re
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
# Codecs whose text is not ASCII where its bytes are.
STRANGE = frozenset(_OWN_ASCII.values())
MULTI_BYTE = frozenset(_MULTI_BYTE.values())
_PUNCTUATION = re.compile("[^a-z0-9]+")


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
    return "" if codec_named(charset) in STRANGE else charset
