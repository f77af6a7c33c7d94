"""Similar resolved requests are found by their rare words; any text is safe to ask with."""

from datetime import UTC, datetime

import pytest

from frontdesk.db import search
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.tables import Request

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

SOLVED = [
    (1, "Printer on floor 3", "The printer in room 310 prints blank pages.", "Changed the toner cartridge."),
    (2, "VPN does not connect", "The VPN client says certificate expired.", "Renewed the certificate."),
    (3, "Outlook asks for a password", "Outlook keeps asking for my password.", "Cleared saved credentials."),
    (4, "Neuer Bildschirm", "Der Bildschirm flackert seit gestern.", "Kabel getauscht, läuft ruhig."),
    (5, "Shared drive is full", "I cannot save files on the shared drive.", "Raised the quota."),
    (6, "Wi-Fi in the canteen", "Wireless drops out during lunch.", "Added an access point."),
]


def resolve(store: Store, number: int, subject: str, resolution: str) -> None:
    store.insert(
        Request,
        {
            "number": number,
            "subject": subject,
            "status": "resolved",
            "customer": "a@b.c",
            "opened_at": NOON,
            "resolved_at": NOON,
            "resolution": resolution,
        },
    )


@pytest.fixture
def solved(store: Store) -> Store:
    with store.transaction():
        for number, subject, text, resolution in SOLVED:
            resolve(store, number, subject, resolution)
            search.index_resolution(store, number, subject, text, resolution)
    return store


@pytest.mark.parametrize(
    "asked, number",
    [
        ("my printer gives only blank sheets", 1),
        ("Certificate of VPN has expired again!", 2),
        ("password prompt in OUTLOOK", 3),
        ("Mein Bildschirm flackert", 4),
        ("Läuft nicht ruhig: lauft", 4),
        ("no room on the shared drive", 5),
    ],
)
def test_the_request_that_is_most_alike_comes_first(solved: Store, asked: str, number: int) -> None:
    found = search.similar(solved, asked, 3)
    assert found[0].number == number
    assert (found[0].subject, found[0].resolution) == (SOLVED[number - 1][1], SOLVED[number - 1][3])
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "the and of",
        "nothing like this was ever asked: zzyzx",
        '" OR 1=1 --',
        "'; DROP TABLE solution; --",
        "NEAR(printer vpn) AND NOT * ^ {subject}: -",
        "\0\ud800",
        ")(" * 10_000,
        "'" * 5_000 + "\\",
        "x" * 100_000,
        "& | ! <-> :* 'a':A",
    ],
)
def test_no_text_breaks_the_search(solved: Store, asked: str) -> None:
    assert isinstance(search.similar(solved, asked, 3), list)
    assert search.similar(solved, "toner cartridge", 1)[0].number == 1


def test_at_most_as_many_as_asked_for(solved: Store) -> None:
    assert len(search.similar(solved, "printer vpn outlook", 2)) == 2


def test_a_request_resolved_again_is_found_by_its_new_resolution(solved: Store) -> None:
    search.index_resolution(solved, 1, "Printer on floor 3", "Blank pages.", "Replaced the fuser unit.")
    assert search.similar(solved, "fuser", 3)[0].number == 1
    assert search.similar(solved, "toner cartridge", 3) == []


def test_what_it_shows_is_the_request_as_it_is_now(solved: Store) -> None:
    solved.run("UPDATE request SET subject = 'Printer (old)', resolution = NULL WHERE number = 1")
    assert search.similar(solved, "toner cartridge", 3)[0][1:3] == ("Printer (old)", "")
    solved.run("DELETE FROM request WHERE number = 1")
    assert search.similar(solved, "toner cartridge", 3) == []


def test_what_is_forgotten_is_not_found(solved: Store) -> None:
    search.forget(solved, 2)
    assert search.indexed_words(solved, 2) is None
    assert search.similar(solved, "vpn certificate", 3) == []
    search.index_resolution(solved, 2, *SOLVED[1][1:])
    assert [one.number for one in search.similar(solved, "vpn certificate", 3)] == [2]


def test_a_small_part_in_common_makes_nothing_alike(solved: Store) -> None:
    """Five of six words point to request 3, one to request 2."""
    found = search.similar(solved, "outlook saved password credentials cleared certificate", 9)
    assert [one.number for one in found] == [3]


def test_words_that_are_everywhere_do_not_make_it_slow(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each word only the newest requests are looked at, and of the words only the rarest."""
    monkeypatch.setattr(search, "_LOOKED_AT", 4)
    monkeypatch.setattr(search, "_WORDS_USED", 2)
    with store.transaction():
        for number in range(1, 31):
            resolve(store, number, f"computer {number}", "")
            search.index_resolution(store, number, f"computer {number}", "computer problem", f"word{number}")
    assert list(search._rarest(store, "computer problem word7")[1]) == ["word7", "computer"]
    assert search.similar(store, "computer problem word7", 5)[0].number == 7
    monkeypatch.setattr(search, "_RARE", 3)
    assert [one.number for one in search.similar(store, "computer", 5)] == [30, 29, 28, 27]


def test_words_of_any_script_are_single_words_to_both_engines(store: Store) -> None:
    words = ["größe", "Ω", "принтер", "プリンター", "打印机", "ﬁle", "naïve", "x" * 40, "٣٤", "𝓟𝓡𝓘𝓝𝓣", "ʼn1"]
    resolve(store, 1, "s", "r")
    search.index_resolution(store, 1, "", " ".join(words), "")
    for word in search.indexed_words(store, 1) or []:
        assert [one.number for one in search.similar(store, word, 1)] == [1], word
