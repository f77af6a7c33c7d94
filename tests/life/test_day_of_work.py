"""A day of three technicians and twelve requests. Nobody opens a terminal: everything is said and asked by mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld
from technicians_world import ANN, BOB, CID, MIA, PROVEN, count, does, notified, team_world, told

from frontdesk.rules.model import Status

PEOPLE = {
    name: f"{name.title()} Ray <{name}@sales.example.org>"
    for name in ("carl", "dora", "emil", "fay", "gus", "hal", "ida", "jo", "kim", "lea", "max")
}
TROUBLES = {  # the number of the request is its place here
    "carl": "Printer prints everything twice",
    "dora": "VPN asks for the password every ten minutes",
    "emil": "My headset has no sound",
    "fay": "New laptop for a colleague who starts on Monday",
    "gus": "Cheap watches for your office",
    "hal": "The printer on the third floor prints double",
    "ida": "Password forgotten",
    "jo": "Beamer in room 5 stays dark, and I need a mouse",
    "kim": "Spreadsheet opens read-only",
    "lea": "Door badge doesn't open the lab",
}


def until(world: DeskWorld, hour: int, minute: int = 0, days: int = 0) -> None:
    now = world.clock.at
    then = now.replace(hour=hour, minute=minute, second=0) + timedelta(days=days)
    world.pass_time(then - now)


def email(name: str) -> str:
    return f"{name}@sales.example.org"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.live)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeskWorld]:
    is_file = request.param == "sqlite"
    database = tmp_path / "desk.db" if is_file else str(request.getfixturevalue("postgres_url"))
    with team_world(database, SEND_DELAY="1m") as world:
        world.clock.at = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
        world.work()
        yield world


def test_a_day_of_three_technicians_and_twelve_requests(world: DeskWorld) -> None:
    # Monday, before nine: ten people have written.
    for name, subject in TROUBLES.items():
        world.write(PEOPLE[name], subject, f"{subject}. Can you help?")
        world.clock.at += timedelta(minutes=1)
    assert world.numbers == list(range(1, 11))

    # Nine: the morning digest. Ann shares the work out, line by line, in one mail.
    until(world, 9)
    digest = world.last(ANN, "digest")
    assert "10 without owner" in digest.subject
    world.answer(
        ANN,
        digest,
        "1 take\n2 assign=bob, prio=high\n3 @cid\n4 assign=bob, due=fri\n5 spam\n6 merge=#1\n"
        "7 resolved  I have sent you a new one by post, Ida.\n8 assign=me\n10 assign=cid",
        Authentication_Results=PROVEN,
    )
    assert {n: world.request(n).owner for n in (1, 2, 3, 4, 8, 9, 10)} == {
        1: ANN, 2: BOB, 3: CID, 4: BOB, 8: ANN, 9: None, 10: CID,
    }  # fmt: skip
    assert world.request(5).spam
    assert world.request(6).merged_into == 1
    assert world.request(7).resolution == "I have sent you a new one by post, Ida."
    assert count(world, ANN, "confirmation") == 1
    assert world.kinds(email("gus")) == ["acknowledgement"]
    assert world.kinds(email("hal")) == ["acknowledgement", "notice"], "the other customer hears of a merge"

    # Ann splits Jo's mail, answers Carl, and takes an answer back that went to the wrong person.
    world.answer(PEOPLE["jo"], world.last(email("jo")), "Thank you. The mouse should be a small one.")
    until(world, 9, 20)
    world.answer(
        ANN,
        notified(world, ANN, 8),
        "",
        subject='[split] [title="A new mouse"]',
        Authentication_Results=PROVEN,
    )
    assert (world.request(11).subject, world.request(11).linked) == ("A new mouse", (8,))
    does(world, ANN, "", "The beamer has its own remote control, Carl.", number=1)
    world.clock.at += timedelta(seconds=20)
    does(world, ANN, "[undo]", number=1)
    does(world, ANN, "[waiting]", "Which driver do you use, Carl?", number=1)
    until(world, 9, 25)
    assert [one.kind for one in world.inbox(email("carl"))] == ["acknowledgement", "reply"]
    assert "Which driver do you use" in world.last(email("carl")).text

    # Bob doesn't know what there is to do with the VPN, and asks. Ann tells him, inside.
    does(world, BOB, "[note]", "Has anybody seen this? I give it to Ann if so.", number=2)
    does(world, BOB, "[help]", number=2)
    assert "[snooze=3d]" in told(world, BOB, "notice")
    does(world, ANN, "[note]", "The new client. It asks once a day.", number=2)
    assert "The new client" in told(world, BOB, "notification")
    world.answer(BOB, world.last(BOB, "notification"), "Thanks, I try that.", Authentication_Results=PROVEN)
    assert world.kinds(email("dora")) == ["acknowledgement"], "notes stay inside"
    dora = next(one for one in world.inbox(BOB) if one.header("X-Frontdesk-Request") == "2")
    world.answer(
        BOB,
        dora,
        "Please install the new client.",
        subject="[resolvd] [time=20m]",
        Authentication_Results=PROVEN,
    )
    assert "[resolved]" in told(world, BOB, "refusal")
    world.answer(
        BOB,
        world.last(BOB, "refusal"),
        "Please install the new client.",
        subject="[resolved] [time=20m]",
        Authentication_Results=PROVEN,
    )
    until(world, 10)
    assert (world.request(2).status, world.request(2).minutes) == (Status.RESOLVED, 20)
    assert "new client" in world.last(email("dora"), "reply").text

    # Cid writes from his phone, and Ann answers the same request a minute later.
    does(world, CID, "", "#waiting\n\nIs it the blue headset, Emil?", number=3)
    until(world, 10, 5)
    world.answer(
        ANN,
        next(one for one in world.inbox(ANN) if one.header("X-Frontdesk-Request") == "3"),
        "Try another port.",
        Authentication_Results=PROVEN,
    )
    assert "Cid Clay answered the customer" in told(world, ANN, "refusal")
    assert count(world, email("emil"), "reply") == 1

    # Max tells Bob in the hall; Bob forwards his mail, and it is Max's request.
    world.write(
        f"Bob Burns <{BOB}>",
        "Fwd: Monitor flickers [take] [label=+monitor]",
        "He stood in my door.\n\n---------- Forwarded message ---------\nFrom: Max Ray <max@sales.example.org>\n"
        f"Date: Mon, Mar 2, 2026 at 9:55 AM\nSubject: Monitor flickers\nTo: <{BOB}>\n\nIt flickers since today.\n",
        Authentication_Results=PROVEN,
    )
    assert len(world.numbers) == 12
    monitor = world.request(12)
    assert (monitor.customer.email, monitor.owner, monitor.labels) == (email("max"), BOB, ("monitor",))
    assert "acknowledgement" in world.kinds(email("max"))

    # The customers answer; one who was told to wait gets no reminder any more.
    until(world, 11)
    world.answer(PEOPLE["carl"], world.last(email("carl"), "reply"), "The one from the intranet.")
    world.answer(PEOPLE["emil"], world.last(email("emil"), "reply"), "Yes, the blue one.")
    world.answer(PEOPLE["ida"], world.last(email("ida"), "reply"), "Thank you very much!")
    assert (world.request(1).status, world.request(3).status) == (Status.OPEN, Status.OPEN)
    assert world.request(7).status in (Status.RESOLVED, Status.CLOSED)
    does(world, ANN, "[resolved] [time=30m]", "I have set the driver back to one copy.", number=1)
    does(world, CID, "[resolved]", "You get a new one today.", number=3)
    does(world, ANN, "[resolved]", "The mouse is on your desk.", number=11)
    does(world, ANN, "[hold] [snooze=thu]", "The lamp is ordered, Jo.", number=8)
    does(world, BOB, "[resolved]", "A new cable.", number=12)

    # Somebody writes in Ann's name: nothing happens, and Ann is asked at her own address.
    world.write("Ann Lee <ann@example.org>", "[IT #4] Laptop [assign=nobody] [priority=low]", "Not needed.")
    assert (world.request(4).owner, world.request(4).priority) == (BOB, "normal")
    assert "It isn't sure that this mail is yours" in told(world, ANN, "refusal")

    # The afternoon: what is left? Cid asks, and Mia, who is responsible, too.
    until(world, 15)
    world.write(CID, "[list unowned]", "", Authentication_Results=PROVEN)
    assert "#9 Spreadsheet opens read-only" in told(world, CID, "digest")
    world.answer(CID, world.last(CID, "digest"), "9 take, prio=low", Authentication_Results=PROVEN)
    world.write(f"Mia Boss <{MIA}>", "[list all]", "", Authentication_Results=PROVEN)
    left = told(world, MIA, "digest")
    assert [n for n in range(1, 13) if f"#{n} " in left] == [4, 8, 9, 10]
    does(world, CID, "[resolved]", "The file was open on another machine.", number=9)
    does(world, CID, "[waiting]", "Since when, Lea?", number=10)

    # The night: Lea answers. Tuesday's digests say so to Cid, and nothing to who has nothing left.
    until(world, 20)
    world.answer(PEOPLE["lea"], world.last(email("lea"), "reply"), "Since yesterday.")
    until(world, 9, days=1)
    assert "Answered overnight" in told(world, CID, "digest")
    assert "#10 Door badge" in told(world, CID, "digest")
    assert count(world, ANN, "digest") == 1, "hers are settled, or sleep until Thursday"
    assert "#4 New laptop" in told(world, BOB, "digest")

    # Everybody who was helped got exactly what a technician wrote for them, and nothing of what was inside.
    for name in ("carl", "dora", "emil", "jo", "kim", "lea", "max"):
        everything = "".join(letter.text for letter in world.inbox(email(name)))
        for inside in (
            "Has anybody seen this",
            "asks once a day",
            "stood in my door",
            "remote control",
            "[take]",
        ):
            assert inside not in everything, name
    settled = [n for n in world.numbers if world.request(n).status in (Status.RESOLVED, Status.CLOSED)]
    assert settled == [1, 2, 3, 5, 6, 7, 9, 11, 12]
    assert world.filed("INBOX") == 0
    assert world.filed("Quarantine") == 0
