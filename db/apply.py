"""Effects become rows, inside the caller's transaction. Sends nothing: a `Send` is the shell's to compose.

One function an effect, found in one table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frontdesk.db import absences, answers, collected, contacts, look, outages, people, search, state, timers
from frontdesk.db.engine.fields import to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.tables import Event, MessageRow, Request
from frontdesk.rules import effects as fx
from frontdesk.rules.model import Attachment

_JSON_FIELDS = frozenset(("cc", "labels", "linked", "watchers", "kept_out"))
ASKED_REPORT = "report asked "  # the beginning of the names of states: reports that are still to be made
_KEPT_TEXT = 200_000  # characters of a message's text in the database; the original stays in its folder


@dataclass(slots=True)
class Target:
    """What the effects are about: the request (0 before it is opened), the mail's ledger row, the time. `opening`:
    what a request that is opened by them is known by (`rules.request.Request`).
    """

    number: int
    now: datetime
    ledger: int | None = None
    opening: str = ""


def apply(store: Store, effect: fx.Effect, target: Target) -> None:
    """Write one effect's rows; `OpenRequest` sets `target.number`. Raises KeyError for one that isn't rows."""
    _APPLY[type(effect)](store, effect, target)


def refer_ghosts(store: Store, number: int, message_ids: Iterable[str]) -> None:
    """Remember the Message-IDs that a mail of the request names and that nobody has seen yet."""
    for message_id in filter(None, dict.fromkeys(message_ids)):
        store.later(
            "INSERT INTO reference (message_id, request, ghost) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            *(message_id, number, True),
        )


def refer(store: Store, number: int, message_id: str) -> None:
    """Remember that this Message-ID belongs to the request; a ghost becomes real, a real one stays."""
    if not message_id:
        return
    store.later(
        "INSERT INTO reference (message_id, request, ghost) VALUES (?, ?, ?)"
        " ON CONFLICT (message_id) DO UPDATE SET request = excluded.request, ghost = excluded.ghost"
        " WHERE reference.ghost = ?",
        message_id,
        number,
        False,
        True,
    )


def _open(store: Store, effect: fx.OpenRequest, target: Target) -> None:
    target.number = store.insert(
        Request,
        {
            "subject": effect.subject,
            "status": "new",
            "priority": effect.priority.value,
            "customer": effect.customer.email,
            "customer_name": effect.customer.name,
            "department": effect.department,
            "department_how": effect.department_how,
            "language": effect.language,
            "opened_at": effect.opened_at,
            "respond_by": effect.respond_by,
            "resolve_by": effect.resolve_by,
            "last_customer_at": effect.opened_at,
            "linked": list(effect.linked),
            "labels": list(effect.labels),
            "opening": target.opening,
        },
    )
    for number in effect.linked:
        _link_back(store, fx.LinkBack(number), target)


def _keep(store: Store, effect: fx.KeepMessage, target: Target) -> None:
    if effect.again and effect.message_id:
        store.run(
            "DELETE FROM message WHERE request = ? AND message_id = ?", target.number, effect.message_id
        )
    store.insert_later(
        MessageRow,
        {
            "request": target.number,
            "ledger": effect.original or target.ledger,
            "message_id": effect.message_id,
            "kind": effect.kind.value,
            "sender": effect.sender.email,
            "sender_name": effect.sender.name,
            "at": effect.at,
            "subject": effect.subject,
            "text": effect.text[:_KEPT_TEXT].replace("\0", ""),
            "attachments": [_attachment(part) for part in effect.attachments],
        },
    )
    refer(store, target.number, effect.message_id)


def _attachment(part: Attachment) -> dict[str, Any]:
    return {"name": part.name, "media_type": part.media_type, "size": part.size, "index": part.index}


def _set_status(store: Store, effect: fx.SetStatus, target: Target) -> None:
    store.later("UPDATE request SET status = ? WHERE number = ?", effect.status.value, target.number)


def _change(store: Store, effect: fx.Change, target: Target) -> None:
    fields = dict(effect.fields)
    if (customer := fields.pop("customer", None)) is not None:
        fields |= {"customer": customer.email, "customer_name": customer.name}
    _update(store, "request", "number", target.number, fields)


def _participants(store: Store, effect: fx.AddParticipants, target: Target) -> None:
    for email in dict.fromkeys(effect.emails):
        store.later(
            "INSERT INTO participant (request, email) VALUES (?, ?) ON CONFLICT DO NOTHING",
            target.number,
            email,
        )


def _start(store: Store, effect: fx.StartTimer, target: Target) -> None:
    timers.start(
        store,
        request=0 if effect.person else target.number,
        person=effect.person,
        kind=effect.kind,
        due_at=effect.due_at,
        once=effect.once,
    )


def _stop(store: Store, effect: fx.StopTimers, target: Target) -> None:
    timers.stop(store, target.number, effect.kinds or None, effect.but)


def _record(store: Store, effect: fx.Record, target: Target) -> None:
    store.insert_later(
        Event,
        {
            "request": target.number or None,
            "at": target.now,
            "kind": effect.kind,
            "by": effect.by,
            "detail": dict(effect.detail),
        },
    )


def _remember(store: Store, effect: fx.RememberPerson, target: Target) -> None:
    people.remember(store, effect.email, **effect.fields)


def _note_absence(store: Store, effect: fx.NoteAbsence, target: Target) -> None:
    absences.note(store, effect.person, effect.since, effect.until, target.now)


def _move(store: Store, effect: fx.MoveMessages, target: Target) -> None:
    store.run("UPDATE message SET request = ? WHERE request = ?", effect.to, target.number)
    store.run("UPDATE reference SET request = ? WHERE request = ?", effect.to, target.number)
    store.run("UPDATE request SET merged_into = ? WHERE merged_into = ?", effect.to, target.number)
    store.run(
        "INSERT INTO participant (request, email) SELECT ?, email FROM participant WHERE request = ?"
        " ON CONFLICT DO NOTHING",
        effect.to,
        target.number,
    )
    outages.follow_merge(store, target.number, effect.to)


def _link_back(store: Store, effect: fx.LinkBack, target: Target) -> None:
    row = store.one("SELECT linked FROM request WHERE number = ?", effect.number)
    if row is None:
        return
    others = [number for number in json.loads(row[0]) if number != target.number]
    _update(store, "request", "number", effect.number, {"linked": others + [target.number] * effect.linked})


def _add_contact(store: Store, effect: fx.AddContact, target: Target) -> None:
    contacts.add(store, **effect.fields)


def _change_contact(store: Store, effect: fx.ChangeContact, target: Target) -> None:
    named = {"request": target.number} if effect.names_request else {}
    contacts.change(store, effect.id, **effect.fields, **named)


def _mute_look(store: Store, effect: fx.MuteLook, target: Target) -> None:
    look.mute(store, effect.id, effect.until)


def _use_answer(store: Store, effect: fx.UseAnswer, target: Target) -> None:
    answers.use(store, effect, target.number, target.now)


def _unuse_answers(store: Store, effect: fx.UnuseAnswers, target: Target) -> None:
    answers.unuse(store, target.number, effect.at)


def _draft_answer(store: Store, effect: fx.DraftAnswer, target: Target) -> None:
    answers.draft(store, effect, target.number, target.now)


def _keep_answer(store: Store, effect: fx.KeepAnswer, target: Target) -> None:
    answers.keep(store, effect, target.now)


def _drop_draft(store: Store, effect: fx.DropDraft, target: Target) -> None:
    answers.drop(store, effect.id)


def _keep_outage(store: Store, effect: fx.KeepOutage, target: Target) -> None:
    named = {"parent": target.number} if effect.names_request else {}
    if effect.id:
        outages.change(store, effect.id, **effect.fields, **named)
    else:
        outages.add(store, **effect.fields, **named)


def _drop_answers(store: Store, effect: fx.DropAnswers, target: Target) -> None:
    outages.drop_masses(store, target.number, effect.at)


def _ask_report(store: Store, effect: fx.AskReport, target: Target) -> None:
    wish = {
        "to": effect.to,
        "words": effect.words,
        "in_reply_to": effect.in_reply_to,
        "review": effect.review,
    }
    state.put(store, f"{ASKED_REPORT}{to_text(target.now)} {target.ledger or 0}", json.dumps(wish))


def _make_note(store: Store, effect: fx.MakeNote, target: Target) -> None:
    store.run(
        "UPDATE message SET kind = 'note' WHERE request = ? AND kind = 'reply' AND sender = ? AND at = ?",
        target.number,
        effect.sender,
        to_text(effect.at),
    )


def _forget(store: Store, effect: fx.ForgetResolution, target: Target) -> None:
    search.forget(store, target.number)


def _index(store: Store, effect: fx.IndexResolution, target: Target) -> None:
    search.index_resolution(store, target.number, effect.subject, effect.text, effect.resolution)


def _update(store: Store, table: str, key: str, value: Any, fields: Mapping[str, Any]) -> None:
    if not fields:
        return
    names = ", ".join(f'"{name}" = ?' for name in fields)
    values = [_column_value(name, field) for name, field in fields.items()]
    store.later(f"UPDATE {table} SET {names} WHERE {key} = ?", *values, value)


def _column_value(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return to_text(value)
    if name in _JSON_FIELDS:
        return json.dumps(list(value), ensure_ascii=False, separators=(",", ":"))
    return value


def _gather(store: Store, effect: fx.Gather, target: Target) -> None:
    collected.gather(store, effect.message_ids, target.number, target.now)


def _tokens_seen(store: Store, effect: fx.TokensSeen, target: Target) -> None:
    people.put(store, effect.codes, target.now)


_APPLY: dict[type, Callable[[Store, Any, Target], None]] = {
    fx.OpenRequest: _open,
    fx.KeepMessage: _keep,
    fx.SetStatus: _set_status,
    fx.Change: _change,
    fx.AddParticipants: _participants,
    fx.StartTimer: _start,
    fx.StopTimers: _stop,
    fx.Record: _record,
    fx.RememberPerson: _remember,
    fx.NoteAbsence: _note_absence,
    fx.AskReport: _ask_report,
    fx.AddContact: _add_contact,
    fx.ChangeContact: _change_contact,
    fx.MuteLook: _mute_look,
    fx.UseAnswer: _use_answer,
    fx.UnuseAnswers: _unuse_answers,
    fx.DraftAnswer: _draft_answer,
    fx.KeepAnswer: _keep_answer,
    fx.DropDraft: _drop_draft,
    fx.KeepOutage: _keep_outage,
    fx.DropAnswers: _drop_answers,
    fx.MoveMessages: _move,
    fx.LinkBack: _link_back,
    fx.MakeNote: _make_note,
    fx.ForgetResolution: _forget,
    fx.IndexResolution: _index,
    fx.TokensSeen: _tokens_seen,
    fx.Gather: _gather,
}
