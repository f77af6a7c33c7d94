"""`frontdesk list`: requests as lines for people, as JSON or CSV for programs; each is written as soon as it is read.

Nothing is collected first, so the first line comes at once and a million requests take no more memory than one page.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo
from itertools import chain, islice
from typing import Any, NamedTuple

from rich.cells import cell_len, set_cell_size

from frontdesk.cli.show import STYLES, local, printable, request_object
from frontdesk.rules.model import Status
from frontdesk.rules.request import Request

_LOOKED_AT = 200  # requests whose widths set the columns'; a longer value further on is cut
_GAP = "  "
_ELLIPSIS = "…"
_ANSI = {"bold yellow": "1;33", "cyan": "36", "magenta": "35", "green": "32", "dim": "2"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula when it opens a CSV


class Column(NamedTuple):
    """`least`: cells that it keeps on a narrow terminal; 0: it goes, those with the highest `goes` first."""

    title: str
    value: Callable[[Request, tzinfo], str]
    least: int = 0
    goes: int = 0
    most: int = 10_000


_COLUMNS = (
    Column("#", lambda request, zone: str(request.number), least=2),
    Column("status", lambda request, zone: request.status.value, least=0, goes=2),
    Column("priority", lambda request, zone: request.priority.value, goes=5),
    Column("owner", lambda request, zone: (request.owner or "").partition("@")[0], goes=3, most=16),
    Column("customer", lambda request, zone: request.customer.email, goes=4, most=32),
    Column("opened", lambda request, zone: local(request.opened_at, zone), goes=6),
    Column("subject", lambda request, zone: request.subject, least=24),
)
_CSV = [
    "number",
    "status",
    "priority",
    "subject",
    "customer",
    "customer_name",
    "department",
    "owner",
    "opened_at",
    "first_response_at",
    "resolved_at",
    "closed_at",
    "resolution",
    "rating",
    "rating_comment",
    "reopened",
    "minutes",
    "labels",
]


def lines(requests: Iterable[Request], zone: tzinfo, width: int | None, colours: bool) -> Iterator[str]:
    """A heading and a line for each request. `width`: the terminal's cells; None: nothing is cut (a pipe)."""
    coming, cut = iter(requests), width is not None
    first = list(islice(coming, _LOOKED_AT))
    rows = [_row(request, zone) for request in first]
    shown = _fitted(_widths(rows, width is None), width)
    yield _line([column.title for column in _COLUMNS], shown, cut)
    for request, row in chain(zip(first, rows, strict=True), ((one, _row(one, zone)) for one in coming)):
        line = _line(row, shown, cut)
        yield _coloured(line, request.status, shown) if colours else line


def json_lines(requests: Iterable[Request]) -> Iterator[str]:
    """A JSON array, one request a line: `| head` and line tools can use it, and so can a parser that waits."""
    before = "["
    for request in requests:
        yield before + json.dumps(request_object(request), ensure_ascii=False)
        before = ","
    yield "[]" if before == "[" else "]"


def csv_lines(requests: Iterable[Request]) -> Iterator[str]:
    """CSV (RFC 4180) with a heading. What begins like a formula gets an apostrophe: customers write these words."""
    yield _csv_line(_CSV)
    for request in requests:
        values = request_object(request)
        yield _csv_line([_cell(values[name]) for name in _CSV])


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def _cell(value: Any) -> str:
    text = " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(request: Request, zone: tzinfo) -> list[str]:
    return [" ".join(printable(column.value(request, zone)).split()) for column in _COLUMNS]


def _widths(rows: Sequence[Sequence[str]], uncut: bool) -> list[int]:
    """What each column needs for these rows; at most what is sensible for it, unless nothing is to be cut."""
    needed = (max((cell_len(row[place]) for row in rows), default=0) for place in range(len(_COLUMNS)))
    return [need if uncut else min(need, column.most) for need, column in zip(needed, _COLUMNS, strict=True)]


def _fitted(needed: Sequence[int], width: int | None) -> list[int | None]:
    """The width of each column, None for one that is left out. The number always stands whole, the subject takes what
    is left and never less than a few words."""
    wide: list[int | None] = [
        max(need, cell_len(column.title)) for need, column in zip(needed, _COLUMNS, strict=True)
    ]
    if width is None:
        return wide
    subject = len(_COLUMNS) - 1
    for place in sorted(range(subject), key=lambda place: -_COLUMNS[place].goes):
        if _total(wide[:subject]) + _COLUMNS[subject].least <= width or not _COLUMNS[place].goes:
            break
        wide[place] = None
    wide[subject] = max(8, width - _total(wide[:subject]))
    return wide


def _total(widths: Sequence[int | None]) -> int:
    return sum(width + len(_GAP) for width in widths if width is not None)


def _line(row: Sequence[str], widths: Sequence[int | None], cut: bool) -> str:
    cells = []
    for place, (value, width) in enumerate(zip(row, widths, strict=True)):
        if width is None:
            continue
        shown = _cut(value, width) if cut else value
        room = " " * max(0, width - cell_len(shown))
        cells.append(f"{room}{shown}" if place == 0 else f"{shown}{room}")
    return _GAP.join(cells).rstrip()


def _cut(value: str, width: int) -> str:
    if cell_len(value) <= width:
        return value
    return set_cell_size(value, width - 1).rstrip() + _ELLIPSIS


def _coloured(line: str, status: Status, widths: Sequence[int | None]) -> str:
    """The line with its status in colour, which stands behind the number."""
    code = _ANSI.get(STYLES[status])
    if code is None or widths[1] is None:
        return line
    start = (widths[0] or 0) + len(_GAP)
    end = start + len(status.value)
    return f"{line[:start]}\x1b[{code}m{line[start:end]}\x1b[0m{line[end:]}"
