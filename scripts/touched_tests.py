"""Prints the test files that a change touches: those changed, and those that import a changed module by name.

`python scripts/touched_tests.py [BASE]`: what differs from BASE (default: main) in commits and in the working
tree. Runs nothing, changes nothing. Tests on real servers, crashes and the simulation are left to `make test`.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("mailbox", "rules", "db")
LONG = ("tests/live", "tests/crash", "tests/simulation")


def changed(base: str) -> set[str]:
    """Paths that differ from `base`, or from the last commit where git knows no such name."""
    known = subprocess.run(["git", "rev-parse", "-q", "--verify", base], cwd=ROOT, capture_output=True)
    since = f"{base}..." if known.returncode == 0 else "HEAD"
    asked = (
        ["git", "diff", "--name-only", since],
        ["git", "diff", "--name-only", "HEAD"],
        ["git", "ls-files", "--others", "--exclude-standard"],
    )
    return {
        line
        for words in asked
        for line in subprocess.run(words, cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
    }


def module_of(path: str) -> str:
    """The name by which code imports the file: rules/model.py -> frontdesk.rules.model."""
    parts = Path(path).with_suffix("").parts
    return ".".join(("frontdesk", *parts) if parts[0] in ROOMS else parts)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{name.name}" for name in node.names)
    return names


def touched(paths: set[str]) -> list[str]:
    modules = {module_of(path) for path in paths if path.endswith(".py") and not path.startswith("tests/")}
    tests = sorted(ROOT.glob("tests/**/test_*.py"))
    found = {
        str(test.relative_to(ROOT))
        for test in tests
        if str(test.relative_to(ROOT)) in paths or imported(test) & modules
    }
    return sorted(path for path in found if not path.startswith(LONG))


if __name__ == "__main__":
    print(" ".join(touched(changed(*(sys.argv[1:2] or ["main"])))))
