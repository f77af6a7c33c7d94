"""What a mail costs in instructions, which a busy machine can't blur: `python -m bench instructions`.

valgrind's callgrind counts what one process executes; two lengths of the same corpus are counted and the difference
divided, so starting up is left out. The same Python build gives the same number within a tenth of a percent; another
build gives another one, so a number is only compared where docs/performance.md has one for this build.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/performance.md"
LENGTHS = (100, 300)  # mails; a batch is 50
TOLD_FROM = 0.03  # a change of this share is said aloud
_KEPT = re.compile(
    r"^\| instructions a mail, (?P<build>[^|]+?) \| (?P<number>[\d.]+) million \|$", re.MULTILINE
)


def build() -> str:
    """The interpreter that the number belongs to, as the page names it."""
    return f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}"


def counted(mails: int) -> int:
    """Instructions of one whole process that handles so many mails."""
    told = _run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"], mails)
    found = re.search(r"Collected : (\d+)", told)
    if not found:
        raise SystemExit(f"valgrind counted nothing:\n{told[-2000:]}")
    return int(found[1])


def _run(under: list[str], mails: int) -> str:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    done = subprocess.run(
        [*under, sys.executable, "-m", "bench.one_process", str(mails)],
        cwd=ROOT,
        env={**kept, "PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{mails} mails couldn't be handled:\n{done.stderr[-2000:]}")
    return done.stderr


def a_mail() -> float:
    """Millions of instructions that a mail costs."""
    _run([], 1)  # compiles what was edited: a module costs more than many mails
    with ThreadPoolExecutor(len(LENGTHS)) as side_by_side:
        few, many = side_by_side.map(counted, LENGTHS)
    return (many - few) / (LENGTHS[1] - LENGTHS[0]) / 1e6


def kept_for(build: str, page: str) -> float | None:
    """The number that the page has for this build, if any."""
    rows = (row for row in _KEPT.finditer(page) if row["build"] == build)
    return next((float(row["number"]) for row in rows), None)


def told(now: float, before: float | None) -> str:
    """The number, and what became of it since it was written down."""
    line = f"instructions a mail: {now:.2f} million ({build()})"
    if before is None:
        return f"{line}; {PAGE.name} has none for this build to compare with"
    change = now / before - 1
    word = (
        "as before" if abs(change) < TOLD_FROM else "MORE than before" if change > 0 else "less than before"
    )
    return f"{line}; {before:.2f} are written down: {change:+.1%}, {word}"


def run() -> None:
    print(told(a_mail(), kept_for(build(), PAGE.read_text("utf-8"))), flush=True)
