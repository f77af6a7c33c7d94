"""In which language the desk answers a customer: the one they write in, for the whole of a request."""

from pathlib import Path

import pytest
from desk_world import desk_world
from said_in import SAID

from frontdesk.languages import PACKAGED, read

CARL_AT = "carl@sales.example.org"
CARL = f"Carl Cole <{CARL_AT}>"
ANN = "ann@example.org"


@pytest.mark.parametrize("language", SAID)
def test_a_customer_is_answered_in_the_language_that_they_write(tmp_path: Path, language: str) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        world.write(CARL, "IT", SAID[language][0])
        assert world.request(1).language == language
        months = (
            read(PACKAGED / language / "words.toml")[0]["times"].get("months_in_date")
            or read(PACKAGED / language / "words.toml")[0]["times"]["months"]
        )
        assert months[2] in world.last(CARL_AT, "acknowledgement").text
        assert "New request" in world.last(ANN, "notification").text  # the team reads the desk's own


def test_the_first_mail_decides_for_the_whole_request_and_is_remembered(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        world.write(CARL, "Drucker", SAID["de"][0])
        world.answer(CARL, world.last(CARL_AT), SAID["en"][0])
        assert world.request(1).language == "de"
        world.write(CARL, "Maus", "Maus kaputt.")
        assert world.request(2).language == "de"
        world.write(CARL, "Mouse", SAID["en"][1])
        assert world.request(3).language == "en"


def test_too_few_words_are_answered_in_the_desk_s_language(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", DESK_LANGUAGE="fr") as world:
        world.write(CARL, "Drucker", "Drucker kaputt, bitte kommen.")
        assert "Bonjour" in world.last(CARL_AT, "acknowledgement").text


def test_languages_that_the_team_doesn_t_answer_in_are_left_out(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", DESK_LANGUAGES="de") as world:
        world.write(CARL, "Drukarka", SAID["pl"][0])
        assert "Hello" in world.last(CARL_AT, "acknowledgement").text
        world.write("Dora Dean <dora@sales.example.org>", "Drucker", SAID["de"][0])
        assert "Guten Tag" in world.last("dora@sales.example.org", "acknowledgement").text
        world.write("Eve Ellis <eve@sales.example.org>", "x", "Drukarka.", Content_Language="pl")
        assert "Hello" in world.last("eve@sales.example.org", "acknowledgement").text
