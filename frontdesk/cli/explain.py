"""What the desk reads in a mail and would do with it: for the person who asks why. Writes nothing, sends nothing.

The mail is read in the confined process as every other; the decision is the desk's own, taken in a transaction that
is rolled back. `--json` is a promise as in `cli.show`: fields are added, none is renamed or taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frontdesk.accounts.files import files_of
from frontdesk.accounts.kept import first_read
from frontdesk.cli.explain_effects import described, plain
from frontdesk.db import ledger, state
from frontdesk.db.engine.store import Store
from frontdesk.decision.road import consider
from frontdesk.desk import Desk
from frontdesk.foresight.files import first_topics, topics_file
from frontdesk.iso import iso
from frontdesk.languages import speak
from frontdesk.mailbox.limits import LIMITS
from frontdesk.mailbox.quoting.replies import split_reply
from frontdesk.mailbox.worker.reader import Reader, Unreadable
from frontdesk.rules.effects import Decision, OpenRequest
from frontdesk.rules.model import Message
from frontdesk.rules.silence.guards import DeskIdentity, Silence, is_heard, reason_for_silence
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.read import TagReading
from frontdesk.settings.load import Settings
from frontdesk.wiring import limits_of, policy_of, put_together

_SHOWN = 80  # characters of the first line of what was cut


@dataclass(frozen=True, slots=True)
class Understood:
    """A mail as it was read, and, where there is a desk to ask, what the desk makes of it.

    `read`: as it came; `silence`: why it gets no answer. `heard`: as a first mail it would be a request all the same,
    by its words. `before`: that very mail was dealt with already. `lets_go`: the held mail that it lets go, which
    then is what is recognised and decided.
    """

    read: Message
    silence: Silence | None
    situation: Situation | None = None
    reading: TagReading | None = None
    decision: Decision | None = None
    before: str = ""
    heard: bool = False
    lets_go: str = ""


class _RolledBack(Exception):
    """Ends the transaction, so that nothing stays of it."""


def read_mail(raw: bytes, settings: Settings | None = None) -> Message | Unreadable:
    """The mail in `raw`, read in a process of its own as the desk of these settings reads it."""
    with Reader(limits_of(settings) if settings else LIMITS) as reader:
        return reader.read_all([raw])[0]


def without_desk(message: Message) -> Understood:
    """What can be said where no settings tell whose mail is whose."""
    silence = reason_for_silence(message, DeskIdentity(frozenset(), ""))
    return Understood(message, silence, heard=silence is not None and is_heard(message, silence))


def with_desk(message: Message, raw: bytes, settings: Settings, store: Store, now: datetime) -> Understood:
    """What the desk would do with this mail, if it came now."""
    speak(settings.templates_folder)
    with _rolled_back(store), Reader(limits_of(settings), inline=True) as reader:
        desk = _desk(settings, store, reader, now)
        found = consider(desk, message, raw, now, now)
        seen = ledger.seen_before(store, message.sha256, message.date)
        return Understood(
            read=found.message,
            silence=found.silence,
            situation=found.situation,
            reading=found.reading,
            decision=found.decision,
            before=f"as {seen.outcome}, it came {iso(seen.received_at)}" if seen else "",
            lets_go=found.situation.message.subject if found.lets_go else "",
        )


@contextmanager
def _rolled_back(store: Store) -> Iterator[None]:
    try:
        with store.transaction(guarded=False):
            yield
            raise _RolledBack
    except _RolledBack:
        return


def _desk(settings: Settings, store: Store, reader: Reader, now: datetime) -> Desk:
    """The desk as it works, with its files of departments, people and topics; nothing of them is written down."""
    accounts, topics = first_read(files_of(settings), store), first_topics(topics_file(settings), store)
    policy = policy_of(settings, accounts, topics)
    instance = state.get(store, "instance")
    return put_together(settings, policy, store, reader, now=lambda: now, instance=instance)


def explained(understood: Understood) -> dict[str, Any]:
    """The object of `explain --json`."""
    return {
        "read": _read(understood.read, understood.situation),
        "silence": _silence(understood.silence),
        "heard": understood.heard,
        "recognised": _recognised(understood),
        "decision": _decision(understood.decision),
        "read_before": understood.before or None,
    }


def _read(message: Message, situation: Situation | None) -> dict[str, Any]:
    own = situation.message if situation else message
    return {
        "from": plain(message.sender),
        "from_is_certain": message.sender_is_certain,
        "reply_to": plain(message.reply_to),
        "to": plain(message.to),
        "cc": plain(message.cc),
        "subject": message.subject,
        "date": iso(message.date),
        "message_id": message.message_id or None,
        "in_reply_to": list(message.in_reply_to),
        "size": message.size,
        "new_text": own.new_text,
        "cut": cut(message, own),
        "forwarded": plain(message.forwarded),
        "attachments": [
            {"name": one.name, "type": one.media_type, "size": one.size, "inline": one.inline}
            for one in message.attachments
        ],
        "signs": signs(message),
        "problems": list(message.problems),
    }


def cut(message: Message, own: Message) -> list[dict[str, Any]]:
    """What of the text is not taken for new, and why: what it is, how many lines, how it begins."""
    parts = split_reply(message.text, message.sender.name if message.sender else "")
    found = [("older mail", parts.quoted), ("signature, footer or disclaimer", parts.signature)]
    if own.new_text != message.new_text:
        before, after = message.new_text.split("\n"), own.new_text.split("\n")
        gone = [line for line in before if line.strip() and line not in after]
        found.append(("our own mail, a forwarded one or a signature", "\n".join(gone)))
    return [
        {"what": what, "lines": text.count("\n") + 1, "begins": text.strip().split("\n")[0][:_SHOWN]}
        for what, text in found
        if text.strip()
    ]


def signs(message: Message) -> list[str]:
    """By what it is known for something else than a person's words."""
    found = []
    if message.encrypted:
        found.append(f"encrypted ({message.encrypted})")
    if message.report:
        people = ", ".join(one.email for one in message.report.recipients)
        found.append(f"report: {message.report.kind}" + (f" about {people}" if people else ""))
    if message.sign:
        found.append(f"{message.sign.kind}: {message.sign.shown}".rstrip(": "))
    if (invitation := message.invitation) and invitation.method:
        when = invitation.starts.written if invitation.starts else ""
        words = " ".join(filter(None, (invitation.method, invitation.answer, invitation.summary, when)))
        found.append(f"calendar: {words}")
    if message.return_path == "":
        found.append("null return path")
    names = ("auto-submitted", "precedence", "list-id", "list-unsubscribe", "x-auto-response-suppress")
    found += [f"{name}: {message.header(name)[:_SHOWN]}" for name in names if message.header(name)]
    if message.oversized:
        found.append("too large: only its headers were read")
    return found


def _silence(silence: Silence | None) -> dict[str, Any] | None:
    if silence is None:
        return None
    return {"reason": silence.reason, "kind": silence.kind.value, "absent_until": iso(silence.absent_until)}


def _recognised(understood: Understood) -> dict[str, Any] | None:
    situation, reading = understood.situation, understood.reading
    if situation is None:
        return None
    return {
        "role": situation.role.value,
        "origin": situation.proof.origin.value,
        "why": situation.proof.why,
        "proof": situation.proof.is_given,
        "token": situation.proof.token,
        "request": situation.request.number if situation.request else None,
        "request_subject": situation.request.subject if situation.request else None,
        "how": situation.placement.how or None,
        "stranger": situation.placement.strange,
        "answers": situation.audience or None,
        "marks": situation.marks or None,
        "department": department_of(situation),
        "department_how": situation.department.how if situation.request is None else None,
        "language": language_of(understood),
        "lets_go": understood.lets_go or None,
        "tags": [plain(tag) for tag in reading.tags] if reading else [],
        "tag_problems": [plain(problem) for problem in reading.problems] if reading else [],
    }


def _decision(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "outcome": decision.outcome.value,
        "reason": decision.reason or None,
        "effects": [
            {"effect": type(effect).__name__, "words": described(effect), **plain(effect)}
            for effect in decision.effects
        ],
    }


def place_words(situation: Situation) -> str:
    """Which request it belongs to, and by what sign."""
    if situation.request is None:
        strange = situation.placement.strange
        return "no request" + (" (it points to one that its sender isn't on)" if strange else "")
    how = situation.placement.how
    return f"#{situation.request.number} {situation.request.subject} ({how})"


def department_of(situation: Situation) -> str | None:
    """Whose department the request is, or would be."""
    request = situation.request
    return (request.department if request else situation.department.name) or None


def language_of(understood: Understood) -> str | None:
    """In which language the customer is answered: the request's, or that in which one would be opened."""
    situation, decision = understood.situation, understood.decision
    effects = decision.effects if decision else ()
    opened = next((effect for effect in effects if isinstance(effect, OpenRequest)), None)
    request = situation.request if situation else None
    language = opened.language if opened else request.language if request else None
    return None if situation is None or language is None else language or situation.policy.language
