"""`frontdesk demo`: sets the stage, plays the story, shows where to look, and with `--serve` stays up."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console, RenderableType
from rich.table import Table

from frontdesk import daemon
from frontdesk.cli import show
from frontdesk.db import requests
from frontdesk.demo.month import play_month
from frontdesk.demo.page import FILE, page, write_pages
from frontdesk.demo.people import EVERYBODY, PASSWORD, Letter
from frontdesk.demo.screen import Screen
from frontdesk.demo.servers import LOOPBACK
from frontdesk.demo.stage import Stage, StoryBroken, stage
from frontdesk.demo.story import play
from frontdesk.rules.request import Request

BY_MAKE = "FRONTDESK_BY_MAKE"
RESULT, REPORT = Path("demo-result"), "report.html"
IMAP_PORT, SMTP_PORT = 1143, 1025  # for people's mail clients, where they are free
MEMORY_WIDTH = 100


def run(console: Console, pause: float, serve: bool, folder: Path | None) -> None:
    """Raises `StoryBroken`. `folder`: where the page goes; None for `demo-result`, or where that can't be a new one."""
    screen = Screen(console, pause)
    with stage(screen, *((IMAP_PORT, SMTP_PORT) if serve else ())) as set_up:
        play(set_up)
        remembered(set_up)
        report = play_month(set_up, set_up.ends)
        file = written(set_up, folder, report)
        screen.say("")
        screen.line(f"Every mail as its reader sees it: open {file}", "bold")
        screen.line(f"The month's report, as Mia got it:  open {file.with_name(REPORT)}", "bold")
        if serve:
            join_in(set_up)
            stay_up(set_up)
            written(set_up, file.parent, report)
            screen.line(f"\nThe desk is closed. All mail is in {file}")
        else:
            screen.say(f"`{again()}` keeps the desk open, so that you can write to it yourself.")


def again() -> str:
    """What keeps the desk open, as whoever reads this can type it: `make` says that it called us."""
    return "make demo ARGS=--serve" if os.environ.get(BY_MAKE) else "frontdesk demo --serve"


def remembered(on: Stage) -> None:
    """The request as `show` prints it."""
    on.screen.day(on.clock(), "this is what the desk remembers of it, as its command `show` prints it")
    on.screen.rest(2)
    on.screen.show(_shown(on, _first(on)))


def _first(on: Stage) -> Request:
    request = requests.snapshot(on.desk.store, 1)
    if request is None:
        raise StoryBroken("there should be a request by now")
    return request


def _shown(on: Stage, request: Request) -> RenderableType:
    store = on.desk.store
    messages, events = requests.messages(store, request.number), requests.events(store, request.number)
    return show.details(request, messages, events, on.settings.desk_timezone)


def written(on: Stage, folder: Path | None, report: Letter) -> Path:
    """Write the page, and that of the month's report beside it; gives the first one's file."""
    request = _first(on)
    paper = Console(width=MEMORY_WIDTH, file=io.StringIO(), highlight=False)
    with paper.capture() as printed:
        paper.print(_shown(on, request))
    files = {FILE: page(on.told, request, printed.get(), REPORT), REPORT: _attached_page(report)}
    try:
        return write_pages(folder or RESULT, files)
    except OSError:
        if folder is not None:
            raise
        return write_pages(Path(tempfile.mkdtemp(prefix="frontdesk-demo-result-")), files)


def _attached_page(report: Letter) -> str:
    for part in report.message.iter_attachments():
        if str(part.get_filename()).endswith(".html"):
            return bytes(part.get_content()).decode()
    raise StoryBroken("the report should have its page with it")


def join_in(on: Stage) -> None:
    """The accounts, for people's own mail clients."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("who", "user", "password"):
        table.add_column(name)
    for somebody in EVERYBODY.values():
        table.add_row(f"{somebody.name}, {somebody.part}", somebody.address, PASSWORD)
    say = on.screen.say
    say("")
    say(
        "The desk stays open. Join in with your own mail client, on this machine, without encryption:", "bold"
    )
    say(
        f"  IMAP {LOOPBACK} port {on.servers.imap_port}    SMTP {LOOPBACK} port {on.servers.smtp_port}, with login"
    )
    say("")
    on.screen.show(table)
    say("")
    say("Write as Carl to it@example.org, and answer as Ann. Or look at the desk from another terminal:")
    on.screen.line(f"  {_command()} --config {on.config} status")
    say("Ctrl-C closes it. Mail that travels is shown here.")


def _command() -> str:
    """How this program was called, so that the line can be copied."""
    return sys.argv[0] if Path(sys.argv[0]).name == "frontdesk" else "frontdesk"


def stay_up(on: Stage) -> None:
    """The real daemon, in the real time, until Ctrl-C or SIGTERM."""
    on.clock.run()
    on.mailbag.watch = on.told_of
    stop = daemon.Stop()
    daemon.handle_signals(stop)
    daemon.run(on.desk, on.settings, stop)
    on.mailbag.watch = None
