"""A desk with prepared answers: files in a folder, written and edited as people do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from desk_world import DeskWorld
from technicians_world import team_world

VPN = """# VPN: reset the profile
Words: vpn, tunnel

Hello {{ customer }}, your request {{ number }} is a known one. Please reset the **profile**:

1. Close the program
2. Delete the profile, and open it again

See https://intranet.example.org/vpn. If it doesn't help, reply.
"""


def write_answer(folder: Path, name: str, text: str | bytes) -> Path:
    """`name`: "en/vpn-reset"."""
    path = folder / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@contextmanager
def with_files(
    folder: Path, files: Mapping[str, str], *, database: str | None = None, **settings: str
) -> Iterator[DeskWorld]:
    """A desk whose folder of answers holds these; `folder` is the test's own. `database`: another than its file."""
    (folder / "answers").mkdir(exist_ok=True)
    for name, text in files.items():
        write_answer(folder / "answers", name, text)
    with team_world(
        database or folder / "desk.db", ANSWERS_FOLDER=str(folder / "answers"), **settings
    ) as world:
        yield world
