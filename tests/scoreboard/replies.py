"""Category: what is new in a reply, held against the other projects' expectations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from scoreboard.frame import Category, Tally, expected

from frontdesk.mailbox.quoting.replies import split_reply

NEAR = 0.9  # F1 over the words

# Samples whose expected outcome is their project's taste: counted as wrong when ours differs, but what they
# would keep and we cut for these reasons is no lost text.
_SIGNATURES_GO = "keeps the signature or the phone's footer; ours shows what the person wrote"
_FORWARD_IS_NOT_NEW = "keeps the forwarded mail as new text; ours has it in `forwarded`"
_BELOW_FOOTER = "drops what is written below a phone's footer, where many people answer; ours keeps it"
_INTERLEAVED = "drops the attribution lines among interleaved answers; ours keeps such a mail whole"
_EXTRACTED = "expects other text than the sample has (one file was made for three of the project's tests)"
TASTE = {
    "crisp/email_emoji.txt": _SIGNATURES_GO,
    "talon_standard/iphone.eml": _SIGNATURES_GO,
    "talon_standard/sparrow.eml": _SIGNATURES_GO,
    "talon_inline/test_dont_parse_quotations_for_forwarded_messages_42.txt": _FORWARD_IS_NOT_NEW,
    "crisp/email_german_3.txt": _BELOW_FOOTER,
    "discourse_trimmer/embedded_email_17.txt": _INTERLEAVED,
    "discourse_trimmer/embedded_email_7.txt": _INTERLEAVED,
    "talon_inline/test_reply_and_quotation_splitter_share_line_11.txt": _EXTRACTED,
    "talon_inline/test_reply_and_quotation_splitter_share_line_12.txt": _EXTRACTED,
}


class Compared(NamedTuple):
    """Two texts by their words: how like they are (F1), how many are lacking, how many are too many."""

    likeness: float
    lost: int
    leaked: int
    words: int


def compared(found: str, wanted: str) -> Compared:
    ours, theirs = Counter(found.split()), Counter(wanted.split())
    both = (ours & theirs).total()
    every = ours.total() + theirs.total()
    return Compared(
        2 * both / every if every else 1.0, (theirs - ours).total(), (ours - theirs).total(), theirs.total()
    )


def run(corpus: Path) -> Category:
    """Shares of samples for `exact` and `near`; of words for `lost_text` and `leaked_quotes`."""
    tally = Tally("replies")
    counts: Counter[str] = Counter()
    for label, path, outcome in _samples(corpus):
        new = tally.sample(label, partial(new_text, path, outcome["kind"]))
        if new is not None:
            _judge(tally, counts, label, new, outcome)
    words = max(1, counts["words"])
    tally.figure("lost_text", counts["lost"] / words)
    tally.figure("lost_text_with_taste", (counts["lost"] + counts["lost to taste"]) / words)
    tally.figure("leaked_quotes", counts["leaked"] / words)
    tally.figure("taste_count", counts["taste"])
    return tally.done()


def _samples(corpus: Path) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    for folder in sorted((corpus / "reply").iterdir()):
        for name, outcome in expected(folder).items():
            yield f"{folder.name}/{name}", folder / name, outcome


def new_text(path: Path, kind: str) -> str:
    """What our reader says is new, by the way that mail of this kind takes."""
    raw = path.read_bytes()
    if kind == "text":
        return split_reply(raw.decode("utf-8", "replace")).new
    from frontdesk.mailbox.parse import parse

    if kind == "html":
        raw = b"From: a@example.org\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + raw
    return parse(raw).new_text


def _judge(tally: Tally, counts: Counter[str], label: str, new: str, outcome: dict[str, Any]) -> None:
    wanted = outcome["reply_equals"]
    if wanted is None:
        right = all(piece in new for piece in outcome["contains"])
        right = right and not any(piece in new for piece in outcome["not_contains"])
        likeness = float(right)
    else:
        if outcome["kind"] == "html":
            new, wanted = _plain(new), _plain(_without_tags(wanted))
        result = compared(new, wanted)
        likeness, right = result.likeness, new.split() == wanted.split()
        by_taste = label in TASTE and not right
        counts.update({"lost to taste" if by_taste else "lost": result.lost, "words": result.words})
        counts["leaked"] += result.leaked
    counts["taste"] += label in TASTE and not right
    tally.judge(label, right, f"wanted {wanted or outcome['contains']!r:.80}, new is {new!r:.80}")
    tally.part("exact", right)
    tally.part("near", likeness >= NEAR)


def _without_tags(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html).replace("&#160;", " ")


def _plain(text: str) -> str:
    """Without the marks that our text of HTML has and tags don't ("> " of an indented paragraph, rules)."""
    return re.sub(r"(?m)^[>\s]+|^[-_]{3,}$", "", text)
