"""A contact: a time when we and a department spoke outside of a request, or mean to. Holds; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ContactKind(StrEnum):
    CHECK_IN = "check-in"
    REVIEW = "review"
    CALL = "call"
    NOTE = "note"


class ContactState(StrEnum):
    DUE = "due"  # the technician is to say what becomes of it
    WAITING = "waiting"  # said, or not asked for: it goes at the next good time
    SENT = "sent"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Contact:
    """`person`: with whom. `by`: who of the team, "" for the desk itself. `letter`: its name in the digest that asked.

    `due_at`: from when on it is to be said or sent. `words`: what is to be said, or was. `message_id`: of our mail.
    `again`: it went out a second time, after an absence. Times are UTC.
    """

    id: int
    department: str
    person: str
    kind: ContactKind
    state: ContactState
    by: str
    made_at: datetime
    due_at: datetime
    letter: str = ""
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    request: int | None = None
    rating: int | None = None
    words: str = ""
    message_id: str = ""
    again: bool = False
