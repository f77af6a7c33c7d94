"""`frontdesk topics try`: which topics the last requests would get by the file of today, and which words have none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from frontdesk.cli.main import err, main, out, settings_from, store_of, told
from frontdesk.cli.show import printable
from frontdesk.exit_codes import ExitCode

if TYPE_CHECKING:
    from frontdesk.foresight.trial import Trial

_LAST = 200
_WORDS = 20


@main.group()
def topics() -> None:
    """Topics: named sets of words that give new requests their labels."""


@topics.command("try")
@click.option(
    "--last",
    metavar="N",
    type=click.IntRange(1, 10_000),
    default=_LAST,
    help="Of the newest N requests (200).",
)
@click.option("--json", "as_json", is_flag=True, help="As a JSON object.")
@click.pass_context
@told
def try_(context: click.Context, last: int, as_json: bool) -> None:
    """What labels the last requests would get by the topics of today, and the most frequent words without a topic.

    Changes nothing. The exit code is 0 when all is well, 1 when there is something to look at, 78 when the file can't
    be used.
    """
    from frontdesk.foresight.files import kept_topics, read_the_topics, topics_file
    from frontdesk.foresight.trial import tried

    settings = settings_from(context)
    with store_of(settings) as store:
        found = read_the_topics(topics_file(settings), kept_topics(store))
        trial = tried(store, found.topics, last)
    for problem in found.problems:
        instead = " The last version that worked is tried." if problem.serious and found.raw else ""
        err().print(Text(f"! {printable(str(problem))}{instead}"))
    if as_json:
        rows = [
            {"number": number, "subject": subject, "labels": list(labels), "topics": list(names)}
            for number, subject, labels, names in trial.rows
        ]
        counts = [{"topic": name, "requests": count} for name, count in trial.topics]
        words = [{"word": word, "requests": count} for word, count in trial.words]
        whole = {"requests": rows, "topics": counts, "without": trial.without, "words": words}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
    elif not trial.rows:
        err().print("There are no requests yet to try the topics on.")
    else:
        _print(trial)
    raise SystemExit(ExitCode.MISCONFIGURED if found.serious else 1 if found.problems else 0)


def _print(trial: Trial) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("number", "would get", "has", "subject"):
        table.add_column(name, justify="right" if name == "number" else "left")
    for number, subject, labels, names in trial.rows:
        has = "" if tuple(names) == tuple(labels) else ", ".join(labels)
        table.add_row(str(number), ", ".join(names) or "-", printable(has), Text(printable(subject)[:80]))
    out().print(table)
    out().print()
    total = len(trial.rows)
    for name, count in trial.topics:
        out().print(f"{count:>5} of {total}  {name}", markup=False)
    out().print(f"{trial.without:>5} of {total}  without a topic", markup=False)
    if trial.words:
        shown = ", ".join(f"{word} ({count})" for word, count in trial.words[:_WORDS])
        out().print(f"\nMost frequent words without a topic: {printable(shown)}", markup=False)
