"""The walls between the rooms, read from the imports of every file."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("rules", "mailbox", "db", "templates")

# fmt: off
PURE = {
    "__future__", "abc", "array", "base64", "binascii", "bisect", "calendar", "collections", "contextlib",
    "dataclasses", "datetime", "decimal", "difflib", "enum", "functools", "hashlib", "heapq", "hmac", "html",
    "itertools", "math", "operator", "quopri", "re", "string", "textwrap", "types", "typing", "unicodedata",
}
# fmt: on
SQL = {"sqlite3", "peewee", "playhouse", "psycopg"}
MAIL = {
    "email",
    "imaplib",
    "smtplib",
    "poplib",
    "mailbox",
    "imapclient",
    "css_inline",
    "markdown_it",
    "jinja2",
}
FACES = {"click", "rich", "schedule", "dotenv", "prometheus_client", "logging", "random", "subprocess"}

# What a module of the room may import: our own packages, and everything else by a test of its first name.
OURS = {
    "rules": ("frontdesk.rules",),
    "mailbox": ("frontdesk.mailbox", "frontdesk.rules"),
    "db": ("frontdesk.db", "frontdesk.rules"),
    "templates": (),
    "frontdesk": ("frontdesk",),
}
FORBIDDEN = {
    "mailbox": SQL | FACES - {"subprocess"},  # it tries templates in a process of their own
    "db": MAIL | FACES,
    "frontdesk": {"sqlite3", "playhouse", "imaplib", "smtplib", "jinja2", "markdown_it", "css_inline"},
}
# Ways to the clock, the disk and the screen that need no import.
IMPURE_CALLS = {
    "now",
    "today",
    "utcnow",
    "open",
    "print",
    "input",
    "exec",
    "eval",
    "compile",
    "__import__",
    "breakpoint",
}
PURE_ATTRIBUTES = {"compile"}  # re.compile


def files() -> Iterator[Any]:
    for room in (*ROOMS, "frontdesk"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if room != "frontdesk" or path.relative_to(ROOT).parts[1] not in ROOMS:
                yield pytest.param(room, path, id=str(path.relative_to(ROOT)))


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module a file imports, in full; relative imports as they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (
                (f"{module}.{name.name}" for name in node.names) if module == "frontdesk" else (module,)
            )


def breaches(room: str, source: str) -> Iterator[str]:
    """What a file of this room may not do, in words."""
    tree = ast.parse(source)
    if not ast.get_docstring(tree) and source.strip():
        yield "has no docstring that says its job"
    for module in imports(tree):
        top = module.partition(".")[0]
        if module.startswith("."):
            yield f"imports {module}: write frontdesk... in full"
        elif top in ROOMS and top != "mailbox":
            yield f"imports {module}, which would be a second copy of frontdesk.{module}"
        elif top == "mailbox":
            yield "imports the standard library's mailbox, or means frontdesk.mailbox"
        elif top == "frontdesk" and not f"{module}.".startswith(tuple(f"{ours}." for ours in OURS[room])):
            yield f"imports {module}, a room it may not see"
        elif top in FORBIDDEN.get(room, ()) or (room == "rules" and top != "frontdesk" and top not in PURE):
            yield f"imports {module}, which isn't this room's business"
    if room == "rules":
        yield from impurities(tree)


def impurities(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            if name in IMPURE_CALLS and not (
                isinstance(node.func, ast.Attribute) and name in PURE_ATTRIBUTES
            ):
                yield f"line {node.lineno} calls {name}()"


@pytest.mark.parametrize("room, path", list(files()))
def test_a_file_keeps_to_its_room(room: str, path: Path) -> None:
    assert list(breaches(room, path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "room, source",
    [
        ("rules", "import os"),
        ("rules", "import socket"),
        ("rules", "from time import monotonic"),
        ("rules", "import random"),
        ("rules", "import logging"),
        ("rules", "from pathlib import Path"),
        ("rules", "import zoneinfo"),
        ("rules", "import sqlite3"),
        ("rules", "import peewee"),
        ("rules", "from frontdesk.db.engine.store import Store"),
        ("rules", "from frontdesk import settings"),
        ("rules", "from frontdesk.mailbox import parse"),
        ("rules", "from datetime import datetime\ndatetime.now()"),
        ("rules", "open('x')"),
        ("rules", "def f():\n    import os"),
        ("mailbox", "from frontdesk.db import tables"),
        ("mailbox", "import frontdesk.db.schema.tables"),
        ("mailbox", "from frontdesk.settings.load import Settings"),
        ("mailbox", "import sqlite3"),
        ("mailbox", "import logging"),
        ("mailbox", "import mailbox"),
        ("db", "from frontdesk.mailbox.parse import parse"),
        ("db", "from frontdesk import mailbox"),
        ("db", "import imaplib"),
        ("db", "from email.message import Message"),
        ("templates", "from frontdesk.rules import model"),
        ("frontdesk", "from rules.model import Status"),
        ("frontdesk", "import db.tables"),
        ("frontdesk", "from mailbox.parse import parse"),
        ("frontdesk", "from . import settings"),
        ("frontdesk", "import sqlite3"),
    ],
)
def test_a_breach_is_found(room: str, source: str) -> None:
    assert list(breaches(room, f'"""A job."""\n{source}')) != []


@pytest.mark.parametrize(
    "room, source",
    [
        ("rules", "import re\nfrom frontdesk.rules.model import Status\nre.compile('x')"),
        ("mailbox", "import imapclient\nfrom frontdesk.rules.model import Status"),
        ("db", "import peewee\nfrom frontdesk.rules.model import Status"),
        ("frontdesk", "from frontdesk import settings\nfrom frontdesk.db import tables"),
    ],
)
def test_what_is_allowed_is_no_breach(room: str, source: str) -> None:
    assert list(breaches(room, f'"""A job."""\n{source}')) == []


def test_a_file_without_a_docstring_is_found() -> None:
    assert list(breaches("frontdesk", "x = 1")) == ["has no docstring that says its job"]


def test_templates_hold_no_code() -> None:
    assert list((ROOT / "templates").rglob("*.py")) == []


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("tests/**/*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_tests_import_the_rooms_by_their_full_names(path: Path) -> None:
    tops = {module.partition(".")[0] for module in imports(ast.parse(path.read_text("utf-8")))}
    assert not tops & set(ROOMS)


def test_the_rules_run_with_the_standard_library_alone() -> None:
    names = [
        ".".join(["frontdesk", *path.relative_to(ROOT).with_suffix("").parts])
        for path in sorted((ROOT / "rules").rglob("*.py"))
    ]
    code = (
        "import importlib, sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "for name in sys.argv[2:]: importlib.import_module(name)"
    )
    subprocess.run([sys.executable, "-S", "-c", code, str(ROOT), *names], check=True)  # -S: no site-packages


ASKING = ("all", "one", "run", "insert", "later")  # of a Store
OUTSIDE = [path for room in ("rules", "mailbox", "frontdesk") for path in sorted((ROOT / room).rglob("*.py"))]


def statements(tree: ast.AST) -> Iterator[str]:
    """Where a store is given a statement: `store.all(...)`, `desk.store.run(...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKING:
            asked = node.func.value
            if getattr(asked, "id", getattr(asked, "attr", "")) in ("store", "_store"):
                yield f"line {node.lineno} gives the store a statement"


def test_statements_stand_in_db_alone() -> None:
    ours = [path for path in OUTSIDE if path.relative_to(ROOT).parts[:2] != ("frontdesk", "db")]
    found = {
        str(path.relative_to(ROOT)): list(statements(ast.parse(path.read_text("utf-8")))) for path in ours
    }
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_statement_elsewhere_would_be_seen() -> None:
    assert list(statements(ast.parse("desk.store.run('DELETE FROM request')"))) == [
        "line 1 gives the store a statement"
    ]
