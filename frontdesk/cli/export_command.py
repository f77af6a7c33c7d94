"""`frontdesk export`: what is known of a person, of a department, or of everybody, in one file."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NoReturn

import click
from rich.text import Text

from frontdesk.cli.main import (
    bare,
    day_of,
    fail,
    main,
    out,
    proper_department,
    settings_from,
    store_of,
    told,
)
from frontdesk.settings.load import Settings

_EXAMPLE = "Right: frontdesk export --customer carl@sales.example.org carl.zip"
_WRONG = 2


@main.command()
@click.option("--customer", metavar="ADDRESS", help="What is known of this person.")
@click.option("--department", metavar="NAME", help="The requests of this department (a name or alias of it).")
@click.option("--all", "everything", is_flag=True, help="All requests.")
@click.option("--from", "first", metavar="DAY", callback=day_of, help="Opened on this day or later.")
@click.option("--to", "last", metavar="DAY", callback=day_of, help="Opened on this day or before.")
@click.option("--with-mail", is_flag=True, help="Also the mails as they came, from the mailbox.")
@click.option("--without-notes", is_flag=True, help="Without what the team wrote inside.")
@click.argument("file", metavar="FILE.zip")
@click.pass_context
@told
def export(
    context: click.Context,
    customer: str | None,
    department: str | None,
    everything: bool,
    first: date | None,
    last: date | None,
    with_mail: bool,
    without_notes: bool,
    file: str,
) -> None:
    """Write requests and people into a new file, as JSON lines with an explanation.

    Of one customer also what they wrote on requests of others.
    """
    from frontdesk.cli.export import AlreadyThere, from_imap, write_export
    from frontdesk.db.export import Wanted
    from frontdesk.rules.addresses import can_be_written_to
    from frontdesk.wiring import utc_now

    if (customer is not None) + (department is not None) + everything != 1:
        _wrong("Give one of --customer, --department and --all.")
    email = bare(customer)
    if customer is not None and (email is None or not can_be_written_to(email)):
        _wrong(f"{customer!r} is no address.")
    if first and last and last < first:
        _wrong(
            f"{last} is before {first}.", "frontdesk export --all --from 2026-01-01 --to 2026-12-31 year.zip"
        )
    path = _new_file(file)
    settings = settings_from(context)
    with store_of(settings) as store:
        wanted = Wanted(
            customer=email,
            department=proper_department(settings, store, department) if department is not None else None,
            since=_midnight(first, settings),
            until=_midnight(last + timedelta(days=1), settings) if last else None,
        )
        try:
            written = write_export(
                *(store, wanted, path, utc_now()),
                with_notes=not without_notes,
                mailbox=from_imap(settings) if with_mail else None,
            )
        except AlreadyThere:
            _wrong(f"{file} is there already.")
        except OSError as error:
            fail(f"{file} can't be written ({error.strerror}).", "Give a place that you may write to.")
    elsewhere = f", {written.messages} messages on requests of others" if email else ""
    mails = f", {written.mails} mails ({written.missing} not found)" if with_mail else ""
    out().print(Text(f"{file}: {written.requests} requests, {written.people} people{elsewhere}{mails}."))


def _new_file(given: str) -> Path:
    path = Path(given)
    if path.suffix.lower() != ".zip":
        _wrong(f"{given!r} is no name of a ZIP file.")
    if path.exists():
        _wrong(f"{given} is there already.")
    if not path.absolute().parent.is_dir():
        _wrong(f"There is no folder {path.parent}.")
    return path


def _midnight(day: date | None, settings: Settings) -> datetime | None:
    return datetime.combine(day, time(), settings.desk_timezone).astimezone(UTC) if day else None


def _wrong(what: str, right: str = "") -> NoReturn:
    fail(f"{what} Nothing is written.", f"Right: {right}" if right else _EXAMPLE, _WRONG)
