"""`python -m bench`: what the desk costs. The parts alone: bench/parse.py, bench/compose.py, bench/imap_smtp.py.

`desk`: CPU beside a bare script, on real servers; `instructions`: what a busy machine can't blur; `flat`: a mail among
as many requests as `--filled` says.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))  # the servers that tests start


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    words.add_argument("what", nargs="?", default="desk", choices=["desk", "instructions", "flat"])
    words.add_argument("--mails", nargs="+", type=int, default=[1000, 5000])
    words.add_argument(
        "--filled", type=int, default=20_000, help="requests in the filled database; 0: only an empty one"
    )
    words.add_argument("--database", type=Path, help="for `flat`: a filled one, which is changed")
    given = words.parse_args()
    if given.what == "instructions":
        from bench import instructions

        instructions.run()
        return
    if given.what == "flat":
        from bench import flat

        flat.run(given.filled, given.database)
        return
    from bench.desk import machine, run

    print(machine(), flush=True)
    run(given.mails, given.filled)


if __name__ == "__main__":
    main()
