"""How much automatic mail one address, one domain and one member of the team may get.

The caps for customers hold when no header shows a loop: what is more isn't sent. What is more for the team comes as one
list, so that nothing is lost by it. Pure: the shell counts what went out, this says whether one more may go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from frontdesk.rules.model import MailKind


@dataclass(frozen=True, slots=True)
class RecentMail:
    """How many automatic mails of ours went to an address, and to its whole domain, lately.

    Mail that waits in the outbox counts as well: a loop is faster than the outbox.
    """

    to_address_in_last_hour: int
    to_address_in_last_day: int
    to_domain_in_last_hour: int


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The most automatic mails that may go. RFC 5230 section 4.2 has one in a week; a desk needs more.

    A person who reports all that is wrong in a new office writes ten mails in an hour, not more; a loop does. An
    answer that stays on its request gets no acknowledgement at all, so that few loops come this far.
    """

    to_address_an_hour: int = 10
    to_address_a_day: int = 30
    to_domain_an_hour: int = 1000
    proven_to_domain_an_hour: int = 2000

    def for_proven(self) -> RateLimits:
        """For somebody whom our mail server vouches for: mail in the names of a domain's people uses up its share, and
        the real ones are answered all the same."""
        return replace(self, to_domain_an_hour=self.proven_to_domain_an_hour)


LIMITS = RateLimits()


def may_send_automatic(recent: RecentMail, limits: RateLimits = LIMITS) -> str | None:
    """None when one more automatic mail may go; otherwise the reason, in words, why it may not."""
    for sent, most, where in (
        (recent.to_address_in_last_hour, limits.to_address_an_hour, "this address within an hour"),
        (recent.to_address_in_last_day, limits.to_address_a_day, "this address within a day"),
        (recent.to_domain_in_last_hour, limits.to_domain_an_hour, "this domain within an hour"),
    ):
        if sent >= most:
            return f"too much automatic mail: {sent} to {where}, at most {most}"
    return None


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


STAFF_LIMITS: Mapping[Category, StaffLimit] = {
    Category.WORDS: StaffLimit(12, 40, 150),
    Category.LATE: StaffLimit(3, 6, 8),
    Category.NOTICES: StaffLimit(4, 8, 12),
    Category.ANSWERS: StaffLimit(30, 60, 200),
}
NEW_OF_ONE_SENDER_AN_HOUR = 10
ABOUT_ONE_REQUEST_AN_HOUR = 12
AFTER_A_FLOOD = 4  # in ten minutes: the second wave of a day is a list sooner

BURST = timedelta(minutes=10)
# Until the first list of a day, and the next ones: who is flooded for hours isn't flooded with lists.
_PAUSES = (10, 30, 60, 120, 240)


class StaffMail(NamedTuple):
    """How many mails of a category went to a person lately, those that were kept for a list by the same flood included.

    `about_request`: in the last hour, about the request that the next one is about. `of_sender`: new requests of its
    customer in the last hour, this one included; 0 where it isn't about a new one. `opened_together`: new requests
    that came in the ten minutes before the one it is about came, whenever the desk read them. `flooded`: so many came
    at once within the day already that a list was made.
    """

    in_ten_minutes: int = 0
    in_hour: int = 0
    in_day: int = 0
    about_request: int = 0
    of_sender: int = 0
    opened_together: int = 0
    flooded: bool = False


class Flood(StrEnum):
    """Why a mail waits for the list."""

    SENDER = "one sender"
    REQUEST = "one request"
    BURST = "many at once"
    RELAY = "the relay was away"
    UNPROVEN = "not proven to be theirs"


def flood_of(category: Category, recent: StaffMail) -> Flood | None:
    """None when the next mail may go by itself."""
    if recent.of_sender > NEW_OF_ONE_SENDER_AN_HOUR:
        return Flood.SENDER
    if category is Category.WORDS and recent.about_request >= ABOUT_ONE_REQUEST_AN_HOUR:
        return Flood.REQUEST
    together = recent.opened_together >= _at_once(category, recent)
    return Flood.BURST if together or has_the_most(category, recent) else None


def has_the_most(category: Category, recent: StaffMail) -> bool:
    """Whether somebody has got as much of a category as goes to a person by itself."""
    limit = STAFF_LIMITS[category]
    return (
        recent.in_ten_minutes >= _at_once(category, recent)
        or recent.in_hour >= limit.an_hour
        or recent.in_day >= limit.a_day
    )


def _at_once(category: Category, recent: StaffMail) -> int:
    most = STAFF_LIMITS[category].in_ten_minutes
    return min(most, AFTER_A_FLOOD) if recent.flooded else most


LONGEST_PAUSE = timedelta(minutes=_PAUSES[-1])


def pause_before_list(lists_in_last_day: int) -> timedelta:
    return timedelta(minutes=_PAUSES[min(lists_in_last_day, len(_PAUSES) - 1)])
