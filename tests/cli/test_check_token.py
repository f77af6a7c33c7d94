"""What `check` says of a token: whose it is, for how long, and what it lacks, read from the token itself."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from frontdesk.cli.checks import check
from frontdesk.cli.checks import token as check_token
from frontdesk.cli.checks.finding import BAD, GOOD, WARNING
from frontdesk.cli.checks.token import token_findings
from frontdesk.mailbox.errors import LoginRefused
from frontdesk.settings.load import Settings, load_settings
from frontdesk.wiring import open_database

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TENANT = "0d1e2f3a-4b5c-4d6e-8f90-a1b2c3d4e5f6"
RIGHT = {
    "aud": "https://outlook.office365.com",
    "tid": TENANT,
    "roles": ["IMAP.AccessAsApp", "SMTP.SendAsApp"],
}


@dataclass
class Source:
    given: str = "opaque"
    skew: float | None = None
    left: float = 3600.0
    known: dict[str, Any] = field(default_factory=dict)

    def token(self, refused: str = "") -> str:
        return self.given

    def good_until(self) -> float:
        return self.left


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    made = Source()
    monkeypatch.setattr(check_token, "token_source", lambda settings: made)
    return made


def jwt(**claims: Any) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + ".c2ln"


def settings(**given: str) -> Settings:
    common = {
        "DESK_ADDRESS": "it@contoso.com",
        "TECHNICIANS": "ann@contoso.com",
        "MAIL_PROVIDER": "microsoft365",
        "OAUTH_CLIENT_ID": "app",
        "OAUTH_TENANT": TENANT,
        "OAUTH_CLIENT_SECRET": "secret",
        "OAUTH_SECRET_EXPIRES": str((NOW + timedelta(days=143)).date()),
    }
    return load_settings(common | given, with_key=False)


def found(chosen: Settings) -> list[tuple[str, str]]:
    return [(grade, f"{what} | {remedy}") for grade, what, remedy in token_findings(chosen, NOW)]


def test_a_good_token_is_one_line(source: Source) -> None:
    source.given = jwt(**RIGHT)
    ((grade, words),) = found(settings())
    assert grade == GOOD
    assert f"app app of tenant {TENANT}, holds for 60 min, the client secret ends in 143 days" in words


def test_a_token_that_cannot_be_read_is_good_all_the_same(source: Source) -> None:
    for source.given in ("opaque", "a.b.c", jwt(), "..", jwt(aud=7, roles="x", tid=[])):
        assert found(settings())[0][0] == GOOD


@pytest.mark.parametrize(
    "claims, words",
    [
        ({"roles": []}, ["IMAP.AccessAsApp", "SMTP.SendAsApp"]),
        ({"roles": ["IMAP.AccessAsApp"]}, ["SMTP.SendAsApp"]),
        ({"aud": "https://graph.microsoft.com"}, ["Microsoft Graph"]),
        ({"aud": "00000003-0000-0000-c000-000000000000"}, ["Microsoft Graph"]),
        ({"tid": "11111111-4b5c-4d6e-8f90-a1b2c3d4e5f6"}, ["tenant 11111111"]),
    ],
)
def test_what_a_token_lacks_is_told_before_a_server_refuses_it(
    source: Source, claims: dict[str, Any], words: list[str]
) -> None:
    source.given = jwt(**{**RIGHT, **claims})
    bad = [told for grade, told in found(settings()) if grade == BAD]
    assert len(bad) == len(words)
    assert all(word in told for word, told in zip(words, bad, strict=True))


def test_only_what_goes_by_token_is_asked_for(source: Source) -> None:
    source.given = jwt(**{**RIGHT, "roles": ["IMAP.AccessAsApp"]})
    chosen = settings(SMTP_HOST="relay.contoso.com", SMTP_USER="desk", SMTP_PASSWORD="word")
    assert [grade for grade, _ in found(chosen)] == [GOOD]


@pytest.mark.parametrize(
    "days, grades", [(31, [GOOD]), (30, [GOOD, WARNING]), (0, [GOOD, WARNING]), (-1, [GOOD, WARNING])]
)
def test_a_secret_that_ends_soon_is_a_warning(source: Source, days: int, grades: list[str]) -> None:
    chosen = settings(OAUTH_SECRET_EXPIRES=str((NOW + timedelta(days=days)).date()))
    assert [grade for grade, _ in found(chosen)] == grades


def test_a_secret_of_which_nobody_knows_the_end_is_a_warning(source: Source) -> None:
    assert "OAUTH_SECRET_EXPIRES" in found(settings(OAUTH_SECRET_EXPIRES=""))[1][1]
    never = settings(OAUTH_SECRET_EXPIRES="never")
    assert never.oauth_secret_expires == date.max
    assert [grade for grade, _ in found(never)] == [GOOD]


@pytest.mark.parametrize(
    "skew, words", [(420.0, "7 min behind"), (-420.0, "7 min ahead"), (30.0, ""), (None, "")]
)
def test_a_clock_that_is_wrong_is_told_of(source: Source, skew: float | None, words: str) -> None:
    source.skew = skew
    told = [words for grade, words in found(settings()) if grade == WARNING]
    assert len(told) == bool(words)
    assert not words or words in told[0]


def test_what_a_token_says_does_nothing_to_a_terminal(source: Source) -> None:
    source.given = jwt(**{**RIGHT, "tid": "1\x1b[2J"})
    assert all(words.isprintable() for _, words in found(settings()))


def test_a_database_that_everybody_can_read_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It holds customers' words, and perhaps a person's sign-in."""
    chosen = settings(DATABASE_URL=f"sqlite:///{tmp_path / 'desk.db'}")
    open_database(chosen, NOW).close()
    assert [finding.grade for finding in check._database(chosen)] == [GOOD]
    monkeypatch.setattr(check, "others_can_read", lambda path: True)
    first, *_ = check._database(chosen)
    assert first.grade == WARNING
    assert "chmod 600" in first.remedy


def test_where_there_is_no_token_the_servers_are_not_tried_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(Source):
        def token(self, refused: str = "") -> str:
            raise LoginRefused("the client secret has run out", remedy="Make a new one.")

    monkeypatch.setattr(check_token, "token_source", lambda settings: Refusing())
    found = {
        finding.part: finding
        for finding in check.check(settings(DATABASE_URL="sqlite:///:memory:"), send=True)
    }
    assert (found["token"].grade, found["token"].remedy) == (BAD, "Make a new one.")
    assert found["IMAP"].what == found["SMTP"].what == "not tried, as there is no token"
    assert "nothing was sent" in found["mail"].what
