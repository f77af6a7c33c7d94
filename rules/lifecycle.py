"""The status machine: everything that moves a request from one status to another is in this one table.

The README's picture is made from it (`picture`). Holds no conditions: what an event means is decided before
it gets here, and an event that is not in a status's row is not allowed there.
"""

from __future__ import annotations

from enum import StrEnum

from frontdesk.rules.model import Status


class Happening(StrEnum):
    """What can happen to a request's status."""

    CUSTOMER_WROTE = "the customer writes"
    CUSTOMER_SETTLED = "the customer says all is settled"
    ANSWERED = "a technician answers"
    TAKEN = "[take]"
    TAGGED_OPEN = "[open]"
    TAGGED_WAITING = "[waiting]"
    TAGGED_HOLD = "[hold]"
    TAGGED_RESOLVED = "[resolved]"
    NO_ANSWER = "no answer to two chasers"
    SILENCE = "silence after the follow-up"
    DISCARDED = "[spam] or [merge]"


_S, _H = Status, Happening

_WHILE_WORKED_ON = {
    _H.TAGGED_OPEN: _S.OPEN,
    _H.TAGGED_WAITING: _S.WAITING,
    _H.TAGGED_HOLD: _S.ON_HOLD,
    _H.TAGGED_RESOLVED: _S.RESOLVED,
    _H.DISCARDED: _S.CLOSED,
}

LIFE: dict[Status, dict[Happening, Status]] = {
    _S.NEW: _WHILE_WORKED_ON | {_H.CUSTOMER_WROTE: _S.NEW, _H.ANSWERED: _S.OPEN, _H.TAKEN: _S.OPEN},
    _S.OPEN: _WHILE_WORKED_ON | {_H.CUSTOMER_WROTE: _S.OPEN, _H.ANSWERED: _S.OPEN, _H.TAKEN: _S.OPEN},
    _S.WAITING: _WHILE_WORKED_ON
    | {
        _H.CUSTOMER_WROTE: _S.OPEN,
        _H.ANSWERED: _S.WAITING,
        _H.TAKEN: _S.WAITING,
        _H.NO_ANSWER: _S.RESOLVED,
    },
    _S.ON_HOLD: _WHILE_WORKED_ON
    | {_H.CUSTOMER_WROTE: _S.ON_HOLD, _H.ANSWERED: _S.ON_HOLD, _H.TAKEN: _S.ON_HOLD},
    _S.RESOLVED: _WHILE_WORKED_ON
    | {
        _H.CUSTOMER_WROTE: _S.OPEN,
        _H.CUSTOMER_SETTLED: _S.CLOSED,
        _H.ANSWERED: _S.RESOLVED,
        _H.TAKEN: _S.RESOLVED,
        _H.SILENCE: _S.CLOSED,
    },
    _S.CLOSED: {
        _H.CUSTOMER_WROTE: _S.OPEN,
        _H.ANSWERED: _S.CLOSED,
        _H.TAKEN: _S.CLOSED,
        _H.TAGGED_OPEN: _S.OPEN,
        _H.TAGGED_WAITING: _S.WAITING,
        _H.TAGGED_HOLD: _S.ON_HOLD,
        _H.TAGGED_RESOLVED: _S.RESOLVED,
        _H.DISCARDED: _S.CLOSED,
    },
}

SETTLED = frozenset({Status.RESOLVED, Status.CLOSED})
CLOCK_STOPPED = SETTLED | {Status.WAITING, Status.ON_HOLD}


class NotAllowed(ValueError):
    """This cannot happen in this status. Trying again will not help."""

    def __init__(self, status: Status, happening: Happening) -> None:
        possible = ", ".join(happening.value for happening in LIFE[status])
        super().__init__(f"a request that is {status} does not know: {happening}. Possible: {possible}")


def next_status(status: Status, happening: Happening) -> Status:
    """The status after `happening`; raises `NotAllowed`."""
    try:
        return LIFE[status][happening]
    except KeyError:
        raise NotAllowed(status, happening) from None


# Where the picture draws what leads to one status from all others: at the usual place, and once.
_DRAWN_FROM = {
    _H.TAGGED_OPEN: _S.ON_HOLD,
    _H.TAGGED_WAITING: _S.OPEN,
    _H.TAGGED_HOLD: _S.OPEN,
    _H.TAGGED_RESOLVED: _S.OPEN,
    _H.DISCARDED: _S.OPEN,
}


def picture() -> str:
    """The table as a Mermaid state diagram; what leads to one status from everywhere has one arrow and `legend`."""
    lines = ["stateDiagram-v2", '    state "on hold" as on_hold', "    [*] --> new: a customer's first mail"]
    for status, row in LIFE.items():
        arrows: dict[Status, list[str]] = {}
        for happening, target in row.items():
            if target is not status and _DRAWN_FROM.get(happening, status) is status:
                arrows.setdefault(target, []).append(happening.value)
        lines += [
            f"    {_name(status)} --> {_name(target)}: {', '.join(labels)}"
            for target, labels in arrows.items()
        ]
    return "\n".join(lines)


def legend() -> str:
    """What the picture leaves out: the moves that are possible from every status, in Markdown."""
    tags = [
        f"`{happening}` to {leads_to(happening)}"
        for happening in _DRAWN_FROM
        if happening is not _H.DISCARDED
    ]
    return f"From every status: {', '.join(tags)}; `[spam]` and `[merge]` close it."


def leads_to(happening: Happening) -> Status:
    """The one status to which this leads from every other. Raises ValueError when the table knows several."""
    (target,) = {row[happening] for row in LIFE.values() if happening in row}
    return target


def _name(status: Status) -> str:
    return status.value.replace(" ", "_")
