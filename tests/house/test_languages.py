"""What each language lacks, and that what the code says stands in the data."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.language_check import fallbacks
from frontdesk.languages import FILE_NAME, PACKAGED, codes, read, usable
from frontdesk.mailbox.rendering.wording import say_size, wording
from frontdesk.rules.languages import ENGLISH, PLURALS, Sections, rows
from frontdesk.rules.tags.table import TAGS

ROOT = Path(__file__).parents[2]
OTHERS = [code for code in codes() if code != ENGLISH]
# Rows that code asks for by a name that it puts together.
PUT_TOGETHER = (
    "list mine",
    "list open",
    "list waiting",
    "list hold",
    "list unowned",
    "list late",
    "list all",
    "merged for good",
    "split for good",
)


def words(language: str) -> Sections:
    found, troubles = read(PACKAGED / language / FILE_NAME)
    assert troubles == []
    return found


def code_strings() -> set[str]:
    """Every string that stands in the code of the rooms."""
    return {
        node.value
        for room in ("rules", "mailbox/rendering", "frontdesk")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def said_sentences() -> Iterator[tuple[Path, str]]:
    """The literal keys of `say(language, "key", ...)`, with the file that says them."""
    for path in sorted((*(ROOT / "rules").rglob("*.py"), *(ROOT / "frontdesk").rglob("*.py"))):
        if "frontdesk.rules.languages import" not in path.read_text("utf-8"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "say"
                and len(node.args) > 1
                and isinstance(node.args[1], ast.Constant)
                and isinstance(node.args[1].value, str)
            ):
                yield path.relative_to(ROOT), node.args[1].value


def test_german_is_whole_and_what_the_others_lack_stands_on_their_pages() -> None:
    """New words come in English and German; what is still to be translated is listed in tests/golden."""
    lacking = {found.language for found in fallbacks(None)}
    assert "de" not in lacking
    pages = {path.stem: path.read_text("utf-8") for path in (ROOT / "tests" / "golden").glob("*.txt")}
    assert {code for code, page in pages.items() if "=== still English" in page} == lacking


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_s_rows_are_those_of_english_and_ask_for_the_same_values(language: str) -> None:
    _, troubles = usable(PACKAGED / language / FILE_NAME)
    assert [str(trouble) for trouble in troubles] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_row_leaves_out_a_value_that_english_names(language: str) -> None:
    def fields(row: str | list[str]) -> set[str]:
        texts = row if isinstance(row, list) else [row]
        return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}

    english, own = words(ENGLISH), words(language)
    assert {
        f"{section}.{key}"
        for section, known in english.items()
        if section not in ("times", "help")
        for key, row in known.items()
        if key in own[section] and fields(row) != fields(own[section][key])
    } == set()


@pytest.mark.parametrize("language", OTHERS)
def test_every_counted_row_has_all_its_forms(language: str) -> None:
    own = words(language)
    way = PLURALS[own["times"]["plural"]]
    forms = 1 + max(way(number) for number in range(200))
    for name in ("days", "hours", "minutes"):
        assert len(own["times"][name]) == forms
    for section, known in own.items():
        for key, row in known.items():
            if isinstance(row, list) and section not in ("times", "help"):
                assert len(row) == forms, f"{section}.{key}"


@pytest.mark.parametrize("language", [code for code in OTHERS if code != "en"])
def test_words_of_people_stand_in_a_language_s_own_quotes(language: str) -> None:
    """The straight ones are English."""
    for path in sorted((PACKAGED / language).glob("*.md")):
        assert '"{{' not in path.read_text("utf-8"), path


def test_a_file_is_as_large_as_each_language_says_it() -> None:
    sizes = {code: say_size(wording(code), 482_133) for code in codes()}
    assert sizes == {
        **dict.fromkeys(("de", "es", "it", "nl", "pl", "pt"), "482,1 kB"),
        "en": "482.1 kB",
        "fr": "482,1 ko",
    }
    assert say_size(wording("fr"), 61_000_000) == "61 Mo"
    assert say_size(wording("fr"), 12) == "12 o"


def test_every_sentence_that_code_says_stands_in_the_data() -> None:
    known = rows(ENGLISH, "sentences")
    assert [(str(path), key) for path, key in said_sentences() if key not in known] == []


@pytest.mark.parametrize("section", ["sentences", "reasons", "proof", "report"])
def test_every_row_is_said_somewhere(section: str) -> None:
    strings = code_strings()
    asked = {*strings, *PUT_TOGETHER, *(f"note {key}" for key in strings)}
    assert [key for key in words(ENGLISH)[section] if key not in asked] == []


def test_every_tag_has_its_line() -> None:
    assert list(words(ENGLISH)["tags"]) == [spec.name for spec in TAGS]


# Where letters that English lacks, or many small words, stand in code all the same, and why.
OF_A_LANGUAGE = {
    **dict.fromkeys(
        (
            "mailbox/quoting/attributions.py",
            "mailbox/quoting/footers.py",
            "mailbox/quoting/forwards.py",
            "mailbox/quoting/signatures.py",
            "mailbox/quoting/wrapped_attributions.py",
            "mailbox/quoting/written_dates.py",
            "rules/answers/letters.py",
            "rules/customers/acquaintance.py",
            "rules/customers/rating.py",
            "rules/customers/thanks.py",
            "rules/names.py",
            "rules/proof/origin.py",
            "rules/silence/absence_dates.py",
            "rules/subjects.py",
            "rules/tags/days.py",
            "rules/tags/values.py",
            "rules/written_in.py",
        ),
        "patterns of letters, numbers and words together, tuned to each other",
    ),
    **dict.fromkeys(
        (
            "frontdesk/answers/places.py",
            "frontdesk/foresight/topics_file.py",
            "rules/accounts/departments.py",
            "rules/answers/finding.py",
            "rules/foresight/topics.py",
        ),
        "how a letter is written without its mark",
    ),
    **dict.fromkeys(
        (
            "frontdesk/accounts/people_file.py",
            "frontdesk/answers/answer_file.py",
            "rules/clock/timing.py",
        ),
        "words of a setting or of a file's heading, English and German as its page says",
    ),
    "frontdesk/cli/checks/mail_differences.py": "a sample of many scripts",
    **dict.fromkeys(
        (
            "mailbox/formats/html_styles.py",
            "mailbox/parsing/file_names.py",
        ),
        "names of elements and of files' kinds",
    ),
}
_MANY_WORDS = re.compile(r"\W*(?:[a-z']{2,}[\s|,]+){19}[a-z']{2,}")


def literals(path: Path) -> Iterator[str]:
    """The strings in a file, without what it says of itself."""
    tree = ast.parse(path.read_text("utf-8"))
    said = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def is_of_a_language(text: str) -> bool:
    return (
        any(letter.isalpha() and not letter.isascii() for letter in text)
        or _MANY_WORDS.match(text) is not None
    )


def test_the_words_of_a_language_stand_in_its_folder_and_not_in_code() -> None:
    files = (path for room in ("rules", "mailbox", "frontdesk") for path in (ROOT / room).rglob("*.py"))
    found = {str(path.relative_to(ROOT)) for path in files if any(map(is_of_a_language, literals(path)))}
    assert sorted(found - OF_A_LANGUAGE.keys()) == []
    assert sorted(OF_A_LANGUAGE.keys() - found) == [], "needs no excuse any more"


def test_a_table_of_words_in_code_is_seen() -> None:
    assert is_of_a_language("grüße | viele grüße")
    assert is_of_a_language(" ".join(["thanks", "for", "your", "help", "with", "this"] * 4))
    assert not is_of_a_language("12 – 14 … “so”")
