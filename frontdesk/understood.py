"""Where the words stand that the desk understands: `templates/<language>/understood.toml`, and the admin's own beside
it in TEMPLATES_FOLDER, whose rows add to ours.

A row of the admin's that can't be used is passed over and told by `check`. Ours are read when the first is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from frontdesk.languages import CODE, PACKAGED, WordsBroken, WordsTrouble, codes, read
from frontdesk.rules import understood
from frontdesk.rules.languages import ENGLISH
from frontdesk.rules.understood import Row, Rows

FILE_NAME = "understood.toml"
_PLACES = {"times.months": 12, "times.weekdays": 7}  # rows in which place tells the meaning
_LONGEST_ROW = 20_000  # characters; all of a language goes to the reading process as one argument (128 KB)


def learn(own: Path | None) -> None:
    """From now on the desk understands our words and those that the admin has in `own`."""
    understood.learn_from(_ours, lambda: _theirs(own) if own is not None else {})


def understood_troubles(own: Path | None) -> Iterator[WordsTrouble]:
    """What is wrong in the admin's files of what is understood."""
    for path in _files(own) if own is not None else ():
        yield from usable(path)[1]


def not_understood(language: str, own: Path) -> list[str]:
    """The rows, as "section.row", that a language of the admin's lacks and each that comes with the desk has."""
    ours = _ours()
    found = {*_names(ours.get(language, {})), *_names(usable(own / language / FILE_NAME)[0])}
    common = set.intersection(*(set(_names(ours[code])) for code in codes()))
    return [name for name in _names(ours[ENGLISH]) if name in common - found]


def usable(path: Path) -> tuple[Rows, list[WordsTrouble]]:
    """The rows of an admin's file that can be used, and what is wrong with the others."""
    found, troubles = read(path)
    known = {name for rows in _ours().values() for name in _names(rows)}
    good: dict[str, dict[str, Row]] = {}
    for section, rows in found.items():
        for key, row in rows.items():
            if wrong := _what_is_wrong(row, f"{section}.{key}", known):
                troubles.append(WordsTrouble(path, f"[{section}] {key}: {wrong}"))
            else:
                good.setdefault(section, {})[key] = row
    return good, troubles


def _theirs(own: Path) -> Mapping[str, Rows]:
    return {path.parent.name: usable(path)[0] for path in _files(own)}


@cache
def _ours() -> Mapping[str, Rows]:
    found = {}
    for path in _files(PACKAGED):
        rows, broken = read(path)
        if broken:
            raise WordsBroken(str(broken[0]))
        found[path.parent.name] = rows
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob(f"*/{FILE_NAME}") if CODE.fullmatch(path.parent.name))


def _names(rows: Rows) -> list[str]:
    return [f"{section}.{key}" for section, row in rows.items() for key in row]


def _what_is_wrong(row: object, name: str, known: set[str]) -> str:
    if name not in known:
        return "the desk looks for nothing by this name"
    texts = row if isinstance(row, list) else [row]
    if not all(isinstance(text, str) for text in texts) or sum(map(len, texts)) > _LONGEST_ROW:
        return 'is to be a text with "|" between its phrases, or a list of texts'
    phrases = row if isinstance(row, list) else str(row).split("|")
    if not all(phrase.strip() for phrase in phrases):
        return 'an empty phrase: two "|" without words between them'
    if name in _PLACES and len(phrases) != _PLACES[name]:
        return f"is to have {_PLACES[name]} names, with commas between the forms of one"
    return ""
