"""A rating as people write one when they are asked for a number and a few words."""

from __future__ import annotations

import time

import pytest

from frontdesk.rules.customers.rating import Rating, read_freely, read_loosely, read_rating

SUBJECT = "Re: [IT #12] How did we do?"


@pytest.mark.parametrize(
    ("text", "value", "comment"),
    [
        # a few words behind the number, as the survey asks for
        ("5 thank you", 5, "thank you"),
        ("5 Thanks a lot!", 5, "Thanks a lot!"),
        ("4 good help", 4, "good help"),
        ("5 very good", 5, "very good"),
        ("5 (very good)", 5, "(very good)"),
        ("2 poor", 2, "poor"),
        ("3 all right", 3, "all right"),
        ("1 bad, nobody called back", 1, "bad, nobody called back"),
        ("3 because it took three days", 3, "because it took three days"),
        ("5 Ann was great", 5, "Ann was great"),
        ("5 from me. Thanks!", 5, "from me. Thanks!"),
        ("4 for the quick help", 4, "for the quick help"),
        ("4 sehr gut", 4, "sehr gut"),
        ("2 schlecht", 2, "schlecht"),
        ("3 weil es lange dauerte", 3, "weil es lange dauerte"),
        ("5 von mir", 5, "von mir"),
        ("5 merci beaucoup", 5, "merci beaucoup"),
        # behind a greeting, before a farewell
        ("Hi,\n\n5\n\nRegards", 5, "Regards"),
        ("Hello!\n4", 4, ""),
        ("Hallo, 5", 5, ""),
        ("Hi team,\n5 from me. Thanks!", 5, "from me. Thanks!"),
        ("Hallo IT-Team,\n\n4, ging schnell.", 4, "ging schnell."),
        ("Guten Tag,\n2\nEs hat lange gedauert.", 2, "Es hat lange gedauert."),
        # in a line of its own, below other words
        ("Thank you Ann!\n\n5", 5, "Thank you Ann!"),
        ("It took a while.\nRating: 3", 3, "It took a while."),
        ("Super gemacht!\n5 Sterne\nCarl", 5, "Super gemacht!\nCarl"),
        # said in a sentence
        ("My rating: 4", 4, ""),
        ("My rating is 4, thanks.", 4, "thanks."),
        ("I would say 3", 3, ""),
        ("I'd say 3.", 3, ""),
        ("I give you a 5", 5, ""),
        ("I'd rate it 4 out of 5", 4, ""),
        ("Definitely a 5!", 5, ""),
        ("Ich gebe 5 Sterne", 5, ""),
        ("Ich gebe euch eine 4", 4, ""),
        ("Ich würde 4 geben", 4, ""),
        ("Meine Bewertung: 1", 1, ""),
        ("Von mir eine 5", 5, ""),
        # the number as a word
        ("Five", 5, ""),
        ("five stars", 5, ""),
        ("fünf", 5, ""),
        ("Drei Sterne", 3, ""),
    ],
)
def test_a_number_and_a_few_words_are_a_rating(text: str, value: int, comment: str) -> None:
    rating = read_rating(SUBJECT, text)
    assert rating is not None
    assert (rating.value, rating.comment) == (value, comment)


@pytest.mark.parametrize(
    "text",
    [
        "2 people can't print",
        "3 new colleagues need an account",
        "Hello,\n2 printers are down again",
        "1 more thing: my screen flickers",
        "1 question is left",
        "2 and it is still broken",
        "4 but does it work for everybody?",
        "I would say 3 people are still waiting",
        "I have 2 more problems",
        "I give you 5 days",
        "It broke again on floor\n3\nand nobody can print, it still doesn't work.",
        "one more thing",
        "eine Frage noch",
        "drei Leute warten noch",
        "Room 3",
        "Thanks!",
        "Hello",
        "10/10",
        "4.5",
        "My rating: 6",
        "My number is 0049 123",
    ],
)
def test_what_may_be_a_new_question_is_no_rating(text: str) -> None:
    assert read_rating(SUBJECT, text) is None


def test_a_rating_is_looked_for_in_time_however_long_the_text() -> None:
    began = time.monotonic()
    hostile = ("I would say " * 100_000, "5 " * 500_000, "5\n" * 500_000, "hi, " * 300_000, "a 5 " * 300_000)
    for text in hostile:
        read_rating(text, text)
    assert time.monotonic() - began < 5


IN_EVERY_LANGUAGE = {
    5: """5 of 5 | 5 von 5 | 5 sur 5 | 5 de 5 | 5 su 5 | 5 van 5 | 5 na 5 | 5 em 5 | 10/10 | 5 étoiles | 5 estrellas
       | 5 stelle | 5 sterren | 5 gwiazdek | 5 estrelas | Je donne 5 | Le doy un 5 | Do un 5 | Ik geef een 5 | Daję 5
       | Dou 5 | scusate, intendevo 5 | przepraszam, miałem na myśli 5 | vijf sterren | cinco estrellas""",
    1: "1/5 | one star | ein Stern | une étoile | una estrella | una stella | één ster | jedna gwiazdka | uma estrela",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [(text.strip(), value) for value, texts in IN_EVERY_LANGUAGE.items() for text in texts.split("|")],
)
def test_a_rating_is_read_in_the_languages_of_our_mails(text: str, value: int) -> None:
    found = read_rating("Re: [IT #1] Printer", text) or read_loosely(text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "text",
    [
        "-1", "-5", "-1 star", "--2", "#1", "#5", "0", "6", "10", "100", "1000", "1 000", "-10", "+1",
        "1+1", "1x", "1, 2, 3", "1 2 3", "5 5 5", "1-5", "1 - 5", "1 to 5", "1 bis 5", "1 -> 5",
        "5-1", "11/10", "0/10", "1/2", "2/2", "5/1", "6/5", "101 %", "-1/10", "-50 %", "-1.5", "0.5", "5.5",
        "five out of ten", "fünf von zehn", "1?", "5?", "Version 5", "½",
    ],
)  # fmt: skip
def test_what_is_no_number_from_1_to_5_is_no_rating(text: str) -> None:
    assert (read_rating(SUBJECT, text), read_loosely(text), read_freely(text)) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10/10", 5), ("1/10", 1), ("7/10", 4), ("3 von 10", 2), ("5 of 10", 3), ("10 out of 10", 5), ("90 %", 4),
        ("4.5", 4), ("3-4", 3), ("4 - 5", 4), ("2 oder 3", 2), ("3 or 4, it varied", 3),
    ],
)  # fmt: skip
def test_another_scale_is_read_and_in_doubt_the_lower(text: str, value: int) -> None:
    found = read_rating(SUBJECT, text) or read_loosely(text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    ("text", "value"), [("５", 5), ("٤", 4), ("२", 2), ("3️⃣", 3), ("★★★★☆", 4), ("- 1", 1)]
)
def test_digits_of_other_scripts_and_stars_are_read(text: str, value: int) -> None:
    assert read_rating(SUBJECT, text) == Rating(value, "")
