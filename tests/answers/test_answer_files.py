"""The files of prepared answers as people edit them in a hurry: read, or told with file, line and what to do."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest
from answers_world import VPN, with_files, write_answer
from technicians_world import ANN, CARL_AT, MIA, asked, does, told

from frontdesk.answers.library import Answers
from frontdesk.mailbox.rendering.good_versions import GoodVersions

GOOD = "# Title\n\nHello {{ customer }}, für Sie.\n"


def read(folder: Path, good: GoodVersions | None = None) -> Answers:
    answers = Answers(folder, zone=UTC, style=lambda: "p { margin: 0 }", good=good)
    answers.library()
    return answers


def said(answers: Answers, name: str = "hi", language: str = "en") -> str:
    values = {"customer": "Carl", "number": 1, "subject": "S", "technician": "Ann", "desk_name": "IT"}
    return answers.say(answers.library(now=True).answers[name][language], values).text


@pytest.mark.parametrize(
    "raw",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.encode("utf-16"),
        GOOD.encode("cp1252"),
        b"\n\n" + GOOD.encode(),
        GOOD.replace("# Title\n", "#   Title  \nWords: a\n").encode(),
    ],
    ids=["UTF-8", "byte order mark", "Windows", "old Mac", "UTF-16", "Latin", "empty lines first", "blanks"],
)
def test_whatever_an_editor_saves_is_read(tmp_path: Path, raw: bytes) -> None:
    write_answer(tmp_path, "en/hi", raw)
    answers = read(tmp_path)
    assert answers.problems == ()
    assert said(answers) == "Hello Carl, für Sie."


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (b"Hello {{ customer }}\n", 1, "doesn't begin with a title"),
        (b"---\ntitle: Hi\n---\nHello\n", 1, "doesn't begin with a title"),
        (b"", 1, "doesn't begin with a title"),
        (b"# Title\nHello\n", 2, "right below the head"),
        (b"# Title\nWrods: vpn\n\nHello\n", 2, "is it meant to be 'Words:'?"),
        (b"# Title\n\n\n", 4, "no text below"),
        (b"# Title\n\nHello\n\n{{ custmer }}\n", 5, "did you mean {{ customer }}?"),
        (b"# Title\n\nHello {{ customer\n", 3, ""),
        (b"# Title\n\n{% for a in customer %}{{ customer() }}{% endfor %}\n", 3, "called"),
        (b"# Title\n\n{% set a = 1 %}\n", 3, "isn't possible here"),
        (b"# Title\n\n{% if customer %}\nx\n", 3, ""),
        (b"# Title\nAttach: guide.pdf\n\nSee\n", 2, "there is no file guide.pdf"),
        (b"# Title\nAttach: ../../secret\n\nSee\n", 2, "no file's name"),
        (b"# Title\nAttach: link.pdf\n\nSee\n", 2, "leads out of the folder"),
        (b"# T\xc3\xa4\x00\n\nx\n", 0, "no text"),
        ("# Title\n\nHello\n".encode("utf-16-le"), 0, "no text"),
        (b"# Title\n\n" + b"x" * 20_000, 0, "larger than 20 kB"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_with_its_line(tmp_path: Path, text: bytes, line: int, what: str) -> None:
    path = write_answer(tmp_path, "en/hi", text)
    (tmp_path / "en/link.pdf").symlink_to("/etc/hostname")
    answers = read(tmp_path)
    (problem,) = answers.problems
    assert (problem.path, problem.line) == (path, line)
    assert what in f"{problem.what}; {problem.remedy}"
    assert problem.remedy
    assert answers.library().answers == {}


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (["hi.md"], "no language's folder"),
        (["en/VPN Reset.md"], "vpn-reset.md"),
        (["en/vpn_reset.md"], "vpn-reset.md"),
        (["en/Öffnen.md"], "oeffnen.md"),
        (["en/hi.MD"], "hi.md"),
        (["en/x.md"], "2 to 40"),
        (["en/network/hi.md"], "no answer is read from here"),
        (["english/hi.md"], "no language's folder"),
    ],
)
def test_a_name_or_place_that_nothing_is_read_from(tmp_path: Path, names: list[str], what: str) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    (problem,) = read(tmp_path).problems
    assert what in f"{problem.what}; {problem.remedy}"


def test_two_files_of_one_name(tmp_path: Path) -> None:
    write_answer(tmp_path, "en/hi", GOOD)
    write_answer(tmp_path, "en/HI", "# Other\n\nOther.\n")
    answers = read(tmp_path)
    assert "one answer's name" in str(answers.problems[0])
    assert said(answers) == "Hello Carl, für Sie."


def test_what_editors_leave_beside_is_passed_over(tmp_path: Path) -> None:
    write_answer(tmp_path, "en/hi", GOOD)
    for name in (
        "README.md",
        "en/.hi.md.swp",
        "en/hi.md~",
        "en/README.md",
        ".git",
        "en/guide.pdf",
        "notes.txt",
    ):
        (tmp_path / name).write_text("nothing")
    assert read(tmp_path).problems == ()


def test_a_broken_edit_leaves_what_worked_also_after_a_restart(tmp_path: Path) -> None:
    write_answer(tmp_path, "en/hi", GOOD)
    good = GoodVersions()
    answers = read(tmp_path, good)
    write_answer(tmp_path, "en/hi", "# Title\n\nHello {{ nobody }}\n")
    assert said(answers) == "Hello Carl, für Sie."
    assert len(answers.problems) == 1
    again = read(tmp_path, GoodVersions(good.changes()))
    assert said(again) == "Hello Carl, für Sie."
    write_answer(tmp_path, "en/hi", "# Title\n\nNow {{ customer }}.\n")
    assert said(again) == "Now Carl."
    assert again.problems == ()


def test_a_file_that_is_gone_is_no_answer_any_more(tmp_path: Path) -> None:
    path = write_answer(tmp_path, "en/hi", GOOD)
    answers = read(tmp_path)
    path.unlink()
    assert answers.library(now=True).answers == {}


def test_a_folder_that_is_gone_takes_no_answer_along(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    write_answer(folder, "en/hi", GOOD)
    good = GoodVersions()
    answers = read(folder, good)
    folder.rename(tmp_path / "away")
    assert said(answers) == "Hello Carl, für Sie."
    assert "can't be read" in str(answers.problems[0])
    assert said(read(folder, GoodVersions(good.changes()))) == "Hello Carl, für Sie."


def test_managers_hear_once_of_a_broken_file(tmp_path: Path) -> None:
    from frontdesk.jobs.tell_managers import tell_of_answers

    with with_files(tmp_path, {"en/vpn-reset": VPN}) as world:
        assert not tell_of_answers(world.desk)
        asked(world)
        write_answer(tmp_path / "answers", "en/vpn-reset", "# VPN\n\n{{ custmer }}\n")
        world.desk.answers.library(now=True)
        assert tell_of_answers(world.desk)
        assert not tell_of_answers(world.desk)
        world.work()
        notice = told(world, MIA, "notice")
        assert "vpn-reset.md, line 3" in notice
        assert "{{ customer }}" in notice
        does(world, ANN, "[answer=vpn-reset]")
        assert "Close the program" in world.last(CARL_AT, "reply").text


def test_three_hundred_answers_are_read_quickly(tmp_path: Path) -> None:
    import time

    for number in range(300):
        write_answer(tmp_path, f"en/answer-{number}", VPN.replace("VPN", f"Thing {number}"))
    good = GoodVersions()
    assert len(read(tmp_path, good).library().answers) == 300
    again = Answers(tmp_path, zone=UTC, style=str, good=GoodVersions(good.changes()))
    before = time.process_time()
    again.library()
    assert time.process_time() - before < 1  # what is known to work isn't tried again
    before = time.process_time()
    again.library(now=True)
    assert time.process_time() - before < 0.2
