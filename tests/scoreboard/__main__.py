"""The scoreboard: `make scoreboard`, or `PYTHONPATH=tests python -m scoreboard [--json] [--failures]`.

Exit code 0: every target met; 1: a target missed; 2: no corpus on this machine.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from scoreboard.frame import (
    CATEGORY_MODULES,
    Category,
    CorpusMissing,
    corpus_folder,
    missed,
    run_categories,
    shown,
)


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        corpus = corpus_folder()
    except CorpusMissing as problem:
        print(problem, file=sys.stderr)
        return 2
    categories = run_categories(corpus, tuple(options.category))
    problems = missed(categories)
    if options.json:
        print(json.dumps({"categories": [asdict(one) for one in categories], "missed": problems}, indent=2))
    else:
        _show(categories, problems, with_failures=options.failures)
    return 1 if problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scoreboard", description="How well the desk reads the corpus's mails."
    )
    parser.add_argument("category", nargs="*", choices=[*CATEGORY_MODULES, []], help="only these categories")
    parser.add_argument("--json", action="store_true", help="everything as JSON")
    parser.add_argument("--failures", action="store_true", help="list every sample that went wrong")
    return parser


def _show(categories: list[Category], problems: list[str], *, with_failures: bool) -> None:
    console = Console()
    table = Table("category", "right", "wrong", "raised", "slowest", "figures")
    for one in categories:
        figures = "\n".join(f"{name} {shown(name, value)}" for name, value in one.figures.items())
        slowest = f"{one.slowest_seconds * 1000:.0f} ms\n{one.slowest_file}"
        table.add_row(one.name, str(one.right), str(one.wrong), str(one.raised), slowest, figures)
    console.print(table)
    if with_failures:
        for one in categories:
            for line in one.failures:
                console.print(f"{one.name}: {line}", markup=False, highlight=False, soft_wrap=True)
    console.print("\n".join(f"missed: {line}" for line in problems) or "Every target is met.", markup=False)


if __name__ == "__main__":
    sys.exit(main())
