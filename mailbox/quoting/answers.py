"""Answers written into a quote of our own mail: we know what we sent, so what isn't ours is the writer's.

Compares words only, so wrapping, ">", colours and blanks don't matter. The questions between the answers stay, marked
with ">"; below the last answer the rest of the quote goes, and what is ours and nobody asked (a footer) goes always.
Never raises; linear in the texts' lengths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frontdesk.mailbox.quoting.attributions import attribution_start, may_end_attribution
from frontdesk.mailbox.quoting.footers import is_footer
from frontdesk.mailbox.quoting.header_blocks import is_labelled, read_block
from frontdesk.mailbox.quoting.marked_quotes import unquoted
from frontdesk.mailbox.quoting.quote_markers import marker_of
from frontdesk.mailbox.quoting.quote_runs import Kind
from frontdesk.mailbox.quoting.quoted_back import (
    answers_apart,
    attributions_above,
    covered_words,
    lines_that_are_ours,
    words_of_each,
)
from frontdesk.mailbox.quoting.replies import Piece, Reply, read_reply
from frontdesk.mailbox.quoting.signatures import is_closing, is_rule, signature_start

_MOST_WORDS = 200_000
_FOOTER = 12  # lines at the end of a mail of ours, below a rule
_MOST_LABELS = 10
_MOST_FIRST_LINES = 50  # of ours in a text, above which an introduction is looked for
_TOLERANCE = 0.7  # of a line between two of ours: a link is written differently by every client
_MARKS = " \t>"
_LINK = re.compile(r"(?:https?://|mailto:|www\.)")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_MOST_SQUEEZED, _MOST_PIECES = 50_000, 1_000  # characters of a mail of ours, lines broken within its links
_PICTURE = re.compile(r"\[(?:cid:|image: )[^\]\n]{0,200}\]$")


@dataclass(frozen=True, slots=True)
class OurMail:
    """What we sent to the writer lately. `texts`: all of it, none of the writer's own words. `asked`: what the reader
    of the answers may see as the questions. `answered`: the very mail that is answered, its HTML as text too; () when
    it isn't known any more."""

    texts: Sequence[str]
    asked: Sequence[str]
    answered: Sequence[str]


def without_footer(text: str) -> str:
    """A mail of ours without what stands below the rule at its end."""
    lines = text.rstrip().split("\n")
    rules = [at for at in range(max(1, len(lines) - _FOOTER), len(lines)) if is_rule(lines[at])]
    return "\n".join(lines[: rules[0]] if rules else lines)


def own_words(text: str, sender: str, ours: OurMail) -> str | None:
    """What the writer of `text` wrote, with the questions that it answers line by line; None where our mail tells
    nothing about it. `sender`: the writer's name, or ""."""
    if not ours.texts or len(text) > 8 * _MOST_WORDS:
        return None
    reply = read_reply(answers_apart(text, ours.answered), sender)
    if reply is None:
        return None
    known = _Known(reply, ours)
    if not known.ours:
        return None
    return known.written()


class _Known:
    """A reply in which our own lines are known. `kinds` has for each line what it is."""

    def __init__(self, reply: Reply, ours: OurMail) -> None:
        self.reply = reply
        self.whole = bool(ours.answered)
        self.lines = reply.lines
        self.words = _words_of_each(reply.lines)
        sent = _words_of_each([one[: 8 * _MOST_WORDS] for one in ours.texts])
        asked = _words_of_each([one[: 8 * _MOST_WORDS] for one in ours.asked])
        # A line of two words is ours where it stands in the very mail; elsewhere anybody may write it again.
        own_lines, asked_lines = _lines_of(ours.answered or ours.texts), _lines_of(ours.asked)
        self.asked = self._matching(asked, asked_lines)
        self.in_quotes = self._matching(sent, own_lines) | self._pieces_of_links(ours.texts)
        self.in_text = lines_that_are_ours(self.words, covered_words(self.words, sent), frozenset())
        self.ours: set[int] = set()
        self.theirs: set[int] = set()
        self.typed: set[int] = set()
        self.left: set[int] = set()  # lines of quotes that aren't known to be ours
        for piece in self._pieces():
            self._sort(piece)

    def _matching(self, sent: Sequence[tuple[str, ...]], own: frozenset[tuple[str, ...]]) -> set[int]:
        """Lines of which every word is ours: in a row of ours, or the whole of a line of ours."""
        short = [line for line in own if 3 <= len(line) < 6]
        covered = covered_words(self.words, [*(one for one in sent if len(one) >= 6), *short])
        found = {
            at for at, words in enumerate(self.words) if words and (covered[at] == len(words) or words in own)
        }
        between = {
            at
            for at, words in enumerate(self.words)
            if words and covered[at] >= _TOLERANCE * len(words) and {at - 1, at + 1} & found
        }
        return found | between

    def _pieces_of_links(self, texts: Sequence[str]) -> set[int]:
        """Lines that were broken within a link of ours, known by their characters."""
        squeezed = ["".join(text[:_MOST_SQUEEZED].split()) for text in texts]
        found: set[int] = set()
        above, tried = False, 0
        for at, line in enumerate(self.lines):
            linked = _has_link(line)
            if (linked or above) and tried < _MOST_PIECES:
                tried += 1
                piece = "".join(line.replace(">", " ").split())
                probes = [piece, *(token[2:18] for token in line.split() if _ENCODED.search(token[2:18]))]
                if len(piece) > 1 and any(probe in one for one in squeezed for probe in probes):
                    found.add(at)
                    linked = True
            above = linked
        return found

    def _pieces(self) -> Iterable[Piece]:
        """The reply's pieces; a text in which our mail stands without any mark is a quote from there on."""
        for piece in self.reply.pieces:
            found = self._unmarked_quote(piece) if piece.kind is Kind.TEXT else None
            if found is None:
                yield piece
                continue
            start, body = found
            yield piece.part(Kind.TEXT, piece.start, start, start)
            yield piece.part(Kind.REST, start, piece.end, body)

    def _unmarked_quote(self, piece: Piece) -> tuple[int, int] | None:
        """Where in a text our mail begins, its introduction and its first line: so much of it stands there that
        nobody repeats it, or something like header fields stands above."""
        for at in sorted(at for at in self.in_quotes if piece.start <= at < piece.end)[:_MOST_FIRST_LINES]:
            start = self._labels_above(at, piece.start)
            if start < at:
                return start, at
        inside = min((at for at in self.in_text if piece.start <= at < piece.end), default=-1)
        if inside < 0:
            return None
        return max(piece.start, min(attributions_above(self.lines, {inside}), default=inside)), inside

    def _labels_above(self, first: int, top: int) -> int:
        """Where lines like header fields of any language begin that stand right above; `first` without them."""
        at = first
        while at > top and not self.lines[at - 1].strip():
            at -= 1
        start = at
        while start > top and at - start < _MOST_LABELS and is_labelled(self.lines[start - 1]):
            start -= 1
        return start if at - start >= 2 and "@" in "\n".join(self.lines[start:at]) else first

    def _sort(self, piece: Piece) -> None:
        if piece.kind is Kind.TEXT:
            self.typed |= {at for at in range(piece.start, piece.end) if self.lines[at].strip()}
            return
        body = [at for at in range(piece.run.body, piece.run.end) if self.lines[at].strip(_MARKS)]
        ours = [at for at in body if at in self.in_quotes]
        if not ours:
            self.left |= {at for at in range(piece.run.start, piece.run.end) if self.lines[at].strip(_MARKS)}
            return
        self.ours |= set(ours)
        end = self._end_of_answers(piece, ours[-1])
        noise = self._noise(ours[0], end)
        depth = _depth(self.lines[ours[-1]])
        noise |= {at for at in body if at > ours[-1] and _depth(self.lines[at]) > depth}  # older than ours
        self.theirs |= {
            at for at in body if ours[0] < at < end and at not in self.in_quotes and at not in noise
        }

    def _end_of_answers(self, piece: Piece, last: int) -> int:
        """Up to where an answer may stand: below our last line only if we know that it is our last."""
        if not self.whole:
            return last
        end = signature_start(self.lines, last + 1, piece.run.end, self.reply.sender)
        while end > last + 1 and (not self.lines[end - 1].strip(_MARKS) or is_closing(self.lines[end - 1])):
            end -= 1
        return end

    def _noise(self, start: int, end: int) -> set[int]:
        """What is neither ours nor anybody's answer: rules, pictures, programs' lines, an older mail's head."""
        noise: set[int] = set()
        at = start
        while at < end:
            line = unquoted(self.lines[at]).strip()
            block = read_block(self.lines, at) if line and ":" in line[:40] else None
            if block is not None:
                return noise | set(range(at, end))
            above = unquoted(self.lines[at - 1]).strip() if at else ""
            if line and (
                not self.words[at]
                or _goes_on_a_link(above, line)
                or _PICTURE.match(line)
                or is_footer(line)
                or marker_of(line) is not None
            ):
                noise.add(at)
            elif line and may_end_attribution(line):
                found = attribution_start(self.lines, at, quoted_below=True)
                noise |= set(range(found[0], at + 1)) if found else set()
            at += 1
        return noise

    def written(self) -> str:
        own = self.typed | self.theirs
        if not own:
            return ""
        quoted = self.ours | self.left
        top, bottom = min(quoted), max(quoted)
        if not self.theirs and not any(top < at < bottom for at in self.typed):
            return self._joined(sorted(own))
        questions = self._questions(min(at for at in own if at > top), max(own))
        left = {at for at in self.left if min(own) < at < max(own)} if self.typed else set()
        return self._joined(sorted(own | left | questions))

    def _questions(self, first: int, last: int) -> set[int]:
        """The lines of ours that are answered: those between two answers, and the paragraph right above the first."""
        asked = self.ours & self.asked
        found = {at for at in asked if first < at < last}
        at = first - 1
        while at > 0 and not self.lines[at].strip(_MARKS):
            at -= 1
        while at in asked and self.lines[at].strip(_MARKS):
            found.add(at)
            at -= 1
        return found

    def _joined(self, kept: Sequence[int]) -> str:
        """The lines, our own marked; where something was left out or is of another kind stands an empty line."""
        shown: list[str] = []
        before = -1
        for at in kept:
            apart = before >= 0 and (
                any(not self.lines[gap].strip(_MARKS) for gap in range(before + 1, at))
                or (before in self.ours) != (at in self.ours)
                or at - before > 1
            )
            if apart:
                shown.append("")
            shown.append(self._shown(at))
            before = at
        return "\n".join(shown).strip()

    def _shown(self, at: int) -> str:
        line = self.reply.shown[at]
        if at in self.ours:
            return f"> {unquoted(line).strip()}"
        return unquoted(line).rstrip() if at in self.theirs else line.rstrip()


def _depth(line: str) -> int:
    """How many marks of quoting a line has."""
    marks = line[: len(line) - len(line.lstrip(_MARKS))]
    return marks.count(">")


def _lines_of(texts: Sequence[str]) -> frozenset[tuple[str, ...]]:
    lines = [line for text in texts for line in text[: 8 * _MOST_WORDS].split("\n")]
    return frozenset(_words_of_each(lines)) - {()}


def _words_of_each(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """The words of each text without links: every client writes those in its own way, gateways write them anew, and
    lines are broken in them."""
    return words_of_each([_without_links(text) for text in texts])


def _without_links(text: str) -> str:
    if "%" in text or ":" in text or "www." in text:
        return " ".join(map(_without_link, text.split()))
    return text


def _without_link(token: str) -> str:
    found = _LINK.search(token)
    if found:
        return token[: found.start()]
    return "" if "%" in token and _ENCODED.search(token) else token


def _has_link(line: str) -> bool:
    return (
        "@" in line or _LINK.search(line) is not None or ("%" in line and _ENCODED.search(line) is not None)
    )


def _goes_on_a_link(above: str, line: str) -> bool:
    """Whether a line is nothing but the end of a link that was broken off above."""
    return " " not in line and any(mark in line for mark in "=&%?/") and _LINK.search(above) is not None
