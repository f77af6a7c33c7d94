"""Commands as they are typed: what people try, what programs get, and which code they end with."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from desk_world import SETTINGS, DeskWorld, desk_world

from frontdesk.__main__ import main
from frontdesk.db import lease
from frontdesk.db.engine.connect import open_store
from frontdesk.db.schema import migrate as schema
from frontdesk.db.schema.migrate import Migration

CARL = "Carl Cole <carl@example.com>"
ANN, ANN_AT = "Ann Lee <ann@example.org>", "ann@example.org"

Typed = Callable[..., Result]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Types a command in the desk's folder; `settings` besides or instead of those of the desk in memory."""
    monkeypatch.chdir(tmp_path)
    database = {"DATABASE_URL": f"sqlite:///{tmp_path / 'desk.db'}"}

    def type_it(*words: str, **settings: str | None) -> Result:
        return CliRunner().invoke(main, words, env=SETTINGS | database | settings)

    return type_it


def listed(typed: Typed, *words: str) -> list[int]:
    result = typed("list", "--json", *words)
    assert result.exit_code == 0, result.output
    return [request["number"] for request in json.loads(result.stdout)]


@pytest.mark.parametrize("status", ["on hold", "on-hold", "on_hold", "On Hold", "hold", "HOLD"])
def test_a_status_is_understood_however_it_is_spelled(world: DeskWorld, typed: Typed, status: str) -> None:
    world.write(CARL, "No sound", "My headset is silent.")
    world.write(CARL, "No picture", "My screen is dark.")
    world.answer(ANN, world.last(ANN_AT), "", subject="[hold]")
    assert listed(typed, "--status", status) == [2]
    assert listed(typed, "--status", "new") == [1]


def test_an_unknown_status_is_refused_with_those_that_there_are(world: DeskWorld, typed: Typed) -> None:
    refused = typed("list", "--status", "sleeping")
    assert refused.exit_code == 2
    assert "on hold" in refused.output


def test_requests_are_found_by_owner_and_by_customer(world: DeskWorld, typed: Typed) -> None:
    world.write(CARL, "No sound", "My headset is silent.")
    world.write("Dora <dora@example.com>", "No picture", "My screen is dark.")
    world.answer(ANN, world.last(ANN_AT), "", subject="[take]")
    assert listed(typed, "--owner", "ANN@example.org") == [2]
    assert listed(typed, "--owner", "Ann Lee <ann@example.org>") == [2]
    assert listed(typed, "--customer", "Carl@Example.com", "--status", "new") == [1]
    assert listed(typed, "--owner", "bob@example.org") == []


def test_a_request_that_is_not_there_is_said_so(world: DeskWorld, typed: Typed) -> None:
    missing = typed("show", "7", "--json")
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert "no request #7" in missing.stderr


@pytest.mark.parametrize("number", ["#1", "1", "IT-1"])
def test_a_number_may_be_typed_as_it_stands_in_the_subject(
    world: DeskWorld, typed: Typed, number: str
) -> None:
    world.write(CARL, "No sound", "My headset is silent.")
    shown = typed("show", number, "--json")
    assert json.loads(shown.stdout)["subject"] == "No sound"


def test_a_preview_is_in_the_desk_s_language_and_name(typed: Typed) -> None:
    shown = typed("templates", "preview", "acknowledgement", DESK_LANGUAGE="de", DESK_NAME="Die Techniker")
    assert "vielen Dank" in shown.stdout
    assert "Die Techniker" in shown.stdout
    assert "Thank you" in typed("templates", "preview", "acknowledgement", "en", DESK_LANGUAGE="de").stdout


def test_a_template_is_copied_in_the_desk_s_language(typed: Typed, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    copied = typed("templates", "copy", "survey", DESK_LANGUAGE="de", TEMPLATES_FOLDER=str(mine))
    assert copied.exit_code == 0
    assert (mine / "de" / "survey.md").is_file()


@pytest.mark.parametrize(
    "command",
    [
        *(
            ["list"],
            ["status", "--no-mailbox"],
            ["show", "1"],
            ["quarantine", "list"],
            ["quarantine", "drop", "1"],
        ),
        *(["templates", "check"], ["check"]),
    ],
)
def test_who_only_looks_leaves_no_files_that_another_user_then_could_not_write(
    typed: Typed, tmp_path: Path, command: list[str]
) -> None:
    typed(*command, SECRET_KEY=None, IMAP_PORT="1", SMTP_PORT="1")
    assert list(tmp_path.iterdir()) == []


def test_a_desk_that_never_ran_has_no_requests_and_it_is_said_where_they_were_looked_for(
    typed: Typed, tmp_path: Path
) -> None:
    nothing = typed("list", "--json")
    assert (nothing.exit_code, json.loads(nothing.stdout)) == (0, [])
    assert str(tmp_path / "desk.db") in nothing.stderr


def test_check_tells_of_a_folder_that_the_database_can_not_be_made_in(typed: Typed) -> None:
    nowhere = "sqlite:////proc/desk.db"
    checked = typed("check", "--json", IMAP_PORT="1", SMTP_PORT="1", DATABASE_URL=nowhere)
    (found,) = [finding for finding in json.loads(checked.stdout) if finding["part"] == "database"]
    assert (found["grade"], checked.exit_code) == ("bad", 1)
    assert "/proc" in found["what"]


@pytest.mark.live
@pytest.mark.parametrize(
    ("trouble", "remedy"),
    [
        ("", ""),
        ("CREATE TABLE wp_posts (id INTEGER)", "DATABASE_URL"),
        ("ALTER DATABASE {name} SET default_transaction_read_only = on", "standby"),
        ("ALTER DATABASE {name} SET search_path = nowhere", "search_path"),
    ],
)
def test_check_tells_whether_the_desk_can_work_in_an_empty_database_and_leaves_it_empty(
    typed: Typed, postgres_url: str, trouble: str, remedy: str
) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(trouble.format(name=postgres_url.rpartition("/")[2]).encode() or b"SELECT 1")
    checked = typed("check", "--json", IMAP_PORT="1", SMTP_PORT="1", DATABASE_URL=postgres_url)
    (found,) = [finding for finding in json.loads(checked.stdout) if finding["part"] == "database"]
    assert found["grade"] == ("bad" if trouble else "good")
    assert remedy in (found["remedy"] or "")
    with psycopg.connect(postgres_url) as admin:
        tables = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tables == ([("wp_posts",)] if "wp_posts" in trouble else [])


def test_check_leaves_a_desk_s_database_as_it_is(world: DeskWorld, typed: Typed) -> None:
    before = world.desk.store.all("SELECT name, value FROM state ORDER BY name")
    checked = typed("check", "--json", IMAP_PORT="1", SMTP_PORT="1")
    (found,) = [finding for finding in json.loads(checked.stdout) if finding["part"] == "database"]
    assert found["grade"] == "good"
    assert world.desk.store.all("SELECT name, value FROM state ORDER BY name") == before


def test_a_database_of_a_newer_frontdesk_is_left_alone(world: DeskWorld, typed: Typed) -> None:
    with world.desk.store.transaction():
        world.desk.store.run("INSERT INTO schema_version SELECT 999, name, at FROM schema_version LIMIT 1")
    refused = typed("list")
    assert refused.exit_code == 78
    assert "install the version that made it" in refused.stderr


@pytest.mark.parametrize("command", [["list"], ["show", "1"], ["status"], ["quarantine", "list"]])
def test_a_database_of_an_older_frontdesk_is_not_changed_by_who_only_looks(
    world: DeskWorld, typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    known = schema.migrations()
    words = ("CREATE TABLE later (id {id})",)
    monkeypatch.setattr(schema, "migrations", lambda: [*known, Migration(999, "0999_later", words, words)])
    files = sorted(tmp_path.iterdir())
    refused = typed(*command)
    assert refused.exit_code == 78
    assert "frontdesk migrate" in refused.stderr
    assert sorted(tmp_path.iterdir()) == files
    assert schema.schema_state(world.desk.store) == (known[-1].version, 999)


@pytest.mark.live
def test_looking_into_an_empty_postgresql_database_makes_no_tables_in_it(
    typed: Typed, postgres_url: str
) -> None:
    nothing = typed("list", "--json", DATABASE_URL=postgres_url)
    assert (nothing.exit_code, json.loads(nothing.stdout)) == (0, [])
    assert "no desk in this database" in nothing.stderr
    store = open_store(postgres_url)
    assert schema.schema_state(store)[0] == 0
    store.close()


def test_a_database_that_is_not_there_is_not_copied(typed: Typed, tmp_path: Path) -> None:
    refused = typed("copy-database", f"sqlite:///{tmp_path}/typo.db", f"sqlite:///{tmp_path}/new.db")
    assert refused.exit_code == 1
    assert "typo.db" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def on_the_page(section: str) -> set[str]:
    """The fields that docs/commands.md explains in a section."""
    page = (Path(__file__).parents[2] / "docs/commands.md").read_text("utf-8")
    rows = page.partition(f"\n### {section}")[2].partition("\n#")[0].splitlines()
    return {
        name for row in rows if row.startswith("| `") for name in re.findall("`([a-z_]+)`", row.split("|")[1])
    }


def test_the_page_of_commands_explains_every_field_there_is_and_no_other(
    world: DeskWorld, typed: Typed
) -> None:
    world.write(CARL, "No sound", "My headset is silent.")
    shown = json.loads(typed("show", "1", "--json").stdout)
    (in_list,) = json.loads(typed("list", "--json").stdout)
    assert (
        on_the_page("A request")
        == set(shown)
        == {*in_list, "children", "messages", "events", "cycles", "time"}
    )
    assert on_the_page("A cycle") == set(shown["cycles"][0])
    assert on_the_page("A message") == set(shown["messages"][0])
    assert on_the_page("An event") == set(shown["events"][0])
    assert on_the_page("The desk") == set(json.loads(typed("status", "--json", "--no-mailbox").stdout))


def test_the_fields_that_others_build_on_are_there(world: DeskWorld, typed: Typed) -> None:
    world.write(CARL, "No sound", "My headset is silent.")
    shown = json.loads(typed("show", "1", "--json").stdout)
    promised = (
        "number subject status priority customer owner department opened_at first_response_at resolved_at"
    )
    promised += " closed_at resolution rating rating_comment messages events"
    assert set(promised.split()) <= set(shown)
    assert {"message_id", "from", "kind", "at", "text", "attachments"} <= set(shown["messages"][0])
    assert {"at", "kind", "by"} <= set(shown["events"][0])
    assert (shown["customer"], shown["owner"]) == ("carl@example.com", None)
    assert (shown["opened_at"], shown["status"]) == ("2026-03-02T12:00:00Z", "new")


def test_what_was_not_delivered_is_told_with_the_reason(world: DeskWorld, typed: Typed) -> None:
    world.world.refusals["carl@example.com"] = "550 5.1.1 no such user"
    world.write(CARL, "No sound", "My headset is silent.")
    shown = typed("show", "1").stdout
    assert "not delivered  frontdesk: acknowledgement carl@example.com: 550 5.1.1 no such user" in shown


def test_a_change_is_told_in_words(world: DeskWorld, typed: Typed) -> None:
    world.write(CARL, "No sound", "My headset is silent.")
    world.answer(ANN, world.last(ANN_AT), "Looking into it.", subject="[priority=high]")
    shown = typed("show", "1").stdout
    assert "priority normal -> high" in shown
    assert "status new -> open" in shown
    assert f"owner nobody -> {ANN_AT}" in shown


def test_a_database_that_is_away_is_told_once_with_what_to_do(typed: Typed) -> None:
    pytest.importorskip("psycopg")
    away = typed("list", DATABASE_URL="postgresql://desk:s3cret@127.0.0.1:1/desk")
    assert away.exit_code == 75
    assert away.stderr.count("Connection refused") == 1
    assert "DATABASE_URL" in away.stderr
    assert "s3cret" not in away.output


def test_without_a_config_env_that_is_told_before_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, ["list"], env=dict.fromkeys(SETTINGS))
    assert told.exit_code == 78
    assert f"config.env isn't in this folder ({tmp_path})" in told.stderr.splitlines()[1]


def test_a_parameter_that_postgresql_does_not_know_is_named(typed: Typed) -> None:
    told = typed("list", DATABASE_URL="postgresql://desk@127.0.0.1:1/desk?sslmod=require")
    assert told.exit_code == 78
    assert "no parameter sslmod" in told.stderr
    assert "write sslmode" in told.stderr


def test_status_tells_people_times_of_their_zone_and_who_reads(world: DeskWorld, typed: Typed) -> None:
    world.clock.at = datetime(2026, 7, 6, 12, 0, 5, tzinfo=UTC)
    world.write(CARL, "Printer", "It smokes.")
    lease.take(world.desk.store, lease.MAILBOX_LEASE, lease.this_process(), world.clock.at, 20)
    told = typed("status", "--no-mailbox", DESK_TIMEZONE="Asia/Kolkata").stdout
    assert re.search(r"mail last read +2026-07-06 17:30\n", told)
    assert re.search(r"next timer +2026-07-06 ", told)
    assert f"this machine, process {os.getpid()}, which was last heard of at 2026-07-06 17:30" in told
    assert "T12:00:05Z" not in told
    assert (
        json.loads(typed("status", "--no-mailbox", "--json").stdout)["last_read_at"] == "2026-07-06T12:00:05Z"
    )


def test_help_tells_whole_sentences_and_cuts_nothing_off(typed: Typed) -> None:
    for words in (("--help",), ("templates", "--help"), ("outbox", "--help"), ("departments", "-h")):
        told = typed(*words).stdout
        assert "..." not in told.replace("[ARGS]...", "").replace("COMMAND...", "")
        commands = told.partition("Commands:\n")[2]
        assert len(re.findall(r"^  \w", commands, re.MULTILINE)) == commands.count(".") - commands.count(
            ".secret"
        )
