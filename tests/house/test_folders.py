"""The folders: each has its one line in docs/architecture.md, none is crowded, and no two lean on each other."""

from __future__ import annotations

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("mailbox", "rules", "db", "frontdesk")
MOST_FILES = 30


def code_files(top: str) -> list[Path]:
    return sorted(
        (ROOT / top).rglob("*.py")
    )  # which doesn't follow the links that bring the rooms into the package


def folders(top: str) -> dict[str, list[Path]]:
    """Each folder with code below `top`, as docs/architecture.md writes it, with its files."""
    found: dict[str, list[Path]] = {}
    for path in code_files(top):
        found.setdefault(f"{path.parent.relative_to(ROOT)}/", []).append(path)
    return found


def arrows(top: str) -> dict[str, set[str]]:
    """Which parts of a room use which: a folder counts as one part, a file beside the folders as one."""
    graph: dict[str, set[str]] = {}
    base = "frontdesk" if top == "frontdesk" else f"frontdesk.{top}"
    for path in code_files(top):
        own = part_of(top, path.relative_to(ROOT / top).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{base}."):
                names = (
                    f"{node.module}.{name.name}".split(".")[base.count(".") + 1 :] for name in node.names
                )
                parts = {part_of(top, name) for name in names if name[0] not in ROOMS}
                graph.setdefault(own, set()).update(parts - {own})
    return graph


def part_of(top: str, name: list[str] | tuple[str, ...]) -> str:
    return f"{name[0]}/" if (ROOT / top / name[0]).is_dir() else name[0]


def test_each_folder_has_its_line_in_the_docs_and_each_line_its_folder() -> None:
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    _, _, table = page.partition("## The folders")
    told = re.findall(r"^\| `([a-z_/]+/)` \| \S", table.partition("\n## ")[0], re.MULTILINE)
    assert sorted(told) == sorted(name for top in ROOMS for name in folders(top))


@pytest.mark.parametrize("top", [*ROOMS, "tests", "bench", "scripts"])
def test_no_folder_is_crowded(top: str) -> None:
    crowded = {name: len(files) for name, files in folders(top).items() if len(files) > MOST_FILES}
    assert crowded == {}


@pytest.mark.parametrize("top", ROOMS)
def test_no_two_folders_of_a_room_lean_on_each_other(top: str) -> None:
    order = list(TopologicalSorter(arrows(top)).static_order())  # raises CycleError, which names the circle
    assert len(order) > 3


def test_a_file_that_leans_on_its_own_room_is_seen() -> None:
    assert "parsing/" in arrows("mailbox")["parse"]
    assert "model" in arrows("rules")["decide"]
