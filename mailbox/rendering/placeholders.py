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
_SIGNS = "⁂※‡†•§¶"
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
class Placeholders:
    """The pieces that were taken out, and the words that stand for them.

    What is printed is a word of letters, `<mark>p<number>z`, as the value most often will be. A statement is
    `<sign><mark>s<number>z<sign>`, which is punctuation to Markdown, so that bold words may end beside it.
    Mark and sign occur nowhere else in the template.
    """

    mark: str
    sign: str
    pieces: list[Hole] = field(default_factory=list)

    @classmethod
    def for_source(cls, source: str) -> Placeholders:
        """No placeholders yet, with a mark and a sign that `source` doesn't hold."""
        mark = "zq"
        while mark in source:
            mark += "q"
        return cls(mark, next(sign for sign in _SIGNS if sign not in source))

    @property
    def value(self) -> re.Pattern[str]:
        return re.compile(rf"{self.mark}p(\d+)z")

    @property
    def statement(self) -> re.Pattern[str]:
        return re.compile(rf"{self.sign}{self.mark}s(\d+)z{self.sign}")

    @property
    def alone(self) -> re.Pattern[str]:
        """A printed value that is all of an HTML paragraph; the paragraph's beginning, and its number."""
        return re.compile(rf"(<p[^>]*>){self.mark}p(\d+)z</p>")

    def printed(self, inside: str, line: int) -> str:
        """Takes in what is printed, and gives the word for it."""
        self.pieces.append(Hole(inside, line))
        return f"{self.mark}p{len(self.pieces) - 1}z"

    def said(self, inside: str, line: int) -> str:
        """Takes in a statement, and gives the word for it."""
        self.pieces.append(Hole(inside, line))
        return self.statement_word(len(self.pieces) - 1)

    def statement_word(self, number: int) -> str:
        return f"{self.sign}{self.mark}s{number}z{self.sign}"

    def fill(self, marked: str, printed: Callable[[int, str], str]) -> str:
        """Jinja again: `printed(number, expression)` says how an expression is to be printed.

        Raises jinja2.TemplateSyntaxError for a statement that something has made unreadable.
        """
        filled: list[str] = []
        end = 0
        for found in re.finditer(f"{self.value.pattern}|{self.statement.pattern}", marked):
            filled.append(self._plain(marked[end : found.start()]))
            number, end = int(found[1] or found[2]), found.end()
            inside = self.pieces[number].inside
            filled.append(f"{{{{ {printed(number, inside)} }}}}" if found[1] else f"{{% {inside} %}}")
        return "".join([*filled, self._plain(marked[end:])])

    def _plain(self, text: str) -> str:
        """Text between the pieces, so that Jinja won't take it for its own."""
        if self.mark in text:
            raise TemplateSyntaxError("if and for can't stand inside a link's target", 0)
        return _DELIMITER.sub(lambda found: "{{ '" + found[0] + "' }}", text)


def without_dashes(source: str) -> str:
    """The template without Jinja's whitespace control: here the lines themselves decide about space."""
    return _CONTROL.sub(lambda found: found[0].translate(_DASHES), source)


def take_out(source: str, environment: Environment, placeholders: Placeholders, first_line: int = 1) -> str:
    """`source` with words in place of its Jinja, which `placeholders` keeps; comments vanish, with their line if
    they had it to themselves. `first_line`: the number of its first line in the file.

    Raises jinja2.TemplateSyntaxError for what Jinja can't read.
    """
    out: list[str] = []
    inside: list[str] = []
    take = {"variable_begin": placeholders.printed, "block_begin": placeholders.said}
    taking, line = None, 0
    for number, kind, value in environment.lex(source):
        if kind in take:
            taking, line, inside = take[kind], number + first_line - 1, []
        elif taking and kind in ("variable_end", "block_end"):
            out.append(taking(" ".join("".join(inside).split("\n")).strip(), line))
            taking = None
        elif taking:
            inside.append(value)
        elif kind == "comment_begin":
            out.append("\0")
        elif kind == "data":
            out.append(value)
    if taking:
        raise TemplateSyntaxError("a {{ or {% without its end", line)
    return _without_comments("".join(out))


def _without_comments(text: str) -> str:
    if "\0" not in text:
        return text
    lines = (line for line in text.split("\n") if line.strip(" \t\0") or "\0" not in line)
    return "\n".join(lines).replace("\0", "")
