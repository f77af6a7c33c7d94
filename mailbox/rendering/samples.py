"""What each kind of template is given, by example: for the preview, the check, and whoever fills templates.

A kind's variables are exactly the keys here together with those of `ALWAYS`; docs/templates.md tells of them.
None, "" and () stand for what is absent; rows of lists are mappings. Times are aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from frontdesk.mailbox.rendering.filters import Block, Dressed
from frontdesk.rules.model import MailKind, Priority, Status


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


ALWAYS: Mapping[str, object] = MappingProxyType(
    {
        "desk_name": "IT Service",
        "desk_address": "help@example.org",
        "tag": "IT",
        "preheader": "",
        "logo": None,  # in mail to customers: name, width, height
    }
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
_LOOK = (
    "Carl Cole asked 3 times for the same (#3, #7, #12); solved 3 times, not cured: #3 changed the drum; #7 changed the"
    " drum again; #12 new fuser"
)
_RESOLUTION = "The update had set the driver to two copies. Set back to one for the whole floor."

_SIGNATURE = Dressed(
    [Block("Ann Lee\nIT, room 214", '<div class="signature">\n<p>Ann Lee<br>\nIT, room 214</p>\n</div>')]
)

_FILES = {
    "attachments": ({"name": "pages.jpg", "size": 482_133, "at": _at(23, 7, 30)},),  # that come along
    "left_out": ({"name": "film.mov", "size": 61_000_000, "at": _at(23, 7, 30)},),  # too large for that
    "not_here": (
        {"name": "log.txt", "size": 2_040, "at": _at(20, 9, 12)},
    ),  # couldn't be fetched, or get through
    "kept_in": "Handled",  # the folder of the desk's mailbox where all of them lie
}

_QUESTION: Mapping[str, object] = {
    "ratings": {
        stars: f"mailto:help@example.org?subject=%5BIT%20%2312%5D%20Rating%20{stars}%20%28k7Qw2%29"
        for stars in (1, 2, 3, 4, 5)
    },
    "low_read_by": ("Mia Boss",),  # who reads a low rating, by name: the managers
    "low_seen_by": "Ann Lee",  # and who sees it, too: the request's owner; "" where LOW_RATINGS_TO=managers
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


def _figure(name: str, now: str, before: str) -> Mapping[str, object]:
    return {"name": name, "now": now, "before": before}


_PART: Mapping[str, object] = {
    "department": "Sales",
    "quiet": False,  # too few requests for figures
    "requests": 41,
    "done": 38,
    "half": "44 minutes",  # "" where too few
    "ninth": "half a working day",
    "open": 3,
    "oldest": date(2026, 9, 2),  # None when nothing is open
    "waits_for": "others",  # customer, others or ""
    "topics": (
        {"name": "printing", "requests": 14, "more": False},
        {"name": "vpn", "requests": 9, "more": True},
    ),
    "other": 18,
    "subjects": (),  # of what is open, where the department wants that
    "sentence": "The VPN gateway was replaced on 12 September; since then there was one request.",
    "answered": 9,  # 0 where too few
    "content": 8,
    "unhappy": 1,
    "recovered": 1,
    "hours": "19:00 h",  # "" when no time is stated
    "stated": 35,
    "rate": "80",
    "amount": "1520.00",  # "" without a rate
    "currency": "EUR",
}


SAMPLES: Mapping[MailKind, Mapping[str, object]] = {
    MailKind.ACKNOWLEDGEMENT: {
        **_PRINTER,
        "first_response_by": _at(24, 8, 30),
        "open_now": False,
        "encrypted": "PGP",  # how the mail is encrypted that nobody here can read, "" for a readable one
        "opened_for_them": False,  # whether a technician opened it, after a call
    },
    MailKind.NOTIFICATION: {
        **_PRINTER,
        **_CUSTOMER,
        "customer_email": "carl.cole@sales.example.org",
        "in_copy": ("dora.dean@sales.example.org",),  # who gets the answer, too
        "heard_by": (),  # customers of what was merged into it; each gets the answer apart
        "not_in_copy": ("eve@elsewhere.example.com",),  # who wrote or was addressed, and gets no answer
        "new_subject": "Now it smokes, too",  # of the message shown, where it is another than the request's
        "event": "new",  # opened, new, customer, reply, note, assigned, split, merged, reopened, woke, due, status
        "by": None,  # who assigned it or split it off: an Address, or None
        "author": "Carl Cole",
        "note_only": False,  # a reply to this mail becomes a note
        "unanswerable": False,  # whether no mail can go to the customer's address
        "unproven": False,  # whether the mail comes from its From address isn't known
        "encrypted": "S/MIME",  # how the new mail is encrypted, "" for a readable one
        "marks": "auto-reply: x-autoreply",  # what says that a machine wrote it, "" for ordinary mail
        "text": _WORDS,
        **_FILES,
        "status": Status.NEW,
        "priority": Priority.NORMAL,
        "owner": "",
        "usually": "Bob Burns",  # who works on such requests, by the topics
        "labels": ("printing",),
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
        # an open request that is perhaps the same, None for none; `tag` hangs this one on it
        "same": {"number": 9, "status": Status.OPEN, "owner": "Bob Burns", "tag": "[parent=#9]"},
        "answers": (  # prepared answers that may fit
            {
                "tag": "[answer=printer-driver]",
                "title": "Printer: pages come twice",
                "stood": "sent 12 times, 10 of 11 stayed solved",
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
    MailKind.OUTAGE: {
        **_PRINTER,
        **_CUSTOMER,
        "topic": "printing",
        "is_word": False,  # whether it is a word that no topic has
        "sure": "probably",  # perhaps, probably, surely
        "people": 5,
        "minutes": 42,
        "since": _at(24, 7, 12),
        "usual": 1,  # requests a day; None where the desk doesn't know yet
        "rows": (
            {"number": 12, "customer": "Carl Cole", "subject": _PRINTER["subject"]},
            {"number": 14, "customer": "Dora Dean", "subject": "Nothing prints"},
        ),
    },
    MailKind.KNOWN_PROBLEM: {
        **_PRINTER,
        "topic": "printing",
        "since": _at(24, 7, 12),
        "next_word_by": _at(24, 10, 0),
        "text": "The print server is down. Please use the printers on floor 2.",  # the team's words to all
    },
    MailKind.LOW_RATING: {
        **_PRINTER,
        **_CUSTOMER,
        "customer_email": "carl.cole@sales.example.org",
        "rating": 2,
        "again": False,  # whether it is the reminder: nobody has answered yet
        "text": "It took three days.",
        "department": "Sales",
        "owner": "Ann Lee",
        "resolution": _RESOLUTION,
        "opened_at": _at(23, 7, 55),
        "resolved_at": _at(24, 9, 10),
        "recent": (
            {
                "number": 9,
                "subject": "New laptop for Eve",
                "status": Status.CLOSED,
                "opened_at": _at(3, 9, 15),
            },
        ),
    },
    MailKind.REPLY: {
        **_PRINTER,
        "technician": "Ann Lee",
        "text": _ANSWER,
        "resolved": True,
        "signature": _SIGNATURE,  # "" where the technician has none
    },
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
        "has_it": "",  # who got the technician's mail directly, so that the desk sent none
        "informed": (),  # which customers hear of the change from the desk, where no answer went out
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
        "strange": False,  # it came from an address that isn't known: somebody else's, or another of the technician's
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
        "asks": True,  # for the rating, too: SURVEY_WITH=follow-up
        **_QUESTION,
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
        **_QUESTION,
    },
    MailKind.SURVEY_THANKS: {
        **_PRINTER,
        **_CUSTOMER,
        "rating": 2,
        "comment": "It took three mails.",
        "again": False,
    },
    MailKind.REOPENED: {
        **_PRINTER,
        **_CUSTOMER,
        "own_word": True,  # it answers the reader's own mail; else somebody else's word opened it again:
        "by": "Dora Dean",  # whose, "" when it isn't told
        "yours": True,  # the reader is the customer
        "owner": "Ann Lee",
        "next_by": _at(25, 11, 0),
    },
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
        "parts": (  # what came in floods and stands in one list
            {
                "title": "New requests",
                "rows": ({"numbers": "#16-#29", "subject": "Printer", "customer": "Carl Cole", "count": 14},),
            },
            {
                "title": "Notices",
                "rows": (
                    {
                        "numbers": "#12",
                        "subject": "A mail to the customer came back",
                        "customer": "",
                        "count": 1,
                    },
                ),
            },
        ),
        "silenced": {  # for managers: mail that got no answer since the last digest; None when there was none
            "count": 7,
            "newest": (
                {
                    "sender": "dora@sales.example.org",
                    "subject": "New chair",
                    "reason": "bulk mail: Precedence: bulk",
                },
            ),
            "folder": "Automatic",
        },
        "more": 3,  # how many are left out
        "look": ({"number": 1, "text": _LOOK},),  # what is worth a manager's look, on Mondays
        "praise": ({"number": 12, "customer": "Carl Cole", "rating": 5, "words": "Brilliant"},),
        "contacts": (  # who is due for a word; days: since the last contact, None for never
            {
                "letter": "a",
                "name": "Hanna Head",
                "department": "Sales",
                "days": 96,
                "requests": 14,
                "resolved": 12,
                "reopened": 1,
                "low": 1,
                "recovered": 1,
                "open": ("#15",),
            },
        ),
        "answer_first": ({"number": 12, "name": "Lee Law", "department": "Legal"},),
        "heard": (
            {"name": "Lisa Lab", "department": "Lab", "rating": None, "words": "All is well, thank you."},
        ),
    },
    MailKind.REPORT: {
        "period": "October",
        "previous": "September",
        "complete": True,  # False: the period isn't over
        "made_at": _at(2, 8, 0),
        "department": "",  # of which alone it is
        "anything": True,  # False: there is nothing to report
        "requests": 148,
        "requests_before": 131,
        "comparable": True,  # False: there was no desk in the whole of the period before
        "requests_changed": False,  # whether that is more than chance
        "resolved": 139,
        "open": 22,
        "oldest": 87,  # its number, None when nothing is open
        "oldest_age": 34,  # in days
        "changed": (
            {"name": "Opened again by the customer", "rose": True, "now": "14 of 120", "before": "4 of 118"},
        ),
        "rows": (
            _figure("First answer, half within", "0:52 (of 148)", "0:49 (of 131)"),
            _figure("First answer as promised", "131 of 140 (89 to 96 %)", "118 of 127 (87 to 96 %)"),
            _figure("Content, of those who answered", "38 of 41", "30 of 35"),
        ),
        "could_be": {
            "asked": 97,
            "answered": 41,
            "worst": 39,
            "best": 97,
            "often": "",
        },  # None: too few answered
        "departments": (
            {
                "name": "Sales",
                "requests": 61,
                "first_response": "0:44 (of 61)",
                "kept": "55 of 58 (86 to 98 %)",
            },
            {
                "name": "Research & Development",
                "requests": 40,
                "first_response": "1:11 (of 40)",
                "kept": "33 of 38 (73 to 94 %)",
            },
        ),
        "more": ({"department": "Sales", "label": "vpn", "now": 9, "before": 2},),
        "outages": (
            # "" in `over`: it goes on
            {
                "about": "vpn (#41)",
                "began": "13 Oct, 09:12",
                "confirmed": "0:31 h",
                "people": 40,
                "over": "2:10 h",
            },
        ),
        "outage_children": 39,  # requests that were answered together with others: in no time and no share
        "with_outages": "0:41 (of 187)",  # the first answer with them, half within
        "many_hands": ("#87", "#91"),
        "unused": ("fax-setup (Fax: how it is set up)",),  # prepared answers, in what ends a quarter
        "look": ({"number": 1, "text": _LOOK},),
        "unrecovered": ("#63",),
        "accounts": 12,  # departments, 0 where we keep no contact
        "in_contact": 9,
        "unheard": ({"name": "Legal", "days": 214}, {"name": "Works Council", "days": None}),
        "attached": True,
    },
    MailKind.CHECK_IN: {
        **_CUSTOMER,
        "technician": "Ann Lee",
        "department": "Sales",
        "since": date(2026, 8, 24),
        "month": "August",
        "every_days": 90,
        "opened": 14,
        "resolved": 12,
        "half": "44 minutes",  # "" where too few
        "topics": ({"name": "printing", "requests": 5}, {"name": "vpn", "requests": 4}),
        "pending": 2,
        "waiting": 1,  # of those, how many wait for the customer
        # the technician's own words, "" for the usual question
        "text": "We move the file server in December. What must not fail for you in that week?",
        "signature": _SIGNATURE,
    },
    MailKind.REVIEW: {
        **_CUSTOMER,
        "technician": "Ann Lee",
        "names": ("Sales",),
        "period": "July to September",
        "parts": (_PART,),  # one for each department of this head
    },
    MailKind.NOTICE: {
        "number": None,  # the request that it is about
        "team": True,  # it goes to the team, not to a customer
        "asks": False,  # it asks for a reply, and says what becomes of it
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
