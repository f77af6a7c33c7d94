"""What little words mean: thanks, a no with good news, an empty answer, and the answers to the survey."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, Letter, desk_world

CARL, CARL_AT = "Carl Cole <carl@example.com>", "carl@example.com"
ANN, ANN_AT = "Ann Lee <ann@example.org>", "ann@example.org"
MIA, MIA_AT = "Mia Boss <mia@example.org>", "mia@example.org"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        world.write(CARL, "Printer", "It jams.")
        world.answer(ANN, world.last(ANN_AT), "New roller.", subject="[resolved]")
        yield world


FINE = [
    *(
        "No, all good, thanks",
        "Nein, alles erledigt",
        "No thanks, all fine",
        "Nope, all sorted",
        "No, that's all",
    ),
    *(
        "Nein danke, alles gut",
        "Nein, es läuft wieder.",
        "Nein, das war's, danke",
        "Nein, keine Probleme mehr",
    ),
    *(
        "Non, tout est bon, merci",
        "No, todo bien, gracias",
        "No, tutto a posto, grazie",
        "Não, tudo certo, obrigado",
    ),
    *(
        "Nee, alles werkt weer, bedankt",
        "Nej, allt fungerar, tack",
        "Nej tak, alt virker",
        "Ne, vše funguje, děkuji",
    ),
    *(
        "Nie, wszystko działa, dziękuję",
        "Нет, всё работает, спасибо",
        "没有了，谢谢",
        "No further questions, thanks",
    ),
    *(
        "it prints now, thank you",
        "It prints again, thanks",
        "Er druckt jetzt, danke",
        "Ça imprime maintenant, merci",
    ),
    *(
        "Ya imprime, gracias",
        "Stampa di nuovo, grazie",
        "Hij print weer, bedankt",
        "Die Mails kommen wieder an, danke.",
    ),
    *(
        "Danke, i. A. Petra Muster",
        "Vielen Dank\n\ni. A. Petra Muster\nVertriebsinnendienst",
        "Works, cheers",
        "👍",
    ),
    (
        "Thank you!\n\nThis e-mail is confidential and intended only for the addressee. If you are not the intended"
        " recipient, please delete it."
    ),
    (
        "Danke\n\nDiese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind,"
        " informieren Sie bitte sofort den Absender und vernichten Sie diese Mail."
    ),
    *("", "Carl Cole", "Carl Cole\nSales\nTel. +49 30 12345"),
]
NOT_FINE = [
    *(
        "No, still broken",
        "Nein, geht immer noch nicht",
        "No",
        "No, all good except the scanner",
        "nothing works",
    ),
    *(
        "Thanks, but it prints only in black",
        "it prints now, but only one page",
        "It prints now every page twice",
    ),
    *(
        "No thanks to you it is worse",
        "it prints nonsense now, thank you",
        "Nein, nichts geht",
        "It fails again",
    ),
    *(
        "Danke, aber er druckt jetzt nur noch schwarz",
        "Thanks, can you also fix my laptop?",
        "It beeps again now",
    ),
]


@pytest.mark.parametrize("words", FINE)
@pytest.mark.parametrize("answered", ["reply", "follow-up"])
def test_nothing_is_reopened_by_good_news_or_by_nothing(world: DeskWorld, words: str, answered: str) -> None:
    if answered == "follow-up":
        world.pass_time(timedelta(days=1, hours=1))
    before, told = world.kinds(CARL_AT), world.kinds(ANN_AT)
    world.answer(CARL, world.last(CARL_AT, answered), words)
    assert world.request(1).status in ("resolved", "closed")
    assert "reopened" not in world.events(1)
    assert (world.kinds(CARL_AT), world.kinds(ANN_AT)) == (before, told)


@pytest.mark.parametrize("words", NOT_FINE)
def test_whatever_may_be_a_problem_reopens(world: DeskWorld, words: str) -> None:
    world.answer(CARL, world.last(CARL_AT, "reply"), words)
    assert world.request(1).status == "open"
    assert words.split()[0] in world.last(ANN_AT, "notification").text


@pytest.mark.parametrize(
    "words",
    [
        *("Thanks, I'll test tomorrow", "Danke, ich teste morgen", "Thanks, will try later and let you know"),
        *("Merci, je teste demain", "Danke, probiere ich nachher aus.", "Thank you, I will check on Monday."),
    ],
)
def test_who_will_try_it_is_waited_for(world: DeskWorld, words: str) -> None:
    world.clock.at += timedelta(hours=20)
    first = world.timers(1)["follow-up"]
    world.answer(CARL, world.last(CARL_AT, "reply"), words)
    assert world.request(1).status == "resolved"
    assert world.timers(1)["follow-up"] > first
    assert world.kinds(CARL_AT).count("reopened") == 0


def test_an_empty_answer_with_words_in_its_subject_or_with_a_file_is_heard(world: DeskWorld) -> None:
    reply = world.last(CARL_AT, "reply")
    world.answer(CARL, reply, "", attach={"jam.png": b"picture"})
    assert world.request(1).status == "open"
    world.answer(ANN, world.last(ANN_AT, "notification"), "Another roller.", subject="[resolved]")
    world.answer(CARL, reply, "", subject="- and now the blue one on floor 3")
    assert world.request(1).status == "open"


# --- the survey


def surveyed(world: DeskWorld) -> Letter:
    world.pass_time(timedelta(days=12))
    assert world.request(1).status == "closed"
    return world.last(CARL_AT, "survey")


def code_of(survey: Letter) -> str:
    found = re.search(r"%28([a-z2-7]{16})%29", survey.text)
    assert found, survey.text
    return found[1]


@pytest.mark.parametrize(
    ("words", "rating"),
    [
        *(
            ("10/10", 5),
            ("9 von 10", 5),
            ("3/10", 2),
            ("4.5", 4),
            ("4,5 Sterne", 4),
            ("100%", 5),
            ("5+", 5),
            ("5!!", 5),
        ),
        *(
            ("+1", None),
            ("100", None),
            ("great!!", None),
            ("Spitze, weiter so!", None),
            ("6", None),
            ("👍👍👍", None),
        ),
        ("You are the best team that I have ever worked with", None),
        *(
            ("5.0", 5),
            ("4,0", 4),
            ('"5"', 5),
            ("„4“", 4),
            ("4 (would be 5 if faster)", 4),
            ("not 5 but 4", 4),
        ),
        *(
            ("Nicht 2, sondern 5", 5),
            ("five out of five", 5),
            ("fünf von fünf", 5),
            ("cinq", 5),
            ("Cinco!", 5),
        ),
        *(("vijf", 5), ("quattro su cinque", 4), ("pięć", 5), ("pět", 5), ("öt", 5), ("beş", 5), ("пять", 5)),
        *(("五", 5), ("12 people can't print", None), ("fire", 4), ("fast", None)),
    ],
)
def test_an_answer_to_the_survey_never_reopens(world: DeskWorld, words: str, rating: int | None) -> None:
    world.answer(CARL, surveyed(world), words)
    request = world.request(1)
    assert (request.status, request.rating) == ("closed", rating)
    assert "reopened" not in world.kinds(CARL_AT)
    thanks = world.last(CARL_AT, "survey-thanks").text
    assert ("which number" in thanks) == (rating is None)
    assert rating is not None or request.rating_comment == words


@pytest.mark.parametrize("words", ["5 and thanks", "4 because it was quick", "5 (you are great)"])
def test_a_problem_in_a_later_sentence_leaves_the_number_a_rating(world: DeskWorld, words: str) -> None:
    world.answer(CARL, surveyed(world), f"{words}. Also my scanner does not work since today, can you help?")
    assert world.request(1).rating == int(words[0])
    assert world.request(1).status == "open"
    assert "scanner" in world.last(ANN_AT, "notification").text


@pytest.mark.parametrize(
    "words",
    [
        "One more thing: the mouse is odd.",
        "The new mouse has the wrong colour",
        "Die Maus ist jetzt die falsche",
        "La souris n'est pas la bonne",
        "鼠标的颜色不对，麻烦看一下这个",
    ],
)
def test_words_without_a_number_are_read_by_somebody(world: DeskWorld, words: str) -> None:
    world.answer(CARL, surveyed(world), words)
    assert words.split()[0] in world.last(ANN_AT, "notification").text


def test_what_is_said_beside_a_good_rating_reaches_who_earned_it(world: DeskWorld) -> None:
    world.answer(CARL, surveyed(world), "4 - Ann was quick, only the new mouse has the wrong colour")
    assert world.request(1).status == "closed"
    assert "wrong colour" in world.last(ANN_AT, "notification").text


@pytest.mark.parametrize(
    "words",
    ["5", "5 thanks!", "4 - quick as ever", "great!!", "+1", "👍", "Spitze, weiter so!", "6", "Very good"],
)
def test_a_guess_is_no_mail_to_the_team(world: DeskWorld, words: str) -> None:
    survey = surveyed(world)
    before = len(world.inbox(ANN_AT))
    world.answer(CARL, survey, words)
    assert len(world.inbox(ANN_AT)) == before


def test_what_can_not_be_read_is_asked_once(world: DeskWorld) -> None:
    survey = surveyed(world)
    for words in ("great!!", "+1", "100"):
        world.answer(CARL, survey, words)
    assert world.kinds(CARL_AT).count("survey-thanks") == 1
    assert world.request(1).rating_comment == "great!!\n\n+1\n\n100"
    world.answer(CARL, world.last(CARL_AT, "survey-thanks"), "5")
    assert world.request(1).rating == 5


def test_the_newest_rating_counts_with_its_consequences(world: DeskWorld) -> None:
    survey = surveyed(world)
    world.answer(CARL, survey, "5")
    world.answer(CARL, survey, "1 / The scanner broke again this morning, nobody can scan. Please help.")
    assert (world.request(1).rating, world.request(1).status) == (1, "open")
    assert "Rated 1 of 5" in world.last(MIA_AT, "notice").subject
    assert "nobody can scan" in world.last(ANN_AT, "notification").text
    assert world.kinds(CARL_AT)[-2:] == ["survey-thanks", "reopened"]


@pytest.mark.parametrize(
    "words", ["sorry, I meant 5", "Entschuldigung, ich meinte eine 5", "Sorry I meant 5 not 1"]
)
def test_a_rating_is_corrected_in_words(world: DeskWorld, words: str) -> None:
    survey = surveyed(world)
    world.answer(CARL, survey, "1")
    world.answer(CARL, survey, words)
    assert (world.request(1).rating, world.request(1).status) == (5, "closed")
    assert "recover" not in world.timers(1)


def test_the_same_rating_again_makes_no_mail(world: DeskWorld) -> None:
    survey = surveyed(world)
    world.answer(CARL, survey, "4")
    before = len(world.world.sent)
    world.answer(CARL, survey, "4")
    assert len(world.world.sent) == before


def test_a_rating_with_a_plea_after_all_is_over_opens_a_new_request_that_links_the_old(
    world: DeskWorld,
) -> None:
    survey = surveyed(world)
    world.clock.at += timedelta(days=60)
    world.answer(CARL, survey, "2\n\nIt is broken again, please help.")
    assert (world.request(1).rating, world.request(1).status) == (2, "closed")
    assert (world.numbers, world.request(2).linked) == ([1, 2], (1,))
    assert {"survey-thanks", "acknowledgement"} <= {*world.kinds(CARL_AT)}


def test_a_rating_by_the_code_counts_in_any_status(world: DeskWorld) -> None:
    survey = surveyed(world)
    code = code_of(survey)
    world.answer(CARL, survey, "The scanner fails again, please help.")
    assert world.request(1).status == "open"
    world.write("Carl at home <carl@home.example.net>", f"[IT #1] Rating: 4 ({code})", "")
    assert (world.request(1).rating, world.request(1).status) == (4, "open")


@pytest.mark.parametrize("sender", [CARL, "Eve <eve@evil.example>"])
def test_a_rating_without_code_token_or_proof_does_not_count_and_reopens_nothing(
    world: DeskWorld, sender: str
) -> None:
    surveyed(world)
    world.write(sender, "Re: [IT #1] Printer", "1")
    assert (world.request(1).rating, world.request(1).status) == (None, "closed")
    assert "notice" not in world.kinds(MIA_AT)


@pytest.fixture
def low(world: DeskWorld) -> DeskWorld:
    world.answer(CARL, surveyed(world), "2, it took three days")
    return world


def test_a_low_rating_is_answered_by_a_reply_that_neither_claims_nor_reopens(low: DeskWorld) -> None:
    told = low.last(MIA_AT, "notice")
    assert told.text.startswith("Your reply goes to Carl Cole.")
    assert "it took three days" in told.text
    low.answer(MIA, told, "I am sorry, Carl. I'll call you today.")
    assert "I'll call you today" in low.last(CARL_AT, "reply").text
    request = low.request(1)
    assert (request.status, request.owner) == ("closed", ANN_AT)
    before = low.kinds(MIA_AT).count("notice")
    low.pass_time(timedelta(days=10))
    assert low.kinds(MIA_AT).count("notice") == before


def test_a_low_rating_that_nobody_answers_is_reminded_of_once(low: DeskWorld) -> None:
    low.pass_time(timedelta(days=20))
    subjects = [letter.subject for letter in low.inbox(MIA_AT) if letter.kind == "notice"]
    assert [subject.split("] ")[1].split(":")[0] for subject in subjects] == [
        "Rated 2 of 5",
        "Not answered yet",
    ]


def test_a_call_answers_a_low_rating_and_its_words_stay_inside(low: DeskWorld) -> None:
    sent = low.kinds(CARL_AT)
    low.answer(MIA, low.last(MIA_AT, "notice"), "We spoke; he is content.", subject="[called]")
    assert low.kinds(CARL_AT) == sent
    assert low.messages(1)[-1].kind == "note"
    assert "called" in low.events(1)
    assert "recover" not in low.timers(1)
    assert low.request(1).status == "closed"
