"""Every mail of a language in every form, as plain text on one page that a person can read in one sitting.

`python tests/golden_mails.py` writes the pages (tests/golden/<language>.txt) anew; a test compares them. Who changes a
template reads the difference as its customers would.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from frontdesk.language_check import fallbacks
from frontdesk.languages import codes
from frontdesk.mailbox.rendering.branches import branches
from frontdesk.mailbox.rendering.render import render
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.rules.languages import filled, rows
from frontdesk.rules.model import MailKind

PAGES = Path(__file__).with_name("golden")
PACKAGED = Path(__file__).parents[1] / "templates"


def page(language: str) -> str:
    """The whole page of a language. What it says beside its mails can be read in its words.toml."""
    return "\n\n".join((*_mails(language), *_counted(language), *_still_english(language))) + "\n"


def _mails(language: str) -> Iterator[str]:
    store = TemplateStore(PACKAGED)
    seen: set[str] = set()
    for kind in MailKind:
        for name, values in branches(kind):
            mail = render(store.get(kind, language), values)
            lines = [
                line for line in mail.text.rstrip().split("\n") if f"{kind} {line}" not in seen or not line
            ]
            seen.update(f"{kind} {line}" for line in lines)  # what a form repeats is read once
            said = "\n".join(lines).strip("\n")
            yield f"=== {kind}: {name}\n{mail.subject}\n\n{_without_gaps(said)}".rstrip()


def _without_gaps(text: str) -> str:
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text


def _counted(language: str) -> Iterator[str]:
    row = rows(language, "sentences")["days ago"]
    yield "\n".join(
        ("=== counted", *(filled(language, row, {"days": days}) for days in (1, 2, 5, 12, 22, 25)))
    )


def _still_english(language: str) -> Iterator[str]:
    for found in fallbacks(None):
        if found.language == language:
            yield "\n".join(("=== still English", *found.mails, *found.rows))


if __name__ == "__main__":
    for code in codes():
        (PAGES / f"{code}.txt").write_text(page(code), "utf-8")
