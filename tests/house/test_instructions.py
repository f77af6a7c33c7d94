"""The bench's count of instructions is compared with the one that the page has for the same build of Python."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCH = runpy.run_path(str(ROOT / "bench/instructions.py"))
ROW = re.compile(r"^\| instructions a mail, (.+?) \| ([\d.]+) million \|$", re.MULTILINE)


@pytest.mark.parametrize(
    "now, word",
    [(10.0, "as before"), (10.2, "as before"), (10.4, "MORE than before"), (9.6, "less than before")],
)
def test_a_change_of_three_per_cent_is_said_aloud(now: float, word: str) -> None:
    assert BENCH["told"](now, 10.0).endswith(word)


def test_a_build_of_which_nothing_is_written_down_is_compared_with_nothing() -> None:
    assert BENCH["told"](99.0, None).endswith("none for this build to compare with")


def test_the_page_has_a_number_that_the_bench_reads() -> None:
    text = (ROOT / "docs/performance.md").read_text("utf-8")
    [(build, number), *_] = ROW.findall(text)
    assert BENCH["kept_for"](build, text) == float(number)
    assert BENCH["kept_for"]("another build", text) is None
