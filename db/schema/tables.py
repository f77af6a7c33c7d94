"""The tables, one class each: what the desk remembers. Holds no queries.

Every mail is a row of `Ledger`; what it led to stands in the others, written in the same transaction.
Ids are never used again (AUTOINCREMENT, identity), times are UTC, columns are NOT NULL unless absence means
something. Indexes stand with their reasons in the migrations that make these tables; a test keeps both alike.
"""

from __future__ import annotations

from playhouse.sqlite_ext import AutoIncrementField

from frontdesk.db.engine.fields import JSONTextField, UTCDateTimeField
from frontdesk.db.engine.orm import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    IntegerField,
    Model,
    TextField,
)


class Folder(Model):
    """How far an IMAP folder was read, in the epoch that its UIDVALIDITY names.

    Every UID from `first_uid` to `last_uid` has its row in the ledger; older ones were there before us.
    """

    name = TextField(primary_key=True)
    uidvalidity = BigIntegerField()
    first_uid = BigIntegerField(default=1)
    last_uid = BigIntegerField(default=0)
    read_at = UTCDateTimeField()

    class Meta:
        table_name = "folder"


class Ledger(Model):
    """Every mail ever seen, by its place in the mailbox, with what became of it.

    `sent_on`: the day of the mail's own Date header in UTC, "" when it has none; copies of a mail share it.
    `outcome`: request, message, silence, quarantine or vanished; `filed_at` stays empty until the mail
    was moved to the folder `file_to`. `silenced`: it got no answer, and no person has said what it is; only then it
    has its `subject` here.
    """

    id = AutoIncrementField()
    folder = TextField()
    uidvalidity = BigIntegerField()
    uid = BigIntegerField()
    sent_on = TextField(default="")
    sha256 = CharField(max_length=64)
    fingerprint = CharField(max_length=64, default="")  # the same for copies that came by two addresses
    message_id = TextField()
    sender = TextField(default="")
    size = BigIntegerField()
    received_at = UTCDateTimeField()
    read_at = UTCDateTimeField()
    outcome = TextField()
    reason = TextField(default="")
    request = BigIntegerField(null=True)
    file_to = TextField(default="")
    filed_at = UTCDateTimeField(null=True)
    silenced = BooleanField(default=False)
    subject = TextField(default="")

    class Meta:
        table_name = "ledger"


class Request(Model):
    number = AutoIncrementField()
    subject = TextField()
    status = TextField()
    priority = TextField(default="normal")
    customer = TextField()
    customer_name = TextField(default="")
    owner = TextField(null=True)
    department = TextField(default="")
    language = TextField(default="")
    opened_at = UTCDateTimeField()
    first_response_at = UTCDateTimeField(null=True)
    resolved_at = UTCDateTimeField(null=True)
    closed_at = UTCDateTimeField(null=True)
    resolution = TextField(null=True)
    rating = IntegerField(null=True)
    rating_comment = TextField(null=True)
    surveyed_at = UTCDateTimeField(null=True)
    followed_up_at = UTCDateTimeField(null=True)
    respond_by = UTCDateTimeField(null=True)
    resolve_by = UTCDateTimeField(null=True)
    clock_stopped_at = UTCDateTimeField(null=True)
    last_customer_at = UTCDateTimeField(null=True)
    last_reply_at = UTCDateTimeField(null=True)
    last_reply_by = TextField(default="")
    last_message_id = TextField(default="")
    reopened = IntegerField(default=0)
    chased = IntegerField(default=0)
    minutes = IntegerField(default=0)
    due_at = UTCDateTimeField(null=True)
    snoozed_until = UTCDateTimeField(null=True)
    cc = JSONTextField(default=list)
    labels = JSONTextField(default=list)
    linked = JSONTextField(default=list)
    merged_into = BigIntegerField(null=True)
    spam = BooleanField(default=False)
    department_how = TextField(null=True)
    began_at = UTCDateTimeField(null=True)
    watchers = JSONTextField(default=list)
    opening = TextField(default="")
    kept_out = JSONTextField(default=list)
    written_to = TextField(default="")
    parent = BigIntegerField(null=True)

    class Meta:
        table_name = "request"


class Participant(Model):
    """Who may write on a request: wrote on it, or was addressed by somebody who did."""

    request = BigIntegerField()
    email = TextField()

    class Meta:
        table_name = "participant"
        primary_key = CompositeKey("request", "email")


class MessageRow(Model):
    """A message on a request, as people see it. The original stays in its IMAP folder."""

    id = AutoIncrementField()
    request = BigIntegerField()
    ledger = BigIntegerField(null=True)
    outbox = BigIntegerField(null=True)
    message_id = TextField(default="")
    kind = TextField()
    sender = TextField()
    sender_name = TextField(default="")
    at = UTCDateTimeField()
    subject = TextField(default="")
    text = TextField(default="")
    attachments = JSONTextField(default=list)

    class Meta:
        table_name = "message"


class Reference(Model):
    """A Message-ID and the request it belongs to. `ghost`: seen only in somebody's References so far."""

    message_id = TextField(primary_key=True)
    request = BigIntegerField()
    ghost = BooleanField(default=False)

    class Meta:
        table_name = "reference"


class CycleRow(Model):
    """A request from its opening or reopening to its resolution (`rules.figures.cycle`); never deleted but by [undo].

    `replies`, `owners` and the minutes are empty where an older version hasn't written them down. `stood`: the
    stretches in which the clock stood; `owned`: who owned it since when.
    """

    request = BigIntegerField()
    n = IntegerField()
    began_at = UTCDateTimeField()
    began_by = TextField(default="opened")
    source = TextField(default="customer")
    department = TextField(default="")
    priority = TextField(default="normal")
    owner = TextField(null=True)
    promised_by = UTCDateTimeField(null=True)
    first_reply_at = UTCDateTimeField(null=True)
    replies = IntegerField(null=True)
    resolve_by = UTCDateTimeField(null=True)
    missed_at = UTCDateTimeField(null=True)
    ended_at = UTCDateTimeField(null=True)
    ended_by = TextField(null=True)
    resolved_by = TextField(null=True)
    wait_minutes = BigIntegerField(null=True)
    hold_minutes = BigIntegerField(null=True)
    owners = IntegerField(null=True)
    rating = IntegerField(null=True)
    rating_at = UTCDateTimeField(null=True)
    rating_comment = TextField(null=True)
    asked_at = UTCDateTimeField(null=True)
    recovered_at = UTCDateTimeField(null=True)
    stood = JSONTextField(default=list)
    owned = JSONTextField(default=list)

    class Meta:
        table_name = "cycle"
        primary_key = CompositeKey("request", "n")


class EntryRow(Model):
    """Working time that somebody stated; the request's `minutes` are its sum."""

    id = AutoIncrementField()
    request = BigIntegerField()
    cycle = IntegerField()
    at = UTCDateTimeField()
    by = TextField()
    minutes = BigIntegerField()
    department = TextField(default="")

    class Meta:
        table_name = "entry"


class Event(Model):
    id = AutoIncrementField()
    request = BigIntegerField(null=True)
    at = UTCDateTimeField()
    kind = TextField()
    by = TextField(default="")
    detail = JSONTextField(default=dict)

    class Meta:
        table_name = "event"


class Timer(Model):
    """A future event. One of a kind for each request or person; gone in the transaction that acts on it."""

    id = AutoIncrementField()
    request = BigIntegerField(default=0)  # 0: not about a request
    person = TextField(default="")
    kind = TextField()
    due_at = UTCDateTimeField()
    failures = IntegerField(default=0)

    class Meta:
        table_name = "timer"


class Outbox(Model):
    """A mail to go out, as finished bytes with a fixed Message-ID.

    `state`: waiting, sending, sent, deferred or failed (for at least one recipient). `uncertain`: a crash cut
    off a try, so the relay may have it already. The bytes are a row of `Finished`, so that a change of state
    doesn't write them again.
    """

    id = AutoIncrementField()
    request = BigIntegerField(null=True)
    kind = TextField()
    message_id = TextField()
    envelope_from = TextField(default="")
    size = BigIntegerField(default=0)
    state = TextField(default="waiting")
    uncertain = BooleanField(default=False)
    tries = IntegerField(default=0)
    next_at = UTCDateTimeField()
    created_at = UTCDateTimeField()
    claimed_at = UTCDateTimeField(null=True)
    claimed_by = TextField(default="")
    sent_at = UTCDateTimeField(null=True)
    automatic = BooleanField(default=True)

    class Meta:
        table_name = "outbox"


class Finished(Model):
    """The bytes of a mail in the outbox; those of its attached files are the row `enclosed`."""

    outbox = BigIntegerField(primary_key=True)
    mail = BlobField()
    enclosed = BigIntegerField(null=True)

    class Meta:
        table_name = "finished"


class Enclosed(Model):
    """The end of a mail in the outbox, its attached files: once for all who get the same. Gone when they have it."""

    id = AutoIncrementField()
    files = BlobField()

    class Meta:
        table_name = "enclosed"


class Recipient(Model):
    """One recipient of a mail in the outbox, and what the relay said of it.

    `put_at`, `domain` and `automatic` count the automatic mails that an address or a domain got (the caps).
    """

    outbox = BigIntegerField()
    email = TextField()
    domain = TextField(default="")
    automatic = BooleanField(default=True)
    put_at = UTCDateTimeField()
    state = TextField(default="waiting")
    answer = TextField(default="")
    at = UTCDateTimeField()

    class Meta:
        table_name = "recipient"
        primary_key = CompositeKey("outbox", "email")


class Person(Model):
    email = TextField(primary_key=True)
    name = TextField(default="")
    department = TextField(default="")
    language = TextField(default="")
    unreachable_since = UTCDateTimeField(null=True)
    unreachable_reason = TextField(default="")
    absent_until = UTCDateTimeField(null=True)
    surveyed_at = UTCDateTimeField(null=True)
    checked_in_at = UTCDateTimeField(null=True)
    no_check_ins = BooleanField(default=False)
    absent_from = UTCDateTimeField(null=True)

    class Meta:
        table_name = "person"


class AbsenceRow(Model):
    """Somebody of the team is away from `since` to `until`."""

    id = AutoIncrementField()
    person = TextField()
    since = UTCDateTimeField()
    until = UTCDateTimeField()

    class Meta:
        table_name = "absence"


class ContactRow(Model):
    """A time when we and a department spoke outside of a request, or mean to."""

    id = AutoIncrementField()
    department = TextField(default="")
    person = TextField(default="")
    kind = TextField()
    state = TextField()
    by = TextField(default="")
    made_at = UTCDateTimeField()
    due_at = UTCDateTimeField()
    letter = TextField(default="")
    sent_at = UTCDateTimeField(null=True)
    answered_at = UTCDateTimeField(null=True)
    request = BigIntegerField(null=True)
    rating = IntegerField(null=True)
    words = TextField(default="")
    message_id = TextField(default="")
    again = BooleanField(default=False)

    class Meta:
        table_name = "contact"


class AnswerRow(Model):
    """A prepared answer of the team's own: a draft until `kept_at`, in force until `retired_at`."""

    id = AutoIncrementField()
    name = TextField()
    language = TextField()
    title = TextField(default="")
    words = JSONTextField(default=list)
    text = TextField(default="")
    by = TextField(default="")
    request = BigIntegerField(null=True)
    asked_at = UTCDateTimeField()
    kept_at = UTCDateTimeField(null=True)
    retired_at = UTCDateTimeField(null=True)
    message_id = TextField(default="")

    class Meta:
        table_name = "answer"


class AnswerUse(Model):
    """A prepared answer went out on a request."""

    id = AutoIncrementField()
    request = BigIntegerField()
    name = TextField()
    language = TextField()
    version = TextField(default="")
    by = TextField(default="")
    at = UTCDateTimeField()

    class Meta:
        table_name = "answer_use"


class OutageRow(Model):
    """Many requests with one cause. `parent`: the one that stands for all; null while it is only an alarm."""

    id = AutoIncrementField()
    topic = TextField(default="")
    is_word = BooleanField(default=False)
    parent = BigIntegerField(null=True)
    began_at = UTCDateTimeField()
    alarmed_at = UTCDateTimeField(null=True)
    confirmed_at = UTCDateTimeField(null=True)
    by = TextField(default="")
    next_word_at = UTCDateTimeField(null=True)
    text = TextField(default="")
    ended_at = UTCDateTimeField(null=True)
    false_alarm = BooleanField(default=False)

    class Meta:
        table_name = "outage"


class LookRow(Model):
    """A line of "Worth a look" that managers were told. `kind`, `about`: by which it is known again; `size`: how large
    it was; `person`, `request`: with which it goes; `told_at`, `place`: of the list in which it stood last."""

    id = AutoIncrementField()
    kind = TextField()
    about = TextField()
    size = BigIntegerField()
    text = TextField()
    person = TextField(default="")
    request = BigIntegerField(null=True)
    told_at = UTCDateTimeField()
    place = IntegerField()
    muted_until = UTCDateTimeField(null=True)
    report_at = UTCDateTimeField(null=True)
    report_place = IntegerField(null=True)

    class Meta:
        table_name = "look"


class MassAnswer(Model):
    """A technician's mail to all children of a parent, until each has had theirs."""

    id = AutoIncrementField()
    parent = BigIntegerField()
    technician = TextField()
    ledger = BigIntegerField(null=True)
    mail = BlobField()
    at = UTCDateTimeField()

    class Meta:
        table_name = "mass_answer"


class MassRecipient(Model):
    """A child that hasn't had a mass answer yet. `silent`: its customer gets the mail in a newer request of theirs."""

    answer = BigIntegerField()
    request = BigIntegerField()
    silent = BooleanField(default=False)

    class Meta:
        table_name = "mass_recipient"
        primary_key = CompositeKey("answer", "request")


class Held(Model):
    """A technician's mail that waits for a word: a confirmation, or "send it all the same"."""

    id = AutoIncrementField()
    code = TextField()
    reason = TextField()
    technician = TextField()
    request = BigIntegerField(null=True)
    mail = BlobField()
    received_at = UTCDateTimeField()
    expires_at = UTCDateTimeField()
    settled_at = UTCDateTimeField(null=True)

    class Meta:
        table_name = "held"


class Collected(Model):
    """Something that a member of the team is told in a list instead of a mail; `listed_at`: in which one."""

    id = AutoIncrementField()
    person = TextField()
    request = BigIntegerField(default=0)
    event = TextField()
    category = TextField()
    flood = TextField()
    line = TextField(default="")
    at = UTCDateTimeField()
    listed_at = UTCDateTimeField(null=True)

    class Meta:
        table_name = "collected"


class Gathered(Model):
    """A Message-ID that several strangers answered, and the request where their answers lie."""

    message_id = TextField(primary_key=True)
    request = BigIntegerField()
    at = UTCDateTimeField()

    class Meta:
        table_name = "gathered"


class SeenToken(Model):
    """A technician's token that somebody off the team has seen, by its HMAC."""

    code = TextField(primary_key=True)
    seen_at = UTCDateTimeField()

    class Meta:
        table_name = "seen_token"


class State(Model):
    """Single values: the instance's name, when things last went well, what managers were told."""

    name = TextField(primary_key=True)
    value = TextField()

    class Meta:
        table_name = "state"


class Lease(Model):
    """Who holds a part of the work, until when. `fence` grows with every new holder."""

    name = TextField(primary_key=True)
    holder = TextField()
    fence = BigIntegerField()
    expires_at = UTCDateTimeField()

    class Meta:
        table_name = "lease"


class Access(Model):
    """A person's sign-in to the mail provider (db.access): at most one row, `number` 1. `serial` grows with each
    token, `seconds` is the whole life of the access token.
    """

    number = BigIntegerField(primary_key=True)
    client_id = TextField()
    mailbox = TextField()
    who = TextField(default="")
    refresh_token = TextField()
    access_token = TextField()
    seconds = BigIntegerField()
    expires_at = UTCDateTimeField()
    serial = BigIntegerField()
    dead_because = TextField(default="")
    login_ends_at = UTCDateTimeField(null=True)
    logged_in_at = UTCDateTimeField()

    class Meta:
        table_name = "access"


TABLES: tuple[type[Model], ...] = (
    Folder,
    Ledger,
    Request,
    Participant,
    MessageRow,
    Reference,
    CycleRow,
    EntryRow,
    Event,
    Timer,
    Outbox,
    Finished,
    Enclosed,
    Recipient,
    Person,
    AbsenceRow,
    ContactRow,
    AnswerRow,
    AnswerUse,
    LookRow,
    OutageRow,
    MassAnswer,
    MassRecipient,
    Held,
    Collected,
    Gathered,
    SeenToken,
    State,
    Lease,
    Access,
)
