"""`frontdesk check` finds out beforehand what the servers will say to the desk, and names the setting to change."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from desk_world import SETTINGS
from scripted_server import Talk, imap, scripted, smtp
from server_tools import LOOPBACK, make_certificate

from frontdesk.__main__ import main
from frontdesk.cli.checks.check import check
from frontdesk.cli.checks.finding import Finding
from frontdesk.settings.load import load_settings

Checked = Callable[..., list[dict[str, Any]]]
DESK, MIA, ANN = "it@example.org", "mia@example.org", "ann@example.org"


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checked:
    """What `check` finds of one part, with these settings besides."""
    monkeypatch.chdir(tmp_path)
    nothing = {"DATABASE_URL": "sqlite:///desk.db", "IMAP_PORT": "1", "SMTP_PORT": "1"}

    def look(part: str, **settings: str) -> list[dict[str, Any]]:
        result = CliRunner().invoke(main, ["check", "--json"], env=SETTINGS | nothing | settings)
        assert result.exit_code in (0, 1), result.output
        return [found for found in json.loads(result.stdout) if found["part"] == part]

    return look


def bad(findings: list[dict[str, Any]]) -> dict[str, Any]:
    (found,) = [found for found in findings if found["grade"] != "good"]
    return found


def test_the_envelope_of_a_mail_to_a_manager_is_tried_and_no_mail_sent(checked: Checked) -> None:
    with scripted(smtp()) as server:
        found = checked("SMTP", SMTP_PORT=str(server.port))
    assert [finding["grade"] for finding in found] == ["good", "good"]
    assert f"from {DESK} to {MIA}" in found[1]["what"]
    commands = [line.split(b" SIZE")[0] for line in server.heard]
    assert commands[1:] == [b"MAIL FROM:<it@example.org>", b"RCPT TO:<mia@example.org>", b"RSET", b"QUIT"]


def test_without_managers_a_technician_is_tried(checked: Checked) -> None:
    with scripted(smtp({b"RCPT": b"550 5.1.1 no such user"})) as server:
        found = bad(checked("SMTP", SMTP_PORT=str(server.port), MANAGERS=""))
    assert (found["grade"], ANN in found["what"]) == ("bad", True)
    assert "TECHNICIANS" in found["remedy"]


@pytest.mark.parametrize(
    ("command", "answer", "grade", "remedy"),
    [
        (
            b"MAIL",
            b"553 5.7.1 <it@example.org>: Sender address rejected: not owned by user",
            "bad",
            "DESK_ADDRESS",
        ),
        (
            b"MAIL",
            b"550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            "bad",
            "DESK_ADDRESS",
        ),
        (b"MAIL", b"530 5.7.57 Client not authenticated to send mail", "bad", "SMTP_USER"),
        (b"RCPT", b"554 5.7.1 <mia@example.org>: Relay access denied", "bad", "SMTP_USER"),
        (b"RCPT", b"550 5.7.1 Unable to relay", "bad", "SMTP_USER"),
        (b"RCPT", b"550 5.1.1 User unknown", "bad", "MANAGERS"),
        (b"RCPT", b"450 4.2.0 Greylisted, come back later", "warning", "again in some minutes"),
    ],
)
def test_a_refusal_is_told_with_its_remedy(
    checked: Checked, command: bytes, answer: bytes, grade: str, remedy: str
) -> None:
    with scripted(smtp({command: answer})) as server:
        found = bad(checked("SMTP", SMTP_PORT=str(server.port)))
    assert found["grade"] == grade
    assert answer.decode() in found["what"]
    assert remedy in found["remedy"]


def mailbox_with(*folders: bytes) -> Callable[[Talk], None]:
    """A mailbox that has INBOX, what it is asked to make, and these folders: lines of LIST."""
    names = [line.rpartition(b" ")[2] for line in folders]

    def play(talk: Talk) -> None:
        talk.say(b"* OK ready")
        while True:
            tag, _, command = talk.hear().partition(b" ")
            word = command.partition(b" ")[0]
            if word == b"LIST":
                asked = command.removeprefix(b'LIST "" ').replace(b'"', b"")
                talk.say(*(line for line in folders if asked in (b"*", line.rpartition(b" ")[2])))
            elif word == b"STATUS" and command.split(b" ")[1].replace(b'"', b"") not in names:
                talk.say(tag + b" NO [NONEXISTENT] no such folder")
                continue
            elif word == b"STATUS":
                talk.say(b"* STATUS Gesendet (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)")
            elif word == b"CAPABILITY":
                talk.say(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE MOVE UIDPLUS")
            elif word == b"SELECT":
                talk.say(b"* 0 EXISTS", b"* OK [UIDVALIDITY 7] ok", b"* OK [UIDNEXT 4] ok")
            elif word == b"AUTHENTICATE":
                talk.say(b"+ ")
                talk.hear()
            talk.say(tag + b" OK done")

    return play


@pytest.mark.parametrize(
    ("given", "marked", "grade", "words"),
    [
        ("Sent", b"", "bad", "There are: INBOX, Gesendet, Handled."),
        ("auto", b"", "warning", "There are: INBOX, Gesendet, Handled."),
        ("auto", rb"\Sent", "good", "in Gesendet"),
        ("Gesendet", b"", "good", "in Gesendet"),
    ],
)
def test_a_folder_for_sent_mail_that_is_not_there_is_told_with_those_that_are(
    checked: Checked, given: str, marked: bytes, grade: str, words: str
) -> None:
    folders = (b'* LIST () "/" INBOX', b'* LIST (%s) "/" Gesendet' % marked, b'* LIST () "/" Handled')
    with scripted(mailbox_with(*folders)) as server:
        found = checked("IMAP", IMAP_PORT=str(server.port), IMAP_SENT_FOLDER=given)
    (told,) = [finding for finding in found if words in f"{finding['what']} {finding['remedy']}"]
    assert told["grade"] == grade
    assert grade == "good" or "IMAP_SENT_FOLDER" in told["what"]


@contextmanager
def tls_server(certificate: Path, key: Path) -> Iterator[int]:
    """Shakes hands, says nothing before, and hangs up after."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def shake(end: socket.socket) -> None:
        with suppress(OSError, ValueError), context.wrap_socket(end, server_side=True) as safe:
            safe.recv(1)

    def serve() -> None:
        with suppress(OSError):
            while True:
                end, _ = listener.accept()
                end.settimeout(10)
                threading.Thread(target=shake, args=(end,), daemon=True).start()

    with socket.create_server((LOOPBACK, 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def within_five_seconds(part: str, settings: dict[str, str]) -> Finding:
    """What is found of one server."""
    chosen = load_settings(
        SETTINGS | {"IMAP_PORT": "1", "SMTP_PORT": "1", "DATABASE_URL": "sqlite:///desk.db"} | settings
    )
    began = time.monotonic()
    (found,) = [found for found in islice(check(chosen), 4) if found.part == part]
    assert time.monotonic() - began < 5
    return found


@pytest.mark.parametrize("name", ["IMAP", "SMTP"])
@pytest.mark.parametrize("security", ["none", "starttls"])
def test_a_port_that_speaks_tls_is_told_within_five_seconds(tmp_path: Path, name: str, security: str) -> None:
    with tls_server(*make_certificate(tmp_path)) as port:
        found = within_five_seconds(name, {f"{name}_PORT": str(port), f"{name}_SECURITY": security})
    assert "speaks TLS" in found.what
    assert f"{name}_SECURITY=tls" in found.remedy


@pytest.mark.parametrize(("name", "script"), [("IMAP", imap()), ("SMTP", smtp())])
def test_a_port_that_speaks_no_tls_is_told_within_five_seconds(name: str, script: Any) -> None:
    with scripted(script) as server:
        found = within_five_seconds(name, {f"{name}_PORT": str(server.port), f"{name}_SECURITY": "tls"})
    assert f"{name}_SECURITY=starttls" in found.remedy


def test_a_server_that_greets_late_is_waited_for(checked: Checked) -> None:
    def late(talk: Any) -> None:
        time.sleep(3)
        smtp()(talk)

    with scripted(late, lambda talk: None, smtp()) as server:
        assert [finding["grade"] for finding in checked("SMTP", SMTP_PORT=str(server.port))] == [
            "good",
            "good",
        ]


def certificate(folder: Path, names: Sequence[str], until: datetime) -> tuple[Path, Path]:
    """Issued by a house's own authority, whose certificate is in ca.pem."""
    ours, theirs = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "House of Glass"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Glass CA"),
        ]
    )
    for file, subject, key, end, extension in (
        ("ca.pem", issuer, ours, FAR, x509.BasicConstraints(ca=True, path_length=None)),
        ("made.pem", x509.Name([]), theirs, until, x509.SubjectAlternativeName(list(map(_general, names)))),
    ):
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(end)
            .add_extension(extension, critical=True)
            .sign(ours, hashes.SHA256())
        )
        (folder / file).write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        theirs.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder / "made.pem", folder / "key.pem"


def _general(name: str) -> x509.GeneralName:
    return x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)


FAR = datetime(2040, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("names", "until", "trusted", "words", "remedy"),
    [
        (
            ["127.0.0.1"],
            datetime(2021, 2, 3, 4, 5, tzinfo=UTC),
            True,
            "has expired on 2021-02-03 04:05 UTC",
            "renewed",
        ),
        (
            ["mail.example.org", "imap.example.org"],
            FAR,
            True,
            "is for mail.example.org, imap.example.org, not for 127.0.0.1",
            "IMAP_HOST",
        ),
        (["127.0.0.1"], FAR, False, "doesn't trust", "IMAP_CA_FILE"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told_in_words(
    checked: Checked,
    tmp_path: Path,
    names: Sequence[str],
    until: datetime,
    trusted: bool,
    words: str,
    remedy: str,
) -> None:
    made, key = certificate(tmp_path, names, until)
    with tls_server(made, key) as port:
        found = bad(
            checked(
                "IMAP",
                IMAP_PORT=str(port),
                IMAP_SECURITY="tls",
                IMAP_CA_FILE=str(tmp_path / "ca.pem") if trusted else "",
            )
        )
    assert words in found["what"]
    assert "House of Glass, Glass CA" in found["what"]
    assert remedy in found["remedy"]


@pytest.mark.parametrize(
    "settings",
    [
        {"IMAP_PORT": "1", "SMTP_PORT": "1"},
        {
            "IMAP_HOST": "nowhere.invalid",
            "SMTP_HOST": "nowhere.invalid",
            "IMAP_SECURITY": "tls",
            "SMTP_SECURITY": "tls",
        },
    ],
)
def test_a_server_that_is_not_there_is_told_in_words_with_the_names_of_the_settings(
    checked: Checked, settings: dict[str, str]
) -> None:
    for name in ("IMAP", "SMTP"):
        found = bad(checked(name, **settings))
        assert "Errno" not in found["what"]
        assert f"{name}_HOST" in found["remedy"]
        assert "tried again" not in found["remedy"]


@pytest.mark.parametrize(
    ("name", "greeting"), [("IMAP", b"220 mail ESMTP"), ("SMTP", b"* OK IMAP ready"), ("IMAP", b"SSH-2.0-x")]
)
def test_a_server_of_another_kind_is_told_in_words(checked: Checked, name: str, greeting: bytes) -> None:
    with scripted(imap(greeting=greeting)) as server:
        found = bad(checked(name, **{f"{name}_PORT": str(server.port)}))
    assert greeting.decode() in found["what"]
    assert "b'" not in found["what"]
    assert f"{name}_" in found["remedy"]
