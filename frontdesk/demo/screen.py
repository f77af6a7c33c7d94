"""What the demo shows on the terminal: what happens, each mail as it travels, and how the request stands."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import datetime

from rich.box import ROUNDED
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from frontdesk.cli.show import STYLES, printable
from frontdesk.demo.people import EVERYBODY, Letter, Person, split_quote
from frontdesk.rules.model import Status

WIDEST = 88
LINES = 4  # of a mail's text
COLOURS = {"the desk": "blue", "customer": "yellow", "technician": "cyan", "manager": "magenta"}
SHOWN_TAG = re.compile(r"\[(?!IT #)[a-z]{1,20}\]")


class Screen:
    """`pause`: seconds that a mail stays before the next thing happens; 0 shows everything at once."""

    def __init__(self, console: Console, pause: float) -> None:
        self.console, self._pause = console, pause
        self._width = min(WIDEST, console.width)

    def rest(self, pauses: float = 1.0) -> None:
        if self._pause:
            time.sleep(self._pause * pauses)

    def show(self, what: RenderableType) -> None:
        self.console.print(what, width=self._width)

    def say(self, text: str, style: str = "") -> None:
        self.show(Text(text, style))

    def line(self, text: str, style: str = "") -> None:
        """One line however long, so that a path or a command in it can be copied."""
        self.console.print(Text(text, style), soft_wrap=True)

    def day(self, at: datetime, note: str = "") -> None:
        """A line across, with the day and the hour of what follows."""
        title = Text.assemble(
            (f"{at:%A} {at.day} {at:%B, %H:%M}", "bold"), (f"  {note}" if note else "", "dim")
        )
        self.show(Text())
        self.show(Rule(title, style="dim", align="left"))

    def scene(self, text: str) -> None:
        self.show(Padding(Text(text, "italic"), (0, 0, 1, 0)))
        self.rest(1.5)

    def mails(self, letters: Sequence[Letter], begin: str = "") -> None:
        """The same mail to several people is shown once; of its text what stands from the line `begin` on."""
        for group in together(letters):
            self.show(envelope(group, begin))
            self.rest()

    def status(self, number: int, before: Status | None, after: Status | None) -> None:
        """How a request stands, when that has changed."""
        if after is None or after is before:
            return
        line = Text.assemble((f"  request #{number}: ", "bold"))
        if before is not None:
            line.append(before.value, STYLES[before]).append(" → ")
        self.show(line.append(after.value, STYLES[after]))


def together(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Letters that say the same thing, next to each other: a notification goes to each technician by itself."""
    groups: list[list[Letter]] = []
    for letter in letters:
        if (
            groups
            and letter.kind
            and (groups[-1][0].kind, groups[-1][0].subject) == (letter.kind, letter.subject)
        ):
            groups[-1].append(letter)
        else:
            groups.append([letter])
    return groups


def envelope(letters: Sequence[Letter], begin: str = "") -> Panel:
    first = letters[0]
    sender = person(first.author)
    readers = [person(address) for letter in letters for address in letter.readers]
    colour = COLOURS[sender.part]
    title = Text.assemble(
        (sender.name, f"bold {colour}"), " → ", ", ".join(reader.name for reader in readers)
    )
    body = Text(printable(first.subject), "bold", overflow="ellipsis", no_wrap=True)
    body.highlight_regex(SHOWN_TAG, "bold magenta")
    for line in excerpt(first, begin):
        body.append("\n").append(Text(line, "not bold"))
    return Panel(
        body,
        box=ROUNDED,
        title=title,
        title_align="left",
        subtitle=Text(first.kind or sender.part, "dim"),
        subtitle_align="right",
        border_style=colour,
    )


def person(address: str) -> Person:
    return EVERYBODY.get(address) or Person(printable(address), address, "customer")


def excerpt(letter: Letter, begin: str = "") -> list[str]:
    """The first lines that tell something: no greeting of the desk's, no footer, no old mail quoted below."""
    lines = [printable(line).replace("**", "").rstrip() for line in split_quote(letter)[0].split("\n")]
    if letter.kind:
        lines = lines[: lines.index("--") if "--" in lines else None]
        lines = [line for line in lines if letter.kind == "reply" or not line.startswith("Hello ")]
    said = [line for line in lines if line.strip("> -")]
    said = said[said.index(begin) :] if begin in said else said
    return said[:LINES] + (["…"] if len(said) > LINES else [])
