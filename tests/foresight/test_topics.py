"""Topics: which words give which label, what comes with the desk, a file that changes or breaks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from desk_world import DeskWorld
from technicians_world import ANN, DORA, MIA, asked, does, notified, team_world

from frontdesk.foresight.files import packaged, read_the_topics, topics_file
from frontdesk.foresight.topics_file import read_topics
from frontdesk.jobs.keep_topics import LiveTopics
from frontdesk.rules.foresight.topics import Topic, Topics, words_of
from frontdesk.rules.model import Priority

SOME = Topics(
    (
        Topic("vpn", ("vpn", "tunnel")),
        Topic("printing", ("printer", "paper jam", "drucker*")),
        Topic("phone", ("Telefon", "Müller-Gerät")),
        Topic("mail", ("mail",)),
    )
)


@pytest.mark.parametrize(
    ("subject", "text", "names"),
    [
        ("VPN", "", ("vpn",)),
        ("vpn-client broken", "", ("vpn",)),
        ("vpnclient broken", "", ()),  # a word stands whole
        ("Help", "the tunnel is down", ("vpn",)),
        ("Help", "x" * 300 + " vpn", ()),  # only the beginning of a text says what it is about
        ("Help", "x " * 149 + "vpn", ()),  # cut in the middle of the word
        ("Paper  jam!", "", ("printing",)),
        ("paper and jam", "", ()),
        ("Druckertreiber fehlt", "", ("printing",)),
        ("Abdrucker", "", ()),  # a beginning stands at the beginning
        ("TELEFON kaputt", "", ("phone",)),
        ("Mueller Geraet", "", ("phone",)),  # on a keyboard without umlauts
        ("muller gerat", "", ("phone",)),
        ("Mu\u0308ller Gera\u0308t", "", ("phone",)),  # as a Mac writes umlauts
        ("mail", "vpn printer telefon", ("mail", "vpn", "printing")),  # at most three, the subject's first
        ("vpn vpn", "vpn", ("vpn",)),
        ("", "", ()),
        ("\u0130stanbul \U0001f600", "[]()", ()),
    ],
)
def test_a_word_that_stands_whole_gives_its_topic(subject: str, text: str, names: tuple[str, ...]) -> None:
    assert SOME.of(subject, text) == names


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("The printer on floor 3 has a paper jam", "printing"),
        ("Drucker druckt nur leere Seiten", "printing"),
        ("Ich kann nichts ausdrucken", "printing"),
        ("Forgot my password", "password"),
        ("Mein Konto ist gesperrt", "password"),
        ("Kennwort läuft ab", "password"),
        ("Outlook does not open", "mail"),
        ("Postfach voll", "mail"),
        ("No WLAN in room 5", "wifi"),
        ("Wi-Fi is slow", "wifi"),
        ("Netzwerkdose tot", "wifi"),
        ("VPN drops every hour", "vpn"),
        ("Fernzugriff geht nicht", "vpn"),
        ("My headset has no sound", "phone"),
        ("Diensthandy verloren", "phone"),
        ("Shared drive is gone", "files"),
        ("Netzlaufwerk fehlt", "files"),
        ("Ordner gelöscht, bitte wiederherstellen", "files"),
        ("Please install Acrobat", "software"),
        ("Lizenz abgelaufen", "software"),
        ("Laptop won't start", "device"),
        ("Zweiter Bildschirm bleibt schwarz", "device"),
        ("New colleague on Monday", "people"),
        ("Neue Mitarbeiterin ab 1. April", "people"),
        ("The intranet shows a certificate warning", "web"),
        ("Webseite nicht erreichbar", "web"),
        ("Zoom call without picture", "video"),
        ("Beamer im Sitzungszimmer", "video"),
        ("Card terminal in the canteen", "payment"),
        ("Kassensystem steht", "payment"),
        ("My badge does not open the door", "building"),
        ("Türöffner defekt", "building"),
    ],
)
def test_the_topics_that_come_with_the_desk_know_both_languages(subject: str, name: str) -> None:
    assert name in packaged().of(subject, "")


@pytest.mark.parametrize(
    "subject",
    [
        "Hello",
        "A question",
        "Bitte um Hilfe",
        "Please help me",
        "Es geht nicht",
        "It doesn't work",
        "Danke",
        "Urgent!!",
    ],
)
def test_what_says_nothing_has_no_topic(subject: str) -> None:
    assert packaged().of(subject, "Thanks and regards, Carl") == ()


def test_fourteen_topics_come_with_the_desk_and_no_word_is_of_two() -> None:
    assert len(packaged()) == 14
    where: dict[tuple[str, ...], set[str]] = {}
    for topic in packaged():
        for word in topic.words:
            where.setdefault((*words_of(word), "*" if word.endswith("*") else ""), set()).add(topic.name)
    assert {word: names for word, names in where.items() if len(names) > 1} == {}


def test_a_new_request_has_its_topics_as_labels_and_what_a_technician_takes_off_stays_off(
    tmp_path: Path,
) -> None:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        asked(world, subject="VPN and the printer")
        assert world.request(1).labels == ("vpn", "printing")
        assert "vpn, printing" in notified(world, ANN).text
        does(world, ANN, "[label=-vpn]")
        assert world.request(1).labels == ("printing",)
        world.answer(
            "Carl Cole <carl@sales.example.org>",
            notified(world, ANN),
            "The VPN again",
            subject="Re: [IT #1] VPN",
        )
        assert world.request(1).labels == ("printing",)


def test_tags_in_the_mail_that_opens_a_request_win_over_its_topics(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        opens(world, "VPN over the phone [customer=dora@sales.example.org] [label=-phone;+call]")
        assert world.request(1).labels == ("vpn", "call")


def opens(world: DeskWorld, subject: str) -> None:
    world.write(
        ANN,
        subject,
        "She called.",
        Authentication_Results="mx.example.org; dmarc=pass header.from=example.org",
    )


def test_a_split_request_has_the_topics_of_what_was_split_off(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        asked(world, subject="Printer")
        world.answer(
            "Carl Cole <carl@sales.example.org>",
            world.last("carl@sales.example.org", "acknowledgement"),
            "And my VPN is down, too.",
        )
        does(world, ANN, "[split]")
        assert world.request(2).labels == ("vpn",)


FILE = """[vpn]
words = ["vpn", "einwahl*"]
owner = "bob@example.org"
priority = "high"
answer = "vpn-reset"
"""


def test_a_topic_says_with_what_priority_a_request_begins_and_whose_it_usually_is(tmp_path: Path) -> None:
    (tmp_path / "topics.toml").write_text(FILE, "utf-8")
    with team_world(tmp_path / "desk.db", TOPICS_FILE=str(tmp_path / "topics.toml")) as world:
        asked(world, subject="Einwahlproblem")
        request = world.request(1)
        assert (request.labels, request.priority, request.owner) == (("vpn",), Priority.HIGH, None)
        assert "usually Bob Burns's" in notified(world, ANN).text
        asked(world, DORA, "Printer")  # one file takes the place of all that comes with the desk
        assert world.request(2).labels == ()
        assert "usually" not in notified(world, ANN, 2).text


def test_without_topics_nothing_is_labelled(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="off") as world:
        asked(world, subject="Printer")
        assert world.request(1).labels == ()


@pytest.mark.parametrize(
    ("text", "line", "says", "remedy"),
    [
        ("[vpn]\nwords = [1]", 2, "words of vpn", "write"),
        ("[vpn]\nwrds = ['a']", 2, "there is no such key", "did you mean words"),
        ("[vpn]\n", 1, "a topic has words", "write words ="),
        ("[vpn]\nwords = []", 2, "a topic has words", "write words ="),
        ("[vpn]\nwords = ['ab*']", 2, "would stand for too much", "at least 4 letters"),
        ("[vpn]\nwords = ['a b*']", 2, "would stand for too much", "one word"),
        ("[vpn]\nwords = ['*']", 2, "can't be used", "write a word"),
        ("[vpn]\nwords = ['v*n']", 2, "can't be used", "write a word"),
        ("[vpn]\nwords = ['!!']", 2, "can't be used", "write a word"),
        ("[VPN and more]\nwords = ['a']", 1, "is no topic's name", "small letters"),
        ('["Home Office"]\nwords = ["a"]', 1, "is no topic's name", "small letters"),
        ("words = ['a']", 1, "stands in no topic", "[vpn]"),
        ("[vpn]\nwords = ['a']\npriority = 'soon'", 3, "is no priority", "low, normal"),
        ("[vpn]\nwords = ['a']\nanswer = '../x'", 3, "is no answer's name", "vpn-reset"),
        ("[vpn]\nwords = ['a']\n[vpn]\nwords = ['b']", 3, "", ""),
        ("[vpn\nwords = ['a']", 1, "", ""),
        ("\0", 0, "this is no text", "UTF-8"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_line_and_remedy(
    text: str, line: int, says: str, remedy: str
) -> None:
    _, problems = read_topics(text.encode(), Path("topics.toml"), {"bob@example.org"})
    first = problems[0]
    assert first.serious
    assert (first.line, says in first.what, remedy in first.remedy) == (line, True, True), first


def test_an_owner_who_has_left_is_a_remark_and_the_topic_still_counts() -> None:
    found, problems = read_topics(FILE.encode(), Path("topics.toml"), {"ann@example.org"})
    assert [topic.name for topic in found] == ["vpn"]
    assert [(problem.line, problem.serious) for problem in problems] == [(3, False)]


def test_a_file_as_windows_saves_it_is_read() -> None:
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        raw = "[tür]\r\nwords = ['Türöffner']\r\n".replace("[tür]", "['tür']").encode(encoding)
        found, problems = read_topics(raw, Path("topics.toml"), ())
        assert (problems, [topic.name for topic in found]) == ([], ["tür"])


def test_an_edit_takes_effect_and_a_broken_one_keeps_the_last_good_version_also_after_a_restart(
    tmp_path: Path,
) -> None:
    file = tmp_path / "topics.toml"
    file.write_text(FILE, "utf-8")
    with team_world(tmp_path / "desk.db", TOPICS_FILE=str(file)) as world:
        live = LiveTopics(world.desk, topics_file(world.settings))
        file.write_text(FILE + "\n[beer]\nwords = ['beer']\n", "utf-8")
        assert live.refresh() is False
        asked(world, subject="No beer")
        assert world.request(1).labels == ("beer",)
        file.write_text("[beer\n", "utf-8")
        assert live.refresh() is True
        assert live.refresh() is False
        asked(world, DORA, "No beer")
        assert world.request(2).labels == ("beer",)
        notices = [letter for letter in world.inbox(MIA) if letter.kind == "notice"]
        assert len(notices) == 1
        assert "line 1" in notices[0].text
    with team_world(tmp_path / "desk.db", TOPICS_FILE=str(file)) as world:
        asked(world, subject="Beer")
        assert "beer" in world.request(max(world.numbers)).labels


def test_a_file_that_is_gone_keeps_the_last_good_version(tmp_path: Path) -> None:
    file = tmp_path / "topics.toml"
    file.write_text(FILE, "utf-8")
    with team_world(tmp_path / "desk.db", TOPICS_FILE=str(file)) as world:
        live = LiveTopics(world.desk, topics_file(world.settings))
        live.refresh()
        file.unlink()
        assert live.refresh() is True
        assert [topic.name for topic in world.desk.policy.topics] == ["vpn"]


def test_a_kept_version_that_was_damaged_is_none(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        file = replace(topics_file(world.settings), path=tmp_path / "topics.toml")
        found = read_the_topics(file, b"[vpn")
        assert (len(found.topics), found.raw, len(found.serious)) == (0, None, 1)
