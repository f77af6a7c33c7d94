"""Which charset a few foreign bytes are in: too few for statistics, but the words around them tell.

Judgement over bytes; decodes nothing. Linear.
"""

from __future__ import annotations

import re
from math import log

_WORD = re.compile(rb"[A-Za-z\x80-\xff]{2,}")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_FOREIGN_RUN = re.compile(rb"[\x80-\xff]{3,}")
_SAMPLE = 4_000
_MOST_WORDS = 400
# As windows-1252 has them, and those that are letters in windows-1250 only.
_WESTERN = frozenset(set(range(0xC0, 0x100)) - {0xD7, 0xF7}) | {
    0x8A,
    0x8C,
    0x8E,
    0x9A,
    0x9C,
    0x9E,
    0x9F,
    0x92,
}
_CENTRAL = frozenset((0xA3, 0xA5, 0xAA, 0xAF, 0xB3, 0xB9, 0xBA, 0xBC, 0xBE, 0xBF, 0x8D, 0x8F, 0x9D))
_LATIN = frozenset(
    (
        *(
            "cp1250",
            "cp1252",
            "cp1254",
            "cp1257",
            "cp1258",
            "iso8859-2",
            "iso8859-3",
            "iso8859-4",
            "iso8859-9",
        ),
        *("iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16"),
    )
)
_HEBREW = range(0xE0, 0xFB)  # the alphabet in windows-1255; in windows-1251 most of the small letters
# How often a letter is, in tenths of a percent: alef to tav, and the Russian letters at the same places.
_HEBREW_OFTEN = dict(
    zip(
        _HEBREW,
        (
            60,
            50,
            15,
            30,
            110,
            100,
            10,
            25,
            15,
            110,
            10,
            30,
            70,
            30,
            50,
            15,
            40,
            15,
            30,
            5,
            20,
            3,
            10,
            25,
            60,
            50,
            60,
        ),
        strict=True,
    )
)
_RUSSIAN_OFTEN = dict(
    zip(
        _HEBREW,
        (
            80,
            16,
            45,
            17,
            30,
            85,
            9,
            16,
            74,
            12,
            35,
            44,
            32,
            67,
            110,
            28,
            47,
            55,
            63,
            26,
            2,
            10,
            5,
            14,
            7,
            4,
            1,
        ),
        strict=True,
    )
)
_FEW = 12  # foreign bytes; of more chardet knows better
_TURKISH = frozenset((0xF0, 0xFD, 0xFE, 0xD0, 0xDD, 0xDE))  # Icelandic letters in windows-1252


def better_guess(content: bytes, guessed: str) -> str:
    """`guessed`, or the codec that the words speak for against it."""
    words = [word for word in _WORD.findall(content[:_SAMPLE])[:_MOST_WORDS] if not word.isascii()]
    foreign = [byte for word in words for byte in word if byte >= 0x80]
    mixed = [word for word in words if _ASCII_LETTER.search(word)]
    if mixed and 2 * len(mixed) >= len(words) and all(map(_is_latin, mixed)):
        return guessed if guessed in _LATIN and len(foreign) >= _FEW else _few_latin(foreign, guessed)
    if foreign and not mixed and all(byte in _HEBREW for byte in foreign) and guessed not in _OF_MANY_BYTES:
        hebrew, russian = (
            sum(log(often[byte]) for byte in foreign) for often in (_HEBREW_OFTEN, _RUSSIAN_OFTEN)
        )
        return "cp1255" if hebrew > russian else guessed
    return guessed


def _few_latin(foreign: list[int], guessed: str) -> str:
    if not _CENTRAL.isdisjoint(foreign):
        return "cp1250"
    return "cp1254" if guessed == "cp1254" and not _TURKISH.isdisjoint(foreign) else "cp1252"


_OF_MANY_BYTES = frozenset(("gb18030", "big5hkscs", "cp932", "euc_jp", "euc_jis_2004", "cp949", "euc_kr"))


def _is_latin(word: bytes) -> bool:
    """Whether its foreign bytes may be letters among those of the Latin alphabet: few at a time."""
    if _FOREIGN_RUN.search(word):
        return False
    return all(byte in _WESTERN or byte in _CENTRAL for byte in word if byte >= 0x80)
