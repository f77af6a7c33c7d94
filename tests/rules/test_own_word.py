"""What lets a mail go that wasn't proven: a plain yes, and nothing that only begins like one."""

from __future__ import annotations

import pytest

from frontdesk.rules.technicians.own_word import is_plain_yes


@pytest.mark.parametrize(
    "text",
    [
        *(
            "yes",
            "Yes.",
            "YES!",
            "yep",
            "y",
            "Yes, that was me.",
            "Yes that was me",
            "That was me.",
            "It's mine",
        ),
        *(
            "Yes, it’s mine.",
            "yes please",
            "Yes, please send it. Thanks!",
            "Yes - I sent it.",
            "Hi,\n\nyes.\n\nAnn",
        ),
        *(
            "Yes, that was me.\nThanks\nAnn Lee",
            "Confirmed, thank you",
            "Yes, I wrote that, and please send it",
        ),
        *(
            "Ja",
            "ja!",
            "Ja, das war ich.",
            "Das war ich",
            "Ja, bitte senden. Danke!",
            "Stimmt, die ist von mir.",
        ),
        *("Hallo,\nja, das war ich.\n\nViele Grüße\nAnn Lee", "Ja bitte", "Jawohl, die Mail ist von mir."),
    ],
)
def test_a_plain_yes(text: str) -> None:
    assert is_plain_yes(text, "Ann Lee")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "No",
            "no!",
            "that wasn't me, who wrote that?",
            "That was not me.",
            "It wasn't me",
            "Who wrote that?",
        ),
        *(
            "yes?",
            "Yes, who wrote that?",
            "Yes, but don't send it.",
            "Yes, stop that mail",
            "yes and no",
            "not yes",
        ),
        *(
            "Yesterday",
            "Thanks",
            "Hello",
            "Ann Lee",
            "ok, what is this",
            "Never. I didn't send it",
            "Yes I see. Not mine.",
        ),
        *(
            "Please don't send it",
            "please call me",
            "Yes, tell Carl it is fixed",
            "Please restart the printer, Carl.",
        ),
        *(
            "Nein",
            "Das war ich nicht",
            "Das war nicht ich, wer hat das geschrieben?",
            "Ja, aber nicht senden",
        ),
        *("Ja, wer war das denn?", "Nein, bitte nicht senden!", "Von mir ist die nicht", "Bitte löschen"),
        "yes " * 100,
    ],
)
def test_no_plain_yes(text: str) -> None:
    assert not is_plain_yes(text, "Ann Lee")
