"""`frontdesk report` as it is typed: on a desk with a few weeks of work, and wrong calls, which change nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from desk_world import SETTINGS, DeskWorld, desk_world

from frontdesk import wiring
from frontdesk.__main__ import main
from frontdesk.db import outbox_view

ANN, ANN_AT = "Ann Lee <ann@example.org>", "ann@example.org"
MADE_AT = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)

Typed = Callable[..., Result]


def next_noon(at: datetime) -> datetime:
    """On the next day that is no Saturday or Sunday."""
    return at.replace(hour=12, minute=0) + timedelta(days={4: 3, 5: 2}.get(at.weekday(), 1))


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskWorld]:
    """March 2026: eight requests of Sales, one of Legal; most are answered within the hour and resolved."""
    folder = tmp_path_factory.mktemp("desk")
    with desk_world(folder / "desk.db") as world:
        for number in range(1, 10):
            department = "Legal" if number == 9 else "Sales"
            who = f"c{number}@example.com"
            world.write(who, f"Question {number}", "The printer is on strike again.")
            world.clock.at += timedelta(minutes=5 * number)
            tags = f"[department={department}] [label=+printing] [time=10m]"
            world.answer(ANN, world.last(ANN_AT, "notification"), "Try the other tray.", subject=tags)
            if number < 8:
                world.clock.at += timedelta(minutes=20)
                world.answer(
                    ANN, world.last(ANN_AT, "notification"), "It was the tray.", subject="[resolved]"
                )
            world.pass_time(next_noon(world.clock.at) - world.clock.at)
        world.pass_time(MADE_AT - world.clock.at)
        yield world


@pytest.fixture
def typed(worked: DeskWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "utc_now", lambda: MADE_AT)

    def type_it(*words: str, **settings: str | None) -> Result:
        database = {"DATABASE_URL": worked.settings.database_url}
        return CliRunner().invoke(main, ("report", *words), env=SETTINGS | database | settings)

    return type_it


def figures(typed: Typed, *words: str, **settings: str | None) -> dict[str, dict]:  # type: ignore[type-arg]
    result = typed("--json", *words, **settings)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def test_the_figures_as_json(typed: Typed) -> None:
    found = figures(typed, "--period", "2026-03")
    total = found["total"]
    assert (total["requests"], total["resolved"]) == (9, 7)
    assert total["first_response"] | {"low": 0, "high": 0} == {
        "n": 9, "median": 25, "p90": None, "low": 0, "high": 0, "at_least": False, "p90_at_least": False, "open": 0,
    }  # fmt: skip
    assert found["backlog"]["count"] == 2
    assert found["minutes"] == {"sum": 90, "k": 9, "n": 9}
    assert [(row["name"], row["requests"]) for row in found["departments"]] == [("Sales", 8), ("others", 1)]
    assert sum(week["in"] for week in found["weeks"]) == 9
    assert found["period"] == {
        "from": "2026-03-02",
        "to": "2026-03-31",
        "business_days": 22,
        "complete": True,
    }
    assert found["technicians"][0] | {"taken": 0} == {
        "technician": ANN_AT, "open": 2, "taken": 0, "resolved": 7, "minutes": 90, "away_days": 0,
    }  # fmt: skip


def test_the_technicians_are_shown_as_the_admin_decided(typed: Typed) -> None:
    assert figures(typed, "--period", "2026-03", REPORT_TECHNICIANS="off")["technicians"] is None
    full = figures(typed, "--period", "2026-03", REPORT_TECHNICIANS="full")["technicians"][0]
    assert full["first_response"]["median"] == 25
    assert full["ratings"] == {"answered": 0, "content": None}


def test_a_department_alone_by_any_spelling(typed: Typed) -> None:
    for name in ("Sales", "sales", " S a l e s "):
        assert figures(typed, "--period", "2026-03", "--department", name)["total"]["requests"] == 8


def test_the_same_report_twice_is_the_same(typed: Typed, tmp_path: Path) -> None:
    pages = []
    for name in ("one.html", "two.html"):
        assert typed("--period", "2026-03", "--html", name).exit_code == 0
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]


def test_a_page_replaces_one_of_ours_and_nothing_else(typed: Typed, tmp_path: Path) -> None:
    assert typed("--period", "2026-03", "--html", "page.html").exit_code == 0
    assert typed("--period", "2026-02", "--html", "page.html").exit_code == 0
    assert "February" in (tmp_path / "page.html").read_text()
    assert (tmp_path / "page.html").stat().st_mode & 0o777 == 0o600
    (tmp_path / "mine.html").write_text("<p>my own page")
    refused = typed("--html", "mine.html")
    assert refused.exit_code == 1
    assert "no report of ours" in refused.output
    assert (tmp_path / "mine.html").read_text() == "<p>my own page"


class Checker(HTMLParser):
    """Every tag is closed where it must be, and nothing comes from outside."""

    VOID = frozenset(("meta", "rect", "line", "circle", "polyline"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not any(name in ("src", "href", "onload", "onclick", "style") for name, _ in attrs)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_sound_html_without_script_and_without_anything_from_outside(
    typed: Typed, tmp_path: Path
) -> None:
    typed("--period", "2026-03", "--html", "page.html")
    text = (tmp_path / "page.html").read_text()
    assert "http" not in text
    assert "url(" not in text
    checker = Checker()
    checker.feed(text)
    assert checker.open == []
    assert not {"script", "link", "iframe", "img", "object", "form"} & checker.seen
    assert text.count('<svg role="img"') == text.count("<title>") - 1 == text.count("<details>")


def test_csv_for_spreadsheets(typed: Typed, tmp_path: Path) -> None:
    assert typed("--period", "2026-03", "--csv", "out").exit_code == 0
    rows = {}
    for name in ("requests", "minutes", "figures"):
        raw = (tmp_path / "out" / f"{name}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        rows[name] = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows["requests"]) == 9
    assert rows["requests"][0]["department"] == "Sales"
    assert {row["minutes"] for row in rows["minutes"]} == {"10"}
    assert {row["by"] for row in rows["minutes"]} == {""}  # who stated it isn't for everybody
    total = {row["figure"]: row for row in rows["figures"] if row["group"] == "total"}
    assert total["requests"]["value"] == "9"
    assert "Question" not in (tmp_path / "out" / "requests.csv").read_text()
    assert typed("--period", "2026-03", "--csv", "out").exit_code == 0  # ours may be replaced
    (tmp_path / "out" / "minutes.csv").write_text("my,own\n")
    assert typed("--period", "2026-03", "--csv", "out").exit_code == 1
    assert (tmp_path / "out" / "minutes.csv").read_text() == "my,own\n"


def test_who_did_it_stands_in_the_files_only_where_the_desk_shows_that(typed: Typed, tmp_path: Path) -> None:
    """From cycles with names everybody's times and ratings could be worked out."""
    for shown, people in (("load", {""}), ("off", {""}), ("full", {ANN_AT, ""})):
        assert typed("--period", "2026-03", "--csv", "out", REPORT_TECHNICIANS=shown).exit_code == 0
        found: set[str] = set()
        for name, columns in (("requests", ("owner", "resolved_by")), ("minutes", ("by",))):
            raw = (tmp_path / "out" / f"{name}.csv").read_text("utf-8-sig")
            found |= {row[column] for row in csv.DictReader(io.StringIO(raw)) for column in columns}
            assert ("example.org" in raw) is (shown == "full")
        assert found <= people
        assert (ANN_AT in found) is (shown == "full")


def test_by_mail_to_the_managers(typed: Typed, worked: DeskWorld) -> None:
    before = len(worked.inbox("mia@example.org"))
    assert typed("--period", "2026-03", "--mail").exit_code == 0
    worked.work()
    (letter,) = worked.inbox("mia@example.org")[before:]
    assert (letter.kind, letter.subject) == ("report", "[IT] March: 9 requests, 7 resolved, 2 open")
    assert [name.rpartition(".")[2] for name in letter.attachments] == ["html", "csv"]
    assert (
        "9 came in, 7 were resolved" in letter.text
    )  # there was no desk in the whole of February to compare with
    assert "Ann" not in letter.text  # no table per technician


def test_an_empty_period_says_so(typed: Typed) -> None:
    result = typed("--period", "2026-01")
    assert (result.exit_code, "No request came in." in result.output) == (0, True)


@pytest.mark.parametrize(
    ("words", "right"),
    [
        (("--period", "2026-03", "--from", "2026-03-01"), "--period last-month"),
        (("--from", "2026-03-31", "--to", "2026-03-01"), "--from 2026-03-01 --to 2026-03-31"),
        (("--from", "2026-02-30"), "2026-10-31"),
        (("--from", "2026-02-31"), "2026-10-31"),
        (("--from", "２０２６-03-01"), "2026-10-31"),
        (("--from", "31.03.2026"), "2026-10-31"),
        (("--from", ""), "2026-10-31"),
        (("--to", ""), "2026-10-31"),
        (("--to", "yesterday"), "2026-10-31"),
        (("--period", "２０２６-03"), "last-month"),
        (("--period", "2026-Q5"), "last-month"),
        (("--period", "1889"), "last-month"),
        (("--department", " "), "--department"),
        (("--mail", ""), "--mail mia@example.org"),
        (("--csv", ""), "--csv figures"),
        (("--csv", " "), "--csv figures"),
        (("--html", ""), "--html report.html"),
        (("--from", "2027-01-01"), "2026-04-01"),
        (("--period", "2026-13"), "last-month"),
        (("--period", "next-month"), "last-month"),
        (("--period", ""), "last-month"),
        (("--department", "Slaes"), "--department 'Sales'"),
        (("--department", ""), "--department"),
        (("--mail", "ann@example.org"), "--mail mia@example.org"),
        (("--mail", "not an address"), "--mail mia@example.org"),
        (("mia@example.org",), "--mail mia@example.org"),
        (("--html", "no/such/folder/page.html"), "--html report.html"),
        (("--html", "."), "--html report.html"),
        (("--csv", "no/such/folder"), "--csv figures"),
        (("--json", "--html", "page.html", "--department", "Nobody"), "--department"),
        (("--html", "page.html", "--mail", "bob@example.org"), "--mail mia@example.org"),
        (("--form", "2026-01-01"), "--from"),
    ],
)
def test_a_wrong_call_is_answered_with_a_right_one_and_changes_nothing(
    typed: Typed, worked: DeskWorld, tmp_path: Path, words: tuple[str, ...], right: str
) -> None:
    waiting = dict(outbox_view.counts(worked.desk.store))
    refused = typed(*words)
    assert refused.exit_code == 2, refused.output
    assert right in refused.output
    assert "Traceback" not in refused.output
    assert list(tmp_path.iterdir()) == []
    assert dict(outbox_view.counts(worked.desk.store)) == waiting


def test_a_department_of_the_file_by_its_alias_and_one_without_a_request(
    typed: Typed, tmp_path: Path
) -> None:
    file = tmp_path / "departments.toml"
    file.write_text('[Sales]\naliases = ["Vertrieb"]\n["R&D <Übersee>"]\n', "utf-8")
    told = {"DEPARTMENTS_FILE": str(file)}
    alias = figures(typed, "--period", "2026-03", "--department", "vertrieb", **told)
    assert (str(alias["department"]), alias["total"]["requests"]) == ("Sales", 8)
    nothing = typed("--period", "2026-03", "--department", "r&d <ubersee>", **told)
    assert (nothing.exit_code, "No request came in." in nothing.output) == (0, True)


def test_days_to_come_are_cut_off_on_both_sides_of_the_comparison(typed: Typed) -> None:
    found = figures(typed, "--from", "2026-03-23", "--to", "2099-12-31")
    assert (found["period"]["to"], found["period"]["complete"]) == ("2026-04-01", False)
    assert found["previous"]["business_days"] == found["period"]["business_days"] == 8


def test_a_customers_formula_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from frontdesk.reports.as_csv import text_of

    cells = ["=cmd|'/c calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", "plain", 'a "b", c', "x\r\n=1"]
    rows = list(csv.reader(io.StringIO(text_of(("name",), [(cell,) for cell in cells]).lstrip("\ufeff"))))
    assert [row[0][0] for row in rows[1:6]] == ["'"] * 5
    assert [row[0] for row in rows[6:]] == ["plain", 'a "b", c', "x =1"]
    assert text_of(("n",), [(-5,)]).endswith("-5\r\n")  # a number of ours is one


def test_a_desk_that_never_ran_has_an_empty_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(
        main, ("report",), env=SETTINGS | {"DATABASE_URL": f"sqlite:///{tmp_path}/no.db"}
    )
    assert result.exit_code == 0
    assert not (tmp_path / "no.db").exists()
