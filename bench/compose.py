"""What a mail of ours costs from its values to its bytes, beside the plain way of doing the same.

    python bench/compose.py [mails]

Prints CPU milliseconds a mail, each way in the same run and in turns, and their ratio. The plain way renders
the same template with Jinja, runs Markdown and CSS over the result, and lets EmailMessage write it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from statistics import median
from time import process_time

import css_inline
from markdown_it import MarkdownIt

from frontdesk.mailbox.rendering.render import render
from frontdesk.mailbox.rendering.samples import ALWAYS, SAMPLES
from frontdesk.mailbox.rendering.sandbox import environment
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.mailbox.writing.letter import Letter, write_mail
from frontdesk.rules.model import Address, MailKind

TEMPLATES = Path(__file__).parent.parent / "templates"
DESK, CARL = Address("IT Service", "help@example.org"), Address("Carl Cole", "carl@example.org")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ROUNDS = 5

Way = Callable[[MailKind, str, Mapping[str, object], int], bytes]


def our_way(store: TemplateStore) -> Way:
    def write(kind: MailKind, language: str, values: Mapping[str, object], number: int) -> bytes:
        words = render(store.get(kind, language), values)
        return write_mail(
            Letter(
                kind=kind,
                sender=DESK,
                to=(CARL,),
                subject=words.subject,
                text=words.text,
                html=words.html,
                message_id=f"<{number}@example.org>",
                in_reply_to="<asked@example.org>",
                references=("<asked@example.org>",),
                date=NOON,
                request=number,
                automatic=True,
                loop="desk.example.org",
            )
        )

    return write


def plain_way(store: TemplateStore) -> Way:
    jinja = {language: environment(language, UTC, "text") for language in ("en", "de")}
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    layout = (TEMPLATES / "layout.html").read_text("utf-8")
    style = (TEMPLATES / "style.css").read_text("utf-8")
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
    known = {}

    def write(kind: MailKind, language: str, values: Mapping[str, object], number: int) -> bytes:
        if (kind, language) not in known:
            known[kind, language] = jinja[language].from_string(store.get(kind, language).source)
        head, _, body = known[kind, language].render(values).replace("\0", "\n").partition("\n")
        page = layout.replace("$style", style).replace("$body", markdown.render(body))
        mail = EmailMessage(policy=SMTP)
        mail["Date"] = format_datetime(NOON)
        mail["From"], mail["To"] = str(DESK), str(CARL)
        mail["Subject"] = head.removeprefix("Subject: ")
        mail["Message-ID"] = f"<{number}@example.org>"
        mail["In-Reply-To"] = mail["References"] = "<asked@example.org>"
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Frontdesk-Request"] = str(number)
        mail.set_content(body)
        mail.add_alternative(inliner.inline(page), subtype="html")
        return mail.as_bytes()

    return write


def cost(write: Way, kind: MailKind, language: str, mails: int) -> float:
    """CPU milliseconds a mail."""
    values = {**ALWAYS, **SAMPLES[kind]}
    begin = process_time()
    for number in range(mails):
        write(kind, language, values, number)
    return (process_time() - begin) / mails * 1000


def main() -> None:
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    store = TemplateStore(TEMPLATES)
    ways = {"ours": our_way(store), "plain": plain_way(store)}
    print(f"{'CPU ms a mail':<28}{'ours':>8}{'plain':>8}{'ratio':>8}")
    for kind in (MailKind.ACKNOWLEDGEMENT, MailKind.NOTIFICATION, MailKind.REPLY, MailKind.DIGEST):
        for language in ("en", "de"):
            spent: dict[str, list[float]] = {name: [] for name in ways}
            for name in [*ways] * (ROUNDS + 1):
                spent[name].append(cost(ways[name], kind, language, mails))
            ours, plain = (median(times[1:]) for times in spent.values())
            print(f"{f'{kind} ({language})':<28}{ours:>8.3f}{plain:>8.3f}{ours / plain:>8.3f}")


if __name__ == "__main__":
    main()
