"""`frontdesk check`: everything the desk depends on, tried for real, each finding with what to do about it.

Sends no mail without `--send`, and changes nothing but missing folders, which `run` would make too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from frontdesk.accounts.files import files_of, read_accounts
from frontdesk.accounts.overview import remarks
from frontdesk.answers.library import Answers
from frontdesk.cli.checks.finding import BAD, GOOD, WARNING, Finding
from frontdesk.cli.checks.proof import newest_mail, whose_word_counts
from frontdesk.cli.checks.rehearsal import missing, rehearsed, sent_folder
from frontdesk.db import state
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.errors import DatabaseUnavailable, NotOurs, SchemaTooNew
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.migrate import migrate, schema_state
from frontdesk.desk import REWRITES
from frontdesk.foresight.files import read_the_topics, topics_file
from frontdesk.language_check import fallbacks, words_troubles
from frontdesk.mailbox.errors import FolderMissing, MailboxError
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.rendering.check import check_templates
from frontdesk.mailbox.smtp.relay import SmtpRelay
from frontdesk.settings.load import Settings
from frontdesk.settings.secret import others_can_read
from frontdesk.settings.table import LIVE
from frontdesk.settings.ways import Way
from frontdesk.wiring import database_file, templates_of, utc_now

ACCOUNTS, ANSWERS = "accounts", "answers"
TOPICS = "topics"
_HOLIDAYS_SHOWN = 400  # days ahead

# What the mailbox should be able to do, and what it means when it can't.
_CAPABILITIES = {
    "IDLE": "new mail is noticed at the next poll (POLL_SECONDS), not at once",
    "MOVE": "mail is filed by copying and removing, one step more",
    "UIDPLUS": "mail is filed more carefully and slowly",
}


def check(settings: Settings, send: bool = False) -> Iterator[Finding]:
    """Look at each part in turn; one that is broken keeps no other from being looked at. `send`: mail the desk to
    itself, too, where both servers let it in.
    """
    yield from _settings(settings)
    shut = set[str]()
    for part, look in (*_PARTS, *((("mail", _mail),) if send else ())):
        if part == "mail" and shut & {"IMAP", "SMTP", "no token"}:
            yield Finding(part, BAD, "nothing was sent, as a server doesn't let the desk in", "See above.")
            continue
        if "no token" in shut and part in _by_token(settings):
            yield Finding(part, BAD, "not tried, as there is no token", "See above.")
            continue
        try:
            for finding in look(settings):
                shut |= {part} if finding.grade == BAD else set()
                yield finding
        except MailboxError as error:
            shut |= {part, f"no {part}"}
            yield Finding(part, BAD, str(error), error.remedy)
        except DatabaseUnavailable as error:
            yield Finding(part, BAD, error.what, error.remedy)
        except (SchemaTooNew, NotOurs, ValueError) as error:
            yield Finding(part, BAD, str(error), "See DATABASE_URL.")


def _by_token(settings: Settings) -> set[str]:
    """The parts that need one."""
    needs = {"IMAP": settings.mailbox_by_token, "SMTP": settings.relay_by_token}
    return {part for part, needed in needs.items() if needed}


def _settings(settings: Settings) -> Iterator[Finding]:
    for warning in settings.warnings:
        yield Finding("settings", WARNING, f"{warning.setting} {warning.problem}", warning.remedy)
    if settings.config_file and (fixed := sorted(settings.fixed & LIVE)):
        names = ", ".join(fixed)
        yield Finding(
            "settings",
            GOOD,
            f"the environment gives {names}, whatever {settings.config_file} says; to change them, restart frontdesk",
        )
    people = len(settings.technicians)
    yield Finding("settings", GOOD, f"{settings.desk_address}, {people} technician{'s' * (people != 1)}")
    today = utc_now().astimezone(settings.desk_timezone).date()
    if free := list(settings.desk_holidays.between(today, _HOLIDAYS_SHOWN)):
        days = ", ".join(f"{day} {name}".strip() for day, name in free)
        yield Finding("settings", GOOD, f"closed in the next {_HOLIDAYS_SHOWN} days: {days}")
    if not settings.trusted_authserv_id:
        yield Finding(
            "settings",
            WARNING,
            "TRUSTED_AUTHSERV_ID is empty: technicians are known by answering their own notifications only",
            "Set it to the name that your mail server writes into Authentication-Results.",
        )


def _token(settings: Settings) -> Iterator[Finding]:
    """How the desk signs in by token: asks for one, and says what it tells of itself."""
    if settings.way is Way.PASSWORD:
        return
    from frontdesk.cli.checks.token import token_findings

    for grade, what, remedy in token_findings(settings, utc_now()):
        yield Finding("token", grade, what, remedy)


def _imap(settings: Settings) -> Iterator[Finding]:
    folder = ImapMailbox(settings.imap_account())
    try:
        folder.connect()
        yield Finding("IMAP", GOOD, f"logged in to {settings.imap_host} as {settings.imap_user}")
        found = folder.select(settings.imap_folder)
        yield Finding("IMAP", GOOD, f"{settings.imap_folder}: {found.exists} mails")
        for name in (
            settings.imap_handled_folder,
            settings.imap_automatic_folder,
            settings.imap_quarantine_folder,
        ):
            folder.ensure_folder(name)
        yield Finding("IMAP", GOOD, "the folders to file mail into are there")
        offered = folder.capabilities()
        for name, otherwise in _CAPABILITIES.items():
            if name not in offered:
                yield Finding(
                    "IMAP", WARNING, f"the server has no {name}: {otherwise}", "Nothing needs doing."
                )
        yield from sent_folder(settings, folder)
        yield from whose_word_counts(settings.trusted_authserv_id, newest_mail(folder, settings))
    except FolderMissing:
        yield missing("IMAP_FOLDER", settings.imap_folder, folder)
    finally:
        folder.close()


def _smtp(settings: Settings) -> Iterator[Finding]:
    relay = SmtpRelay(settings.smtp_account())
    try:
        offered = relay.probe()
        yield Finding(
            "SMTP", GOOD, f"{settings.smtp_host} lets us in ({', '.join(sorted(offered)) or 'plain'})"
        )
        yield rehearsed(settings, relay)
    finally:
        relay.close()


def _mail(settings: Settings) -> Iterator[Finding]:
    from frontdesk.cli.checks.send import send_findings

    yield from send_findings(settings, utc_now())


def _database(settings: Settings) -> Iterator[Finding]:
    file = database_file(settings.database_url)
    if file is not None and not file.exists():
        yield _can_be_made(file.resolve())
        return
    if file is not None and others_can_read(file):
        what = f"every user of this machine can read {file.resolve()}, which holds customers' words and keys"
        yield Finding("database", WARNING, what, f"chmod 600 {file.resolve()}")
    store = open_store(settings.database_url)
    try:
        current, newest = schema_state(store)
        if current > newest:
            yield Finding(
                "database",
                BAD,
                f"its schema {current} is newer than this frontdesk's {newest}",
                "Update frontdesk.",
            )
            return
        _try_to_write(store, current)
        if current < newest:
            found = "empty" if current == 0 else f"of schema {current}"
            yield Finding("database", GOOD, f"{found}; `frontdesk run` brings it to {newest}")
        else:
            yield Finding("database", GOOD, f"schema {current}")
            yield from _message_ids(settings, store)
    finally:
        store.close()


def _message_ids(settings: Settings, store: Store) -> Iterator[Finding]:
    """What the desk's mail to itself has shown of the provider."""
    if not state.get(store, REWRITES):
        return
    what = "the mail provider gives the desk's mail another Message-ID"
    if settings.plus_addressing or settings.trusted_authserv_id:
        yield Finding("mail path", GOOD, f"{what}; answers are known by both")
    else:
        remedy = "Set PLUS_ADDRESSING=yes where the provider has it, or TRUSTED_AUTHSERV_ID."
        yield Finding(
            "mail path", WARNING, f"{what}: no technician's answer can be told from a forged one", remedy
        )


def _try_to_write(store: Store, current: int) -> None:
    """What `run` would do there, undone at once: a server that only reads, or a right that is missing, is found."""
    with suppress(_Undone), store.transaction(guarded=False):
        if current == 0:
            migrate(store, now=utc_now())
        state.put(store, "check", "")
        raise _Undone


class _Undone(Exception):
    """Has a transaction leave nothing behind."""


def _can_be_made(file: Path) -> Finding:
    try:
        with TemporaryFile(dir=file.parent):
            return Finding("database", GOOD, f"{file} isn't there yet; `frontdesk run` makes it")
    except OSError as error:
        problem = f"{file} can't be made: {error.strerror}"
        remedy = f"Let the desk's user write to {file.parent}, or give DATABASE_URL another path."
        return Finding("database", BAD, problem, remedy)


def _accounts(settings: Settings) -> Iterator[Finding]:
    """The files of departments and people as they are now; whether an older version stands in isn't asked."""
    files = files_of(settings)
    if files.departments is None and files.people is None:
        return
    found = read_accounts(files)
    for remark in remarks(settings, files, found, None, utc_now()):
        yield Finding(ACCOUNTS, BAD if remark.serious else WARNING, remark.what, remark.remedy)
    if not found.serious:
        count, people = len(found.directory.departments), len(found.directory.people)
        yield Finding(ACCOUNTS, GOOD, f"{count} departments, {people} people")


def _topics(settings: Settings) -> Iterator[Finding]:
    """The file of topics as it is now; whether an older version stands in isn't asked."""
    found = read_the_topics(topics_file(settings))
    for problem in found.problems:
        where = f"{problem.path}{f', line {problem.line}' if problem.line else ''}"
        yield Finding(TOPICS, BAD if problem.serious else WARNING, f"{where}: {problem.what}", problem.remedy)
    if not found.serious and "TOPICS_FILE" in settings.given:
        yield Finding(TOPICS, GOOD, f"{len(found.topics)} topics")


def _templates(settings: Settings) -> Iterator[Finding]:
    own = settings.templates_folder
    troubles: list[object] = [
        *check_templates(templates_of(settings), team=settings.policy().team_addresses),
        *words_troubles(own),
    ]
    for trouble in troubles:
        yield Finding(
            "templates", BAD, str(trouble), "Correct the file; until then the last good version is used."
        )
    if not troubles:
        yield Finding("templates", GOOD, "every template renders in every language")
    for language in fallbacks(own):
        remedy = "Write them into a folder of that name in TEMPLATES_FOLDER (docs/templates.md)."
        yield Finding("templates", WARNING, str(language), remedy)


def _answers(settings: Settings) -> Iterator[Finding]:
    """The files of prepared answers as they are now."""
    if settings.answers_in is None:
        return
    found = Answers(settings.answers_in, zone=settings.desk_timezone, style=templates_of(settings).style)
    count = len(found.library().answers)
    for problem in found.problems:
        where = f"{problem.path}{f', line {problem.line}' if problem.line else ''}"
        yield Finding(ANSWERS, BAD, f"{where}: {problem.what}", problem.remedy)
    if not found.problems:
        yield Finding(ANSWERS, GOOD, f"{count} prepared answers")


_PARTS: tuple[tuple[str, Callable[[Settings], Iterator[Finding]]], ...] = (
    ("token", _token),
    ("IMAP", _imap),
    ("SMTP", _smtp),
    ("database", _database),
    ("templates", _templates),
    (ANSWERS, _answers),
    (ACCOUNTS, _accounts),
    (TOPICS, _topics),
)
