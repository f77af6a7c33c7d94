"""Small drawings for the report's page: bars, a line, a curve, intervals, a grid. Inline SVG of our own, no script.

Each has a title that says it in words, its texts are text, and no colour says good or bad. What is drawn, and the
numbers beside it, are `frontdesk.reports.page`'s business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from unicodedata import east_asian_width

from frontdesk.rules.languages import shortened

WIDTH = 340
_LINE = 20
_NAMES = 110  # of the width, at least, for the names of rows
_LETTER = 7  # of the width, at most, on an average

Bar = tuple[str, float]


def svg(title: str, height: float, *parts: str) -> str:
    shown = escape(title)
    return (
        f'<svg role="img" viewBox="0 0 {WIDTH} {height:g}" aria-label="{shown}"><title>{shown}</title>'
        f"{''.join(parts)}</svg>"
    )


def text(x: float, y: float, words: object, *, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(str(words))}</text>'


def rect(x: float, y: float, width: float, height: float, kind: str, opacity: float = 1) -> str:
    faint = f' opacity="{opacity:.2f}"' if opacity < 1 else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
        f' class="{kind}"{faint}/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def path(points: Sequence[tuple[float, float]], kind: str) -> str:
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{drawn}" class="{kind}"/>'


def _room(names: Iterable[str]) -> tuple[int, int]:
    """How much of the width the names of rows get, up to half of it, and how many characters of each fit."""
    longest = min(max(map(_width, names), default=0), WIDTH // 2 // _LETTER)
    room = max(_NAMES, _LETTER * longest)
    return room, room // _LETTER


def _width(words: str) -> int:
    """In letters; what Chinese, Japanese and Korean are written in is twice as wide."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in words)


def _cut(name: str, letters: int) -> str:
    wide = _width(name)
    return shortened(name, letters * len(name) // wide) if wide > letters else name


def in_and_out(title: str, weeks: Sequence[tuple[str, int, int, int]], legend: Sequence[str]) -> str:
    """Two bars a week, and a line of what was open. `weeks`: name, in, out, open."""
    height, top, bottom = 170, 26, 150
    most = max((max(row[1:]) for row in weeks), default=0) or 1
    step = (WIDTH - 34) / max(len(weeks), 1)

    def y(value: float) -> float:
        return bottom - (bottom - top) * value / most

    every = max(1, round(len(weeks) / 6))
    parts = [_legend(legend, ("a", "b", "dot"))]
    parts += [line(30, y(most), WIDTH, y(most), "grid"), line(30, bottom, WIDTH, bottom, "axis")]
    parts.append(text(26, y(most) + 4, most, kind="small", anchor="end"))
    for at, (name, came, went, _) in enumerate(weeks):
        left, wide = 32 + at * step, step * 0.38
        parts.append(rect(left, y(came), wide, bottom - y(came), "a"))
        parts.append(rect(left + wide, y(went), wide, bottom - y(went), "b"))
        if at % every == 0:
            parts.append(text(left, bottom + 14, name, kind="small"))
    middle = [(32 + at * step + step * 0.38, y(row[3])) for at, row in enumerate(weeks)]
    parts.append(path(middle, "line"))
    parts += [f'<circle cx="{x:.1f}" cy="{at:.1f}" r="2.5" class="dot"/>' for x, at in middle]
    return svg(title, height, *parts)


def curve(
    title: str, points: Sequence[tuple[float, float]], longest: float, marks: Mapping[float, str], target: float | None,
    target_name: str,
) -> str:  # fmt: skip
    """How the share grows with time. `points`: time and share (0 to 1); `marks`: names of times on the axis."""
    height, top, bottom, left = 170, 16, 146, 34
    wide = WIDTH - left - 8

    def place(at: float, share: float) -> tuple[float, float]:
        return left + wide * min(at, longest) / longest, bottom - (bottom - top) * share

    parts = [line(left, bottom, WIDTH - 8, bottom, "axis")]
    for share in (0.25, 0.5, 0.75, 1.0):
        y = place(0, share)[1]
        parts += [
            line(left, y, WIDTH - 8, y, "grid"),
            text(left - 4, y + 4, f"{share:.0%}", kind="small", anchor="end"),
        ]
    for at, name in marks.items():
        parts.append(text(place(at, 0)[0], bottom + 14, name, kind="small", anchor="middle"))
    if target is not None and target <= longest:
        x = place(target, 0)[0]
        parts.append(line(x, top, x, bottom, "target"))
        before = x > WIDTH * 0.6
        parts.append(
            text(
                x - 4 if before else x + 4,
                bottom - 6,
                target_name,
                kind="small",
                anchor="end" if before else "start",
            )
        )
    stairs: list[tuple[float, float]] = [place(0, 0)]
    for at, share in points:
        x, y = place(at, share)
        stairs += [(x, stairs[-1][1]), (x, y)]
    stairs.append((WIDTH - 8, stairs[-1][1]))
    return svg(title, height, *parts, path(stairs, "line"))


def intervals(title: str, rows: Sequence[tuple[str, str, float | None, float | None, float | None]]) -> str:
    """A dot and its interval a row. `rows`: name, what is written at the end, share, low, high; None: too few."""
    room, letters = _room(row[0] for row in rows)
    left, right = room + 8, WIDTH - 62
    parts = []
    for at, (name, written, share, low, high) in enumerate(rows):
        y = 14 + at * _LINE
        parts += [text(0, y + 4, _cut(name, letters)), line(left, y, right, y, "grid")]
        parts.append(text(WIDTH, y + 4, written, kind="small", anchor="end"))
        if share is not None and low is not None and high is not None:
            scale = right - left
            parts.append(line(left + scale * low, y, left + scale * high, y, "line"))
            parts.append(f'<circle cx="{left + scale * share:.1f}" cy="{y}" r="4" class="dot"/>')
    foot = 14 + len(rows) * _LINE + 4
    parts += [text(left, foot, "0 %", kind="small"), text(right, foot, "100 %", kind="small", anchor="end")]
    return svg(title, foot + 6, *parts)


def bars(title: str, rows: Sequence[Bar], kind: str = "a") -> str:
    """A bar a row, with its number. Names are given the room that they need, up to half of the width."""
    most = max((value for _, value in rows), default=0) or 1
    left, letters = _room(name for name, _ in rows)
    wide = WIDTH - left - 40
    parts = []
    for at, (name, value) in enumerate(rows):
        y = 4 + at * _LINE
        length = wide * value / most
        parts += [
            text(0, y + 12, _cut(name, letters)),
            rect(left, y + 2, length, 13, kind),
        ]
        parts.append(text(left + length + 5, y + 13, f"{value:g}", kind="small"))
    return svg(title, 8 + len(rows) * _LINE, *parts)


def paired(title: str, rows: Sequence[tuple[str, int, int]], legend: Sequence[str]) -> str:
    """Two bars a row: now, and before."""
    most = max((max(row[1:]) for row in rows), default=0) or 1
    left, letters = _room(row[0] for row in rows)
    wide, step = WIDTH - left - 36, 26
    parts = [_legend(legend, ("a", "faint"))]
    for at, (name, now, before) in enumerate(rows):
        y = 22 + at * step
        parts.append(text(0, y + 13, _cut(name, letters)))
        for value, kind, down in ((now, "a", 0), (before, "faint", 11)):
            length = wide * value / most
            parts.append(rect(left, y + down, length, 9, kind))
            parts.append(text(left + length + 4, y + down + 9, value, kind="small"))
    return svg(title, 26 + len(rows) * step, *parts)


def one_bar(title: str, parts_of: Sequence[tuple[str, int, str]]) -> str:
    """One bar of all, in parts. `parts_of`: name, number, class."""
    whole = sum(number for _, number, _ in parts_of) or 1
    x, parts = 0.0, []
    for name, number, kind in parts_of:
        wide = WIDTH * number / whole
        parts.append(rect(x, 4, max(wide - 1, 0), 26, kind))
        if wide > 11 + 7 * len(name):
            within = "small" if kind == "empty" else "small inside"
            parts.append(text(x + wide / 2, 21, name, kind=within, anchor="middle"))
        if number and wide > 7 * len(str(number)):
            parts.append(text(x + wide / 2, 44, number, kind="small", anchor="middle"))
        x += wide
    return svg(title, 50, *parts)


def grid(title: str, rows: Sequence[str], counts: Mapping[tuple[int, int], int], hours: Sequence[int]) -> str:
    """Weekday by hour: the darker, the more."""
    most = max(counts.values(), default=0) or 1
    left, tall = 30, 15
    wide = (WIDTH - left) / max(len(hours), 1)
    parts = []
    for day, name in enumerate(rows):
        parts.append(text(0, day * tall + 12, name, kind="small"))
        for at, hour in enumerate(hours):
            number = counts.get((day, hour), 0)
            kind, shade = ("a", 0.15 + 0.85 * number / most) if number else ("empty", 1.0)
            parts.append(rect(left + at * wide, day * tall + 1, wide - 1, tall - 2, kind, shade))
    foot = len(rows) * tall + 12
    every = 2 if len(hours) <= 14 else 4
    parts += [
        text(left + at * wide, foot, hour, kind="small") for at, hour in enumerate(hours) if at % every == 0
    ]
    return svg(title, foot + 5, *parts)


def _legend(names: Sequence[str], kinds: Sequence[str]) -> str:
    x, parts = 0.0, []
    for name, kind in zip(names, kinds, strict=True):
        parts += [rect(x, 4, 10, 10, kind), text(x + 14, 13, name, kind="small")]
        x += 26 + 6.2 * _width(name)
    return "".join(parts)
