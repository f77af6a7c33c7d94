"""The policy: everything that rules need to know of this desk, and of nothing else.

Made once from the settings, or again when they change. Decides nothing; looks up who is who.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta, tzinfo
from decimal import Decimal

from frontdesk.rules.accounts.departments import Directory, without_plus
from frontdesk.rules.clock.durations import Duration
from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.foresight.alarm import Watch
from frontdesk.rules.foresight.topics import Topics
from frontdesk.rules.model import Address, Priority, Role


@dataclass(frozen=True)
class Policy:
    """The desk's settings in the rules' words.

    `desk_address`: the address customers write to, lower case. `desk_tag`: "IT" in `[IT #123]`.
    `customer_domains`: empty means that anyone may open a request.
    `survey_after`, `survey_at_most_every`, `check_in_every`, `send_delay`: None means off (no survey at all,
    a survey after every request, no check-ins, no delay).
    `survey_with_follow_up`: the follow-up asks for the rating, too. `low_ratings_to_owner`: not the managers alone are
    told of a low one.
    `warn_before`: how much before a target is missed its owner is warned; a number is a part of the target.
    `plus_addressing`: mail to `local+anything@domain` reaches the desk too.
    `trusted_authserv_id`: whose Authentication-Results count; "" means none.
    `acknowledge_mail_younger_than`: at the first start on an old mailbox, older mail gets no acknowledgement.
    `check_ins_by`: technician or desk. `report_every`, `review_every`: off, or a kind of calendar period.
    `report_technicians`: what of each is shown: load, off or full. `rate_per_hour`: None where no money is shown.
    `desk_aliases`: other addresses of the desk. `technician_aliases`: known addresses of the team by their others.
    `public_mail`: domains where anybody has an address.
    `tag_permissions`: the least role for a tag by its name; a tag that isn't named is every technician's.
    `topics`: the sets of words that give labels. `outage_alarm`: None means off.
    `directory`: the departments and people that the files name.
    `zone` is where the team works; the hours have one of their own, which for a department may be another.
    `department`: whose policy this is, "" for the desk's (`base`);
    `opens_with`: the priority of its new requests, `customers_language` and the folder `templates`: its own.
    `languages`: the only ones that customers are answered in; empty: all there are.
    `staff`: everyone who answers customers, by address: technicians, then managers who aren't among them.
    """

    desk_name: str
    desk_address: str
    desk_tag: str
    language: str
    zone: tzinfo
    hours: BusinessHours
    technicians: tuple[Address, ...]
    managers: tuple[Address, ...]
    customer_domains: frozenset[str]
    first_response_within: Mapping[Priority, Duration]
    resolve_within: Mapping[Priority, Duration]
    follow_up_after: Duration
    close_after: Duration
    chase_after: Duration
    reopen_within: Duration
    survey_after: Duration | None
    survey_at_most_every: Duration | None
    check_in_every: Duration | None
    warn_before: Duration | float
    send_delay: Duration | None
    plus_addressing: bool
    trusted_authserv_id: str
    acknowledge_mail_younger_than: Duration
    tag_permissions: Mapping[str, Role] = field(default_factory=dict)
    desk_aliases: tuple[str, ...] = ()
    technician_aliases: Mapping[str, str] = field(default_factory=dict)
    public_mail: frozenset[str] = frozenset()
    chasers: int = 2
    survey_with_follow_up: bool = False
    low_ratings_to_owner: bool = True
    check_ins_by: str = "technician"
    check_ins_with: str = "departments"
    check_ins_a_week: int = 5
    report_every: str = "month"
    report_technicians: str = "load"
    review_every: str = "quarter"
    rate_per_hour: Decimal | None = None
    currency: str = "EUR"
    keep_texts: timedelta | None = None
    keep_rating_words: timedelta | None = None
    directory: Directory = field(default_factory=Directory)
    topics: Topics = field(default_factory=Topics)
    outage_alarm: Watch | None = None
    department: str = ""
    base: Policy | None = field(default=None, repr=False, compare=False)
    opens_with: Priority = Priority.NORMAL
    customers_language: str = ""
    languages: frozenset[str] = frozenset()
    templates: str = ""
    _of_departments: dict[str, Policy] = field(default_factory=dict, init=False, repr=False, compare=False)
    desk_addresses: tuple[str, ...] = field(init=False, repr=False, compare=False)
    staff: Mapping[str, Address] = field(init=False, repr=False, compare=False)
    _roles: Mapping[str, Role] = field(init=False, repr=False, compare=False)
    _named: Mapping[str, Address] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        roles = {person.email: Role.TECHNICIAN for person in self.technicians}
        roles |= {person.email: Role.MANAGER for person in self.managers}
        technicians = {person.email: person for person in self.technicians}
        managers = {person.email: person for person in self.managers if person.email not in technicians}
        named = {person.email: person for person in (*self.technicians, *self.managers)[::-1] if person.name}
        object.__setattr__(self, "desk_addresses", (self.desk_address, *self.desk_aliases))
        object.__setattr__(self, "staff", technicians | managers)
        object.__setattr__(self, "_roles", {ascii_lower(email): role for email, role in roles.items()})
        object.__setattr__(self, "_named", named)

    @property
    def team_addresses(self) -> frozenset[str]:
        """Every address of the team's people, which no customer need know."""
        return frozenset((*self._roles, *self.technician_aliases))

    @property
    def team_domains(self) -> frozenset[str]:
        """The domains of the team's own addresses."""
        return frozenset(email.rpartition("@")[2] for email in self._roles)

    def for_department(self, name: str) -> Policy:
        """This policy with what is different for a department; itself where nothing is, or nobody knows the name."""
        if self.base is not None:
            return self.base.for_department(name)
        if not name or not self.directory.departments:
            return self
        found = self._of_departments.get(name)
        if found is None:
            found = self._of_departments[name] = self._made_for(name)
        return found

    def _made_for(self, name: str) -> Policy:
        of = self.directory.find(name)
        if of is None:
            return self
        return replace(
            self,
            department=of.name,
            base=self,
            hours=of.hours or self.hours,
            first_response_within={**self.first_response_within, **of.first_response_within},
            resolve_within={**self.resolve_within, **of.resolve_within},
            survey_after=self.survey_after if of.survey else None,
            check_in_every=of.check_in_every or self.check_in_every,
            opens_with=of.priority or self.opens_with,
            customers_language=of.language,
            templates=of.templates,
        )

    def takes(self, email: str) -> bool:
        """Whether a request may be this address's: anybody's, or those of CUSTOMER_DOMAINS and the domains below."""
        return not self.customer_domains or self.is_customer_domain(email)

    def is_desk(self, email: str) -> bool:
        """Whether the address is the desk's own, with or without a plus-part."""
        return without_plus(email) in self.desk_addresses

    def known_address(self, email: str) -> str:
        """The address by which the team's list has whoever writes from this one."""
        return self.technician_aliases.get(ascii_lower(email), email)

    def one_company(self, one: str, other: str) -> bool:
        """Whether two addresses are of one domain that isn't everybody's."""
        first, second = (ascii_lower(email).rpartition("@")[2] for email in (one, other))
        return bool(first) and first == second and first not in self.public_mail

    def role_of(self, email: str) -> Role:
        """Who writes from this address; a manager who is a technician too is a manager.

        Only ASCII letters lose their case: with Unicode's rules a stranger's `miKe@` with a Kelvin sign, or
        full-width letters, would be taken for `mike@` (CVE-2019-19844).
        """
        return self._roles.get(ascii_lower(self.known_address(email)), Role.CUSTOMER)

    def is_customer_domain(self, email: str) -> bool:
        """Whether CUSTOMER_DOMAINS names the address's domain or one above it."""
        labels = email.rpartition("@")[2].split(".")
        return any(".".join(labels[start:]) in self.customer_domains for start in range(len(labels)))

    def member(self, email: str) -> Address | None:
        """The member of the team with this address, by the name in the settings; None when they give no name."""
        return self._named.get(ascii_lower(self.known_address(email)))


def ascii_lower(text: str) -> str:
    """`text` with A to Z in lower case and every other character as it was."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


_LOWER = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
