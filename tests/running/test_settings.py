"""Settings: every problem at once with its remedy, from the environment, from files, from systemd."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from frontdesk.rules.clock.durations import Duration, parse_duration
from frontdesk.rules.model import Address, Priority, Role
from frontdesk.rules.proof.tokens import thread_token
from frontdesk.settings import table as setting_table
from frontdesk.settings.load import BadSettings, Settings, load_settings
from frontdesk.settings.problem import Problem
from frontdesk.wiring import open_desk

ENOUGH = {
    "DESK_ADDRESS": "it@example.org",
    "TECHNICIANS": "Ann Lee <ann@example.org>, bob@example.org",
    "IMAP_HOST": "imap.example.org",
    "IMAP_PASSWORD": "imap-s3cret",
    "SMTP_HOST": "smtp.example.org",
    "SECRET_KEY": "0123456789abcdef" * 4,
}


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def loaded(**changes: str) -> Settings:
    return load_settings(ENOUGH | changes)


def problems_of(environment: dict[str, str], config_file: Path | None = None) -> list[Problem]:
    with pytest.raises(BadSettings) as bad:
        load_settings(environment, config_file)
    return list(bad.value.problems)


def the_problem(**changes: str) -> Problem:
    (problem,) = problems_of(ENOUGH | changes)
    return problem


def config(text: str) -> Path:
    path = Path("config.env")
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    return path


def test_six_settings_are_enough() -> None:
    settings = loaded()
    assert settings.desk_name == "IT Desk"
    assert (settings.imap_port, settings.imap_security, settings.imap_user) == (993, "tls", "it@example.org")
    assert (settings.smtp_port, settings.smtp_security, settings.smtp_user) == (587, "starttls", "")
    assert settings.database_url == "sqlite:///frontdesk.db"
    assert settings.warnings == ()


def test_there_is_a_field_for_each_setting_and_a_setting_for_each_field() -> None:
    fields = set(Settings.__dataclass_fields__) - {"given", "files", "warnings", "config_file", "fixed"}
    assert fields == {setting.field for setting in setting_table.SETTINGS.values()}


def test_all_problems_are_told_at_once_each_with_its_remedy() -> None:
    told = problems_of(
        {
            "IMAP_HOST": "imap.example.org:993",
            "IMAP_PORT": "70000",
            "DESK_TIMEZONE": "Mars/Olympus",
            "DESK_HOURS": "whenever",
            "CHASE_AFTER": "soon",
            "SMTP_SECURITY": "ssl",
            "POLL_SECONDS": "0",
        }
    )
    assert {problem.setting for problem in told} == {
        *("DESK_ADDRESS", "TECHNICIANS", "IMAP_PASSWORD", "SMTP_HOST"),  # missing
        *(
            "IMAP_HOST",
            "IMAP_PORT",
            "DESK_TIMEZONE",
            "DESK_HOURS",
            "CHASE_AFTER",
            "SMTP_SECURITY",
            "POLL_SECONDS",
        ),
    }
    assert all(problem.problem and problem.remedy for problem in told)


@pytest.mark.parametrize(
    "name, text, remedy",
    [
        ("DESK_ADDRESS", "it", "it@example.org"),
        ("DESK_ADDRESS", "it@exämple.org", "it@example.org"),
        ("DESK_TAG", "IT desk", "letters and digits"),
        ("DESK_TAG", "[IT]", "letters and digits"),
        ("DESK_LANGUAGE", "../etc", "en or de"),
        ("DESK_LANGUAGE", "xx", "en"),
        ("DESK_NAME", "IT\nBcc: x@example.org", "one plain line"),
        ("DESK_TIMEZONE", "Europe/Atlantis", "Europe/Berlin"),
        ("DESK_TIMEZONE", "/etc/passwd", "Europe/Berlin"),
        ("DESK_HOURS", "Mon-Fri", "Mon-Fri 09:00-17:00"),
        ("DESK_HOLIDAYS", "Christmas", "12-25"),
        ("TECHNICIANS", "ann", "ann@example.org"),
        ("TECHNICIANS", "ann@example.org, Ann <ANN@example.org>", "once"),
        ("TECHNICIANS", "it@example.org", "own address"),
        ("TECHNICIANS", "Änn <änn@example.org>", "ann@example.org"),
        ("MANAGERS", "<>", "ann@example.org"),
        ("CUSTOMER_DOMAINS", "exa mple..org", "example.org"),
        ("TAG_PERMISSIONS", "merge=boss", "merge=manager"),
        ("TAG_PERMISSIONS", "marge=manager", "merge=manager"),
        ("IMAP_HOST", "imaps://imap.example.org", "without a port"),
        ("IMAP_PORT", "-1", "65535"),
        ("IMAP_PORT", "٩٩٣", "65535"),
        ("IMAP_SECURITY", "ssl", "starttls or none"),
        ("IMAP_IDLE", "maybe", "yes or no"),
        ("IMAP_CA_FILE", "/nowhere/ca.pem", "may read"),
        ("IMAP_HANDLED_FOLDER", "INBOX", "a name of its own"),
        ("IMAP_QUARANTINE_FOLDER", "Automatic", "a name of its own"),
        ("DATABASE_URL", "mysql://localhost/x", "postgresql://"),
        ("DATABASE_URL", "frontdesk.db", "sqlite:///frontdesk.db"),
        ("DATABASE_URL", "sqlite:///nowhere/frontdesk.db", "mkdir -p nowhere"),
        ("TEMPLATES_FOLDER", "nowhere", "make it"),
        ("TRUSTED_AUTHSERV_ID", "mx example", "one word"),
        ("FIRST_RESPONSE_WITHIN", "low=2d hihg=1h", "urgent=30m"),
        ("FIRST_RESPONSE_WITHIN", "low=2d normal", "30m"),
        ("RESOLVE_WITHIN", "soon", "30m"),
        ("WARN_BEFORE", "100%", "99%"),
        ("DESK_ADDRESS", "IT Desk <it@example.org>", "DESK_NAME"),
        ("CHASE_AFTER", "0", "30m"),
        ("RESOLVE_WITHIN", "0m", "30m"),
        ("FOLLOW_UP_AFTER", "-5 days", "30m"),
        ("SURVEY_AFTER", "later", "30m"),
        ("LOG_FORMAT", "xml", "json"),
        ("METRICS_PORT", "http", "65535"),
    ],
)
def test_a_wrong_setting_is_told_by_its_name_with_the_remedy(name: str, text: str, remedy: str) -> None:
    problem = the_problem(**{name: text})
    assert problem.setting == name
    assert remedy in problem.remedy


@pytest.mark.parametrize("kind", ["IMAP", "SMTP"])
@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]"])
def test_plain_text_is_allowed_on_this_machine(kind: str, host: str) -> None:
    settings = loaded(**{f"{kind}_HOST": host, f"{kind}_SECURITY": "none"})
    assert getattr(settings, f"{kind.lower()}_port") == {"IMAP": 143, "SMTP": 25}[kind]


@pytest.mark.parametrize("kind", ["IMAP", "SMTP"])
@pytest.mark.parametrize(
    "host", ["mail.example.org", "10.0.0.1", "0.0.0.0", "localhost.example.org", "127.0.0.1.nip.example"]
)
def test_plain_text_is_refused_to_any_other(kind: str, host: str) -> None:
    assert the_problem(**{f"{kind}_HOST": host, f"{kind}_SECURITY": "none"}).setting == f"{kind}_SECURITY"


def test_a_login_to_the_relay_has_a_name_and_a_password() -> None:
    assert the_problem(SMTP_USER="it@example.org").setting == "SMTP_PASSWORD"
    assert the_problem(SMTP_PASSWORD="x").setting == "SMTP_USER"


def test_times_are_read_for_each_priority_or_for_all() -> None:
    assert loaded(RESOLVE_WITHIN="2 days").resolve_within == dict.fromkeys(Priority, Duration(172800, False))
    given = loaded(RESOLVE_WITHIN="low=2 weeks, urgent=90m").resolve_within
    assert given[Priority.LOW] == parse_duration("2 weeks")
    assert given[Priority.URGENT] == parse_duration("90m")
    assert given[Priority.NORMAL] == parse_duration("3d")  # the default


@pytest.mark.parametrize("word", ["off", "no", "none", "never", "0", "OFF"])
def test_what_may_be_off_can_be_switched_off(word: str) -> None:
    names = ("SURVEY_AT_MOST_EVERY", "CHECK_IN_EVERY", "SEND_DELAY", "METRICS_PORT")
    settings = loaded(**dict.fromkeys(names, word))
    assert [getattr(settings, name.lower()) for name in names] == [None] * 4


@pytest.mark.parametrize("nothing", ["0m", "0 days", "0h"])
def test_a_period_of_no_time_at_all_is_off(nothing: str) -> None:
    settings = loaded(SURVEY_AT_MOST_EVERY=nothing, SEND_DELAY=nothing)
    assert (settings.survey_at_most_every, settings.send_delay) == (None, None)


@pytest.mark.parametrize("nothing", ["0", "0m", "0s", "0 days"])
def test_what_comes_after_no_time_at_all_comes_at_once(nothing: str) -> None:
    names = ("FOLLOW_UP_AFTER", "CLOSE_AFTER", "SURVEY_AFTER", "REOPEN_WITHIN")
    settings = loaded(**dict.fromkeys(names, nothing))
    at = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)  # a Sunday night
    assert [settings.policy().hours.add(at, getattr(settings, name.lower())) for name in names] == [at] * 4


@pytest.mark.parametrize("word", ["off", "no", "none", "never", "Off"])
def test_no_survey_is_a_word_not_a_number(word: str) -> None:
    assert loaded(SURVEY_AFTER=word).survey_after is None


@pytest.mark.parametrize("given", ["de", "DE", "de-DE", "de_AT", "de_DE.UTF-8"])
def test_the_language_may_be_written_as_a_locale(given: str) -> None:
    assert loaded(DESK_LANGUAGE=given).desk_language == "de"


@pytest.mark.parametrize("given", ["", "*", "any", "anyone"])
def test_customers_may_be_anyone(given: str) -> None:
    assert loaded(CUSTOMER_DOMAINS=given).customer_domains == frozenset()


@pytest.mark.parametrize("given", ["example.org", "@example.org", ".example.org", "*.example.org"])
def test_a_domain_is_known_by_every_usual_spelling(given: str) -> None:
    assert loaded(CUSTOMER_DOMAINS=given).customer_domains == {"example.org"}


def test_people_may_stand_in_lines() -> None:
    people = loaded(TECHNICIANS="Ann Lee <ann@example.org>\nbob@example.org\n").technicians
    assert [person.email for person in people] == ["ann@example.org", "bob@example.org"]


def test_the_environment_wins_over_the_file() -> None:
    path = config("DESK_NAME='From the file'\nDESK_TAG=FILE\n")
    settings = load_settings(ENOUGH | {"DESK_TAG": "ENV"}, path)
    assert (settings.desk_name, settings.desk_tag) == ("From the file", "ENV")


@pytest.mark.parametrize(
    "line, password",
    [
        ("IMAP_PASSWORD='${HOME} $x \\' #1'", "${HOME} $x ' #1"),
        ("IMAP_PASSWORD=${HOME}", "${HOME}"),
        ('IMAP_PASSWORD="a b#c"  # comment', "a b#c"),
        ("export IMAP_PASSWORD=x=y", "x=y"),
        ("IMAP_PASSWORD=' space '", " space "),
        ("IMAP_PASSWORD=pässwörd\r", "pässwörd"),
    ],
)
def test_a_password_is_taken_as_it_stands(line: str, password: str) -> None:
    environment = {name: text for name, text in ENOUGH.items() if name != "IMAP_PASSWORD"}
    assert load_settings(environment, config(line + "\n")).imap_password.reveal() == password


@pytest.mark.parametrize(
    "text, where, remedy",
    [
        ("# x\n\nDESK_NAEM=x\n", "config.env, line 3", "DESK_NAME"),
        ("COLOUR=blue\n", "config.env, line 1", "config.example.env"),
        ("desk_name=x\n", "config.env, line 1", "DESK_NAME"),
        ("DESK_NAME=x\n\nDESK_NAME=y\n", "config.env, line 3", "keep one"),
        ("DESK_NAME\n", "config.env, line 1", "NAME=value"),
        ("this is no setting\n", "config.env, line 1", "NAME=value"),
        ("DESK_NAME='no end\n", "config.env, line 1", "NAME='value'"),
        ("DESK_TAG=X\nDESK_NAME=\"no end\nDESK_LANGUAGE='de'\n", "config.env, line 2", 'NAME="value"'),
        ("DESK_NAME='no end\nDESK_LANGUAGE='de'\n", "config.env, line 1", "NAME='value'"),
        ("# x\nDESK_NAME=\u201cIT Desk\u201d\n", "config.env, line 2", "straight"),
        ("DESK_NAME=\u201eIT Desk\u201c\n", "config.env, line 1", "straight"),
    ],
)
def test_a_slip_in_the_file_is_told_with_its_line(text: str, where: str, remedy: str) -> None:
    (problem,) = problems_of(ENOUGH, config(text))
    assert problem.setting == where
    assert remedy in problem.remedy


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"#" * 1_000_001])
def test_a_file_that_is_no_text_or_too_long_is_told(content: bytes) -> None:
    Path("config.env").write_bytes(content)
    (problem,) = problems_of(ENOUGH, Path("config.env"))
    assert "can't be read" in problem.problem


WHOLE = "".join(f"{name}='{text}'\n" for name, text in ENOUGH.items())


@pytest.mark.parametrize(
    "content, where",
    [
        (f"DESK_NAME=Büro\n{WHOLE}".encode("utf-16"), "config.env, line 1"),
        (f"DESK_NAME=Büro\n{WHOLE}".encode("utf-16-le"), "config.env, line 1"),
        (f"{WHOLE}# ein Büro\n".encode("latin-1"), f"config.env, line {len(ENOUGH) + 1}"),
        (WHOLE.replace("='", "=\u2018", 1).encode(), "config.env, line 1"),
        (WHOLE.replace("'\n", "\n", 1).encode(), "config.env, line 1"),
    ],
    ids=["utf-16", "utf-16 without its mark", "latin-1", "curly quotes", "an unclosed quote"],
)
def test_a_file_that_is_written_wrongly_is_one_problem_and_nothing_in_it_is_missing(
    content: bytes, where: str
) -> None:
    Path("config.env").write_bytes(content)
    (problem,) = problems_of({}, Path("config.env"))
    assert problem.setting == where


def test_a_file_that_is_not_there_lacks_no_settings() -> None:
    (problem,) = problems_of({}, Path("nowhere.env"))
    assert (problem.setting, "No such file" in problem.problem) == ("nowhere.env", True)


def test_a_password_may_begin_with_a_printer_s_quote_within_straight_ones() -> None:
    text = "IMAP_PASSWORD='\u201cx\u201d'\n"
    environment = {name: text for name, text in ENOUGH.items() if name != "IMAP_PASSWORD"}
    assert load_settings(environment, config(text)).imap_password.reveal() == "\u201cx\u201d"


@pytest.mark.parametrize("setting", ["TECHNICIANS", "MANAGERS"])
def test_a_person_s_address_with_a_plus_part_is_warned_of(setting: str) -> None:
    (warning,) = load_settings({**ENOUGH, setting: "Zoe <zoe+it@example.org>"}).warnings
    assert (warning.setting, "zoe@example.org" in warning.remedy) == (setting, True)


def test_the_desk_s_own_address_is_no_technician_s_with_a_plus_part_either() -> None:
    desk = ENOUGH["DESK_ADDRESS"].replace("@", "+team@")
    (problem,) = problems_of({**ENOUGH, "TECHNICIANS": desk})
    assert "answer itself" in problem.problem


def test_a_file_that_is_not_there_is_told() -> None:
    (problem,) = problems_of(ENOUGH, Path("nowhere.env"))
    assert "config.example.env" in problem.remedy


def test_a_byte_order_mark_does_no_harm() -> None:
    Path("config.env").write_bytes(b"\xef\xbb\xbfDESK_NAME=Windows\r\nDESK_TAG=X\r\n")
    settings = load_settings(ENOUGH, Path("config.env"))
    assert (settings.desk_name, settings.desk_tag) == ("Windows", "X")


def test_a_slip_in_the_environment_is_told_and_only_warned_of_when_the_right_one_is_given_too() -> None:
    without = {name: text for name, text in ENOUGH.items() if name != "IMAP_HOST"}
    slip, missing = problems_of(without | {"IMAP_HSOT": "imap.example.org"})
    assert (slip.setting, missing.setting) == ("IMAP_HSOT", "IMAP_HOST")
    assert "IMAP_HOST" in slip.remedy
    (warning,) = loaded(IMAP_HSOT="x").warnings
    assert warning.setting == "IMAP_HSOT"


def test_other_programs_variables_are_nobodys_business() -> None:
    others = {
        "HOME": "/root",
        "SMTP_SERVER": "x",
        "SECRET_KEY_BASE": "x",
        "DATABASE_HOST": "x",
        "IMAP_FOO": "y",
    }
    assert loaded(**others).warnings == ()


def test_a_password_may_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("fr0m a file\n")
    environment = {name: text for name, text in ENOUGH.items() if name != "IMAP_PASSWORD"}
    environment["IMAP_PASSWORD_FILE"] = str(path)
    assert load_settings(environment).imap_password.reveal() == "fr0m a file"


def test_a_password_and_its_file_in_one_place_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("x")
    problem = the_problem(IMAP_PASSWORD_FILE=str(tmp_path / "password"))
    assert problem.remedy == "keep one of IMAP_PASSWORD and IMAP_PASSWORD_FILE"


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff"])
def test_a_password_file_that_is_missing_or_empty_or_no_text_is_told_once(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content)
    environment = {name: text for name, text in ENOUGH.items() if name != "IMAP_PASSWORD"}
    (problem,) = problems_of(environment | {"IMAP_PASSWORD_FILE": str(path)})
    assert problem.setting == "IMAP_PASSWORD_FILE"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine can enter."""
    path = Path("/tmp", f"frontdesk-test-{os.getpid()}")
    path.mkdir(mode=0o755)
    yield path
    for entry in path.iterdir():
        entry.unlink()
    path.rmdir()


def test_a_password_file_that_everybody_can_read_is_refused(open_folder: Path) -> None:
    path = open_folder / "password"
    path.write_text("x")
    path.chmod(0o644)
    environment = {name: text for name, text in ENOUGH.items() if name != "IMAP_PASSWORD"}
    (problem,) = problems_of(environment | {"IMAP_PASSWORD_FILE": str(path)})
    assert f"chmod 600 {path}" in problem.remedy
    path.chmod(0o640)
    assert load_settings(environment | {"IMAP_PASSWORD_FILE": str(path)}).imap_password.reveal() == "x"


def test_a_config_file_with_a_password_that_everybody_can_read_is_warned_of(open_folder: Path) -> None:
    path = open_folder / "config.env"
    path.write_text("SMTP_USER=it\nSMTP_PASSWORD=x\n")
    path.chmod(0o644)
    (warning,) = load_settings(ENOUGH, path).warnings
    assert warning.remedy == f"chmod 600 {path}"


@pytest.mark.parametrize("name", ["IMAP_PASSWORD", "imap_password"])
def test_a_password_may_come_from_systemds_credentials(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("cr3dential\n")
    environment = {key: text for key, text in ENOUGH.items() if key != "IMAP_PASSWORD"}
    environment["CREDENTIALS_DIRECTORY"] = str(tmp_path)
    path = config("IMAP_PASSWORD=from-the-file\n")
    assert load_settings(environment, path).imap_password.reveal() == "cr3dential"


def test_a_desk_without_a_key_makes_one_and_keeps_it_for_its_owner_only() -> None:
    environment = {name: text for name, text in ENOUGH.items() if name != "SECRET_KEY"}
    first = load_settings(environment).secret_key.reveal()
    assert len(first) == 64
    assert Path("frontdesk.secret").stat().st_mode & 0o777 == 0o600
    assert load_settings(environment).secret_key.reveal() == first
    assert sorted(os.listdir()) == ["frontdesk.secret"]


def test_a_broken_configuration_leaves_no_key_behind() -> None:
    problems_of({"DATABASE_URL": "sqlite:///frontdesk.db"})
    assert os.listdir() == []


def test_machines_on_one_postgresql_share_the_key_that_the_database_keeps(postgres_url: str) -> None:
    settings = loaded(DATABASE_URL=postgres_url, SECRET_KEY="")
    signed = []
    for _ in range(2):
        with open_desk(settings, inline=True) as desk:
            signed.append(thread_token(desk.keys, 7))
    assert signed[0] == signed[1]


def test_a_key_that_can_be_guessed_is_warned_of() -> None:
    (warning,) = loaded(SECRET_KEY="secret").warnings
    assert warning.setting == "SECRET_KEY"


def test_no_secret_is_shown_by_anything() -> None:
    url = "postgresql://desk:db-s3cret@db.example.org/desk"
    settings = loaded(SMTP_USER="it", SMTP_PASSWORD="smtp-s3cret", DATABASE_URL=url)
    shown = f"{settings!r} {settings.imap_password} {settings.imap_account()} {settings.smtp_account()}"
    assert "s3cret" not in shown
    assert ENOUGH["SECRET_KEY"] not in shown
    assert set(settings.secrets()) == {"imap-s3cret", "smtp-s3cret", ENOUGH["SECRET_KEY"], "db-s3cret"}


def test_a_wrong_setting_does_not_show_a_secret() -> None:
    told = problems_of(
        ENOUGH | {"DATABASE_URL": "mysql://desk:db-s3cret@localhost/x", "IMAP_PASSWORD": "s3cret\n"}
    )
    assert "s3cret" not in " ".join(map(str, told))


def test_the_policy_and_the_accounts_say_what_the_settings_say() -> None:
    settings = loaded(
        MANAGERS="Mia Boss <mia@example.org>",
        DESK_TIMEZONE="Europe/Berlin",
        DESK_HOURS="Mon 9-10",
        SEND_DELAY="2 minutes",
        TAG_PERMISSIONS="merge=manager",
        WARN_BEFORE="10%",
        IMAP_TIMEOUT_SECONDS="20",
        START_FROM="2 days",
    )
    policy = settings.policy()
    assert policy.technicians == (Address("Ann Lee", "ann@example.org"), Address("", "bob@example.org"))
    assert policy.role_of("MIA@example.org") is Role.MANAGER
    assert policy.hours.week.keys() == {0}
    assert policy.send_delay == Duration(120, business=False)
    assert policy.warn_before == 0.1
    assert policy.tag_permissions == {"merge": Role.MANAGER}
    assert policy.acknowledge_mail_younger_than == parse_duration("2 days")
    assert settings.imap_account().read_timeout == 20
    assert settings.smtp_account().helo_name == "example.org"


@pytest.mark.parametrize(
    "email, role",
    [
        ("ann@example.org", Role.TECHNICIAN),
        ("ANN@Example.ORG", Role.TECHNICIAN),
        ("bob@example.org", Role.TECHNICIAN),
        ("mike@example.org", Role.MANAGER),
        ("mi\u212ae@example.org", Role.CUSTOMER),  # the Kelvin sign, which str.lower makes a k
        ("m\u0131ke@example.org", Role.CUSTOMER),  # a dotless i
        ("\uff41nn@example.org", Role.CUSTOMER),  # full-width a
        ("ann@example.org ", Role.CUSTOMER),
        ("ann@example.org.evil.example", Role.CUSTOMER),
        ("", Role.CUSTOMER),
    ],
)
def test_nobody_becomes_a_technician_by_look_alike_letters(email: str, role: Role) -> None:
    policy = loaded(MANAGERS="Mike <MIKE@example.org>, ann2@example.org").policy()
    assert policy.role_of(email) is role


def test_a_manager_who_is_a_technician_too_is_a_manager() -> None:
    assert loaded(MANAGERS="ann@example.org").policy().role_of("ann@example.org") is Role.MANAGER


@pytest.mark.parametrize(
    "text, expected",
    [
        ("ann@example.org", [("", "ann@example.org")]),
        (
            '"Lee, Ann" <Ann@Example.org>; bob@example.org',
            [("Lee, Ann", "ann@example.org"), ("", "bob@example.org")],
        ),
        (
            "Ann Lee <ann@example.org>,,\n  bob@localhost ,",
            [("Ann Lee", "ann@example.org"), ("", "bob@localhost")],
        ),
        ("Zoë Ångström <zoe@xn--exmple-cua.org>", [("Zoë Ångström", "zoe@xn--exmple-cua.org")]),
    ],
)
def test_people_are_read_as_people_write_them(text: str, expected: list[tuple[str, ...]]) -> None:
    assert [tuple(person) for person in loaded(TECHNICIANS=text).technicians] == expected


@pytest.mark.parametrize(
    ("kept", "again", "warned"),
    [
        ("10 days", "14 days", True),
        ("14 days", "14 days", False),
        ("forever", "14 days", False),
        ("20 days", "15d", True),  # three weeks
        ("21 days", "15d", False),
        ("23 days", "16d", True),  # over a weekend more
        ("24 days", "16d", False),
        ("1 day", "0", False),
        ("1 day", "30 hours", True),
    ],
)
def test_texts_that_are_gone_while_a_request_may_still_be_reopened_are_warned_of(
    kept: str, again: str, warned: bool
) -> None:
    warnings = loaded(KEEP_TEXTS=kept, REOPEN_WITHIN=again).warnings
    assert [warning.setting for warning in warnings] == ["KEEP_TEXTS"] * warned
    for warning in warnings:
        assert "REOPEN_WITHIN (" in warning.problem
        assert "keep texts for" in warning.remedy
