"""A report as CSV files: a line for each cycle, for each stated time, for each figure. No words of customers.

For spreadsheets: UTF-8 with a byte order mark, and a cell that would be a formula is text (CWE-1236).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, tzinfo

from frontdesk.iso import iso
from frontdesk.rules.figures.cycle import Cycle, Entry
from frontdesk.rules.figures.figures import Figures
from frontdesk.rules.figures.periods import Period
from frontdesk.rules.figures.report import Group, Report
from frontdesk.rules.figures.story import Story

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PEOPLE = frozenset(("owner", "resolved_by"))
_NO_TEXTS = frozenset(("rating_comment", "stood", "owned"))
_CYCLE = tuple(name for name in Cycle._fields if name not in _NO_TEXTS)
REQUESTS = ("request", *_CYCLE[1:], "language", "labels")
MINUTES = ("day", "department", "request", "minutes", "by", "label")
FIGURES = ("group", "name", "figure", "n", "k", "value", "low", "high")
HEADERS = {"requests.csv": REQUESTS, "minutes.csv": MINUTES, "figures.csv": FIGURES}

Cell = object
Line = Sequence[Cell]


def text_of(header: Sequence[str], lines: Iterable[Line]) -> str:
    """A whole small file."""
    out = io.StringIO()
    out.writelines(written(header, lines))
    return out.getvalue()


def written(header: Sequence[str], lines: Iterable[Line]) -> Iterator[str]:
    """The file, line by line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    yield BOM
    writer.writerow(header)
    yield out.getvalue()
    for line in lines:
        out.seek(0)
        out.truncate()
        writer.writerow(_cells(line))
        yield out.getvalue()


def _cells(line: Line) -> list[str]:
    return [_cell(value) for value in line]


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return str(iso(value))
    if isinstance(value, float):
        return f"{value:.4f}"
    text = str(value).replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    if isinstance(value, int) or not text.startswith(_FORMULA):
        return text
    return f"'{text}"


def cycles(story: Story, period: Period, *, with_names: bool) -> Iterator[Line]:
    """The cycles that began or ended in the period. Whose they were only where the desk shows that: with names,
    everybody's times and ratings could be worked out of them."""
    for cycle in story.cycles:
        if not (period.holds(cycle.began_at) or period.holds(cycle.ended_at)):
            continue
        own = [None if name in _PEOPLE and not with_names else getattr(cycle, name) for name in _CYCLE]
        yield [*own, story.language, " ".join(story.labels)]


def minutes(entries: Iterable[Entry], story: Story, zone: tzinfo, *, with_names: bool) -> Iterator[Line]:
    """What was stated: by day, as a department is charged. Who stated it only where the desk shows that."""
    for entry in entries:
        day = entry.at.astimezone(zone).date().isoformat()
        by = entry.by if with_names else ""
        yield day, entry.department, entry.request, entry.minutes, by, " ".join(story.labels)


def figures(report: Report) -> Iterator[Line]:
    """Every figure of the whole and of each group."""
    yield from _of("total", "", report.total)
    yield from _of("before", "", report.before)
    if report.with_outages is not None:
        yield from _of("with outages", "", report.with_outages)
    for kind, groups in (
        ("department", report.departments),
        ("label", report.labels),
        ("priority", report.priorities),
        ("language", report.languages),
    ):
        for group in groups:
            yield from _of(kind, _name(group), group.figures)


def _name(group: Group) -> str:
    return f"others ({group.groups})" if group.groups else group.name


def _of(kind: str, name: str, figures: Figures) -> Iterator[Line]:
    for figure, value in asdict(figures).items():
        if isinstance(value, int):
            yield kind, name, figure, None, None, value, None, None
        elif "median" in value:
            yield kind, name, figure, value["n"], None, value["median"], value["low"], value["high"]
            yield kind, name, f"{figure}_p90", value["n"], None, value["p90"], None, None
        elif "share" in value:
            yield kind, name, figure, value["n"], value["k"], value["share"], value["low"], value["high"]
        elif figure == "backlog":
            for part in ("count", "median_age", "oldest_age", "without_owner", "late", "by"):
                yield kind, name, f"backlog_{part}", value["count"], None, value[part], None, None
        elif figure == "ratings":
            answered = value["answered"]
            yield kind, name, "asked", None, None, value["asked"], None, None
            yield (
                kind,
                name,
                "content",
                answered,
                sum(value["counts"][3:]),
                value["content"],
                value["low"],
                value["high"],
            )
            for stars, number in enumerate(value["counts"], 1):
                yield kind, name, f"rating_{stars}", answered, None, number, None, None
        else:
            yield kind, name, "minutes", value["n"], value["k"], value["sum"], None, None
