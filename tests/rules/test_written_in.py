"""In which language a customer writes: never a wrong one, and nothing said of few words or other languages."""

import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from said_in import NOT_TOLD, SAID

from frontdesk.rules.written_in import FEWEST, TOLD, written_in

ENGLISH_FOOT = (
    "This e-mail and any attachments are confidential and intended only for the addressee. If you have received it in"
    " error, please notify the sender and delete it."
)
GERMAN_FOOT = (
    "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte"
    " den Absender und vernichten Sie diese Mail."
)


@pytest.mark.parametrize("language, text", [(code, text) for code, texts in SAID.items() for text in texts])
def test_a_sentence_of_ten_words_tells_its_language(language: str, text: str) -> None:
    assert written_in(text) == language
    assert written_in(text.upper()) in (language, "")
    assert written_in(f"{text}\n\n-- \nCarl Cole\nAcme Ltd") == language


@pytest.mark.parametrize("language", SAID)
def test_no_twelve_words_in_a_row_are_taken_for_another_language(language: str) -> None:
    words = " ".join(SAID[language]).split()
    told = [written_in(" ".join(words[at : at + 12])) for at in range(len(words) - 12)]
    assert set(told) <= {language, ""}
    assert told.count("") <= len(told) * 0.15


@pytest.mark.parametrize("text", NOT_TOLD)
def test_of_another_language_nothing_is_said(text: str) -> None:
    assert written_in(text) == ""


@pytest.mark.parametrize(
    "text", ["", "Hilfe!", "The printer is broken again.", "Drucker druckt nicht mehr, bitte kommen"]
)
def test_of_fewer_than_ten_words_nothing_is_said(text: str) -> None:
    assert len(text.split()) < FEWEST
    assert written_in(text) == ""


@pytest.mark.parametrize("foot", [ENGLISH_FOOT, GERMAN_FOOT])
@pytest.mark.parametrize("closing", ["", "Best regards\nAnn Lee\n\n", "Mit freundlichen Grüßen\nAnn Lee\n\n"])
@pytest.mark.parametrize("language", SAID)
def test_a_signature_and_a_disclaimer_in_another_language_change_nothing(
    language: str, closing: str, foot: str
) -> None:
    assert written_in(f"{SAID[language][0]}\n\n{closing}{foot}") == language
    assert written_in(f"{SAID[language][0].split(',')[0]}.\n\n{closing}{foot}") in (language, "")


def test_what_somebody_shows_in_another_language_isn_t_theirs() -> None:
    shown = (
        "The application was unable to start correctly. Click OK to close it and contact your administrator."
    )
    assert written_in(f"Guten Tag,\n\nich bekomme diese Meldung:\n\n{shown}\n\nWas soll ich tun?") != "en"


def test_only_languages_that_the_desk_answers_in_are_told() -> None:
    assert written_in(SAID["pl"][0], {"de", "en"}) == ""
    assert set(SAID) == TOLD


@pytest.mark.parametrize(
    "text",
    [
        "a " * 100_000,
        "a" * 200_000,
        "/" * 50_000,
        "a/" * 50_000,
        "\n" * 50_000,
        "a\n\n" * 50_000,
        "a'" * 50_000,
    ],
)
def test_a_hostile_text_costs_little(text: str) -> None:
    began = time.perf_counter()
    written_in(text)
    assert time.perf_counter() - began < 0.5


def sentences() -> Iterator[tuple[str, str]]:
    """What people write to a help desk, as [language] and lines."""
    language = ""
    for line in (Path(__file__).parent / "sentences.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            language = line.strip("[]")
        elif line:
            yield language, line


def bare(text: str) -> str:
    """As typed on a foreign keyboard."""
    apart = unicodedata.normalize("NFD", text.replace("ł", "l").replace("ß", "ss"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@pytest.mark.parametrize("typed", [str, str.upper, str.lower, bare], ids=["plain", "loud", "small", "bare"])
def test_what_people_write_is_never_taken_for_another_language_and_seldom_for_none(
    typed: Callable[[str], str],
) -> None:
    told = [(language, written_in(typed(text)), text) for language, text in sentences()]
    assert [one for one in told if one[1] not in ("", one[0])] == []
    untold = [one for one in told if not one[1] and len(one[2].split()) > FEWEST]
    assert len(untold) <= 0.04 * len(told), untold
