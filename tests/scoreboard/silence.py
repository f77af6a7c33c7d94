"""Silence: bounces, delays, receipts, auto-replies are known as such, and nobody's ordinary mail is.

`recall` and `mistaken_count` count the decision, silent or not. Kinds, recipients, status and hard or soft
are figures of their own. `TASTE` lists where an expected outcome is only its project's view.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoreboard.frame import Category, Tally, expected
from scoreboard.silent_mail import AUTOMATIC_IN_PARSE, SOFT_BY_SISIMAI, TASTE

from frontdesk.mailbox.parse import parse
from frontdesk.rules.model import Message
from frontdesk.rules.silence.guards import DeskIdentity, Silence, SilenceKind, is_heard, reason_for_silence

DESK = DeskIdentity(frozenset({"desk@frontdesk.example"}), "scoreboard")

BOUNCE_FOLDERS = ("sisimai", "flufl", "enmime_dsn", "mimekit_dsn", "chatwoot_auto")
KINDS = {
    "bounce": {SilenceKind.BOUNCE, SilenceKind.DELAY},  # Sisimai files delays among bounces
    "delay_warning": {SilenceKind.DELAY},
    # One auto-reply says of itself "Auto-Submitted: auto-generated".
    "auto_reply": {SilenceKind.AUTO_REPLY, SilenceKind.OUT_OF_OFFICE, SilenceKind.ROBOT},
    "auto_generated": {SilenceKind.ROBOT, SilenceKind.AUTO_REPLY, SilenceKind.BULK},
    "feedback_report": {SilenceKind.FEEDBACK},
    "mdn": {SilenceKind.RECEIPT},
}
ORDINARY = ("not_bounce", "human")


def run(corpus: Path) -> Category:
    """The category "silence" over all reports and, as negatives, over everything that people wrote."""
    tally = Tally("silence")
    for folder in BOUNCE_FOLDERS:
        for name, outcome in expected(corpus / "bounce" / folder).items():
            label = f"{folder}/{name}"
            if label not in TASTE:
                _machine_mail(tally, label, (corpus / "bounce" / folder / name).read_bytes(), outcome)
    for kind, names in AUTOMATIC_IN_PARSE.items():
        for name in names:
            _automatic(tally, name, kind, (corpus / "parse" / name).read_bytes())
    mistaken = sum(_ordinary(tally, label, raw) for label, raw in ordinary_mail(corpus))
    tally.figure("mistaken_count", mistaken)
    return tally.done()


def decide(raw: bytes) -> tuple[Message, Silence | None]:
    """As a first mail is decided: one that a person's words speak for is heard whatever marks it bears. An invitation
    is heard, too, but by no word of its own: it counts as what no machine answers."""
    message = parse(raw)
    silence = reason_for_silence(message, DESK)
    heard = silence is not None and silence.kind is not SilenceKind.CALENDAR and is_heard(message, silence)
    return message, None if heard else silence


def _machine_mail(tally: Tally, label: str, raw: bytes, outcome: dict[str, Any]) -> None:
    if outcome["class"] in ORDINARY:
        _ordinary(tally, label, raw)
        return
    kinds = KINDS[outcome["class"]]
    message = _silent(tally, label, raw, kinds)
    if message is not None:
        _recipients(tally, label, message, outcome)
        _outcomes(tally, label, message, outcome)


def _automatic(tally: Tally, label: str, kind: SilenceKind, raw: bytes) -> None:
    _silent(tally, label, raw, {kind})


def _silent(tally: Tally, label: str, raw: bytes, kinds: set[SilenceKind]) -> Message | None:
    """Count a mail that has to be silent, for one of these kinds of reasons."""
    decided = tally.sample(label, lambda: decide(raw))
    if decided is None:
        return None
    message, silence = decided
    tally.judge(label, silence is not None, f"taken for ordinary mail: {message.subject}")
    tally.part("recall", silence is not None)
    if silence is not None:
        tally.part("kind", silence.kind in kinds, f"{label}: {sorted(kinds)}, but {silence.reason}")
    return message


def _ordinary(tally: Tally, label: str, raw: bytes) -> bool:
    """Count a mail that somebody wrote; whether it was mistaken for a machine's."""
    decided = tally.sample(label, lambda: decide(raw))
    if decided is None:
        return False
    silence = decided[1]
    tally.judge(label, silence is None, f"ordinary mail, silent: {silence.reason if silence else ''}")
    return silence is not None


def _recipients(tally: Tally, label: str, message: Message, outcome: dict[str, Any]) -> None:
    wanted = {email.lower() for email in outcome.get("recipients") or ()}
    if not wanted:
        return
    found = {one.email for one in message.report.recipients} if message.report else set()
    tally.part("recipients", found == wanted, f"{label}: {sorted(wanted)}, but {sorted(found)}")


def _outcomes(tally: Tally, label: str, message: Message, outcome: dict[str, Any]) -> None:
    """Hard or soft and the status, recipient by recipient; Sisimai's x.0.9nn are pseudo codes of its own."""
    wanted = outcome.get("expected") or []
    if outcome["class"] != "bounce" or not wanted:
        return
    found = message.report.recipients if message.report else ()
    if len(found) != len(wanted):
        emails = [one.email for one in found]
        tally.part("hard_or_soft", False, f"{label}: {len(wanted)} recipients, but {emails}")
        return
    for one, is_wanted in zip(found, wanted, strict=True):
        why = (
            f"{label}: {is_wanted['reason']} {is_wanted['status']}, but {one.status} {one.diagnostic[:120]!r}"
        )
        agrees = one.hard == is_wanted["hard"]
        tally.part("hard_or_soft", agrees, f"{why}: hard={one.hard}")
        if is_wanted["reason"] not in SOFT_BY_SISIMAI:
            tally.part("hard_or_soft_but_for_taste", agrees)
        if is_wanted["status"] and not is_wanted["status"].split(".", 1)[1].startswith("0.9"):
            tally.part("status", one.status == is_wanted["status"], why)


def ordinary_mail(corpus: Path) -> Iterator[tuple[str, bytes]]:
    """What people wrote: whole mails, and texts put into a plain mail."""
    automatic = {name for names in AUTOMATIC_IN_PARSE.values() for name in names}
    for path in sorted((corpus / "parse").glob("*/*")):
        name = f"{path.parent.name}/{path.name}"
        if path.suffix != ".json" and name not in automatic:
            yield f"parse/{name}", path.read_bytes()
    for path in sorted([*(corpus / "reply").glob("*/*"), *(corpus / "command").glob("*/*")]):
        if path.suffix in (".eml", ".txt"):
            yield str(path.relative_to(corpus)), _as_mail(path)
    for path in sorted([*(corpus / "forward").glob("*/*.txt"), *(corpus / "signature").glob("*/*.txt")]):
        yield str(path.relative_to(corpus)), _letter("Fwd" if "forward" in path.parts else "Hello", path)
    yield from _tickets(corpus)


def _as_mail(path: Path) -> bytes:
    return path.read_bytes() if path.suffix == ".eml" else _letter("Re: your request", path)


def _letter(subject: str, path: Path) -> bytes:
    return _written(subject, path.read_bytes())


def _written(subject: str, text: bytes) -> bytes:
    head = f"From: Ann Lee <ann@example.org>\r\nTo: desk@frontdesk.example\r\nSubject: {subject}\r\n"
    return head.encode() + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text


def _tickets(corpus: Path) -> Iterator[tuple[str, bytes]]:
    """Real requests to IT desks; the first words stand for the subject."""
    for path in sorted((corpus / "ticket").glob("*/*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines()):
            text = json.loads(line)["text"]
            subject = " ".join(text.split()[:6]).encode("ascii", "ignore").decode()
            yield f"ticket/{path.name}:{number + 1}", _written(subject, text.encode())
