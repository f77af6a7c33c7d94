"""Which lines of a mail are new, which are quoted: the text cut into runs, without a decision yet.

Every line is looked at a fixed number of times, whatever it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from frontdesk.mailbox.quoting.attributions import (
    Evidence,
    attribution_start,
    ends_of_attributions,
    is_between_arrows,
)
from frontdesk.mailbox.quoting.header_blocks import (
    Field,
    is_within_raw_headers,
    label_and_value,
    read_block,
    read_foreign_block,
)
from frontdesk.mailbox.quoting.marked_quotes import (
    end_of_quote,
    is_made_by_program,
    is_quoted_at,
    says_whose,
    unquoted,
)
from frontdesk.mailbox.quoting.quote_markers import (
    Marker,
    is_announcement,
    is_banner,
    marker_of,
    places_of_markers,
)
from frontdesk.mailbox.quoting.signatures import is_rule

_LOOK_AHEAD = 6  # lines between an attribution and its quote; they are blank
_MOST_LOOKS = 500  # at lines that may end an attribution; no mail has more that do


class Kind(StrEnum):
    TEXT = "t"
    QUOTED = "q"  # marked with ">", nobody says whose words they are
    ATTRIBUTED = "a"  # the same with "Ann wrote:" or header fields
    REST = "u"  # an older mail without any mark: all down to the end
    FORWARD = "f"  # the same, and what introduces it is a forward's


@dataclass(frozen=True, slots=True)
class Run:
    """Lines [start, end) of one kind, its introduction included, blank lines around it left out."""

    kind: Kind
    start: int
    end: int
    body: int  # the first line behind the introduction


def runs_of(lines: Sequence[str]) -> list[Run]:
    """The runs of a text from top to bottom; a blank line belongs to none or stands within one."""
    return _Reader(lines).read()


class _Reader:
    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.runs: list[Run] = []
        self.text_start = -1  # of the run of text being read
        self.text_end = -1
        self.looks = _MOST_LOOKS
        self.markers = places_of_markers(lines)
        self.ends = ends_of_attributions(lines)

    def read(self) -> list[Run]:
        at = 0
        while at < len(self.lines):
            line = self.lines[at].strip()
            if not line:
                at += 1
            elif line[0] == ">":
                at = self._quote(at)
            elif rest := self._rest(at, line):
                self._close_text(rest.start)
                self.runs.append(rest)
                return self.runs
            else:
                self._text(at)
                at += 1
        self._close_text(len(self.lines))
        return self.runs

    def _text(self, at: int) -> None:
        if self.text_start < 0:
            self.text_start = at
        self.text_end = at + 1

    def _close_text(self, before: int) -> None:
        """End the run of text above line `before`."""
        start, end = self.text_start, min(self.text_end, before)
        while end > start >= 0 and not self.lines[end - 1].strip():
            end -= 1
        if 0 <= start < end:
            self.runs.append(Run(Kind.TEXT, start, end, start))
        self.text_start = self.text_end = -1

    # Quotes with marks -------------------------------------------------------------------------------

    def _quote(self, at: int) -> int:
        """Take the quote that begins at line `at`; answers with the line behind it."""
        opened = self._between_arrows(at) or self._broken_attribution(at) or self._introduction(at)
        body = at
        kind = Kind.QUOTED
        start = at
        if opened is not None:
            start, body, kind = opened
        if body > at and not is_quoted_at(self.lines, body):
            self._close_text(start)
            self.runs.append(Run(Kind.REST, start, len(self.lines), body))
            return len(self.lines)
        self._close_text(start)
        forwarded = body > start and marker_of(self.lines[start]) is Marker.FORWARD
        end = end_of_quote(self.lines, body, forwarded=forwarded)
        if kind is Kind.QUOTED and says_whose(self.lines, body, end):
            kind = Kind.ATTRIBUTED
        self.runs.append(Run(kind, start, end, body))
        return end

    def _between_arrows(self, at: int) -> tuple[int, int, Kind] | None:
        if not is_between_arrows(self.lines[at].strip()):
            return None
        return at, _next_text(self.lines, at + 1), Kind.ATTRIBUTED

    def _broken_attribution(self, at: int) -> tuple[int, int, Kind] | None:
        """An attribution whose last line looks quoted, for its address was broken before the ">"."""
        above = self._line_above(at)
        line = self.lines[at].strip()
        if (
            above < 0
            or line[-1] not in ":："
            or "<" not in "".join(self.lines[max(0, above - 2) : above + 1])
        ):
            return None
        found = attribution_start(self.lines, at, quoted_below=_quote_follows(self.lines, at + 1))
        if found is None or found[0] == at:
            return None
        body = at + 1
        while body < len(self.lines) and not self.lines[body].strip():
            body += 1
        return found[0], body, Kind.ATTRIBUTED

    def _introduction(self, at: int) -> tuple[int, int, Kind] | None:
        above = self._line_above(at)
        if above < 0 or self.looks <= 0:
            return None
        self.looks -= 1
        line = self.lines[above].strip()
        if above in self.markers and marker_of(line) in (Marker.FORWARD, Marker.ORIGINAL):
            return above, at, Kind.ATTRIBUTED
        if is_banner(line) and label_and_value(unquoted(self.lines[at])) is not None:
            return above, at, Kind.ATTRIBUTED
        found = attribution_start(self.lines, above, quoted_below=True)
        if found is None or found[0] < self.text_start:
            return None
        if found[1] in (Evidence.HAND_MADE, Evidence.SHORTENED):
            end = end_of_quote(self.lines, at, forwarded=False)
            shortened = found[1] is Evidence.SHORTENED and self._is_last(found[0], end)
            if not (shortened or is_made_by_program(self.lines[at:end])):
                return None  # "She wrote me:" is what somebody says, and so is what he quotes below
        return found[0], at, Kind.ATTRIBUTED

    def _is_last(self, start: int, end: int) -> bool:
        """Whether there is text above line `start` and none from line `end` on."""
        above = bool(self.runs) or 0 <= self.text_start < start
        return above and not any(map(str.strip, self.lines[end:]))

    def _line_above(self, at: int) -> int:
        """The line of text that stands nearest above `at`, -1 when a quote or too many blank lines do."""
        if self.text_end < 0 or at - self.text_end > _LOOK_AHEAD:
            return -1
        return self.text_end - 1

    # Older mail without marks ------------------------------------------------------------------------

    def _rest(self, at: int, line: str) -> Run | None:
        """The run down to the end, when an older mail begins at line `at`."""
        found = self._header_block(at, line) or self._marker(at, line) or self._attribution(at)
        if found is None:
            return None
        kind, start, body = found
        above = _text_above(self.lines, start)
        if body > start + 1 and above >= 0 and is_banner(self.lines[above].strip()):
            kind, start = Kind.FORWARD, above
        while start > 0 and _is_drawn(self.lines[start - 1].strip()):
            start -= 1
        return Run(kind, start, len(self.lines), body)

    def _header_block(self, at: int, line: str) -> tuple[Kind, int, int] | None:
        if ":" not in line[:40] and "：" not in line[:40]:
            return None
        found = label_and_value(line)
        if found is None or found[0] in (Field.OTHER, Field.CC) or is_within_raw_headers(self.lines, at):
            return None
        block = read_block(self.lines, at)
        return None if block is None else (Kind.REST, at, block.end)

    def _marker(self, at: int, line: str) -> tuple[Kind, int, int] | None:
        if at not in self.markers:
            return None
        marker = marker_of(line)
        if marker is None:
            long_rule = (len(line) >= 20 and is_rule(line)) or is_announcement(line)
            below = _next_text(self.lines, at + 1)
            found = long_rule and below - at <= 3 and read_foreign_block(self.lines, below) is not None
            return (Kind.REST, at, below) if found else None
        if marker is not Marker.ANSWER_ABOVE and _quote_follows(self.lines, at + 1):
            return None  # `_quote` takes it as an introduction
        if (
            marker is Marker.ORIGINAL
            and line[-1] in ":："
            and line[0].isalpha()
            and not self._block_below(at)
        ):
            return None  # "Original message:" is also what people write above a text they paste
        return Kind.FORWARD if marker is Marker.FORWARD else Kind.REST, at, at + 1

    def _block_below(self, at: int) -> bool:
        below = _next_text(self.lines, at + 1)
        return below < len(self.lines) and read_block(self.lines, below, introduced=True) is not None

    def _attribution(self, at: int) -> tuple[Kind, int, int] | None:
        if self.looks <= 0 or at not in self.ends or _quote_follows(self.lines, at + 1):
            return None
        self.looks -= 1
        found = attribution_start(self.lines, at, quoted_below=False)
        return (Kind.REST, found[0], at + 1) if found and found[1] is Evidence.STRONG else None


def _is_drawn(line: str) -> bool:
    """Whether a stripped line is empty, a rule, or words within one ("-- Original --")."""
    return not line or is_rule(line) or (len(line) < 60 and line.startswith("--") and line.endswith("--"))


def _next_text(lines: Sequence[str], at: int) -> int:
    stop = min(len(lines), at + _LOOK_AHEAD)
    while at < stop and not lines[at].strip():
        at += 1
    return at


def _text_above(lines: Sequence[str], at: int) -> int:
    """The line with text above `at`, over two blank ones at most; -1 when there is none."""
    for above in range(at - 1, max(-1, at - 4), -1):
        if lines[above].strip():
            return above
    return -1


def _quote_follows(lines: Sequence[str], at: int) -> bool:
    below = _next_text(lines, at)
    return below < len(lines) and lines[below].lstrip()[:1] == ">"
