"""Bytes to text: declared, undeclared, misdeclared."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.mailbox.charsets.decode import allow_guesses, decode
from frontdesk.mailbox.charsets.names import codec_named

GERMAN = "Schöne Grüße aus Köln, die Tür klemmt"
RUSSIAN = "Добрый день, принтер на третьем этаже не печатает с самого утра"
JAPANESE = "プリンターが動きません。よろしくお願いいたします。"
CHINESE = "打印机不能用了，请帮忙看看，谢谢"
KOREAN = "프린터가 작동하지 않습니다. 도와주세요"

READ = [
    (GERMAN, "iso-8859-1", "latin1"),
    (GERMAN, "utf-8", "UTF8"),
    (GERMAN, "cp1252", "windows-1252"),
    ("10 €", "iso8859-15", "ISO-8859-15"),
    ("“quoted” – 10 €", "cp1252", "iso-8859-1"),
    (GERMAN, "cp850", "cp-850"),
    (GERMAN, "mac_roman", "x-mac-roman"),
    (GERMAN, "utf-16", "utf-16"),
    (GERMAN, "utf-16-le", "utf-16"),
    (GERMAN, "utf-16-be", "UTF-16BE"),
    (GERMAN, "utf-7", "unicode-1-1-utf-7"),
    (RUSSIAN, "koi8-r", "KOI8-R"),
    (RUSSIAN, "cp1251", "windows-1251"),
    (JAPANESE, "iso2022_jp", "iso-2022-jp"),
    (JAPANESE, "shift_jis", "Shift_JIS"),
    (JAPANESE, "euc_jp", "EUC-JP"),
    (CHINESE, "gb2312", "gb2312"),
    (CHINESE, "gb18030", "x-gbk"),
    ("打印機不能用了，請幫忙看看", "big5", "Big5"),
    (KOREAN, "euc_kr", "ks_c_5601-1987"),
    ("שלום", "iso8859-8", "iso-8859-8-i"),
    # what is declared is wrong or missing
    (GERMAN, "utf-8", ""),
    (GERMAN, "utf-8", "iso-8859-1"),
    (GERMAN, "utf-8", "us-ascii"),
    (GERMAN, "iso-8859-1", ""),
    (GERMAN, "iso-8859-1", "utf-8"),
    (GERMAN, "iso-8859-1", "8bit"),
    (RUSSIAN, "cp1251", "utf-8"),
    (RUSSIAN, "koi8-r", ""),
    (JAPANESE, "iso2022_jp", ""),
    (JAPANESE, "shift_jis", ""),
    (JAPANESE, "utf-8", "shift_jis"),
    (CHINESE, "utf-8", "gb2312"),
]


@pytest.mark.parametrize(("text", "codec", "declared"), READ)
def test_text_is_read_whatever_is_declared(text: str, codec: str, declared: str) -> None:
    assert decode(text.encode(codec), declared) == text


@pytest.mark.parametrize(
    "name",
    [
        "punycode",
        "idna",
        "zip",
        "rot13",
        "uu",
        "base64",
        "unicode_escape",
        "raw_unicode_escape",
        "mbcs",
        "hex",
    ],
)
def test_codecs_that_are_bombs_or_no_charsets_are_never_used(name: str) -> None:
    assert codec_named(name) == ""
    assert decode(b"abc-def", name) == "abc-def"


def test_utf_8_that_was_cut_in_a_letter_stays_utf_8() -> None:
    assert decode(GERMAN.encode() + b"\xc3", "utf-8") == GERMAN + "\ufffd"


def test_guesses_have_a_budget() -> None:
    allow_guesses(3)
    began = time.process_time()
    for number in range(5_000):
        decode(f"{number} ".encode() + "ÄÖÜ".encode("latin-1") + b"\x81")
    assert time.process_time() - began < 2


@given(
    st.binary(max_size=400),
    st.sampled_from(["", "utf-8", "gb2312", "iso-2022-jp", "utf-16", "utf-7", "hz", "cp1252", "big5", "x"]),
)
def test_no_bytes_raise(content: bytes, declared: str) -> None:
    allow_guesses(2)
    assert isinstance(decode(content, declared), str)


@given(st.text(max_size=200))
def test_utf_8_is_read_as_it_was_written(text: str) -> None:
    assert decode(text.encode("utf-8", "replace"), "utf-8") == text.encode(
        "utf-8", "replace"
    ).decode().removeprefix("\ufeff")


FEW_BYTES = [
    *(
        (text, "latin-1")
        for text in ("Größe äöüß ad", "Grüße", "naïve café", "Ärger", "año", "São Paulo não")
    ),
    *(
        (text, "latin-1")
        for text in ("Où est-il ? À l'étage", "Smørrebrød", "tonern är slut", "Déjà vu, ça marche")
    ),
    *((text, "cp1255") for text in ("שלום", "טונר", "המדפסת", "אין אינטרנט", "המדפסת לא עובדת. תודה")),
    *((text, "cp1251") for text in ("Привет", "принтер", "Тонер", "не работает мышь")),
    *((text, "cp1250") for text in ("Žluťoučký kůň", "Łódź ma problem")),
    ("Türkçe ığüş", "cp1254"),
    ("Καλημέρα", "cp1253"),
    ("Принтер не печатает", "koi8-r"),
    ("你好，打印机坏了", "gbk"),
    ("プリンター", "cp932"),
    ("テスト", "cp932"),
    ("不能打印", "gbk"),
]


@pytest.mark.parametrize(("text", "codec"), FEW_BYTES)
def test_a_few_unlabelled_bytes_are_read_by_the_words_around_them(text: str, codec: str) -> None:
    allow_guesses(1)
    assert decode(text.encode(codec)) == text


@pytest.mark.parametrize("charset", ["utf-8", ""])
@pytest.mark.parametrize("end", [b"\xe2\x82", b"\xe2\x82\n", b"\xff and more"])
def test_utf_8_with_one_bad_byte_is_utf_8(charset: str, end: bytes) -> None:
    text = decode("Grüße ".encode() + end, charset)
    assert text.startswith("Grüße ")
    assert text.count("\ufffd") == 1
