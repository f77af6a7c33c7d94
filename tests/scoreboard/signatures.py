"""Category: signatures told from text.

A false positive is a line that somebody wrote and that is cut as signature. What counts as found is what a
signature is to us: a closing with nothing but a name below it ("Thanks, Ann") is part of what was written, so
`found` counts signatures with more than names in them (an address, a telephone number, a company).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from scoreboard.frame import Category, Tally, expected

from frontdesk.mailbox.quoting.replies import split_reply
from frontdesk.mailbox.quoting.signatures import tells_contact


def run(corpus: Path) -> Category:
    tally = Tally("signatures")
    for folder in sorted((corpus / "signature").iterdir()):
        for name, outcome in expected(folder).items():
            text = (folder / name).read_text("utf-8", "replace")
            cut = tally.sample(name, partial(_cut_lines, text, outcome["sender"]))
            if cut is not None:
                _judge(tally, name, text.split("\n"), cut, outcome)
    return tally.done()


def _cut_lines(text: str, sender: str) -> set[int]:
    """The numbers of the lines of `text` that are not in its new text any more."""
    name = sender.partition("[")[0].partition("<")[0].strip(' "')
    new = split_reply(text, name).new.split("\n")
    lines = [line.strip() for line in text.split("\n")]
    kept = iter([line.strip() for line in new if line.strip()])
    wanted = next(kept, None)
    cut = set()
    for number, line in enumerate(lines):
        if wanted is not None and line == wanted:
            wanted = next(kept, None)
        elif line:
            cut.add(number)
    return cut


def _judge(tally: Tally, name: str, lines: list[str], cut: set[int], outcome: dict[str, Any]) -> None:
    signature = set(outcome["signature_lines"])
    wrongly = cut - signature
    card = any(tells_contact(lines[number]) for number in signature)
    tally.judge(
        name, not wrongly and (not card or bool(cut)), f"cut {sorted(cut)}, signature {sorted(signature)}"
    )
    for number, line in enumerate(lines):
        if line.strip() and number not in signature:
            tally.part("false_positives_by_line", number in cut)
    tally.part("false_positives", bool(wrongly))
    if card:
        tally.part("found", bool(cut & signature))
