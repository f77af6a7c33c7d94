"""`frontdesk templates`: what the desk says, looked at, tried and copied to be edited."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from frontdesk.cli.main import err, fail, main, out, settings_from, told
from frontdesk.cli.show import printable
from frontdesk.exit_codes import ExitCode

if TYPE_CHECKING:
    from frontdesk.mailbox.rendering.store import TemplateStore
    from frontdesk.settings.load import Settings


@main.group()
def templates() -> None:
    """What the desk says."""


@templates.command("check")
@click.pass_context
@told
def templates_check(context: click.Context) -> None:
    """Render every template in every language with sample values; tell file, line and what to do."""
    from frontdesk.language_check import fallbacks, words_troubles
    from frontdesk.mailbox.rendering.check import check_templates
    from frontdesk.wiring import templates_of

    settings = settings_from(context)
    own = settings.templates_folder
    troubles: list[object] = [
        *check_templates(templates_of(settings), team=settings.policy().team_addresses),
        *words_troubles(own),
    ]
    for trouble in troubles:
        out().print(Text(printable(str(trouble)), "red"))
    for language in fallbacks(own):
        out().print(Text(printable(str(language)), "yellow"))
    if troubles:
        raise SystemExit(1)
    out().print("Every template renders in every language.")


def _values(context: click.Context, param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if wrong := next((name for name, equals, _ in pairs if not (equals and name.isidentifier())), None):
        raise click.BadParameter(f"{wrong!r} is no NAME=VALUE, as in customer='Carl Cole'", context, param)
    return {name: value for name, _, value in pairs}


@templates.command("preview")
@click.argument("kind", default="")
@click.argument("language", default="")
@click.option("--all", "everything", is_flag=True, help="Every kind, language and form; needs --html FOLDER.")
@click.option("--html", "target", metavar="FILE", help="Write the HTML here; with --all a folder of pages.")
@click.option(
    "--set",
    "own",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_values,
    help="A value in the place of the sample's, such as customer='Carl Cole'; may be given several times.",
)
@click.option(
    "--by", "author", metavar="ADDRESS", help="Whose signature is shown; without it the first one's."
)
@click.pass_context
@told
def templates_preview(
    context: click.Context,
    kind: str,
    language: str,
    everything: bool,
    target: str | None,
    own: dict[str, str],
    author: str | None,
) -> None:
    """The mail a template makes of sample values. KIND: acknowledgement, reply, survey ... LANGUAGE: en, de ...;
    without it the desk's."""
    from frontdesk.mailbox.rendering.check import preview
    from frontdesk.mailbox.rendering.page import BrokenTemplate
    from frontdesk.mailbox.rendering.render import NotRendered
    from frontdesk.wiring import templates_of

    settings = settings_from(context)
    desk = {"desk_name": settings.desk_name, "desk_address": settings.desk_address, "tag": settings.desk_tag}
    store = templates_of(settings)
    signed = _signed(settings, store, author, language)
    if everything:
        if kind or not target:
            raise click.UsageError("Write: frontdesk templates preview --all --html FOLDER")
        _write_gallery(
            store, desk | signed | own, f"{settings.desk_name} <{settings.desk_address}>", Path(target)
        )
        return
    _known_kind(kind)
    try:
        signed = signed or {"signature": ""}  # as the desk would send it, and not as the sample has it
        rendered = preview(store, kind, language or settings.desk_language, desk | signed | own)
    except (BrokenTemplate, NotRendered) as error:
        fail(str(error), "`frontdesk templates check` tells file and line.")
    click.echo(f"Subject: {rendered.subject}\n\n{rendered.text}")
    if target:
        try:
            Path(target).write_text(rendered.html, "utf-8")
        except OSError as error:
            fail(f"{target} can't be written ({error.strerror}).", "Give a file in a folder that is there.")
        err().print(f"The HTML part is in {target}.")


def _signed(settings: Settings, store: TemplateStore, author: str | None, language: str) -> dict[str, object]:
    """Who signs, and with what; nothing where nobody has a signature."""
    policy = settings.policy()
    team = {person.email: person for person in (*policy.technicians, *policy.managers)}
    if author is not None and author.lower() not in team:
        raise click.BadParameter(f"{author!r} is nobody in TECHNICIANS or MANAGERS", param_hint="--by")
    people = [team[author.lower()]] if author is not None else list(team.values())
    for person in people:
        signature = store.beside.signature(
            person.email, language or settings.desk_language, store.style, policy.team_addresses
        )
        if signature is not None:
            return {"signature": signature, "technician": person.name}
    if author is not None:
        told = next(iter(store.beside.news()), None)
        fail(
            f"{told.path}: {told.message}" if told else f"{author} has no signature",
            f"Write it into signatures/{author.lower()}.md in TEMPLATES_FOLDER.",
        )
    return {}


def _write_gallery(store: TemplateStore, own: Mapping[str, object], sender: str, folder: Path) -> None:
    from frontdesk.mailbox.rendering.gallery import gallery

    count = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in gallery(store, store.languages(), own, sender):
            (folder / name).write_text(text, "utf-8")
            count += 1
    except OSError as error:
        fail(f"{error.filename} can't be written ({error.strerror}).", "Give a folder that you may write to.")
    out().print(f"{count} files; open {folder / 'index.html'} in a browser.")


@templates.command("copy")
@click.argument("kind")
@click.argument("language", default="")
@click.pass_context
@told
def templates_copy(context: click.Context, kind: str, language: str) -> None:
    """Copy a template into TEMPLATES_FOLDER, to edit it there. An edit takes effect at once. KIND may be `words`: all
    that a language says beside its mails, read when the desk starts; or layout.html or style.css: the page around all
    mails, and how it looks."""
    from frontdesk.mailbox.rendering.check import PAGE_FILES, copy_template
    from frontdesk.wiring import templates_of

    if kind not in (*PAGE_FILES, "words"):
        _known_kind(kind)
    settings = settings_from(context)
    try:
        path = copy_template(templates_of(settings), kind, language or settings.desk_language)
    except FileExistsError as error:
        fail(f"{error.filename} is there already: edit it, or move it away first.")
    except LookupError as error:
        fail(str(error), "Set TEMPLATES_FOLDER to a folder of yours.", ExitCode.MISCONFIGURED)
    out().print(f"{path}: edit it; `frontdesk templates check` tries it.")


def _known_kind(kind: str) -> None:
    from frontdesk.rules.model import MailKind

    if kind not in tuple(MailKind):
        raise click.BadParameter(f"{kind!r} is none of: {', '.join(MailKind)}", param_hint="KIND")
