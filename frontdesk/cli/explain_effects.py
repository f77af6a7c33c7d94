"""The desk's effects in words for a person, one table, and as plain values for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from frontdesk.iso import iso
from frontdesk.rules import effects as e
from frontdesk.rules.model import Address

_LONGEST = 300  # characters of a value in words


def plain(value: Any) -> Any:
    """The value as JSON has it: people as "Name <address>", times in UTC, dataclasses as objects."""
    if isinstance(value, Address):
        return str(value)
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def described(effect: e.Effect) -> str:
    """One line that says what is to be done."""
    return _WORDS[type(effect)](effect)


def _people(people: tuple[Address, ...]) -> str:
    return ", ".join(map(str, people)) or "nobody"


def _fields(changed: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_short(value)}" for name, value in changed.items())


def _short(value: Any) -> str:
    shown = plain(value)
    text = "none" if shown in (None, "", []) else " ".join(str(shown).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def _sent(effect: e.Send) -> str:
    copy = f", in copy {_people(effect.cc)}" if effect.cc else ""
    files = f", with {len(effect.attachments)} file(s)" if effect.attachments else ""
    return f"mail: {(effect.told_as or effect.kind).value} to {_people(effect.to)}{copy}{files}"


def _opened(effect: e.OpenRequest) -> str:
    linked = "".join(f", linked to #{number}" for number in effect.linked)
    labels = f", labelled {', '.join(effect.labels)}" if effect.labels else ""
    of = f"open a request of {effect.customer}"
    return f'{of}: "{effect.subject}", {effect.priority.value} priority{labels}{linked}'


def _timer(effect: e.StartTimer) -> str:
    person = f" of {effect.person}" if effect.person else ""
    return f"timer: {effect.kind}{person} at {iso(effect.due_at)}"


# A table and not methods: effects are words without behaviour.
_WORDS: dict[type, Callable[[Any], str]] = {
    e.OpenRequest: _opened,
    e.KeepMessage: lambda one: f"keep it as {one.kind.value}, from {one.sender}",
    e.SetStatus: lambda one: f"status: {one.status.value}",
    e.Change: lambda one: f"set {_fields(one.fields)}",
    e.AddParticipants: lambda one: f"in the conversation from now on: {', '.join(one.emails)}",
    e.Send: _sent,
    e.StartTimer: _timer,
    e.StopTimers: lambda one: f"stop timers: {', '.join(one.kinds) or ' but '.join(('all', *one.but))}",
    e.Record: lambda one: f"note in the history: {one.kind}, by {one.by}",
    e.RememberPerson: lambda one: f"remember of {one.email}: {_fields(one.fields)}",
    e.NoteAbsence: lambda one: (
        f"{one.person} is away until {one.until}" if one.until else f"{one.person} is here"
    ),
    e.CancelHeldMail: lambda one: f"take back unsent mail: {', '.join(kind.value for kind in one.kinds)}",
    e.MoveMessages: lambda one: f"move its messages to #{one.to}",
    e.LinkBack: lambda one: f"{'link' if one.linked else 'unlink'} #{one.number}",
    e.MakeNote: lambda one: f"keep an answer of {one.sender} as a note",
    e.ForgetResolution: lambda one: "its resolution can't be found any more",
    e.IndexResolution: lambda one: "its resolution can be found for similar requests",
    e.HoldMail: lambda one: (
        f"hold the mail until {iso(one.expires_at)} and ask {one.technician}: {one.reason}"
    ),
    e.TellInList: lambda one: (
        f"tell {one.person} of it in a list, at {iso(one.by)} at the latest: {one.event}"
    ),
    e.KeepOutage: lambda one: f"outage: {_fields(one.fields)}",
    e.AnswerAll: lambda one: f"the same answer to {', '.join(f'#{number}' for number in one.to)}",
    e.DropAnswers: lambda one: "what hasn't reached all of its children reaches no more of them",
    e.TokensSeen: lambda one: f"{len(one.codes)} token(s) prove nothing from now on: others have seen them",
    e.Gather: lambda one: "strangers' further answers to these mails come here, too",
    e.IfSent: lambda one: (
        f"if the {one.kind.value} goes out: "
        + ("; ".join(described(effect) for effect in one.effects) or "nothing")
    ),
    e.AskReport: lambda one: (
        f"make the {'review' if one.review else 'report'} {one.words or 'of last month'} for {', '.join(one.to)}"
    ),
    e.AddContact: lambda one: f"write down a contact: {_fields(one.fields)}",
    e.ChangeContact: lambda one: f"contact {one.id}: set {_fields(one.fields)}",
    e.MuteLook: lambda one: (
        f"worth a look: line {one.id} "
        + (f"is muted until {iso(one.until)}" if one.until else "is shown again")
    ),
    e.UseAnswer: lambda one: f"the prepared answer {one.name} ({one.language}) goes out with it",
    e.UnuseAnswers: lambda one: "the prepared answers in it were not sent",
    e.DraftAnswer: lambda one: (
        f"keep the draft of an answer, {one.name} ({one.language}), until {one.by} says ok"
    ),
    e.KeepAnswer: lambda one: f'keep it as a prepared answer: "{one.title}"',
    e.DropDraft: lambda one: "drop the draft of an answer",
    e.About: lambda one: f"on #{one.number}: " + "; ".join(described(effect) for effect in one.effects),
}
