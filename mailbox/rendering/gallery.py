"""Every mail of the desk on a page to look through: each kind in each of its forms, as inboxes and readers show it.

Makes pages, and files for the mails in them; writes nothing itself and needs nothing from outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from frontdesk.mailbox.rendering.branches import branches, to_a_customer
from frontdesk.mailbox.rendering.page import BrokenTemplate
from frontdesk.mailbox.rendering.pictures import embedded
from frontdesk.mailbox.rendering.render import NotRendered, Rendered, render
from frontdesk.mailbox.rendering.samples import SAMPLES
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.rules.model import MailKind

_DARK = "(prefers-color-scheme: dark)"
_PREVIEW_AT_MOST = 110  # characters that an inbox shows behind the subject

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1310px; padding: 1rem; }
nav a { margin-right: .8rem; } h2 { margin-top: 3rem; border-top: 2px solid #8888; padding-top: 1rem; }
.line { border: 1px solid #8886; border-radius: 6px; padding: .5rem .8rem; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; } .line span { opacity: .65; }
.forms { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; margin-top: .6rem; }
iframe { border: 1px solid #8886; border-radius: 6px; height: 520px; background: #fff; }
.wide { width: 600px; } .narrow { width: 320px; } .dark { background: #1b1b1b; }
pre { white-space: pre-wrap; border: 1px solid #8886; border-radius: 6px; padding: .8rem; max-width: 72ch; }
.broken { color: #b00020; font-weight: bold; }
"""


def gallery(
    store: TemplateStore, languages: Sequence[str], own: Mapping[str, object], sender: str
) -> Iterator[tuple[str, str]]:
    """Files by their names in one folder: `index.html`, a page for each language, and the mails that they show.

    `own`: values in the place of the samples', where a mail has one of that name. `sender`: whom the mails are from.
    """
    yield "index.html", _page("Every mail of the desk", _links(languages), "")
    for language in languages:
        sections: list[str] = []
        for kind in SAMPLES:
            sections.append(f'<h2 id="{kind}">{kind}</h2>')
            for branch, values in branches(kind):
                name = f"{language}-{kind}-{re.sub(r'[^a-z0-9]+', '-', branch.lower()) or 'mail'}"
                mail = _rendered(store, kind, language, _with(values, own))
                if isinstance(mail, str):
                    sections.append(f'<p class="broken">{escape(branch)}: {escape(mail)}</p>')
                    continue
                yield f"{name}.html", mail.html
                yield f"{name}-dark.html", mail.html.replace(_DARK, "all")
                sections.append(_form(branch, name, mail, sender))
        contents = " ".join(f'<a href="#{kind}">{kind}</a>' for kind in SAMPLES)
        yield (
            f"{language}.html",
            _page(f"Every mail of the desk: {language}", _links(languages), contents, *sections),
        )


def _with(values: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    """A form of a mail with values of somebody's own; a signature only where the form has one."""
    return {**values, **{n: v for n, v in own.items() if n in values and (n != "signature" or values[n])}}


def _rendered(
    store: TemplateStore, kind: MailKind, language: str, values: Mapping[str, object]
) -> Rendered | str:
    """The mail as a browser shows it, or what keeps it from being made."""
    logo = store.beside.logo() if to_a_customer(kind, values) else None
    try:
        mail = render(store.get(kind, language), {**values, "logo": logo})
        return mail._replace(html=embedded(mail.html, store.beside.pictures(mail.html)))
    except (BrokenTemplate, NotRendered) as error:
        return str(error)


def _form(branch: str, name: str, mail: Rendered, sender: str) -> str:
    begin = " ".join(mail.text.split())[:_PREVIEW_AT_MOST]
    title = f"<h3>{escape(branch)}</h3>" if branch else ""
    frames = "".join(
        f'<iframe class="{look}" loading="lazy" sandbox title="{escape(branch)} {look}" src="{file}.html"></iframe>'
        for look, file in (("wide", name), ("narrow", name), ("narrow dark", f"{name}-dark"))
    )
    return (
        f'{title}<p class="line">{escape(sender)} &nbsp; <b>{escape(mail.subject)}</b> <span>{escape(begin)}</span></p>'
        f'<div class="forms">{frames}</div><details><summary>as text</summary><pre>{escape(mail.text)}</pre></details>'
    )


def _links(languages: Sequence[str]) -> str:
    return " ".join(f'<a href="{language}.html">{language}</a>' for language in languages)


def _page(title: str, links: str, *parts: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><h1>{escape(title)}</h1><nav>{links}</nav>{''.join(parts)}</body></html>\n"
    )
