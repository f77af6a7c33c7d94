"""Wrong mails about departments, absences, reports, check-ins and ratings: forged, strangers', misspelt, too large.

Nothing changes by any of them, and who may know why is told, with a right example.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from desk_world import DeskWorld, Headers, Letter
from technicians_world import ANN, BOB, CARL, CARL_AT, FORGED, MIA, PROVEN, notified
from wrong_mail_world import EVE, FORGED_CUSTOMER, HANNA_AT, sales_world

LONG = "x" * 5_000


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskWorld]:
    with sales_world(tmp_path_factory.mktemp("wrong")) as world:
        yield world


def stands(world: DeskWorld) -> dict[str, Any]:
    """All that these mails could change."""
    store = world.desk.store
    return {
        "requests": store.all(
            "SELECT number, status, owner, department, department_how, watchers, labels, rating, rating_comment,"
            " customer FROM request WHERE number <= 2 ORDER BY number"
        ),
        "people": store.all(
            "SELECT email, no_check_ins, absent_from, absent_until, department FROM person"
            " WHERE email IN (?, ?, ?, ?, ?) ORDER BY email",
            *(ANN, BOB, MIA, CARL_AT, HANNA_AT),
        ),
        "contacts": store.all(
            "SELECT id, state, due_at, answered_at, words, rating FROM contact ORDER BY id"
        ),
        "cycles": store.all(
            "SELECT request, n, rating, recovered_at, department FROM cycle WHERE request <= 2"
        ),
        "entries": store.all("SELECT * FROM entry"),
        "reports": [
            kind for who in (ANN, BOB, MIA, CARL_AT) for kind in world.kinds(who) if kind == "report"
        ],
        "check-ins": world.kinds(HANNA_AT),
    }


def newest(world: DeskWorld, what: str) -> Letter | None:
    """The mail that is answered: whose, and of which kind."""
    if not what:
        return None
    who, _, kind = what.partition(" ")
    email = {"ann": ANN, "bob": BOB, "carl": CARL_AT}[who]
    return notified(world, email, 2) if kind == "notification" else world.last(email, kind)


TEAM_FORGED = [
    *(
        (ANN, "ann notification", tag, "")
        for tag in ("[department=Finance]", "[watch]", "[called]", "[time=9h]")
    ),
    (ANN, "", "[away=today..fri]", ""),
    (MIA, "", "[away=ann today..fri]", ""),
    (MIA, "", "[report]", ""),
    (ANN, "", "[report mine]", ""),
    (MIA, "", "[review=Sales]", ""),
    (ANN, "", "[review Sales last quarter]", ""),
    (ANN, "", "[contact=Sales]", "Had lunch."),
    *(
        (ANN, "ann digest", "", line)
        for line in ("a send", "a called They move.", "a later 2 weeks", "a skip")
    ),
]
STRANGERS = [
    *((EVE, "ann notification", tag, "") for tag in ("[department=Finance]", "[watch]", "[called]")),
    *((EVE, "ann digest", "", line) for line in ("a send", "a skip")),
    (EVE, "", "[report]", "Figures, please."),
    (EVE, "", "[review=Sales]", "The review, please."),
    (EVE, "", "[away=ann today..fri]", "Ann is away."),
    (EVE, "", "[IT #1] Rating 1 (aaaaaaaaaaaaaaaa)", ""),
    (EVE, "carl survey", "", "1"),
    (CARL, "carl acknowledgement", "[department=Finance]", "Which department am I in?"),
    (CARL, "carl acknowledgement", "[watch]", "#watch\nHello?"),
    (CARL, "", "[report]", "Please report."),
    (CARL, "", "[review=Sales]", "Our review, please."),
    (CARL, "", "Something new [away=ann today..fri]", "Hello?"),
    (CARL, "", "[IT #1] Rating 1", ""),
    (CARL, "", "[IT #1] Rating 2 (aaaaaaaaaaaaaaaa)", "Bad."),
]
MISTAKEN = [
    (ANN, "", "[report]", "", "[report mine]"),
    (ANN, "", "[report Sales]", "", "[report mine]"),
    (MIA, "", "[report Saless]", "", "Sales"),
    (MIA, "", "[review=Saless]", "", "[review=Sales]"),
    (MIA, "", "[review]", "", "[review=Sales]"),
    (MIA, "", "[review=Sales 9999-99]", "", "[review=Sales]"),
    (MIA, "", f"[review={LONG[:150]}]", "", "review"),
    (BOB, "", "[review=Sales]", "", "[report mine]"),
    (MIA, "", "[report 2026-02-30]", "", "report"),
    (MIA, "", "[report 9999-99]", "", "report"),
    (MIA, "", f"[report {LONG[:150]}]", "", "report"),
    (ANN, "ann notification", "[department=Saless]", "", "Sales"),
    (ANN, "ann notification", "[department=Ѕales]", "", "Sales"),  # a Cyrillic letter
    (ANN, "ann notification", f"[department={LONG[:100]}]", "", "department"),
    (ANN, "ann notification", "[department=]", "", "department"),
    (ANN, "", "[away=bob today..fri]", "", "[away="),
    (ANN, "", "[away=2026-06-04..2099-01-01]", "", "[away="),
    (ANN, "", "[away=99999999999]", "", "[away="),
    (ANN, "", "[away=ѕoon]", "", "[away="),
    (MIA, "", "[away=zoe today..fri]", "", "away"),
    (ANN, "", "[contact=Nobody]", "Had lunch.", "Sales"),
    (ANN, "ann digest", "", "z send", "a"),
    (ANN, "ann digest", "", "a send\na skip", "a"),
    (ANN, "ann digest", "", "a later 900 years", "a"),
    (ANN, "ann digest", "", "a later -3 days", "a"),
    (ANN, "ann digest", "", "a send\n99 resolved", "99"),
    (ANN, "ann digest", "", "a sennd", ""),
    (BOB, "ann digest", "", "a send", ""),
]


@pytest.mark.parametrize(("who", "answers", "subject", "text"), TEAM_FORGED)
def test_a_forged_mail_of_the_team_changes_nothing(
    world: DeskWorld, who: str, answers: str, subject: str, text: str
) -> None:
    unchanged(world, who, answers, subject, text, FORGED)


@pytest.mark.parametrize(("who", "answers", "subject", "text"), STRANGERS)
def test_a_strangers_or_customers_mail_with_our_words_changes_nothing(
    world: DeskWorld, who: str, answers: str, subject: str, text: str
) -> None:
    unchanged(world, who, answers, subject, text, "")


@pytest.mark.parametrize("text", ["1", "5\n\nGreat", "Bewertung 1"])
def test_a_forged_rating_changes_nothing(world: DeskWorld, text: str) -> None:
    unchanged(world, CARL, "carl survey", "", text, FORGED_CUSTOMER)


@pytest.mark.parametrize(("who", "answers", "subject", "text", "hint"), MISTAKEN)
def test_a_mistake_is_answered_with_what_is_right_and_changes_nothing(
    world: DeskWorld, who: str, answers: str, subject: str, text: str, hint: str
) -> None:
    before = len(world.inbox(who))
    unchanged(world, who, answers, subject, text, PROVEN)
    news = world.inbox(who)[before:]
    assert news, "the writer should hear why"
    assert hint in news[-1].text
    assert news[-1].kind in ("refusal", "confirmation", "notice", "digest")


def test_what_is_only_quoted_is_not_said(world: DeskWorld) -> None:
    before = stands(world)
    world.answer(
        f"Ann Lee <{ANN}>", world.last(ANN, "digest"), "> a send\n> a skip\n", Authentication_Results=PROVEN
    )
    assert stands(world) == before


def unchanged(world: DeskWorld, who: str, answers: str, subject: str, text: str, proof: str) -> None:
    before = stands(world)
    world.clock.at += timedelta(minutes=2)
    headers: Headers = {"Authentication_Results": proof} if proof else {}
    letter = newest(world, answers)
    if letter is None:
        world.write(who, subject, text, **headers)
    else:
        world.answer(who, letter, text, subject=subject, quote=False, **headers)
    assert stands(world) == before
