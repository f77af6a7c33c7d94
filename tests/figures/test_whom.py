"""Whom is shown what: managers the load alone, each of the team their own figures, nobody a ranking."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from desk_world import SETTINGS, DeskWorld
from figures.stories import HOURS, NOW, asked, at, counted
from technicians_world import ANN, BOB, CARL, MIA, PROVEN, TEAM, notified, team_world

from frontdesk.reports import as_csv, as_json
from frontdesk.reports.mail import values_of
from frontdesk.reports.page import page
from frontdesk.rules.figures import periods
from frontdesk.rules.figures.cycle import Owned
from frontdesk.rules.figures.report import Report
from frontdesk.rules.figures.story import Story
from frontdesk.settings.load import load_settings

STAFF = (ANN, BOB, "cid@example.org")
POLICY = load_settings(SETTINGS | {"TECHNICIANS": TEAM}).policy()


def done_by(who: str, *, rating: int | None = None, words: str = "", **more: Any) -> Story:
    values: dict[str, Any] = {"owner": who, "resolved_by": who, "owned": (Owned(who, at(5)),)}
    if rating is not None:
        values |= {"rating": rating, "rating_comment": words, "asked_at": at(8), "rating_at": at(8)}
    return asked(**values | more)


def busy(*, rated: int = 9) -> Report:
    """Bob does twice what Ann does, is slower, and gets the bad ratings; Cid does most of all."""
    stories = [done_by(ANN, answered=10) for _ in range(10)] + [done_by(BOB, answered=200) for _ in range(20)]
    stories += [done_by("cid@example.org", answered=20) for _ in range(30)]
    stories += [done_by(BOB, rating=1, words="Bob was rude.") for _ in range(rated)]
    return counted(stories, team=STAFF, with_times=True)


def shown(report: Report, technicians: str) -> str:
    html = page(report, POLICY, technicians=technicians, target=240)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def load_of(report: Report, technicians: str) -> str:
    """The page's part on the team."""
    return shown(report, technicians).partition("Load of the team")[2].partition("Low ratings and words")[0]


def test_load_is_counts_alone() -> None:
    found = load_of(busy(), "load")
    assert "Name owns open taken on resolved time stated business days away Ann Lee 0 10 10 0:00 0" in found
    assert "First answer" not in found
    assert "Content" not in found
    assert "of 9" not in found


def test_full_says_above_the_table_what_moves_such_figures() -> None:
    found = load_of(busy(), "full")
    warning, table = found.index("who gets the hard requests, who works part time"), found.index("Ann Lee")
    assert warning < table
    assert "0:10 (of 10)" in found


def test_off_shows_nobody() -> None:
    found = shown(busy(), "off")
    assert not any(name in found for name in ("Ann", "Burns", "Cid", "Load of the team"))
    assert as_json.as_object(busy(), POLICY, technicians="off")["technicians"] is None


@pytest.mark.parametrize(("rated", "said"), [(9, "too few (9)"), (10, "0 of 10")])
def test_ratings_of_a_person_from_ten(rated: int, said: str) -> None:
    assert said in load_of(busy(rated=rated), "full")
    bob = as_json.as_object(busy(rated=rated), POLICY, technicians="full")["technicians"][1]
    assert bob["ratings"] == {"answered": rated, "content": 0 if rated >= 10 else None}


def test_nobody_is_ranked_whatever_the_figures() -> None:
    """The rows stand as in the settings, in the page and in JSON; the mail has none."""
    for shown_as in ("load", "full"):
        found = load_of(busy(), shown_as)
        assert found.index("Ann Lee") < found.index("Bob Burns") < found.index("Cid Clay")
        rows = as_json.as_object(busy(), POLICY, technicians=shown_as)["technicians"]
        assert [row["technician"] for row in rows] == list(STAFF)
    told = json.dumps(values_of(busy(), POLICY, None), default=str)
    assert not any(name in told for name in (*STAFF, "Burns", "rude"))
    assert not any("example.org" in str(line) for line in as_csv.figures(busy()))


@pytest.mark.parametrize("technicians", ["off", "load", "full"])
def test_what_json_says_of_each_of_the_team(technicians: str) -> None:
    rows = as_json.as_object(busy(), POLICY, technicians=technicians)["technicians"]
    load = {"technician", "open", "taken", "resolved", "minutes", "away_days"}
    full = load | {"first_response", "resolution", "kept_resolution", "ratings"}
    assert rows is None if technicians == "off" else {*rows[0]} == (full if technicians == "full" else load)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    """Ann and Bob each resolve a request in March; both customers say what they think."""
    with team_world(tmp_path / "desk.db", REPORT_EVERY="off", SURVEY_AT_MOST_EVERY="off") as world:
        for number, (who, rating) in enumerate(
            ((ANN, "5\n\nAnn is a treasure."), (BOB, "2\n\nBob was rude.")), 1
        ):
            customer = f"Customer {number} <c{number}@sales.example.org>"
            world.write(customer, f"Matter {number}", "It is broken.")
            world.clock.at += timedelta(minutes=20)
            letter = notified(world, who, number)
            world.answer(who, letter, "Done.", subject="[resolved] [time=20m]", Authentication_Results=PROVEN)
            world.pass_time(timedelta(days=8))
            world.answer(customer, world.last(f"c{number}@sales.example.org", "survey"), rating, quote=False)
        world.clock.at = max(world.clock.at, datetime(2026, 4, 1, 9, tzinfo=UTC))
        yield world


def test_own_figures_have_the_words_of_own_work_and_nobody_elses(world: DeskWorld) -> None:
    for who, own, other in ((ANN, "Ann is a treasure.", "Bob"), (BOB, "Bob was rude.", "Ann is")):
        world.write(who, "[report mine last month]", "", Authentication_Results=PROVEN)
        letter = world.last(who)
        assert "Nobody else gets these" in letter.text
        assert own in letter.text
        assert other not in letter.text
        assert "the team: " in letter.text
        assert [address for address in (ANN, BOB, MIA) if letter.raw == world.last(address).raw] == [who]
        assert not letter.header("Cc")


def test_a_manager_gets_own_figures_of_nobody_else(world: DeskWorld) -> None:
    """`[report bob]` is no department: nobody's figures can be asked for by name."""
    world.write(MIA, "[report bob]", "", Authentication_Results=PROVEN)
    assert "is no period and no department" in world.last(MIA, "refusal").text
    world.write(MIA, "[report mine last month]", "", Authentication_Results=PROVEN)
    (own,) = [letter.text for letter in world.inbox(MIA) if "Your figures" in letter.text]
    assert "Bob was rude." not in own


def test_a_customer_gets_figures_of_nobody(world: DeskWorld) -> None:
    for subject in ("[report]", "[report mine]", "[report Sales]", "[review=Sales]"):
        world.write(CARL, subject, "Please.", work=False)
    world.work()
    assert not {"report", "notice"} & set(world.kinds("carl@sales.example.org"))


# --- the mail and the object


def test_five_departments_in_the_mail_and_any_that_changed_clearly() -> None:
    sizes = {"A": 30, "B": 25, "C": 20, "D": 15, "E": 12, "F": 11, "G": 10}
    stories = [asked(department=name) for name, number in sizes.items() for _ in range(number)]
    stories += [asked(at(7, month=9), department="G") for _ in range(40)]  # fell from 40 to 10
    stories += [asked(at(7, month=9), department=name) for name in "ABCDEF" for _ in range(15)]
    rows = values_of(counted(stories), POLICY, None)["departments"]
    assert [row["name"] for row in rows] == ["A", "B", "C", "D", "E", "G"]


def test_what_is_left_out_is_counted_and_said() -> None:
    stories = [asked() for _ in range(5)]
    stories += [asked(department="", source="technician"), asked(source="team"), asked(ended_by="merged")]
    stories += [asked(ended_by="spam"), asked(ended_by="no answer")._replace(labels=("vpn",), minutes=15)]
    notes = as_json.as_object(counted(stories), POLICY)["notes"]
    assert notes == [
        "Left out: 1 that were spam.",
        "Left out: 1 that were the same as another one.",
        "Left out: 1 of the team's own.",
        "1 came by phone or in person; they are in no figure about first answers.",
        "1 ended as the customer didn't answer two reminders: they count as neither resolved nor kept.",
        "1 have no department.",
        "6 have no label.",
        "On 6 no working time is written down; nothing is reckoned up for them.",
    ]


def test_a_period_that_runs_ends_now_and_says_so() -> None:
    november = periods.from_words("this-month", HOURS, NOW)
    found = as_json.as_object(counted([], november), POLICY)
    assert (found["period"]["to"], found["period"]["complete"]) == ("2026-11-30", False)
    assert not values_of(counted([], november), POLICY, None)["complete"]


def test_the_object_has_what_is_promised_of_it() -> None:
    found = as_json.as_object(busy(), POLICY)
    assert {
        *("made_at", "period", "previous", "desk", "total", "before", "changes", "departments", "labels"),
        *("priorities", "weeks", "technicians", "backlog", "ratings", "contacts", "minutes", "notes"),
    } <= found.keys()
    assert {
        *(
            "requests",
            "resolved",
            "no_answer",
            "first_response",
            "resolution",
            "resolution_elapsed",
            "reopened",
        ),
        *("kept_response", "kept_resolution", "one_answer", "handed_on", "backlog", "ratings", "minutes"),
    } <= found["total"].keys()
    assert found["total"]["first_response"].keys() >= {"n", "median", "p90", "low", "high", "at_least"}
    assert found["total"]["kept_response"].keys() >= {"k", "n", "low", "high"}
    assert found["backlog"].keys() >= {
        "count",
        "median_age",
        "oldest_age",
        "bands",
        "without_owner",
        "late",
        "by",
    }
    assert found["ratings"].keys() >= {
        "asked",
        "answered",
        "counts",
        "content",
        "low",
        "high",
        "worst",
        "best",
        "comments",
    }
    assert found["changes"][0].keys() == {"figure", "now", "before", "clear"}
    assert found["weeks"][0].keys() == {"monday", "in", "out", "open"}
