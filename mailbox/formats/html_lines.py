"""The lines that a page of HTML becomes: words into lines, lines under quote marks and list signs, table rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

DEEPEST = 25  # tables, lists and quotes within each other that are drawn as such
_LONGEST_ROW = 400  # characters of a table row drawn in one line
_FILLERS = re.compile("[\u00ad\u034f\u200b\ufeff]")  # with which newsletters pad their hidden first lines


@dataclass(slots=True)
class Column:
    """Lines being written: the page, or one cell of a table."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    space: bool = False  # white space waits for the next word
    touched: bool = False  # the line holds something unseen that gives it height (&nbsp;)
    blank: bool = False  # an empty line is due before the next text
    quotes: list[int] = field(default_factory=list)  # 1 for each open quote, 0 for a mere indentation
    lists: list[tuple[str, int]] = field(default_factory=list)  # ("ul" or "ol", number of items so far)
    marker: str = ""

    def words(self, text: str) -> None:
        """Text in which white space only separates."""
        if not text.isascii():
            text = _FILLERS.sub("", text)
        words = text.split()
        if not words:
            self.touched = self.touched or "\xa0" in text
            self.space = self.space or bool(text)
            return
        if self.line and (self.space or text[0].isspace()):
            self.line.append(" ")
        self.line.append(" ".join(words))
        self.space = text[-1].isspace()

    def verbatim(self, text: str) -> None:
        """Text of <pre>."""
        first, *others = text.replace("\r\n", "\n").split("\n")
        if self.space and self.line and first:
            self.line.append(" ")
        self.space = False
        self.line.append(first)
        for line in others:
            self.end_line(always=True)
            self.line.append(line)

    def end_line(self, always: bool = False) -> None:
        """Ends the line; `always`: also when nothing stands in it, as <br> does."""
        text = "".join(self.line).rstrip()
        if text:
            if self.blank and self.lines:
                self._put("", "")
            self.blank = False
            self._put(self._indent() + text, text)
        elif always or self.touched:
            self._put("", "")
            self.blank = False
        self.line, self.space, self.touched = [], False, False

    def paragraph(self) -> None:
        self.end_line()
        self.blank = not self.marker

    def add(self, lines: list[str]) -> None:
        """Lines written elsewhere (a table's) as lines of this column."""
        self.end_line()
        for line in lines:
            if line and self.blank and self.lines:
                self._put("", "")
            self.blank = self.blank and not line
            self._put(self._indent() + line if line else "", line)

    def finished(self) -> list[str]:
        self.end_line()
        return self.lines

    def _put(self, line: str, text: str) -> None:
        if (
            not text
            and len(self.lines) > 1
            and not self.lines[-1].strip("> ")
            and not self.lines[-2].strip("> ")
        ):
            return  # two empty lines say all that ten could
        quote = "> " * min(sum(self.quotes[:DEEPEST]), DEEPEST)
        self.lines.append((quote + line).rstrip() if text else quote.rstrip())

    def _indent(self) -> str:
        if not self.lists:
            return ""
        indent = "  " * (min(len(self.lists), DEEPEST) - 1)
        marker, self.marker = self.marker or "  ", ""
        return indent + marker


@dataclass(slots=True)
class Table:
    """The cells of an open table, row by row."""

    rows: list[list[list[str]]] = field(default_factory=list)  # rows of cells of lines
    in_cell: bool = False

    def lines(self) -> list[str]:
        """Rows of short cells stand in one line; a table that only lays out a page is its cells in turn."""
        used = {at for row in self.rows for at, cell in enumerate(row) if any(cell)}
        lines: list[str] = []
        for row in self.rows:
            cells = [stripped(cell) for at, cell in enumerate(row) if at in used]
            full = [cell for cell in cells if cell]
            flat = _in_one_line([cell[0] if cell else "" for cell in cells])
            if len(full) > 1 and all(len(cell) == 1 for cell in full) and len(flat) <= _LONGEST_ROW:
                lines.append(flat.rstrip())
            else:
                for cell in full:
                    lines.extend(cell)
        return lines


def _in_one_line(cells: list[str]) -> str:
    """The cells parted by bars; a label with its colon and the one value beside it are a line of text."""
    parted = " " if len(cells) == 2 and cells[0][-1:] in (":", "：") else " | "
    return parted.join(cells)


def stripped(lines: list[str]) -> list[str]:
    """The lines without the empty ones before and after them."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]
