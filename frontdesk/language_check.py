"""What is left to do on a language: which mails and which rows of words fall back to English. Reads files only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from frontdesk.languages import FILE_NAME, PACKAGED, WordsTrouble, codes, missing, usable
from frontdesk.rules.model import MailKind
from frontdesk.understood import FILE_NAME as UNDERSTOOD
from frontdesk.understood import not_understood, understood_troubles

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Fallback:
    """What a language lacks: kinds of mail, rows of words as "section.row", and such rows of what is understood."""

    language: str
    mails: tuple[str, ...]
    rows: tuple[str, ...]
    not_understood: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [_listed("mail", self.mails)] if self.mails else []
        parts += [_listed("row of words", self.rows)] if self.rows else []
        told = [f"falls back to English for {' and '.join(parts)}"] if parts else []
        if self.not_understood:
            told.append(f"is read without {_listed('row', self.not_understood)} of {UNDERSTOOD}")
        return f"{self.language} {'; it '.join(told)}"


def fallbacks(own: Path | None) -> Iterator[Fallback]:
    """Each language that isn't whole, ours or the admin's."""
    folders = [folder for folder in (PACKAGED, own) if folder is not None]
    ours = set(codes())
    for code in codes(own):
        there = {path.stem for folder in folders for path in (folder / code).glob("*.md")}
        found = Fallback(
            code,
            tuple(kind for kind in MailKind if kind not in there),
            tuple(missing(code, own)),
            tuple(not_understood(code, own)) if own is not None and code not in ours else (),
        )
        if found.mails or found.rows or found.not_understood:
            yield found


def words_troubles(own: Path | None) -> Iterator[WordsTrouble]:
    """What is wrong in the admin's files of words."""
    for path in sorted(own.glob(f"*/{FILE_NAME}")) if own is not None else ():
        yield from usable(path)[1]
    yield from understood_troubles(own)


def _listed(what: str, names: tuple[str, ...]) -> str:
    many = what.replace("mail", "mails").replace("row", "rows") if len(names) > 1 else what
    rest = ", ..." if len(names) > _SHOWN else ""
    return f"{len(names)} {many} ({', '.join(names[:_SHOWN])}{rest})"
