"""A prepared answer with [all]: each gets it in their own words, and nobody reads another's name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from answers_world import VPN, with_files
from technicians_world import ANN, CARL, CARL_AT, DORA, DORA_AT, PROVEN, asked, does, notified

GERMAN = "# VPN\n\nGuten Tag {{ customer }}, Ihre Anfrage {{ number }} ist bekannt.\n"


def test_each_of_an_outage_gets_the_answer_by_their_own_name_and_in_their_language(tmp_path: Path) -> None:
    with with_files(tmp_path, {"en/vpn-reset": VPN, "de/vpn-reset": GERMAN}) as world:
        asked(world, CARL, "VPN is down")
        asked(world, DORA, "VPN is down, too")
        world.write("Erik Ernst <erik@sales.example.org>", "VPN geht nicht", "Hilfe", Content_Language="de")
        for number in (2, 3):
            does(world, ANN, "[parent=#1]", number=number)
        world.clock.at += timedelta(minutes=2)
        before = len(world.inbox(CARL_AT))
        world.answer(ANN, notified(world, ANN, 1), "We know:", subject="[answer=vpn-reset] [all]",
                     Authentication_Results=PROVEN)  # fmt: skip
        world.pass_time(timedelta(minutes=5))
        assert len(world.inbox(CARL_AT)) == before + 1
        carl, dora = world.last(CARL_AT, "reply").text, world.last(DORA_AT, "reply").text
        erik = world.last("erik@sales.example.org", "reply").text
        assert "Hello Carl Cole, your request 1" in carl
        assert "Hello Dora Dean, your request 2" in dora
        assert "Guten Tag Erik Ernst, Ihre Anfrage 3" in erik
        for text in (dora, erik):
            assert "Carl" not in text
            assert text.index("We know:") < text.index("request" if text is dora else "Anfrage")
        assert "Carl" not in world.messages(2)[-1].text
        rows = world.desk.store.all("SELECT request, language FROM answer_use ORDER BY request")
        assert rows == [(1, "en"), (2, "en"), (3, "de")]
