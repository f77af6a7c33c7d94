"""The tables, one class each: what the desk remembers. Holds no queries.

Every mail is a row of `Ledger`; what it led to stands in the others, written in the same transaction.
Ids are never used again (AUTOINCREMENT, serial), times are UTC, columns are NOT NULL unless absence means something.
"""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    IntegerField,
    Model,
    TextField,
)
from playhouse.sqlite_ext import AutoIncrementField

from frontdesk.db.fields import JSONTextField, UTCDateTimeField


class Folder(Model):
    """How far an IMAP folder was read, in the epoch that its UIDVALIDITY names."""

    name = TextField(primary_key=True)
    uidvalidity = BigIntegerField()
    last_uid = BigIntegerField(default=0)
    read_at = UTCDateTimeField()

    class Meta:
        table_name = "folder"


class Ledger(Model):
    """Every mail ever seen, by its place in the mailbox, with what became of it.

    `outcome`: request, message, silence, quarantine or vanished; `filed_at` stays empty until the mail
    was moved to the folder `file_to`.
    """

    id = AutoIncrementField()
    folder = TextField()
    uidvalidity = BigIntegerField()
    uid = BigIntegerField()
    sha256 = CharField(max_length=64, index=True)
    fingerprint = CharField(max_length=64, default="")  # the same for copies that came by two addresses
    message_id = TextField(index=True)
    sender = TextField(default="")
    size = BigIntegerField()
    received_at = UTCDateTimeField()
    read_at = UTCDateTimeField()
    outcome = TextField()
    reason = TextField(default="")
    request = BigIntegerField(null=True, index=True)
    file_to = TextField(default="")
    filed_at = UTCDateTimeField(null=True)

    class Meta:
        table_name = "ledger"
        indexes = ((("folder", "uidvalidity", "uid"), True),)


class Request(Model):
    number = AutoIncrementField()
    subject = TextField()
    status = TextField(index=True)
    priority = TextField(default="normal")
    customer = TextField(index=True)
    customer_name = TextField(default="")
    owner = TextField(null=True, index=True)
    department = TextField(default="")
    language = TextField(default="")
    opened_at = UTCDateTimeField(index=True)
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

    class Meta:
        table_name = "request"


class Participant(Model):
    """Who may write on a request: wrote on it, or was addressed by somebody who did."""

    request = BigIntegerField()
    email = TextField(index=True)

    class Meta:
        table_name = "participant"
        primary_key = CompositeKey("request", "email")


class MessageRow(Model):
    """A message on a request, as people see it. The original stays in its IMAP folder."""

    id = AutoIncrementField()
    request = BigIntegerField(index=True)
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
    request = BigIntegerField(index=True)
    ghost = BooleanField(default=False)

    class Meta:
        table_name = "reference"


class Event(Model):
    id = AutoIncrementField()
    request = BigIntegerField(null=True, index=True)
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
    due_at = UTCDateTimeField(index=True)
    failures = IntegerField(default=0)

    class Meta:
        table_name = "timer"
        indexes = ((("request", "person", "kind"), True),)


class Outbox(Model):
    """A mail to go out, as finished bytes with a fixed Message-ID.

    `state`: waiting, sending, sent, deferred or failed. `fence` is the lease under which it was claimed.
    """

    id = AutoIncrementField()
    request = BigIntegerField(null=True, index=True)
    kind = TextField()
    message_id = TextField(unique=True)
    envelope_from = TextField(default="")
    mail = BlobField()
    state = TextField(default="waiting")
    tries = IntegerField(default=0)
    next_at = UTCDateTimeField()
    created_at = UTCDateTimeField()
    claimed_at = UTCDateTimeField(null=True)
    claimed_by = TextField(default="")
    sent_at = UTCDateTimeField(null=True)
    automatic = BooleanField(default=True)

    class Meta:
        table_name = "outbox"
        indexes = ((("state", "next_at"), False),)


class Recipient(Model):
    """One recipient of a mail in the outbox, and what the relay said of it."""

    outbox = BigIntegerField()
    email = TextField(index=True)
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

    class Meta:
        table_name = "person"


class Held(Model):
    """A technician's mail that waits for a word: a confirmation, or "send it all the same"."""

    id = AutoIncrementField()
    code = TextField(unique=True)
    reason = TextField()
    technician = TextField()
    request = BigIntegerField(null=True)
    mail = BlobField()
    received_at = UTCDateTimeField()
    expires_at = UTCDateTimeField()
    settled_at = UTCDateTimeField(null=True)

    class Meta:
        table_name = "held"


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


TABLES: tuple[type[Model], ...] = (
    Folder,
    Ledger,
    Request,
    Participant,
    MessageRow,
    Reference,
    Event,
    Timer,
    Outbox,
    Recipient,
    Person,
    Held,
    State,
    Lease,
)
