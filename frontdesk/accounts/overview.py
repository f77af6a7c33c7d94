"""What `frontdesk departments` shows and checks: accounts with their requests, and people whom no department has.

Reads the database; writes only what `fill` is told to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from frontdesk.accounts.files import AccountsFiles, Read
from frontdesk.db import accounts, people, requests
from frontdesk.db.engine.store import Store
from frontdesk.rules.accounts.departments import Directory
from frontdesk.rules.digest import late_since
from frontdesk.settings.load import Settings

LOOKED_BACK = timedelta(days=90)
_AT_ONCE = 500
_DOMAINS_SHOWN, _SHOWN = 20, 10


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at. `remedy`: what to do. `serious`: a file can't be used."""

    what: str
    remedy: str
    serious: bool = False


def overview(
    store: Store,
    directory: Directory,
    now: datetime,
    spoken: Callable[[list[str]], Mapping[str, Mapping[str, Any]]],
) -> list[dict[str, Any]]:
    """An object for each department: those of the file in its order, then what else requests name. `spoken`: what is
    told of the contact with them."""
    names = [department.name for department in directory.departments]
    names += [name for name in requests.departments(store) if name not in names]
    unsettled = list(requests.listed(store, unsettled=True))
    asked = accounts.people_of(store)
    for listed in directory.people.values():
        if listed.department and listed.left is None:
            asked.setdefault(listed.department, set()).add(listed.email)
    recent = accounts.customers_since(store, now - LOOKED_BACK)
    rows = []
    contact = spoken(names)
    for name in names:
        known = directory.find(name)
        theirs = [request for request in unsettled if request.department == name]
        lately = [row for row in recent if row.department == name]
        rows.append(
            {
                "name": name,
                "head": known.head.email if known and known.head else None,
                "technician": known.technician if known else None,
                "people": known.people if known and known.people else len(asked.get(name, ())),
                "open": len(theirs),
                "late": sum(late_since(request, now) is not None for request in theirs),
                "requests_90d": sum(row.requests for row in lately),
                **contact[name],
                "how": {row.how: row.customers for row in lately if row.how},
            }
        )
    return rows


def remarks(
    settings: Settings, files: AccountsFiles, found: Read, store: Store | None, now: datetime
) -> Iterator[Remark]:
    """What is wrong with the files, and what in them leaves somebody out. `store`: None where there is no desk yet."""
    for problem in found.problems:
        where = f"{problem.path}{f', line {problem.line}' if problem.line else ''}"
        yield Remark(f"{where}: {problem.what}", problem.remedy, problem.serious)
    for path in (files.departments, files.people):
        yield from _readable_by_all(path)
    yield from _heads(settings, found.directory, store)
    if store is not None:
        yield from _left_out(found.directory, store, now)


def _readable_by_all(path: Path | None) -> Iterator[Remark]:
    if path is not None and path.is_file() and path.stat().st_mode & 0o004:
        yield Remark(f"{path} can be read by everybody on this machine, and holds names", f"chmod o-r {path}")


def _heads(settings: Settings, directory: Directory, store: Store | None) -> Iterator[Remark]:
    team = {person.email for person in (*settings.technicians, *settings.managers)}
    for department in directory.departments:
        line = f" (line {department.line})"
        if department.technician and department.technician not in team:
            what = f"{department.name}: its technician {department.technician} isn't in the team{line}"
            yield Remark(what, "name somebody of TECHNICIANS or MANAGERS")
        if department.head and department.head.email == settings.desk_address:
            what = f"{department.name}: its head {department.head.email} is the desk itself{line}"
            yield Remark(what, "name a person: the review would come back to the desk")
        for person in (*((department.head,) if department.head else ()), *department.deputies):
            if not _may_be_written_to(settings, person.email, team):
                what = f"{department.name}: {person.email} is outside CUSTOMER_DOMAINS{line}"
                yield Remark(what, "add the domain there, or name another head")
            if store is not None and people.get(store, person.email).unreachable_since is not None:
                yield Remark(
                    f"{department.name}: mail to {person.email} comes back{line}", "correct the address"
                )


def _may_be_written_to(settings: Settings, email: str, team: set[str]) -> bool:
    labels = email.rpartition("@")[2].split(".")
    above = {".".join(labels[start:]) for start in range(len(labels))}
    return not settings.customer_domains or email in team or bool(above & settings.customer_domains)


def _left_out(directory: Directory, store: Store, now: datetime) -> Iterator[Remark]:
    without = accounts.customers_without(store, now - LOOKED_BACK)
    if without and directory.given:
        domains = Counter(customer.rpartition("@")[2] for customer, _ in without)
        shown = ", ".join(f"{name} ({count})" for name, count in domains.most_common(_DOMAINS_SHOWN))
        what = f"{len(without)} people of the last 90 days are of no department: {shown}"
        yield Remark(what, "name them in PEOPLE_FILE, or their addresses or domains in DEPARTMENTS_FILE")
    asked = accounts.people_of(store)
    listed = {person.department for person in directory.people.values()}
    for department in directory.departments:
        theirs = department.addresses or department.domains or department.name in listed
        if not theirs and department.name not in asked:
            what = f"{department.name}: nobody belongs to it (line {department.line})"
            yield Remark(what, "give it domains or addresses, or people in PEOPLE_FILE")
    several = {
        email: claims
        for email in {customer for customers in asked.values() for customer in customers}
        if email not in directory.people and (claims := directory.claims(email))
    }
    for email, claims in sorted(several.items())[:_SHOWN]:
        how, names = claims[0]
        yield Remark(
            f"{email} is of {' and of '.join(names)} by {how}: {names[0]} has it, as the first in the file",
            "let one of them name it",
        )


def fill(store: Store, directory: Directory, since: datetime | None, *, write: bool) -> Counter[str]:
    """How many closed requests without a department get which one; `write`: give it to them."""
    said = people.departments_said(store)
    counts: Counter[str] = Counter()
    after = 0
    while rows := accounts.closed_without(store, since, after, _AT_ONCE):
        given = []
        for number, customer in rows:
            placed = directory.place(customer, said=said.get(customer, ""))
            if placed.name and placed.how:
                given.append((placed.name, placed.how, number))
        counts.update(name for name, _, _ in given)
        if write and given:
            with store.transaction():
                accounts.give(store, given)
        after = rows[-1][0]
    return counts
