"""Takes the Jinja out of a template and puts it back: Markdown and CSS see only plain words in its place.

What Jinja prints is then never seen by Markdown, so no value can form markup, and Markdown needs to run
only once for a template and not once for a mail.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from jinja2 import Environment, TemplateSyntaxError

_DASHES = str.maketrans({"-": " ", "+": " "})
_CONTROL = re.compile(r"\{[{%#][-+]|[-+](?:\}\}|%\}|#\})")
_OPENING = {"variable_begin": "p", "block_begin": "s"}
_WORD = re.compile(r"\w*")
_DELIMITER = re.compile(r"\{[{%#]")


@dataclass(frozen=True, slots=True)
class Hole:
    """A piece of Jinja: its inside without the braces, and the line of the template where it begins."""

    inside: str
    line: int

    @property
    def keyword(self) -> str:
        """A statement's first word: if, for, else ..."""
        return _WORD.match(self.inside)[0]  # type: ignore[index]  # it always matches, at worst nothing


@dataclass(slots=True)
class Holes:
    """The pieces that were taken out, and the words that stand for them: `<mark>p<number>z` for what is
    printed, `<mark>s<number>z` for a statement. The mark occurs nowhere else in the template."""

    mark: str
    pieces: list[Hole] = field(default_factory=list)

    @classmethod
    def for_source(cls, source: str) -> Holes:
        """No holes yet, with a mark that `source` doesn't hold."""
        mark = "zq"
        while mark in source:
            mark += "q"
        return cls(mark)

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(rf"{self.mark}([ps])(\d+)z")

    @property
    def statement(self) -> re.Pattern[str]:
        return re.compile(rf"{self.mark}s(\d+)z")

    @property
    def alone(self) -> re.Pattern[str]:
        """A printed value that is all of an HTML paragraph; the paragraph's beginning, and its number."""
        return re.compile(rf"(<p[^>]*>){self.mark}p(\d+)z</p>")

    def add(self, letter: str, inside: str, line: int) -> str:
        self.pieces.append(Hole(inside, line))
        return f"{self.mark}{letter}{len(self.pieces) - 1}z"

    def fill(self, marked: str, printed: Callable[[int, str], str]) -> str:
        """Jinja again: `printed(number, expression)` says how an expression is to be printed."""
        parts = self.pattern.split(marked)
        filled = [_literal(parts[0])]
        for letter, number, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            inside = self.pieces[int(number)].inside
            filled.append(
                f"{{% {inside} %}}" if letter == "s" else f"{{{{ {printed(int(number), inside)} }}}}"
            )
            filled.append(_literal(after))
        return "".join(filled)


def without_dashes(source: str) -> str:
    """The template without Jinja's whitespace control: here the lines themselves decide about space."""
    return _CONTROL.sub(lambda found: found[0].translate(_DASHES), source)


def take_out(source: str, environment: Environment, holes: Holes, first_line: int = 1) -> str:
    """`source` with words in place of its Jinja, which `holes` keeps; comments vanish, with their line if
    they had it to themselves. `first_line`: the number of its first line in the file.

    Raises jinja2.TemplateSyntaxError for what Jinja can't read.
    """
    out: list[str] = []
    inside: list[str] = []
    letter, line = "", 0
    for number, kind, value in environment.lex(source):
        if kind in _OPENING:
            letter, line, inside = _OPENING[kind], number + first_line - 1, []
        elif kind in ("variable_end", "block_end"):
            out.append(holes.add(letter, " ".join("".join(inside).split("\n")).strip(), line))
            letter = ""
        elif letter:
            inside.append(value)
        elif kind == "comment_begin":
            out.append("\0")
        elif kind == "data":
            out.append(value)
    if letter:
        raise TemplateSyntaxError("a {{ or {% without its end", line)
    return _without_comments("".join(out))


def _without_comments(text: str) -> str:
    if "\0" not in text:
        return text
    lines = (line for line in text.split("\n") if line.strip(" \t\0") or "\0" not in line)
    return "\n".join(lines).replace("\0", "")


def _literal(text: str) -> str:
    """Plain text that Jinja won't take for its own."""
    return _DELIMITER.sub(lambda found: "{{ '" + found[0] + "' }}", text)
