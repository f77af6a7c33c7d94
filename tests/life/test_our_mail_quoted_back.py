"""Whatever we sent, quoted back in whatever form a client gives it, nothing of it is taken for an answer."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, Letter
from technicians_world import ANN, CARL, CARL_AT, DORA, DORA_AT, does, team_world

from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.quoting.answers import OurMail, own_words, without_footer
from frontdesk.mailbox.writing.parts import html_alone

BLOCK = (
    "From: IT Desk <it@example.org>\nSent: Monday, March 2, 2026 1:20 PM\nTo: Carl Cole <carl@sales.example.org>\n"
    "Subject: Re: [IT #1] Printer\n\n"
)
ATTRIBUTION = "On Mon, 2 Mar 2026 at 12:00, IT Desk <it@example.org> wrote:\n\n"
REWRITTEN = "https://links.gateway.example/?url=9f8e7d&data=05%7C02%7C&reserved=0"
# How clients write a link into plain text.
LINKS: dict[str, Callable[[str, str], str]] = {
    "Outlook": lambda text, url: f"{text}<{url}>",
    "Gmail": lambda text, url: f"{text} <{url}>",
    "Markdown": lambda text, url: f"[{text}]({url})",
    "text alone": lambda text, url: text,
    "a gateway": lambda text, url: f"{text}<{REWRITTEN}>",
}


def as_text(page: str, link: Callable[[str, str], str]) -> str:
    """A page as a client quotes it in plain text."""
    body = re.search(r"<body[^>]*>(.*)</body>", page, re.DOTALL)
    inside = body[1] if body else page
    inside = re.sub(
        r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>',
        lambda found: html.escape(link(html.unescape(found[2]), html.unescape(found[1]))),
        inside,
        flags=re.DOTALL,
    )
    inside = re.sub(r"<(?:br|/p|/tr|/h\d|/li|/div|hr)[^>]*>", "\n", inside)
    inside = re.sub(r"</td>", "\t", re.sub(r"<style.*?</style>", "", inside, flags=re.DOTALL))
    text = html.unescape(re.sub(r"<[^>]+>", "", inside))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def wrapped(text: str) -> str:
    """Broken at blanks, as clients do: never within a link."""
    return "\n".join(
        "\n".join(textwrap.wrap(line, 72, break_long_words=False, break_on_hyphens=False) or [""])
        for line in text.split("\n")
    )


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def quoted(letter: Letter) -> Iterator[tuple[str, str]]:
    """The name of each form, and the letter in it below what introduces it."""
    forms = {"text": letter.text.replace("\r\n", "\n"), "page": parse(html_alone(letter.raw)).text}
    forms |= {name: as_text(letter.html, link) for name, link in LINKS.items()}
    for name, text in forms.items():
        for broken in (text, wrapped(text)):
            yield f"{name} below fields", f"{BLOCK}{broken}"
            yield f"{name} marked", f"{ATTRIBUTION}{marked(broken)}"
            yield f"{name} without marks", f"{ATTRIBUTION}{broken}"


def lived(world: DeskWorld) -> None:
    """Two requests from the first mail to the survey, one of them in German."""
    world.write(CARL, "Printer", "The printer prints twice since Monday.", Content_Language="en")
    german = "Der Drucker druckt seit Montag alles doppelt, bitte helfen Sie mir."
    world.write(DORA, "Drucker", german, Content_Language="de")
    for number in (1, 2):
        does(world, ANN, "[waiting]", "Which floor?\n\nWhich model?", number=number)
    world.pass_time(timedelta(days=5))
    for number in (1, 2):
        does(world, ANN, "[resolved]", "Swapped the tray, it prints once now.", number=number)
    world.pass_time(timedelta(days=12))


@pytest.mark.parametrize("who", [CARL_AT, DORA_AT, ANN])
def test_nothing_of_our_mail_is_an_answer(tmp_path: Path, who: str) -> None:
    with team_world(tmp_path / "desk.db") as world:
        lived(world)
        kinds, wrong = set(), []
        for letter in world.inbox(who):
            kinds.add(letter.kind)
            sent = [parse(letter.raw).text, parse(html_alone(letter.raw)).text]
            ours = OurMail(sent, [*map(without_footer, sent)], sent)
            for form, quote in quoted(letter):
                if own_words(f"5\n\n{quote}", "Carl Cole", ours) != "5":
                    wrong.append((letter.kind, form))
        assert wrong == []
        assert len(kinds) >= (2 if who == ANN else 5)
