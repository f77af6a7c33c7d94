"""One file of a prepared answer: its title, what it is found by, and its Markdown; or what is wrong, line by line.

# VPN: reset the profile
Words: vpn, tunnel
Attach: guide.pdf

Hello {{ customer }}, ...
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from frontdesk.accounts.problem import FileProblem, decoded
from frontdesk.rules.answers.answer import Answer

SIZE_AT_MOST = 20_000  # octets of a file
FILE_AT_MOST = 5_000_000  # octets of a file that goes along
_TITLE_AT_MOST, _WORDS_AT_MOST, _FILES_AT_MOST = 150, 50, 5
_TITLE = re.compile(r"#\s+(\S.*)")
_FIELD = re.compile(r"([^\W\d_]{2,20})\s*:\s*(.*)")
_PLAIN_NAME = re.compile(r"[^/\\\x00-\x1f]{1,100}")
# What a line of the head is called, in every language that people here write.
_FIELDS: Mapping[str, str] = {
    "words": "words", "word": "words", "wörter": "words", "woerter": "words",
    "labels": "labels", "label": "labels", "stichworte": "labels", "stichwörter": "labels",
    "attach": "attach", "attachment": "attach", "attachments": "attach", "anhang": "attach", "anhänge": "attach",
}  # fmt: skip
_EXAMPLE = "begin it with a title and an empty line: '# VPN: reset the profile'"


class Head(NamedTuple):
    """What stands above the text, and the number of the text's first line."""

    title: str
    words: tuple[str, ...]
    labels: tuple[str, ...]
    attach: tuple[tuple[str, int], ...]  # with the line that names it
    body: str
    first_line: int


class Unreadable(ValueError):
    """What is wrong with a file."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def text_of(raw: bytes, path: Path) -> str:
    """The file's text, whatever an editor saved it as. Raises Unreadable."""
    if len(raw) > SIZE_AT_MOST:
        size = f"it is larger than {SIZE_AT_MOST // 1000} kB"
        raise Unreadable(FileProblem(path, 0, size, "make two answers of it, or attach a file"))
    text, problems = decoded(raw, path)
    if problems:
        raise Unreadable(problems[0])
    return text


def read_head(text: str, path: Path) -> Head:
    """The parts of an answer's text. Raises Unreadable for what isn't written as an answer is."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    found = _TITLE.fullmatch(lines[first].strip())
    if found is None:
        raise Unreadable(FileProblem(path, first + 1, "it doesn't begin with a title", _EXAMPLE))
    fields: dict[str, tuple[str, ...]] = {}
    at: dict[str, int] = {}
    number = first + 1
    for number in range(first + 1, len(lines)):
        line = lines[number].strip()
        if not line:
            break
        name, values = _field(line, path, number + 1)
        fields[name] = (*fields.get(name, ()), *values)
        at |= dict.fromkeys(values, number + 1)
    body = "\n".join(lines[number + 1 :])
    if not body.strip():
        raise Unreadable(FileProblem(path, len(lines), "there is no text below its head", "write the answer"))
    attach = tuple((name, at[name]) for name in fields.get("attach", ())[:_FILES_AT_MOST])
    return Head(
        found[1].strip()[:_TITLE_AT_MOST],
        fields.get("words", ())[:_WORDS_AT_MOST],
        fields.get("labels", ())[:_WORDS_AT_MOST],
        attach,
        body.rstrip() + "\n",
        number + 2,
    )


def _field(line: str, path: Path, number: int) -> tuple[str, tuple[str, ...]]:
    found = _FIELD.fullmatch(line)
    if found is None:
        raise Unreadable(
            FileProblem(path, number, "the text begins right below the head", "put an empty line before it")
        )
    name = _FIELDS.get(found[1].lower())
    if name is None:
        near = get_close_matches(found[1].lower(), _FIELDS, n=1)
        hint = (
            f"is it meant to be '{near[0].capitalize()}:'?"
            if near
            else "there are Words:, Labels: and Attach:; text begins below an empty line"
        )
        raise Unreadable(FileProblem(path, number, f"'{found[1]}:' is nothing that an answer has", hint))
    return name, tuple(part for part in (part.strip() for part in found[2].split(",")) if part)


def attached(head: Head, folder: Path, path: Path) -> tuple[str, ...]:
    """The names of the files that go along; raises Unreadable for one that can't."""
    for name, line in head.attach:
        if problem := wrong_with(folder, name):
            raise Unreadable(FileProblem(path, line, *problem))
    return tuple(name for name, _ in head.attach)


def wrong_with(folder: Path, name: str) -> tuple[str, str] | None:
    """Why a file can't go along, and what to do; None when it can."""
    if not _PLAIN_NAME.fullmatch(name) or name.startswith("."):
        return f"{name!r} is no file's name", f"put the file into {folder} and write its name alone"
    file = folder / name
    try:
        if file.resolve().parent != folder.resolve():
            return f"{name} leads out of the folder", f"put the file itself into {folder}"
        size = file.stat().st_size if file.is_file() else -1
        if size >= 0:
            with file.open("rb"):
                pass
    except OSError as error:
        return f"{name} can't be read ({error.strerror})", f"put a file that frontdesk may read into {folder}"
    if size < 0:
        return f"there is no file {name}", f"put it into {folder}, or take the line out"
    if size > FILE_AT_MOST:
        return f"{name} is larger than {FILE_AT_MOST // 1_000_000} MB", "put a link into the text instead"
    return None


def answer_of(head: Head, name: str, language: str, attach: tuple[str, ...], *, kept: bool = False) -> Answer:
    told = "\0".join((head.title, *head.words, *head.labels, *attach, head.body))
    return Answer(
        name,
        language,
        head.title,
        head.body,
        head.words,
        head.labels,
        attach,
        hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16],
        kept,
    )


def as_file(answer: Answer) -> str:
    """The text of a file that says what the answer says."""
    fields = (("Words", answer.words), ("Labels", answer.labels), ("Attach", answer.attach))
    head = [f"# {answer.title}", *(f"{name}: {', '.join(values)}" for name, values in fields if values)]
    return "\n".join((*head, "", answer.body.strip("\n"), ""))
