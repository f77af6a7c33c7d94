"""The one table of tags: names, words of other systems, values, who may, what they do, help.

Parsing, suggestions, permissions, the help mail, the technicians' page and the tests are all made from it.
It decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from frontdesk.rules.model import Role
from frontdesk.rules.tags.foreign import PRIORITY_WORDS, TAG_WORDS, VIEW_WORDS, in_every, meaning
from frontdesk.rules.understood import Lookup


class ValueKind(StrEnum):
    """What may stand after the `=` of a tag; `rules.tag_values` holds one reader for each."""

    NONE = "none"
    TECHNICIAN = "technician"
    PRIORITY = "priority"
    WHEN = "when"  # a date or a duration
    DURATION = "duration"
    ADDRESS = "address"
    ADDRESSES = "addresses"
    REQUEST = "request"
    REQUESTS = "requests"
    LABELS = "labels"
    STATUS = "status"
    VIEW = "view"
    AWAY = "away"
    ANSWER = "answer"  # the name of a prepared answer, perhaps with its language
    TEXT = "text"
    PARENT = "parent"  # a request, or none
    TOPIC = "topic"  # a topic's name, or that it is over
    PHRASE = "phrase"  # a few words that may follow after a space


class Needs(StrEnum):
    """How sure the desk must be of the writer: one proof, or both (`rules.authority`)."""

    PROOF = "proof"
    BOTH = "both"


STAFF = frozenset({Role.TECHNICIAN, Role.MANAGER})


@dataclass(frozen=True, slots=True)
class TagSpec:
    """One tag. Two tags of the same `group`, unless empty, can't stand in one mail: they contradict.

    `aliases`: words that other systems taught people. `who`: the roles that may, before TAG_PERMISSIONS.
    `effect`: what it does, for the page; its line in the help mail stands in [tags] of a language's words. `example`:
    with brackets, as it stands in a subject.
    """

    name: str
    aliases: tuple[str, ...]
    value_kind: ValueKind
    value_required: bool
    effect: str
    example: str
    group: str = ""
    needs: Needs = Needs.PROOF
    who: frozenset[Role] = STAFF

    @property
    def words(self) -> tuple[str, ...]:
        """All words for it in every language, its name first."""
        return tuple(dict.fromkeys((self.name, *self.aliases, *in_every(TAG_WORDS, self.name))))


_NONE, _MUST, _MAY = ValueKind.NONE, True, False

TAGS: tuple[TagSpec, ...] = (
    TagSpec(
        "resolved",
        # Zendesk, Roundup, RT, FreeScout, GitLab, sourcehut and debbugs all end a request with one of these.
        ("resolve", "solved", "solve", "done", "done-cbb", "closed", "close", "fixed", "completed",
         "finished"),
        _NONE, _MAY,
        "Your text is kept as the resolution and sent to the customer; a follow-up asks if all is well.",
        "[resolved]", group="status",
    ),
    TagSpec(
        "open",
        ("reopen", "reopened", "active", "opened", "in-progress", "inprogress", "chatting"),
        _NONE, _MAY,
        "The request is open (again); the clock runs.",
        "[open]", group="status",
    ),
    TagSpec(
        "waiting",
        ("pending", "stalled", "stall", "awaiting", "need-eg", "wait"),
        _NONE, _MAY,
        "We wait for the customer: the clock stops, the customer is reminded twice.",
        "[waiting]", group="status",
    ),
    TagSpec(
        "hold",
        ("on-hold", "onhold", "deferred", "suspended", "blocked"),
        _NONE, _MAY,
        "We wait for somebody else; nobody is reminded.",
        "[hold]", group="status",
    ),
    TagSpec(
        "note",
        ("internal", "private"),
        _NONE, _MAY,
        "Your text stays among technicians.",
        "[note]",
    ),
    TagSpec(
        "called",
        ("phoned", "telephoned"),
        _NONE, _MAY,
        "You spoke to the customer: your text stays inside as a note, and a low rating counts as answered.",
        "[called]",
    ),
    TagSpec(
        "take",
        ("claim", "own"),
        _NONE, _MAY,
        "You own the request. (The first to answer owns it anyway.)",
        "[take]", group="owner",
    ),
    TagSpec(
        "assign",
        ("owner", "assignee", "assignedto", "assigned-to", "assigned", "reassign"),
        ValueKind.TECHNICIAN, _MUST,
        "Somebody else owns the request: a name, an address, `me` or `nobody`.",
        "[assign=bob]", group="owner",
    ),
    TagSpec(
        "noclaim",
        ("no-claim", "replyonly", "reply-only"),
        _NONE, _MAY,
        "Your answer goes out, but the request doesn't become yours.",
        "[noclaim]", group="owner",
    ),
    TagSpec(
        "priority",
        ("prio", "severity", "urgency"),
        ValueKind.PRIORITY, _MUST,
        "Changes the priority, and the targets with it: low, normal, high or urgent.",
        "[priority=high]", group="priority",
    ),
    TagSpec(
        "due",
        ("deadline", "due-date", "duedate"),
        ValueKind.WHEN, _MUST,
        "A day by which it must be done; you are reminded before.",
        "[due=fri]", group="due",
    ),
    TagSpec(
        "snooze",
        ("sleep",),
        ValueKind.WHEN, _MUST,
        "Out of your lists until then; it comes back by itself, and at once when the customer writes.",
        "[snooze=3d]", group="snooze",
    ),
    TagSpec(
        "time",
        ("timeworked", "time-worked", "spend", "spent", "worked"),
        ValueKind.DURATION, _MUST,
        "Adds to the time worked on the request (-15m takes away); a bare number is minutes.",
        "[time=15m]",
    ),
    TagSpec(
        "cc",
        ("nosy", "addcc", "add-cc", "delcc", "del-cc"),
        ValueKind.ADDRESSES, _MUST,
        "Adds (+) or removes (-) people who get the customer's mail in copy.",
        "[cc=+ann@example.org;-bob@example.org]",
    ),
    TagSpec(
        "customer",
        ("requester", "requestor"),
        ValueKind.ADDRESS, _MUST,
        "Whose request it is; both customers are told. In a new mail it opens one, as after a phone call.",
        "[customer=cara@example.org]", group="customer",
    ),
    TagSpec(
        "merge",
        ("merged", "mergeinto", "merge-into", "duplicate", "dup"),
        ValueKind.REQUEST, _MUST,
        "Puts this request's messages into the other one; answers to the old number follow.",
        "[merge=#99]", group="merge", needs=Needs.BOTH,
    ),
    TagSpec(
        "split",
        (),
        _NONE, _MAY,
        "The message you answer becomes a request of its own.",
        "[split]", needs=Needs.BOTH,
    ),
    TagSpec(
        "link",
        ("refersto", "refers-to", "related", "relate"),
        ValueKind.REQUESTS, _MUST,
        "Each request names the other.",
        "[link=#99]",
    ),
    TagSpec(
        "title",
        ("subject", "retitle", "rename"),
        ValueKind.TEXT, _MUST,
        "A new subject for the request.",
        '[title="New printer for room 5"]', group="title",
    ),
    TagSpec(
        "label",
        ("labels", "tag", "tags", "keyword", "keywords", "unlabel", "untag"),
        ValueKind.LABELS, _MUST,
        "Adds (+) or removes (-) labels.",
        "[label=+vpn;-printer]",
    ),
    TagSpec(
        "department",
        ("dept", "organisation", "organization"),
        ValueKind.TEXT, _MUST,
        "The customer's department, kept for this customer.",
        "[department=Sales]", group="department",
    ),
    TagSpec(
        "spam",
        ("junk",),
        _NONE, _MAY,
        "Closes the request without a word to its writer, who is not answered again.",
        "[spam]", group="status",
    ),
    TagSpec(
        "undo",
        ("revert",),
        _NONE, _MAY,
        "Takes back the last change, and a mail to the customer while it is still held back.",
        "[undo]",
    ),
    TagSpec(
        "send",
        (),
        _NONE, _MAY,
        "Sends your answer that was held because a colleague had answered first.",
        "[send]",
    ),
    TagSpec(
        "watch",
        ("follow",),
        _NONE, _MAY,
        "You hear of what happens on the request, although it isn't yours.",
        "[watch]", group="watch",
    ),
    TagSpec(
        "unwatch",
        ("unfollow",),
        _NONE, _MAY,
        "You don't hear of it any more.",
        "[unwatch]", group="watch",
    ),
    TagSpec(
        "away",
        ("absent", "absence", "vacation", "holiday"),
        ValueKind.AWAY, _MUST,
        "You are away on these days, both included: as with an out-of-office note, others are shown what is yours when "
        "it begins. `away=off`: you are here after all. Managers may name somebody: `away=bob 24.12.-2.1.`",
        "[away=2026-12-24..2027-01-02]", group="away",
    ),
    TagSpec(
        "status",
        ("state",),
        ValueKind.STATUS, _MAY,
        "Alone it asks where the request stands; with a word it is that tag: `status=pending` is `waiting`.",
        "[status]",
    ),
    TagSpec(
        "list",
        (),
        ValueKind.VIEW, _MAY,
        "You get a list of requests: mine, open, waiting, hold, unowned, late or all; of departments: contacts.",
        "[list mine]",
    ),
    TagSpec(
        "report",
        (),
        ValueKind.PHRASE, _MAY,
        "Managers get the report: of last month, of the period or department named (`[report last quarter]`,"
        " `[report Sales]`). Everybody gets their own figures with `[report mine]`.",
        "[report mine]",
    ),
    TagSpec(
        "review",
        (),
        ValueKind.PHRASE, _MUST,
        "A department's review as its head would read it now, sent to you alone: of the last quarter, or of the period"
        " named behind the department. For managers, and for who looks after the department.",
        "[review=Sales]",
    ),
    TagSpec(
        "contact",
        (),
        ValueKind.PHRASE, _MUST,
        "In a mail of its own: you spoke with a department (its name) or a person (the address); your text is kept"
        " with the account. `[list contacts]` shows whom we spoke with last.",
        "[contact=Sales]",
    ),
    TagSpec(
        "answer",
        ("template", "macro", "canned"),
        ValueKind.ANSWER, _MUST,
        "A prepared answer goes out in your name: below your own words, or where `{answer}` stands alone in a line."
        " Several go in their order (`[answer=vpn-reset] [answer=new-phone]`); `[answer=vpn-reset/de]` chooses the"
        " language, which else is the customer's.",
        "[answer=vpn-reset]",
    ),
    TagSpec(
        "answers",
        ("templates", "macros"),
        ValueKind.PHRASE, _MAY,
        "You get the list of prepared answers: all, or those with a word (`[answers vpn]`); with each how often it"
        " was sent in a year, and how many of the requests stayed solved.",
        "[answers vpn]",
    ),
    TagSpec(
        "keep",
        (),
        ValueKind.ANSWER, _MUST,
        "Makes a prepared answer of this request's resolution: you get it back without the customer's data, and it is"
        " kept when you reply `ok`, or with the text as it shall be.",
        "[keep=vpn-reset]", group="keep",
    ),
    TagSpec(
        "outage",
        ("incident", "major", "problem"),
        ValueKind.TOPIC, _MAY,
        "Many wrote about the same: your text goes to each of them as an answer to their own request, and to "
        "everybody who writes about it until it ends. The oldest becomes the parent of the others. "
        "`[outage; due=11:00]` says when you will say more; `outage=over` ends it without a word.",
        "[outage]", group="outage",
    ),
    TagSpec(
        "no-outage",
        ("nooutage", "false-alarm", "no-incident"),
        _NONE, _MAY,
        "What looked like an outage is none.",
        "[no outage]", group="outage",
    ),
    TagSpec(
        "all",
        ("everybody",),
        _NONE, _MAY,
        "On an outage's parent: your text goes to each of its children, too, in their own threads. `[resolved] [all]` "
        "resolves them all. More than five people: you are asked first.",
        "[resolved] [all]",
    ),
    TagSpec(
        "parent",
        ("child-of", "childof", "part-of"),
        ValueKind.PARENT, _MUST,
        "This request is one of those that another stands for; `parent=none` takes it off again.",
        "[parent=#41]", group="parent",
    ),
    TagSpec(
        "help",
        ("commands",),
        _NONE, _MAY,
        "You get this list.",
        "[help]",
    ),
)  # fmt: skip

# Words that set a value as well: `/unassign` is `assign=nobody`, `DelCc: ann@...` is `cc=-ann@...`.
FIXED_VALUES: Mapping[str, tuple[str, str]] = {"unassign": ("assign", "nobody")}
SIGNS: Mapping[str, str] = {
    "addcc": "+",
    "add-cc": "+",
    "delcc": "-",
    "del-cc": "-",
    "unlabel": "-",
    "untag": "-",
}

# Words of other systems that have no meaning here: silently ignoring one would be wrong, guessing worse.
UNSUPPORTED: frozenset[str] = frozenset(
    (
        "queue",
        "group",
        "dependson",
        "memberof",
        "clone",
        "block",
        "escalate",
        "estimate",
        "type",
        "public",
    )
)

BY_NAME: Mapping[str, TagSpec] = {spec.name: spec for spec in TAGS}


def _by_word() -> dict[str, TagSpec]:
    fixed = {word: BY_NAME[name] for word, (name, _) in FIXED_VALUES.items()}
    meant = meaning({spec.name: spec.aliases for spec in TAGS}, TAG_WORDS)
    return {word: BY_NAME[name] for word, name in meant.items()} | fixed


BY_WORD: Mapping[str, TagSpec] = Lookup(_by_word)

# What `status=` may set, by every word for it.
STATUS_WORDS: Mapping[str, str] = Lookup(
    lambda: {word: spec.name for word, spec in BY_WORD.items() if spec.group == "status"}
)

_VIEWS = {
    "mine": ("my", "me"),
    "open": (),
    "waiting": ("pending",),
    "hold": ("on-hold",),
    "unowned": ("unassigned", "nobody"),
    "late": ("overdue",),
    "all": (),
    "contacts": (),
}
VIEWS: Mapping[str, str] = Lookup(lambda: meaning(_VIEWS, VIEW_WORDS))

_PRIORITIES = {
    "low": ("minor", "wishlist", "p4"),
    "normal": ("medium", "p3"),
    "high": ("important", "serious", "p2"),
    "urgent": ("critical", "grave", "p1"),
}
PRIORITIES: Mapping[str, str] = Lookup(lambda: meaning(_PRIORITIES, PRIORITY_WORDS))
