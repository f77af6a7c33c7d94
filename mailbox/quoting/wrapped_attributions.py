"""An attribution that a program broke over several lines, known as a whole: the lines were broken for their width.

For the writer first ("Ann Lee <ann@example.org> schrieb am Mo.,⏎6. Mai 2024 um 10:03 Uhr:"), where the last line
alone looks like an attribution. Linear: at most a few lines of a capped length are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from frontdesk.rules.clock.month_names import MONTHS, WEEKDAYS
from frontdesk.rules.understood import words

MOST_LINES = 6
_MOST_WORDS = 34
_MOST_WORDS_OF_NAME = 9
_NAME = 90  # characters
_SLACK = 4  # columns: blanks at an end, two at a time
_SENTENCE = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,}+)[.!?…]\s+(\S)")
_FULL_STOPS = ("。", "！", "？", "؟")
_BRACKETED = re.compile(r"[<(\[]\s?[\u202a-\u202e]?(?:mailto:)?[\w.+'%=&-]{1,80}@[\w.-]{1,200}")
_PARTICLES = words("attributions.name_particles")
_WORD = re.compile(r"[^\W\d_]+")
_DAYS = words("attributions.days")
_BEFORE_DAYS = words("attributions.before_days")
_PRONOUNS = words("attributions.pronouns")
# Before the writer's name, in clients that say first what this is.
_BEFORE_WRITER = re.compile(
    r"\W{0,5}(?:missatge\sde|mensaje\sde|message\sde|messaggio\sdi|mensagem\sde|wiadomość\snapisana\sprzez|zitat\svon|quoting"
    r"|citando\sa?|cytowanie|citation\sde|citeren|iz\s|od\s)\s?",
    re.IGNORECASE,
)


def wrapped_start(lines: Sequence[str], end: int) -> int:
    """The topmost line from which on all are one broken text down to `lines[end]`."""
    start, widest = end, _width(lines[end])
    while start > 0 and end - start < MOST_LINES - 1:
        above, line = lines[start - 1].rstrip(), lines[start].strip()
        if not above.strip() or above.lstrip().startswith(">") or not above.strip(" -_=*"):
            break
        widest = max(widest, _width(above))
        word = line.split(maxsplit=1)[0]
        broken = above[-1] in "<(" or word[0] in "<(" or "@" in word
        if not broken and len(above) + 1 + len(word) + _SLACK <= widest:
            break
        start -= 1
    return start


def _width(line: str) -> int:
    """How long a line was let become; one of a single word, as an address, could not be broken."""
    stripped = line.strip()
    return len(stripped) if " " in stripped else 0


def is_one_sentence(text: str) -> bool:
    """Whether a joined text is short and no sentence ends within: an attribution is but one."""
    if len(text.split()) > _MOST_WORDS or any(stop in text for stop in _FULL_STOPS):
        return False
    return not any(found[1].islower() and found[2].isupper() for found in _SENTENCE.finditer(text))


def begins_with_writer(text: str) -> bool:
    """Whether it begins with a name and an address in brackets."""
    prefix = _BEFORE_WRITER.match(text[:_NAME])
    text = text[prefix.end() :] if prefix else text
    found = _BRACKETED.search(text[: _NAME + 90])
    return found is not None and found.start() <= _NAME and is_name(text[: found.start()])


def is_shortened(text: str, is_verb: Callable[[str], bool]) -> bool:
    """Whether somebody shortened it by hand to a day, a name and a verb: "On Monday Ann wrote:".

    "On Monday she wrote me:" is what people say.
    """
    found = _WORD.findall(text)
    folded = [word.casefold() for word in found]
    if len(found) > 8 or not _PRONOUNS().isdisjoint(folded) or not any(map(is_verb, folded)):
        return False
    days = [word for word in folded if word in MONTHS() or word in WEEKDAYS() or word in _DAYS()]
    small = [
        word
        for word in found
        if word[0].islower()
        and word.casefold() not in {*days, *_BEFORE_DAYS()}
        and not is_verb(word.casefold())
    ]
    return bool(days) and len(small) <= 1  # "ann"


def is_name(text: str) -> bool:
    """Whether these words could be somebody's name, or a name and where they work."""
    found = [word.strip("\"'“”„«»()[]|,;:/-–") for word in text.split()]
    found = [word for word in found if word]
    if len(found) > _MOST_WORDS_OF_NAME:
        return False
    small = [word for word in found if word[0].islower()]
    strange = [word for word in small if word.casefold() not in _PARTICLES()]
    if len(found) == len(small):  # "ann", "ann.lee"
        return len(small) <= 1
    return len(strange) <= 1 and all(word[-1] not in "!?" for word in found)
