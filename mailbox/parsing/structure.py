"""The parts of a mail: which there are, of what type, and where their content stands in the raw bytes.

One pass from the top to the end with the open multiparts on a stack, so that depth costs little and damage
stays local: a missing or early closing boundary, parts without an empty line after their headers, one
boundary used on two levels, a boundary that isn't declared. Never raises, whatever the bytes; never decides
what a part is good for (`mailbox.bodies` does).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from frontdesk.mailbox.limits import LIMITS, Limits
from frontdesk.mailbox.parsing.headers import read_head, read_parameters
from frontdesk.mailbox.parsing.part import Part, described_part

_FALSE_DELIMITERS = 100_000  # lines that begin like a boundary and aren't one; no honest mail has so many
_SNIFF = 64 * 1024
_UNDECLARED = re.compile(rb"[\r\n]--([^\r\n]{1,200}+)\r?\n(?:[Cc]ontent-[A-Za-z-]+:|\r?\n)")


def read_structure(raw: bytes, limits: Limits = LIMITS) -> tuple[Part, tuple[str, ...]]:
    """The root of the tree of parts of a whole mail, and what was damaged or left out."""
    bare = b"\r" in raw[: limits.header_block] and b"\n" not in raw[: limits.header_block]
    reading = _Reading(raw.replace(b"\r", b"\n") if bare else raw, limits)
    root = reading.read()
    if bare:  # other programs may see one long line here
        root.head = replace(root.head, problems=(*root.head.problems, "line ends are bare carriage returns"))
        reading.problems += root.head.problems
    return root, tuple(dict.fromkeys(reading.problems))


@dataclass(slots=True)
class _Delimiter:
    """A boundary's next line: where it starts and ends, and whether it closes the multipart."""

    start: int
    end: int
    closes: bool
    exact: bool


@dataclass(slots=True)
class _Open:
    """A multipart that may still get parts. `shadow`: it stands in an attached message and gets none."""

    part: Part
    line: bytes  # "--boundary"
    next: _Delimiter | None
    closed: bool = False
    shadow: bool = False


class _Reading:
    def __init__(self, raw: bytes, limits: Limits) -> None:
        self.raw = raw
        self.limits = limits
        self.problems: list[str] = []
        self.stack: list[_Open] = []
        self.count = 0
        self.false_delimiters = 0

    def read(self) -> Part:
        root = self._begin(0, len(self.raw), 0, "")
        current: Part | None = root
        while (delimiter := self._next()) is not None:
            level = self._level(delimiter)
            owner = self.stack[level]
            if not owner.shadow:
                for ended in [current, *(inner.part for inner in self.stack[level + 1 :])]:
                    self._end(ended, delimiter.start)
                del self.stack[level + 1 :]
            owner.closed = delimiter.closes
            self._look_further(delimiter.end)
            if owner.shadow:  # the attached message goes on behind its own delimiter
                owner.part.end = self._bound()
            else:
                current = None if delimiter.closes else self._next_part(owner, delimiter.end)
        if current and self.stack:
            self._end_without_line_break(current)
        _no_empty_multiparts(root, self.limits)
        return root

    def _next_part(self, owner: _Open, start: int) -> Part | None:
        if self.count >= self.limits.parts:
            self.problems.append(f"more than {self.limits.parts} parts: the rest is left out")
            self.stack.clear()
            return None
        part = self._begin(start, self._bound(), owner.part.depth + 1, owner.part.media_type)
        owner.part.children.append(part)
        return part

    def _look_further(self, position: int) -> None:
        """The next delimiters after `position`, outermost first: inner ones cannot lie beyond outer ones."""
        bound = len(self.raw)
        fresh: dict[bytes, _Delimiter | None] = {}
        for open_part in self.stack:
            if open_part.next and open_part.next.start < position:
                if open_part.line not in fresh:
                    fresh[open_part.line] = self._find(open_part.line, position, bound)
                open_part.next = fresh[open_part.line]
            if open_part.next:
                bound = min(bound, open_part.next.end)

    def _begin(self, start: int, bound: int, depth: int, within: str) -> Part:
        """The part whose headers begin at `start`; if it holds parts itself, it is put on the stack."""
        self.count += 1
        head = read_head(self.raw, start, bound, self.limits)
        part = described_part(self.raw, head, bound, depth, within)
        self.problems.extend(head.problems if depth == 0 else ())
        if part.media_type.startswith("multipart/"):
            if depth >= self.limits.depth:
                self.problems.append(f"parts are nested deeper than {self.limits.depth} levels")
                part.media_type = "application/octet-stream"
            else:
                self._open(part, bound)
        elif part.is_message and self.stack and not part.encoding:
            self._shadow(part, bound)
        return part

    def _open(self, part: Part, bound: int) -> None:
        boundary = part.parameters.get("boundary", "").encode("utf-8", "surrogateescape")
        for line in (b"--" + boundary, b"--" + boundary.strip()) if boundary.strip() else ():
            found = self._find(line, part.body, bound)
            if found:
                self.stack.append(_Open(part, line, found))
                return
        undeclared = _UNDECLARED.search(self.raw, max(0, part.body - 1), min(bound, part.body + _SNIFF))
        if undeclared:
            self.problems.append("the boundary of the parts is not the declared one")
            line = b"--" + undeclared[1].rstrip()
            self.stack.append(_Open(part, line, self._find(line, part.body, bound)))
        elif bound > part.body:
            self.problems.append("a multipart without parts was read as text")

    def _shadow(self, part: Part, bound: int) -> None:
        """An attached message that uses a boundary of the mail around it keeps its own delimiters."""
        inner = read_head(self.raw, part.body, bound, self.limits)
        media_type, parameters = read_parameters(inner.get("content-type"))
        line = b"--" + parameters.get("boundary", "").encode("utf-8", "surrogateescape")
        same = next((other for other in self.stack if other.line == line), None)
        if media_type.startswith("multipart/") and same:
            self.stack.append(_Open(part, line, same.next, shadow=True))

    def _next(self) -> _Delimiter | None:
        """The nearest delimiter of any open multipart; of two readings of one line the exact one."""
        nearest: _Delimiter | None = None
        for open_part in self.stack:
            found = open_part.next
            if found and (
                not nearest
                or found.start < nearest.start
                or (found.start == nearest.start and found.exact and not nearest.exact)
            ):
                nearest = found
        return nearest

    def _level(self, delimiter: _Delimiter) -> int:
        """Whose delimiter it is: the innermost that isn't closed yet, else the outermost."""
        levels = [
            level
            for level, open_part in enumerate(self.stack)
            if (own := open_part.next) and own.start == delimiter.start and own.exact == delimiter.exact
        ]
        return next((level for level in reversed(levels) if not self.stack[level].closed), levels[0])

    def _bound(self) -> int:
        """How far a part that begins now can reach: to the end of the nearest delimiter line around it."""
        return min((other.next.end for other in self.stack if other.next), default=len(self.raw))

    def _find(self, line: bytes, position: int, bound: int) -> _Delimiter | None:
        raw, start = self.raw, position
        while self.false_delimiters < _FALSE_DELIMITERS:
            found = raw.find(line, position, bound)
            if found < 0:
                return None
            if found == start or raw[found - 1] in b"\r\n":
                end = raw.find(b"\n", found, bound)
                end = bound if end < 0 else end + 1
                tail = raw[found + len(line) : min(end, found + len(line) + 3)]
                if not tail.strip(b"\r\n") or tail[:1] in b" \t" or tail[:2] == b"--":
                    return _Delimiter(found, end, tail[:2] == b"--", tail[:2] != b"--")
            self.false_delimiters += 1
            position = found + len(line)
        self.problems.append("too many lines look like boundaries: the rest was read as one part")
        return None

    def _end(self, part: Part | None, delimiter_start: int) -> None:
        """The line break before a delimiter belongs to the delimiter (RFC 2046 section 5.1.1)."""
        if part is None:
            return
        end = delimiter_start
        if end > part.body and self.raw[end - 1] in b"\n":
            end -= 1
        if end > part.body and self.raw[end - 1] in b"\r":
            end -= 1
        part.end = max(part.body, min(part.end, end))
        part.body = min(part.body, part.end)

    def _end_without_line_break(self, part: Part) -> None:
        """At the very end some programs write the last delimiter right behind the text."""
        tail = self.raw[max(part.body, part.end - 300) : part.end].rstrip()
        for open_part in self.stack:
            if not open_part.closed and tail.endswith(open_part.line + b"--"):
                part.end = self.raw.rindex(open_part.line + b"--", part.body, part.end)
                return


def _no_empty_multiparts(root: Part, limits: Limits) -> None:
    """A multipart in which no part was found is text that somebody may have wanted to be read."""
    pending = [root]
    while pending:
        part = pending.pop()
        if part.media_type.startswith("multipart/") and not part.children:
            part.children = _wrapped(part, limits)
            if not part.children:
                part.media_type = "text/plain"
        else:
            pending.extend(part.children)


def _wrapped(part: Part, limits: Limits) -> list[Part]:
    """The parts of a multipart that somebody put into base64 as a whole (RFC 2045 section 6.4 forbids it)."""
    if not part.encoding:
        return []
    head = f"Content-Type: {part.head.get('content-type')}\r\n\r\n".encode("ascii", "surrogateescape")
    return read_structure(head + part.content(), limits)[0].children
