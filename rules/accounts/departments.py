"""Departments: the customers' side as accounts, who belongs to which, and by what words they are known. Pure lookups.

The files that say so are read elsewhere (`frontdesk.accounts`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import cached_property
from typing import NamedTuple

from frontdesk.rules.clock.durations import Duration
from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.model import Address, Priority
from frontdesk.rules.tags.slips import slips

TAG, SAID, PEOPLE, ADDRESS, HEADER, DOMAIN = "tag", "said", "people", "address", "header", "domain"  # how
LONGEST_NAME = 60
_NO_NAME = re.compile(r"[\[\];=\n\r]")


@dataclass(frozen=True, kw_only=True)
class Department:
    """One account. What is None or empty is as the desk has it.

    `head`: gets the review; `deputies`: get it in copy. `technician`: the address of who looks after this account.
    `addresses`: exact ones, and patterns with `*`. `domains`: these and what is below them. `templates`: the folder of
    their own ones. `people`: how many there are. `rate`: an hour's price. `line`: where the file names it.
    """

    name: str
    head: Address | None = None
    deputies: tuple[Address, ...] = ()
    technician: str | None = None
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    language: str = ""
    zone: tzinfo | None = None
    hours: BusinessHours | None = None
    first_response_within: Mapping[Priority, Duration] = field(default_factory=dict)
    resolve_within: Mapping[Priority, Duration] = field(default_factory=dict)
    priority: Priority | None = None
    templates: str = ""
    check_in_every: Duration | None = None
    review_every: str = ""
    review_shows: str = "topics"
    survey: bool = True
    people: int | None = None
    rate: float | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A person in the people's file. `left`: from then on they don't work here any more."""

    email: str
    name: str = ""
    department: str = ""
    language: str = ""
    priority: Priority | None = None
    left: date | None = None


class Placed(NamedTuple):
    """The department of a customer ("" for none) and how it was found (None: it wasn't)."""

    name: str = ""
    how: str | None = None


NOWHERE = Placed()


@dataclass(frozen=True)
class Directory:
    """All departments and people that the files name. `given`: there is a file of departments, so its names are all."""

    departments: tuple[Department, ...] = ()
    people: Mapping[str, Listed] = field(default_factory=dict)
    header: str = ""
    given: bool = False

    def find(self, name: str) -> Department | None:
        """By name or alias, without case, accents and inner spaces."""
        return self._by_name.get(folded(name))

    def has_left(self, email: str, today: date) -> bool:
        """Whether the people's file says that they don't work here any more."""
        listed = self.people.get(without_plus(email))
        return listed is not None and listed.left is not None and listed.left <= today

    def place(self, email: str, *, said: str = "", header: str = "", proven: bool = False) -> Placed:
        """The first that answers: what a technician said of this person, the people's file, the address, the header
        (only with a proven origin: anybody can write one), the domain."""
        email = without_plus(email)
        known = self.people.get(email)
        return (
            (self._placed(said, SAID) if said else None)
            or (self._placed(known.department, PEOPLE) if known and known.department else None)
            or self._by_address(email)
            or (self._placed(header, HEADER) if header and proven else None)
            or self._by_domain(email)
            or NOWHERE
        )

    def claims(self, email: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The departments that want an address at the same step, where there are several: (how, their names)."""
        email = without_plus(email)
        exact = tuple(d.name for d in self.departments if email in d.addresses)
        domain = email.rpartition("@")[2]
        found = [(ADDRESS, exact)]
        if not exact:
            hits = [
                (len(pattern), d.name)
                for d in self.departments
                for pattern in d.addresses
                if "*" in pattern and _fits(pattern, email)
            ]
            longest = max((length for length, _ in hits), default=0)
            found.append((ADDRESS, tuple(dict.fromkeys(name for length, name in hits if length == longest))))
        for part in _domains(domain):
            if names := tuple(d.name for d in self.departments if part in d.domains):
                found.append((DOMAIN, names))
                break
        return tuple((how, names) for how, names in found if len(names) > 1)

    def _placed(self, name: str, how: str) -> Placed | None:
        """The department by its proper name; one that no file knows counts only where there is none."""
        known = self.find(name)
        if known is not None:
            return Placed(known.name, how)
        return None if self.given else Placed(name, how)

    def _by_address(self, email: str) -> Placed | None:
        name = self._exact.get(email)
        if name is None and "@" in email:
            name = next((name for pattern, name in self._patterns if pattern.fullmatch(email)), None)
        return Placed(name, ADDRESS) if name is not None else None

    def _by_domain(self, email: str) -> Placed | None:
        for part in _domains(email.rpartition("@")[2]):
            if part in self._domains:
                return Placed(self._domains[part], DOMAIN)
        return None

    @cached_property
    def _by_name(self) -> dict[str, Department]:
        known: dict[str, Department] = {}
        for department in self.departments:
            known.setdefault(folded(department.name), department)
        for department in self.departments:
            for alias in department.aliases:
                known.setdefault(folded(alias), department)
        return known

    @cached_property
    def _exact(self) -> dict[str, str]:
        exact: dict[str, str] = {}
        for department in self.departments:
            for address in department.addresses:
                if "*" not in address:
                    exact.setdefault(address, department.name)
        return exact

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """The longest first; of one length the first in the file."""
        found = [(p, d.name) for d in self.departments for p in d.addresses if "*" in p]
        found.sort(key=lambda one: -len(one[0]))
        return [(_pattern(pattern), name) for pattern, name in found]

    @cached_property
    def _domains(self) -> dict[str, str]:
        domains: dict[str, str] = {}
        for department in self.departments:
            for domain in department.domains:
                domains.setdefault(domain, department.name)
        return domains


class Named(NamedTuple):
    """What a technician's word for a department comes to. `name`: None when it is none; "" for no department.

    `nearest`: what may have been meant. `new`: nobody has used this name before.
    """

    name: str | None
    nearest: str = ""
    new: bool = False


NONE_WORDS = frozenset(("none", "-", "nobody", "keine", "kein", "niemand", "nothing"))


def named(directory: Directory, word: str, used: Iterable[str]) -> Named:
    """`used`: the names that requests have. With a file of departments its names are all there are."""
    if word.strip().lower() in NONE_WORDS:
        return Named("")
    found = directory.find(word)
    if found is not None:
        return Named(found.name)
    known = [d.name for d in directory.departments] if directory.given else sorted(set(used) - {""})
    here = folded(word)
    near = min(known, key=lambda name: (slips(here, folded(name), 9), name), default="")
    if directory.given:
        return Named(None, near)
    same = next((name for name in known if folded(name) == here), None)
    if same is not None:
        return Named(same)
    alike = near if near and slips(here, folded(near), 2) <= 2 and len(here) > 3 else ""
    return Named(" ".join(word.split()), alike, new=True)


def is_name(text: str) -> bool:
    """Whether it can be a department's name: one line, not too long, without what tags are written with."""
    return 0 < len(text.strip()) <= LONGEST_NAME and not _NO_NAME.search(text) and text.isprintable()


def folded(name: str) -> str:
    """A name without case, accents and inner spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    return "".join(c for c in plain if not unicodedata.combining(c) and not c.isspace())


def without_plus(email: str) -> str:
    """The address without its plus-part, its ASCII letters small."""
    local, at, domain = email.rpartition("@")
    whole = f"{local.partition('+')[0]}{at}{domain}"
    return whole.lower() if whole.isascii() else whole.translate(_LOWER)


_LOWER = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def _domains(domain: str) -> Iterable[str]:
    """The domain and those above it, the longest first."""
    labels = domain.split(".")
    return (".".join(labels[start:]) for start in range(len(labels)))


def _pattern(text: str) -> re.Pattern[str]:
    """`*` stands for any characters but `@`: no pattern reaches from a name into a domain."""
    return re.compile("[^@]*".join(map(re.escape, text.split("*"))))


def _fits(pattern: str, email: str) -> bool:
    return _pattern(pattern).fullmatch(email) is not None
