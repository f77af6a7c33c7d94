"""What each kind of template is given, by example: for the preview, the check, and whoever fills templates.

A kind's variables are exactly the keys here together with those of `ALWAYS`; docs/templates.md tells of them.
None, "" and () stand for what is absent; rows of lists are mappings. Times are aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from frontdesk.rules.model import MailKind, Priority, Status


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


ALWAYS: Mapping[str, object] = MappingProxyType(
    {"desk_name": "IT Service", "desk_address": "help@example.org", "tag": "IT"}
)

_PRINTER: Mapping[str, object] = {"number": 12, "subject": "The printer on the third floor is on strike"}
_CUSTOMER: Mapping[str, object] = {"customer": "Carl Cole"}

_WORDS = (
    "Hello,\n\nthe printer next to the kitchen prints every page twice since this morning. "
    "I have switched it off and on again.\n\nIs there another one that I can use until noon?\n\nThanks\nCarl"
)
_ANSWER = (
    'Hello Carl,\n\nthe driver had "two copies" as its standard after last night\'s update.\n'
    "Please print one page and tell me whether it comes out once.\n\n"
    "If it doesn't: https://intranet.example.org/printing lists the printers near you.\n\nKind regards\nAnn"
)
_RESOLUTION = "The update had set the driver to two copies. Set back to one for the whole floor."

_FILES = {
    "attachments": ({"name": "pages.jpg", "size": 482_133, "at": _at(23, 7, 30)},),  # that come along
    "left_out": ({"name": "film.mov", "size": 61_000_000, "at": _at(23, 7, 30)},),  # too large for that
    "not_here": (
        {"name": "log.txt", "size": 2_040, "at": _at(20, 9, 12)},
    ),  # couldn't be fetched, or get through
    "kept_in": "Handled",  # the folder of the desk's mailbox where all of them lie
}

_ROWS = (
    {
        "number": 12,
        "subject": "The printer on the third floor is on strike",
        "customer": "Carl Cole",
        "status": Status.OPEN,
        "since": _at(23, 8, 40),
        "due": _at(24, 8, 30),
        "owner": "Ann Lee",
        "late": True,
        "snoozed_until": None,
    },
    {
        "number": 15,
        "subject": "VPN asks for the password every ten minutes",
        "customer": "Dora Dean",
        "status": Status.NEW,
        "since": _at(23, 14, 5),
        "due": None,
        "owner": "",
        "late": False,
        "snoozed_until": _at(25, 8, 0),
    },
)


def _group(
    name: str, requests: int, minutes: int, kept: int, rating: float | None, rated: int
) -> Mapping[str, object]:
    return {
        "name": name,
        "requests": requests,
        "first_response": timedelta(minutes=minutes),
        "kept": kept,
        "rating": rating,
        "rated": rated,
    }


SAMPLES: Mapping[MailKind, Mapping[str, object]] = {
    MailKind.ACKNOWLEDGEMENT: {**_PRINTER, "first_response_by": _at(24, 8, 30), "open_now": False},
    MailKind.NOTIFICATION: {
        **_PRINTER,
        **_CUSTOMER,
        "customer_email": "carl.cole@sales.example.org",
        "event": "new",  # new, customer, reply, note, assigned, split, merged, reopened, woke, due, status
        "by": None,  # who assigned it or split it off: an Address, or None
        "author": "Carl Cole",
        "note_only": False,  # a reply to this mail becomes a note
        "unproven": False,  # whether the mail comes from its From address isn't known
        "text": _WORDS,
        **_FILES,
        "status": Status.NEW,
        "priority": Priority.NORMAL,
        "owner": "",
        "department": "Sales",
        "first_response_by": _at(24, 8, 30),
        "resolve_by": _at(26, 16, 0),
        "history": (
            {
                "at": _at(23, 8, 40),
                "author": "Ann Lee",
                "kind": "reply",
                "text": "Have you tried the other tray?",
            },
            {
                "at": _at(23, 7, 55),
                "author": "Bob Burns",
                "kind": "note",
                "text": "Same model as in room 214.",
            },
        ),
        "similar": ({"number": 7, "subject": "Every page comes twice", "resolution": _RESOLUTION},),
        "recent": (
            {
                "number": 9,
                "subject": "New laptop for Eve",
                "status": Status.CLOSED,
                "opened_at": _at(3, 9, 15),
            },
        ),
    },
    MailKind.REPLY: {**_PRINTER, "technician": "Ann Lee", "text": _ANSWER, "resolved": True},
    MailKind.CONFIRMATION: {
        **_PRINTER,
        "changes": (
            {"number": 12, "what": "status", "value": Status.RESOLVED},
            {"number": 12, "what": "owner", "value": "Ann Lee"},
            {"number": 15, "what": "due", "value": _at(27, 8, 0)},
        ),
        "sent_to": "Carl Cole",  # "" when nothing went out
        "leaves_at": None,  # until when the mail to the customer is held back, for [undo]
        "undo": True,  # whether [undo] can take it back
        **_FILES,  # with [take]
    },
    MailKind.REFUSAL: {
        **_PRINTER,
        **_CUSTOMER,
        "problems": (
            {"found": "[resovled]", "why": "this tag isn't known", "example": "[resolved]"},
            {"found": "[due=someday]", "why": "this is not a day", "example": "[due=fri]"},
        ),
        "subject_back": "Re: [IT #12] The printer on the third floor is on strike [resovled] [due=someday]",
        "text_back": _RESOLUTION,
        "files": (),  # names of files that were attached and have to be attached again
        "held": False,  # the mail waits for [send]
        "forged": False,  # somebody else wrote it in the technician's name
        "answered": (),  # what colleagues had answered before: number, name, at, text
        "note_only": False,  # a reply to this mail becomes a note
        "forwarded": False,  # it forwarded a customer's mail, which belongs to no request yet
    },
    MailKind.FOLLOW_UP: {
        **_PRINTER,
        **_CUSTOMER,
        "technician": "Ann Lee",
        "resolution": _RESOLUTION,
        "resolved_at": _at(23, 15, 20),
        "closes_at": _at(30, 16, 0),
    },
    MailKind.CHASER: {
        **_PRINTER,
        **_CUSTOMER,
        "technician": "Ann Lee",
        "step": 1,  # 1, 2: a reminder; 3: it was resolved for want of an answer
        "question": "Please print one page and tell me whether it comes out once.",
        "asked_at": _at(23, 9, 10),
        "resolves_at": _at(30, 16, 0),  # None in step 3
    },
    MailKind.SURVEY: {
        **_PRINTER,
        **_CUSTOMER,
        "resolution": _RESOLUTION,
        "ratings": {
            stars: f"mailto:help@example.org?subject=%5BIT%20%2312%5D%20Rating%20{stars}%20%28k7Qw2%29"
            for stars in (1, 2, 3, 4, 5)
        },
    },
    MailKind.SURVEY_THANKS: {**_PRINTER, **_CUSTOMER, "rating": 2, "comment": "It took three mails."},
    MailKind.REOPENED: {**_PRINTER, **_CUSTOMER, "owner": "Ann Lee", "next_by": _at(25, 11, 0)},
    MailKind.WARNING: {
        **_PRINTER,
        **_CUSTOMER,
        "department": "Sales",
        "owner": "Ann Lee",
        "priority": Priority.HIGH,
        "target": "first response",  # or "resolution"
        "due": _at(24, 8, 30),
        "left": timedelta(minutes=45),
    },
    MailKind.ESCALATION: {
        **_PRINTER,
        **_CUSTOMER,
        "department": "Sales",
        "owner": "",
        "priority": Priority.HIGH,
        "target": "first response",
        "due": _at(24, 8, 30),
        "late": timedelta(hours=2, minutes=5),
        "opened_at": _at(23, 7, 50),
        "text": _WORDS,
    },
    MailKind.DIGEST: {
        "day": date(2026, 11, 24),
        "mine": _ROWS,
        "late": _ROWS[:1],
        "unowned": _ROWS[1:],
        "answered": _ROWS,
        "title": "What is yours",  # of a list that somebody asked for, "" in the morning digest
        "about": "",
        "listed": _ROWS,  # that list
        "more": 3,  # how many are left out
    },
    MailKind.REPORT: {
        "since": date(2026, 10, 1),
        "until": date(2026, 10, 31),
        "requests": 148,
        "resolved": 139,
        "reopened": 6,
        "first_response": timedelta(minutes=52),
        "resolution": timedelta(hours=7, minutes=10),
        "kept": 93,  # per cent, None without targets
        "rating": 4.6,  # None without ratings
        "rated": 41,
        "surveyed": 97,
        "departments": (
            _group("Sales", 61, 44, 95, 4.7, 19),
            _group("Research & Development", 40, 71, 88, 4.2, 9),
        ),
        "technicians": (_group("Ann Lee", 80, 41, 96, 4.8, 25), _group("Bob Burns", 68, 66, 90, None, 0)),
        "categories": (_group("printing", 31, 38, 97, 4.5, 11), _group("vpn", 22, 80, 86, 4.1, 8)),
    },
    MailKind.CHECK_IN: {
        **_CUSTOMER,
        "department": "Sales",
        "since": date(2026, 8, 24),
        "opened": 14,
        "resolved": 12,
        "pending": (
            {"number": 12, "subject": "The printer on the third floor is on strike", "status": Status.OPEN},
            {
                "number": 15,
                "subject": "VPN asks for the password every ten minutes",
                "status": Status.WAITING,
            },
        ),
    },
    MailKind.NOTICE: {
        "number": None,  # the request that it is about
        "title": "A template can't be used",
        "lines": (
            "templates/de/survey.md, line 7: {{ custmer }} isn't known here; did you mean {{ customer }}?",
            "Until it is put right, the last version that worked is used. No mail is lost or late.",
        ),
        "rows": ({"name": "[resolved]", "text": "Solved: your text goes to the customer."},),
        "text": "Guten Tag {{ custmer }},",
    },
}


def missing_values(kind: MailKind | str, values: Mapping[str, object]) -> tuple[str, ...]:
    """The variables that templates of this kind may use and that `values` lacks."""
    return tuple(sorted({*ALWAYS, *SAMPLES[MailKind(kind)]} - set(values)))
