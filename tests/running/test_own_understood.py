"""What the desk understands, in a language of the admin's own: in each process, and told where it's wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from frontdesk.language_check import fallbacks, words_troubles
from frontdesk.languages import PACKAGED, codes
from frontdesk.mailbox.limits import LIMITS
from frontdesk.mailbox.quoting.written_dates import read_written_date
from frontdesk.mailbox.worker.reader import Reader
from frontdesk.rules.model import Message
from frontdesk.rules.silence.absence import is_absence
from frontdesk.rules.subjects import base_subject, is_reply_subject
from frontdesk.understood import FILE_NAME, learn

# Esperanto, which the desk doesn't come with.
ESPERANTO = '''
[times]
months = """januaro | februaro | marto | aprilo | majo | junio | julio | aŭgusto | septembro | oktobro | novembro, nov |
  decembro"""
[subjects]
answers = ["Respondo", "rsp"]
[absence]
automatic_subjects = "aŭtomata respondo"
statements = "mi estas … for de la oficejo | mi ferias"
[headers]
sender = "sendinto"
date = "dato"
to = "ricevonto"
subject = "temo"
'''
MAIL = """\
From: Karlo <karlo@example.com>
To: it@example.org
Subject: Presilo
Message-ID: <1@example.com>
Content-Type: text/plain; charset=utf-8

Ĝi funkcias.

Sendinto: Anna Lee <anna@example.org>
Dato: 12 aŭgusto 2026 10:15
Ricevonto: Karlo <karlo@example.com>
Temo: Presilo

Ĉu ĝi nun funkcias?
"""


@dataclass
class Own:
    """The admin's TEMPLATES_FOLDER."""

    folder: Path

    def writes(self, rows: str, language: str = "eo") -> None:
        (self.folder / language).mkdir(exist_ok=True)
        (self.folder / language / FILE_NAME).write_text(rows, "utf-8")
        learn(self.folder)

    def troubles(self) -> list[str]:
        return [str(one).removeprefix(f"{self.folder}/") for one in words_troubles(self.folder)]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Own]:
    yield Own(tmp_path)
    learn(None)


def is_away(subject: str, text: str) -> bool:
    return is_absence(subject, text, is_answer=True)


def test_its_words_count_as_those_of_any_language(own: Own) -> None:
    away = ("Aŭtomata respondo: [IT #1] Presilo", "Mi estas ĝis lundo for de la oficejo.")
    assert not is_away(*away)
    assert not is_reply_subject("Rsp: Presilo")
    own.writes(ESPERANTO)
    assert is_away(*away)
    assert (is_reply_subject("Rsp: Presilo"), base_subject("RESPONDO[2]: Rsp: Presilo")) == (True, "Presilo")
    assert read_written_date("12 aŭgusto 2026 10:15 +0200") is not None


def test_what_comes_with_the_desk_goes_on_counting_beside_it(own: Own) -> None:
    own.writes('[absence]\nstatements = "bin im sabbatical"\n', "de")
    assert is_away("Automatische Antwort: x", "Ich bin bis Montag nicht im Büro.")
    assert is_away("Automatische Antwort: x", "Bin im Sabbatical.")
    assert is_away("Automaattinen vastaus: x", "Olen lomalla.")


def test_the_reading_process_knows_it_too(own: Own) -> None:
    def new_text() -> str:
        with Reader(LIMITS) as reader:
            message = reader.read(MAIL.encode())
        assert isinstance(message, Message)
        return message.new_text.strip()

    before = new_text()
    own.writes(ESPERANTO)
    assert (before == "Ĝi funkcias.", new_text()) == (False, "Ĝi funkcias.")


@pytest.mark.parametrize(
    "rows, told",
    [
        (
            '[absence]\nstatement = "mi ferias"',
            "[absence] statement: the desk looks for nothing by this name",
        ),
        ('[nothing]\nat = "all"', "[nothing] at: the desk looks for nothing by this name"),
        ("[absence]\nstatements = 7", '[absence] statements: is to be a text with "|"'),
        ('[absence]\nstatements = ["a", 7]', '[absence] statements: is to be a text with "|"'),
        ('[absence]\nstatements = "a || b"', "[absence] statements: an empty phrase"),
        ('[absence]\nstatements = ""', "[absence] statements: an empty phrase"),
        ('[times]\nmonths = "januaro | februaro"', "[times] months: is to have 12 names"),
        ('[absence]\nstatements = "' + "a" * 20_001 + '"', '[absence] statements: is to be a text with "|"'),
        ("statements = 7", "statements: stands in no [section]"),
        ("[absence", "line 1"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_and_the_others_count(own: Own, rows: str, told: str) -> None:
    own.writes(rows)
    (found,) = own.troubles()
    assert found.startswith(f"eo/{FILE_NAME}")
    assert told in found
    assert is_away("Automaattinen vastaus: x", "Olen lomalla.")


def test_what_a_language_of_the_admins_is_read_without_is_told(own: Own) -> None:
    own.writes(ESPERANTO)
    (own.folder / "eo" / "notice.md").write_text("Subject: {{ title }}\n\n{{ title }}\n", "utf-8")
    (told,) = [found for found in fallbacks(own.folder) if found.language == "eo"]
    assert "thanks.thanks" in told.not_understood
    assert "absence.statements" not in told.not_understood
    assert f"; it is read without {len(told.not_understood)} rows (" in str(told)


def test_each_language_that_is_spoken_is_understood() -> None:
    assert [code for code in codes() if not (PACKAGED / code / FILE_NAME).is_file()] == []
