"""Mutated mail for the parser: `PYTHONPATH=tests python -m fuzz --count N --seed S [--processes P]`.

Takes mails (the corpus when it is there, and our letters), damages them in the ways mail gets damaged
and in worse ones, and reads them. What raises, fails inside, or takes more than `SLOW_SECONDS` of CPU is
written to the folder that --keep names.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.parsing.bodies import attachment_contents
from frontdesk.mailbox.worker.wire import from_bytes, to_bytes

SLOW_SECONDS = 5.0
_ROOT = Path(__file__).resolve().parents[1]
_LARGEST_SEED = 60_000  # bytes; larger mails only cost time
_TOKENS = (
    b"\r\n", b"\n", b"\r", b"\n\n", b"\0", b"\xff\xfe", b"\x1b$B", b"\xc3", b"\xed\xa0\x80",
    b"=?utf-8?q?", b"=?utf-7?b?", b"?=", b"=?x?b?=?=", b"--", b"--\n", b'"', b"<", b">", b"(", b")",
    b"\\", b",", b";", b":", b"@", b"[", b"=", b"=\n", b"&#", b"&#x110000;", b"<!--", b"<style>",
    b"<table>", b"<blockquote>", b"<td", b"begin 644 x\n", b"=ybegin name=x\n", b"> ", b"-- \n",
    b"Content-Type: multipart/mixed; boundary=", b"Content-Type: message/rfc822\n",
    b"Content-Transfer-Encoding: base64\n", b"Content-Type: text/html; charset=utf-7\n",
    b"Content-Disposition: attachment; filename*0*=", b"\nFrom: ", b"\nDate: ", b"charset=utf-16",
    b"format=flowed; delsp=yes", b"\x78\x9f\x3e\x22", b"BEGIN:VEVENT\n", b"\nReferences: <",
    b"99999999999",
)  # fmt: skip


@dataclass
class Outcome:
    """What a run found. `bad`: (what happened, the mail)."""

    count: int = 0
    slowest: float = 0.0
    bad: list[tuple[str, bytes]] = field(default_factory=list)


def seeds(corpus: Path | None) -> list[bytes]:
    """Mails to begin with."""
    folders = [_ROOT / "tests" / "letters", *([corpus] if corpus else [])]
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    kept = [file for file in files if file.suffix not in (".json", ".md", ".py", ".py3")]
    raws = [file.read_bytes() for file in kept]
    return [raw for raw in raws if 0 < len(raw) <= _LARGEST_SEED] or [
        b"From: a@b.example\nSubject: x\n\ntext\n"
    ]


def mutated(raw: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """The mail with one to eight damages."""
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        raw = chance.choice(_DAMAGES)(raw, others, chance)
    return raw[:400_000]


_Damage = Callable[[bytes, Sequence[bytes], random.Random], bytes]


def _place(raw: bytes, chance: random.Random) -> int:
    """Mostly in the head, where the structure is decided."""
    most = min(len(raw), 3_000) if chance.random() < 0.7 else len(raw)
    return chance.randrange(most + 1)


def _flip(raw: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.choice((1, 4, 32))):
        if changed:
            changed[min(_place(raw, chance), len(changed) - 1)] = chance.randrange(256)
    return bytes(changed)


def _insert(raw: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    at = _place(raw, chance)
    token = chance.choice(_TOKENS) * chance.choice((1, 1, 1, 2, 50, 3_000))
    return raw[:at] + token + raw[at:]


def _delete(raw: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    at = _place(raw, chance)
    return raw[:at] + raw[at + chance.choice((1, 2, 10, 100, 1_000)) :]


def _repeat(raw: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    at = _place(raw, chance)
    piece = raw[at : at + chance.choice((1, 5, 40, 400))]
    return raw[:at] + piece * chance.choice((2, 10, 500)) + raw[at:]


def _splice(raw: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(others)
    start = _place(other, chance)
    at = _place(raw, chance)
    return raw[:at] + other[start : start + chance.choice((20, 500, 20_000))] + raw[at:]


def _cut(raw: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    return raw[: _place(raw, chance)]


def _swap_lines(raw: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    lines = raw.split(b"\n")
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


def _line_ends(raw: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    plain = raw.replace(b"\r\n", b"\n")
    return plain.replace(b"\n", chance.choice((b"\r", b"\r\n", b"\r\r\n", b"\n\r")))


_DAMAGES: tuple[_Damage, ...] = (
    _flip, _insert, _insert, _delete, _repeat, _splice, _cut, _swap_lines, _line_ends,
)  # fmt: skip


def try_one(raw: bytes) -> str:
    """Read the mail in every way the desk does; "" when all is well, else what happened."""
    try:
        message = parse(raw)
        if message.problems and any(problem.startswith("failed at its") for problem in message.problems):
            return "; ".join(problem for problem in message.problems if problem.startswith("failed at its"))
        if from_bytes(to_bytes(message)) != message:
            return "changed on the wire"
        if len(message.attachments) != len(attachment_contents(raw)):
            return "attachments and their contents differ in number"
        message.text.encode("utf-8")
        message.subject.encode("utf-8")
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200]
    return ""


def run(count: int, seed: int, mails: Sequence[bytes]) -> Outcome:
    """Try `count` mutated mails."""
    chance = random.Random(seed)
    outcome = Outcome()
    for _ in range(count):
        raw = mutated(chance.choice(mails), mails, chance)
        began = time.process_time()
        what = try_one(raw)
        spent = time.process_time() - began
        outcome.count += 1
        outcome.slowest = max(outcome.slowest, spent)
        if spent > SLOW_SECONDS:
            what = what or f"took {spent:.1f} s"
        if what:
            outcome.bad.append((what, raw))
    return outcome


def _share(arguments: tuple[int, int]) -> Outcome:
    os.nice(10)
    return run(*arguments, seeds(corpus()))


def corpus() -> Path | None:
    """The folder of real mails, None when it is not on this machine."""
    named = os.environ.get("FRONTDESK_MAIL_CORPUS")
    folder = Path(named) if named else _ROOT.parent / "shared" / "mail-corpus"
    return folder if folder.is_dir() else None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="write the bad mails to this folder")
    options = parser.parse_args()
    chunk = 2_000
    shares = [
        (min(chunk, options.count - start), options.seed * 1_000_003 + start)
        for start in range(0, options.count, chunk)
    ]
    total, bad, slowest = 0, 0, 0.0
    with multiprocessing.Pool(options.processes) as pool:
        for outcome in pool.imap_unordered(_share, shares):
            total, slowest = total + outcome.count, max(slowest, outcome.slowest)
            for what, raw in outcome.bad:
                bad += 1
                print(f"{what} ({len(raw)} bytes)")
                if options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"bad-{bad}.eml").write_bytes(raw)
    print(f"{total} mails, {bad} bad, slowest {slowest:.2f} s of CPU")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
