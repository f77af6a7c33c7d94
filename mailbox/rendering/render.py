"""A template and its values become a mail's subject, text and HTML. Three compiled renders, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import NamedTuple

from jinja2 import Template as JinjaTemplate
from jinja2.runtime import Context

from frontdesk.mailbox.rendering.filters import LINE, SUBJECT_AT_MOST, cut
from frontdesk.mailbox.rendering.markdown_text import CELL, END, RIGHT, ROW, UNDER
from frontdesk.mailbox.rendering.template_file import Template

_GAP = re.compile(r"\n(?:[ \t]*\n){2,}")
_HEADING = re.compile(rf"^(.*)\n{UNDER}$", re.MULTILINE)
_COLUMN_AT_MOST, _UNDERLINED_AT_MOST = 40, 60


class Rendered(NamedTuple):
    """A mail's words. `subject` is one line; `text` and `html` have "\\n" as line end."""

    subject: str
    text: str
    html: str


class NotRendered(ValueError):
    """These values don't fit this template. Trying again won't help; the packaged template might."""


def render(template: Template, values: Mapping[str, object]) -> Rendered:
    """The mail that `template` makes of `values` (docs/templates.md says which). Raises NotRendered."""
    try:
        given = template.text.new_context(
            dict(values), shared=True
        )  # one for all: none of them can change it
        return Rendered(
            cut(" ".join(_filled(template.subject, given).split()), SUBJECT_AT_MOST),
            laid_out(_filled(template.text, given), tables=template.tables),
            without_empty(_filled(template.html, given), template.cleared),
        )
    except Exception as error:  # a value of any type may stand in any filter
        raise NotRendered(f"{template.path}: {error}") from error


def _filled(jinja: JinjaTemplate, given: Context) -> str:
    return "".join(jinja.root_render_func(given))


def laid_out(text: str, *, tables: bool) -> str:
    """A filled text with its tables, headings and empty lines as they are read."""
    if tables:
        text = _columns(text)
    if UNDER in text:
        text = _HEADING.sub(
            lambda found: f"{found[1]}\n{'-' * min(len(found[1]), _UNDERLINED_AT_MOST)}", text
        )
    if END in text:
        text = text.replace(f"\n{END}", "\n").replace(END, "\n")
    return _GAP.sub("\n\n", text).strip("\n").replace(LINE, "\n") + "\n"


def without_empty(html: str, cleared: tuple[str, ...]) -> str:
    """A filled HTML without the elements in which nothing stands."""
    html = html.replace("<br>\n</p>", "</p>")
    for nothing in cleared:
        html = html.replace(nothing, "")
    return html


def _columns(text: str) -> str:
    """Tables with their cells below one another."""
    out: list[str] = []
    rows: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith(ROW):
            rows.append(line[1:].replace(LINE, " "))
            continue
        if rows:
            out += _table(rows)
            rows = []
        out.append(line)
    return "\n".join(out)


def _table(rows: list[str]) -> list[str]:
    cells = [row.split(CELL) for row in rows]
    right = {column for column, head in enumerate(cells[0]) if head.startswith(RIGHT)}
    plain = [[cell.replace(RIGHT, "").strip() for cell in row] for row in cells]
    widths = [min(max(map(len, column)), _COLUMN_AT_MOST) for column in zip(*plain, strict=True)]

    def line(row: Sequence[str]) -> str:
        return "  ".join(
            cell.rjust(width) if number in right else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()

    rest = [line(part) for row in plain[1:] for part in _broken(row, widths)]
    head = line(plain[0])
    return [head, "-" * len(head), *rest] if any(plain[0]) else rest


def _broken(row: Sequence[str], widths: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """A row on as many lines as its longest cell needs; the last cell may be as long as it likes."""
    cells = [
        wrap(cell, width) if len(cell) > width else [cell]
        for cell, width in zip(row[:-1], widths, strict=False)
    ]
    return zip_longest(*cells, [row[-1]], fillvalue="")
