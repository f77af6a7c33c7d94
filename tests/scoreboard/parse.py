"""Category: reading a mail: subject, sender, text, attachments' names; everything else must not crash."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from scoreboard.frame import Category, Tally, expected

from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.parsing.clean import clean_text
from frontdesk.mailbox.parsing.part import Part
from frontdesk.mailbox.parsing.structure import read_structure
from frontdesk.rules.model import Message

# What a project expects by its own taste: (folder/file, figure) -> why we hold otherwise. Not counted.
_TWO_SETTINGS = "the same mail is noted for two settings of its reader (skip such a line, or stop there)"
_OUTSIDE_OF_PARTS = "drops text that stands in no part; ours shows it"
_STUB = "keeps a plain text that only says the mail is in HTML; ours shows the HTML"
_UNCLOSED = "takes what follows a boundary that was never closed for a file; ours shows it"
TASTE: Mapping[tuple[str, str], str] = {
    ("mime4j_testmsgs/basic-plain-with-bad-header-separator.msg", "text"): (
        "takes a line of blanks for a header's continuation and loses the text; ours shows it"
    ),
    ("mime4j_testmsgs/malformedHeader-nocrlfcrlf.msg", "text"): _TWO_SETTINGS,
    ("mime4j_testmsgs/malformedHeader-noheader.msg", "text"): _TWO_SETTINGS,
    ("mime4j_testmsgs/malformedHeaderStartsBody-nocrlfcrlf.msg", "text"): _TWO_SETTINGS,
    ("mime4j_testmsgs/malformedHeaderStartsBody-noheader.msg", "text"): _TWO_SETTINGS,
    ("mime4j_testmsgs/missing-inner-boundary.msg", "text"): _OUTSIDE_OF_PARTS,
    ("mime4j_testmsgs/missing-inner-start-boundary.msg", "text"): _OUTSIDE_OF_PARTS,
    ("mime4j_testmsgs/qp-body.msg", "text"): "was noted with U+FFFD where the mail has a euro sign",
    ("phpmmp/m0008.eml", "text"): _STUB,
    ("phpmmp/m0025.eml", "text"): _STUB,
    ("stalwart_rfc/000.eml", "text"): "takes text/enriched for a file; ours shows it",
    ("stalwart_malformed/001.eml", "text"): _OUTSIDE_OF_PARTS,
    ("stalwart_malformed/008.eml", "text"): _UNCLOSED,
    ("stalwart_malformed/009.eml", "text"): _UNCLOSED,
    ("stalwart_malformed/011.eml", "text"): _UNCLOSED,
    ("stalwart_malformed/016.eml", "text"): _UNCLOSED,
    (
        "stalwart_malformed/019.eml",
        "text",
    ): "fuzzed: reads the broken part with headers as empty; ours shows its text",
    (
        "stalwart_malformed/020.eml",
        "text",
    ): "takes the second Content-Type of a part and shows MIME headers as text",
    (
        "stalwart_malformed/021.eml",
        "text",
    ): "takes the second Content-Type of a part and shows MIME headers as text",
    ("stalwart_thirdparty/002.eml", "text"): "four bytes of rubbish, which nobody can read rightly",
}
_IMAGE = re.compile(r"\[image: [^\]]*\]")


class Sample(NamedTuple):
    name: str  # folder/file
    raw: bytes
    message: Message
    outcome: Mapping[str, Any]


def run(corpus: Path) -> Category:
    tally = Tally("parse")
    spent, count = 0.0, 0
    for folder in sorted((corpus / "parse").iterdir()):
        for name, outcome in expected(folder).items():
            raw = (folder / name).read_bytes()
            began = time.process_time()
            message = tally.sample(f"{folder.name}/{name}", partial(parse, raw))
            spent, count = spent + time.process_time() - began, count + 1
            if message is not None:
                _judge(tally, Sample(f"{folder.name}/{name}", raw, message, outcome))
    tally.figure("cpu_ms", spent * 1000 / count)
    return tally.done()


def _judge(tally: Tally, sample: Sample) -> None:
    wrong = []
    for figure, good, failure in _checks(sample):
        if (sample.name, figure) in TASTE:
            continue
        tally.part(figure, good, f"{sample.name}: {failure}")
        wrong += [] if good else [figure]
    tally.judge(sample.name, not wrong, ", ".join(wrong))


def _checks(sample: Sample) -> Iterator[tuple[str, bool, str]]:
    """Figure, whether it is right, and what was expected and came."""
    message, outcome = sample.message, sample.outcome
    if outcome.get("subject") is not None:
        yield _same("subject", _flat(outcome["subject"]), message.subject)
    if "from_email" in outcome:
        yield _same("sender", outcome["from_email"], message.sender.email if message.sender else None)
    if outcome.get("from_name") and outcome.get("from_email"):
        name = outcome["from_name"] if outcome["from_name"] != outcome["from_email"] else ""
        yield _same("sender_name", name, message.sender.name if message.sender else "")
    if outcome.get("message_id"):
        yield _same("message_id", f"<{outcome['message_id']}>", message.message_id)
    if "text" in outcome:
        yield _same("text", _flat(clean_text(outcome["text"])), _flat(_IMAGE.sub("", message.text)))
    if "text_count" in outcome:
        wanted = _flat(outcome["text_count"][1])
        yield "text", wanted in _flat(message.text), f"{wanted!r} not in {message.text[:200]!r}"
    if "leaf_texts" in outcome:
        texts = [_flat(text) for text in _leaf_texts(sample.raw)]
        yield _same("text", [_flat(text) for text in outcome["leaf_texts"]], texts)
    if "attachment_names" in outcome:
        yield _same("attachment_names", _named(outcome["attachment_names"], message), _names(message))


def _same(figure: str, wanted: object, came: object) -> tuple[str, bool, str]:
    return figure, wanted == came, f"wanted {wanted!r:.300} came {came!r:.300}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _names(message: Message) -> list[str]:
    return [attachment.name for attachment in message.attachments]


def _named(names: list[str], message: Message) -> list[str]:
    """The names expected; where the upstream project made one up, ours may be another."""
    ours = _names(message)
    return [
        ours[at] if re.fullmatch(r"noname\d+", name) and at < len(ours) else name
        for at, name in enumerate(names)
    ]


def _leaf_texts(raw: bytes) -> list[str]:
    """The texts of all parts of a mail, of attached mails too."""
    return _texts_of(read_structure(raw)[0])


def _texts_of(part: Part) -> list[str]:
    if part.children:
        return [text for child in part.children for text in _texts_of(child)]
    if part.is_message:
        return _leaf_texts(part.content())
    return [part.text(1_000_000)] if part.media_type.startswith("text/") else []
