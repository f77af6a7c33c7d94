"""A desk is copied while it works, with the key that signs its mail, and works again from the copy."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from desk_world import SETTINGS, desk_world

from frontdesk.__main__ import main

Typed = Callable[..., Result]
CARL = "Carl Cole <carl@example.com>"


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Types a command in the desk's folder."""
    monkeypatch.chdir(tmp_path)

    def type_it(*words: str, **settings: str | None) -> Result:
        return CliRunner().invoke(
            main, words, env=SETTINGS | {"DATABASE_URL": "sqlite:///desk.db"} | settings
        )

    return type_it


def a_desk(folder: Path) -> None:
    with desk_world(folder / "desk.db") as world:
        world.write(CARL, "No screen", "It stays black.")


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_database_and_key_are_two_files_for_their_owner_only(typed: Typed, tmp_path: Path) -> None:
    a_desk(tmp_path)
    (tmp_path / "frontdesk.secret").write_text("f00d" * 16 + "\n")
    old_mask = os.umask(0)
    try:
        done = typed("backup", "copy.db", SECRET_KEY=None)
    finally:
        os.umask(old_mask)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "copy.db.secret").read_text().strip() == "f00d" * 16
    for name in ("copy.db", "copy.db.secret"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT subject FROM request").fetchall() == [("No screen",)]


def test_a_key_from_the_settings_goes_along_whatever_its_letters(typed: Typed, tmp_path: Path) -> None:
    a_desk(tmp_path)
    key = "ein Schlüssel, der lang genug ist, um einer zu sein"
    assert typed("backup", "copy.db", SECRET_KEY=key).exit_code == 0
    assert (tmp_path / "copy.db.secret").read_text("utf-8").strip() == key


def test_the_copy_put_in_place_is_the_desk_again(typed: Typed, tmp_path: Path) -> None:
    a_desk(tmp_path)
    (tmp_path / "frontdesk.secret").write_text("f00d" * 16 + "\n")
    typed("backup", "copy.db", SECRET_KEY=None)
    for name in ("desk.db", "desk.db-wal", "desk.db-shm", "frontdesk.secret"):
        (tmp_path / name).unlink(missing_ok=True)
    shutil.move(tmp_path / "copy.db", tmp_path / "desk.db")
    shutil.move(tmp_path / "copy.db.secret", tmp_path / "frontdesk.secret")
    listed = json.loads(typed("list", "--json", SECRET_KEY=None).stdout)
    assert [request["subject"] for request in listed] == ["No screen"]


@pytest.mark.parametrize("there", ["copy.db", "copy.db.secret"])
def test_a_file_that_is_there_stays_as_it_is(typed: Typed, tmp_path: Path, there: str) -> None:
    a_desk(tmp_path)
    (tmp_path / there).write_text("a letter to my aunt")
    before = files(tmp_path)
    refused = typed("backup", "copy.db")
    assert refused.exit_code == 1
    assert f"{there} is there already" in refused.stderr
    assert (tmp_path / there).read_text() == "a letter to my aunt"
    assert files(tmp_path) - {"desk.db-wal", "desk.db-shm"} == before - {"desk.db-wal", "desk.db-shm"}


@pytest.mark.parametrize("there", ["copy.db", "copy.db.secret"])
def test_a_link_laid_out_by_somebody_else_is_not_followed(typed: Typed, tmp_path: Path, there: str) -> None:
    a_desk(tmp_path)
    (tmp_path / there).symlink_to(tmp_path / "elsewhere")
    assert typed("backup", "copy.db").exit_code == 1
    assert not (tmp_path / "elsewhere").exists()


def test_after_a_backup_that_was_killed_the_next_one_succeeds(typed: Typed, tmp_path: Path) -> None:
    a_desk(tmp_path)
    (tmp_path / "copy.db.secret").write_text(SETTINGS["SECRET_KEY"] + "\n")
    assert typed("backup", "copy.db").exit_code == 0
    assert (tmp_path / "copy.db.secret").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_is_told_of_and_nothing_stays_behind(typed: Typed, tmp_path: Path) -> None:
    a_desk(tmp_path)
    refused = typed("backup", "nowhere/copy.db")
    assert refused.exit_code == 1
    assert "nowhere/copy.db.secret can't be written (No such file or directory)" in refused.stderr


def test_a_copy_that_fails_leaves_no_key_behind(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_desk(tmp_path)

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("frontdesk.db.schema.backup._copy", full)
    refused = typed("backup", "copy.db")
    assert refused.exit_code != 0
    assert not [name for name in files(tmp_path) if name.startswith("copy")]


def test_a_desk_that_never_ran_has_nothing_to_copy(typed: Typed, tmp_path: Path) -> None:
    refused = typed("backup", "copy.db")
    assert refused.exit_code == 1
    assert "There is no database" in refused.stderr
    assert files(tmp_path) == set()


def test_for_postgresql_the_command_is_named_without_the_password(typed: Typed, tmp_path: Path) -> None:
    refused = typed(
        "backup", "my copy", DATABASE_URL="postgresql://desk:hunter2@db.example.org/desk?sslmode=require"
    )
    assert refused.exit_code == 1
    assert "pg_dump --format=custom --file='my copy'" in refused.stderr
    assert "db.example.org/desk?sslmode=require" in refused.stderr
    assert "hunter2" not in refused.stderr
    assert files(tmp_path) == set()
