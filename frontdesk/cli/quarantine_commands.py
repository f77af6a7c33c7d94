"""Commands about mail that could not be handled: what it is, reading it again, and dropping it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from frontdesk.cli.main import fail, main, out, settings_from, store_of, told
from frontdesk.cli.rows import list_rows
from frontdesk.cli.show import local, printable

if TYPE_CHECKING:
    from frontdesk.db.engine.store import Store
    from frontdesk.db.ledger import LedgerRow
    from frontdesk.settings.load import Settings


@main.group()
def quarantine() -> None:
    """Mail that could not be handled."""


@quarantine.command("list")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array.")
@click.pass_context
@told
def quarantine_list(context: click.Context, as_json: bool) -> None:
    """What is set aside, and why."""
    from frontdesk.db import ledger
    from frontdesk.iso import iso

    settings = settings_from(context)
    with store_of(settings) as store:
        rows = ledger.quarantined(store)
    zone = settings.desk_timezone
    list_rows(
        ("id", "came", "from", "reason"),
        ((str(r.id), local(r.received_at, zone), r.sender or "nobody", r.reason) for r in rows),
        (
            {
                "id": r.id,
                "from": r.sender or None,
                "message_id": r.message_id or None,
                "at": iso(r.received_at),
                "reason": r.reason,
            }
            for r in rows
        ),
        as_json=as_json,
        nothing="Nothing is in quarantine.",
    )


@contextmanager
def _set_aside(context: click.Context, number: int) -> Iterator[tuple[Settings, Store, LedgerRow]]:
    """The mail in quarantine that is meant, with where it is noted; one that isn't there is told of."""
    from frontdesk.cli import quarantine as set_aside

    settings = settings_from(context)
    with store_of(settings) as store:
        try:
            yield settings, store, set_aside.find(store, number)
        except set_aside.NotThere as error:
            fail(str(error))


@quarantine.command("release")
@click.argument("number", type=int)
@click.pass_context
@told
def quarantine_release(context: click.Context, number: int) -> None:
    """Put a mail back into the inbox, to be read again."""
    from frontdesk.cli import quarantine as set_aside

    with _set_aside(context, number) as mail:
        set_aside.release(*mail)
    out().print("It is in the inbox again.")


@quarantine.command("drop")
@click.argument("number", type=int)
@click.pass_context
@told
def quarantine_drop(context: click.Context, number: int) -> None:
    """Put a mail into the folder for automatic mail, for good."""
    from frontdesk.cli import quarantine as set_aside

    with _set_aside(context, number) as (settings, store, row):
        there = set_aside.drop(settings, store, row)
    if there:
        out().print("It is in the folder for automatic mail.")
    else:
        folder = settings.imap_quarantine_folder
        out().print(f"It isn't in the folder {folder} any more; it is off the list.")


@quarantine.command("show")
@click.argument("number", type=int)
@click.pass_context
@told
def quarantine_show(context: click.Context, number: int) -> None:
    """A mail in quarantine as it came: its source, harmless on a terminal."""
    from frontdesk.cli import quarantine as set_aside

    with _set_aside(context, number) as (settings, store, row):
        raw = set_aside.original(settings, store, row)
    click.echo(printable(raw.decode("utf-8", "replace").replace("\r\n", "\n")))
