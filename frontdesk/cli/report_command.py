"""`frontdesk report`: the figures of a period, on the terminal, as JSON, as CSV, as a page, by mail to managers.

Everything that was asked for is looked at before anything is written: a wrong call changes nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from rich.console import Group
from rich.table import Table
from rich.text import Text

from frontdesk.cli.main import bare, fail, main, out, settings_from, store_of, told
from frontdesk.exit_codes import ExitCode

if TYPE_CHECKING:
    from frontdesk.db.engine.store import Store
    from frontdesk.rules.figures.periods import Period
    from frontdesk.rules.figures.report import Report
    from frontdesk.rules.model import Address
    from frontdesk.rules.policy import Policy
    from frontdesk.settings.load import Settings

_EXAMPLE = "For example: frontdesk report --period last-month --html report.html"


@main.command(context_settings={"ignore_unknown_options": False})
@click.option("--from", "first", metavar="DAY", help="From this day, as in 2026-10-01.")
@click.option("--to", "last", metavar="DAY", help="To this day, included.")
@click.option(
    "--period", help="last-month (the default), this-month, last-week, last-quarter, 2026-Q3, 2026-10."
)
@click.option("--department", help="Of this department alone.")
@click.option("--html", "html_file", metavar="FILE", help="Write a page to this file.")
@click.option(
    "--csv", "csv_folder", metavar="FOLDER", help="Write requests.csv, minutes.csv and figures.csv here."
)
@click.option("--json", "as_json", is_flag=True, help="As a JSON object.")
@click.option("--mail", "by_mail", is_flag=True, help="Mail it to the managers, or to those named behind it.")
@click.argument("addresses", nargs=-1)
@click.pass_context
@told
def report(
    context: click.Context,
    first: str | None,
    last: str | None,
    period: str | None,
    department: str | None,
    html_file: str | None,
    csv_folder: str | None,
    as_json: bool,
    by_mail: bool,
    addresses: tuple[str, ...],
) -> None:
    """How the desk did: what came in, how soon it was answered and resolved, what customers said.

    Every figure says of how many it is; where there are too few, none is given.
    """
    from frontdesk.reports.contacts import contacts_of
    from frontdesk.reports.mail import looks_of
    from frontdesk.reports.make import make_report
    from frontdesk.wiring import utc_now

    settings = settings_from(context)
    policy, now = settings.policy(), utc_now()
    asked = _period(period, first, last, policy, now)
    managers = _managers(policy, by_mail, addresses)
    page_file, folder = _page_file(html_file), _folder(csv_folder)
    with store_of(settings) as store:
        name = _department(settings, store, department)
        with_times = policy.report_technicians == "full"
        made = make_report(store, policy, asked, now, department=name, with_times=with_times)
        contacts = contacts_of(store, policy, now)
        looks = looks_of(store, made)
        if folder is not None:
            _write_csv(folder, made, store, policy)
    if page_file is not None:
        _write_page(page_file, made, policy, contacts)
    if managers:
        _mail(context, made, managers, contacts)
    if as_json:
        from frontdesk.reports.as_json import as_object

        whole = as_object(made, policy, technicians=policy.report_technicians, contacts=contacts, looks=looks)
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
    elif not (page_file or folder or managers):
        out().print(_table(made, policy))


def _period(named: str | None, first: str | None, last: str | None, policy: Policy, now: Any) -> Period:
    from frontdesk.rules.figures import periods

    if named is not None and (first is not None or last is not None):
        _wrong("Give either --period or --from and --to.", "frontdesk report --period last-month")
    try:
        if first is None and last is None:
            return periods.from_words("last-month" if named is None else named, policy.hours, now)
        days = [periods.read_day(text) if text is not None else None for text in (first, last)]
        return periods.from_days(days[0], days[1], policy.hours, now)
    except periods.NoPeriod as error:
        said, _, right = str(error).partition(": ")
        _wrong(f"{said[:1].upper()}{said[1:]}.", right)


def _managers(policy: Policy, by_mail: bool, addresses: Sequence[str]) -> list[Address]:
    """Whom it is mailed to. Figures go to managers, and to nobody else."""
    if addresses and not by_mail:
        _wrong(f"{addresses[0]!r} stands alone.", "frontdesk report --mail mia@example.org")
    if not by_mail:
        return []
    known = {person.email: person for person in policy.managers}
    if not known:
        _wrong("MANAGERS names nobody.", "MANAGERS=Mia Boss <mia@example.org> in config.env, then --mail")
    wanted = [bare(address) or "''" for address in addresses] or list(known)
    for email in wanted:
        if email not in known:
            _wrong(
                f"{email} is no manager: figures go to managers; the review of a department goes to its head.",
                f"frontdesk report --mail {next(iter(known))}",
            )
    return [known[email] for email in dict.fromkeys(wanted)]


def _department(settings: Settings, store: Store, named: str | None) -> str | None:
    """By any name of it: a department of the files without a request has a report, too, which says so."""
    from frontdesk.accounts.files import files_of, read_accounts
    from frontdesk.accounts.kept import kept as last_good
    from frontdesk.db.stories import departments
    from frontdesk.rules.figures.asked import like, listed, nearest

    if named is None:
        return None
    directory = read_accounts(files_of(settings), *last_good(store)).directory
    of_the_files = directory.find(named) if named.strip() else None
    known = sorted({*departments(store), *(one.name for one in directory.departments)})
    found = of_the_files.name if of_the_files else like(named, known)
    if found is not None:
        return found
    if not known:
        _wrong(
            f"No request is from a department yet, nor from {named!r}.",
            "frontdesk report --period last-month",
        )
    _wrong(
        f"There is no department {named!r}; there are: {listed(known[:20])}.",
        f"frontdesk report --department {nearest(named, known)!r}",
    )


def _page_file(given: str | None) -> Path | None:
    from frontdesk.reports.page import is_ours

    if given is None:
        return None
    path = Path(given)
    if path.is_dir() or not path.absolute().parent.is_dir():
        _wrong(
            f"{given!r} can't be written: it must be a file in a folder that is there.",
            "--html report.html",
        )
    if path.exists() and not is_ours(_beginning(path)):
        fail(
            f"{given} is there, and is no report of ours.",
            "Give another name, as in --html report-october.html",
        )
    return path


def _folder(given: str | None) -> Path | None:
    from frontdesk.reports.as_csv import BOM, HEADERS

    if given is None:
        return None
    folder = Path(given)
    if (
        not given.strip()
        or (folder.exists() and not folder.is_dir())
        or not folder.absolute().parent.is_dir()
    ):
        _wrong(f"{given!r} is no folder, and none can be made there.", "--csv figures")
    for name, header in HEADERS.items():
        path = folder / name
        if path.exists() and not _beginning(path).startswith(BOM + ",".join(header)):
            fail(
                f"{path} is there, and is no file of ours.",
                "Give another folder, as in --csv figures-october",
            )
    return folder


def _beginning(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(2000).decode("utf-8", "replace")
    except OSError as error:
        fail(f"{path} can't be read ({error.strerror}).")


def _write_page(path: Path, made: Report, policy: Policy, contacts: dict[str, Any] | None) -> None:
    from frontdesk.reports.mail import promised
    from frontdesk.reports.page import page

    text = page(
        made, policy, technicians=policy.report_technicians, target=promised(policy), contacts=contacts
    )
    _write(path, [text])
    _say(f"The page is in {path}.")


def _write_csv(folder: Path, made: Report, store: Store, policy: Policy) -> None:
    from frontdesk.db import stories
    from frontdesk.reports import as_csv

    folder.mkdir(exist_ok=True)
    start, end = made.period.start, made.period.end

    def each(line_of: Callable[..., Iterable[as_csv.Line]]) -> Iterator[as_csv.Line]:
        for story, entries in stories.touching(store, start, end):
            yield from line_of(story, entries)

    def is_theirs(department: str) -> bool:
        return made.department is None or department == made.department

    with_names = policy.report_technicians == "full"

    def of_cycles(story: Any, entries: Any) -> Iterator[as_csv.Line]:
        if is_theirs(story.last.department):
            yield from as_csv.cycles(story, made.period, with_names=with_names)

    def of_minutes(story: Any, entries: Any) -> Iterator[as_csv.Line]:
        own = [entry for entry in entries if is_theirs(entry.department)]  # whose it was on its day
        yield from as_csv.minutes(own, story, policy.zone, with_names=with_names)

    with store.reading():
        _write(folder / "requests.csv", as_csv.written(as_csv.REQUESTS, each(of_cycles)))
        _write(folder / "minutes.csv", as_csv.written(as_csv.MINUTES, each(of_minutes)))
    _write(folder / "figures.csv", as_csv.written(as_csv.FIGURES, as_csv.figures(made)))
    _say(f"The figures are in {folder}: {', '.join(as_csv.HEADERS)}.")


def _write(path: Path, pieces: Iterable[str]) -> None:
    """Beside it and then in its place, so that nobody ever finds half a file; for its owner alone."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece.encode("utf-8", "replace"))
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        fail(f"{path} can't be written ({error.strerror}).", "Give a place that you may write to.")


def _mail(
    context: click.Context, made: Report, managers: Sequence[Address], contacts: dict[str, Any] | None
) -> None:
    from frontdesk.reports.mail import put_report
    from frontdesk.wiring import open_desk, utc_now

    with open_desk(settings_from(context, with_key=True), now=utc_now, inline=True) as desk:
        serial = f"report{int(desk.now().timestamp() * 1000):x}"
        with desk.store.transaction():
            put_report(desk, made, managers, serial, contacts=contacts)
    _say(
        f"On its way to {', '.join(person.email for person in managers)}: the desk sends it with its next mail."
    )


def _table(made: Report, policy: Policy) -> Any:
    from frontdesk.reports.say import Say

    say = Say(policy.language, policy.zone)
    total = made.total
    heading = Text(f"{say.period(made.period)}{f', {made.department}' if made.department else ''}", "bold")
    if not (
        total.requests or total.resolved or total.backlog.count or total.ratings.asked or total.no_answer
    ):
        return Group(heading, Text(say.word("no requests")), *map(Text, say.notes(made)))
    table = Table(box=None, pad_edge=False)
    for name in ("", say.period(made.period), say.period(made.previous), ""):
        table.add_column(name)
    changed = {change.figure: say.change(change) for change in made.changes}
    for row in say.rows(made.total, made.before):
        table.add_row(row.name, row.now, row.before, changed.get(row.key, ""))
    return Group(heading, table, *map(Text, say.notes(made)))


def _say(words: str) -> None:
    from frontdesk.cli.main import err

    err().print(Text(words))


def _wrong(what: str, right: str) -> NoReturn:
    fail(what, f"Right: {right}" if right else _EXAMPLE, code=ExitCode.MISUSED)
