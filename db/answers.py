"""Answers that technicians keep, and how each answer did: rows. Writes inside the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from frontdesk.db.engine.fields import from_column, from_nullable, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.tables import AnswerRow, AnswerUse
from frontdesk.rules.answers.answer import Answer, AnswerDraft, Standing, Use, standing
from frontdesk.rules.effects import DraftAnswer, KeepAnswer, UseAnswer

COUNTED = timedelta(days=365)  # how far back an answer's uses are counted
_MOST_USES = 1000  # of one answer: the newest


def kept(store: Store) -> list[Answer]:
    """The answers of the team's own that are in force; `body` holds the words as they were typed."""
    rows = store.all(
        "SELECT id, name, language, title, words, text FROM answer"
        " WHERE kept_at IS NOT NULL AND retired_at IS NULL ORDER BY id"
    )
    return [
        Answer(name, language, title, text, tuple(json.loads(words)), version=f"kept {id}", kept=True)
        for id, name, language, title, words, text in rows
    ]


def draft(store: Store, effect: DraftAnswer, request: int, now: datetime) -> None:
    """A draft, in place of an older one of that name by the same technician."""
    store.run(
        'DELETE FROM answer WHERE kept_at IS NULL AND name = ? AND language = ? AND "by" = ?',
        *(effect.name, effect.language, effect.by),
    )
    store.insert(
        AnswerRow,
        {
            "name": effect.name,
            "language": effect.language,
            "title": effect.title,
            "words": list(effect.words),
            "text": effect.text.replace("\0", ""),
            "by": effect.by,
            "request": request or None,
            "asked_at": now,
        },
    )


def shown(store: Store, name: str, language: str, by: str, message_id: str) -> None:
    """The draft went to its technician with this mail."""
    store.run(
        'UPDATE answer SET message_id = ? WHERE kept_at IS NULL AND name = ? AND language = ? AND "by" = ?',
        *(message_id, name, language, by),
    )


def of_mail(store: Store, message_ids: Iterable[str]) -> AnswerDraft | None:
    """The draft that one of these mails shows."""
    for message_id in message_ids:
        row = store.one(
            'SELECT id, name, language, title, words, text, "by" FROM answer'
            " WHERE message_id = ? AND message_id <> '' AND kept_at IS NULL",
            message_id,
        )
        if row:
            return AnswerDraft(row[0], row[1], row[2], row[3], tuple(json.loads(row[4])), row[5], row[6])
    return None


def keep(store: Store, effect: KeepAnswer, now: datetime) -> None:
    row = store.one("SELECT name, language FROM answer WHERE id = ?", effect.id)
    if row is None:
        return
    retire(store, row[0], row[1], now)
    store.run(
        "UPDATE answer SET title = ?, words = ?, text = ?, kept_at = ? WHERE id = ?",
        effect.title,
        json.dumps(list(effect.words), ensure_ascii=False),
        effect.text.replace("\0", ""),
        *(to_text(now), effect.id),
    )


def drop(store: Store, id: int) -> None:
    store.run("DELETE FROM answer WHERE id = ? AND kept_at IS NULL", id)


def drop_drafts(store: Store, before: datetime) -> None:
    """Drafts to which nobody has said anything since then."""
    store.run("DELETE FROM answer WHERE kept_at IS NULL AND asked_at < ?", to_text(before))


def retire(store: Store, name: str, language: str, now: datetime) -> bool:
    """Let the kept answer go; whether there was one."""
    done = store.run(
        "UPDATE answer SET retired_at = ?"
        " WHERE name = ? AND language = ? AND kept_at IS NOT NULL AND retired_at IS NULL",
        *(to_text(now), name, language),
    )
    return bool(done.rowcount)


def use(store: Store, effect: UseAnswer, request: int, now: datetime) -> None:
    store.insert(
        AnswerUse,
        {
            "request": request,
            "name": effect.name,
            "language": effect.language,
            "version": effect.version,
            "by": effect.by,
            "at": now,
        },
    )


def unuse(store: Store, request: int, at: datetime) -> None:
    store.run("DELETE FROM answer_use WHERE request = ? AND at = ?", request, to_text(at))


def standings(store: Store, names: Iterable[str], now: datetime) -> dict[str, Standing]:
    """How each of these answers did in the year before `now`."""
    return {name: standing(_uses(store, name, now), now) for name in names}


def last_uses(store: Store) -> dict[str, datetime]:
    """When each answer went out last."""
    return {
        name: from_column(at) for name, at in store.all("SELECT name, max(at) FROM answer_use GROUP BY name")
    }


def kept_at(store: Store) -> dict[str, datetime]:
    """Since when each answer of the team's own is as it is."""
    rows = store.all(
        "SELECT name, max(kept_at) FROM answer WHERE kept_at IS NOT NULL AND retired_at IS NULL GROUP BY name"
    )
    return {name: from_column(at) for name, at in rows}


def _uses(store: Store, name: str, now: datetime) -> list[Use]:
    """Each use with the end of the cycle that ran then, and when the customer opened the request again after it."""
    rows = store.all(
        "SELECT u.at, u.request, c.ended_at, c.ended_by, d.began_at, d.source FROM"
        " (SELECT request, at FROM answer_use WHERE name = ? AND at >= ? ORDER BY at DESC LIMIT ?) u"
        " LEFT JOIN cycle c ON c.request = u.request AND c.began_at <= u.at"
        " AND (c.ended_at IS NULL OR c.ended_at >= u.at)"
        " LEFT JOIN cycle d ON d.request = u.request AND d.n = c.n + 1 ORDER BY c.n",
        *(name, to_text(now - COUNTED), _MOST_USES),
    )
    found: dict[tuple[str, int], Use] = {}
    for at, request, ended_at, ended_by, again_at, source in rows:
        use = Use(
            from_column(at), from_nullable(ended_at), ended_by or "", from_nullable(again_at), source or ""
        )
        found.setdefault(
            (at, request), use
        )  # opened again in the same moment, it went out in the cycle before
    return list(found.values())
