"""Which request a message belongs to: one ordered table of clues. Decides on facts; looks nothing up.

What only somebody who got our mail can know (an id or a token with our HMAC) is worth more than what anybody
can guess (a number) or copy (an id, a subject); the latter count only for people who are on the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

ANSWERS_OUR_MAIL, IN_A_CHAIN = "answers our mail", "in a chain with our mail"
ANSWERS_A_MESSAGE, SAME_SUBJECT = "answers a message on it", "same sender and subject"
CAME_BEFORE_IT = "answers to it came before it"
GATHERED = "others answered the same mail"


@dataclass(frozen=True, slots=True)
class Clues:
    """Request numbers, by how they were found; each tuple nearest first.

    `answered`: our own Message-IDs (HMAC good) in In-Reply-To; `chain`: in References.
    `token`: the plus-address's token (HMAC good). `number`: in the subject's brackets.
    `parents`: foreign ids in In-Reply-To and References that stand on a request, or ghosts of one.
    `overtaken`: the message's own id is a ghost, so replies to it came before it did.
    `alike`: open requests of this sender with this subject within days.
    `gathered`: where the answers of others lie to the mail on a request that this one answers, too.
    """

    answered: tuple[int, ...] = ()
    chain: tuple[int, ...] = ()
    token: int | None = None
    number: int | None = None
    parents: tuple[int, ...] = ()
    overtaken: int | None = None
    alike: tuple[int, ...] = ()
    gathered: int | None = None


class Placement(NamedTuple):
    """`number` None: a new request. `strange`: clues of a stranger's were not followed. `secret`: it was found by what
    only somebody who got our mail can know.
    """

    number: int | None
    how: str = ""
    strange: bool = False
    secret: bool = False


class _Rank(NamedTuple):
    how: str
    numbers: Callable[[Clues], Iterable[int | None]]
    secret: bool  # only somebody who got our mail can know it
    anybody: bool = False  # leads nobody to somebody else's words


_RANKS = (
    _Rank(ANSWERS_OUR_MAIL, lambda clues: clues.answered, secret=True),
    _Rank(IN_A_CHAIN, lambda clues: clues.chain, secret=True),
    _Rank("written to the request's own address", lambda clues: (clues.token,), secret=True),
    _Rank("names the number", lambda clues: (clues.number,), secret=False),
    _Rank(ANSWERS_A_MESSAGE, lambda clues: clues.parents, secret=False),
    _Rank(CAME_BEFORE_IT, lambda clues: (clues.overtaken,), secret=False),
    _Rank(SAME_SUBJECT, lambda clues: clues.alike, secret=False),
    _Rank(GATHERED, lambda clues: (clues.gathered,), secret=False, anybody=True),
)


def place(clues: Clues, may_write: Callable[[int], bool]) -> Placement:
    """Where the message belongs. `may_write(number)`: the sender is on that request, or works here.

    A rank that fits two requests fits none: the next is asked. Merged requests are the caller's to follow.
    """
    strange = False
    for rank in _RANKS:
        found = {number for number in rank.numbers(clues) if number is not None}
        allowed = found if rank.secret or rank.anybody else {number for number in found if may_write(number)}
        strange = strange or allowed != found
        if len(allowed) == 1:
            return Placement(allowed.pop(), rank.how, secret=rank.secret)
    return Placement(None, strange=strange)
