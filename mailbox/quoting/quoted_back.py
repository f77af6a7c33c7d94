"""Our own mail quoted back to us, known by its words, with or without any mark of quoting.

Answers typed behind our question on its own line ("Which printer? The HP."), as Outlook's users do in red, are put on
lines of their own first, so that what is ours can be told from what is theirs line by line. Compares words only, so
wrapping, ">" and blanks don't matter. Linear in the texts' lengths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from frontdesk.mailbox.quoting.attributions import attribution_start

_WORDS = re.compile(r"\w+")
_RUN = 6  # words in a row that must be ours
_LEAST = 12  # words of ours in neighbouring lines; fewer may be somebody's own repeating
_MOST_WORDS = 200_000
_MARKS = " \t>|¦│"
_TOLERANCE = 0.7  # of a line between two of ours: a link is written differently by every client


def without_our_mail(text: str, ours: Sequence[str]) -> str:
    """`text` without the lines that are those of `ours` (the texts we sent), and the "... wrote:" above them.

    A short text of ours counts when it stands there whole; a sentence of a long one, repeated alone, stays.
    """
    lines = text.split("\n")
    words = words_of_each(lines)
    if not ours or sum(map(len, words)) > _MOST_WORDS:
        return text
    sent = words_of_each([one[: 8 * _MOST_WORDS] for one in ours])
    gone = lines_that_are_ours(words, covered_words(words, sent), frozenset(sent))
    if not gone:
        return text
    gone |= attributions_above(lines, gone)
    gone |= _marks_beside(lines, gone)
    return "\n".join(line for at, line in enumerate(lines) if at not in gone).strip()


def words_of_each(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """The words by which texts are compared, of each of them."""
    return [tuple(_WORDS.findall(text.casefold())) for text in texts]


def covered_words(words: Sequence[Sequence[str]], ours: Sequence[tuple[str, ...]]) -> list[int]:
    """For every line, how many of its words stand in a row of words that is ours."""
    known = {one[at : at + _RUN] for one in ours for at in range(len(one) - _RUN + 1)}
    known |= {one for one in ours if 3 <= len(one) < _RUN}
    short = sorted({len(one) for one in ours if 3 <= len(one) < _RUN})
    flat = [(word, line) for line, row in enumerate(words) for word in row]
    texts = [word for word, _ in flat]
    counts = [0] * len(words)
    done = 0
    for at in range(len(texts)):
        for length in (_RUN, *short):
            if tuple(texts[at : at + length]) in known:
                for _, line in flat[max(at, done) : at + length]:
                    counts[line] += 1
                done = max(done, at + length)
    return counts


def lines_that_are_ours(
    words: Sequence[Sequence[str]], covered: Sequence[int], sent: frozenset[tuple[str, ...]]
) -> set[int]:
    """Lines whose words are all ours, in blocks large enough; lines without a word go with the others."""
    gone: set[int] = set()
    block: list[int] = []
    for at in range(len(words) + 1):
        if at < len(words) and _may_be_ours(words, covered, at):
            block.append(at)
            continue
        while block and not words[block[-1]]:
            block.pop()
        while block and not words[block[0]]:
            block.pop(0)
        ours = tuple(word for line in block for word in words[line])
        if sum(covered[line] for line in block) >= _LEAST or (len(ours) >= 3 and ours in sent):
            gone.update(block)
        block = []
    return gone


def _may_be_ours(words: Sequence[Sequence[str]], covered: Sequence[int], at: int) -> bool:
    if covered[at] == len(words[at]):
        return True
    return 0 < at < len(words) - 1 and covered[at] >= _TOLERANCE * len(words[at])


def _marks_beside(lines: Sequence[str], gone: set[int]) -> set[int]:
    """Lines of nothing but marks of quoting that stood between those that are gone, or at their edge."""
    beside: set[int] = set()
    for step, edges in ((1, sorted(gone)), (-1, sorted(gone, reverse=True))):
        for edge in edges:
            at = edge + step
            while (
                0 <= at < len(lines) and at not in gone and at not in beside and not lines[at].strip(_MARKS)
            ):
                beside.add(at)
                at += step
    return beside


def attributions_above(lines: Sequence[str], gone: set[int]) -> set[int]:
    """The lines directly above these that say whose words they are."""
    above: set[int] = set()
    for first in sorted(line for line in gone if line - 1 not in gone):
        at = first - 1
        while at >= 0 and first - at <= 4 and not lines[at].strip(" \t>"):
            at -= 1
        found = attribution_start(lines, at, quoted_below=True) if at >= 0 and first - at <= 4 else None
        if found is not None:
            above.update(range(found[0], at + 1))
    return above


_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^.?!:…。？！]+[.?!:…。？！]*")
_ENDS = re.compile(r"[.?!:…。？！]|\s{2}|[-=–—]+>|\s[-–—]\s|[\[\](]")
_BEFORE_WORDS = re.compile(r"[ \t>|]*")
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
    marks = _BEFORE_WORDS.match(line)
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
