"""Silence: bounces, delays, receipts, auto-replies are known as such, and nobody's ordinary mail is.

Recall and mistakes count the decision (silent or not). Kinds, recipients, status and hard or soft are figures of
their own. `TASTE` lists where an expected outcome is only its project's view.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frontdesk.mailbox.parse import parse
from frontdesk.rules.guards import DeskIdentity, Silence, SilenceKind, reason_for_silence
from frontdesk.rules.model import Message
from scoreboard.frame import Category, Tally, expected

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

TASTE = {
    "sisimai/lhost-sendmail-14.eml": "a person forwarding a bounce: to a desk that is an ordinary mail",
    "flufl/groupwise_03.txt": "a person's mail from Outlook; there to show that the detector doesn't crash",
    "chatwoot_auto/notification.eml": "no header, sender or word tells it from a person's mail",
}


def run(corpus: Path) -> Category:
    """The category "silence" over the reports and, as negatives, over everything people wrote."""
    tally = Tally("silence")
    for folder in BOUNCE_FOLDERS:
        for name, outcome in expected(corpus / "bounce" / folder).items():
            label = f"{folder}/{name}"
            if label not in TASTE:
                _machine_mail(tally, label, (corpus / "bounce" / folder / name).read_bytes(), outcome)
    mistaken = 0
    for path in ordinary_mail(corpus):
        label = str(path.relative_to(corpus))
        decided = tally.sample(label, lambda path=path: decide(path.read_bytes()))
        if decided is None:
            continue
        silence = decided[1]
        tally.judge(label, silence is None, f"ordinary mail, silent: {silence.reason if silence else ''}")
        mistaken += silence is not None
    tally.figure("mistaken_count", mistaken)
    return tally.done()


def decide(raw: bytes) -> tuple[Message, Silence | None]:
    message = parse(raw)
    return message, reason_for_silence(message, DESK)


def _machine_mail(tally: Tally, label: str, raw: bytes, outcome: dict[str, Any]) -> None:
    decided = tally.sample(label, lambda: decide(raw))
    if decided is None:
        return
    message, silence = decided
    kind = outcome["class"]
    if kind in ORDINARY:
        tally.judge(label, silence is None, f"ordinary, silent: {silence}")
        return
    tally.judge(label, silence is not None, f"{kind} taken for ordinary mail: {message.subject}")
    tally.part("recall", silence is not None)
    if silence is not None:
        tally.part("kind", silence.kind in KINDS[kind], f"{label}: {kind}, but {silence.reason}")
    _recipients(tally, label, message, outcome)
    _outcomes(tally, label, message, outcome)


def _recipients(tally: Tally, label: str, message: Message, outcome: dict[str, Any]) -> None:
    wanted = {email.lower() for email in outcome.get("recipients") or ()}
    if not wanted:
        return
    found = {one.email for one in message.report.recipients} if message.report else set()
    tally.part("recipients", found == wanted, f"{label}: {sorted(wanted)}, but {sorted(found)}")


def _outcomes(tally: Tally, label: str, message: Message, outcome: dict[str, Any]) -> None:
    """Hard or soft and the status, recipient by recipient; Sisimai's x.0.9nn are its own pseudo codes."""
    wanted = outcome.get("expected") or []
    if outcome["class"] != "bounce" or not wanted:
        return
    found = message.report.recipients if message.report else ()
    if len(found) != len(wanted):
        tally.part("hard_or_soft", False, f"{label}: {len(wanted)} recipients, but {[one.email for one in found]}")
        return
    for one, is_wanted in zip(found, wanted, strict=True):
        why = f"{label}: {is_wanted['reason']} {is_wanted['status']}, but {one.status} {one.diagnostic[:120]}"
        tally.part("hard_or_soft", one.hard == is_wanted["hard"], f"{why}: hard={one.hard}")
        if is_wanted["status"] and not is_wanted["status"].split(".", 1)[1].startswith("0.9"):
            tally.part("status", one.status == is_wanted["status"], why)


def ordinary_mail(corpus: Path) -> Iterator[Path]:
    """Mails that people wrote."""
    for folder in sorted((corpus / "reply").iterdir()):
        yield from sorted(folder.glob("*.eml"))
