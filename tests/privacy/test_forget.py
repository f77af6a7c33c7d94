"""`frontdesk forget`: no address, name or word of theirs is left; figures and everybody else stay as they are."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from desk_world import SETTINGS, DeskWorld
from memory_mail import MemoryMailbox
from technicians_world import ANN, BOB, CARL, CARL_AT, DORA, DORA_AT, asked, does, team_world

from frontdesk import forget as work
from frontdesk.__main__ import main
from frontdesk.db import cycles, people
from frontdesk.db.forgetting import forget, forget_everywhere
from frontdesk.db.schema.tables import TABLES
from frontdesk.forget_mail import move_from, wanted

MARKERS = ("xylophone", "quagmire", "zeppelin")


def a_year(world: DeskWorld) -> None:
    """Carl's request that is settled and rated, one of Dora's on which he wrote, and one that only names him."""
    world.write(
        CARL, "My xylophone printer", "The quagmire printer eats paper.\nIt hums a zeppelin song all day."
    )
    does(
        world,
        ANN,
        "[resolved]",
        "Dear Carl Cole, the xylophone is mended.\nI oiled it with care and patience.",
    )
    world.pass_time(timedelta(days=9))
    survey = world.last(CARL_AT, "survey")
    world.answer(CARL, survey, "2\nStill a quagmire, sorry.", quote=False)
    world.pass_time(timedelta(days=2))
    world.write(DORA, "Screen flickers", "My screen flickers all day long.", Cc=CARL)
    notified_of_dora = next(n for n in world.numbers if world.request(n).customer.email == DORA_AT)
    first = world.last(DORA_AT, "acknowledgement")
    world.answer(CARL, first, "Mine plays a zeppelin song at night, too.", subject="")
    does(
        world,
        ANN,
        "[resolved]",
        "Replaced the cable.\n> Mine plays a zeppelin song at night, too.",
        notified_of_dora,
    )
    world.pass_time(timedelta(days=20))
    world.write(
        DORA, "Chair", f"Carl Cole said so, ask carl@Sales.example.org or Cole, Carl.\n{'Fine. ' * 9}"
    )
    does(world, ANN, "[resolved]", "Ordered a chair.", world.numbers[-1])
    world.pass_time(timedelta(days=20))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    (tmp_path / "base").mkdir()
    with team_world(tmp_path / "base" / "desk.db") as world:
        a_year(world)
        yield world


def typed(world: DeskWorld, *words: str, **settings: str) -> tuple[int, str]:
    """Newer than all that happened, so that `report` sees it."""
    given = {**SETTINGS, "DATABASE_URL": world.settings.database_url, **settings}
    found = CliRunner().invoke(main, list(words), env=given)
    return found.exit_code, found.output


def traces(folder: Path, *words: str) -> list[tuple[str, str]]:
    """`grep -a -i` over all files."""
    return [
        (path.name, word)
        for path in folder.rglob("*")
        for word in words
        if path.is_file() and re.search(re.escape(word.encode()), path.read_bytes(), re.IGNORECASE)
    ]


def figures(world: DeskWorld) -> dict[str, Any]:
    """Of days that are over, so that no minute of today stands in them."""
    code, output = typed(world, "report", "--from", "2026-01-01", "--to", "2026-09-30", "--json")
    assert code == 0, output
    report: dict[str, Any] = json.loads(output)
    del report["made_at"]
    report["ratings"].pop("comments", None)
    report.get("total", {}).get("ratings", {}).pop("comments", None)
    return report


def rows_of(world: DeskWorld, *numbers: int) -> list[Any]:
    counted = [cycles.of_request(world.desk.store, number) for number in numbers]
    return [
        [
            (c.n, c.began_at, c.ended_at, c.rating, c.owner, c.resolved_by, c.missed_at, c.wait_minutes)
            for c in one
        ]
        for one in counted
    ]


def test_no_address_name_or_word_is_left_and_no_figure_moves(world: DeskWorld, tmp_path: Path) -> None:
    base = tmp_path / "base"
    assert {word for _, word in traces(base, CARL_AT, "Carl Cole", *MARKERS)} == {
        CARL_AT,
        "Carl Cole",
        *MARKERS,
    }
    before, cycles_before = figures(world), rows_of(world, *world.numbers)
    assert before["total"]["ratings"]["answered"] == 1
    code, output = typed(world, "forget", "Carl <Carl@Sales.example.org>", "--yes", "--json")
    assert code == 0, output
    alias = json.loads(output)["alias"]
    assert traces(base, CARL_AT, "Carl Cole", "Cole, Carl", *MARKERS) == []
    assert (figures(world), rows_of(world, *world.numbers)) == (before, cycles_before)
    assert world.request(1).customer.email == alias
    assert world.request(1).rating == 2
    assert CARL_AT not in world.request(2).participants
    text = "\n".join(message.text for message in world.messages(2))
    assert "My screen flickers all day long." in text
    assert "Replaced the cable." in text


def test_others_stay_byte_for_byte(world: DeskWorld) -> None:
    world.write("Eve Ely <eve@sales.example.org>", "Keyboard", "The keyboard sticks.")
    eve = world.numbers[-1]
    store = world.desk.store

    def hers() -> list[Any]:
        return [
            store.all("SELECT * FROM request WHERE number = ?", eve),
            store.all("SELECT * FROM message WHERE request = ?", eve),
            store.all("SELECT * FROM event WHERE request = ?", eve),
            store.all("SELECT * FROM ledger WHERE request = ?", eve),
            store.all(
                "SELECT o.*, f.mail FROM outbox o JOIN finished f ON f.outbox = o.id WHERE request = ?", eve
            ),
            store.all("SELECT * FROM person WHERE email = 'eve@sales.example.org'"),
        ]

    before = hers()
    assert typed(world, "forget", CARL_AT, "--yes")[0] == 0
    assert hers() == before


def test_without_yes_nothing_changes(world: DeskWorld) -> None:
    before = tables(world)
    code, output = typed(world, "forget", CARL_AT)
    assert code == 1
    assert "#1" in output
    assert "--yes" in output
    assert tables(world) == before


@pytest.mark.parametrize(
    "address, code, said",
    [
        ("carl", 2, "Right: frontdesk forget"),
        ("", 2, "is no address"),
        ("ann@example.org", 2, "TECHNICIANS"),
        ("Mia@example.org", 2, "MANAGERS"),
        ("it@example.org", 2, "the desk itself"),
        ("' OR 1=1 --@x", 2, "is no address"),
        ("new@sales.example.org", 1, "#4"),
    ],
)
def test_a_wrong_call_says_what_is_right_and_changes_nothing(
    world: DeskWorld, address: str, code: int, said: str
) -> None:
    world.write("new@sales.example.org", "Still open", "Please look.")
    before = world.desk.store.all("SELECT * FROM request"), world.desk.store.all("SELECT * FROM state")
    found, output = typed(world, "forget", address, "--yes")
    assert (found, said in " ".join(output.split())) == (code, True), output
    assert (
        world.desk.store.all("SELECT * FROM request"),
        world.desk.store.all("SELECT * FROM state"),
    ) == before


def test_whom_a_file_names_is_refused_with_its_line(world: DeskWorld, tmp_path: Path) -> None:
    file = tmp_path / "departments.toml"
    file.write_text(f'[Sales]\naddresses = ["{CARL_AT.upper()}"]\n', "utf-8")
    code, output = typed(world, "forget", CARL_AT, "--yes", DEPARTMENTS_FILE=str(file))
    assert (code, "line 2" in output) == (2, True), output
    assert world.request(1).customer.email == CARL_AT


def test_nobody_of_that_address_is_no_mistake(world: DeskWorld) -> None:
    assert typed(world, "forget", "nobody@elsewhere.example")[0] == 0
    assert typed(world, "forget", "nobody@elsewhere.example", "--yes")[0] == 0


class Killed(BaseException):
    """The process ends here."""


def test_killed_after_any_statement_that_writes_it_goes_on_when_called_again(
    world: DeskWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, policy = world.desk.store, world.desk.policy
    before = figures(world)
    real, left = store.run, [0]

    def run(sql: str, *values: Any) -> Any:
        if sql.startswith(("UPDATE", "DELETE", "INSERT", "VACUUM", "PRAGMA wal")):
            left[0] -= 1
            if left[0] == 0:
                raise Killed
        return real(sql, *values)

    monkeypatch.setattr(store, "run", run)
    aliases, deaths = set(), 0
    for at in (*range(1, 60, 3), 10_000):
        left[0] = at
        who = work.plan(store, policy, CARL_AT).who
        if deaths:
            aliases.add(who.alias)
        try:
            done = work.forget_person(store, who, world.clock())
        except Killed:
            deaths += 1
            continue
        break
    assert deaths > 8
    assert done.is_all
    assert len(aliases) == 1, aliases
    assert traces(tmp_path / "base", CARL_AT, "Carl Cole", *MARKERS) == []
    assert figures(world) == before


def test_a_later_mail_begins_anew(world: DeskWorld) -> None:
    old = world.last(CARL_AT, "acknowledgement")
    typed(world, "forget", CARL_AT, "--yes")
    world.answer(CARL, old, "It is broken again.")
    number = world.numbers[-1]
    assert number == 4
    assert world.request(number).customer.email == CARL_AT
    assert len(world.messages(1)) == len([m for m in world.messages(1) if m.text == ""])
    world.pass_time(timedelta(days=5))  # and nobody writes to who is gone
    assert not [mail for mail in world.world.sent if mail.recipient.endswith("@invalid")]


def test_a_resolved_request_is_closed_and_asks_nobody(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        does(world, ANN, "[resolved]", "Done.")
        assert typed(world, "forget", CARL_AT, "--yes")[0] == 0
        assert world.request(1).status == "closed"
        sent = len(world.world.sent)
        world.pass_time(timedelta(days=20))
        assert len([mail for mail in world.world.sent[sent:] if mail.recipient.endswith("invalid")]) == 0


def test_mail_to_others_that_names_them_goes_out_first(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        does(world, ANN, "[resolved]", "Done.")
        world.write(DORA, "Chair", "Carl Cole said that I should ask you.", work=False)
        world.work_without_sending()
        code, output = typed(world, "forget", CARL_AT, "--yes")
        assert code == 75, output
        world.work_sending_only()
        assert typed(world, "forget", CARL_AT, "--yes")[0] == 0
        assert traces(tmp_path, CARL_AT, "Carl Cole") == []


def test_a_name_that_somebody_else_has_too_stays_theirs(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        does(world, ANN, "[resolved]", "Done.")
        world.write("Carl Cole <carl@other.example.org>", "Mouse", "I am Carl Cole of other.")
        typed(world, "forget", CARL_AT, "--yes")
        assert world.request(2).customer.name == "Carl Cole"
        assert world.request(1).customer.name == ""


def test_the_mails_go_into_one_folder_and_no_other_mail_does(world: DeskWorld) -> None:
    store = world.desk.store
    handled = world.filed("Handled")
    who = work.plan(store, world.desk.policy, CARL_AT).who
    folder = MemoryMailbox(world.world, "it", "secret")
    folder.connect()
    mails = wanted(store, who)
    moved = move_from(folder, ("Handled", "Automatic"), "", "Forgotten", mails)
    assert moved == (4, 0)  # his three, and the answer on his request
    assert (world.filed("Forgotten"), world.filed("Handled")) == (4, handled - 4)
    assert move_from(folder, ("Handled", "Automatic"), "", "Forgotten", mails) == (0, 0)


# Columns without anybody's words: kinds, keys, digests, names of folders and of the team, and what is cleaned of
# address and name with all others. A new column stands here or is blanked by db/forgetting.
NO_WORDS = {
    "folder": {"name"},
    "ledger": {"folder", "sent_on", "sha256", "fingerprint", "outcome", "reason", "file_to", "sender"},
    "request": {
        *("status", "priority", "owner", "department", "language", "department_how", "labels", "linked"),
        *("customer", "last_reply_by", "cc", "watchers", "opening"),
        *("kept_out", "written_to"),
    },
    "outage": {"topic", "by", "text"},
    "mass_answer": {"technician", "mail"},  # gone once all have had it, and counted as on its way until then
    "look": {"kind", "about", "text", "person"},  # a line goes as a whole with its person or its request
    "participant": {"email"},
    "message": {"kind", "sender"},
    "cycle": {
        *(
            "began_by",
            "source",
            "department",
            "priority",
            "owner",
            "ended_by",
            "resolved_by",
            "stood",
            "owned",
        ),
    },
    "entry": {"by", "department"},
    "absence": {"person"},
    "contact": {"department", "person", "kind", "state", "by", "letter"},
    # the team's own words, in which only who is named goes
    "answer": {"name", "language", "title", "words", "text", "by", "message_id"},
    "answer_use": {"name", "language", "version", "by"},
    "event": {"kind", "by"},
    "timer": {"person", "kind"},
    "outbox": {"kind", "message_id", "envelope_from", "state", "claimed_by"},
    "recipient": {"email", "domain", "state", "answer"},
    "held": {"code", "reason", "technician"},
    "collected": {"person", "event", "category", "flood"},
    "seen_token": {"code"},
    "state": {"name", "value"},
    "lease": {"name", "holder"},
    "access": {
        *("client_id", "mailbox", "who", "refresh_token", "access_token", "dead_because"),
    },
}
BLANKED = {
    "ledger": {"message_id", "subject"},
    "contact": {"words", "message_id"},
    "request": {"subject", "customer_name", "resolution", "rating_comment", "last_message_id"},
    "message": {"message_id", "sender_name", "subject", "text", "attachments"},
    "reference": {"message_id"},
    "cycle": {"rating_comment"},
    "event": {"detail"},
    "finished": {"mail"},
    "enclosed": {"files"},
    "held": {"mail"},
    "collected": {"line"},
    "gathered": {"message_id"},
    "person": {"email", "name", "department", "language", "unreachable_reason"},
}


def columns_of(model: Any, *types: str) -> set[str]:
    return {field.column_name for field in model._meta.sorted_fields if field.field_type in types}


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.table_name)
def test_every_column_with_text_is_known_to_forget(model: Any) -> None:
    table = model._meta.table_name
    known = NO_WORDS.get(table, set()) | BLANKED.get(table, set())
    assert columns_of(model, "TEXT", "VARCHAR", "BLOB") - known == set()


def test_every_text_column_is_blanked_on_their_own_request(world: DeskWorld) -> None:
    """What BLANKED says is so, column by column, with a marker in each."""
    store = world.desk.store
    mark = "marker-of-theirs"
    store.run(
        "INSERT INTO contact (department, person, kind, state, made_at, due_at, words, message_id)"
        " VALUES ('Sales', ?, 'check-in', 'answered', ?, ?, '', '')",
        *(CARL_AT, world.clock().isoformat(), world.clock().isoformat()),
    )
    for table, columns in BLANKED.items():
        names = {"request": "number = 1", "ledger": f"sender = '{CARL_AT}'", "person": f"email = '{CARL_AT}'"}
        names["contact"] = f"person = '{CARL_AT}'"
        where = names.get(table, "request = 1")
        where += f" AND sender = '{CARL_AT}'" if table == "message" else ""
        if table in ("finished", "enclosed"):
            continue  # bytes of mails: the traces above
        for column in columns - {"email"}:
            if column in ("message_id",) and table in ("reference", "gathered"):
                continue
            value: Any = (
                json.dumps({"why": mark, "before": {"subject": mark}}) if column == "detail" else mark
            )
            value = json.dumps([{"name": mark}]) if column == "attachments" else value
            value = mark.encode() if column == "mail" else value
            store.run(f"UPDATE {table} SET {column} = ? WHERE {where}", value)  # noqa: S608
    store.run("INSERT INTO reference (message_id, request) VALUES (?, 1)", f"<{mark}@host>")
    now = world.clock().isoformat()
    store.run("INSERT INTO gathered (message_id, request, at) VALUES (?, 1, ?)", f"<{mark}g@host>", now)
    store.run(
        "INSERT INTO held (code, reason, technician, request, mail, received_at, expires_at)"
        " VALUES ('c', 'r', 'ann@example.org', 1, ?, ?, ?)",
        *(mark.encode(), now, now),
    )
    store.run(
        "INSERT INTO collected (person, request, event, category, flood, line, at)"
        " VALUES ('ann@example.org', 1, 'e', 'answers', 'burst', ?, ?)",
        *(mark, now),
    )
    people.remember(store, CARL_AT, unreachable_reason=mark)
    assert typed(world, "forget", CARL_AT, "--yes")[0] == 0
    file = Path(world.settings.database_url.removeprefix("sqlite:///"))
    assert traces(file.parent, mark) == []


@pytest.mark.live
def test_postgresql_forgets_as_well(postgres_url: str) -> None:
    with team_world(postgres_url) as world:
        a_year(world)
        before, cycles_before = figures(world), rows_of(world, *world.numbers)
        words = (CARL_AT, "carl cole", *MARKERS)
        assert {word for word in words if word in everything(world)} == set(words)
        code, output = typed(world, "forget", CARL_AT, "--yes")
        assert code == 0, output
        assert [word for word in words if word in everything(world)] == []
        assert (figures(world), rows_of(world, *world.numbers)) == (before, cycles_before)


@pytest.mark.live
def test_postgresql_goes_on_after_kills_at_any_statement(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with team_world(postgres_url) as world:
        a_year(world)
        before = figures(world)
        store, chance = world.desk.store, random.Random(7)
        real, left, deaths = store.run, [0], 0

        def run(sql: str, *values: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise Killed
            return real(sql, *values)

        monkeypatch.setattr(store, "run", run)
        for at in (*(chance.randrange(1, 150) for _ in range(8)), 0):
            left[0] = at
            try:
                work.forget_person(store, work.plan(store, world.desk.policy, CARL_AT).who, world.clock())
            except Killed:
                deaths += 1
        assert deaths > 4
        assert [word for word in (CARL_AT, "carl cole", *MARKERS) if word in everything(world)] == []
        assert figures(world) == before


def everything(world: DeskWorld) -> str:
    """All that the tables hold, and the index of resolutions, in small letters."""
    return str([*tables(world), *(rows(world, name) for name in ("solution", "solution_word"))]).lower()


def tables(world: DeskWorld) -> list[Any]:
    return [rows(world, model._meta.table_name) for model in TABLES]


def rows(world: DeskWorld, table: str) -> list[Any]:
    return world.desk.store.all(f'SELECT * FROM "{table}"')  # noqa: S608


def test_a_note_of_who_is_being_forgotten_is_gone_at_the_end(world: DeskWorld) -> None:
    typed(world, "forget", CARL_AT, "--yes")
    names = [row[0] for row in world.desk.store.all("SELECT name FROM state")]
    assert not [name for name in names if forget.is_note_of_it(name)]
    assert forget_everywhere.empty_wal(world.desk.store)


def test_whom_a_technician_kept_out_of_a_conversation_is_no_longer_named_there(world: DeskWorld) -> None:
    number = next(n for n in world.numbers if world.request(n).customer.email == DORA_AT)
    does(world, ANN, f"[cc=-{CARL_AT}]", "", number)
    assert world.request(number).kept_out == (CARL_AT,)
    assert typed(world, "forget", CARL_AT, "--yes")[0] == 0
    assert CARL_AT not in world.request(number).kept_out


BOB_AT = "bob@example.org"
LEFT = {"TECHNICIANS": "Ann Lee <ann@example.org>"}


def with_bobs_work(world: DeskWorld) -> None:
    world.write(DORA, "The lamp", "My lamp hums all day long.")
    number = world.numbers[-1]
    does(world, BOB, "", "Dear Dora, I look into it.\nBob Burns, IT", number)
    does(world, BOB, "[resolved] [time=20m]", "It was the bulb.\n-- \nBob Burns\nbob@example.org", number)
    world.write(DORA, "The chair", "As Burns, Bob told me yesterday: ask bob@example.org for a new chair.")
    does(world, ANN, "[resolved]", "Ordered.", world.numbers[-1])
    world.pass_time(timedelta(days=20))


def test_a_former_technician_leaves_what_they_did(world: DeskWorld, tmp_path: Path) -> None:
    with_bobs_work(world)
    number = world.numbers[-2]
    before, cycles_before = figures(world), [[c[:4] for c in one] for one in rows_of(world, *world.numbers)]
    code, output = typed(world, "forget", BOB_AT, "--technician", "--yes")
    assert code == 2, output
    assert "TECHNICIANS" in output
    code, output = typed(world, "forget", BOB_AT, "--technician", "--yes", "--json", **LEFT)
    assert code == 0, output
    alias = json.loads(output)["alias"]
    assert traces(tmp_path / "base", BOB_AT, "Bob Burns", "Burns, Bob") == []
    after = figures(world)
    for one in (before, after):
        one.pop("technicians", None)  # the test's settings name Bob still
    assert after == before
    assert [[c[:4] for c in one] for one in rows_of(world, *world.numbers)] == cycles_before
    assert {cycle.resolved_by for cycle in cycles.of_request(world.desk.store, number)} == {alias}
    text = "\n".join(f"{message.sender.name}: {message.text}" for message in world.messages(number))
    assert "a former technician: Dear Dora, I look into it." in text
    assert "It was the bulb." in text


def test_who_still_owns_a_request_hands_it_on_first(world: DeskWorld) -> None:
    world.write(DORA, "The lamp", "My lamp hums all day long.")
    number = world.numbers[-1]
    does(world, BOB, "[assign=me]", "", number)
    code, output = typed(world, "forget", BOB_AT, "--technician", "--yes", **LEFT)
    assert code == 1, output
    assert f"#{number}" in output
    assert "hand them on" in output
    assert world.request(number).owner == BOB_AT


def test_a_person_with_several_addresses_is_gone_after_a_call_for_each(tmp_path: Path) -> None:
    """They wrote from work and from home, on one request and on their own; the second address ends it."""
    home, marks = "carl.cole@home.example", ("xylophone", "quagmire")
    (tmp_path / "base").mkdir()
    with team_world(tmp_path / "base" / "desk.db") as world:
        world.write(CARL, "Printer", "The xylophone printer hums.", Cc=f"Carl at home <{home}>")
        first = world.last(CARL_AT, "acknowledgement")
        world.answer(f"Carl Cole <{home}>", first, "From home: it is a quagmire, too.", subject="")
        does(world, ANN, "[resolved]", "Mended, dear Carl Cole.")
        world.write(f"Cole, Carl <{home}>", "Screen", "A quagmire of colours.")
        does(world, ANN, "[resolved]", "Replaced.", world.numbers[-1])
        world.pass_time(timedelta(days=20))
        before = figures(world)
        for address in (CARL_AT, home):
            code, output = typed(world, "forget", address, "--yes")
            assert code == 0, output
        assert traces(tmp_path / "base", CARL_AT, home, "Carl Cole", "Cole, Carl", *marks) == []
        assert figures(world) == before
