"""All that a decision about one message may depend on, gathered before it is taken. Frozen; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from frontdesk.rules.accounts.departments import NOWHERE as NO_DEPARTMENT
from frontdesk.rules.accounts.departments import Placed
from frontdesk.rules.answers.answer import AnswerDraft, Entry, Unknown, Worded
from frontdesk.rules.contacts.contact import Contact
from frontdesk.rules.foresight.alarm import Lately
from frontdesk.rules.foresight.look import Listed
from frontdesk.rules.foresight.outage import Family, Outage
from frontdesk.rules.model import Address, Attachment, Message, Origin, Role
from frontdesk.rules.placing import Placement
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.saying_the_same import NONE as NOT_REPEATED
from frontdesk.rules.saying_the_same import Repeats
from frontdesk.rules.tags.digest_lines import DigestReading


@dataclass(frozen=True, slots=True)
class Proof:
    """How sure it is who wrote.

    `token`: the mail came back by an address or a Message-ID that only this technician was given, for this
    request. `confirmed`: the technician answered our question about this very mail. `overtakes`: the question was
    whether to answer although a colleague had; `mass`: whether it is to go to so many people; `meant`: whether it is
    the customer's to read.
    `why`: for people. `spf_failed`: see `rules.proof.origin`.
    """

    origin: Origin
    why: str = ""
    token: bool = False
    confirmed: bool = False
    overtakes: bool = False
    mass: bool = False
    meant: bool = False
    spf_failed: bool = False

    @property
    def is_given(self) -> bool:
        """Whether at least one proof is there: no stranger wrote it."""
        return self.origin is Origin.PROVEN or (self.token and self.origin is not Origin.FORGED)


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of the customer: the sender, or whose mail a technician forwards. `answered`: a technician has
    answered the sender before.
    """

    department: str = ""
    language: str = ""
    name: str = ""
    answered: bool = False
    unreachable: bool = False  # mail to them came back


NOWHERE, NOTHING, NO_FAMILY = Placement(None), Known(), Family()


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote on the request. `at`: UTC. `original`: the ledger's row of the mail it came by."""

    sender: Address
    at: datetime
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    original: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """The last thing that a technician did to a request: what `undo` takes back.

    `kind`: the event's. `before`, `after`: fields of the request as the event holds them; `timers`: those that
    the change touched, by kind, as they were before it (None: there was none). `status`: the one that it left the
    request in, "" where an older version has not noted it. `mailed`: words went to the
    customer with it; `still_held`: they haven't gone out yet. `said_at`: when those words were kept.
    """

    kind: str
    at: datetime
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    timers: Mapping[str, str | None] = field(default_factory=dict)
    status: str = ""
    mailed: bool = False
    still_held: bool = False
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """`at`: when the mail reached the mailbox. `now`: when it is decided. Both UTC.

    `policy`: the department's (`Policy.for_department`), whose the request is or would be; `department`: that one, for
    a new request. `request`: where the message belongs, None for a new one. `role`: the sender's in the team.
    `absent`: technicians who are away.
    `audience`: who the mail of ours was for that this one answers, "" when it answers none
    (see `rules.effects.Audience`). `answered_at`: when that mail of ours was written.
    `survey_code_ok`: it carries the code that only the customer of this request was sent with the survey.
    `answers`: the kind of the mail of ours that it answers, "" when it answers none that we still know.
    `new_subject`: the subject where it is none that we or anybody on the request has written.
    `marks`: what says that a machine wrote it, where it is heard all the same but gets no automatic answer; "" for
    ordinary mail. `mechanical`: nothing in its words shows a person, either;
    `responder`: the marks are those of a program that answers. `heard`: a person took it back out of the folder
    for automatic mail.
    `returned_to`: of the people that a delivery report names those to whom the mail went that it returns.
    `spam`: a request of the sender's, who wrote nothing but what was marked as spam; None for everybody else.
    `named`: other requests that a technician's tags name. `last_reply`, `last_customer`: the last words of a
    technician to the customer, and of the customer; looked up for technicians' mail only. `noted_by`: whose note it
    answers, "" where it answers no colleague's.
    `answers_desk`: it answers a mail of ours that is about no request (a digest, a list). `digest`: its lines
    then, and `lines` the situation of each request that they name, by the number written there.
    `asked_lately`: this technician was asked about an unproven mail within the hour. `other_number`: the
    subject names another request than the mail that is answered. `timers`: the request's, by kind.
    `known_departments`: of the people that a `[contact=...]` names. `spoken`: each account, and how many days ago we
    spoke, for a list. `contact`: the check-in or review that it answers. `contacts`: what this technician was asked
    to say, by its letter in the digest. `looks`: what the mail that a manager answers named as worth a look, by its
    number there.
    `changed`: what `undo` would take back. `unsettled`: all that isn't settled, for a list. `owned`: what an
    absent technician owns. `shown`: codes of the team's tokens that this mail shows to somebody off the team.
    `others_mail`: Message-IDs on requests of others that a stranger's mail answers. `departments`: the names that
    requests have; `others`: the customer's other requests that aren't settled: both only for a mail that moves a
    request to a department or takes that back; the names also for one that asks for a report or tells of a contact.
    `people`: what is known of those whom a technician's mail names. `strange`: it answers what only this technician
    was sent ("": one who is gone), and the writer is nobody on the request. `also`: a second request that the subject
    names. `answers_came_before`: it is what the request's first message answered. `customer_wrote`: how often the
    customer's side wrote. `low_ratings`: the customer's, of this request and those linked with it, whose low rating
    nobody has answered. `family`: what the request is to others of an outage; `members`: the children's situations,
    for what takes back a word to all; `root`: that of the oldest of an outage that begins, where it is another one;
    `to_all`: the request is one of those to whom such a word goes. `outages`: those that go on, for a mail that may
    open a request; `lately`: who wrote about the same as it; `repeats`: how often its writer
    has said the same.
    `worded`: the prepared answers that its tags name, as they would go out, by what the tags name. `entries`: the
    answers that it asks for. `file_answers`: names and languages of the answers that are files. `draft`: the answer in
    the making to which it says something. `involved`: names of the people on the request. These only for mail with such
    a tag, or in answer to a draft. `solved_alike`: how many others were solved lately in words like those of a
    `[resolved]`.
    """

    message: Message
    at: datetime
    now: datetime
    policy: Policy
    role: Role
    proof: Proof
    request: Request | None = None
    placement: Placement = NOWHERE
    department: Placed = NO_DEPARTMENT
    known: Known = NOTHING
    absent: frozenset[str] = frozenset()
    audience: str = ""
    answered_at: datetime | None = None
    survey_code_ok: bool = False
    spam: int | None = None
    released: bool = False  # a person let it out of quarantine
    answers: str = ""
    new_subject: str = ""
    marks: str = ""
    mechanical: bool = False
    responder: bool = False
    heard: bool = False
    returned_to: frozenset[str] = frozenset()
    named: Mapping[int, Request] = field(default_factory=dict)
    last_reply: Said | None = None
    last_customer: Said | None = None
    noted_by: str = ""
    answers_desk: bool = False
    digest: DigestReading | None = None
    lines: Mapping[int, Situation] = field(default_factory=dict)
    asked_lately: bool = False
    other_number: int | None = None
    timers: Mapping[str, datetime] = field(default_factory=dict)
    changed: Changed | None = None
    unsettled: tuple[Request, ...] = ()
    owned: tuple[Request, ...] = ()
    shown: tuple[str, ...] = ()
    others_mail: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    others: tuple[Request, ...] = ()
    known_departments: Mapping[str, str] = field(default_factory=dict)
    spoken: tuple[tuple[str, int | None], ...] = ()
    contact: Contact | None = None
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    looks: Mapping[int, Listed] = field(default_factory=dict)
    people: Mapping[str, Known] = field(default_factory=dict)
    strange: str | None = None
    also: Request | None = None
    answers_came_before: bool = False
    customer_wrote: int = 0
    low_ratings: tuple[int, ...] = ()
    worded: Mapping[str, Worded | Unknown] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    file_answers: frozenset[tuple[str, str]] = frozenset()
    draft: AnswerDraft | None = None
    involved: tuple[str, ...] = ()
    family: Family = NO_FAMILY
    members: tuple[Situation, ...] = ()
    root: Situation | None = None
    to_all: bool = False
    outages: tuple[Outage, ...] = ()
    solved_alike: int = 0
    lately: tuple[Lately, ...] = ()
    repeats: Repeats = NOT_REPEATED

    is_staff: bool = field(init=False)
    sender: Address = field(init=False)

    def __post_init__(self) -> None:
        wrote = self.message.sender or Address("", "")
        is_staff = self.role is not Role.CUSTOMER
        object.__setattr__(self, "is_staff", is_staff)
        object.__setattr__(self, "sender", (self.policy.member(wrote.email) if is_staff else None) or wrote)

    @property
    def is_vouched_for(self) -> bool:
        """Whether more than a From line speaks for the writer: our mail server, or a mail that answers one of ours."""
        proof = self.proof
        return proof.origin is Origin.PROVEN or (self.placement.secret and not proof.spf_failed)
