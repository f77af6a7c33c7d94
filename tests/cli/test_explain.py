"""`explain` says of any mail what was read, whose it is and what would be done, and leaves no trace."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from desk_world import SETTINGS, DeskWorld, desk_world

from frontdesk.__main__ import main

CARL = "Carl Cole <carl@example.com>"
ANN, ANN_AT = "Ann Lee <ann@example.org>", "ann@example.org"
LETTERS = Path(__file__).resolve().parents[1] / "letters"

Typed = Callable[..., Result]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.chdir(tmp_path)
    database = {"DATABASE_URL": f"sqlite:///{tmp_path / 'desk.db'}"}
    return lambda *words, raw=None, **settings: CliRunner().invoke(
        main, words, env=SETTINGS | database | settings, input=raw
    )


def mail(sender: str, subject: str, text: str, **headers: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Message-ID"] = (
        sender,
        "it@example.org",
        subject,
        "<x1@e.org>",
    )
    made["Date"] = "Mon, 02 Mar 2026 12:00:00 +0000"
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def told(typed: Typed, raw: bytes) -> dict[str, Any]:
    result = typed("explain", "--json", "-", raw=raw)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def rows(world: DeskWorld) -> list[int]:
    tables = ("request", "message", "outbox", "timer", "event", "ledger", "person", "state")
    return [world.desk.store.all(f"SELECT count(*) FROM {table}")[0][0] for table in tables]  # noqa: S608


def test_a_first_mail_would_open_a_request_and_does_not(world: DeskWorld, typed: Typed) -> None:
    world.work()
    before = rows(world)
    found = told(typed, mail(CARL, "Printer", "It jams.\n\n-- \nCarl Cole\nTel. 1234567"))
    assert found["read"]["from"] == CARL
    assert found["read"]["new_text"] == "It jams."
    assert [part["what"] for part in found["read"]["cut"]] == ["signature, footer or disclaimer"]
    assert (found["recognised"]["role"], found["recognised"]["request"]) == ("customer", None)
    assert found["decision"]["outcome"] == "request"
    assert any(effect["words"].startswith("mail: acknowledgement") for effect in found["decision"]["effects"])
    assert rows(world) == before


def test_an_answer_is_placed_on_its_request_by_our_mail_with_what_was_cut(
    world: DeskWorld, typed: Typed
) -> None:
    world.write(CARL, "Printer", "It jams.")
    ours = world.last("carl@example.com")
    quote = "\n".join(f"> {line}" for line in ours.text.split("\n"))
    text = f"It works now.\n\nOn Mon, 2 Mar 2026 at 12:00, IT Desk <it@example.org> wrote:\n{quote}"
    before = rows(world)
    found = told(typed, mail(CARL, f"Re: {ours.subject}", text, In_Reply_To=ours.header("Message-ID")))
    assert (found["recognised"]["request"], found["recognised"]["how"]) == (1, "answers our mail")
    assert found["read"]["new_text"] == "It works now."
    assert found["read"]["cut"][0]["what"] == "older mail"
    assert found["decision"]["outcome"] == "message"
    assert rows(world) == before


def test_a_technicians_tags_and_what_they_would_do_are_told(world: DeskWorld, typed: Typed) -> None:
    world.write(CARL, "Printer", "It jams.")
    ours = world.last(ANN_AT, "notification")
    raw = mail(
        ANN, f"Re: {ours.subject} [resolved] [zzz=1]", "New tray.", In_Reply_To=ours.header("Message-ID")
    )
    page = typed("explain", "-", raw=raw)
    assert page.exit_code == 0
    for words in ("[resolved]", "zzz", "technician", "mail: refusal to Ann Lee", "#1 Printer"):
        assert words in page.stdout
    assert world.request(1).status == "new"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bounce-with-delivery-status", "bounce"),
        ("calendar-answer-with-words", "calendar: REPLY declined Replace the scanner"),
        ("reaction-from-gmail", "reaction: 👍"),
        ("encrypted-with-pgp", "encrypted (PGP)"),
        ("headers-two-froms", "programs may read another sender"),
    ],
)
def test_what_a_mail_is_known_for_is_told_without_any_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["explain", str(LETTERS / f"{name}.eml")], env={"DESK_ADDRESS": None})
    assert result.exit_code == 0, result.output
    assert words in result.stdout
    assert "no settings here" in result.stdout
    assert list(tmp_path.iterdir()) == []


def _form(sender: str, **headers: str) -> bytes:
    return mail(sender, "IT request form", "Name: Carl Cole\nProblem: my monitor flickers", **headers)


PASSED_ON = {
    "form in our name": lambda: _form("IT form <it@example.org>", Reply_To=CARL),
    "form as no-reply": lambda: _form("Form <no-reply@example.com>", Reply_To=CARL),
    "group": lambda: _form(
        "'Carl Cole' via IT <it@example.org>",
        Reply_To=CARL,
        X_Original_From=CARL,
        List_Id="<it.example.org>",
        Precedence="list",
    ),
    "rule of Exchange": lambda: _form(
        CARL, Auto_Submitted="auto-generated", X_MS_Exchange_Inbox_Rules_Loop="old@example.com"
    ),
    "null path": lambda: _form(CARL, Return_Path="<>"),
    "other address of the desk": lambda: _form(CARL, To="help@example.org"),
    "recall": lambda: (LETTERS / "recall-from-exchange.eml").read_bytes(),
    "bounce": lambda: (LETTERS / "bounce-with-delivery-status.eml").read_bytes(),
    "invitation": lambda: (LETTERS / "calendar-invitation.eml").read_bytes(),
    "own mail": lambda: _form("IT <it@example.org>"),
}


@pytest.mark.parametrize("name", PASSED_ON)
@pytest.mark.parametrize("worked", [True, False])
def test_what_is_told_is_what_the_desk_does(tmp_path: Path, typed: Typed, name: str, worked: bool) -> None:
    """Also where the database has never seen a desk at work."""
    raw = PASSED_ON[name]()
    if not worked:
        typed("migrate")
    with desk_world(
        tmp_path / ("desk.db" if worked else "other.db"), DESK_ALIASES="help@example.org"
    ) as desk:
        found = told(lambda *words, **more: typed(*words, DESK_ALIASES="help@example.org", **more), raw)
        desk.deliver(raw)
        customers = [desk.request(number).customer.email for number in desk.numbers]
    opened = [one["customer"] for one in found["decision"]["effects"] if one["effect"] == "OpenRequest"]
    assert [one.rpartition("<")[2].strip(">") for one in opened] == customers
    assert (found["decision"]["outcome"] == "silence") == (not customers)


def test_an_answer_with_send_is_explained_as_the_mail_that_it_lets_go(world: DeskWorld, typed: Typed) -> None:
    world.clock.at = datetime.now(UTC)  # as the command's own
    world.write(CARL, "Printer", "It jams.")
    ours = world.last(ANN_AT, "notification")
    world.answer("Annie <annie@home.example.net>", ours, "Use the other tray.")
    question = world.last(ANN_AT)
    raw = mail(ANN, f"Re: {question.subject} [send]", "", In_Reply_To=question.header("Message-ID"))
    found = told(typed, raw)
    assert found["recognised"]["lets_go"]
    assert any("mail: reply to Carl Cole" in one["words"] for one in found["decision"]["effects"])


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"Auto_Submitted": "auto-generated"}, "read as a person's mail, by its words"),
        ({"Return_Path": "<>"}, "without an automatic answer"),
        ({"Precedence": "bulk"}, "in answer to a mail of the desk"),
    ],
)
def test_marks_without_settings_are_told_for_what_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    raw = mail(CARL, "Printer", "Hello, my printer jams, please help. Carl Cole", **headers)
    result = CliRunner().invoke(main, ["explain", "-"], env={"DESK_ADDRESS": None}, input=raw)
    assert words in " ".join(result.stdout.split())


def test_wrong_settings_are_told_and_not_taken_for_none(typed: Typed) -> None:
    assert typed("explain", "-", raw=mail(CARL, "x", "y"), DESK_HOURS="sometimes").exit_code == 78


def test_a_file_that_is_no_mail_is_said_so_kindly(typed: Typed, tmp_path: Path) -> None:
    missing = typed("explain", "nothing.eml")
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert ".eml" in missing.stderr
    (tmp_path / "empty.eml").write_bytes(b"\n")
    assert typed("explain", "empty.eml").exit_code == 1
    assert typed("explain", str(tmp_path)).exit_code == 1


def test_a_mail_that_came_already_is_said_so(world: DeskWorld, typed: Typed) -> None:
    raw = mail(CARL, "Printer", "It jams.")
    world.deliver(raw)
    assert told(typed, raw)["read_before"].startswith("as request")


@pytest.mark.parametrize(
    "raw", [b"\x00\xff" * 500, b"From: " + b"<" * 9_000, b"Content-Type: multipart/mixed; boundary=a\n\n--a"]
)
def test_anything_at_all_can_be_explained(typed: Typed, raw: bytes) -> None:
    assert typed("explain", "-", raw=raw).exit_code == 0


def test_terminal_controls_in_a_mail_stay_harmless(typed: Typed) -> None:
    page = typed("explain", "-", raw=mail(CARL, "Printer", "\x1b]0;owned\x07 \x1b[2J It jams."))
    assert "\x1b" not in page.stdout


# --- what the desk's files say ----------------------------------------------------------------------------------

DEPARTMENTS = """
[Vertrieb]
domains = ["sales.example.com"]
priority = "high"
language = "de"

[Finance]
domains = ["money.example.com"]
"""
TOPICS = """
[vpn]
words = ["vpn", "tunnel"]
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "departments.toml").write_text(DEPARTMENTS, "utf-8")
    (tmp_path / "people.csv").write_text("email,name,department\nlee@gmail.com,Lee,Finance\n", "utf-8")
    (tmp_path / "topics.toml").write_text(TOPICS, "utf-8")
    return {
        "DEPARTMENTS_FILE": str(tmp_path / "departments.toml"),
        "PEOPLE_FILE": str(tmp_path / "people.csv"),
        "TOPICS_FILE": str(tmp_path / "topics.toml"),
        "DEPARTMENT_HEADER": "X-Department",
        "TRUSTED_AUTHSERV_ID": "mx.example.org",
    }


@pytest.mark.parametrize(
    ("sender", "department", "how", "priority", "language"),
    [
        ("carl@sales.example.com", "Vertrieb", "domain", "high", "de"),
        ("carl@money.example.com", "Finance", "domain", "normal", "en"),
        ("lee@gmail.com", "Finance", "people", "normal", "en"),
        ("nobody@else.example.com", None, None, "normal", "en"),
    ],
)
def test_the_files_of_departments_and_people_count_as_at_the_desk(
    tmp_path: Path,
    typed: Typed,
    files: dict[str, str],
    sender: str,
    department: str | None,
    how: str | None,
    priority: str,
    language: str,
) -> None:
    raw = mail(sender, "VPN drops", "Please look.")
    result = typed("explain", "--json", "-", raw=raw, **files)
    found = json.loads(result.stdout)
    assert found["recognised"]["department"] == department
    assert found["recognised"]["department_how"] == how
    assert found["recognised"]["language"] == language
    opened = next(one for one in found["decision"]["effects"] if one["effect"] == "OpenRequest")
    assert (opened["priority"], opened["department"]) == (priority, department or "")
    assert opened["labels"] == ["vpn"]
    with desk_world(tmp_path / "other.db", **files) as world:  # the desk itself says the same
        world.deliver(raw)
        request = world.request(1)
        assert (request.department or None, request.priority, request.labels) == (
            department,
            priority,
            ("vpn",),
        )
        assert (request.language or "en") == language


def test_the_page_names_department_language_and_labels(
    world: DeskWorld, typed: Typed, files: dict[str, str]
) -> None:
    page = typed("explain", "-", raw=mail("carl@sales.example.com", "VPN drops", "Bitte."), **files).stdout
    assert "Vertrieb (domain)" in page
    assert "answered in de" in page
    assert "labelled vpn" in page


def test_a_departments_header_counts_where_the_sender_is_proven(
    world: DeskWorld, typed: Typed, files: dict[str, str]
) -> None:
    proven = "mx.example.org; dmarc=pass header.from=else.example.com"
    raw = mail("a@else.example.com", "VPN", "Bitte.", X_Department="Finance", Authentication_Results=proven)
    found = json.loads(typed("explain", "--json", "-", raw=raw, **files).stdout)
    assert (found["recognised"]["department"], found["recognised"]["department_how"]) == ("Finance", "header")


def test_a_file_that_cant_be_used_is_told_with_its_remedy(
    world: DeskWorld, typed: Typed, tmp_path: Path
) -> None:
    result = typed("explain", "-", raw=mail(CARL, "VPN", "x"), DEPARTMENTS_FILE=str(tmp_path / "none.toml"))
    assert result.exit_code == 78
    assert "DEPARTMENTS_FILE" in result.output


def test_a_request_that_is_there_keeps_its_department(
    tmp_path: Path, typed: Typed, files: dict[str, str]
) -> None:
    with desk_world(tmp_path / "desk.db", **files) as world:
        world.write("carl@sales.example.com", "VPN drops", "Bitte.")
    raw = mail("carl@sales.example.com", "Re: [IT #1] VPN drops", "Immer noch.")
    found = json.loads(typed("explain", "--json", "-", raw=raw, **files).stdout)
    assert (found["recognised"]["request"], found["recognised"]["department"]) == (1, "Vertrieb")
