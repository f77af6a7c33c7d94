"""The simulation: `make simulate SEEDS=1-10000`, or `PYTHONPATH=tests python -m simulation --seeds 7 --trace`.

Exit code 0: every promise was kept in every run; 1: in some it wasn't, and the command to see it again is shown.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from simulation.many import played
from simulation.planted import FAULTS, found
from simulation.run import Outcome, Stage

_SHOWN = 40
_TOLD_EVERY = 1000


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.planted:
        return _show_planted()
    began = time.monotonic()
    seen: Counter[str] = Counter()
    accidents: Counter[str] = Counter()
    failed: list[Outcome] = []
    try:
        for outcome in played(options.seeds, options.workers, options.trace):
            seen.update(runs=1, mails=outcome.mails, sent=outcome.sent, days=outcome.lasted.days)
            accidents.update(outcome.accidents)
            if outcome.why:
                failed.append(outcome)
                _show(outcome)
            if len(failed) >= options.failures:
                break
            if seen["runs"] % _TOLD_EVERY == 0:
                print(f"{seen['runs']} runs, {time.monotonic() - began:.0f} s", flush=True)
    except KeyboardInterrupt:  # what was played so far counts
        pass
    took = time.monotonic() - began
    told = ", ".join(f"{number} {name}" for name, number in sorted(accidents.items()))
    print(
        f"{seen['runs']} runs of {seen['days']} days in all: {seen['mails']} mails came, {seen['sent']} went out."
        f" Accidents: {told or 'none'}. {len(failed)} failed. {took:.0f} s."
    )
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulation", description="Weeks of bad luck in seconds.")
    parser.add_argument("--seeds", type=_seeds, default=range(1, 1001), help="7, or 1-1000")
    parser.add_argument("--workers", type=int, default=2, help="how many processes")
    parser.add_argument("--trace", action="store_true", help="tell the whole story")
    parser.add_argument(
        "--planted", action="store_true", help="plant known faults and tell which run finds each"
    )
    parser.add_argument("--failures", type=int, default=5, help="stop after so many")
    return parser


def _show_planted() -> int:
    """A table: the fault, how many runs it took, and the promise that it broke."""
    stage, missed = Stage(), 0
    for fault in FAULTS:
        outcome = found(stage, fault, 1000)
        missed += outcome is None
        told = f"seed {outcome.seed}: {outcome.why.splitlines()[0]}" if outcome else "NOT FOUND"
        print(f"{fault.name}\n    {told[:150]}", flush=True)
    stage.close()
    return 1 if missed else 0


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _show(outcome: Outcome) -> None:
    print(f"--- seed {outcome.seed}: {outcome.why}")
    print(outcome.story.last(_SHOWN))
    print(f"--- again: PYTHONPATH=tests python -m simulation --seeds {outcome.seed} --trace\n")


if __name__ == "__main__":
    sys.exit(main())
