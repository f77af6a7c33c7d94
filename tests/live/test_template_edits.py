"""An admin edits a template while the daemon runs, or between two runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from live_desk import LiveDesk, desk_on
from servers import Dovecot, Postfix, await_that

pytestmark = pytest.mark.live


def desk_with_words_of_its_own(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> tuple[LiveDesk, Path, str]:
    """The desk, the file that was edited, and what stands in it."""
    folder = tmp_path / "templates"
    folder.mkdir()
    desk = desk_on(tmp_path, dovecot, postfix, TEMPLATES_FOLDER=str(folder))
    desk.command("templates", "copy", "acknowledgement")
    file = folder / "en" / "acknowledgement.md"
    ours = file.read_text().replace("Thank you", "Many thanks")
    file.write_text(ours)
    return desk, file, ours


def test_a_broken_edit_keeps_the_last_good_words_and_the_managers_hear_of_it_at_once(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    desk, file, ours = desk_with_words_of_its_own(tmp_path, dovecot, postfix)
    with desk.running():
        desk.await_log("mailbox.open")
        file.write_text(ours.replace("Many thanks", "{{ no_such_value }}"))
        desk.write(desk.carl, "No sound", "My headset is silent.")
        assert "Many thanks" in desk.last(desk.carl, "acknowledgement").text
        await_that(lambda: desk.inbox(desk.mia), "the notice to the managers", 15)
    assert "no_such_value" in desk.last(desk.mia, "notice").text
    assert len(desk.inbox(desk.mia)) == 1


def test_a_broken_edit_between_two_runs_keeps_the_last_good_words(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    desk, file, ours = desk_with_words_of_its_own(tmp_path, dovecot, postfix)
    desk.once()
    file.write_text(ours.replace("Many thanks", "{{ no_such_value }}"))
    desk.write(desk.carl, "No sound", "My headset is silent.")
    desk.once()
    assert "Many thanks" in desk.last(desk.carl, "acknowledgement").text
    assert "no_such_value" in desk.last(desk.mia, "notice").text
