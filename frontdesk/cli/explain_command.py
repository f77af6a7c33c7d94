"""`frontdesk explain FILE`: the command; what it says is `explain`'s, how it looks `explain_page`'s."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from frontdesk.cli.main import fail, main, out, settings_from, store_of, told
from frontdesk.settings.load import CONFIG_FILE, Settings

if TYPE_CHECKING:
    from frontdesk.cli.explain import Understood
    from frontdesk.rules.model import Message

_MOST_BYTES = 200_000_000  # more is no mail


@main.command()
@click.argument("file", metavar="FILE.eml")
@click.option("--json", "as_json", is_flag=True, help="As a JSON object.")
@click.pass_context
@told
def explain(context: click.Context, file: str, as_json: bool) -> None:
    """What the desk reads in a mail and would do with it, and why. FILE.eml: a mail as it came; - reads it from the
    standard input. Writes nothing and sends nothing."""
    from frontdesk.cli import explain as explaining
    from frontdesk.mailbox.worker.reader import Unreadable

    raw = _raw(file)
    settings = _settings(context)
    message = explaining.read_mail(raw, settings)
    if isinstance(message, Unreadable):
        fail(f"The desk can't read this mail and would set it aside: {message.reason}")
    found = _understood(settings, message, raw)
    if as_json:
        click.echo(json.dumps(explaining.explained(found), ensure_ascii=False, indent=1))
    else:
        from frontdesk.cli.explain_page import page

        out().print(page(found))


def _raw(file: str) -> bytes:
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(_MOST_BYTES)
        else:
            with Path(file).open("rb") as opened:
                raw = opened.read(_MOST_BYTES)
    except OSError as error:
        fail(
            f"{file}: {error.strerror}",
            "Save the mail from your client with its source (.eml), or pipe it in: -",
        )
    if not raw.strip():
        fail(f"{file} is empty.", "Save the mail from your client with its source (.eml).")
    return raw


def _understood(settings: Settings | None, message: Message, raw: bytes) -> Understood:
    from frontdesk.cli import explain as explaining
    from frontdesk.wiring import utc_now

    if settings is None:
        return explaining.without_desk(message)
    with store_of(settings) as store:
        return explaining.with_desk(message, raw, settings, store, utc_now())


def _settings(context: click.Context) -> Settings | None:
    """The desk's settings, None where nobody has set anything: the mail can be read all the same."""
    given = context.find_root().params.get("config") or CONFIG_FILE.exists() or os.environ.get("DESK_ADDRESS")
    return settings_from(context) if given else None
