"""`frontdesk export`: all that is known of a person in one new file, and nothing that others wrote elsewhere."""

from __future__ import annotations

import json
import resource
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from desk_world import SETTINGS, DeskWorld
from memory_mail import MemoryMailbox
from technicians_world import ANN, CARL, CARL_AT, DORA, DORA_AT, asked, does, team_world

from frontdesk.__main__ import main
from frontdesk.cli.export import AlreadyThere, write_export
from frontdesk.db import contacts
from frontdesk.db.export import Wanted


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.live)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeskWorld]:
    on_sqlite = request.param == "sqlite"
    with team_world(tmp_path / "desk.db" if on_sqlite else request.getfixturevalue("postgres_url")) as world:
        asked(world)
        does(world, ANN, "[note]", "He calls every day.")
        does(world, ANN, "[resolved]", "Done, Carl.")
        world.write(DORA, "Screen", "My own words, of Dora alone.", Cc=CARL)
        world.answer(CARL, world.last(DORA_AT, "acknowledgement"), "Mine flickers, too.")
        yield world


def typed(world: DeskWorld, *words: str) -> tuple[int, str]:
    given = {**SETTINGS, "DATABASE_URL": world.settings.database_url}
    found = CliRunner().invoke(main, ["export", *words], env=given)
    return found.exit_code, " ".join(found.output.split())


def lines(file: Path, name: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(file) as archive:
        return [json.loads(line) for line in archive.read(name).decode("utf-8").splitlines()]


def test_a_customers_file_has_their_requests_person_and_words_elsewhere(
    world: DeskWorld, tmp_path: Path
) -> None:
    file = tmp_path / "carl.zip"
    code, output = typed(world, "--customer", "Carl <CARL@sales.example.org>", str(file))
    assert code == 0, output
    assert "1 requests, 1 people, 1 messages on requests of others" in output
    assert file.stat().st_mode & 0o777 == 0o600
    (request,) = lines(file, "requests.jsonl")
    assert (request["number"], request["customer"]) == (1, CARL_AT)
    assert [message["kind"] for message in request["messages"]].count("note") == 1
    assert [person["email"] for person in lines(file, "people.jsonl")] == [CARL_AT]
    (said,) = lines(file, "messages.jsonl")
    assert (said["request"], said["from"]) == (2, CARL_AT)
    with zipfile.ZipFile(file) as archive:
        assert not any(b"of Dora alone" in archive.read(name) for name in archive.namelist())
        assert b"carl@sales.example.org" in archive.read("README.txt")
    assert [path.name for path in tmp_path.iterdir() if "zip" in path.name] == ["carl.zip"]


def test_without_notes_no_note_is_in_it(world: DeskWorld, tmp_path: Path) -> None:
    typed(world, "--customer", CARL_AT, "--without-notes", str(tmp_path / "carl.zip"))
    (request,) = lines(tmp_path / "carl.zip", "requests.jsonl")
    assert "note" not in [message["kind"] for message in request["messages"]]
    assert "every day" not in json.dumps(request)


def test_what_was_said_outside_of_requests_lies_beside(world: DeskWorld, tmp_path: Path) -> None:
    at = world.clock()
    for person, department in ((CARL_AT, "Sales"), (DORA_AT, "Legal")):
        contacts.add(
            world.desk.store, department=department, person=person, kind="call", state="answered", by="ann@example.org",
            made_at=at, due_at=at, answered_at=at, words=f"{department} moves in May",
        )  # fmt: skip
    typed(world, "--customer", CARL_AT, str(tmp_path / "carl.zip"))
    (call,) = lines(tmp_path / "carl.zip", "contacts.jsonl")
    assert (call["kind"], call["by"], call["words"]) == ("call", "ann@example.org", "Sales moves in May")
    assert call["answered_at"].endswith("Z")
    typed(world, "--customer", CARL_AT, "--without-notes", str(tmp_path / "less.zip"))
    assert [one["words"] for one in lines(tmp_path / "less.zip", "contacts.jsonl")] == [""]
    typed(world, "--all", str(tmp_path / "all.zip"))
    assert len(lines(tmp_path / "all.zip", "contacts.jsonl")) == 2
    typed(world, "--all", "--to", "2026-03-01", str(tmp_path / "none.zip"))
    assert lines(tmp_path / "none.zip", "contacts.jsonl") == []


def test_all_of_a_year_and_none_of_another(world: DeskWorld, tmp_path: Path) -> None:
    typed(world, "--all", "--from", "2026-03-02", "--to", "2026-03-02", str(tmp_path / "a.zip"))
    assert [one["number"] for one in lines(tmp_path / "a.zip", "requests.jsonl")] == [1, 2]
    typed(world, "--all", "--to", "2026-03-01", str(tmp_path / "b.zip"))
    assert lines(tmp_path / "b.zip", "requests.jsonl") == []


@pytest.mark.parametrize("with_notes, count", [(True, 4), (False, 3)])
def test_the_mails_lie_beside_and_what_is_missing_is_listed(
    world: DeskWorld, tmp_path: Path, with_notes: bool, count: int
) -> None:
    def mailbox() -> Iterator[tuple[MemoryMailbox, tuple[str, ...]]]:
        folder = MemoryMailbox(world.world, "it", "secret")
        folder.connect()
        yield folder, ("Handled", "Automatic", "Nowhere")

    wanted = Wanted(customer=CARL_AT)
    file = tmp_path / "carl.zip"
    written = write_export(
        world.desk.store, wanted, file, world.clock(), with_notes=with_notes, mailbox=mailbox
    )
    assert (written.mails, written.missing) == (count, 0)
    world.world.folder("it", "Handled").mails.popitem()
    again = tmp_path / "again.zip"
    written = write_export(
        world.desk.store, wanted, again, world.clock(), with_notes=with_notes, mailbox=mailbox
    )
    assert (written.mails, written.missing) == (count - 1, 1)
    with zipfile.ZipFile(again) as archive:
        assert len(archive.read("missing.txt").split()) == 1


@pytest.mark.parametrize(
    "words, said",
    [
        (("x.zip",), "one of --customer"),
        (("--all", "--customer", CARL_AT, "x.zip"), "one of --customer"),
        (("--customer", "carl", "x.zip"), "is no address"),
        (("--all", "x.txt"), "no name of a ZIP file"),
        (("--all", "there.zip"), "is there already"),
        (("--all", "nowhere/x.zip"), "no folder"),
        (("--all", "--from", "2026-02-02", "--to", "2026-01-01", "x.zip"), "is before"),
        (("--department", "Slaes", "x.zip"), "no department"),
        (("--all", "--from", "yesterday", "x.zip"), "is no day"),
    ],
)
def test_a_wrong_call_writes_nothing(
    world: DeskWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "there.zip").write_bytes(b"mine")
    monkeypatch.chdir(folder)
    code, output = typed(world, *words)
    assert (code, said in output) == (2, True), output
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("there.zip", b"mine")]


def test_a_file_that_came_meanwhile_stays(world: DeskWorld, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"

    def mailbox() -> Iterator[tuple[MemoryMailbox, tuple[str, ...]]]:
        file.write_bytes(b"another's")
        yield from ()

    with pytest.raises(AlreadyThere):
        write_export(world.desk.store, Wanted(), file, world.clock(), mailbox=mailbox)
    assert file.read_bytes() == b"another's"
    assert [path.name for path in tmp_path.iterdir() if "zip" in path.name] == ["x.zip"]


def test_many_requests_take_the_memory_of_one(world: DeskWorld, tmp_path: Path) -> None:
    store = world.desk.store
    at = world.clock().isoformat()
    with store.transaction():
        store.many(
            "INSERT INTO request (subject, status, customer, opened_at) VALUES (?, 'closed', ?, ?)",
            [("x" * 1000, f"c{number % 500}@example.net", at) for number in range(3_000)],
        )
        store.run(
            "INSERT INTO message (request, kind, sender, at, text) SELECT number, 'customer', customer, opened_at, ?"
            " FROM request WHERE number > 2",
            "y" * 20_000,
        )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    written = write_export(store, Wanted(), tmp_path / "all.zip", world.clock())
    assert (written.requests, written.people) == (3_002, 502)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # kB; the texts are 60 MB
