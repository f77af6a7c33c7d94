"""Commands about the desk itself: check, status, quarantine, migrate, copy-database, templates."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import click
from rich.text import Text

from frontdesk.cli.checks.finding import BAD
from frontdesk.cli.main import err, fail, main, out, settings_from, store_of, told
from frontdesk.cli.show import printable
from frontdesk.exit_codes import ExitCode
from frontdesk.settings.load import BadSettings

if TYPE_CHECKING:
    pass

_MARKS = {"good": ("ok", "green"), "warning": ("!", "yellow"), "bad": ("x", "bold red")}


def _now() -> datetime:
    from frontdesk.wiring import utc_now

    return utc_now()


@main.command()
@click.option(
    "--send", is_flag=True, help="Then mail the desk to itself: what does the provider do to a mail?"
)
@click.option("--json", "as_json", is_flag=True, help="As a JSON array of findings.")
@click.pass_context
@told
def check(context: click.Context, send: bool, as_json: bool) -> None:
    """Settings, IMAP, SMTP, database, templates: each tried, each problem with its remedy."""
    from frontdesk.cli.checks import check as checks

    try:
        settings = settings_from(context)
    except BadSettings as error:
        if not as_json:
            raise
        wrong = [
            {"part": "settings", "grade": "bad", "what": f"{p.setting} {p.problem}", "remedy": p.remedy}
            for p in error.problems
        ]
        click.echo(json.dumps(wrong, ensure_ascii=False, indent=1))
        raise SystemExit(ExitCode.MISCONFIGURED) from None
    found = []
    for finding in checks.check(settings, send=send):
        found.append(finding)
        if not as_json:
            mark, style = _MARKS[finding.grade]
            out().print(
                Text.assemble(
                    (f"{mark:>2} ", style), (f"{finding.part:<10}", "bold"), printable(finding.what)
                )
            )
            if finding.remedy:
                out().print(Text(f"   {'':<10}{finding.remedy}", "green"))
    if as_json:
        rows = [{"part": f.part, "grade": f.grade, "what": f.what, "remedy": f.remedy or None} for f in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    bad = [finding for finding in found if finding.grade == BAD]
    files = (checks.ACCOUNTS, checks.TOPICS, checks.ANSWERS)
    files_broken = any(finding.part in files for finding in bad)
    raise SystemExit(ExitCode.MISCONFIGURED if files_broken else 1 if bad else 0)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As a JSON object.")
@click.option("--no-mailbox", is_flag=True, help="Don't compare the ledger with the mailbox.")
@click.pass_context
@told
def status(context: click.Context, as_json: bool, no_mailbox: bool) -> None:
    """What waits, what is due, what is set aside, when mail was last read, whether the ledger balances.

    The exit code is 1 when something needs a person, for monitoring.
    """
    from frontdesk.cli import status as statuses

    settings = settings_from(context)
    with store_of(settings) as store:
        found = statuses.status(settings, store, _now(), with_mailbox=not no_mailbox)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        out().print(statuses.status_table(found, settings.desk_timezone))
    raise SystemExit(1 if found["problems"] else 0)


@main.command()
@click.pass_context
@told
def migrate(context: click.Context) -> None:
    """Bring the database to this version's schema (`run` does it by itself). An SQLite file is copied first."""
    from frontdesk.db.engine.connect import open_store
    from frontdesk.db.schema.migrate import migrate as migrate_store
    from frontdesk.db.schema.migrate import schema_state
    from frontdesk.wiring import backup_path

    settings = settings_from(context)
    store = open_store(settings.database_url)
    current, newest = schema_state(store)
    backup = backup_path(settings.database_url, current, _now()) if current else None
    applied = migrate_store(store, now=_now(), backup=backup)
    store.close()
    if applied:
        out().print(f"Schema {current} -> {newest}." + (f" The old one is in {backup}." if backup else ""))
    else:
        out().print(f"Nothing to do: schema {newest}.")


@main.command("copy-database")
@click.argument("source")
@click.argument("target")
@told
def copy_database(source: str, target: str) -> None:
    """Copy everything from one database to another, empty one: SOURCE and TARGET as in DATABASE_URL.

    Stop the desk first. Afterwards set DATABASE_URL to TARGET.
    """
    from rich.progress import Progress

    from frontdesk.cli.copy_database import NotMoved, move
    from frontdesk.db import access
    from frontdesk.db.engine.connect import open_store
    from frontdesk.db.schema.copy import CopyDiffers, NotEmpty
    from frontdesk.wiring import database_file

    file = database_file(source)
    if file is not None and not file.is_file():
        fail(
            f"There is no database {file.resolve()}.", "Give SOURCE as in DATABASE_URL, with its whole path."
        )
    try:
        old, new = open_store(source), open_store(target)
        with Progress(console=err()) as bar:
            tasks = {}

            def progress(name: str, done: int, total: int) -> None:
                if name not in tasks:
                    tasks[name] = bar.add_task(name)
                bar.update(tasks[name], completed=done if total else 1, total=total or 1)

            move((source, old), (target, new), _now(), progress)
    except ValueError as error:
        fail(str(error), code=2)
    except (NotEmpty, CopyDiffers) as error:
        fail(str(error))
    except NotMoved as error:
        fail(str(error), error.remedy)
    out().print("Copied and compared. Now set DATABASE_URL to TARGET, and start the desk.")
    if access.read(new) is not None:
        out().print(
            "The person's sign-in to the mailbox went along: SOURCE still holds it, too, so delete SOURCE."
        )
