"""What the scoreboard's categories share: the corpus, a guarded and timed sample, the tally, the targets.

A category module holds `run(corpus: Path) -> Category | list[Category]` and is named in `CATEGORY_MODULES`.
Nothing here knows what a category measures.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
CORPUS_SETTING = "FRONTDESK_MAIL_CORPUS"
CATEGORY_MODULES = ("parse", "replies", "forwards", "signatures", "silence", "threads")
SLOWEST_ALLOWED_SECONDS = 5.0
GIVEN_UP_AFTER_SECONDS = 20.0


class CorpusMissing(Exception):
    """The samples are not on this machine; the text says what to do."""


class TookTooLong(Exception):
    """One sample outran GIVEN_UP_AFTER_SECONDS."""


class Target(NamedTuple):
    """What a figure has to reach: at least `bound`, or, with `most`, at most `bound`."""

    category: str
    figure: str
    bound: float
    most: bool = False

    def met_by(self, value: float) -> bool:
        return value <= self.bound if self.most else value >= self.bound


# Issue 3's figures. Shares are 0..1; a figure whose name ends in "_ms" or "_count" is a plain number.
# Besides these, every category has to show 0 raised and no sample over SLOWEST_ALLOWED_SECONDS.
TARGETS = (
    Target("parse", "subject", 0.99),
    Target("parse", "sender", 0.99),
    Target("parse", "text", 0.95),
    Target("parse", "attachment_names", 0.97),
    Target("parse", "cpu_ms", 1.0, most=True),
    Target("replies", "exact", 0.85),
    Target("replies", "near", 0.93),
    Target("replies", "lost_text", 0.01, most=True),
    Target("forwards", "sender", 0.95),
    Target("signatures", "false_positives", 0.01, most=True),
    Target("silence", "recall", 0.99),
    Target("silence", "mistaken_count", 0, most=True),
    Target("threads", "base_subject", 0.99),
    Target("threads", "conversations", 0.95),
)


@dataclass
class Category:
    """The result of one category: `figures` as issue 3 asks for them, `failures` a line each for people."""

    name: str
    right: int = 0
    wrong: int = 0
    raised: int = 0
    slowest_seconds: float = 0.0
    slowest_file: str = ""
    figures: dict[str, float] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


class Tally:
    """Counts one category: `sample` runs one, `judge` counts it, `part` counts a share among the figures."""

    def __init__(self, name: str) -> None:
        self._category = Category(name)
        self._parts: dict[str, list[int]] = {}

    def sample(self, label: str, work: Callable[[], T]) -> T | None:
        """What `work()` returns; None (counted as raised) when it raises or takes too long."""
        began = time.perf_counter()
        try:
            with _stopped_in_time():
                return work()
        except Exception as error:  # whatever it is: that is what the column "raised" counts
            self._category.raised += 1
            self._category.failures.append(f"{label}: raised {type(error).__name__}: {error}"[:300])
            return None
        finally:
            self._note_time(label, time.perf_counter() - began)

    def judge(self, label: str, right: bool, failure: str = "") -> None:
        """Count one sample as right or wrong; `failure` says what was expected and what came."""
        if right:
            self._category.right += 1
        else:
            self._category.wrong += 1
            self._category.failures.append(f"{label}: {failure}")

    def part(self, figure: str, good: bool, failure: str = "") -> None:
        """Count `good` into the share called `figure`; `failure`, when given and not good, is listed."""
        counts = self._parts.setdefault(figure, [0, 0])
        counts[0] += good
        counts[1] += 1
        if failure and not good:
            self._category.failures.append(f"{failure} [{figure}]")

    def figure(self, name: str, value: float) -> None:
        """Set a figure that is not a share counted by `part`."""
        self._category.figures[name] = value

    def done(self) -> Category:
        for name, (good, every) in self._parts.items():
            self._category.figures[name] = good / every
        return self._category

    def _note_time(self, label: str, seconds: float) -> None:
        if seconds > self._category.slowest_seconds:
            self._category.slowest_seconds = seconds
            self._category.slowest_file = label


@contextmanager
def _stopped_in_time() -> Iterator[None]:
    """Raise TookTooLong out of the block when it outruns its time (signals reach the main thread only)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, GIVEN_UP_AFTER_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _give_up(signum: int, frame: object) -> None:
    raise TookTooLong(f"still running after {GIVEN_UP_AFTER_SECONDS:g} s")


def corpus_folder() -> Path:
    """The samples: the folder FRONTDESK_MAIL_CORPUS names, else ../shared/mail-corpus beside the project.

    Raises CorpusMissing with a sentence for people.
    """
    folder = Path(os.environ.get(CORPUS_SETTING) or ROOT.parent / "shared" / "mail-corpus")
    if not (folder / "README.md").is_file():
        raise CorpusMissing(f"No mail corpus at {folder}: set {CORPUS_SETTING} to the folder that holds it.")
    return folder


def expected(folder: Path) -> dict[str, Any]:
    """The outcomes noted for the samples of one corpus folder, by file name."""
    outcomes: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))
    return outcomes


def run_categories(corpus: Path, only: tuple[str, ...] = ()) -> list[Category]:
    """Run the named category modules (all when none is named) over the corpus, in the table's order.

    A category that isn't written yet is left out; one that breaks as a whole is reported as raised.
    """
    results: list[Category] = []
    for name in only or CATEGORY_MODULES:
        results.extend(_run_module(name, corpus))
    return results


def _run_module(name: str, corpus: Path) -> list[Category]:
    if not (Path(__file__).parent / f"{name}.py").is_file():
        return []
    try:
        result = importlib.import_module(f"scoreboard.{name}").run(corpus)
    except Exception as error:
        return [Category(name, raised=1, failures=[f"the category itself: {type(error).__name__}: {error}"])]
    return list(result) if isinstance(result, list) else [result]


def missed(categories: list[Category]) -> list[str]:
    """One line for each target that these categories do not reach."""
    by_name = {category.name: category for category in categories}
    lines = [line for category in categories for line in _missed_by_every_category(category)]
    for target in TARGETS:
        category = by_name.get(target.category)
        if category is not None:
            lines.extend(_missed_target(target, category))
    return lines


def _missed_by_every_category(category: Category) -> list[str]:
    lines = []
    if category.raised:
        lines.append(f"{category.name}: {category.raised} raised, 0 allowed")
    if category.slowest_seconds > SLOWEST_ALLOWED_SECONDS:
        lines.append(f"{category.name}: {category.slowest_file} took {category.slowest_seconds:.1f} s")
    return lines


def _missed_target(target: Target, category: Category) -> list[str]:
    value = category.figures.get(target.figure)
    if value is not None and target.met_by(value):
        return []
    found = "not measured" if value is None else shown(target.figure, value)
    bound = shown(target.figure, target.bound)
    return [f"{category.name}: {target.figure} {found}, {'at most' if target.most else 'at least'} {bound}"]


def shown(figure: str, value: float) -> str:
    """A figure for people: a share in per cent, anything else as the number it is."""
    return f"{value:.3g}" if figure.endswith(("_ms", "_count")) else f"{value:.2%}"
