"""The log: one line a happening, whatever a stranger put into it, and never a reason to stop."""

import io
import json
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from desk_world import desk_world

from frontdesk.log import get_log, set_up


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root, own = logging.getLogger(), logging.getLogger("frontdesk")
    before = [(logger, logger.handlers, logger.level, logger.propagate) for logger in (root, own)]
    yield
    logging.captureWarnings(False)
    for logger, handlers, level, propagate in before:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def logged(form: str = "json", secrets: Sequence[str] = ()) -> io.StringIO:
    stream = io.StringIO()
    set_up(form, secrets, stream)
    return stream


def test_a_happening_is_one_json_line_with_its_time_in_utc() -> None:
    stream = logged()
    get_log().info("message.handled", request=12, message_id="<a@example.org>", seconds=0.5, owner=None)
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert told.pop("time").endswith("Z")
    assert told == {
        "level": "info",
        "event": "message.handled",
        "request": 12,
        "message_id": "<a@example.org>",
        "seconds": 0.5,
        "owner": None,
    }


def test_on_a_terminal_it_is_text() -> None:
    stream = logged("text")
    get_log().warning("mailbox.away", why="no answer", host="imap")
    assert stream.getvalue().rstrip().split(" ", 1)[1] == 'WARNING mailbox.away why="no answer" host=imap'


def test_a_list_is_told_without_a_programs_brackets_and_quotes() -> None:
    stream = logged("text")
    get_log().info(
        "mailbox.open", capabilities=["IDLE", "MOVE"], names=frozenset({"b", "a"}), lines=("It's",)
    )
    assert stream.getvalue().rstrip().endswith('capabilities="IDLE, MOVE" names="a, b" lines=It\'s')
    stream = logged("json")
    get_log().info("mailbox.open", capabilities=["IDLE", "\x1b[2J"])
    assert json.loads(stream.getvalue())["capabilities"] == ["IDLE", "\x1b[2J"]


@pytest.mark.parametrize(("form", "as_text"), [("auto", True), ("text", True), ("json", False)])
def test_the_journal_gets_text_with_its_own_marks_unless_json_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, as_text: bool
) -> None:
    with (tmp_path / "journal").open("w+") as stream:
        found = os.fstat(stream.fileno())
        monkeypatch.setenv("JOURNAL_STREAM", f"{found.st_dev}:{found.st_ino}")
        set_up(form, (), stream)
        get_log().warning("mailbox.away", why="no answer")
        get_log().info("started", version="1")
        stream.seek(0)
        lines = stream.read().splitlines()
    if as_text:
        assert lines == ['<4>mailbox.away why="no answer"', "<6>started version=1"]
    else:
        assert [json.loads(line)["event"] for line in lines] == ["mailbox.away", "started"]


def test_a_stream_that_is_no_terminal_gets_json_by_itself() -> None:
    stream = logged("auto")
    get_log().info("x")
    assert json.loads(stream.getvalue())["event"] == "x"


HOSTILE = [
    "\x1b[2J\x1b]0;owned\x07",
    "a\nb\r\nlevel=info",
    "\u202egpj.exe",
    "\x9b31m",
    "a\u2028b",
    "\x00",
    "\x7f",
    "\ud800",
]


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["subject", "sender", "event"])
def test_nothing_a_stranger_wrote_reaches_the_terminal_as_it_was(form: str, text: str, field: str) -> None:
    stream = logged(form)
    if field == "event":
        get_log().info(text)
    else:
        get_log().info("mail", **{field: text})
    written = stream.getvalue()
    assert written.count("\n") == 1
    assert written.endswith("\n")
    assert written[:-1].isprintable()


@pytest.mark.parametrize("form", ["json", "text"])
def test_known_secrets_are_starred_wherever_they_stand(form: str) -> None:
    stream = logged(form, secrets=("hunter22", 'pass"word', "abc"))
    error = OSError('LOGIN it hunter22 pass"word failed')
    get_log().error("login.failed", error, detail="hunter22hunter22", short="abc")
    written = stream.getvalue()
    assert "hunter22" not in written
    assert "word" not in written
    assert "abc" in written  # too short to star without garbling every line


def test_an_error_is_told_with_its_kind_and_place_in_the_same_line() -> None:
    stream = logged()
    try:
        raise KeyError("subject")
    except KeyError as error:
        get_log().error("mail.failed", error, uid=7)
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert told["error"] == "KeyError: 'subject'"
    assert "test_log.py" in told["traceback"]
    assert told["uid"] == 7


def test_a_long_value_is_cut() -> None:
    stream = logged()
    get_log().info("mail", subject="x" * 10_000_000)
    assert len(stream.getvalue()) < 1000


def test_libraries_are_heard_from_a_warning_on() -> None:
    stream = logged()
    logging.getLogger("imapclient.imaplib").debug("LOGIN it hunter22")
    logging.getLogger("imapclient").info("connected")
    logging.getLogger("elsewhere").info("hello")
    logging.getLogger("elsewhere").warning("bad %s", "news")
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line) | {"time": ""} == {
        "time": "",
        "level": "warning",
        "event": "bad news",
        "logger": "elsewhere",
    }


def test_pythons_own_warnings_are_logged() -> None:
    stream = logged()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("old ways", DeprecationWarning, stacklevel=1)
        logging.captureWarnings(False)
    assert "old ways" in json.loads(stream.getvalue())["event"]


class FullDisk(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


class Unspeakable:
    def __str__(self) -> str:
        raise RecursionError


def test_a_full_disk_costs_lines_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("json", (), FullDisk())
    get_log().error("mail.failed", ValueError("x"))
    assert capsys.readouterr() == ("", "")


def test_a_closed_stream_and_a_value_that_cannot_be_shown_do_no_harm(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stream = logged()
    get_log().info("mail", value=Unspeakable())
    stream.close()
    get_log().info("mail")
    logging.getLogger("elsewhere").warning("%d", "no number")
    assert capsys.readouterr() == ("", "")


def test_before_it_is_set_up_only_warnings_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("frontdesk").handlers = []
    logging.getLogger("frontdesk").setLevel(logging.NOTSET)
    get_log().info("quiet")
    assert "quiet" not in capsys.readouterr().err


@pytest.mark.parametrize("answer", ["450 4.2.0 greylisted", "550 5.1.1 no such user"])
def test_what_the_relay_says_of_a_mail_that_it_does_not_take_is_told(tmp_path: Path, answer: str) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        stream = logged()
        world.world.refusals["carl@example.com"] = answer
        world.write("carl@example.com", "No sound", "My headset is silent.")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    (why,) = [line["why"] for line in lines if line.get("kind") == "acknowledgement"]
    assert why == answer
