"""What customers attach reaches the team: with the notification, and again with [status], [take], notes ..."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from desk_world import DeskWorld, Letter
from technicians_world import ANN, BOB, CARL, MIA, PROVEN, does, notified, team_world

from frontdesk.db import outbox_view
from frontdesk.jobs.clear_away import clear_away
from frontdesk.jobs.send import learn_at_first
from frontdesk.mailbox.errors import ConnectionLost

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
PDF = b"%PDF-1.4 " + b"page " * 400


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db") as world:
        yield world


def sends(
    world: DeskWorld,
    files: dict[str, bytes],
    *,
    who: str = CARL,
    inline: dict[str, bytes] | None = None,
    text: str = "See the screenshot.",
    answers: Letter | None = None,
) -> None:
    message = EmailMessage()
    world.serial += 1
    message["Message-ID"] = f"<files{world.serial}@people.example.org>"
    message["From"], message["To"], message["Subject"] = who, "it@example.org", "Screen flickers"
    message["Date"] = "Mon, 02 Mar 2026 12:00:00 +0000"
    if answers:
        message.replace_header("Subject", f"Re: {answers.subject}")
        message["In-Reply-To"] = answers.header("Message-ID")
    message.set_content(text)
    if inline:
        shown = "".join(f'<img src="cid:{name}@x">' for name in inline)
        message.add_alternative(f"<p>{text}</p>{shown}", subtype="html")
        html = message.get_payload()[1]  # type: ignore[index]
        for name, content in inline.items():
            html.add_related(content, "image", "png", cid=f"<{name}@x>", filename=name)  # type: ignore[union-attr]
    for name, content in files.items():
        kind = {"png": ("image", "png"), "pdf": ("application", "pdf")}.get(name.rpartition(".")[2])
        main, sub = kind or ("application", "octet-stream")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    world.deliver(message)


def test_a_screenshot_comes_with_every_technicians_notification(world: DeskWorld) -> None:
    sends(world, {"shot.png": PNG})
    for who in (ANN, BOB):
        assert notified(world, who).attachments == {"shot.png": PNG}
        assert "Attached: shot.png (1 kB)" in notified(world, who).text


def test_pictures_shown_in_the_text_come_as_files_that_no_client_hides(world: DeskWorld) -> None:
    sends(world, {"log.pdf": PDF}, inline={"image001.png": PNG})
    letter = notified(world, ANN)
    assert letter.attachments == {"image001.png": PNG, "log.pdf": PDF}
    assert [part.get_content_disposition() for part in letter.message.iter_attachments()] == [
        "attachment"
    ] * 2


def test_files_of_an_answer_come_with_it_and_those_before_dont_come_again(world: DeskWorld) -> None:
    sends(world, {"first.png": PNG})
    does(world, ANN, "", "Please send the log.")
    sends(world, {"log.pdf": PDF}, text="Here it is.", answers=world.last("carl@sales.example.org", "reply"))
    assert notified(world, ANN).attachments == {"log.pdf": PDF}


@pytest.mark.parametrize("tags", ["[status]", "[take]", "[assign=me]"])
def test_who_asks_or_takes_gets_the_files_out_of_the_mailbox(world: DeskWorld, tags: str) -> None:
    sends(world, {"shot.png": PNG})
    does(world, BOB, tags)
    assert world.inbox(BOB)[-1].attachments == {"shot.png": PNG}
    assert "shot.png (1 kB)" in world.inbox(BOB)[-1].text


def test_who_is_given_a_request_gets_all_the_customers_files_newest_first(world: DeskWorld) -> None:
    sends(world, {"first.png": PNG})
    sends(world, {"second.pdf": PDF}, text="And the log.", answers=world.last("carl@sales.example.org"))
    does(world, ANN, "[assign=bob] [note]", "Bob knows these screens.")
    assert list(notified(world, BOB).attachments) == ["second.pdf", "first.png"]


def test_a_note_brings_its_own_files_and_the_customers(world: DeskWorld) -> None:
    sends(world, {"shot.png": PNG})
    does(world, ANN, "[take]")
    world.answer(
        BOB, notified(world, BOB), "Compare this.", subject="[note]", attach={"old.pdf": PDF},
        Authentication_Results=PROVEN,
    )  # fmt: skip
    assert notified(world, ANN).attachments == {"old.pdf": PDF, "shot.png": PNG}


def test_a_line_of_a_digest_brings_the_files_too(world: DeskWorld) -> None:
    sends(world, {"shot.png": PNG})
    world.write(ANN, "[list all]", "", Authentication_Results=PROVEN)
    world.answer(ANN, world.last(ANN, "digest"), "1 assign=bob", quote=False, Authentication_Results=PROVEN)
    assert notified(world, BOB).attachments == {"shot.png": PNG}


def test_what_is_put_off_comes_back_with_its_files(world: DeskWorld) -> None:
    from datetime import timedelta

    sends(world, {"shot.png": PNG})
    does(world, ANN, "[take] [snooze=1d]")
    world.pass_time(timedelta(days=2))
    assert notified(world, ANN).attachments == {"shot.png": PNG}


def test_a_split_takes_the_messages_own_files_along(world: DeskWorld) -> None:
    sends(world, {"first.png": PNG})
    sends(
        world,
        {"other.pdf": PDF},
        text="By the way, a new mouse.",
        answers=world.last("carl@sales.example.org"),
    )
    does(world, ANN, "[split]")
    assert "other.pdf" in notified(world, ANN, 2).attachments


def test_what_is_larger_is_named_with_its_size_and_where_it_lies(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", ATTACH_UP_TO="3 kB", IMAP_HANDLED_FOLDER="Done") as world:
        sends(world, {"film.mp4": b"\0" * 5_000, "shot.png": PNG})
        letter = notified(world, ANN)
        assert letter.attachments == {"shot.png": PNG}
        text = " ".join(letter.text.split())
        assert "Too large to come along, but kept in the desk's mailbox, folder Done: film.mp4 (5 kB" in text


def test_the_small_ones_of_a_mail_go_first_so_that_the_most_go(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", ATTACH_UP_TO="3 kB") as world:
        sends(world, {"big.bin": b"b" * 2_900, "one.bin": b"1" * 900, "two.bin": b"2" * 1_900})
        assert list(notified(world, ANN).attachments) == ["one.bin", "two.bin"]


@pytest.mark.parametrize("off", ["0", "off", "none"])
def test_files_can_be_kept_out_of_mails_altogether(tmp_path: Path, off: str) -> None:
    with team_world(tmp_path / "desk.db", ATTACH_UP_TO=off) as world:
        sends(world, {"shot.png": PNG})
        assert notified(world, ANN).attachments == {}
        assert "shot.png (1 kB" in notified(world, ANN).text


def test_no_mail_is_larger_than_the_relay_takes_it_as_its_readers_get_it(world: DeskWorld) -> None:
    world.relay._offers = {"SIZE": "200000"}
    learn_at_first(world.desk, world.relay)
    sends(
        world, {"a.bin": b"a" * 70_000, "b.bin": b"b" * 71_000}
    )  # 98,000 octets in base64, and both too many
    assert list(notified(world, ANN).attachments) == ["a.bin"]
    assert "b.bin (71 kB" in notified(world, ANN).text


def test_words_arrive_without_the_files_when_the_relay_refuses_these(world: DeskWorld) -> None:
    world.world.size_limit = 60_000  # which it doesn't announce
    sends(world, {"a.bin": b"a" * 70_000})
    letter = notified(world, ANN)
    assert "See the screenshot." in letter.text
    assert letter.attachments == {}
    assert "Not with this mail, but in the desk's mailbox, folder Handled: a.bin (70 kB" in " ".join(
        letter.text.split()
    )
    assert "not-delivered" not in world.kinds(MIA)


def test_files_that_somebody_took_out_of_the_folder_are_named(world: DeskWorld) -> None:
    sends(world, {"shot.png": PNG})
    (uid,) = world.world.folder("it", "Handled").mails
    world.world.person_deletes("it", uid, "Handled")
    does(world, BOB, "[status]")
    assert notified(world, BOB).attachments == {}
    assert "Not with this mail, but in the desk's mailbox, folder Handled: shot.png" in " ".join(
        notified(world, BOB).text.split()
    )


def test_another_mail_of_the_same_second_is_never_taken_for_it(world: DeskWorld) -> None:
    sends(world, {"dora.png": PNG}, who="Dora <dora@sales.example.org>")
    sends(world, {"shot.png": PDF})
    does(world, BOB, "[status]", number=2)
    assert notified(world, BOB, 2).attachments == {"shot.png": PDF}


def test_a_file_that_would_run_goes_as_one_that_doesnt(world: DeskWorld) -> None:
    message = EmailMessage()
    message["Message-ID"], message["From"], message["To"] = "<h@x>", CARL, "it@example.org"
    message["Subject"] = "Page"
    message.set_content("This page")
    message.add_attachment("<script>alert(1)</script>", subtype="html", filename="page.html")
    world.deliver(message)
    (part,) = notified(world, ANN).message.iter_attachments()
    assert part.get_content_type() == "application/octet-stream"


def test_five_copies_of_a_large_mail_share_their_files_and_let_go_of_them_when_sent(world: DeskWorld) -> None:
    sends(world, {"film.mp4": b"f" * 300_000})
    store = world.desk.store
    assert store.one("SELECT count(*) FROM enclosed") == (1,)
    mail = outbox_view.mail_of(store, notified(world, ANN).header("Message-ID"))
    assert mail is not None
    assert len(mail) < 50_000
    clear_away(world.desk)
    assert store.one("SELECT count(*) FROM enclosed") == (0,)


def test_files_of_mail_that_waits_are_kept(world: DeskWorld) -> None:
    world.world.down.add("smtp")
    message_files = {"shot.png": PNG}
    with pytest.raises(ConnectionLost):
        sends(world, message_files)
    clear_away(world.desk)
    world.world.down.clear()
    world.work()
    assert notified(world, ANN).attachments == message_files


def test_a_customers_mail_that_a_technician_passes_on_brings_its_files(world: DeskWorld) -> None:
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = CARL, ANN, "Scanner"
    inner["Message-ID"], inner["Date"] = "<inner@x>", "Mon, 02 Mar 2026 11:00:00 +0000"
    inner.set_content("The scanner is mute.")
    inner.add_attachment(PNG, maintype="image", subtype="png", filename="scan.png")
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"], outer["Message-ID"] = (
        ANN,
        "it@example.org",
        "FW: Scanner",
        "<o@x>",
    )
    outer["Authentication-Results"] = PROVEN
    outer.set_content("For the desk.")
    outer.add_attachment(inner)
    world.deliver(outer)
    assert notified(world, BOB).attachments
