"""How figures are said: on the page, in the mail, in words. What must never be said of too few, and what always is."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from desk_world import SETTINGS
from figures.stories import asked, at, counted

from frontdesk.reports.mail import values_of
from frontdesk.reports.page import page
from frontdesk.reports.say import Say
from frontdesk.rules.figures.changes import Change
from frontdesk.rules.figures.report import Report
from frontdesk.rules.figures.story import Story
from frontdesk.settings.load import load_settings

POLICY = load_settings(SETTINGS).policy()
SAY = Say("en", POLICY.zone)
LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pl", "pt")


def rated(*ratings: int | None) -> list[Story]:
    return [asked(asked_at=at(8), rating=each, rating_at=at(8)) for each in ratings]


def shown(
    report: Report, language: str = "en", *, technicians: str = "load", target: int | None = 240
) -> str:
    """The page as its reader sees it: words alone."""
    policy = replace(POLICY, language=language)
    html = page(report, policy, technicians=technicians, target=target)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.mark.parametrize("ratings", [(), (None, None), (5,), (5, 5, 1, 4)])
def test_of_fewer_than_five_ratings_only_their_number_is_said(ratings: tuple[int | None, ...]) -> None:
    given = [each for each in ratings if each]
    said = SAY.content(counted(rated(*ratings)).total)
    assert said == (f"too few ({len(given)})" if ratings else "none")


def test_content_is_said_with_its_interval_the_response_and_the_range_it_could_have() -> None:
    """38 content of 41 of 97 asked: between 39 and 97 %."""
    found = shown(counted(rated(*[5] * 30, *[4] * 8, 3, 2, 1, *[None] * 56)))
    assert "Content, of those who answered: 38 of 41 (81 to 97 %)." in found
    assert "Answered: 41 of 97. Had everybody, it could be 39 to 97 %." in found


@pytest.mark.parametrize(("number", "drawn"), [(1, False), (19, False), (20, True)])
def test_no_curve_and_no_dot_in_percent_below_20(number: int, drawn: bool) -> None:
    html = page(counted([asked() for _ in range(number)]), POLICY, target=240)
    assert (SAY.word("answers") in html) is drawn
    assert (SAY.word("kept") in html) is drawn
    assert ("100 %" in shown(counted([asked() for _ in range(number)]))) is drawn


@pytest.mark.parametrize(
    ("now", "before", "clear", "said"),
    [(0.5, None, False, ""), (None, 0.5, False, ""), (9, 4, False, "no clear change"), (9, 1, True, "rose")],
)
def test_of_what_was_too_few_nothing_is_said_of_a_change(
    now: float | None, before: float | None, clear: bool, said: str
) -> None:
    assert SAY.change(Change("one_answer", now, before, clear)) == said


def test_both_periods_say_how_many_business_days_they_had() -> None:
    found = shown(counted([asked()]))
    assert "Compared with September 2026 (22 business days; October 2026: 22 business days)." in found


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (30, "Who is asked at most once a month;"),
        (90, "Who is asked at most once in 90 days;"),
        (1, "Who is asked at most once a day;"),
        (0, ""),
    ],
)
def test_how_often_customers_are_asked_is_said_as_it_is_set(days: int, sentence: str) -> None:
    report = counted(rated(5, 5, 5, 4, 1), asked_every=days)
    could_be = values_of(report, POLICY, None)["could_be"]
    for said in (shown(report), could_be["often"]):
        assert ("asked at most" in said) is bool(sentence)
        assert sentence in said


def test_the_mail_says_what_customers_waited_by_the_calendar_too() -> None:
    rows = [row["name"] for row in values_of(counted([asked() for _ in range(6)]), POLICY, None)["rows"]]
    assert rows.index("Resolved, half within (by the calendar)") == rows.index("Resolved, half within") + 1


def test_a_low_rating_without_words_is_no_row_of_dots() -> None:
    found = shown(counted(rated(1)))
    assert re.search(r"#\d+: 1 of 5 \(nobody has answered yet\)", found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_coloured_as_good_or_bad(language: str) -> None:
    """Bars are blue and amber, whichever way a figure went; no class, sign or word of a page says well done."""
    report = counted([asked(answered=9000, resolved=None) for _ in range(25)] + rated(*[1] * 9))
    html = page(report, replace(POLICY, language=language), technicians="full", target=240)
    colours = set(re.findall(r"#[0-9a-f]{6}", html))
    for colour in colours:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert not (red > 150 and green < 90 and blue < 90), f"{colour} is red"
        assert not (green > 130 and red < 110 and blue < 110), f"{colour} is green"


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_phone_each_cell_says_its_column(language: str) -> None:
    html = page(counted([asked() for _ in range(25)]), replace(POLICY, language=language), target=240)
    for table in re.findall(r'<table class="stacks">.*?</table>', html):
        assert table.count('<th scope="col"') >= 3
        head = re.findall(r'<th scope="col">(.*?)</th>', table)
        for row in re.findall(r"<tr>(<th scope=\"row\".*?)</tr>", table):
            named = re.findall(r'<td(?: data-of="(.*?)")?>', row)
            assert named == head[1:]
