"""Category: the mail inside a forwarded mail, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from scoreboard.frame import Category, Tally, expected

from frontdesk.mailbox.quoting.forwards import read_forward
from frontdesk.rules.model import Forwarded


def run(corpus: Path) -> Category:
    tally = Tally("forwards")
    for folder in sorted((corpus / "forward").iterdir()):
        for name, outcome in expected(folder).items():
            text = (folder / name).read_text("utf-8", "replace")
            subject = _outer_subject(folder, outcome)
            found = tally.sample(name, partial(_read, subject, text))
            if found is not None:
                _judge(tally, name, text, found[0], outcome)
    return tally.done()


def _read(subject: str, text: str) -> list[Forwarded | None]:
    """In a list, for None means that it raised."""
    return [read_forward(subject, text, None)]


def _outer_subject(folder: Path, outcome: dict[str, Any]) -> str:
    name = outcome.get("outer_subject_file")
    return (folder / name).read_text("utf-8").strip() if name and (folder / name).is_file() else ""


def _judge(tally: Tally, name: str, text: str, found: Forwarded | None, outcome: dict[str, Any]) -> None:
    recognised = (found is not None) == outcome["forwarded"]
    tally.part("recognised", recognised, f"{name}: {found}")
    parts = list(_parts(text, found, outcome)) if found and outcome["forwarded"] else []
    for figure, good, came in parts:
        tally.part(figure, good, f"{name}: {came!r:.100}")
    tally.judge(name, recognised and all(good for _, good, _ in parts), "see the figures")


def _parts(text: str, found: Forwarded, outcome: dict[str, Any]) -> Iterator[tuple[str, bool, object]]:
    """Figure, whether it is right, what came. Only what the sample itself says: some expectations (the
    comment, people) were noted for variants of the file and don't stand in it."""
    sender = found.sender
    if "from_email" in outcome:
        yield "sender", sender is not None and sender.email == outcome["from_email"], sender
        yield "sender_name", sender is not None and sender.name == (outcome["from_name"] or ""), sender
    yield "subject", found.subject == outcome["subject"], found.subject
    if outcome.get("body"):
        yield "text", found.text.split() == outcome["body"].split(), found.text
    if outcome.get("to_email") and outcome["to_email"] in text:
        yield "to", outcome["to_email"] in [person.email for person in found.to], found.to
    if outcome.get("cc") and outcome["cc"][0] in text:
        yield "cc", outcome["cc"] == [person.email for person in found.cc], found.cc
    if outcome.get("message_above") and outcome["message_above"].split("\n")[0] in text:
        yield "comment", found.comment.split() == outcome["message_above"].split(), found.comment
