"""Writes what the desk knows of a person, a department or everybody into one ZIP file: JSON lines, mails, meanings.

A new file for its owner alone, written beside its place and named at the end: nobody finds half of one. One request is
in memory at a time.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from frontdesk.cli.show import message_object, request_details
from frontdesk.db import contacts, cycles, export, outages, requests
from frontdesk.db.engine.store import Store
from frontdesk.db.export import Wanted
from frontdesk.db.people import PersonRow
from frontdesk.iso import iso
from frontdesk.known_mail import folders_of_what_came, known
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.ports import MailFolder
from frontdesk.rules.contacts.contact import Contact, ContactKind
from frontdesk.settings.load import Settings

NOTE = "note"
README = """What this is
============

Exported by frontdesk on {made_at}: {whose}{notes}.
Texts are UTF-8. In files .jsonl each line is a JSON object. Times are in UTC.

requests.jsonl   A request a line: its fields, then messages, events, cycles and stated time, the oldest first.
                 kind of a message: customer (the customer wrote), reply (a technician to the customer),
                 note (inside the team), automatic (the desk to the customer).
people.jsonl     What is remembered of each customer: name, department, language, absence, when mail to them came
                 back, when they were asked for a rating or sought out.
contacts.jsonl   Check-ins, reviews and calls outside of requests: with whom, by whom, when, what was said.
messages.jsonl   What the person wrote on requests of others. Only in the export of one customer.
mails/           The mails as they came, named by their SHA-256, where they were asked for.
missing.txt      Mails that the desk has seen and that weren't in its folders any more.
"""


@dataclass(slots=True)
class Written:
    requests: int = 0
    people: int = 0
    contacts: int = 0
    messages: int = 0
    mails: int = 0
    missing: int = 0


class AlreadyThere(Exception):
    """There is a file of this name, and it stays. Give another name."""


def write_export(
    store: Store,
    wanted: Wanted,
    file: Path,
    now: datetime,
    *,
    with_notes: bool = True,
    mailbox: Callable[[], Iterator[tuple[MailFolder, tuple[str, ...]]]] | None = None,
) -> Written:
    """Raises AlreadyThere, OSError, and what the mailbox raises; nothing is left behind then."""
    if file.exists():
        raise AlreadyThere(file)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
                written = _fill(archive, store, wanted, now, with_notes, mailbox)
            raw.flush()
            os.fsync(raw.fileno())
        try:
            os.link(beside, file)  # which, unlike a renaming, takes no other file's place
        except FileExistsError:
            raise AlreadyThere(file) from None
    finally:
        beside.unlink(missing_ok=True)
    return written


def from_imap(settings: Settings) -> Callable[[], Iterator[tuple[MailFolder, tuple[str, ...]]]]:
    def opened() -> Iterator[tuple[MailFolder, tuple[str, ...]]]:
        with closing(ImapMailbox(settings.imap_account())) as folder:
            folder.connect()
            yield folder, folders_of_what_came(settings)

    return opened


def _fill(
    archive: zipfile.ZipFile,
    store: Store,
    wanted: Wanted,
    now: datetime,
    with_notes: bool,
    mailbox: Callable[[], Iterator[tuple[MailFolder, tuple[str, ...]]]] | None,
) -> Written:
    written = Written()
    notes = "" if with_notes else ", without the team's notes"
    archive.writestr("README.txt", README.format(made_at=iso(now), whose=_whose(wanted), notes=notes))
    written.requests = _lines(archive, "requests.jsonl", _requests(store, wanted, with_notes))
    written.people = _lines(archive, "people.jsonl", map(_person, export.people(store, wanted)))
    spoken = contacts.with_whom(store, wanted.customer, wanted.department, wanted.since, wanted.until)
    written.contacts = _lines(archive, "contacts.jsonl", (_contact(one, with_notes) for one in spoken))
    if wanted.customer is not None:
        elsewhere = ({"request": n} | message_object(m) for n, m in export.written_elsewhere(store, wanted))
        written.messages = _lines(archive, "messages.jsonl", elsewhere)
    if mailbox is not None:
        _mails(archive, export.mails(store, wanted, with_notes), mailbox, written)
    return written


def _whose(wanted: Wanted) -> str:
    if wanted.customer is not None:
        return f"what is known of {wanted.customer}"
    return f"the requests of {wanted.department}" if wanted.department is not None else "all requests"


def _requests(store: Store, wanted: Wanted, with_notes: bool) -> Iterator[dict[str, Any]]:
    for number in export.numbers(store, wanted):
        with store.reading():
            request = requests.snapshot(store, number)
            if request is None:
                continue
            said = [m for m in requests.messages(store, number) if with_notes or m.kind != NOTE]
            events = requests.events(store, number)
            counted, stated = cycles.of_request(store, number), cycles.entries_of(store, number)
            children = [one.number for one in outages.children(store, number, unsettled=False)]
        yield request_details(request, said, events, counted, stated, children)


def _person(person: PersonRow) -> dict[str, Any]:
    values = person._asdict()
    return {name: iso(value) if isinstance(value, datetime) else value for name, value in values.items()}


def _contact(contact: Contact, with_notes: bool) -> dict[str, Any]:
    """Without the words of calls and notes, which are the team's, where notes are left out."""
    values = {
        name: iso(value) if isinstance(value, datetime) else value for name, value in asdict(contact).items()
    }
    inside = contact.kind in (ContactKind.CALL, ContactKind.NOTE)
    return values | ({"words": ""} if inside and not with_notes else {})


def _lines(archive: zipfile.ZipFile, name: str, objects: Iterable[dict[str, Any]]) -> int:
    count = 0
    with archive.open(name, "w", force_zip64=True) as out:
        for one in objects:
            out.write(f"{json.dumps(one, ensure_ascii=False)}\n".encode("utf-8", "replace"))
            count += 1
    return count


def _mails(
    archive: zipfile.ZipFile,
    digests: dict[str, int],
    mailbox: Callable[[], Iterator[tuple[MailFolder, tuple[str, ...]]]],
    written: Written,
) -> None:
    missing = set(digests)
    for folder, names in mailbox():
        for name in names:
            for _, digest, raw in known(folder, name, digests):
                if digest in missing:
                    missing.remove(digest)
                    archive.writestr(f"mails/{digest}.eml", raw)
                    written.mails += 1
    written.missing = len(missing)
    if missing:
        archive.writestr("missing.txt", "".join(f"{digest}\n" for digest in sorted(missing)))
