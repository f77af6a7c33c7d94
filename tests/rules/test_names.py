"""By which name a customer is greeted, whatever their mail client or directory has for one."""

import pytest

from frontdesk.rules.names import greeting_name

SAID = {
    "Ann Lee": "Ann Lee",
    "Ann": "Ann",
    "Ann Lee (Sales)": "Ann Lee",
    "Ann Lee [EXT]": "Ann Lee",
    "Lee, Ann": "Ann Lee",
    "Lee, Ann (Sales)": "Ann Lee",
    "Lee, Ann [Acme]": "Ann Lee",
    "LEE, Ann": "Ann Lee",
    "LEE Ann": "Ann Lee",
    "Ann LEE": "Ann Lee",
    "ANN LEE": "Ann Lee",
    "ann lee": "Ann Lee",
    "Ann Lee | Acme Ltd": "Ann Lee",
    "Ann Lee - Acme Ltd": "Ann Lee",
    "Ann Lee – Acme": "Ann Lee",
    "Ann Lee / Acme": "Ann Lee",
    "Ann Lee at Acme": "Ann Lee",
    "Ann Lee via Service Portal": "Ann Lee",
    "Ann Lee|Acme": "Ann Lee",
    "Ann Lee, PhD": "Ann Lee",
    "Ann Lee, M.Sc.": "Ann Lee",
    "Lee, Ann, PhD": "Ann Lee",
    "'Ann Lee'": "Ann Lee",
    '"Ann Lee"': "Ann Lee",
    "  Ann   Lee ": "Ann Lee",
    "VAN DAM Ann": "Ann van Dam",
    "van Dam, Ann": "Ann van Dam",
    "Dam, Ann van": "Ann van Dam",
    "MEYER-LANDRUT Ann": "Ann Meyer-Landrut",
    "O'BRIEN Ann": "Ann O'Brien",
    "MCDONALD, Ann": "Ann McDonald",
    "Ann-Marie Lee": "Ann-Marie Lee",
    "J. R. Lee": "J. R. Lee",
    "LEE J.": "J. Lee",
    "Jürgen Müßig": "Jürgen Müßig",
    "ŁUCJA ŚWIĄTEK": "Łucja Świątek",
    "李小龍": "李小龍",
    "García Márquez, Gabriel": "Gabriel García Márquez",
    "de la Cruz, Ana": "Ana de la Cruz",
    "Dr. Ann Lee": "Ann Lee",
    "Prof. Dr. Ann Lee": "Ann Lee",
    "Lee, Dr. Ann": "Ann Lee",
    "Mrs Ann Lee": "Ann Lee",
    "Phil Lee": "Phil Lee",
    "Pan Wei": "Pan Wei",
    "M. Dupont": "M. Dupont",
}
NOBODY = [
    "",
    "ann@example.org",
    "Ann Lee <ann@example.org>",
    "ann.lee@example.org (Ann Lee)",
    "info",
    "IT Support",
    "Sales Team",
    "Acme GmbH",
    "Empfang",
    "no-reply",
    "Scanner 3",
    "+49 170 1234567",
    "https://evil.example",
    "www.evil.example",
    "You have won! Click here",
    "a " * 90,
    "Ann\u202eeeL",
    "|",
    "(Sales)",
]
IN_GERMAN = {
    "Dr. Ann Lee": "Dr. Ann Lee",
    "Prof. Dr. Ann Lee": "Prof. Dr. Ann Lee",
    "Lee, Dr. Ann": "Dr. Ann Lee",
    "LEE, Prof. Dr. Ann (Klinik)": "Prof. Dr. Ann Lee",
    "Frau Dr. Ann Lee": "Frau Dr. Ann Lee",
    "Frau Lee": "Frau Lee",
    "Herr Max Müller | Firma": "Herr Max Müller",
    "Dr.": "",
    "Dr. med. Ann Lee": "Dr. med. Ann Lee",
    "Dr.-Ing. Ann Lee": "Dr.-Ing. Ann Lee",
}


@pytest.mark.parametrize("written", SAID)
def test_a_name_is_said_as_a_person_would(written: str) -> None:
    assert greeting_name(written) == SAID[written]


@pytest.mark.parametrize("written", NOBODY)
def test_what_is_no_person_s_name_is_left_out(written: str) -> None:
    assert greeting_name(written) == ""


@pytest.mark.parametrize("written", IN_GERMAN)
def test_titles_stay_where_the_language_keeps_them(written: str) -> None:
    assert greeting_name(written, titles=True) == IN_GERMAN[written]
