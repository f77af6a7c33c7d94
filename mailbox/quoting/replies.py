"""What somebody wrote now, apart from what is quoted, signed and added by programs.

Never raises and never takes more than linear time, whatever the text. Losing what somebody wrote is far worse
than keeping a quote: what is not understood stays in the new text. The original is kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, takewhile

from frontdesk.mailbox.quoting.announced_answers import announces_answers
from frontdesk.mailbox.quoting.attributions import glued_quotes_apart, shared_lines_apart
from frontdesk.mailbox.quoting.footers import is_footer, is_warning
from frontdesk.mailbox.quoting.header_blocks import glued_apart
from frontdesk.mailbox.quoting.marked_quotes import is_own_quote, with_usual_marks
from frontdesk.mailbox.quoting.quote_runs import Kind, Run, runs_of
from frontdesk.mailbox.quoting.quoted_back import without_our_mail
from frontdesk.mailbox.quoting.signatures import is_closing, is_rule, signature_start

__all__ = [
    "MOST_LINES",
    "Piece",
    "Reply",
    "ReplyParts",
    "begins_with_older_mail",
    "judged",
    "read_reply",
    "split_reply",
    "without_our_mail",
]

MOST_LINES = 20_000  # a longer text is not taken apart

_PGP_HEADING = "-----BEGIN PGP SIGNED MESSAGE-----"  # with "Hash:" below it, up to an empty line
# Marks without width before an attribution or within (U+FEFF by Outlook for Mac, U+200E by Windows Mail).
_WITHOUT_WIDTH = ("\ufeff", "\u200b", "\u200e", "\u200f", "\u202a", "\u202c", "\u2060", "\u00ad")


@dataclass(frozen=True, slots=True)
class ReplyParts:
    """`new`: what the person wrote now; `quoted`: older mail; `signature`: with footers and disclaimers.

    Each is stripped, and "" when there is none. When answers stand between quoted lines, `new` is the whole
    text but for the signature, and `quoted` is "".
    """

    new: str
    quoted: str
    signature: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run, and which of its lines [start, end) somebody wrote (all of a quote)."""

    run: Run
    start: int
    end: int

    @property
    def kind(self) -> Kind:
        return self.run.kind

    @property
    def is_text(self) -> bool:
        """Whether it is text of which something is left."""
        return self.run.kind is Kind.TEXT and self.start < self.end

    def part(self, kind: Kind, start: int, end: int, body: int) -> Piece:
        """Lines of it as a piece of their own."""
        return Piece(Run(kind, start, end, body), start, end)


@dataclass(frozen=True, slots=True)
class Reply:
    """A text taken apart. `shown`: its lines as they came; `lines`: as they are judged. `sender`: a name or ""."""

    shown: Sequence[str]
    lines: Sequence[str]
    pieces: list[Piece]
    sender: str


def split_reply(text: str, sender: str = "") -> ReplyParts:
    """Split the text of a mail. `sender`: the display name of who sent it, "" when not known.

    A mail that is only a quote of somebody named has nothing new. A mail that is only a signature, or that begins
    with an older mail without marks, is kept whole.
    """
    reply = read_reply(text, sender)
    kept = _kept(reply.lines, reply.pieces, sender) if reply else None
    return (
        ReplyParts(text.strip(), "", "")
        if kept is None or not reply
        else _parts(reply.shown, reply.pieces, kept)
    )


def begins_with_older_mail(text: str) -> bool:
    """Whether nothing stands above an older mail without marks ("From: ... Sent: ..." at the very top)."""
    reply = read_reply(text)
    first = reply.pieces[0] if reply and reply.pieces else None
    return first is not None and first.kind in (Kind.REST, Kind.FORWARD)


def read_reply(text: str, sender: str = "") -> Reply | None:
    """The text taken apart, None for one that is empty or too long for it."""
    whole = text.strip()
    if not whole or whole.count("\n") >= MOST_LINES:
        return None
    shown, lines, runs = judged(whole)
    warned = _warning_end(lines, runs)
    return Reply(shown, lines, [Piece(run, *_bounds(lines, run, warned, sender)) for run in runs], sender)


@lru_cache(maxsize=1)
def judged(whole: str) -> tuple[Sequence[str], Sequence[str], Sequence[Run]]:
    """A text's lines as they came and as they are judged, and the runs in them. Kept, as who looks for a forwarded
    mail asks again for the text that was just taken apart."""
    shown = _lines(whole)
    lines = with_usual_marks(shown) if whole.isascii() else _text_lines(whole)
    return shown, lines, runs_of(lines)


def _text_lines(text: str) -> list[str]:
    """The lines of a text as they are judged: without invisible marks, fields run together taken apart."""
    if not text.isascii():
        for mark in _WITHOUT_WIDTH:
            text = text.replace(mark, "")
    return with_usual_marks(_lines(text))


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").split("\n")
    if ":  " in text or ":\xa0" in text:
        lines = glued_quotes_apart(lines)
    return glued_apart(shared_lines_apart(lines)) if "--" in text else lines


def _bounds(lines: Sequence[str], run: Run, warned: int, sender: str) -> tuple[int, int]:
    if run.kind is not Kind.TEXT:
        return run.start, run.end
    start = min(max(run.start, warned), run.end)
    return start, signature_start(lines, start, run.end, sender)


def _warning_end(lines: Sequence[str], runs: Sequence[Run]) -> int:
    """The line behind a gateway's warning or PGP's heading at the very top, 0 without one."""
    if not runs or runs[0].kind is not Kind.TEXT:
        return 0
    first = list(takewhile(str.strip, lines[: min(runs[0].end, 8)]))
    if first[:1] != [_PGP_HEADING] and not is_warning(" ".join(first)):
        return 0
    end = len(first)
    while end < runs[0].end and not lines[end].strip():
        end += 1
    return end


def _kept(lines: Sequence[str], pieces: list[Piece], sender: str) -> set[int] | None:
    """Which pieces are new, by their places; None when the whole text is."""
    texts = [at for at, piece in enumerate(pieces) if piece.is_text]
    quotes = [at for at, piece in enumerate(pieces) if piece.kind in (Kind.QUOTED, Kind.ATTRIBUTED)]
    if not texts:
        return _kept_without_text(lines, pieces, quotes)
    rest = len(pieces) - 1 if pieces[-1].kind is Kind.REST else -1
    if rest > 0 and announces_answers("\n".join(_words_of(lines, pieces[at]) for at in texts)):
        return {*texts, *quotes, rest}  # they stand somewhere in the quote, without a mark
    if not quotes:
        return set(texts)
    if texts[-1] < quotes[0]:
        last = max(_own_quotes(lines, pieces, quotes), default=texts[-1])
        return {*texts, *range(texts[-1], last + 1)}
    in_one = not any(quotes[0] < at < quotes[-1] for at in texts)
    if in_one and pieces[quotes[0]].kind is Kind.ATTRIBUTED:
        return set(texts)
    if len(texts) > 1 and texts[-2] < texts[-1] - 1 and _is_sign_off(lines, pieces[texts[-1]], sender):
        texts.pop()  # below the rest of the quote
    # Answers between the lines: what stands above them stays, what is left of the quote below the last one goes.
    below = [at for at in quotes if at > texts[-1]]
    last = max(_own_quotes(lines, pieces, below), default=texts[-1])
    return set(range(min(texts[0], quotes[0]), last + 1))


def _is_sign_off(lines: Sequence[str], piece: Piece, sender: str) -> bool:
    """Whether a text is nothing but a closing and the sender's name."""
    shown = [line.strip().casefold() for line in lines[piece.start : piece.end] if line.strip()]
    names = {sender.casefold(), *sender.casefold().split()[:1]}
    return len(shown) <= 4 and all(line.strip(" ,.-") in names or is_closing(line) for line in shown)


def _words_of(lines: Sequence[str], piece: Piece) -> str:
    return "\n".join(lines[piece.start : piece.end])


def _kept_without_text(lines: Sequence[str], pieces: list[Piece], quotes: list[int]) -> set[int] | None:
    """What to keep of a mail that seems to say nothing: what could be a person's all the same."""
    signed = [at for at, piece in enumerate(pieces) if piece.kind is Kind.TEXT]
    if not quotes or len(pieces) != len(signed) + len(quotes):
        return None
    if not signed and all(pieces[at].kind is Kind.QUOTED for at in quotes):
        return None  # nobody says that the words are another's
    for at in signed:
        run = pieces[at].run
        if all(is_footer(line) or is_rule(line) for line in lines[run.start : run.end] if line.strip()):
            continue
        pieces[at] = Piece(run, run.start, run.end)
    return {at for at in signed if pieces[at].is_text}


def _own_quotes(lines: Sequence[str], pieces: Sequence[Piece], quotes: Sequence[int]) -> Iterator[int]:
    """Of the quotes below the text the first ones, as long as the text leads up to them."""
    for at in quotes:
        run = pieces[at].run
        if run.kind is not Kind.QUOTED or not is_own_quote(lines, run.start, run.end):
            return
        yield at


def _parts(shown: Sequence[str], pieces: Sequence[Piece], kept: set[int]) -> ReplyParts:
    new: list[str] = []
    quoted: list[str] = []
    signature: list[str] = []
    for is_new, stretch in groupby(range(len(pieces)), kept.__contains__):
        places = list(stretch)
        first, last = pieces[places[0]], pieces[places[-1]]
        if is_new:
            new.append(_joined(shown, first.start, last.end))
            signature.append(_joined(shown, first.run.start, first.start))
            signature.append(_joined(shown, last.end, last.run.end))
            continue
        for piece in (pieces[at] for at in places):
            target = signature if piece.kind is Kind.TEXT else quoted
            target.append(_joined(shown, piece.run.start, piece.run.end))
    return ReplyParts(*("\n\n".join(filter(None, part)).strip() for part in (new, quoted, signature)))


def _joined(lines: Sequence[str], start: int, end: int) -> str:
    return "\n".join(lines[start:end]).strip("\n")
