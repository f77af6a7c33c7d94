"""`frontdesk forget`: what would go of a person, why it can't yet, and letting it go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from rich.text import Text

from frontdesk.cli.main import bare, err, fail, main, out, settings_from, store_of, told
from frontdesk.cli.show import printable
from frontdesk.exit_codes import ExitCode

if TYPE_CHECKING:
    from frontdesk.db.engine.store import Store
    from frontdesk.forget import Plan
    from frontdesk.settings.load import Settings

_EXAMPLE = "Right: frontdesk forget carl@sales.example.org"


@main.command()
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do it; without, it is only shown, and the exit code is 1.")
@click.option(
    "--with-mail",
    is_flag=True,
    help="Also move the mails themselves into IMAP_FORGOTTEN_FOLDER, for you to empty.",
)
@click.option(
    "--technician",
    is_flag=True,
    help="They were one of the team: what they did stays, as a former technician's.",
)
@click.option("--json", "as_json", is_flag=True, help="As a JSON object.")
@click.pass_context
@told
def forget(
    context: click.Context, address: str, yes: bool, with_mail: bool, technician: bool, as_json: bool
) -> None:
    """Forget a person: address, name and words go from the database; no figure changes.

    Cut off in between, the same call goes on where it was.
    """
    from frontdesk import forget as work
    from frontdesk.accounts.files import files_of
    from frontdesk.wiring import utc_now

    settings = settings_from(context)
    email = _address(address)
    with store_of(settings) as store:
        _refuse(settings, store, email)
        plan = work.plan(store, settings.policy(), email, technician=technician)
        if plan.unsettled:
            numbers = ", ".join(f"#{number}" for number in plan.unsettled[:20])
            fail(
                f"{email} has requests that aren't settled: {numbers}. Nothing is changed.",
                f"Resolve them first, hand them on, or mark them [spam]; then: frontdesk forget {email}",
            )
        if not yes:
            _show(plan, as_json, "".join((" --technician" * technician, " --with-mail" * with_mail)))
            raise SystemExit(int(plan.is_anything))
        work.keep_files_as_they_are(files_of(settings), store)
        moved = list[tuple[int, int]]()

        def move_mail() -> None:
            from frontdesk.forget_mail import move_away

            if with_mail:
                moved.append(move_away(settings, store, plan.who))

        done = work.forget_person(store, plan.who, utc_now(), move_mail)
    copies = _copies(settings)
    if as_json:
        told = {"done": done.is_all, "alias": plan.who.alias, "waiting": done.waiting, "copies": copies}
        mails = {"moved": moved[0][0], "missing": moved[0][1]} if moved else None
        click.echo(json.dumps(_object(plan) | told | {"mail": mails}, ensure_ascii=False, indent=1))
    else:
        _say_done(email, settings, moved, copies)
    if done.waiting:
        fail(
            f"{done.waiting} mails that name {email} have yet to go out to others.",
            "When they have, give the same command again.",
            ExitCode.TEMPORARY,
        )
    if not done.clean:
        fail(
            "The database's log (-wal) still has old pages, as another process reads it.",
            "Stop the desk and give the same command again.",
            ExitCode.TEMPORARY,
        )


def _address(given: str) -> str:
    from frontdesk.rules.addresses import can_be_written_to

    email = bare(given) or ""
    if not can_be_written_to(email):
        _wrong(f"{printable(given)!r} is no address.", _EXAMPLE)
    return email


def _refuse(settings: Settings, store: Store, email: str) -> None:
    """Whom the next minute would bring back, or without whom the desk can't work."""
    from frontdesk.accounts.files import files_of
    from frontdesk.forget import named_in_files

    policy = settings.policy()
    if email == policy.desk_address:
        _wrong(f"{email} is the desk itself.", _EXAMPLE)
    if email in policy.staff:
        _wrong(
            f"{email} is one of the team.",
            f"Take the address out of TECHNICIANS and MANAGERS first, then: frontdesk forget {email}",
        )
    for path, line in named_in_files(files_of(settings), store, email):
        where = f"{path}, line {line}," if line else f"The last version of {path} that worked"
        _wrong(
            f"{where} names {email}: the next reading would bring it back.",
            f"Take it out there first, then: frontdesk forget {email}",
        )


def _wrong(what: str, remedy: str) -> NoReturn:
    fail(f"{what} Nothing is changed.", remedy, ExitCode.MISUSED)


def _object(plan: Plan) -> dict[str, Any]:
    return {
        "address": plan.who.address,
        "requests": list(plan.requests),
        "others_requests": list(plan.others),
        "counts": plan.counts,
        "begun": plan.begun,
    }


def _show(plan: Plan, as_json: bool, again: str) -> None:
    if as_json:
        click.echo(json.dumps(_object(plan) | {"done": False}, ensure_ascii=False, indent=1))
        return
    email = plan.who.address
    if not plan.is_anything:
        err().print(Text(f"Nothing is known of {email} by that address."))
        return
    for name, numbers in (("requests of theirs", plan.requests), ("requests of others", plan.others)):
        listed = " ".join(f"#{number}" for number in numbers[:20]) + (" ..." if len(numbers) > 20 else "")
        out().print(Text(f"{len(numbers):>7}  {name}  {listed}".rstrip()))
    for name, count in plan.counts.items():
        out().print(Text(f"{count:>7}  {name}"))
    mails = (
        ""
        if "--with-mail" in again
        else " The mails in the mailbox stay, without --with-mail in the same call."
    )
    begun = "An earlier call was cut off. " if plan.begun else ""
    err().print(
        Text(
            f"{begun}Words, names and address of {email} would go, and can't be had back; times, departments and"
            f" ratings stay.{mails} Nothing is changed: frontdesk forget {email}{again} --yes does it."
        )
    )


def _say_done(email: str, settings: Settings, moved: list[tuple[int, int]], copies: list[str]) -> None:
    out().print(Text(f"{email} is forgotten in the database; figures are as they were."))
    if moved:
        away, missing = moved[0]
        folder = settings.imap_forgotten_folder
        out().print(Text(f"{away} mails are in the folder {folder}: empty it. {missing} were not found."))
    else:
        out().print(Text("The mails themselves are in the mailbox still."))
    for copy in copies:
        out().print(Text(f"{copy} is an older copy of the database and has everything still: delete it."))


def _copies(settings: Settings) -> list[str]:
    """Copies of an SQLite file that migrations left beside it."""
    from frontdesk.wiring import database_file

    file = database_file(settings.database_url)
    if file is None:
        return []
    return sorted(map(str, Path(file).absolute().parent.glob(f"{file.name}.schema*.backup")))
