"""How much automatic mail a member of the team gets one by one: what is more comes as one list. Nothing is lost by it.

Pure: the shell counts, this says whether one more mail may go by itself, or why it waits for the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from frontdesk.rules.model import MailKind


class Category(StrEnum):
    """What is counted together. `ANSWERS`: to what a technician wrote, who may be a program that answers us."""

    WORDS = "words"
    LATE = "late"
    NOTICES = "notices"
    ANSWERS = "answers"


KINDS: Mapping[MailKind, Category] = {
    MailKind.NOTIFICATION: Category.WORDS,
    MailKind.WARNING: Category.LATE,
    MailKind.ESCALATION: Category.LATE,
    MailKind.NOTICE: Category.NOTICES,
    MailKind.CONFIRMATION: Category.ANSWERS,
    MailKind.REFUSAL: Category.ANSWERS,
}
"""The others (digests, lists, reports) come by the clock or were asked for."""


@dataclass(frozen=True, slots=True)
class StaffLimit:
    """The most of one category that a person gets one by one."""

    in_ten_minutes: int
    an_hour: int
    a_day: int


LIMITS: Mapping[Category, StaffLimit] = {
    Category.WORDS: StaffLimit(12, 40, 150),
    Category.LATE: StaffLimit(3, 6, 20),
    Category.NOTICES: StaffLimit(4, 8, 24),
    Category.ANSWERS: StaffLimit(30, 60, 200),
}
NEW_OF_ONE_SENDER_AN_HOUR = 10
ABOUT_ONE_REQUEST_AN_HOUR = 12

BURST = timedelta(minutes=10)
# Until the first list of a day, and the next ones: who is flooded for hours isn't flooded with lists.
_PAUSES = (10, 30, 60, 120, 240)


class StaffMail(NamedTuple):
    """How many mails of a category went to a person lately, those that were kept for a list by the same flood included.

    `about_request`: in the last hour, about the request that the next one is about. `of_sender`: new requests of its
    customer in the last hour, this one included; 0 where it isn't about a new one. `opened_together`: new requests
    that came in the ten minutes before the one it is about came, whenever the desk read them.
    """

    in_ten_minutes: int = 0
    in_hour: int = 0
    in_day: int = 0
    about_request: int = 0
    of_sender: int = 0
    opened_together: int = 0


class Flood(StrEnum):
    """Why a mail waits for the list."""

    SENDER = "one sender"
    REQUEST = "one request"
    BURST = "many at once"
    RELAY = "the relay was away"
    UNPROVEN = "not proven to be theirs"


def flood_of(category: Category, recent: StaffMail) -> Flood | None:
    """None when the next mail may go by itself."""
    limit = LIMITS[category]
    if recent.of_sender > NEW_OF_ONE_SENDER_AN_HOUR:
        return Flood.SENDER
    if category is Category.WORDS and recent.about_request >= ABOUT_ONE_REQUEST_AN_HOUR:
        return Flood.REQUEST
    counted = (
        (recent.in_ten_minutes, limit.in_ten_minutes),
        (recent.opened_together, limit.in_ten_minutes),
        (recent.in_hour, limit.an_hour),
        (recent.in_day, limit.a_day),
    )
    return Flood.BURST if any(sent >= most for sent, most in counted) else None


LONGEST_PAUSE = timedelta(minutes=_PAUSES[-1])


def pause_before_list(lists_in_last_day: int) -> timedelta:
    return timedelta(minutes=_PAUSES[min(lists_in_last_day, len(_PAUSES) - 1)])
