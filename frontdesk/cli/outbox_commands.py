"""`frontdesk outbox`: what has not gone out, and why; tried again at once, or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from frontdesk.cli.main import fail, main, out, settings_from, store_of, told
from frontdesk.cli.rows import list_rows
from frontdesk.cli.show import local, printable
from frontdesk.iso import iso

if TYPE_CHECKING:
    from frontdesk.db.outbox_again import Row


@main.group()
def outbox() -> None:
    """Mail that has not gone out."""


@outbox.command("list")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array.")
@click.pass_context
@told
def outbox_list(context: click.Context, as_json: bool) -> None:
    """What waits, is on its way or could not be delivered, and what the relay said."""
    from frontdesk.db import outbox_again

    settings = settings_from(context)
    with store_of(settings) as store:
        rows = outbox_again.not_sent(store)
    zone = settings.desk_timezone
    list_rows(
        ("id", "made", "kind", "request", "to", "state", "tries", "next", "the relay says"),
        (
            (
                str(row.id),
                local(row.created_at, zone),
                row.kind,
                f"#{row.request}" if row.request else "",
                ", ".join(row.recipients),
                row.state,
                str(row.tries),
                local(row.next_at, zone),
                row.answer,
            )
            for row in rows
        ),
        map(row_object, rows),
        as_json=as_json,
        nothing="Nothing waits to be sent, and nothing failed.",
    )


def row_object(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "request": row.request,
        "kind": row.kind,
        "to": list(row.recipients),
        "state": row.state,
        "tries": row.tries,
        "made_at": iso(row.created_at),
        "next_at": iso(row.next_at),
        "answer": row.answer or None,
    }


@outbox.command("show")
@click.argument("number", type=int)
@click.pass_context
@told
def outbox_show(context: click.Context, number: int) -> None:
    """A mail as it is to go out: its source, harmless on a terminal. NUMBER is its id in `outbox list`."""
    from frontdesk.db import outbox_again

    with store_of(settings_from(context)) as store:
        raw = outbox_again.source(store, number)
    if raw is None:
        fail(
            f"There is no mail {number} in the outbox.", "`frontdesk outbox list` shows those that there are."
        )
    click.echo(printable(raw.decode("utf-8", "replace").replace("\r\n", "\n")))


@outbox.command("retry")
@click.argument("numbers", type=int, nargs=-1, metavar="[NUMBER ...]")
@click.pass_context
@told
def outbox_retry(context: click.Context, numbers: tuple[int, ...]) -> None:
    """Have these mails tried at once, also those that were given up; without NUMBERs all of them."""
    from frontdesk.db import outbox_again
    from frontdesk.jobs.account import try_now
    from frontdesk.wiring import utc_now

    with store_of(settings_from(context)) as store:
        ids = numbers or [row.id for row in outbox_again.not_sent(store, 100_000)]
        with store.transaction():
            found = outbox_again.retry(store, ids, utc_now())
        try_now(store)
    if found < len(set(numbers)):
        fail(
            f"{found} of {len(set(numbers))} are tried again; the others are not in the outbox, or just on their way.",
            "`frontdesk outbox list` shows those that there are.",
        )
    out().print(f"{found} mail{'s' * (found != 1)}: the desk tries again now." if found else "Nothing waits.")


@outbox.command("drop")
@click.argument("number", type=int)
@click.pass_context
@told
def outbox_drop(context: click.Context, number: int) -> None:
    """Never send this mail. What it says stays on its request."""
    from frontdesk.db import outbox_again
    from frontdesk.wiring import utc_now

    with store_of(settings_from(context)) as store, store.transaction():
        dropped = outbox_again.drop(store, number, utc_now())
    if not dropped:
        fail(
            f"Mail {number} isn't in the outbox, or just on its way.",
            "`frontdesk outbox list` shows those that there are.",
        )
    out().print("It is not sent.")
