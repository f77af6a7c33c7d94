"""`frontdesk login` and `logout`, whole: what is stored, when, and what it says and ends with otherwise."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from oauth_server import CLIENT, OAuthServer, oauth_server
from scripted_server import Scripted, scripted
from token_servers import TokenServer

from frontdesk.__main__ import main
from frontdesk.db import access
from frontdesk.db.engine.connect import open_store
from frontdesk.settings import logins

pytestmark = pytest.mark.slow  # a code that somebody types in is asked for once a second


@dataclass
class World:
    """A desk whose mailbox and relay take the provider's tokens, and a person at a terminal."""

    folder: Path
    oauth: OAuthServer
    imap: Scripted
    smtp: Scripted
    mail: TokenServer
    settings: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str, types: Callable[[str], str] | str = "") -> Result:
        config = self.folder / "config.env"
        chosen = {
            "DESK_ADDRESS": "it@desk.example",
            "TECHNICIANS": "ann@desk.example",
            "IMAP_HOST": "127.0.0.1",
            "IMAP_PORT": str(self.imap.port),
            "IMAP_SECURITY": "none",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.smtp.port),
            "SMTP_SECURITY": "none",
            "OAUTH_ISSUER": self.oauth.url,
            "OAUTH_CLIENT_ID": CLIENT,
            "DATABASE_URL": f"sqlite:///{self.folder / 'desk.db'}",
            **self.settings,
        }
        config.write_text("".join(f"{name}={value}\n" for name, value in chosen.items() if value))
        config.chmod(0o600)
        return CliRunner().invoke(
            main, ["--config", str(config), *words], input=types if isinstance(types, str) else None
        )

    def signs_in(self, *words: str) -> Result:
        """By a code that somebody types in at once."""
        self.oauth.interval = 1
        self.oauth.approves = True
        return self.run("login", *words)

    def row(self) -> access.SignIn | None:
        if not (self.folder / "desk.db").exists():
            return None
        store = open_store(f"sqlite:///{self.folder / 'desk.db'}")
        found = access.read(store)
        store.close()
        return found


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.chdir(tmp_path)
    logins._sources.clear()
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with ExitStack() as stack:
        oauth = stack.enter_context(oauth_server())
        mail = TokenServer(takes=lambda token: bool(oauth.who(token)))
        imap, smtp = (stack.enter_context(scripted(script)) for script in (mail.imap, mail.smtp))
        yield World(tmp_path, oauth, imap, smtp, mail)


def id_token(**claims: str) -> str:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"e30.{body}.c2ln"


def test_a_person_signs_in_and_both_servers_have_taken_the_token_before_it_is_kept(world: World) -> None:
    world.oauth.more = {"id_token": id_token(email="ann@desk.example")}
    done = world.signs_in()
    assert done.exit_code == 0, done.output
    assert "Signed in as ann@desk.example, for it@desk.example" in done.output
    row = world.row()
    assert row is not None
    assert (row.client_id, row.mailbox, row.who) == (CLIENT, "it@desk.example", "ann@desk.example")
    assert [token for _, _, token in world.mail.seen] == [row.access_token] * 2
    assert not [token for token in (row.access_token, row.refresh_token) if token in done.output]


def test_nothing_is_stored_when_a_server_does_not_take_it(world: World) -> None:
    world.mail.takes = lambda token: False
    world.oauth.more = {"id_token": id_token(preferred_username="bob@desk.example")}
    done = world.signs_in()
    assert done.exit_code == 1
    assert "bob@desk.example signed in, and may not use the mailbox it@desk.example" in done.stderr
    assert "FullAccess" in done.stderr
    assert world.row() is None


def test_a_provider_that_gives_no_refresh_token_is_told_of(world: World) -> None:
    world.oauth.more = {"refresh_token": None}
    done = world.signs_in()
    assert done.exit_code == 1
    assert "offline_access" in done.stderr
    assert world.row() is None


def test_a_mail_server_that_is_away_stores_nothing_and_is_worth_another_try(world: World) -> None:
    world.settings["SMTP_PORT"] = "1"
    done = world.signs_in()
    assert done.exit_code == 75
    assert world.row() is None


def test_a_provider_that_is_away_is_75(world: World) -> None:
    world.settings["OAUTH_ISSUER"] = "http://127.0.0.1:1"
    assert world.run("login").exit_code == 75


def test_an_application_has_nothing_to_do(world: World) -> None:
    world.settings |= {"MAIL_PROVIDER": "microsoft365", "OAUTH_TENANT": "t", "OAUTH_CLIENT_SECRET": "s"}
    done = world.run("login")
    assert done.exit_code == 0
    assert "Nothing to do" in done.output


def test_a_desk_with_passwords_has_nothing_to_sign_in_to(world: World) -> None:
    world.settings |= {"OAUTH_ISSUER": "", "OAUTH_CLIENT_ID": "", "IMAP_PASSWORD": "word"}
    assert world.run("login").exit_code == 78


def test_a_code_is_refused_where_the_provider_has_none(world: World) -> None:
    world.oauth.discovery = {"device_authorization_endpoint": ""}
    done = world.run("login", "--device-code")
    assert done.exit_code == 1
    assert "no device codes" in done.stderr


def test_without_device_codes_the_browser_is_the_way_and_without_an_answer_it_is_given_up(
    world: World,
) -> None:
    done = world.run("login", "--paste")
    assert done.exit_code == 1
    assert f"{world.oauth.url}/authorize?" in done.output
    assert "nobody signed in" in done.stderr


def test_a_new_sign_in_stands_in_for_a_dead_one(world: World) -> None:
    assert world.signs_in().exit_code == 0
    first = world.row()
    assert first is not None
    world.oauth.devices.clear()
    assert world.signs_in().exit_code == 0
    second = world.row()
    assert second is not None
    assert second.serial == first.serial + 1
    assert second.access_token != first.access_token


def test_signing_out_forgets_and_revokes(world: World) -> None:
    world.signs_in()
    row = world.row()
    assert row is not None
    done = world.run("logout")
    assert (done.exit_code, world.row()) == (0, None)
    assert world.oauth.revoked == [row.refresh_token]
    assert "revoked at the provider" in done.output
    assert "Nobody is signed in" in world.run("logout").output


def test_signing_out_forgets_also_while_the_provider_is_away(world: World) -> None:
    world.signs_in()
    world.settings["OAUTH_ISSUER"] = "http://127.0.0.1:1"
    done = world.run("logout")
    assert (done.exit_code, world.row()) == (0, None)
    assert "revoke it there" in done.output


def test_the_database_that_keeps_a_sign_in_is_its_owners_alone(world: World) -> None:
    world.signs_in()
    assert os.stat(world.folder / "desk.db").st_mode & 0o077 == 0


def test_a_sign_in_goes_along_into_another_database_and_that_is_said(world: World) -> None:
    world.signs_in()
    row = world.row()
    assert row is not None
    urls = [f"sqlite:///{world.folder / name}" for name in ("desk.db", "new.db")]
    done = world.run("copy-database", *urls)
    assert done.exit_code == 0, done.output
    assert "sign-in to the mailbox went along" in done.output
    store = open_store(urls[1])
    assert access.read(store) == row
    store.close()
    assert row.refresh_token not in done.output
