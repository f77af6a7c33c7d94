"""Which answers there are, which may fit, and how often they stayed solved: honest counts, by mail and command."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from answers_world import VPN, with_files, write_answer
from click.testing import CliRunner
from desk_world import SETTINGS, DeskWorld
from technicians_world import ANN, CARL, CARL_AT, DORA, PROVEN, asked, does, notified, told

from frontdesk.__main__ import main
from frontdesk.rules.answers.answer import Answer, Library, Standing
from frontdesk.rules.answers.finding import Index, nearest
from frontdesk.rules.technicians.answer_tags import how_it_did

QUIET = {"SURVEY_AFTER": "off", "FOLLOW_UP_AFTER": "60 days", "REPORT_EVERY": "off", "TOPICS_FILE": "off"}
PRINTER = "# Printer: pages come twice\nWords: printer, twice\n\nTake one page.\n"


def library(*answers: tuple[str, str, str]) -> Library:
    return Library(
        {
            name: {"en": Answer(name, "en", title, "x", tuple(filter(None, words.split(", "))))}
            for name, title, words in answers
        }
    )


MANY = library(
    ("vpn-reset", "VPN: reset the profile", "vpn, tunnel"),
    ("printer-twice", "Printer: pages come twice", "printer, twice"),
    ("new-phone", "A new phone", ""),
    ("wifi-guest", "Wi-Fi for guests", "wifi, guest network"),
)


@pytest.mark.parametrize(
    ("subject", "text", "fits"),
    [
        ("VPN doesn't connect", "please help", ("vpn-reset",)),
        ("Help", "the Tunnel is gone since today", ("vpn-reset",)),
        ("The printer prints every page twice", "", ("printer-twice",)),
        ("Vpn and printer", "both", ("vpn-reset", "printer-twice")),
        ("A visitor", "needs the guest network tomorrow", ("wifi-guest",)),
        ("I need a new phone", "", ("new-phone",)),
        ("Lunch", "Is the canteen open?", ()),
        ("What is new with it?", "please reset it", ()),
        ("", "x" * 600 + " vpn", ()),
    ],
)
def test_what_may_fit(subject: str, text: str, fits: tuple[str, ...]) -> None:
    assert Index(MANY).fitting(subject, text) == fits


def test_a_topics_answer_comes_first() -> None:
    assert Index(MANY).fitting("The printer", "", first=["new-phone", "gone"]) == (
        "new-phone",
        "printer-twice",
    )


@pytest.mark.parametrize(
    ("asked_for", "first"),
    [
        ("vpn-rest", "vpn-reset"),
        ("vpn", "vpn-reset"),
        ("pages", "printer-twice"),
        ("newphone", "new-phone"),
        ("reset", "vpn-reset"),
    ],
)
def test_the_nearest_names(asked_for: str, first: str) -> None:
    found = nearest(asked_for, MANY)
    assert found[0][0] == first
    assert len(found) <= 3


@pytest.mark.parametrize(
    ("standing", "english", "german"),
    [
        (Standing(), "not sent yet", "noch nicht gesendet"),
        (
            Standing(1, 0, 0),
            "sent once, too soon to say whether it stayed solved",
            "einmal gesendet, ob es gelöst blieb, ist noch nicht zu sagen",
        ),
        (Standing(12, 10, 11), "sent 12 times, 10 of 11 stayed solved", "12-mal gesendet, 10 von 11 blieben gelöst"),
    ],
)  # fmt: skip
def test_how_it_is_said(standing: Standing, english: str, german: str) -> None:
    assert how_it_did(standing, "en") == english
    assert how_it_did(standing, "de") == german


def test_a_new_request_s_notification_names_what_may_fit(tmp_path: Path) -> None:
    with with_files(
        tmp_path, {"en/vpn-reset": VPN, "de/drucker": "# Drucker\nWords: printer\n\nx\n"}, **QUIET
    ) as world:
        asked(world, CARL, "VPN and printer")
        text = notified(world, ANN).text
        assert "Answers that may fit" in text
        assert "[answer=vpn-reset] VPN: reset the profile (not sent yet)" in text
        assert "[answer=drucker/de] Drucker" in text
        asked(world, DORA, "Lunch")
        assert "Answers that may fit" not in notified(world, ANN, 2).text
        does(
            world, ANN, "[answer=vpn-reset]", "Try:"
        )  # the notification that is quoted names tags: none is read
        assert world.last(CARL_AT, "reply").text.count("Close the program") == 1


def solved(world: DeskWorld, who: str, number: int) -> None:
    asked(world, who, f"VPN {number}")
    does(world, ANN, "[resolved] [answer=vpn-reset]", "Try this:", number)


def test_stayed_solved_is_said_of_what_is_known(tmp_path: Path) -> None:
    with with_files(tmp_path, {"en/vpn-reset": VPN}, **QUIET) as world:
        solved(world, CARL, 1)
        solved(world, DORA, 2)
        asked(world, "Eve <eve@sales.example.org>", "VPN")
        assert "sent 2 times, too soon" in notified(world, ANN, 3).text
        world.clock.at += timedelta(days=2)
        world.answer(CARL, world.last(CARL_AT, "reply"), "It is still broken, nothing has changed.")
        assert world.request(1).status == "open"
        world.clock.at += timedelta(days=15)
        asked(world, "Fay <fay@sales.example.org>", "VPN")
        assert "sent 2 times, 1 of 2 stayed solved" in notified(world, ANN, 4).text
        does(world, ANN, "[answers vpn]", number=4)
        listed = " ".join(told(world, ANN, "notice").split())
        assert "[answer=vpn-reset] VPN: reset the profile (en): sent 2 times, 1 of 2 stayed solved" in listed


def test_the_list_by_mail_in_a_mail_of_its_own(tmp_path: Path) -> None:
    with with_files(tmp_path, {"en/vpn-reset": VPN, "en/printer-twice": PRINTER}, **QUIET) as world:
        for subject, there, gone in (
            ("[answers]", ("vpn-reset", "printer-twice"), ()),
            ("[answers tunnel]", ("vpn-reset",), ("printer-twice",)),
            ("[answers zzz]", ("has “zzz”",), ("vpn-reset", "printer-twice")),
        ):
            world.clock.at += timedelta(minutes=2)
            world.write(f"Ann Lee <{ANN}>", subject, "", Authentication_Results=PROVEN)
            text = told(world, ANN, "notice")
            assert all(name in text for name in there)
            assert not any(f"answer={name}" in text for name in gone)
        assert world.numbers == []


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    settings = SETTINGS | {
        "DATABASE_URL": f"sqlite:///{folder}/desk.db",
        "ANSWERS_FOLDER": str(folder / "answers"),
    }
    done = CliRunner().invoke(main, ["answers", *arguments], env={**os.environ, **settings})
    return done.exit_code, done.output


def test_the_commands(tmp_path: Path) -> None:
    with with_files(
        tmp_path, {"en/vpn-reset": VPN, "de/vpn-reset": VPN, "en/printer-twice": PRINTER}, **QUIET
    ) as world:
        solved(world, CARL, 1)
    assert run(tmp_path, "check") == (0, "ok 2 answers: 1 in de, en; 1 in en\n")
    code, text = run(tmp_path, "list", "--json")
    rows = {row["name"]: row for row in json.loads(text)}
    assert code == 0
    vpn = rows["vpn-reset"]
    assert (vpn["sent"], vpn["known"], vpn["stayed_solved"]) == (1, 1, 1)  # by today's clock it is long over
    assert rows["printer-twice"]["sent"] == 0
    assert rows["vpn-reset"]["languages"] == ["de", "en"]
    code, text = run(tmp_path, "preview", "vpn-reset", "de")
    assert code == 0
    assert "Hello Carl Cole, your request 12" in text
    code, text = run(tmp_path, "preview", "vpn-rest")
    assert code == 1
    assert "vpn-reset" in text
    write_answer(tmp_path / "answers", "en/vpn-reset", "# VPN\n\n{{ custmer }}\n")
    code, text = run(tmp_path, "check")
    assert code == 78
    assert "vpn-reset.md, line 3" in text
    assert "{{ customer }}" in text


def test_what_technicians_keep_becomes_files(tmp_path: Path) -> None:
    with with_files(tmp_path, {}, **QUIET) as world:
        asked(world)
        does(world, ANN, "[resolved] [keep=mtu]", "Set *it* to 1400.")
        world.answer(ANN, world.last(ANN, "notice"), "ok", Authentication_Results=PROVEN)
    code, text = run(tmp_path, "export", str(tmp_path / "answers"))
    assert (code, text) == (0, f"{tmp_path}/answers/en/mtu.md\n")
    assert "Set \\*it\\* to 1400." in (tmp_path / "answers/en/mtu.md").read_text()
    assert run(tmp_path, "check") == (0, "ok 1 answers: 1 in en\n")
    assert "Set *it* to 1400." in run(tmp_path, "preview", "mtu")[1]
    assert (
        run(tmp_path, "export", str(tmp_path / "answers"))[0] == 0
    )  # the file goes before: nothing kept is left
    assert run(tmp_path, "retire", "mtu", "en")[0] == 0
    assert run(tmp_path, "retire", "mtu", "en")[0] == 1
