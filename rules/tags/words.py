"""One tag, or several between the same brackets: text to `Tag`s and troubles. Knows nothing of mails.

    item  = word | word "=" value | word ":" value | word value
    items = item, separated by ";", or by "," or a space where only one reading makes sense

What can be read in two ways is refused, never guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from frontdesk.rules.tags.reasons import Trouble
from frontdesk.rules.tags.slips import NEVER_SUGGESTED, near
from frontdesk.rules.tags.table import (
    BY_NAME,
    BY_WORD,
    FIXED_VALUES,
    PRIORITIES,
    SIGNS,
    UNSUPPORTED,
    TagSpec,
    ValueKind,
)
from frontdesk.rules.tags.values import LONGEST_VALUE, read_value

LONGEST_ITEMS = 2 * LONGEST_VALUE
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))  # phones "correct" plain quotes to these
_SINGLE = "'‘’‚‛`´"
FREE_KINDS = (
    ValueKind.TECHNICIAN,
    ValueKind.LABELS,
    ValueKind.TEXT,
    ValueKind.ANSWER,
    ValueKind.TOPIC,
)  # nearly anything is such a value


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that was understood. `value` is canonical (`rules.tag_values`), `written` is what was typed."""

    name: str
    value: str = ""
    written: str = ""

    @property
    def spec(self) -> TagSpec:
        return BY_NAME[self.name]

    @property
    def value_kind(self) -> ValueKind:
        return self.spec.value_kind


Read = Tag | Trouble | None  # None: not ours, plain text


def read_items(text: str, marks: tuple[str, str] = ("[", "]"), loose: bool = False) -> list[Read]:
    """All items of `text`. `marks` surround what is written and suggested; `loose`: no value needs "=".

    `text` longer than LONGEST_ITEMS is read as one trouble if it starts like a tag, else as plain text.
    """
    text = text.translate(_QUOTES)
    if len(text) > LONGEST_ITEMS:
        word, sign, _ = split_item(text[:LONGEST_ITEMS])
        is_ours = bool(sign) and word in BY_WORD
        return [Trouble("long", _marked(text[:LONGEST_ITEMS], marks), word=word) if is_ours else None]
    reads: list[Read] = []
    for part in _edits_joined(_split(text, ";")):
        reads += _best_reading(part, marks, loose)
    return reads


def read_item(text: str, marks: tuple[str, str] = ("[", "]"), loose: bool = False) -> Read:
    """One item; None when it is plain text."""
    text = _without_stop(text)
    together = "-".join(text.lower().split())
    word, sign, value = (together, "", "") if together in BY_WORD else split_item(text)
    spec = BY_WORD.get(word)
    if spec is not None:
        return _known(_Item(spec, word, sign, value, _marked(text, marks), marks, loose))
    if word in UNSUPPORTED:
        return Trouble(
            "unsupported", _marked(text, marks), _marked("help", marks), word, soft=sign not in ("=", ":")
        )
    return _near_miss(word, sign, value, text, marks)


def _without_stop(text: str) -> str:
    """`[Resolved!]`, `[done.]`: nothing but a tag's word, and how people end a sentence."""
    bare = text.rstrip(" .!…")
    return bare if bare.lower() in BY_WORD else text


def split_item(text: str) -> tuple[str, str, str]:
    """(word in lower case, separator, value): the separator is "=", ":", " " or "" when there is no value."""
    text = text.strip()
    end = next((i for i, c in enumerate(text) if c in "=:" or c.isspace()), len(text))
    word, rest = text[:end].lower(), text[end:].lstrip()
    if not rest:
        return word, "", ""
    if rest[0] in "=:":
        return word, rest[0], rest[1:].strip()
    return word, " ", rest


@dataclass(frozen=True, slots=True)
class _Item:
    spec: TagSpec
    word: str
    sign: str
    value: str
    written: str
    marks: tuple[str, str]
    loose: bool

    def trouble(self, code: str, soft: bool = False) -> Trouble:
        example = _marked(self.spec.example[1:-1], self.marks)
        kind = self.spec.value_kind
        return Trouble(code, self.written, example, self.word, self.value, kind, soft)


def _known(item: _Item) -> Read:
    kind = item.spec.value_kind
    if item.word in FIXED_VALUES:
        return item.trouble("no value") if item.sign else Tag(*FIXED_VALUES[item.word], written=item.written)
    if kind is ValueKind.NONE:
        if not item.sign:
            return Tag(item.spec.name, written=item.written)
        return item.trouble("no value") if item.sign == "=" else item.trouble("rest", soft=True)
    if not item.value:
        lacks = item.spec.value_required or item.sign
        return item.trouble("needs value") if lacks else Tag(item.spec.name, written=item.written)
    return _valued(item)


def _valued(item: _Item) -> Read:
    kind, spaced = item.spec.value_kind, item.sign == " " and not item.loose
    value = _unquoted(item.value)
    known = read_value(kind, _signed(item.word, value)) if value is not None else None
    if known is None:
        return item.trouble("bad value", soft=spaced)
    words_follow = kind in (ValueKind.TEXT, ValueKind.TOPIC) or (
        kind is ValueKind.ANSWER and " " in item.value
    )
    if spaced and kind in FREE_KINDS and (words_follow or item.word != item.spec.name):
        return item.trouble("rest", soft=True)  # "[Department of Health]", "[tag team]", "[answer to you]"
    if kind is ValueKind.STATUS:
        return Tag(known, written=item.written)
    return Tag(item.spec.name, known, item.written)


def _signed(word: str, value: str) -> str:
    """`DelCc: a@x, b@y` as `-a@x;-b@y`; a value with its own signs is left to be refused or read as it is."""
    sign = SIGNS.get(word, "")
    if not sign or value.lstrip()[:1] in ("+", "-"):
        return value
    return ";".join(sign + part for part in value.replace(";", " ").replace(",", " ").split())


def _unquoted(value: str) -> str | None:
    """The value without its quotes; None when a quote stands alone or in the middle."""
    if '"' not in value:
        single = len(value) > 2 and value[0] in _SINGLE and value[-1] in _SINGLE
        return value[1:-1] if single else value
    inner = value[1:-1].replace('\\"', "\x00")
    if len(value) < 2 or value[0] != '"' or value[-1] != '"' or '"' in inner:
        return None
    return inner.replace("\x00", '"')


def _best_reading(part: str, marks: tuple[str, str], loose: bool) -> list[Read]:
    whole = read_item(part, marks, loose)
    others = [
        [read_item(piece, marks, loose) for piece in pieces]
        for separator in (",", " ")
        if len(pieces := _split(part, separator)) > 1
    ]
    complete = next((reads for reads in others if all(isinstance(read, Tag) for read in reads)), None)
    if isinstance(whole, Tag):
        is_free = whole.value_kind in FREE_KINDS and '"' not in part
        return [_ambiguous(part, marks, complete)] if complete and is_free else [whole]
    if complete:
        return list(complete)
    understood = next((reads for reads in others if all(is_ours(read) for read in reads)), None)
    return list(understood) if understood else [whole]


def _ambiguous(part: str, marks: tuple[str, str], reads: Iterable[Read]) -> Trouble:
    apart = " ".join(read.written for read in reads if read is not None)
    return Trouble("ambiguous", _marked(part, marks), apart)


def is_ours(read: Read) -> bool:
    """A tag, or so like one that it can't be plain text."""
    return isinstance(read, Tag) or (read is not None and not read.soft)


def _near_miss(word: str, sign: str, value: str, text: str, marks: tuple[str, str]) -> Read:
    guess = near(word)
    if guess is None:
        return None
    spec = BY_NAME[guess]
    known = read_value(spec.value_kind, value) if value else None
    if sign == " " and known is None:  # "[notes on the move]"
        return None
    better = f"{guess}={known}" if known else spec.example[1:-1]
    better = "help" if guess in NEVER_SUGGESTED else better
    better = f"priority={PRIORITIES[word]}" if word in PRIORITIES and not sign else better
    return Trouble("unknown", _marked(text, marks), _marked(better, marks), word)


def cleaned(text: str) -> str:
    """`text` with look-alike forms made plain (NFKC) and characters that don't show left out."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c) != "Cf")


def _split(text: str, separator: str) -> list[str]:
    """The pieces of `text` that hold anything, split outside quotes; a space means any white space."""
    pieces, start, quoted = [], 0, False
    for i, c in enumerate(text):
        if c == '"' and text[i - 1 : i] != "\\":
            quoted = not quoted
        elif not quoted and (c == separator or (separator == " " and c.isspace())):
            pieces.append(text[start:i])
            start = i + 1
    return [piece.strip() for piece in [*pieces, text[start:]] if piece.strip()]


def _edits_joined(parts: Iterable[str]) -> list[str]:
    """`cc=+a@x;-b@y` is one item although ";" parts items: what starts with a sign goes on with the last."""
    joined: list[str] = []
    for part in parts:
        if joined and part[0] in "+-#":
            joined[-1] += f";{part}"
        else:
            joined.append(part)
    return joined


def _marked(text: str, marks: tuple[str, str]) -> str:
    return f"{marks[0]}{text.strip()}{marks[1]}"
