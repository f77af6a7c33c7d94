"""Threads: mails that belong together become one request, whatever order they come in; base subjects.

Runs the samples of a threading algorithm through a whole desk, all from one customer. A desk needs no tree,
only which mails are one conversation: that is what the first level of an expected tree says. (The IMAP
server's samples are left out: they try one Message-ID used twice and loops, which a desk sees otherwise.)
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from desk_world import DeskWorld, desk_world
from scoreboard.frame import Category, Tally

from frontdesk.db import requests
from frontdesk.rules.subjects import base_subject

_SERIAL = re.compile(r"sample (\d+)\.")


@dataclass(frozen=True)
class Sample:
    message_id: str
    subject: str
    references: tuple[str, ...]


def run(corpus: Path) -> Category:
    """The category "threads"."""
    tally = Tally("threads")
    for subject, wanted in _load(corpus / "thread" / "mailkit_jwz" / "subjects.json").items():
        base = tally.sample(subject, partial(base_subject, subject))
        right = base is not None and base.endswith(wanted["base"])
        tally.judge(subject, right, f"{wanted['base']!r}, but {base!r}")
        tally.part("base_subject", right)
    for name, samples, wanted in _cases(corpus):
        for order, numbers in (
            ("in order", list(range(len(samples)))),
            ("backwards", [*range(len(samples))][::-1]),
        ):
            label = f"{name}, {order}"
            found = tally.sample(label, partial(_conversations, samples, numbers))
            if found is not None:
                _judge(tally, label, wanted, found)
    return tally.done()


def _judge(tally: Tally, label: str, wanted: list[set[int]], found: list[set[int]]) -> None:
    for conversation in wanted:
        right = conversation in found
        tally.judge(label, right, f"{sorted(conversation)} are one conversation, but {found}")
        tally.part("conversations", right)


def _load(path: Path) -> dict[str, Any]:
    outcomes: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return outcomes


def _conversations(samples: list[Sample], order: list[int]) -> list[set[int]]:
    """The samples' numbers by the request that a desk puts them on."""
    with tempfile.TemporaryDirectory() as folder, desk_world(Path(folder) / "desk.db") as world:
        for number in order:
            world.deliver(_mail(number, samples[number]), work=False)
        world.work()
        return _found(world)


def _found(world: DeskWorld) -> list[set[int]]:
    found = []
    for number in world.numbers:
        texts = " ".join(kept.text for kept in requests.messages(world.desk.store, number))
        found.append({int(serial) for serial in _SERIAL.findall(texts)})
    return found


def _mail(number: int, sample: Sample) -> bytes:
    lines = ["From: cust@example.net", "To: it@example.org", f"Subject: {sample.subject}"]
    if sample.message_id:
        lines.append(f"Message-ID: {sample.message_id}")
    if sample.references:
        lines.append("References: " + " ".join(sample.references))
    return "\r\n".join([*lines, "", f"This is sample {number}.", ""]).encode()


def _cases(corpus: Path) -> list[tuple[str, list[Sample], list[set[int]]]]:
    cases = []
    for name, case in _load(corpus / "thread" / "mailkit_jwz" / "expected.json").items():
        samples = [_sample(message) for message in case["messages"]]
        cases.append((name, samples, _by_tree(samples, case["expected_tree_by_subject_indent3"])))
    return cases


def _sample(message: dict[str, Any]) -> Sample:
    return Sample(message["message_id"], message["subject"], tuple(message["references"]))


def _by_tree(samples: list[Sample], tree: list[str]) -> list[set[int]]:
    """The conversations of a tree of subjects, indented; samples with one subject are taken in their order."""
    left: dict[str, list[int]] = {}
    for number, sample in enumerate(samples):
        left.setdefault(sample.subject, []).append(number)
    found: list[set[int]] = []
    for line in tree:
        if not line.startswith(" "):
            found.append(set())
        if line.strip() != "dummy":
            found[-1].add(left[line.strip()].pop(0))
    return found
