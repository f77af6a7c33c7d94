"""Whether two mails are about the same: what people would call the same, in several languages, and what not."""

from __future__ import annotations

import pytest

from frontdesk.foresight.files import packaged
from frontdesk.rules.foresight.topics import ALIKE, About, about, alike

TOPICS = packaged()

SAME = [
    ("VPN down", "VPN down. Please help.", "VPN is down", "Hi team, the VPN is down."),
    (
        "VPN does not connect",
        "I can't connect to the VPN since this morning, error 809.",
        "VPN: error 809",
        "Since nine my VPN doesn't connect any more, it says error 809.",
    ),
    (
        "Coffee corner screen is black",
        "The big screen in the coffee corner on floor 2 stays black.",
        "Screen in the coffee corner",
        "Hello, the screen of the coffee corner (floor 2) is black again.",
    ),
    (
        "Projector in room Athena has no picture",
        "We have a meeting in Athena and the projector shows no picture at all.",
        "No picture from the projector in Athena",
        "Good morning, the projector in room Athena gives us no picture. Could somebody come?",
    ),
    (
        "Barcode scanner of dock 4 leaks oil",
        "The scanner at dock 4 is leaking.",
        "Dock 4: scanner",
        "The barcode scanner at dock 4 leaks oil.",
    ),
    (
        "Zeiterfassung nimmt keine Buchung an",
        "Seit heute früh nimmt die Zeiterfassung am Tor 2 keine Buchung an.",
        "Zeiterfassung am Tor 2",
        "Guten Morgen, die Zeiterfassung am Tor 2 nimmt meine Buchungen nicht an.",
    ),
    (
        "La pantalla de la sala Goya parpadea",
        "Hola, la pantalla de la sala Goya parpadea.",
        "Pantalla sala Goya",
        "Buenos días: la pantalla de la sala Goya parpadea todo el rato.",
    ),
    (
        "Le badge n'ouvre plus la porte nord",
        "Bonjour, mon badge n'ouvre plus la porte nord.",
        "Porte nord : badge refusé",
        "Le badge n'ouvre plus la porte nord depuis ce matin.",
    ),
]
OTHER = [
    (
        "Printer on floor 3 jams",
        "The printer on floor 3 jams.",
        "Printer on floor 5 jams",
        "The printer on floor 5 jams.",
    ),
    (
        "Printer on the third floor jams",
        "It has jammed again.",
        "Printer on the second floor jams",
        "It has jammed again.",
    ),
    ("Printer PRN-0114 prints blank", "Blank pages.", "Printer PRN-0220 prints blank", "Blank pages."),
    ("Printer in accounting jams", "Paper jam.", "Printer in marketing jams", "Paper jam."),
    (
        "Drucker im Raum 214 druckt nicht",
        "Bitte helfen.",
        "Drucker im Raum 118 druckt nicht",
        "Bitte helfen.",
    ),
    (
        "Printer problem",
        "The printer next to the kitchen prints every page twice since this morning.",
        "Printer problem",
        "The printer next to my office prints nothing but blank sheets.",
    ),
    ("Problem", "Please help, it is urgent.", "Problem", "Please help me, urgent!"),
    (
        "Merry Christmas!",
        "Merry Christmas and a happy new year to the IT team!",
        "Merry Christmas",
        "A happy new year!",
    ),
    (
        "Frohe Weihnachten",
        "Frohe Weihnachten und ein gutes neues Jahr",
        "Frohe Weihnachten!",
        "Alles Gute im neuen Jahr",
    ),
    ("Feliz Navidad", "Feliz Navidad y próspero año nuevo", "Feliz Navidad", "Felices fiestas a todos"),
    ("Thanks", "Thank you very much for your help!", "Thanks!", "Thank you for the great support."),
    ("Question", "How do I change my password?", "Question", "How do I get a second screen?"),
    ("New laptop for Carl Cole", "He starts on Monday.", "New laptop for Dora Day", "She starts in June."),
    (
        "Password",
        "I forgot my password for the intranet.",
        "Password",
        "My password for the till has run out.",
    ),
    ("Error 809", "VPN says error 809.", "Error 721", "VPN says error 721."),
    ("", "", "", ""),
    ("Hello", "", "Hello", ""),
]


def of(subject: str, text: str) -> About:
    return about(subject, text, TOPICS.has_word)


@pytest.mark.parametrize(("subject", "text", "other", "others_text"), SAME, ids=[row[0] for row in SAME])
def test_the_same_in_other_words(subject: str, text: str, other: str, others_text: str) -> None:
    assert alike(of(subject, text), of(other, others_text)) >= ALIKE


@pytest.mark.parametrize(("subject", "text", "other", "others_text"), OTHER, ids=[row[0] for row in OTHER])
def test_something_else_in_like_words(subject: str, text: str, other: str, others_text: str) -> None:
    assert alike(of(subject, text), of(other, others_text)) < ALIKE


def test_it_is_the_same_both_ways_and_most_with_itself() -> None:
    for row in SAME + OTHER:
        one, two = of(row[0], row[1]), of(row[2], row[3])
        assert alike(one, two) == alike(two, one)
    one = of(*SAME[2][:2])
    assert alike(one, one) == 1.0


def test_without_topics_words_count_in_full() -> None:
    one, two = (about(subject, "", lambda word: False) for subject in ("Printer jams", "Printer jams!"))
    assert alike(one, two) == 1.0
