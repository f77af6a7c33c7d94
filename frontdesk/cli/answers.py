"""Commands about prepared answers: whether their files are right, which there are, how one looks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from frontdesk.cli.main import err, fail, main, out, settings_from, store_of, told
from frontdesk.cli.show import printable
from frontdesk.exit_codes import ExitCode
from frontdesk.iso import iso
from frontdesk.settings.load import Settings

if TYPE_CHECKING:
    from frontdesk.answers.library import Answers
    from frontdesk.db.engine.store import Store
    from frontdesk.rules.answers.answer import Answer, Library

_NONE = "There are no prepared answers. ANSWERS_FOLDER names their folder: see docs/answers.md."


@contextmanager
def _answers(context: click.Context) -> Iterator[tuple[Settings, Store, Answers]]:
    from frontdesk.wiring import answers_of, templates_of

    settings = settings_from(context)
    with store_of(settings) as store:
        yield settings, store, answers_of(settings, store, templates_of(settings))


@main.group()
def answers() -> None:
    """Prepared answers, which technicians send by [answer=name]."""


@answers.command("check")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array of problems.")
@click.pass_context
@told
def check(context: click.Context, as_json: bool) -> None:
    """Whether every file of an answer can be used: file, line, what to do. The exit code is 78 when one can't."""
    from frontdesk.answers.library import Answers
    from frontdesk.wiring import templates_of

    settings = settings_from(context)
    style = templates_of(settings).style
    found = Answers(settings.answers_in, zone=settings.desk_timezone, style=style)
    library = found.library()
    if as_json:
        rows = [
            {"file": str(one.path), "line": one.line, "what": one.what, "remedy": one.remedy}
            for one in found.problems
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for one in found.problems:
            where = f"{one.path}, line {one.line}" if one.line else str(one.path)
            out().print(Text.assemble((" x ", "bold red"), printable(f"{where}: {one.what}")))
            out().print(Text(f"   {printable(one.remedy)}", "green"))
        if not found.problems:
            out().print(_counted(library) if library.answers else _NONE)
    raise SystemExit(ExitCode.MISCONFIGURED if found.problems else 0)


def _counted(library: Library) -> str:
    """How many answers there are, and in which languages."""
    counts = Counter(", ".join(library.languages(name)) for name in library.answers)
    told_of = "; ".join(f"{count} in {languages}" for languages, count in sorted(counts.items()))
    return f"ok {len(library.answers)} answers: {told_of}"


@answers.command("list")
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="As a JSON array.")
@click.pass_context
@told
def list_(context: click.Context, words: tuple[str, ...], as_json: bool) -> None:
    """The answers, or those with all WORDS: how often each was sent in a year, and how many requests stayed solved."""
    from frontdesk.db import answers as used
    from frontdesk.wiring import utc_now

    with _answers(context) as (settings, store, found):
        library = found.library()
        names = found.index().asked_for(" ".join(words))
        stand, last = used.standings(store, names, utc_now()), used.last_uses(store)
    titles = library.titles((settings.desk_language,))
    if found.problems:
        err().print("Some files can't be used: `frontdesk answers check` tells which.")
    if as_json:
        rows = [
            {
                "name": name,
                "title": titles[name],
                "languages": list(library.languages(name)),
                "kept": any(one.kept for one in library.answers[name].values()),
                "sent": stand[name].sent,
                "stayed_solved": stand[name].stayed,
                "known": stand[name].known,
                "last_sent_at": iso(last.get(name)),
            }
            for name in names
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if not names:
        err().print("No answer has these words." if words else _NONE)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("name", "languages", "title"):
        table.add_column(column)
    for column in ("sent", "stayed solved", "last sent"):
        table.add_column(column, justify="right")
    for name in names:
        how, at = stand[name], last.get(name)
        table.add_row(
            name,
            ", ".join(library.languages(name)),
            printable(titles[name]),
            str(how.sent),
            f"{how.stayed} of {how.known}" if how.known else "",
            f"{at.astimezone(settings.desk_timezone):%Y-%m-%d}" if at else "",
        )
    out().print(table)


@answers.command("preview")
@click.argument("name")
@click.argument("language", default="")
@click.option(
    "--html", "html_file", type=click.Path(dir_okay=False), help="Write the HTML part to this file."
)
@click.pass_context
@told
def preview(context: click.Context, name: str, language: str, html_file: str | None) -> None:
    """The mail that an answer makes, with sample values. LANGUAGE: en, de ...; without it the desk's."""
    from frontdesk.mailbox.rendering.answer import SAMPLE
    from frontdesk.mailbox.rendering.filters import Dressed
    from frontdesk.mailbox.rendering.page import BrokenTemplate
    from frontdesk.mailbox.rendering.samples import ALWAYS, SAMPLES
    from frontdesk.rules.model import MailKind
    from frontdesk.wiring import templates_of

    name, _, after = name.partition("/")
    language = language or after
    with _answers(context) as (settings, _store, found):
        answer = _named(found, name, language, settings.desk_language)
        desk = {
            "desk_name": settings.desk_name,
            "desk_address": settings.desk_address,
            "tag": settings.desk_tag,
        }
        sample = {**SAMPLE, "desk_name": settings.desk_name}
        try:
            said = found.say(answer, sample)
        except BrokenTemplate as error:
            fail(str(error), "`frontdesk answers check` tells file and line.")
        values = {
            **ALWAYS,
            **SAMPLES[MailKind.REPLY],
            **desk,
            **sample,
            "text": Dressed([said]),
            "signature": "",
        }
        rendered = templates_of(settings).render(MailKind.REPLY, answer.language, values)
    click.echo(f"Subject: {rendered.subject}\n\n{rendered.text}")
    for file in answer.attach:
        err().print(f"Attached: {printable(file)}", markup=False)
    if html_file:
        Path(html_file).write_text(rendered.html, "utf-8")
        err().print(f"The HTML part is in {html_file}.", markup=False)


def _named(found: Answers, name: str, language: str, usual: str) -> Answer:
    from frontdesk.rules.answers.finding import nearest

    library = found.library()
    languages = library.languages(name)
    answer = library.in_first(name, (language,) if language else (usual, *languages))
    if answer is None and languages:
        fail(f"{name} is there in {', '.join(languages)} alone.")
    if answer is None:
        near = ", ".join(one for one, _ in nearest(name, library))
        fail(
            f"No answer is called {printable(name)!r}.",
            f"Near to it: {near}" if near else "`frontdesk answers list` shows those that there are.",
        )
    return answer


@answers.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_context
@told
def export(context: click.Context, folder: Path) -> None:
    """Write the answers that technicians keep to files in FOLDER, as en/vpn-reset.md. A file that is there stays."""
    from frontdesk.answers.answer_file import as_file

    with _answers(context) as (_, _store, found):
        library = found.library()
    kept = [one for all_of_it in library.answers.values() for one in all_of_it.values() if one.kept]
    left = 0
    for one in kept:
        path = folder / one.language / f"{one.name}.md"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(as_file(one))
        except FileExistsError:
            err().print(f"{path} is there already: left as it is.", markup=False)
            left += 1
        except OSError as error:
            fail(f"{path} can't be written: {error.strerror}", "Name a folder that you may write to.")
        else:
            out().print(str(path), markup=False)
    if not kept:
        err().print("Technicians keep no answers: [keep=name] on a resolved request makes one.", markup=False)
    raise SystemExit(1 if left else 0)


@answers.command("retire")
@click.argument("name")
@click.argument("language")
@click.pass_context
@told
def retire(context: click.Context, name: str, language: str) -> None:
    """Let an answer go that technicians keep. (One that is a file goes with its file.)"""
    from frontdesk.db import answers as kept
    from frontdesk.wiring import utc_now

    with store_of(settings_from(context)) as store, store.transaction():
        done = kept.retire(store, name, language, utc_now())
    if not done:
        fail(f"Technicians keep no answer {printable(name)!r} in {printable(language)!r}.")
    out().print(f"{name} ({language}) is in use no more.", markup=False)
