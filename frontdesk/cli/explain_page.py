"""`explain` on a terminal: three short parts, what was read, how it was recognised, what would be done."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from frontdesk.cli.explain import Understood, cut, department_of, language_of, place_words, signs
from frontdesk.cli.explain_effects import described
from frontdesk.rules.effects import Outcome
from frontdesk.rules.model import Message

_MOST_LINES = 200  # of the new words

_OUTCOMES = {
    Outcome.REQUEST: ("a new request", "bold green"),
    Outcome.MESSAGE: ("a message on the request", "bold green"),
    Outcome.SILENCE: ("silence", "bold yellow"),
    Outcome.QUARANTINE: ("quarantine", "bold red"),
}


def page(understood: Understood) -> RenderableType:
    """All of it, for `rich`."""
    return Group(*_parts(understood))


def _parts(understood: Understood) -> Iterator[RenderableType]:
    own = understood.situation.message if understood.situation else understood.read
    yield _heading("Read")
    yield _table(_read(understood.read, own))
    yield _words(own)
    yield _heading("Recognised")
    yield _table(_recognised(understood))
    yield _heading("Would be")
    yield from _decided(understood)


def _heading(words: str) -> RenderableType:
    return Text(f"\n{words}", "bold")


def _table(rows: Iterator[tuple[str, str]]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(f"  {name}", Text(value))
    return table


def _read(message: Message, own: Message) -> Iterator[tuple[str, str]]:
    certain = "" if message.sender_is_certain else "  (programs may read another sender)"
    yield "from", f"{message.sender or 'nobody that can be read'}{certain}"
    for name, people in (("reply-to", message.reply_to), ("to", message.to), ("cc", message.cc)):
        if people:
            yield name, ", ".join(map(str, people))
    yield "subject", message.subject or "(none)"
    yield "date", f"{message.date:%Y-%m-%d %H:%M} UTC" if message.date else "(none)"
    yield "message-id", message.message_id or "(none)"
    if message.in_reply_to:
        yield "answers", " ".join(message.in_reply_to)
    if message.forwarded:
        yield "forwards", f"{message.forwarded.sender or 'somebody'}: {message.forwarded.subject}"
    for one in message.attachments:
        yield (
            "file",
            f"{one.name}, {one.media_type}, {one.size} bytes" + (", in the text" if one.inline else ""),
        )
    for sign in signs(message):
        yield "sign", sign
    for problem in message.problems:
        yield "damaged", problem
    for part in cut(message, own):
        lines = "1 line" if part["lines"] == 1 else f"{part['lines']} lines"
        yield "cut", f"{part['what']}, {lines}: {part['begins']}"


def _words(own: Message) -> RenderableType:
    lines = own.new_text.split("\n") if own.new_text else ["(nothing new)"]
    shown = [*lines[:_MOST_LINES], *(["..."] if len(lines) > _MOST_LINES else [])]
    return Text("\n".join(["  new words", *(f"    | {line}" for line in shown)]), no_wrap=False)


def _recognised(understood: Understood) -> Iterator[tuple[str, str]]:
    situation, reading = understood.situation, understood.reading
    if understood.before:
        yield "again", f"this very mail was dealt with already, {understood.before}"
    if situation is None:
        yield "desk", "no settings here: run it where the desk's config.env is, or with --config FILE"
        return
    proof = situation.proof
    yield "sender", f"{situation.role.value}"
    yield "origin", f"{proof.origin.value}{f': {proof.why}' if proof.why else ''}"
    if proof.token:
        yield "proof", "it came by an address or a Message-ID that only this person was given"
    yield "belongs to", place_words(situation)
    if department := department_of(situation):
        how = situation.department.how if situation.request is None else None
        yield "department", f"{department} ({how})" if how else department
    if language := language_of(understood):
        yield "language", f"the customer is answered in {language}"
    if situation.marks:
        yield "marks", f"{situation.marks}: the desk answers nothing by itself, and the team hears of it"
    if understood.lets_go:
        yield "lets go", f"the mail that waited for this: {understood.lets_go}"
    if situation.audience:
        yield "answers", f"a mail of ours to a {situation.audience}"
    if reading:
        for tag in reading.tags:
            yield "tag", f"[{tag.name}{f'={tag.value}' if tag.value else ''}]"
        for problem in reading.problems:
            yield "not a tag", f"{problem.written}: {problem.reason} {problem.suggestion}".strip()


def _decided(understood: Understood) -> Iterator[RenderableType]:
    decision = understood.decision
    if decision is None:
        silence = understood.silence
        if silence is None:
            yield Text("  read as a person's mail", "bold green")
        elif understood.heard:
            yield Text("  read as a person's mail, by its words", "bold green")
            yield Text(f"  without an automatic answer: {silence.reason}")
        else:
            yield Text(f"  silence: {silence.reason}", "bold yellow")
            if silence.by_marks:
                yield Text("  in answer to a mail of the desk it would reach the team all the same")
        return
    name, style = _OUTCOMES.get(decision.outcome, (decision.outcome.value, "bold"))
    yield Text(f"  {name}" + (f": {decision.reason}" if decision.reason else ""), style)
    if decision.outcome is Outcome.SILENCE:
        yield Text(
            "  moved back into the inbox by hand, or with `silenced release`, it is read as a person's"
        )
    for effect in decision.effects:
        yield Text(f"  - {described(effect)}")
