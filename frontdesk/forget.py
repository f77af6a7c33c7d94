"""Forgets a person: what would go, what stands against it, and doing it. Speaks to no mailbox.

Every step can be cut off and done again; the note of who is being forgotten goes last.
"""

from __future__ import annotations

import email
import email.policy
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from pathlib import Path

from frontdesk.accounts.files import AccountsFiles, read_accounts
from frontdesk.accounts.kept import keep, kept
from frontdesk.db.engine.store import Store
from frontdesk.db.forgetting import forget, forget_everywhere
from frontdesk.rules.forgetting import ALIAS_DOMAIN, Cleaner, Forgotten
from frontdesk.rules.languages import say
from frontdesk.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of somebody. `unsettled`: their requests that somebody still works on, and those that they own.
    `begun`: an earlier call didn't come to its end."""

    who: Forgotten
    requests: tuple[int, ...]
    others: tuple[int, ...]
    unsettled: tuple[int, ...]
    counts: dict[str, int]
    begun: bool

    @property
    def is_anything(self) -> bool:
        return self.begun or bool(self.requests or self.others or any(self.counts.values()))


@dataclass(frozen=True, slots=True)
class Done:
    """`waiting`: mails that name the person and have yet to go out. `clean`: no old page of the database is left."""

    waiting: int
    clean: bool

    @property
    def is_all(self) -> bool:
        return not self.waiting and self.clean


def plan(store: Store, policy: Policy, address: str, *, technician: bool = False) -> Plan:
    """`technician`: they were one of the team; what they did stays, as a former technician's."""
    with store.reading():
        begun = forget.begun(store, address)
        who = begun or _anew(store, policy, address, technician)
        return Plan(
            who,
            tuple(forget.own_requests(store, address)),
            tuple(forget.others_requests(store, address)),
            tuple(forget.unsettled(store, address) + forget.unsettled(store, address, owned=True)),
            forget.counts(store, address),
            begun is not None,
        )


def _anew(store: Store, policy: Policy, address: str, technician: bool) -> Forgotten:
    ours = [person.name for person in policy.staff.values()] + [policy.desk_name]
    names, full = forget.names_of(store, address, ours, technician=technician)
    known_as = say(policy.language, "former technician") if technician else ""
    return Forgotten(address, new_alias(), names, full, known_as)


def new_alias() -> str:
    """An address that stands in for somebody's."""
    return f"forgotten-{secrets.token_hex(4)}@{ALIAS_DOMAIN}"


def named_in_files(files: AccountsFiles, store: Store, address: str) -> Iterator[tuple[Path, int]]:
    """Where the files of departments and people name them: the next reading would bring them back. Line 0: in the last
    version that worked, which is used while the file is broken."""
    read = read_accounts(files, *kept(store))
    stood_in = dict(zip((files.departments, files.people), kept(store), strict=True))
    for path, used in ((files.departments, read.departments), (files.people, read.people)):
        if path is None:
            continue
        try:
            now = path.read_bytes()
        except OSError:
            now = b""
        line = _line_of(now, address)
        if line:
            yield path, line
        elif used == stood_in[path] != now and _line_of(used or b"", address):
            yield path, 0


def _line_of(raw: bytes, address: str) -> int:
    """The first line in which the address stands, counted from 1; 0 for none."""
    wanted = re.compile(rf"(?<![\w.+%-]){re.escape(address)}(?![\w-]|\.\w)", re.IGNORECASE)
    lines = raw.decode("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if wanted.search(line)), 0)


def keep_files_as_they_are(files: AccountsFiles, store: Store) -> None:
    """The versions of the files that are kept may be older than the files, and name whom these name no more."""
    keep(store, read_accounts(files, *kept(store)))


def forget_person(
    store: Store, who: Forgotten, now: datetime, before_the_end: Callable[[], None] = lambda: None
) -> Done:
    """All of it. `before_the_end` is called while the note of who they are still stands."""
    forget_everywhere.overwrite_what_goes(store)
    forget.begin(store, who)
    forget.forget_requests(store, who, now)
    forget_everywhere.clean_everywhere(store, who)
    named = mentions(who)
    forget_everywhere.blank_mails(store, named)
    waiting = forget_everywhere.still_waiting(store, named)
    before_the_end()
    clean = forget_everywhere.leave_no_old_page(store)
    if not waiting and clean:
        forget.end(store, who)
        clean = forget_everywhere.empty_wal(store)
    return Done(waiting, clean)


def mentions(who: Forgotten) -> Callable[[bytes], bool]:
    """Tells of a finished mail whether it names the person, in its headers or in a text of it."""
    cleaner = Cleaner(who, who.full)

    def found(raw: bytes) -> bool:
        return any(cleaner.without_them(text) != text for text in _texts(raw))

    return found


def _texts(raw: bytes) -> Iterator[str]:
    yield raw.decode("utf-8", "replace")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    yield "\n".join(map(str, message.values()))
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield _decoded(part)


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
