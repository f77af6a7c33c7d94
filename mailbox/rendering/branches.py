"""What a kind of mail can be: its sample values as they differ from case to case, each case with a name.

For whoever wants to see every form of a mail (the preview of all, the check of what a template must contain). Holds
only what differs from `samples`; a kind without an entry has one form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from frontdesk.mailbox.rendering.samples import ALWAYS, SAMPLES
from frontdesk.rules.model import Address, MailKind, Priority

Values = Mapping[str, object]

_NO_FILES: Values = {"attachments": (), "left_out": (), "not_here": ()}
_BOB = Address("Bob Burns", "bob@example.org")
_PLAIN: Values = {  # a notification about nothing out of the ordinary
    "in_copy": (),
    "not_in_copy": (),
    "new_subject": "",
    "encrypted": "",
    "marks": "",
    "same": None,
    **_NO_FILES,
}
_EMPTY_DIGEST: Values = {
    "mine": (),
    "late": (),
    "unowned": (),
    "answered": (),
    "title": "",
    "about": "",
    "listed": (),
    "parts": (),
    "silenced": None,
    "more": 0,
    "contacts": (),
    "answer_first": (),
    "heard": (),
    "look": (),
}
_MORNING: Values = {name: SAMPLES[MailKind.DIGEST][name] for name in ("mine", "late", "unowned", "answered")}
_KNOWN: Values = {"subject_back": "", "text_back": "", "held": False}

BRANCHES: Mapping[MailKind, Mapping[str, Values]] = {
    MailKind.ACKNOWLEDGEMENT: {
        "in hours": {"open_now": True, "encrypted": ""},
        "out of hours": {"encrypted": ""},
        "no promise": {"first_response_by": None, "open_now": True, "encrypted": ""},
        "encrypted": {"open_now": True},
    },
    MailKind.NOTIFICATION: {
        **{
            f"event {event}": {
                **_PLAIN,
                "event": event,
                "by": _BOB if event in ("opened", "split", "merged") else None,
            }
            for event in (
                "new",
                "opened",
                "customer",
                "reply",
                "note",
                "assigned",
                "split",
                "merged",
                "reopened",
                "woke",
                "due",
                "status",
            )
        },
        "assigned by somebody": {**_PLAIN, "event": "assigned", "by": _BOB},
        "everything at once": {"by": _BOB, "unproven": True, "heard_by": ("Frank Fox",)},
        "a note": {**_PLAIN, "event": "note", "note_only": True},
        "nobody to answer": {**_PLAIN, "unanswerable": True, "unproven": True},
        "first of its kind": {**_PLAIN, "history": (), "similar": (), "recent": (), "owner": "Ann Lee"},
    },
    MailKind.OUTAGE: {
        **{sure: {"sure": sure} for sure in ("perhaps", "probably", "surely")},
        "a word, and nothing is known": {"is_word": True, "usual": None},
        "never before": {"usual": 0},
    },
    MailKind.KNOWN_PROBLEM: {"next word": {}, "no next word": {"next_word_by": None}},
    MailKind.LOW_RATING: {"first": {}, "reminder": {"again": True}},
    MailKind.REPLY: {
        "answer": {"resolved": False, "signature": ""},
        "resolved": {"signature": ""},
        "signed": {"resolved": False},
    },
    MailKind.CONFIRMATION: {
        "sent": {"leaves_at": None, **_NO_FILES},
        "held back": {"leaves_at": datetime(2026, 11, 23, 9, 15, tzinfo=UTC), **_NO_FILES},
        "he has it already": {"sent_to": "", "has_it": "Carl Cole", **_NO_FILES},
        "nothing sent": {"sent_to": "", "undo": False, **_NO_FILES},
        "taken, with files": {"sent_to": ""},
        "a digest's lines": {"number": None, "sent_to": "", **_NO_FILES},
    },
    MailKind.REFUSAL: {
        "not understood": {},
        "one problem": {"problems": SAMPLES[MailKind.REFUSAL]["problems"][:1], "files": ("cable.jpg",)},  # type: ignore[index]
        "waits for send": {"held": True},
        "a colleague was first": {
            "held": True,
            "answered": (
                {
                    "number": 12,
                    "name": "Bob Burns",
                    "at": datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
                    "text": "I have ordered a new tray.",
                },
            ),
        },
        "forged": {"forged": True},
        "unknown address": {"held": True, "strange": True},
        "a note": {"note_only": True},
        "a forward": {"forwarded": True, "number": None},
    },
    MailKind.CHASER: {"step 1": {}, "step 2": {"step": 2}, "step 3": {"step": 3, "resolves_at": None}},
    MailKind.SURVEY_THANKS: {
        **{f"rating {stars}": {"rating": stars, "comment": ""} for stars in (1, 2, 3, 4, 5)},
        "words alone": {"rating": None},
        "rating and words": {},
    },
    MailKind.REOPENED: {
        "own word": {},
        "own word, not the customer": {"yours": False},
        "somebody's word": {"own_word": False},
        "nobody's by name": {"own_word": False, "by": "", "owner": ""},
    },
    MailKind.WARNING: {
        "first response": {},
        "resolution": {"target": "resolution"},
        "no owner": {"owner": "", "priority": Priority.URGENT},
    },
    MailKind.ESCALATION: {"no owner": {}, "owned": {"owner": "Ann Lee", "target": "resolution"}},
    MailKind.DIGEST: {
        "morning": {**_EMPTY_DIGEST, **_MORNING},
        "Monday": {
            **_EMPTY_DIGEST,
            **_MORNING,
            **{name: SAMPLES[MailKind.DIGEST][name] for name in ("contacts", "answer_first", "heard")},
        },
        "a manager's": {**_EMPTY_DIGEST, **_MORNING, "silenced": SAMPLES[MailKind.DIGEST]["silenced"]},
        "nothing": _EMPTY_DIGEST,
        "a list": {
            **_EMPTY_DIGEST,
            **{name: SAMPLES[MailKind.DIGEST][name] for name in ("title", "listed", "more")},
        },
        "an empty list": {**_EMPTY_DIGEST, "title": "What is yours"},
        "a flood": {**_EMPTY_DIGEST, "title": "In the last hour", "parts": SAMPLES[MailKind.DIGEST]["parts"]},
    },
    MailKind.REPORT: {
        "a month": {},
        "not over yet": {"complete": False, "changed": (), "attached": False},
        "nothing": {
            "anything": False,
            "requests": 0,
            "resolved": 0,
            "open": 0,
            "oldest": None,
            "changed": (),
            "rows": (),
            "could_be": None,
            "departments": (),
            "more": (),
            "many_hands": (),
            "outages": (),
            "look": (),
            "unused": (),
            "outage_children": 0,
            "unrecovered": (),
        },
    },
    MailKind.CHECK_IN: {
        "own words": {"signature": ""},
        "the usual question": {"text": "", "signature": ""},
        "signed": {},
        "a quiet time": {
            "text": "",
            "signature": "",
            "opened": 0,
            "resolved": 0,
            "half": "",
            "topics": (),
            "pending": 0,
            "waiting": 0,
        },
    },
    MailKind.NOTICE: {
        "to the team": {},
        "about a request": {"number": 12, "text": ""},
        "to a customer": {"number": 12, "team": False, "rows": (), "text": ""},
    },
}


_TO_CUSTOMERS = frozenset(
    (
        MailKind.ACKNOWLEDGEMENT,
        MailKind.KNOWN_PROBLEM,
        MailKind.REPLY,
        MailKind.FOLLOW_UP,
        MailKind.CHASER,
        MailKind.SURVEY,
        MailKind.SURVEY_THANKS,
        MailKind.REOPENED,
        MailKind.CHECK_IN,
        MailKind.REVIEW,
    )
)


def to_a_customer(kind: MailKind | str, values: Values) -> bool:
    """Whether a mail of this kind with these values goes to a customer."""
    known = MailKind(kind)
    return known in _TO_CUSTOMERS or (known is MailKind.NOTICE and not values.get("team"))


def branches(kind: MailKind | str) -> Iterator[tuple[str, dict[str, object]]]:
    """Each form of a kind of mail: its name, and all values."""
    known = MailKind(kind)
    for name, changed in BRANCHES.get(known, {"": {}}).items():
        yield name, {**ALWAYS, **SAMPLES[known], **changed}
