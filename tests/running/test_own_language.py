"""A language of the admin's own in TEMPLATES_FOLDER: spoken at once, row by row, and its slips are told."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from desk_world import desk_world

from frontdesk import languages
from frontdesk.jobs.tell_managers import tell_of_words
from frontdesk.language_check import fallbacks, words_troubles
from frontdesk.languages import WordsBroken, speak
from frontdesk.mailbox.rendering.wording import say_duration, say_time, wording
from frontdesk.rules.languages import say, say_day

SWEDISH = """
[times]
months = ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
          "november", "december"]
days = ["dag", "dagar"]
[sentences]
"no such request" = "Det finns inget ärende #{number}."
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv" / "notice.md").write_text("Subject: {{ title }}\n\n{{ title }}\n", "utf-8")
    yield tmp_path
    speak(None)


def written(own: Path, words: str) -> None:
    (own / "sv" / "words.toml").write_text(words, "utf-8")
    speak(own)


def test_what_it_says_is_said_and_what_it_lacks_is_english(own: Path) -> None:
    written(own, SWEDISH)
    assert say("sv", "no such request", number=7) == "Det finns inget ärende #7."
    assert say("sv", "itself", number=7) == "#7 is this very request."
    assert say_day("sv", date(2026, 5, 12)) == "12 maj 2026"
    assert say_time(wording("sv"), "date", date(2026, 5, 12), UTC) == "12 maj 2026"
    assert say_duration(wording("sv"), timedelta(days=2)) == "2 dagar"


def test_a_row_of_the_admin_s_goes_before_ours(own: Path) -> None:
    (own / "de").mkdir()
    (own / "de" / "words.toml").write_text('[words]\nurgent = "brennt"\n', "utf-8")
    speak(own)
    assert wording("de").words["urgent"] == "brennt"
    assert wording("de").words["high"] == "hoch"


def test_what_falls_back_is_told(own: Path) -> None:
    written(own, SWEDISH)
    (told,) = [str(found) for found in fallbacks(own) if found.language == "sv"]
    assert told.startswith("sv falls back to English for ")
    assert "mails (" in told
    assert "rows of words (times.plural" in told


@pytest.mark.parametrize(
    "words, told",
    [
        ('[sentences]\nitself = "#{nummer} är det här"', "[sentences] itself: {nummer} isn't known here"),
        ('[sentences]\nitself = "#{number.__class__}"', "{number.__class__} isn't known here"),
        ('[sentences]\nitself = "#{number!r}"', "{number!} isn't known here"),
        ('[sentences]\nitself = "#{number:{number}}"', "{number:{number}} isn't known here"),
        ('[sentences]\nitself = "#{number"', "a brace that doesn't close"),
        ("[sentences]\nitself = 5", "is to be a text"),
        ('[sentences]\n"this self" = "x"', "the desk says nothing by this name"),
        ('[sentance]\nitself = "x"', "[sentance] is no section"),
        ('[times]\nmonths = ["jan", "feb"]', "[times] months: is to be a list of 12 texts"),
        ('[times]\nsizes = ["B", "kB"]', "[times] sizes: is to be a list of 4 texts"),
        ('[times]\nplural = "two"', "[times] plural: is one of: one;"),
        ('itself = "x"', "stands in no [section]"),
        ('[sentences\nitself = "x"', "words.toml, line 1: "),
    ],
)
def test_a_slip_is_told_and_english_stands_in(own: Path, words: str, told: str) -> None:
    written(own, words)
    (trouble,) = map(str, words_troubles(own))
    assert told in trouble
    assert say("sv", "itself", number=7) == "#7 is this very request."


@pytest.mark.parametrize(
    "words, told",
    [
        (
            '[sentences]\nitself = "a"\nsplit = "b"\nitself = "c"\n',
            "line 4: itself stands here twice, first",
        ),
        (
            '[sentences]\n"no such request" = "a"\n"no such request"="c"\n',
            'line 3: "no such request" stands here twice',
        ),
        (
            '[times]\ndays = ["a", "b"]\n\ndays = [\n  "c",\n  "d",\n]\n',
            "line 4: days stands here twice, first",
        ),
        (
            '[times]\nfirst_day = "1"\n[sentences]\nitself = "a"\n[times]\nmonths = []\n',
            "line 5: [times] stands",
        ),
        ('[sentences]\nitself = "a\n', "line 2: "),
        ("[sentences]\nitself = a\n", "line 2: "),
    ],
)
def test_what_keeps_a_file_from_being_read_is_told_with_its_line(own: Path, words: str, told: str) -> None:
    written(own, words)
    (trouble,) = words_troubles(own)
    assert str(trouble).startswith(f"{own / 'sv' / 'words.toml'}, {told}")
    assert "(at line" not in str(trouble)


def test_a_file_of_ours_that_cannot_be_read_is_no_silent_english(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "words.toml").write_text('[words]\nhigh = "hoch"\nhigh = "sehr hoch"\n', "utf-8")
    monkeypatch.setattr(languages, "PACKAGED", tmp_path)
    speak(None)
    with pytest.raises(WordsBroken, match=r"words\.toml, line 3: high stands here twice"):
        say("de", "itself", number=7)


def test_a_moment_may_have_its_own_form(own: Path) -> None:
    written(own, '[sentences]\n"account since" = "Sedan {since:%d/%m %Y}"\n')
    assert list(words_troubles(own)) == []


def test_a_stranger_s_language_names_no_file(own: Path) -> None:
    (own / "sv" / "words.toml").write_text(SWEDISH, "utf-8")
    speak(own)
    assert say("../sv", "itself", number=7) == "#7 is this very request."


def test_managers_hear_of_words_that_cannot_be_said_once_for_each_state(own: Path, tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", TEMPLATES_FOLDER=str(own)) as world:
        written(own, '[sentences]\nitself = "a"\nitself = "b"\n')
        assert tell_of_words(world.desk)
        assert not tell_of_words(world.desk)
        world.work()
        (letter,) = world.inbox("mia@example.org")
        assert "Some words of the desk can't be used" in letter.subject
        assert f"{own / 'sv' / 'words.toml'}, line 3: itself stands here twice" in letter.text
        written(own, '[sentences]\nitself = "a"\n')
        assert not tell_of_words(world.desk)
