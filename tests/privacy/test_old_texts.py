"""KEEP_TEXTS and KEEP_RATING_WORDS: what is long over loses its words and its people, and no figure moves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from desk_world import SETTINGS, DeskWorld
from technicians_world import ANN, CARL, CARL_AT, DORA, DORA_AT, asked, does, team_world

from frontdesk.__main__ import main
from frontdesk.db import contacts, people
from frontdesk.db.forgetting import forget_everywhere, old_texts
from frontdesk.db.schema.tables import TABLES
from frontdesk.jobs import old_texts as job
from frontdesk.jobs.clear_away import clear_away
from frontdesk.jobs.old_texts import let_go_of_old_texts
from frontdesk.reports.make import make_report
from frontdesk.rules.figures import periods
from frontdesk.rules.figures.report import Report
from frontdesk.settings.load import BadSettings, load_settings

YEAR = timedelta(days=366)
MADE = datetime(2028, 12, 31, 12, tzinfo=UTC)
THEIRS = (CARL_AT, "carl cole", "xylophone", "quagmire", "zeppelin", "oiled", "eva@sales.example.org")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.live)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def world(database: str) -> Iterator[DeskWorld]:
    """Carl's request with Eva in Cc, rated with words, is a year old; Dora's is of this month."""
    with team_world(database, KEEP_TEXTS="1 year") as world:
        text = "The quagmire printer eats paper.\nIt hums a zeppelin song all day."
        world.write(CARL, "My xylophone printer", text, Cc="Eva Ely <eva@sales.example.org>")
        does(world, ANN, "[resolved] [time=15m]", "Dear Carl Cole, the xylophone is mended. I oiled it.")
        world.pass_time(timedelta(days=9))
        world.answer(CARL, world.last(CARL_AT, "survey"), "2\nStill a quagmire, sorry.", quote=False)
        world.pass_time(timedelta(days=340))
        world.write(DORA, "Screen flickers", "My screen flickers, and the keyboard sticks.")
        does(world, ANN, "[resolved]", "Replaced the cable.", 2)
        world.pass_time(timedelta(days=14))
        yield world


def everything(world: DeskWorld) -> str:
    """All that the tables hold, and the words by which requests are found, in small letters."""
    names = [model._meta.table_name for model in TABLES] + ["solution", "solution_word"]
    return str([world.desk.store.all(f'SELECT * FROM "{name}"') for name in names]).lower()  # noqa: S608


def left(world: DeskWorld) -> list[str]:
    held = everything(world)
    return [word for word in THEIRS if word in held]


def typed(world: DeskWorld, *words: str) -> dict[str, Any]:
    given = {**SETTINGS, "DATABASE_URL": world.settings.database_url}
    found = CliRunner().invoke(main, list(words), env=given)
    assert found.exit_code in (0, 1), found.output
    return dict(json.loads(found.stdout))


def figures(world: DeskWorld) -> Report:
    """Of all that ever was, but for the words of ratings."""
    policy = world.desk.policy
    period = periods.from_days(date(2025, 1, 1), date(2028, 12, 30), policy.hours, MADE)
    return replace(make_report(world.desk.store, policy, period, MADE, with_times=True), comments=())


def dora(world: DeskWorld) -> list[Any]:
    store = world.desk.store
    return [
        store.all("SELECT * FROM request WHERE number = 2"),
        store.all("SELECT * FROM message WHERE request = 2"),
        store.all("SELECT * FROM event WHERE request = 2"),
        store.all("SELECT * FROM ledger WHERE request = 2"),
        store.all("SELECT * FROM cycle WHERE request = 2"),
        store.all("SELECT * FROM person WHERE email = ?", DORA_AT),
    ]


def test_a_request_closed_a_year_ago_keeps_its_figures_and_no_word(world: DeskWorld) -> None:
    assert left(world) == [*THEIRS]
    assert let_go_of_old_texts(world.desk) == 0  # closed 351 days ago
    before, hers = figures(world), dora(world)
    world.pass_time(timedelta(days=20))
    assert let_go_of_old_texts(world.desk) == 1
    assert left(world) == []
    assert (figures(world), dora(world)) == (before, hers)
    request = world.request(1)
    assert re.fullmatch(r"forgotten-[0-9a-f]{8}-1@invalid", request.customer.email)
    assert (request.status, request.rating, request.minutes, request.owner) == ("closed", 2, 15, ANN)
    assert [cycle["resolved_by"] for cycle in typed(world, "show", "1", "--json")["cycles"]] == [ANN]
    assert let_go_of_old_texts(world.desk) == 0


def test_no_byte_of_the_database_file_keeps_them(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", KEEP_TEXTS="1 year") as world:
        asked(world, subject="My xylophone printer")
        does(world, ANN, "[resolved]", "Dear Carl Cole, I oiled the quagmire.")
        world.pass_time(timedelta(days=400))
        assert let_go_of_old_texts(world.desk) == 1
        assert forget_everywhere.empty_wal(world.desk.store)
        held = b"".join(path.read_bytes() for path in tmp_path.iterdir()).lower()
        assert [word for word in THEIRS if word.encode() in held] == []


def test_status_says_up_to_when_texts_are_gone(world: DeskWorld) -> None:
    assert typed(world, "status", "--json")["kept_until"] is None
    world.pass_time(timedelta(days=20))
    let_go_of_old_texts(world.desk)
    closed = world.request(1).closed_at
    assert closed is not None
    assert typed(world, "status", "--json")["kept_until"] == f"{closed:%Y-%m-%dT%H:%M:%SZ}"


def test_who_answers_later_begins_anew_and_nobody_is_written_to(world: DeskWorld) -> None:
    old = world.last(CARL_AT, "acknowledgement")
    world.pass_time(timedelta(days=20))
    let_go_of_old_texts(world.desk)
    world.answer(CARL, old, "It is broken again.")
    assert world.request(3).customer.email == CARL_AT
    assert {message.text for message in world.messages(1)} == {""}
    world.pass_time(timedelta(days=9))
    assert not [mail for mail in world.world.sent if mail.recipient.endswith("invalid")]


class Killed(BaseException):
    """The process ends here."""


def test_killed_after_any_statement_it_goes_on_when_called_again(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, hers = figures(world), dora(world)
    world.pass_time(timedelta(days=20))
    store, deaths = world.desk.store, 0
    real, ahead = store.run, [0]

    def run(sql: str, *values: Any) -> Any:
        ahead[0] -= sql.startswith(("UPDATE", "DELETE", "INSERT"))
        if ahead[0] == 0:
            raise Killed
        return real(sql, *values)

    monkeypatch.setattr(store, "run", run)
    for at in (*range(1, 28, 2), 10_000):
        ahead[0] = at
        try:
            let_go_of_old_texts(world.desk)
        except Killed:
            deaths += 1
            continue
        break
    assert deaths > 8
    assert left(world) == []
    assert (figures(world), dora(world)) == (before, hers)


def test_a_backlog_goes_in_short_transactions_and_no_row_is_looked_at_twice(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "AT_ONCE", 2)
    monkeypatch.setattr(job, "A_CALL", 4)
    for number in range(7):
        asked(world, f"c{number}@sales.example.org", f"Matter {number}")
        does(world, ANN, "[resolved]", "Done.", 3 + number)
    world.pass_time(timedelta(days=400))
    found = [let_go_of_old_texts(world.desk) for _ in range(4)]
    assert found == [4, 4, 1, 0]
    assert all(world.request(number).subject == "" for number in range(1, 10))


def test_words_of_ratings_can_go_earlier(world: DeskWorld) -> None:
    policy = replace(world.desk.policy, keep_texts=None, keep_rating_words=timedelta(days=90))
    world.desk = replace(world.desk, policy=policy)
    before = figures(world)
    assert "still a quagmire" in everything(world)
    assert let_go_of_old_texts(world.desk) == 1
    assert "still a quagmire" not in everything(world)
    assert "quagmire printer eats" in everything(world)
    assert (world.request(1).rating, world.request(1).rating_comment) == (2, "")
    assert figures(world) == before
    assert let_go_of_old_texts(world.desk) == 0


def test_a_person_with_something_newer_or_who_said_stop_is_remembered(world: DeskWorld) -> None:
    store = world.desk.store
    asked(world, subject="Mouse")
    people.remember(store, "eva@sales.example.org", no_check_ins=True)
    world.pass_time(timedelta(days=20))
    let_go_of_old_texts(world.desk)
    assert people.get(store, CARL_AT).name
    assert people.get(store, "eva@sales.example.org").no_check_ins
    assert world.request(3).customer.email == CARL_AT
    assert (world.request(1).customer.email, world.request(1).subject) != (CARL_AT, "Mouse")


def test_what_was_said_in_a_call_goes_and_that_there_was_one_stays(world: DeskWorld) -> None:
    store, long_ago = world.desk.store, world.clock() - 2 * YEAR
    contacts.add(
        store, department="Sales", person=CARL_AT, kind="call", state="answered", made_at=long_ago,
        due_at=long_ago, answered_at=long_ago, words="The xylophone moves in May", message_id="<a@b>",
    )  # fmt: skip
    let_go_of_old_texts(world.desk)
    assert store.all("SELECT department, person, kind, words FROM contact") == [("Sales", "", "call", "")]


def test_a_mail_that_led_to_nothing_goes_too(world: DeskWorld) -> None:
    world.write("robot@elsewhere.example", "Xylophone news", "Buy one.", Auto_Submitted="auto-generated")
    world.pass_time(timedelta(days=400))
    clear_away(world.desk)
    assert "robot@elsewhere.example" in everything(world)
    let_go_of_old_texts(world.desk)
    assert "robot@elsewhere.example" not in everything(world)
    assert world.desk.store.all("SELECT count(*) FROM ledger WHERE sha256 = ''") == [(0,)]


def test_a_clock_that_is_ahead_takes_nothing(world: DeskWorld) -> None:
    """The mail server took the newest mail in on a day that is years before what our clock shows."""
    world.desk.store.run(
        "UPDATE ledger SET received_at = ? WHERE id = (SELECT max(id) FROM ledger)",
        (world.clock() - 3 * YEAR).isoformat(timespec="microseconds"),
    )
    world.pass_time(timedelta(days=20))
    assert let_go_of_old_texts(world.desk) == 0
    assert left(world) == [*THEIRS]


def test_forever_is_the_default(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        does(world, ANN, "[resolved]", "Done.")
        world.pass_time(timedelta(days=3000))
        assert let_go_of_old_texts(world.desk) == 0
        assert old_texts.come_to(world.desk.store, old_texts.TEXTS) is None
        assert world.request(1).subject


@pytest.mark.parametrize("given", ["off", "0", "3", "3y", "0 days", "never", "-1 year", "200 years", "1d"])
def test_what_is_no_such_time_is_refused_and_nothing_is_guessed(given: str) -> None:
    with pytest.raises(BadSettings) as refused:
        load_settings({**SETTINGS, "KEEP_TEXTS": given})
    assert any(
        "KEEP_TEXTS" in str(problem) and "3 years" in str(problem) for problem in refused.value.problems
    )


@pytest.mark.parametrize(
    "given, days",
    [("3 years", 1096), ("18 months", 548), ("90 days", 90), ("2 Weeks", 14), ("forever", None)],
)
def test_how_long_is_read_in_calendar_time(given: str, days: int | None) -> None:
    policy = load_settings({**SETTINGS, "KEEP_TEXTS": given, "KEEP_RATING_WORDS": given}).policy()
    wanted = None if days is None else timedelta(days=days)
    assert (policy.keep_texts, policy.keep_rating_words) == (wanted, wanted)
