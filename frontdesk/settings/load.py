"""The settings of a desk: read once, all problems told at once, each with its remedy.

`Settings` has a field for each entry of `frontdesk.settings.table`, by the same name in small letters.
Connects to nothing; `frontdesk check` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.access.words import mail_remedy
from frontdesk.mailbox.ports import ImapAccount, Security, SmtpAccount
from frontdesk.mailbox.sasl import Remedy
from frontdesk.rules.clock.durations import Duration
from frontdesk.rules.clock.timing import parse_hours
from frontdesk.rules.foresight.alarm import Watch
from frontdesk.rules.model import Address, Priority, Role
from frontdesk.rules.policy import Policy
from frontdesk.settings.checks import CHECKS, MAKE_A_KEY, WARNINGS, Values, database_folder
from frontdesk.settings.holidays import Holidays
from frontdesk.settings.logins import token_source
from frontdesk.settings.problem import Problem
from frontdesk.settings.providers import GOOGLE_IMAP_HOSTS, Preset, filled_in
from frontdesk.settings.public_mail import PUBLIC_MAIL
from frontdesk.settings.readers import TopicsChoice, Wrong
from frontdesk.settings.secret import FILE_NAME, Secret, key_kept_in
from frontdesk.settings.sources import read_sources
from frontdesk.settings.table import SETTINGS, Setting
from frontdesk.settings.ways import (
    Way,
    begun,
    family_of,
    fill_in_logins,
    preset_of,
    unknown_provider,
    way_of,
)

CONFIG_FILE = Path("config.env")
_PORTS = {
    "imap": {"tls": 993, "starttls": 143, "none": 143},
    "smtp": {"tls": 465, "starttls": 587, "none": 25},
}


class BadSettings(Exception):
    """The settings can't be used. Trying again doesn't help before somebody has followed the remedies."""

    def __init__(self, problems: Iterable[Problem], warnings: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        self.warnings = tuple(warnings)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the settings say. `given`: the names of those that aren't the default; `warnings` is what works but
    should be looked at.
    """

    desk_name: str
    desk_address: str
    desk_aliases: tuple[str, ...]
    desk_tag: str
    desk_language: str
    desk_languages: frozenset[str]
    desk_timezone: ZoneInfo
    desk_hours: str
    desk_holidays: Holidays
    technicians: tuple[Address, ...]
    managers: tuple[Address, ...]
    technician_aliases: Mapping[str, str]
    customer_domains: frozenset[str]
    departments_file: Path | None
    people_file: Path | None
    department_header: str
    topics_file: TopicsChoice
    outage_alarm: Watch | None
    tag_permissions: Mapping[str, Role]
    imap_host: str
    imap_security: Security
    imap_port: int
    imap_user: str
    imap_password: Secret
    imap_ca_file: str
    imap_folder: str
    imap_handled_folder: str
    imap_automatic_folder: str
    imap_quarantine_folder: str
    imap_forgotten_folder: str
    imap_sent_folder: str
    imap_idle: bool
    imap_timeout_seconds: int
    poll_seconds: int
    smtp_host: str
    smtp_security: Security
    smtp_port: int
    smtp_user: str
    smtp_password: Secret
    smtp_ca_file: str
    smtp_per_minute: int | None
    attach_up_to: int
    mail_provider: str | None
    oauth_client_id: str
    oauth_client_secret: Secret
    oauth_key_file: str
    oauth_tenant: str
    oauth_issuer: str
    oauth_scope: str
    oauth_secret_expires: date | None
    database_url: str = field(repr=False)  # may hold a password
    secret_key: Secret
    templates_folder: Path | None
    answers_folder: Path | None
    trusted_authserv_id: str
    plus_addressing: bool
    first_response_within: Mapping[Priority, Duration]
    resolve_within: Mapping[Priority, Duration]
    warn_before: Duration | float
    follow_up_after: Duration
    close_after: Duration
    chase_after: Duration
    reopen_within: Duration
    survey_after: Duration | None
    survey_at_most_every: Duration | None
    keep_texts: timedelta | None
    keep_rating_words: timedelta | None
    survey_with: str
    low_ratings_to: frozenset[str]
    check_in_every: Duration | None
    check_ins_by: str
    check_ins_with: str
    check_ins_a_week: int
    send_delay: Duration | None
    start_from: Duration
    canary_every: Duration | None
    report_every: str
    report_technicians: str
    review_every: str
    rate_per_hour: Decimal | None
    currency: str
    log_format: str
    metrics_port: int | None
    given: frozenset[str] = frozenset()
    files: Mapping[str, Path] = field(default_factory=dict)  # where a secret's text came from
    warnings: tuple[Problem, ...] = ()
    config_file: Path | None = None
    fixed: frozenset[str] = (
        frozenset()
    )  # those that the environment or a credential gives, whatever the file says

    @property
    def hours_written(self) -> str:
        """What business minutes are counted by, as it is written."""
        return f"{self.desk_hours} {self.desk_timezone} {self.desk_holidays.written}"

    def policy(self) -> Policy:
        """The settings in the rules' words."""
        return Policy(
            desk_name=self.desk_name,
            desk_address=self.desk_address,
            desk_tag=self.desk_tag,
            language=self.desk_language,
            languages=self.desk_languages,
            zone=self.desk_timezone,
            hours=parse_hours(self.desk_hours, self.desk_timezone, self.desk_holidays),
            technicians=self.technicians,
            managers=self.managers,
            customer_domains=self.customer_domains,
            first_response_within=self.first_response_within,
            resolve_within=self.resolve_within,
            follow_up_after=self.follow_up_after,
            close_after=self.close_after,
            chase_after=self.chase_after,
            reopen_within=self.reopen_within,
            survey_after=self.survey_after,
            survey_at_most_every=self.survey_at_most_every,
            survey_with_follow_up=self.survey_with == "follow-up",
            low_ratings_to_owner="owner" in self.low_ratings_to,
            check_in_every=self.check_in_every,
            warn_before=self.warn_before,
            send_delay=self.send_delay,
            plus_addressing=self.plus_addressing,
            trusted_authserv_id=self.trusted_authserv_id,
            acknowledge_mail_younger_than=self.start_from,
            tag_permissions=self.tag_permissions,
            check_ins_by=self.check_ins_by,
            check_ins_with=self.check_ins_with,
            check_ins_a_week=self.check_ins_a_week,
            report_every=self.report_every,
            report_technicians=self.report_technicians,
            review_every=self.review_every,
            rate_per_hour=self.rate_per_hour,
            currency=self.currency,
            keep_texts=self.keep_texts,
            keep_rating_words=self.keep_rating_words,
            desk_aliases=self.desk_aliases,
            technician_aliases=self.technician_aliases,
            public_mail=PUBLIC_MAIL,
            outage_alarm=self.outage_alarm,
        )

    @property
    def answers_in(self) -> Path | None:
        """Where prepared answers stand; None where they are in no folder."""
        beside = self.templates_folder / "answers" if self.templates_folder else None
        return self.answers_folder or (beside if beside is not None and beside.is_dir() else None)

    @property
    def preset(self) -> Preset | None:
        return preset_of(vars(self))

    @property
    def family(self) -> str:
        """Whose ways and words hold: microsoft, google, own; "" for passwords alone."""
        return family_of(vars(self))

    @property
    def way(self) -> Way:
        """How tokens are got; `password` where nothing logs in by one."""
        return way_of(vars(self)) if self.mailbox_by_token or self.relay_by_token else Way.PASSWORD

    @property
    def mailbox_by_token(self) -> bool:
        return not self.imap_password and way_of(vars(self)) is not Way.PASSWORD

    @property
    def relay_by_token(self) -> bool:
        return not self.smtp_password and way_of(vars(self)) is not Way.PASSWORD

    def _words(self, by_token: bool) -> Remedy:
        values = {"mailbox": self.imap_user, "desk": self.desk_address}
        family = self.family or ("google" if self.imap_host in GOOGLE_IMAP_HOSTS else "")
        return mail_remedy(family, values, by_token)

    def imap_account(self) -> ImapAccount:
        by_token = self.mailbox_by_token
        return ImapAccount(
            self.imap_host,
            self.imap_port,
            self.imap_security,
            self.imap_user,
            self.imap_password.reveal(),
            self.imap_ca_file,
            read_timeout=float(self.imap_timeout_seconds),
            idle=self.imap_idle,
            token=token_source(self).token if by_token else None,
            must_move=self.family == "google" or self.imap_host in GOOGLE_IMAP_HOSTS,
            remedy=self._words(by_token),
        )

    def smtp_account(self) -> SmtpAccount:
        by_token = self.relay_by_token
        foreign = self.preset is None or self.smtp_host != self.preset.smtp_host
        return SmtpAccount(
            self.smtp_host,
            self.smtp_port,
            self.smtp_security,
            self.smtp_user,
            self.smtp_password.reveal(),
            self.smtp_ca_file,
            helo_name=self.desk_address.rpartition("@")[2],
            sender=self.desk_address,
            token=token_source(self).token if by_token else None,
            token_if_offered=foreign and self.smtp_host != self.imap_host and "SMTP_USER" not in self.given,
            remedy=self._words(by_token),
        )

    def secrets(self) -> tuple[str, ...]:
        """Every text that must never be shown or logged."""
        url_password = self.database_url.partition("://")[2].rpartition("@")[0].partition(":")[2]
        kept = (
            self.imap_password.reveal(),
            self.smtp_password.reveal(),
            self.secret_key.reveal(),
            self.oauth_client_secret.reveal(),
            url_password,
        )
        return tuple(text for text in kept if text)


def load_settings(
    environment: Mapping[str, str], config_file: Path | None = None, *, with_key: bool = True
) -> Settings:
    """The settings from the environment and, below it in rank, from a file.

    `config_file`: None reads no file; the command line gives `config.env` when that is there. A SQLite desk
    without a SECRET_KEY gets one, kept beside its database; with PostgreSQL the database keeps it
    (`wiring.keys_of`), so that every machine has the same. `with_key`: without it no key is made or looked for,
    so that who only looks leaves no file. Raises `BadSettings` with every problem there is.
    """
    sources = read_sources(environment, config_file)
    problems = list(sources.problems)
    values: Values = {}
    texts = sources.texts | filled_in(sources.texts)
    may_lack = {"IMAP_PASSWORD"} if begun(texts) else set()
    if unknown_provider(texts):
        may_lack = {"IMAP_HOST", "IMAP_PASSWORD", "SMTP_HOST"}
    for setting in SETTINGS.values():
        if setting.name in sources.unread and setting.name not in texts:
            continue
        try:
            values[setting.field] = _value(setting, texts.get(setting.name, ""), setting.name in may_lack)
        except Wrong as error:
            problems.append(Problem(setting.name, str(error), error.remedy))
    _fill_in(values)
    problems += [
        problem for check in CHECKS for problem in check(values) if problem.setting not in sources.unread
    ]
    if with_key and not problems:
        problems += _keep_a_key(values)
    warnings = (*sources.warnings, *(each for look in WARNINGS for each in look(values)))
    if problems:
        raise BadSettings(problems, warnings)
    given = frozenset(name for name in SETTINGS if sources.texts.get(name))
    return Settings(
        **values,
        given=given,
        files=sources.files,
        warnings=warnings,
        config_file=config_file,
        fixed=frozenset(sources.fixed),
    )


def _value(setting: Setting, text: str, may_lack: bool) -> Any:
    if not text and may_lack:
        return Secret("") if setting.secret else ""
    if not text and setting.default is None:
        remedy = f"write {setting.name}={setting.example or '...'}"
        or_a_file = f" or name a file in {setting.name}_FILE" if setting.secret else ""
        or_a_token = "; or log in by token: OAUTH_CLIENT_ID and MAIL_PROVIDER (docs/providers.md)"
        raise Wrong("is missing", remedy + or_a_file + (or_a_token if setting.secret else ""))
    return setting.read(text or setting.default or "")


def _fill_in(values: Values) -> None:
    """Defaults that hang on other settings."""
    for kind, ports in _PORTS.items():
        if not values.get(f"{kind}_port", 1):
            values[f"{kind}_port"] = ports[values.get(f"{kind}_security", "tls")]
    if not values.get("imap_user", "?"):
        values["imap_user"] = values.get("desk_address", "")
    if "trusted_authserv_id" in values:
        values["trusted_authserv_id"] = values["trusted_authserv_id"] or ""
    fill_in_logins(values)


def _keep_a_key(values: Values) -> Iterator[Problem]:
    folder = database_folder(values)
    if values["secret_key"] or folder is None:
        return
    try:
        values["secret_key"] = Secret(key_kept_in(folder / FILE_NAME))
    except (OSError, ValueError) as error:
        problem = f"is not given, and {folder / FILE_NAME} can't be kept ({error})"
        yield Problem(
            "SECRET_KEY", problem, f"let frontdesk write to {folder}, or make a key with {MAKE_A_KEY}"
        )
