"""Answers typed behind our question on its own line ("Which printer? The HP."), as Outlook's users do in red: put on
lines of their own, so that what is ours can be told from what is theirs line by line.

Compares words only; a line is parted only where a whole sentence of ours ends or begins. Linear in the texts' lengths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^.?!:…。？！]+[.?!:…。？！]*")
_ENDS = re.compile(r"[.?!:…。？！]|\s{2}|[-=–—]+>|\s[-–—]\s|[\[\](]")
_MARKS = re.compile(r"[ \t>|]*")
_LINK = re.compile(r"@|://|www\.|mailto:")
_LONGEST = 1_600_000  # characters
_MOST_SENTENCES = 20_000
_SHORTEST, _SHORTEST_QUESTION = 3, 2  # words
_MOST_ALIKE = 20  # sentences of ours that begin alike and are tried at one place

Sentence = tuple[str, ...]


def answers_apart(text: str, ours: Iterable[str]) -> str:
    """`text` with a line's end between a sentence of `ours` and what somebody wrote on the same line."""
    if len(text) > _LONGEST:
        return text
    known = _by_first_words(_sentences_of(ours))
    if not known:
        return text
    lines = text.split("\n")
    found = [[(m[0].casefold(), m.start(), m.end()) for m in _WORD.finditer(line)] for line in lines]
    flat = [(word, at) for at, words in enumerate(found) for word, _, _ in words]
    covered = _covered([word for word, _ in flat], known)
    parted: list[str] = []
    first = 0
    for line, words in zip(lines, found, strict=True):
        parted += _parted(line, words, covered[first : first + len(words)])
        first += len(words)
    return "\n".join(parted)


def _sentences_of(texts: Iterable[str]) -> set[Sentence]:
    sentences: set[Sentence] = set()
    for text in texts:
        for line in text[:_LONGEST].split("\n"):
            for piece in (line, *_SENTENCE.findall(line)):
                words = tuple(word.casefold() for word in _WORD.findall(piece))
                least = _SHORTEST_QUESTION if piece.rstrip().endswith(("?", "？")) else _SHORTEST
                if len(words) >= least and len(sentences) < _MOST_SENTENCES:
                    sentences.add(words)
    return sentences


def _by_first_words(sentences: Iterable[Sentence]) -> dict[Sentence, list[Sentence]]:
    """By their first two words, the longest first."""
    found: dict[Sentence, list[Sentence]] = {}
    for sentence in sorted(sentences, key=len, reverse=True):
        found.setdefault(sentence[:2], []).append(sentence)
    return {first: same[:_MOST_ALIKE] for first, same in found.items()}


def _covered(words: Sequence[str], known: dict[Sentence, list[Sentence]]) -> list[int]:
    """For each word which sentence of ours it stands in, by a number; 0 for none."""
    covered = [0] * len(words)
    at, number = 0, 0
    while at < len(words):
        for sentence in known.get(tuple(words[at : at + 2]), ()):
            if tuple(words[at : at + len(sentence)]) == sentence:
                number += 1
                covered[at : at + len(sentence)] = [number] * len(sentence)
                at += len(sentence)
                break
        else:
            at += 1
    return covered


def _parted(line: str, words: Sequence[tuple[str, int, int]], covered: Sequence[int]) -> list[str]:
    """The line, parted where a sentence of ours and other words meet."""
    if not any(covered) or all(covered) or _LINK.search(line):
        return [line]
    marks = _MARKS.match(line)
    prefix = marks[0] if marks else ""
    parts: list[str] = []
    begin = 0
    for at in range(1, len(words)):
        if bool(covered[at]) == bool(covered[at - 1]):
            continue
        end, start = words[at - 1][2], words[at][1]
        gap = _ENDS.search(line, end, start)
        if gap is None:
            return [line]  # our words within a sentence of theirs
        # what ends the sentence goes with it, an arrow or a bracket with what follows
        cut = gap.end() if gap[0] in ".?!:…。？！" else gap.start()
        parts.append(line[begin:cut].rstrip())
        begin = cut
    parts.append(line[begin:])
    return [parts[0], *(prefix + part.strip() for part in parts[1:] if part.strip())]
