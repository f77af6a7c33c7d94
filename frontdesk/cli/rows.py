"""What a command lists, for people as a table and for programs as JSON; the same rows either way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import click
from rich.table import Table

from frontdesk.cli.main import err, out
from frontdesk.cli.show import printable


def list_rows(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    objects: Iterable[dict[str, Any]],
    *,
    as_json: bool,
    nothing: str,
) -> None:
    """`rows`: each row's cells by `headings`; what strangers wrote is made harmless here. `nothing`: said for none."""
    if as_json:
        click.echo(json.dumps(list(objects), ensure_ascii=False, indent=1))
        return
    table = Table(*headings, box=None, pad_edge=False, header_style="bold")
    for cells in rows:
        table.add_row(*map(printable, cells))
    if table.rows:
        out().print(table)
    else:
        err().print(nothing)
