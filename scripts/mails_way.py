"""The table of docs/one-mails-way.md, made from the stages themselves. Runs none of them.

A stage is one function; what it takes, gives and does is read from its own signature and docstring.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from frontdesk.decision.execute import execute
from frontdesk.decision.gather import gather
from frontdesk.decision.recognise import recognise
from frontdesk.decision.understand import understand
from frontdesk.jobs.fetching import Fetcher
from frontdesk.jobs.filing import Filing
from frontdesk.jobs.send import send
from frontdesk.mailbox.parse import parse
from frontdesk.rules.decide import decide, weigh

ROOT = Path(__file__).resolve().parents[1]

STAGES: dict[str, Callable[..., Any]] = {
    "fetch": Fetcher.fetch,
    "parse": parse,
    "recognise": recognise,
    "understand": understand,
    "gather": gather,
    "weigh": weigh,
    "decide": decide,
    "execute": execute,
    "file away": Filing.file_away,
    "send": send,
}
_GIVEN = ("self", "desk", "at", "now", "limits", "adopted")  # to nearly all, and nobody's result


def table() -> str:
    """A row for each stage in its order."""
    rows = ["| stage | file and entry | takes | gives | what it does |", "|---|---|---|---|---|"]
    for name, entry in STAGES.items():
        signature = inspect.signature(entry)
        takes = [_plain(one.annotation) for one in signature.parameters.values() if one.name not in _GIVEN]
        says = (inspect.getdoc(entry) or "").split("\n\n")[0]
        rows.append(
            f"| {name} | `{file_of(entry)}` `{entry.__qualname__}` | {', '.join(takes) or '-'} "
            f"| {_plain(signature.return_annotation)} | {' '.join(says.split())} |"
        )
    return "\n".join(rows)


def file_of(entry: Callable[..., Any]) -> str:
    """A stage's file from the project's root, by its real name."""
    return str(Path(inspect.getfile(entry)).resolve().relative_to(ROOT))


def _plain(annotation: str) -> str:
    """A type as a table holds it: every bar in it would end a cell."""
    return f"`{annotation}`".replace("|", "\\|")
