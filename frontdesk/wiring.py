"""Puts a desk together from its settings: the only place where the rooms' real parts meet."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from frontdesk.db import answers, state
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.store import Store
from frontdesk.db.lease import this_process
from frontdesk.db.schema.migrate import migrate, require_current, schema_state
from frontdesk.desk import Desk, Folders, note_hours
from frontdesk.foresight.files import first_topics, keep_topics, topics_file
from frontdesk.kept_templates import good_versions
from frontdesk.languages import speak
from frontdesk.log import get_log
from frontdesk.rules.policy import Policy
from frontdesk.rules.proof.tokens import Keys
from frontdesk.settings.load import Settings
from frontdesk.understood import learn

# What reads mail and renders templates is loaded where it is used: half the commands only look into the database.
if TYPE_CHECKING:
    from frontdesk.accounts.files import Read
    from frontdesk.answers.library import Answers
    from frontdesk.foresight.files import ReadTopics
    from frontdesk.mailbox.limits import Limits
    from frontdesk.mailbox.rendering.good_versions import GoodVersions
    from frontdesk.mailbox.rendering.store import TemplateStore
    from frontdesk.mailbox.worker.reader import Reader
    from frontdesk.rules.silence.guards import DeskIdentity

TEMPLATES = Path(__file__).with_name("templates")
DATABASE_KEY = "secret key"  # the state under which PostgreSQL keeps the desk's own key


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_database(settings: Settings, now: datetime) -> Store:
    """The desk's database, its tables made or brought up to date.

    An SQLite file is copied beside itself first when there is something to lose. Raises
    DatabaseUnavailable, SchemaTooNew.
    """
    store = open_store(settings.database_url)
    current, newest = schema_state(store)
    if current < newest:
        migrate(store, now=now, backup=backup_path(settings.database_url, current, now))
    require_current(store)
    return store


def database_file(url: str) -> Path | None:
    """The file of an SQLite database; None for what is no file."""
    path = url.removeprefix("sqlite:///")
    return None if path in (url, ":memory:") else Path(path)


def backup_path(url: str, version: int, now: datetime) -> Path | None:
    """Where the copy of an SQLite file goes before its schema changes; None for what is no file."""
    path = database_file(url)
    return path and Path(f"{path}.schema{version}.{now:%Y%m%dT%H%M%S}.backup")


def templates_of(settings: Settings, good: GoodVersions | None = None, key: bytes = b"") -> TemplateStore:
    """`key`: the desk's own, with which compiled templates are kept beside an SQLite database."""
    from frontdesk.mailbox.rendering.compiled import Compiled
    from frontdesk.mailbox.rendering.store import TemplateStore

    database = database_file(settings.database_url)
    return TemplateStore(
        TEMPLATES,
        settings.templates_folder,
        zone=settings.desk_timezone,
        good=good,
        compiled=Compiled(database and database.with_name(f"{database.name}-templates"), key),
    )


def answers_of(settings: Settings, store: Store, templates: TemplateStore) -> Answers:
    from frontdesk.answers.kept import good_answers
    from frontdesk.answers.library import Answers

    return Answers(
        settings.answers_in,
        zone=settings.desk_timezone,
        style=templates.style,
        good=good_answers(store),
        kept=partial(answers.kept, store),
    )


def keys_of(settings: Settings, store: Store | None = None) -> Keys:
    """SECRET_KEY, or without one the key that all machines on this database share, made by the first of them."""
    text = settings.secret_key.reveal()
    if not text and store is not None:
        with store.transaction():
            text = state.put_new(store, DATABASE_KEY, secrets.token_hex(32))
    return Keys.from_setting(text)


@contextmanager
def open_desk(
    settings: Settings,
    *,
    now: Callable[[], datetime] = utc_now,
    inline: bool = False,
    once: bool = False,
) -> Iterator[Desk]:
    """A desk ready to work, which speaks its admin's words.

    `inline`: mail is read in this process (one command), not in a worker of its own. `once`: for a run at whose end
    there may have been no mail, so that the worker starts with the first.
    """
    from frontdesk.accounts.files import files_of
    from frontdesk.accounts.kept import first_read, keep
    from frontdesk.mailbox.worker.reader import Reader

    speak(settings.templates_folder)
    learn(settings.templates_folder)
    with (
        closing(open_database(settings, now())) as store,
        Reader(limits_of(settings), inline=inline, waits=once) as reader,
    ):
        accounts = first_read(files_of(settings), store)
        keep(store, accounts)
        topics = first_topics(topics_file(settings), store)
        keep_topics(store, topics)
        note_hours(store, settings.hours_written, now())
        with store.transaction():
            instance = state.put_new(store, "instance", secrets.token_hex(8))
        policy = policy_of(settings, accounts, topics)
        yield put_together(settings, policy, store, reader, now=now, instance=instance, holder=this_process())


def policy_of(settings: Settings, accounts: Read, topics: ReadTopics) -> Policy:
    """The settings and the admin's files as the rules know them."""
    return replace(settings.policy(), directory=accounts.directory, topics=topics.topics)


def put_together(
    settings: Settings,
    policy: Policy,
    store: Store,
    reader: Reader,
    *,
    now: Callable[[], datetime],
    instance: str,
    holder: str = "desk",
) -> Desk:
    """A desk of these parts; writes nothing."""
    keys = keys_of(settings, store)
    templates = templates_of(settings, good_versions(store), keys.current)
    return Desk(
        policy=policy,
        keys=keys,
        store=store,
        reader=reader,
        templates=templates,
        answers=answers_of(settings, store, templates),
        folders=folders_of(settings),
        identity=identity_of(policy, instance),
        instance=instance,
        now=now,
        log=get_log(),
        holder=holder,
        mails_a_minute=settings.smtp_per_minute,
        attach_up_to=settings.attach_up_to,
    )


def limits_of(settings: Settings) -> Limits:
    """How much of a mail is read, and which headers besides those that every desk looks at."""
    from frontdesk.mailbox.limits import LIMITS

    return replace(LIMITS, also_kept=settings.department_header)


def identity_of(policy: Policy, instance: str) -> DeskIdentity:
    """By what the desk knows its own mail."""
    from frontdesk.rules.silence.guards import DeskIdentity

    return DeskIdentity(frozenset(policy.desk_addresses), instance)


def folders_of(settings: Settings) -> Folders:
    return Folders(
        settings.imap_folder,
        settings.imap_handled_folder,
        settings.imap_automatic_folder,
        settings.imap_quarantine_folder,
        settings.imap_sent_folder,
    )


def for_sending(desk: Desk, settings: Settings) -> Desk:
    """The same desk on a database connection of its own, to send beside the lease's holder.

    Its commits needn't survive a power cut: what was noted as sent and forgotten again is sent again, the same
    bytes; that spares a flush to the disk for each mail.
    """
    return replace(desk, store=open_store(settings.database_url, survives_power_cut=False))
