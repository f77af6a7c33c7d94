"""The manual page frontdesk(1), made from what the commands say of themselves (man(7) of groff)."""

from __future__ import annotations

from collections.abc import Iterator

import click

from frontdesk.exit_codes import MEANING

_HEAD = """\
.\\" Made by `make docs`.
.TH FRONTDESK 1 "" "frontdesk" "User commands"
.SH NAME
frontdesk \\- an IT team\'s front desk that lives in e-mail
.SH SYNOPSIS
.B frontdesk
[\\fB\\-\\-config\\fR \\fIFILE\\fR] \\fICOMMAND\\fR [\\fIOPTIONS\\fR]
.SH DESCRIPTION
Reads a shared mailbox, threads mail into requests, acknowledges, lets technicians steer by tags in the subject, follows
up, and keeps all of it in a database. Settings come from the environment and from config.env in the working directory.
.SH COMMANDS
"""
_EXITS = "".join(f".TP\n{code.value}\n{meaning}\n" for code, meaning in MEANING.items())
_TAIL = f"""\
.SH EXIT STATUS
{_EXITS}.SH FILES
.TP
config.env
The settings, one NAME=value a line; docs/settings.md explains each.
"""


def commands(group: click.Group, path: str = "frontdesk") -> Iterator[tuple[str, click.Command]]:
    """Every command with its path, groups within groups, hidden ones left out."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        elif not command.hidden:
            yield f"{path} {name}", command


def man_page(commands: Iterator[tuple[str, click.Command]]) -> str:
    """`commands`: each with its path, as in "frontdesk outbox list"."""
    return (
        _HEAD
        + "\n".join(line for path, command in commands for line in _command(path, command))
        + "\n"
        + _TAIL
    )


def _command(path: str, command: click.Command) -> Iterator[str]:
    taken = [param for param in command.params if isinstance(param, click.Argument)]
    words = " ".join(_plain(param.make_metavar(click.Context(command))) for param in taken)
    name = _plain(path.removeprefix("frontdesk "))
    yield f".SS {name}" + (f" {words}" if words else "")
    yield from _paragraphs(command.help or "")
    for option in command.params:
        if isinstance(option, click.Option):
            yield ".TP"
            names = ", ".join(f"\\fB{_plain(name)}\\fR" for name in option.opts)
            value = (
                "" if option.is_flag else f" \\fI{_plain(option.make_metavar(click.Context(command)))}\\fR"
            )
            yield f"{names}{value}"
            yield _plain(option.help or "")


def _paragraphs(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            yield ".PP"
        yield _plain(" ".join(paragraph.split()))


def _plain(text: str) -> str:
    """Without anything that groff would obey."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
