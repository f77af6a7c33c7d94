"""The oracle on desks of any size: `cd tests && python -m figures --requests 2000 --seeds 11 12 13`.

Every figure of two periods, counted from the list of what made-up people did, against the desk's report. 2,000 requests
take five minutes and more of CPU, so CI plays smaller desks.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from figures.test_oracle import compared


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m figures", description=__doc__)
    words.add_argument("--requests", type=int, default=2000)
    words.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    given = words.parse_args()
    for seed in given.seeds:
        begun = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            happened = compared(Path(folder), seed, given.requests)
        took = time.process_time() - begun
        print(f"seed {seed}: {given.requests} requests, every figure equal, {took:.0f} s of CPU")
        print("   ", ", ".join(f"{what} {number}" for what, number in happened.most_common()), flush=True)


if __name__ == "__main__":
    main()
