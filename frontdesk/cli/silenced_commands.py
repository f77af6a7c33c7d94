"""Commands about mail that got no answer: which it was and why, and taking one back."""

from __future__ import annotations

import click

from frontdesk.cli.main import err, fail, main, out, settings_from, store_of, told
from frontdesk.cli.rows import list_rows
from frontdesk.cli.show import local

SHOWN = 50


@main.group()
def silenced() -> None:
    """Mail that was taken for a machine's and got no answer."""


@silenced.command("list")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array, all of it unless --limit is given.")
@click.option(
    "--limit", type=click.IntRange(1), help=f"How many, newest first (default for people: {SHOWN})."
)
@click.pass_context
@told
def silenced_list(context: click.Context, as_json: bool, limit: int | None) -> None:
    """Which mail got no answer, and why; the newest first."""
    from frontdesk.db import ledger
    from frontdesk.iso import iso

    settings = settings_from(context)
    with store_of(settings) as store:
        everything = ledger.silenced_count(store)
        rows = ledger.silenced(store, limit or (max(everything, 1) if as_json else SHOWN))
    zone = settings.desk_timezone
    list_rows(
        ("id", "came", "from", "subject", "reason"),
        (
            (str(r.id), local(r.received_at, zone), r.sender or "nobody", r.subject or "none", r.reason)
            for r in rows
        ),
        (
            {
                "id": r.id,
                "from": r.sender or None,
                "subject": r.subject or None,
                "message_id": r.message_id or None,
                "at": iso(r.received_at),
                "reason": r.reason,
                "request": r.request,
            }
            for r in rows
        ),
        as_json=as_json,
        nothing="Every mail got an answer, or was heard.",
    )
    if not as_json and everything > len(rows):
        err().print(f"{everything - len(rows)} older ones: --limit {everything} shows them all.")


@silenced.command("release")
@click.argument("number", type=int)
@click.pass_context
@told
def silenced_release(context: click.Context, number: int) -> None:
    """Put a mail back into the inbox, to be read as a person's."""
    from frontdesk.cli import quarantine as set_aside

    settings = settings_from(context)
    with store_of(settings) as store:
        try:
            row = set_aside.find_silenced(store, number)
            set_aside.release_silenced(settings, store, row)
        except set_aside.NotThere as error:
            fail(str(error))
    out().print("It is in the inbox again, and is read as a person's.")
