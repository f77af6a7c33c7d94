"""What is known of the desk's access to its mail servers, for `check`, `status`, figures and alarms alike.

A refusal is kept in the database while it lasts, so that `status` tells of it too. Asks no server.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from frontdesk.access.expiry import PROBLEM_FROM, Expiry
from frontdesk.db import access, state
from frontdesk.db.access import SignIn
from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store
from frontdesk.settings.load import Settings
from frontdesk.settings.logins import token_source
from frontdesk.settings.ways import Way

MAILBOX, RELAY = "mailbox", "relay"
TRIES, FOR_SO_LONG = 3, timedelta(minutes=5)  # Exchange refuses a login by a passing fault of its own, too


@dataclass(frozen=True, slots=True)
class Trouble:
    """A refusal that lasts. `sure`: by the provider itself; a mail server's may pass."""

    since: datetime
    last: datetime
    tries: int
    problem: str
    remedy: str
    sure: bool

    @property
    def lasts(self) -> bool:
        return self.sure or (self.tries >= TRIES and self.last - self.since >= FOR_SO_LONG)


def trouble(store: Store, which: str) -> Trouble | None:
    text = state.get(store, f"access {which}")
    if not text:
        return None
    told = json.loads(text)
    since, last = from_column(told.pop("since")), from_column(told.pop("last"))
    return Trouble(since=since, last=last, **told)


def note_refused(store: Store, which: str, problem: str, remedy: str, sure: bool, now: datetime) -> Trouble:
    before = trouble(store, which)
    found = Trouble(
        min(before.since, now) if before else now,
        now,
        before.tries + 1 if before else 1,
        problem,
        remedy,
        sure,
    )
    told = {
        "since": to_text(found.since),
        "last": to_text(now),
        "tries": found.tries,
        "problem": problem,
        "remedy": remedy,
        "sure": sure,
    }
    with store.transaction():
        state.put(store, f"access {which}", json.dumps(told))
    return found


def note_accepted(store: Store, which: str) -> bool:
    """Whether it was refused before."""
    if not state.get(store, f"access {which}"):
        return False
    with store.transaction():
        return state.delete(store, f"access {which}")


def secret_expiry(settings: Settings) -> Expiry | None:
    """When what the desk shows to its provider ends; None where nobody knows, or never."""
    if settings.way is Way.PASSWORD:
        return None
    day = settings.oauth_secret_expires
    if day is not None:
        what = "key" if settings.oauth_key_file else "client secret"
        return None if day == date.max else Expiry(what, day)
    if not settings.oauth_key_file:
        return None
    from frontdesk.access.keys import BadKey, read_key

    try:
        ends = read_key(Path(settings.oauth_key_file)).ends
    except (OSError, BadKey):
        return None
    return Expiry("certificate", ends.date()) if ends else None


def day_is_unknown(settings: Settings) -> bool:
    """Microsoft's secrets all end, and nobody there tells."""
    by_secret = settings.family == "microsoft" and settings.way is Way.CLIENT and not settings.oauth_key_file
    return by_secret and settings.oauth_secret_expires is None


def sign_in_expiry(row: SignIn | None) -> Expiry | None:
    return Expiry("sign-in", row.login_ends_at.date()) if row and row.login_ends_at else None


def sign_in(settings: Settings, store: Store) -> SignIn | None:
    return access.read(store) if settings.way is Way.LOGIN else None


def expiries(settings: Settings, store: Store) -> list[Expiry]:
    both = (secret_expiry(settings), sign_in_expiry(sign_in(settings, store)))
    return [each for each in both if each is not None]


def access_object(settings: Settings, store: Store, now: datetime) -> dict[str, Any]:
    """`access` in `status --json`."""
    row, secret = sign_in(settings, store), secret_expiry(settings)
    return {
        "mailbox": "token" if settings.mailbox_by_token else "password",
        "relay": "token" if settings.relay_by_token else "password" if settings.smtp_password else "none",
        "way": str(settings.way),
        "good_until": _iso(good_until(settings, row, now)),
        "secret_expires": secret.day.isoformat() if secret else None,
        "login_expires": _iso(row.login_ends_at) if row else None,
        "problem": next(_problem_words(settings, store), None),
    }


def good_until(settings: Settings, row: SignIn | None, now: datetime) -> datetime | None:
    """When the token in hand is over: the row's, or that of this process."""
    if settings.way is Way.PASSWORD:
        return None
    if settings.way is Way.LOGIN:
        return row.expires_at if row else None
    left = token_source(settings).good_until()
    return None if left is None else now + timedelta(seconds=left)


def _refusals(store: Store) -> Iterator[str]:
    for which in (MAILBOX, RELAY):
        found = trouble(store, which)
        if found is not None and found.lasts:
            yield _sentences(found.problem, found.remedy)


def _sentences(problem: str, remedy: str) -> str:
    return f"{problem.rstrip('.')}. {remedy}".strip()


def _problem_words(settings: Settings, store: Store) -> Iterator[str]:
    return iter(dict.fromkeys((*_refusals(store), *_no_sign_in(settings, store))))


def _no_sign_in(settings: Settings, store: Store) -> Iterator[str]:
    """What no daemon has noticed yet."""
    if settings.way is Way.LOGIN:
        row = access.read(store)
        if row is None:
            yield "nobody has signed the desk in yet. Sign in: frontdesk login."
        elif row.dead_because:
            yield _sentences(*row.dead_because.partition("\n")[::2])


def access_problems(settings: Settings, store: Store, now: datetime) -> Iterator[str]:
    """What `status` counts as a problem."""
    for words in _problem_words(settings, store):
        yield f"The desk isn't let in: {words}"
    for each in expiries(settings, store):
        if 0 <= each.left(now.date()) <= PROBLEM_FROM:
            words = each.words(now.date())
            yield f"{words[:1].upper()}{words[1:]}: after it no mail is read or sent. {each.remedy}"


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
