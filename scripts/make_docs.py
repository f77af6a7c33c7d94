"""Writes the pages that are made from the code (`make docs`); with --check only says which aren't current.

A page is a whole file, or the part of one between `<!-- made: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click
import mails_way

from frontdesk.__main__ import main as frontdesk
from frontdesk.cli.man_page import commands, man_page
from frontdesk.rules import timers
from frontdesk.rules.lifecycle import legend, picture
from frontdesk.rules.tags.help import technicians_page
from frontdesk.settings.pages import example_env, settings_page
from frontdesk.settings.providers import providers_page


def commands_table() -> str:
    """Each command with its arguments and options, as `--help` tells of them."""
    rows = ["| command | what it does | options |", "|---|---|---|"]
    for path, command in commands(frontdesk):
        taken = [param for param in command.params if isinstance(param, click.Argument)]
        words = " ".join((path, *(param.make_metavar(click.Context(command)) for param in taken)))
        options = [param for param in command.params if isinstance(param, click.Option)]
        told = "<br>".join(f"`{' '.join(option.opts)}`: {option.help}" for option in options)
        rows.append(f"| `{words}` | {' '.join((command.help or '').split())} | {told} |")
    return "\n".join(rows)


ROOT = Path(__file__).parents[1]

FILES: dict[str, Callable[[], str]] = {
    "config.example.env": example_env,
    "docs/settings.md": settings_page,
    "docs/providers.md": providers_page,
    "docs/technicians.md": technicians_page,
    "packaging/frontdesk.1": lambda: man_page(commands(frontdesk)),
}
PARTS: dict[tuple[str, str], Callable[[], str]] = {
    ("docs/commands.md", "commands"): commands_table,
    ("docs/one-mails-way.md", "stages"): mails_way.table,
    ("docs/one-mails-way.md", "timers"): timers.page,
    ("README.md", "picture"): lambda: f"```mermaid\n{picture()}\n```\n\n{legend()}",
}


def with_part(text: str, name: str, made: str) -> str:
    """`text` with the part between its two marks replaced. Raises ValueError when the marks aren't there."""
    before, begin, rest = text.partition(f"<!-- made: {name} -->\n")
    old, end, after = rest.partition("<!-- end -->")
    if not begin or not end or "<!-- made:" in old:
        raise ValueError(f"no part <!-- made: {name} --> ... <!-- end -->")
    return f"{before}{begin}{made.strip()}\n{end}{after}"


def made_pages() -> dict[Path, str]:
    """What each made page should hold. Raises OSError or ValueError where a part has no place."""
    pages = {ROOT / name: make() for name, make in FILES.items()}
    for (name, part), make in PARTS.items():
        path = ROOT / name
        pages[path] = with_part(pages.get(path) or path.read_text("utf-8"), part, make())
    return pages


def is_current(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text


def main(arguments: list[str]) -> int:
    stale = {path: text for path, text in made_pages().items() if not is_current(path, text)}
    for path, text in stale.items():
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)} isn't current: run make docs")
        else:
            path.write_text(text, "utf-8")
            print(f"made {path.relative_to(ROOT)}")
    return int("--check" in arguments and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
