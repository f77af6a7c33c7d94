"""A whole desk that signs in by tokens of a few seconds, behind a server that ends sessions as Exchange Online does."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import servers
from live_desk import LiveDesk
from oauth_server import CLIENT, SECRET, OAuthServer
from server_tools import LOOPBACK, await_that

pytestmark = [pytest.mark.live, pytest.mark.slow]
_SAID = re.compile(rb"^[A-Za-z0-9+/=]{40,}\r\n", re.MULTILINE)


@dataclass
class Ending:
    """A mailbox's server that ends each session so long before its token does (seconds), and says so."""

    target: int
    oauth: OAuthServer
    before: float = 0.0
    cuts: int = 0
    port: int = 0
    sessions: list[threading.Thread] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        server = socket.create_connection((LOOPBACK, self.target))
        ends: list[float] = []
        threading.Thread(target=self._up, args=(client, server, ends), daemon=True).start()
        server.settimeout(0.05)
        with contextlib.suppress(OSError), client, server:
            while True:
                with contextlib.suppress(TimeoutError):
                    if not (data := server.recv(65536)):
                        return
                    client.sendall(data)
                if ends and time.time() > ends[0] - self.before:
                    self.cuts += 1
                    client.sendall(b"* BYE Session invalidated - AccessTokenExpired\r\n")
                    client.shutdown(socket.SHUT_RDWR)
                    return

    def _up(self, client: socket.socket, server: socket.socket, ends: list[float]) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                for line in _SAID.findall(data):
                    token = (
                        base64.b64decode(line)
                        .partition(b"Bearer ")[2]
                        .rstrip(b"\1")
                        .decode("ascii", "replace")
                    )
                    ends.extend(until for _, until in [self.oauth.access.get(token, (None, 0.0))] if until)
                server.sendall(data)
            server.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def ending(target: int, oauth: OAuthServer, before: float) -> Iterator[Ending]:
    with socket.create_server((LOOPBACK, 0)) as listener:
        proxy = Ending(target, oauth, before, port=listener.getsockname()[1])
        threading.Thread(target=proxy.serve, args=(listener,), daemon=True).start()
        yield proxy


@pytest.fixture
def desk(
    tmp_path: Path, token_dovecot: servers.Dovecot, token_postfix: servers.Postfix, provider: OAuthServer
) -> Callable[..., LiveDesk]:
    def made(**settings: str) -> LiveDesk:
        common = {
            "IMAP_PASSWORD": "",
            "SMTP_HOST": "localhost",
            "SMTP_SECURITY": "starttls",
            "SMTP_CA_FILE": token_postfix.ca_file,
            "OAUTH_ISSUER": provider.url,
            "OAUTH_CLIENT_ID": CLIENT,
            "LOG_FORMAT": "json",
        }
        built = LiveDesk(tmp_path, token_dovecot, token_postfix.login_port, common | settings)
        provider.user, provider.seconds, provider.pad, provider.interval = built.name, 3600, 0, 1
        provider.asked.clear()
        provider.devices.clear()
        provider.approves = False
        return built

    return made


APPLICATION = {
    "MAIL_PROVIDER": "microsoft365",
    "OAUTH_TENANT": "contoso.com",
    "OAUTH_CLIENT_SECRET": f"'{SECRET}'",
    "OAUTH_SECRET_EXPIRES": "never",
}


def events(desk: LiveDesk) -> list[str]:
    return [json.loads(line)["event"] for line in desk.log().splitlines()]


def no_secret_in(desk: LiveDesk, oauth: OAuthServer, *texts: str) -> None:
    told = "".join((desk.log(), *texts))
    assert SECRET not in told
    assert not [token for token in oauth.given if token in told]
    for token in oauth.given:
        whole = f"user={desk.name}\1auth=Bearer {token}\1\1".encode()
        assert base64.b64encode(whole).decode() not in told


@pytest.mark.parametrize("before", [0.0, 1.2], ids=["at the token's end", "some time before"])
def test_every_mail_is_answered_once_and_nothing_is_warned_of(
    desk: Callable[..., LiveDesk], provider: OAuthServer, before: float
) -> None:
    with ending(0, provider, before) as proxy:
        it = desk(**APPLICATION, IMAP_PORT=str(proxy.port))
        proxy.target = it.dovecot.imap_port
        provider.seconds = 3
        with it.running():
            it.await_log("mailbox.open")
            people = [f"c{number}x{it.suffix}@example.com" for number in range(8)]
            for number, person in enumerate(people):
                it.write(person, f"Printer {number}", "It smokes.")
                time.sleep(1.1)
            for person in people:
                it.last(person, "acknowledgement")
            time.sleep(1)
            status = it.json("status")
        assert [len(it.inbox(person)) for person in people] == [1] * len(people)
        assert status["access"]["way"] == "client credentials"
        assert status["access"]["good_until"]
        assert status["problems"] == []
        happened = events(it)
        assert "mailbox.away" not in happened
        assert "relay.away" not in happened
        assert happened.count("mailbox.renewed") >= 3
        assert proxy.cuts == 0 if not before else proxy.cuts >= 3
        assert len(provider.asked) < 20
        no_secret_in(it, provider, json.dumps(status))


def test_a_person_signs_in_while_the_daemon_waits_for_it(
    desk: Callable[..., LiveDesk], provider: OAuthServer
) -> None:
    it = desk()
    with it.running():
        it.await_log("access.refused")
        assert "frontdesk login" in it.log()
        status = it.command("status", "--json", check=False)
        assert status.returncode == 1
        assert "nobody has signed" in json.loads(status.stdout)["access"]["problem"]
        it.write("carl@example.com", "Printer", "It smokes.")
        provider.approves = True
        done = it.command("login")
        assert "Signed in" in done.stdout
        it.await_log("mailbox.open", 90)  # the pauses have grown meanwhile
        await_that(lambda: it.folder_of("Handled"), "the mail read", 60)
        status = it.command("status", "--json", "--no-mailbox", check=False)
        assert json.loads(status.stdout)["access"]["problem"] is None
    checked = it.command("check", check=False)
    assert "signed in" in checked.stdout
    no_secret_in(it, provider, done.stdout, done.stderr, status.stdout, checked.stdout)


def test_once_ends_with_what_a_person_has_to_do_about_it(
    desk: Callable[..., LiveDesk], provider: OAuthServer
) -> None:
    it = desk(**APPLICATION)
    it.once()
    provider.says, provider.says_on = [(401, {"error": "invalid_client", "error_codes": [7000222]})], True
    try:
        done = it.command("run", "--once", check=False)
        assert done.returncode == 78
        assert "run out" in done.stderr
        checked = it.command("check", check=False)
        assert checked.returncode == 1
        assert "the client secret has run out" in checked.stdout
        provider.says = [(503, {})]
        assert it.command("run", "--once", check=False).returncode == 75
    finally:
        provider.says, provider.says_on = [], False
    it.once()


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside the daemon"])
def test_check_send_tells_what_becomes_of_a_mail(desk: Callable[..., LiveDesk], beside: bool) -> None:
    it = desk(**APPLICATION, PLUS_ADDRESSING="yes")
    with it.running() if beside else contextlib.nullcontext():
        if beside:
            it.await_log("mailbox.open")
        done = it.command("check", "--send", check=False)
        await_that(lambda: len(it.folder_of("Automatic")) == 2, "both mails filed")
    assert done.returncode == 0, done.stdout
    for words in (
        "app desk-client of tenant contoso.com",
        "arrived after",
        "the Message-ID is kept",
        "reaches the desk, as",
    ):
        assert words in done.stdout
    assert (
        "Auto-Submitted, X-Frontdesk-Kind, From, Reply-To, References arrive as they were sent" in done.stdout
    )
    assert it.folder_of("INBOX") == []
    assert it.json("list", "--all") == []


def test_check_send_sends_nothing_where_a_server_does_not_let_it_in(
    desk: Callable[..., LiveDesk], provider: OAuthServer
) -> None:
    it = desk(**APPLICATION)
    provider.user = "somebody-else"
    done = it.command("check", "--send", check=False)
    assert done.returncode == 1
    assert "nothing was sent" in done.stdout
    assert "enterprise application" in done.stdout
