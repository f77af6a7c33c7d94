"""The settings for logging in by token: what follows from them, and all that is wrong at once with its remedy."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from key_files import certificate_pem, google_json, pem, private_pem

from frontdesk.settings.load import BadSettings, Settings, load_settings
from frontdesk.settings.problem import Problem
from frontdesk.settings.providers import PRESETS, Preset
from frontdesk.settings.ways import Way

DESK = {
    "DESK_ADDRESS": "it@contoso.com",
    "TECHNICIANS": "ann@contoso.com",
    "SECRET_KEY": "0123456789abcdef" * 4,
}
HOSTS = {"IMAP_HOST": "mail.example.org", "SMTP_HOST": "mail.example.org"}
MICROSOFT = {"MAIL_PROVIDER": "microsoft365", "OAUTH_CLIENT_ID": "app", "OAUTH_TENANT": "contoso.com"}
OWN = HOSTS | {"OAUTH_ISSUER": "https://login.example.org", "OAUTH_CLIENT_ID": "app"}
SECRET = {"OAUTH_CLIENT_SECRET": "s3cret~value"}
PASSWORD = {"IMAP_PASSWORD": "word"}


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def loaded(*parts: dict[str, str], **more: str) -> Settings:
    given = dict(DESK)
    for part in parts:
        given |= part
    return load_settings(given | more)


def wrong(*parts: dict[str, str], **more: str) -> dict[str, str]:
    with pytest.raises(BadSettings) as bad:
        loaded(*parts, **more)
    assert all(problem.remedy for problem in bad.value.problems)
    return {problem.setting: f"{problem.problem} | {problem.remedy}" for problem in bad.value.problems}


@pytest.fixture(scope="module")
def key_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("keys")
    files = {"google": google_json(folder / "google.json"), "pem": pem(folder / "desk.pem")}
    return {name: str(path) for name, path in files.items()}


# --- which way follows


def test_five_settings_are_enough_for_microsoft_365() -> None:
    settings = loaded(MICROSOFT, SECRET)
    assert settings.way is Way.CLIENT
    assert (settings.imap_host, settings.imap_port) == ("outlook.office365.com", 993)
    assert (settings.smtp_host, settings.smtp_port) == ("smtp.office365.com", 587)
    assert (settings.smtp_security, settings.smtp_per_minute) == ("starttls", 25)
    assert (settings.trusted_authserv_id, settings.plus_addressing) == ("microsoft", True)
    assert (settings.imap_sent_folder, settings.smtp_user) == ("Sent Items", "it@contoso.com")
    assert settings.mailbox_by_token
    assert settings.relay_by_token
    assert settings.imap_account().token is not None
    assert settings.smtp_account().token is not None


def test_the_other_ways(key_files: dict[str, str]) -> None:
    assert loaded(MICROSOFT).way is Way.LOGIN
    assert loaded(MICROSOFT, OAUTH_KEY_FILE=key_files["pem"]).way is Way.CLIENT
    assert loaded(MAIL_PROVIDER="google", OAUTH_KEY_FILE=key_files["google"]).way is Way.SERVICE
    assert loaded(SECRET, MAIL_PROVIDER="google", OAUTH_CLIENT_ID="app").way is Way.LOGIN
    assert loaded(OWN).way is Way.LOGIN
    assert loaded(OWN, SECRET).way is Way.LOGIN
    assert loaded(HOSTS, PASSWORD).way is Way.PASSWORD
    assert loaded(PASSWORD, MAIL_PROVIDER="google").way is Way.PASSWORD


def test_an_issuer_beside_a_preset_leaves_the_way_the_presets() -> None:
    settings = loaded(MICROSOFT, SECRET, OAUTH_ISSUER="http://127.0.0.1:8099/", **HOSTS)
    assert settings.way is Way.CLIENT
    assert settings.oauth_issuer == "http://127.0.0.1:8099"
    assert settings.imap_host == "mail.example.org"


def test_a_protocol_with_a_password_of_its_own_uses_it() -> None:
    mixed = loaded(MICROSOFT, SECRET, SMTP_HOST="relay.example.org", SMTP_USER="desk", SMTP_PASSWORD="word")
    assert (mixed.mailbox_by_token, mixed.relay_by_token) == (True, False)
    assert mixed.smtp_account().token is None
    assert mixed.smtp_per_minute is None  # what is said of Microsoft's relay isn't said of this one
    assert mixed.smtp_user == "desk"
    other = loaded(OWN, IMAP_PASSWORD="word")
    assert (other.mailbox_by_token, other.relay_by_token) == (False, True)
    assert other.way is Way.LOGIN


def test_a_relay_of_the_house_need_want_no_login() -> None:
    assert loaded(MICROSOFT, SECRET, SMTP_HOST="relay.example.org").smtp_account().token_if_offered
    assert not loaded(MICROSOFT, SECRET).smtp_account().token_if_offered
    assert not loaded(OWN).smtp_account().token_if_offered


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_what_is_given_by_itself_wins_over_a_preset(preset: Preset) -> None:
    chosen = {
        "IMAP_PORT": "1993",
        "SMTP_PORT": "1587",
        "TRUSTED_AUTHSERV_ID": "mx.example.org",
        "PLUS_ADDRESSING": "no",
        "IMAP_SENT_FOLDER": "Gone",
        "SMTP_PER_MINUTE": "7",
    }
    login = {} if preset.family == "microsoft" else PASSWORD
    login = login or {"OAUTH_CLIENT_ID": "app", "OAUTH_TENANT": "contoso.com"}
    settings = loaded(login, chosen, MAIL_PROVIDER=preset.name)
    assert (settings.imap_host, settings.smtp_host) == (preset.imap_host, preset.smtp_host)
    assert (settings.imap_port, settings.smtp_port) == (1993, 1587)
    assert (settings.trusted_authserv_id, settings.plus_addressing) == ("mx.example.org", False)
    assert (settings.imap_sent_folder, settings.smtp_per_minute) == ("Gone", 7)


@pytest.mark.parametrize("preset", [p for p in PRESETS if not p.family], ids=lambda preset: preset.name)
def test_one_app_password_is_enough_where_there_is_one_for_both(preset: Preset) -> None:
    settings = loaded(PASSWORD, MAIL_PROVIDER=preset.name)
    assert settings.smtp_user == "it@contoso.com"
    assert settings.smtp_password.reveal() == "word"
    assert (settings.imap_port, settings.smtp_port) == (preset.imap_port, preset.smtp_port)


def test_what_a_preset_says_of_a_host_counts_only_while_the_host_is_its_own() -> None:
    settings = loaded(MICROSOFT, SECRET, HOSTS)
    assert (settings.trusted_authserv_id, settings.plus_addressing) == ("", False)
    assert (settings.smtp_per_minute, settings.imap_sent_folder) == (None, "")
    assert settings.smtp_port == 587


# --- what is wrong


def test_all_that_is_missing_is_told_at_once() -> None:
    assert set(wrong(MAIL_PROVIDER="microsoft365")) == {"OAUTH_CLIENT_ID", "OAUTH_TENANT"}
    assert set(wrong(MAIL_PROVIDER="google", OAUTH_CLIENT_ID="app")) == {"OAUTH_CLIENT_SECRET"}
    assert set(wrong(SECRET, MAIL_PROVIDER="google")) == {"OAUTH_CLIENT_ID"}
    assert set(wrong(HOSTS, OAUTH_ISSUER="https://login.example.org")) == {"OAUTH_CLIENT_ID"}


def test_a_missing_password_names_both_ways() -> None:
    told = wrong(HOSTS)["IMAP_PASSWORD"]
    assert "IMAP_PASSWORD=" in told
    assert "OAUTH_CLIENT_ID" in told
    assert "MAIL_PROVIDER" in told


@pytest.mark.parametrize("host", ["outlook.office365.com", "outlook.office365.us", "outlook.office.com"])
def test_microsoft_takes_no_password_for_imap(host: str) -> None:
    told = wrong(HOSTS, PASSWORD, IMAP_HOST=host)["IMAP_PASSWORD"]
    assert "Microsoft takes no passwords for IMAP since 2022" in told
    assert "MAIL_PROVIDER=microsoft365" in told


def test_a_password_for_microsofts_smtp_works_yet_and_is_warned_of() -> None:
    given = {"SMTP_HOST": "smtp.office365.com", "SMTP_USER": "it@contoso.com", "SMTP_PASSWORD": "word"}
    settings = loaded(HOSTS, PASSWORD, given)
    assert [warning.setting for warning in settings.warnings] == ["SMTP_PASSWORD"]


def test_what_excludes_each_other_names_both(key_files: dict[str, str]) -> None:
    told = wrong(MICROSOFT, SECRET, OAUTH_KEY_FILE=key_files["pem"])
    assert "OAUTH_KEY_FILE" in told["OAUTH_CLIENT_SECRET"]
    told = wrong(MAIL_PROVIDER="google", OAUTH_KEY_FILE=key_files["google"], OAUTH_CLIENT_ID="another")
    assert "OAUTH_KEY_FILE" in told["OAUTH_CLIENT_ID"]
    told = wrong(OWN, OAUTH_TENANT="contoso.com")
    assert "MAIL_PROVIDER" in told["OAUTH_TENANT"]
    told = wrong(HOSTS, PASSWORD, OAUTH_SCOPE="mail")
    assert "MAIL_PROVIDER" in told["OAUTH_SCOPE"]
    told = wrong(PASSWORD, MAIL_PROVIDER="fastmail", OAUTH_CLIENT_ID="app")
    assert "fastmail takes passwords only" in told["OAUTH_CLIENT_ID"]
    told = wrong(MICROSOFT, OAUTH_SECRET_EXPIRES="2030-01-01")
    assert "OAUTH_CLIENT_SECRET" in told["OAUTH_SECRET_EXPIRES"]


def test_a_provider_that_nobody_knows_is_the_one_problem_told() -> None:
    assert set(wrong(MAIL_PROVIDER="microsft365")) == {"MAIL_PROVIDER"}


@pytest.mark.parametrize(
    "name, text",
    [
        ("OAUTH_TENANT", "common"),
        ("OAUTH_TENANT", "Organizations"),
        ("OAUTH_TENANT", "a/../b"),
        ("OAUTH_ISSUER", "http://login.example.org"),
        ("OAUTH_ISSUER", "https://login.example.org/?x=1"),
        ("OAUTH_ISSUER", "login.example.org"),
        ("OAUTH_ISSUER", "https://a:b@login.example.org"),
        ("OAUTH_SCOPE", 'a "b"'),
        ("OAUTH_SCOPE", "ä"),
        ("OAUTH_SECRET_EXPIRES", "01/05/2028"),
        ("OAUTH_SECRET_EXPIRES", "2028-02-30"),
        ("OAUTH_SECRET_EXPIRES", "in May"),
        ("OAUTH_CLIENT_ID", "a\x1bb"),
    ],
)
def test_a_text_that_cannot_be_used_is_told_alone(name: str, text: str) -> None:
    assert set(wrong(MICROSOFT, SECRET, {name: text})) == {name}


@pytest.mark.parametrize(
    "text, day",
    [("2028-05-01", date(2028, 5, 1)), ("never", date.max), ("2020-01-01", date(2020, 1, 1)), ("", None)],
)
def test_the_secrets_last_day_is_read(text: str, day: date | None) -> None:
    assert loaded(MICROSOFT, SECRET, OAUTH_SECRET_EXPIRES=text).oauth_secret_expires == day


# --- key files


@pytest.mark.parametrize(
    "content, words",
    [
        (b'{"installed": {"client_id": "x"}}', "JSON of another kind"),
        (b"{", "isn't JSON"),
        (b'{"type": "service_account"}', "lacks private_key"),
        (b'{"type": "service_account", "client_email": "a@b", "private_key": "x"}', "can't be read"),
        (b"hello", "neither Google's JSON nor a PEM"),
        (b"", "neither"),
        (b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n", "encrypted"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "can't be read"),
    ],
)
def test_a_key_file_of_another_kind_is_told_of(content: bytes, words: str) -> None:
    file = Path("key")
    file.write_bytes(content)
    file.chmod(0o600)
    told = wrong(MICROSOFT, OAUTH_KEY_FILE="key")
    assert words in told["OAUTH_KEY_FILE"]
    assert "AAAA" not in told["OAUTH_KEY_FILE"]


def test_a_certificate_that_is_over_or_missing_or_anothers_is_told_of(
    tmp_path: Path, key_files: dict[str, str]
) -> None:
    over = pem(tmp_path / "over.pem", ends=datetime.now(UTC) - timedelta(days=1))
    assert "ended on" in wrong(MICROSOFT, OAUTH_KEY_FILE=str(over))["OAUTH_KEY_FILE"]
    alone = tmp_path / "alone.pem"
    alone.write_text(Path(key_files["pem"]).read_text().partition("-----BEGIN CERTIFICATE")[0])
    alone.chmod(0o600)
    assert "no certificate" in wrong(MICROSOFT, OAUTH_KEY_FILE=str(alone))["OAUTH_KEY_FILE"]
    mixed = tmp_path / "mixed.pem"
    mixed.write_bytes(private_pem() + certificate_pem("another"))
    mixed.chmod(0o600)
    assert "another key's" in wrong(MICROSOFT, OAUTH_KEY_FILE=str(mixed))["OAUTH_KEY_FILE"]


def test_each_provider_has_its_kind_of_key(key_files: dict[str, str]) -> None:
    assert "OAUTH_KEY_FILE" in wrong(MICROSOFT, OAUTH_KEY_FILE=key_files["google"])
    assert "OAUTH_KEY_FILE" in wrong(MAIL_PROVIDER="google", OAUTH_KEY_FILE=key_files["pem"])
    assert "OAUTH_KEY_FILE" in wrong(OWN, OAUTH_KEY_FILE=key_files["pem"])
    assert "can't be read" in wrong(MICROSOFT, OAUTH_KEY_FILE="/nowhere")["OAUTH_KEY_FILE"]


def test_a_key_that_everybody_can_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontdesk.settings.ways.others_can_read", lambda path: True)
    file = pem(tmp_path / "open.pem")
    assert "every user of this machine" in wrong(MICROSOFT, OAUTH_KEY_FILE=str(file))["OAUTH_KEY_FILE"]


def test_without_the_package_the_remedy_is_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontdesk.settings.ways.find_spec", lambda name: None)
    assert "pip install 'frontdesk[oauth]'" in wrong(MICROSOFT, SECRET)["OAUTH_CLIENT_ID"]


# --- every combination


def test_every_combination_is_good_or_told_with_its_remedies(key_files: dict[str, str]) -> None:
    given = {
        "OAUTH_CLIENT_ID": "app",
        "OAUTH_CLIENT_SECRET": "secret",
        "OAUTH_KEY_FILE": "",
        "OAUTH_TENANT": "contoso.com",
        "OAUTH_ISSUER": "https://login.example.org",
        "OAUTH_SCOPE": "mail",
        "OAUTH_SECRET_EXPIRES": "2030-01-01",
        "IMAP_PASSWORD": "word",
    }
    good = dict.fromkeys(Way, 0)
    for provider in ("", "microsoft365", "google", "zoho"):
        key = key_files["google" if provider == "google" else "pem"]
        for chosen in itertools.product((False, True), repeat=len(given)):
            env = {name: text or key for (name, text), use in zip(given.items(), chosen, strict=True) if use}
            hosts = {} if provider else HOSTS
            problems: tuple[Problem, ...] = ()
            try:
                settings = load_settings(
                    DESK | hosts | env | ({"MAIL_PROVIDER": provider} if provider else {})
                )
            except BadSettings as error:
                problems = error.problems
            if problems:
                assert all(problem.remedy for problem in problems)
                named = [problem.setting for problem in problems]
                assert len(named) == len({*named}) or "OAUTH_KEY_FILE" in named, (provider, env, named)
                continue
            good[settings.way] += 1
            assert settings.mailbox_by_token or settings.imap_password, (provider, env)
            if settings.way is Way.CLIENT:
                assert {"OAUTH_CLIENT_ID", "OAUTH_TENANT"} <= env.keys()
    assert min(good.values()) > 0


def test_no_secret_is_shown(key_files: dict[str, str]) -> None:
    settings = loaded(MICROSOFT, SECRET)
    assert "s3cret~value" not in f"{settings!r} {settings.oauth_client_secret} {settings.imap_account()}"
    assert "s3cret~value" in settings.secrets()


def test_a_secret_in_a_file_is_read_anew_each_time(tmp_path: Path) -> None:
    from frontdesk.settings.logins import provider_of

    file = tmp_path / "secret"
    file.write_text("first\n")
    file.chmod(0o600)
    settings = loaded(MICROSOFT, OAUTH_CLIENT_SECRET_FILE=str(file))
    assert provider_of(settings).client.secret == "first"
    file.write_text("second\n")
    assert provider_of(settings).client.secret == "second"


def test_microsofts_addresses_are_the_tenants(key_files: dict[str, str]) -> None:
    from frontdesk.settings.logins import provider_of

    asked = provider_of(loaded(MICROSOFT, SECRET))
    assert asked.endpoints.token == "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token"
    assert asked.client.scope == "https://outlook.office365.com/.default"
    asked = provider_of(loaded(MAIL_PROVIDER="google", OAUTH_KEY_FILE=key_files["google"]))
    assert asked.endpoints.token == "https://oauth2.googleapis.com/token"
    assert asked.client.id == json.loads(Path(key_files["google"]).read_text())["client_id"]
