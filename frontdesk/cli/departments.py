"""Commands about departments: what there are, whether their files are right, departments for old requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from frontdesk.cli.main import err, main, out, settings_from, store_of, told
from frontdesk.cli.show import printable
from frontdesk.exit_codes import ExitCode
from frontdesk.settings.load import Settings

if TYPE_CHECKING:
    from frontdesk.accounts.files import AccountsFiles, Read
    from frontdesk.db.engine.store import Store


@contextmanager
def _accounts(context: click.Context) -> Iterator[tuple[Settings, Store, AccountsFiles, Read]]:
    from frontdesk.accounts.files import files_of, read_accounts
    from frontdesk.accounts.kept import kept

    settings = settings_from(context)
    files = files_of(settings)
    with store_of(settings) as store:
        yield settings, store, files, read_accounts(files, *kept(store))


@main.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As a JSON array.")
@click.pass_context
@told
def departments(context: click.Context, as_json: bool) -> None:
    """The departments: their heads, people and requests."""
    if context.invoked_subcommand is not None:
        return
    from frontdesk.accounts.overview import overview
    from frontdesk.contacts.upcoming import upcoming
    from frontdesk.wiring import utc_now

    with _accounts(context) as (settings, store, _, found):
        policy, now = replace(settings.policy(), directory=found.directory), utc_now()
        rows = overview(store, policy.directory, now, lambda names: upcoming(store, policy, names, now))
    for problem in found.serious:
        err().print(Text(f"! {printable(str(problem))} The last version that worked is shown."))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if not rows:
        err().print("No departments. DEPARTMENTS_FILE names them: see docs/departments.md.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("department")
    for name in ("people", "open", "late", "90 days"):
        table.add_column(name, justify="right")
    for name in ("head", "technician", "found by"):
        table.add_column(name)
    for row in rows:
        how = ", ".join(f"{name} {count}" for name, count in row["how"].items())
        numbers = (str(row[name]) for name in ("people", "open", "late", "requests_90d"))
        table.add_row(printable(row["name"]), *numbers, row["head"] or "", row["technician"] or "", how)
    out().print(table)


@departments.command("check")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array of findings.")
@click.pass_context
@told
def check(context: click.Context, as_json: bool) -> None:
    """Whether the files can be used, and whom they leave out.

    The exit code is 0 when all is well, 1 when there is something to look at, 78 when a file can't be used.
    """
    from frontdesk.accounts.overview import remarks
    from frontdesk.wiring import utc_now

    with _accounts(context) as (settings, store, files, found):
        all_of_them = list(remarks(settings, files, found, store, utc_now()))
    if as_json:
        rows = [{"what": r.what, "remedy": r.remedy, "serious": r.serious} for r in all_of_them]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for remark in all_of_them:
            mark, style = ("x", "bold red") if remark.serious else ("!", "yellow")
            out().print(Text.assemble((f"{mark:>2} ", style), printable(remark.what)))
            out().print(Text(f"   {printable(remark.remedy)}", "green"))
        if not all_of_them:
            count, listed = len(found.directory.departments), len(found.directory.people)
            out().print(f"ok {count} departments, {listed} people")
    serious = any(remark.serious for remark in all_of_them)
    raise SystemExit(ExitCode.MISCONFIGURED if serious else 1 if all_of_them else 0)


@departments.command("fill")
@click.option("--from", "since", metavar="DAY", help="Only requests opened since this day, as in 2026-01-31.")
@click.option("--yes", is_flag=True, help="Do it; without, it is only shown.")
@click.pass_context
@told
def fill(context: click.Context, since: str | None, yes: bool) -> None:
    """Give closed requests without a department the one that their customer has today."""
    from frontdesk.accounts import overview

    with _accounts(context) as (settings, store, _, found):
        first = _day(since, settings) if since is not None else None
        counts = overview.fill(store, found.directory, first, write=yes)
    for name, count in sorted(counts.items()):
        out().print(f"{count:>7}  {printable(name)}", markup=False)
    total = sum(counts.values())
    if not total:
        err().print("No closed request without a department has one by today's files.")
    elif yes:
        err().print(f"{total} requests have a department now.")
    else:
        err().print(f"{total} requests would get a department. Nothing is changed: add --yes to do it.")


def _day(text: str, settings: Settings) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"--from: {text!r} is no day, as in 2026-01-31") from None
    return datetime.combine(day, time(), settings.desk_timezone).astimezone(UTC)
