"""The command line. Each command reads the settings, opens what it needs, says what it found, and ends by a code of
`frontdesk.exit_codes`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from email.utils import parseaddr
from functools import wraps
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.text import Text

from frontdesk.db.engine.errors import DatabaseUnavailable, NotOurs, SchemaTooNew
from frontdesk.exit_codes import ExitCode
from frontdesk.languages import speak
from frontdesk.mailbox.errors import MailboxError
from frontdesk.settings import load as settings_of
from frontdesk.settings.load import CONFIG_FILE, BadSettings, Settings
from frontdesk.settings.problem import Problem
from frontdesk.understood import learn

PIPED_WIDTH = 200


class Plain(Console):
    """For pipes: as wide as it needs to be, and no blanks at the ends of lines."""

    def print(self, *objects: Any, **options: Any) -> None:
        with self.capture() as captured:
            super().print(*objects, **options)
        click.echo("\n".join(line.rstrip() for line in captured.get().split("\n")), nl=False)


def out() -> Console:
    """Where results go: colours and fitted columns on a terminal, plain and uncut when piped."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    return Plain(width=PIPED_WIDTH, highlight=False)


def err() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True)


def fail(message: str, remedy: str = "", code: int = ExitCode.FINDING) -> NoReturn:
    err().print(Text.assemble(("frontdesk: ", "bold red"), message))
    if remedy:
        err().print(Text(f"  {remedy}"))
    raise SystemExit(code)


def told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turns what can go wrong into a sentence, a remedy and the right exit code."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except BadSettings as error:
            print_problems(error)
            raise SystemExit(ExitCode.MISCONFIGURED) from None
        except DatabaseUnavailable as error:
            fail(error.what, error.remedy, ExitCode.MISCONFIGURED if error.permanent else ExitCode.TEMPORARY)
        except (SchemaTooNew, NotOurs) as error:
            fail(str(error), code=ExitCode.MISCONFIGURED)
        except MailboxError as error:
            fail(str(error), error.remedy, ExitCode.MISCONFIGURED if error.permanent else ExitCode.TEMPORARY)

    return wrapped


def print_problems(error: BadSettings) -> None:
    count = len(error.problems)
    err().print(Text(f"{count} setting{'s' * (count > 1)} can't be used:", "bold red"))
    for problem in error.problems:
        err().print(Text.assemble(("  " + problem.setting, "bold"), f" {problem.problem}"))
        err().print(Text(f"      {problem.remedy}", "green"))


def settings_from(context: click.Context, *, with_key: bool = False) -> Settings:
    """`with_key`: the desk's own key is made when there is none; only who speaks for the desk needs it."""
    given = context.find_root().params.get("config")
    file = Path(given) if given else (CONFIG_FILE if os.path.lexists(CONFIG_FILE) else None)
    try:
        settings = settings_of.load_settings(os.environ, file, with_key=with_key)
        speak(settings.templates_folder)
        learn(settings.templates_folder)
        return settings
    except BadSettings as error:
        if file is not None:
            raise
        remedy = "go to the folder where it is, name it with --config FILE, or copy config.example.env to it"
        nothing_read = Problem(str(CONFIG_FILE), f"isn't in this folder ({Path.cwd()})", remedy)
        raise BadSettings((nothing_read, *error.problems), error.warnings) from None


def bare(address: str | None) -> str | None:
    """`Ann Lee <Ann@example.org>` and `Lee, Ann <Ann@example.org>` as they are kept: ann@example.org."""
    if not address:
        return None
    bracketed = re.search(r"<([^<>@\s]+@[^<>\s]+)>\s*$", address)  # parseaddr takes a bare comma for an end
    return (bracketed[1] if bracketed else parseaddr(address)[1] or address).strip().lower()


def status_word(context: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A status in any usual spelling: "on hold", on-hold, HOLD."""
    from frontdesk.rules.model import Status

    if value is None:
        return None
    word = value.strip().lower().replace("-", " ").replace("_", " ")
    word = "on hold" if word == "hold" else word
    if word not in tuple(Status):
        raise click.BadParameter(f"{value!r} is none of: {', '.join(Status)}", context, param)
    return word


def day_of(context: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """A day as people write it: 2026-03-02."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise click.BadParameter(f"{value!r} is no day, as in 2026-03-02", context, param) from None


_TAG_BEFORE = (  # a desk's tag may end in digits, so only a sign or a letter may stand right before the number
    r"(?=[^\]]*[A-Za-z])[A-Za-z0-9_.-]{1,20}?(?:[ -]?#|[ -])|[A-Za-z]{1,20}|#"
)
_REQUEST_NUMBER = re.compile(rf"\[?(?:{_TAG_BEFORE})?([0-9]{{1,9}})\]?")


def request_number(context: click.Context, param: click.Parameter, value: str) -> int:
    """A request's number, also as it stands in subjects: 12, #12, IT-12, "[IT #12]"."""
    found = _REQUEST_NUMBER.fullmatch(value.strip())
    if not found:
        raise click.BadParameter(f"{value!r} is no request's number, as in 12", context, param)
    return int(found[1])


@contextmanager
def store_of(settings: Settings) -> Iterator[Any]:
    """The desk's database, as it is: one that isn't there yet is not made, so that it belongs to whom `run` runs as,
    and an older one's tables stay as they are, as the desk may be at work on it.
    """
    from frontdesk.db.engine.connect import open_store
    from frontdesk.db.schema.migrate import require_current, schema_state
    from frontdesk.wiring import database_file, open_database, utc_now

    file = database_file(settings.database_url)
    there = file is None or file.exists()
    store = open_store(settings.database_url if there else "sqlite:///:memory:")
    if schema_state(store)[0] == 0:
        where = f"database {file.resolve()}" if file and not there else "desk in this database"
        err().print(Text(f"There is no {where} yet; `frontdesk run` makes it."))
        store.close()
        store = open_database(replace(settings, database_url="sqlite:///:memory:"), utc_now())
    try:
        require_current(store)
        yield store
    finally:
        store.close()


class Told(click.Group):
    """Lists its commands each with a whole sentence; click would cut it off at the line's end."""

    group_class = type

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [
            (name, sentence(command)) for name, command in sorted(self.commands.items()) if not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def sentence(command: click.Command) -> str:
    """The first sentence of what a command says of itself."""
    return re.split(r"(?<=\.)\s", " ".join((command.help or "").split("\n\n")[0].split()))[0]


class ConfigAnywhere(Told):
    """Takes `--config FILE` before the command and behind it: `frontdesk run --config FILE` is what people try."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, config_first(args))


def config_first(args: Sequence[str]) -> list[str]:
    """The same words with `--config FILE` and `--config=FILE` in front; what follows `--` stays as it is."""
    first, others, rest = list[str](), list[str](), list(args)
    while rest and rest[0] != "--":
        word = rest.pop(0)
        if word == "--config" and rest:
            first += [word, rest.pop(0)]
        else:
            (first if word.startswith("--config=") else others).append(word)
    return first + others + rest


@click.group(cls=ConfigAnywhere, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config", metavar="FILE", help="Read the settings from FILE (default: config.env, if it is there)."
)
@click.version_option(package_name="frontdesk")
def main(config: str | None) -> None:
    """An IT team's front desk that lives in e-mail."""


@main.command()
@click.option(
    "--once", is_flag=True, help="Read all new mail, do all that is due, send all that waits, and end."
)
@click.pass_context
@told
def run(context: click.Context, once: bool) -> None:
    """Read mail, answer it, remind of it and send, until stopped."""
    if not once:  # the imports take a while; who is told to stop in them ends well, too
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, _ended_before_it_began)
    from frontdesk import daemon, log
    from frontdesk.metrics import MissingLibrary
    from frontdesk.once import run_once
    from frontdesk.wiring import open_desk

    settings = settings_from(context, with_key=True)
    log.set_up(settings.log_format, settings.secrets())
    log.get_log().info("started", **_about(settings))
    for warning in settings.warnings:
        log.get_log().warning("setting", name=warning.setting, problem=warning.problem, remedy=warning.remedy)
    if once:
        with open_desk(settings, once=True) as desk:
            raise SystemExit(run_once(desk, settings))
    stop = daemon.Stop()
    daemon.handle_signals(stop)
    try:
        daemon.serve(settings, stop)
    except MissingLibrary as error:
        fail(str(error), code=ExitCode.MISCONFIGURED)


def _about(settings: Settings) -> dict[str, str]:
    """What the log's first line tells: which frontdesk this is, and what it works with."""
    from importlib.metadata import version

    from frontdesk.wiring import database_file

    file = database_file(settings.database_url)
    where = settings.database_url.rpartition("@")[2].partition("?")[0].removeprefix("postgresql://")
    return {
        "version": version("frontdesk"),
        "reads": f"{settings.imap_folder} of {settings.imap_user} at {settings.imap_host}:{settings.imap_port}",
        "sends_by": f"{settings.smtp_host}:{settings.smtp_port}",
        "database": str(file.resolve()) if file else f"PostgreSQL {where}",
        "settings": str(settings.config_file.resolve()) if settings.config_file else "the environment",
    }


def _ended_before_it_began(*_: object) -> NoReturn:
    raise SystemExit(0)


def proper_department(settings: Settings, store: Any, word: str) -> str:
    """A department's name as requests have it; one that nobody knows is told of with the nearest."""
    from frontdesk.accounts.files import files_of, read_accounts
    from frontdesk.accounts.kept import kept as last_good
    from frontdesk.db import requests
    from frontdesk.rules.accounts.departments import named

    directory = read_accounts(files_of(settings), *last_good(store)).directory
    used = requests.departments(store)
    found = named(directory, word, used)
    if found.name is not None and not found.new:
        return found.name
    same = next((name for name in used if name == word), None)  # one that the file names no more
    if same is not None:
        return same
    nearest = f"Did you mean {found.nearest}? " if found.nearest else ""
    raise click.UsageError(
        f"no department is called {word!r}. {nearest}`frontdesk departments` shows those there are."
    )


@main.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what is resolved or closed.")
@click.option("--status", callback=status_word, help="Only requests with this status.")
@click.option("--owner", help="Only requests of this technician (address).")
@click.option("--customer", help="Only requests of this customer (address).")
@click.option(
    "--department", metavar="NAME", help="Only requests of this department (a name or alias of it)."
)
@click.option("--search", metavar="WORDS", help="Only requests in which all these words stand.")
@click.option("--since", metavar="DATE", callback=day_of, help="Only requests opened on this day or later.")
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Only the newest N.")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array, one request a line.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, for a spreadsheet.")
@click.pass_context
@told
def list_(
    context: click.Context,
    everything: bool,
    status: str | None,
    owner: str | None,
    customer: str | None,
    department: str | None,
    search: str | None,
    since: date | None,
    limit: int | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Requests that aren't settled, the newest last; with --json, --csv or a filter also those that are."""
    from frontdesk.cli import listing
    from frontdesk.db import listing as kept

    if as_json and as_csv:
        raise click.UsageError("Choose one of --json and --csv.")
    settings = settings_from(context)
    filtered = any((status, owner, customer, department, search, since))
    wanted = kept.Wanted(
        status=status,
        owner=bare(owner),
        customer=bare(customer),
        since=datetime.combine(since, time(), settings.desk_timezone).astimezone(UTC) if since else None,
        words=tuple((search or "").split()),
        unsettled=not (everything or filtered or as_json or as_csv),
        newest=limit,
    )
    with store_of(settings) as store:
        if department is not None:
            wanted = replace(wanted, department=proper_department(settings, store, department))
        found = kept.listed(store, wanted)
        if as_json or as_csv:
            stream(listing.json_lines(found) if as_json else listing.csv_lines(found))
            return
        first = next(found, None)
        if first is not None:
            width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
            stream(listing.lines(chain((first,), found), settings.desk_timezone, width, width is not None))
        settled = kept.counted(store, kept.Wanted()) if wanted.unsettled and first is None else 0
    if first is None:
        err().print("No requests like that." if filtered else _NOTHING_OPEN if settled else "No requests.")


_NOTHING_OPEN = "No requests that aren't settled; `frontdesk list --all` shows the others."


def stream(lines: Iterable[str]) -> None:
    """Line by line, so that the first is there at once; who reads no further (`| head`) ends it quietly."""
    try:
        for line in lines:
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more
        raise SystemExit(0) from None


@main.command("show")
@click.argument("number", callback=request_number)
@click.option("--json", "as_json", is_flag=True, help="As a JSON object.")
@click.pass_context
@told
def show_(context: click.Context, number: int, as_json: bool) -> None:
    """One request, with its messages and events."""
    from frontdesk.cli import show
    from frontdesk.db import cycles, outages, requests

    settings = settings_from(context)
    with store_of(settings) as store:
        request = requests.snapshot(store, number)
        if request is None:
            fail(f"There is no request #{number}.", "`frontdesk list` shows those that there are.")
        messages, events = requests.messages(store, number), requests.events(store, number)
        counted, stated = cycles.of_request(store, number), cycles.entries_of(store, number)
        children = [one.number for one in outages.children(store, number, unsettled=False)]
    if as_json:
        whole = show.request_details(request, messages, events, counted, stated, children)
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        boxes = sys.stdout.isatty()
        out().print(show.details(request, messages, events, settings.desk_timezone, boxes=boxes))
