"""Every setting there is, with its default and what it means: the one source of all that is told about them.

`config.example.env`, `docs/settings.md` and `frontdesk.settings.load` are made from this table. In its order they
stand in those files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from frontdesk.settings import readers as read
from frontdesk.settings.providers import BY_NAME

_RESPOND = "low=2d normal=4h high=1h urgent=30m"
_RESOLVE = "low=10d normal=3d high=1d urgent=4h"
_SECURITY = read.one_of("tls", "starttls", "none")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    `default` is what is read when nothing is given; None when it must be given. `otherwise` tells in words
    what an empty default comes to. `secret`: is never shown, and may come from a file (`<name>_FILE`).
    `live`: a running desk takes it over when config.env changes; the others are bound to what is opened at the start:
    servers, the database, the desk's own addresses, the templates with their time zone.
    """

    name: str
    read: Callable[[str], Any]
    default: str | None
    comment: str
    example: str = ""
    otherwise: str = ""
    secret: bool = False
    live: bool = False

    @property
    def field(self) -> str:
        """Its name in `Settings`."""
        return self.name.lower()


GROUPS: tuple[tuple[str, tuple[Setting, ...]], ...] = (
    (
        "The desk",
        (
            Setting(
                "DESK_NAME",
                read.text,
                "IT Desk",
                "The name customers see in their inbox and under every mail.",
                live=True,
            ),
            Setting(
                "DESK_ADDRESS",
                read.desk_address,
                None,
                "The address customers write to.",
                "it@example.org",
            ),
            Setting(
                "DESK_ALIASES",
                read.addresses,
                "",
                (
                    "Other addresses of the desk, commas between them: mail to them arrives in the same mailbox, and "
                    "who wrote to one is answered from it."
                ),
                "helpdesk@example.org, support@example.com",
                "none",
            ),
            Setting(
                "DESK_TAG",
                read.desk_tag,
                "IT",
                "The word in [IT #123] in the subjects.",
                live=True,
            ),
            Setting(
                "DESK_LANGUAGE",
                read.language,
                "en",
                (
                    "The language the desk writes in: de, en, es, fr, it, nl, pl, pt, or a folder of yours in "
                    "TEMPLATES_FOLDER."
                ),
                live=True,
            ),
            Setting(
                "DESK_LANGUAGES",
                read.languages,
                "",
                (
                    "The languages that customers are answered in, beside DESK_LANGUAGE: each in the one that they "
                    "write, where ten words tell it, else in that of their earlier mail. Commas between them; empty: "
                    "all there are."
                ),
                "de, en, fr",
                live=True,
            ),
            Setting(
                "DESK_TIMEZONE",
                read.zone,
                "UTC",
                "The time zone of the hours below and of every time in a mail.",
                "Europe/Berlin",
            ),
            Setting(
                "DESK_HOURS",
                read.hours,
                "Mon-Fri 09:00-17:00",
                (
                    "When people are at work. Several times a day: Mon-Thu 08:00-12:00,13:00-17:00; Fri "
                    "08:00-12:00. Always: 24/7."
                ),
                live=True,
            ),
            Setting(
                "DESK_HOLIDAYS",
                read.holidays,
                "",
                (
                    "Days on which nobody works: 2026-04-06, each year's 12-25, a stretch 2026-12-24..2027-01-01; a "
                    "country's or region's by its code, as in DE-BY (needs frontdesk[holidays]); -2026-11-01 takes "
                    "one away."
                ),
                "12-25, 12-26, 01-01",
                live=True,
            ),
        ),
    ),
    (
        "People",
        (
            Setting(
                "TECHNICIANS",
                read.people,
                None,
                "Who answers, commas between them.",
                "Ann Lee <ann@example.org>, bob@example.org",
                live=True,
            ),
            Setting(
                "MANAGERS",
                read.people,
                "",
                "Who gets reports, escalations and low ratings; they can do all that technicians can.",
                "Mia Boss <mia@example.org>",
                live=True,
            ),
            Setting(
                "TECHNICIAN_ALIASES",
                read.other_addresses,
                "",
                (
                    "Other addresses that members of the team write from, each with the one that the desk knows: "
                    "what comes from them is theirs; mail to them goes to the known one."
                ),
                "a.lee@example.net=ann@example.org",
                "none",
                live=True,
            ),
            Setting(
                "CUSTOMER_DOMAINS",
                read.domains,
                "",
                "Whose mail opens requests.",
                "example.org, example.com",
                "anyone's",
                live=True,
            ),
            Setting(
                "DEPARTMENTS_FILE",
                read.file_path,
                "",
                "Your departments: a TOML file (docs/departments.md). Read again when it changes.",
                "departments.toml",
                otherwise="none: a department is what a technician says",
            ),
            Setting(
                "PEOPLE_FILE",
                read.file_path,
                "",
                "Who belongs to which department: a CSV file with a line of headings. Read again when it changes.",
                "people.csv",
                otherwise="none",
            ),
            Setting(
                "DEPARTMENT_HEADER",
                read.header_name,
                "",
                (
                    "A header that names the sender's department, written by your own mail server. It counts only "
                    "where the origin is proven."
                ),
                "X-Department",
                otherwise="none is looked at",
            ),
            Setting(
                "TOPICS_FILE",
                read.topics_file,
                "",
                (
                    "Topics: a TOML file of named sets of words (docs/topics-and-answers.md), which give new requests "
                    "their labels. Read again when it changes. off: no labels by themselves."
                ),
                "topics.toml",
                otherwise="those that come with the desk, in English and German",
            ),
            Setting(
                "OUTAGE_ALARM",
                read.outage_alarm,
                "4 in 60m",
                (
                    "When so many people write about one topic in so short a time, and that is more than chance, those "
                    "on duty and the managers hear of it (docs/topics-and-answers.md). off: nobody does."
                ),
                "4 in 60m",
                live=True,
            ),
            Setting(
                "TAG_PERMISSIONS",
                read.permissions,
                "",
                "Tags that not every technician may use.",
                "merge=manager, spam=manager",
                "technicians may use every tag",
                live=True,
            ),
        ),
    ),
    (
        "Reading mail (IMAP)",
        (
            Setting(
                "IMAP_HOST",
                read.host,
                None,
                "The server with the desk's mailbox.",
                "imap.example.org",
            ),
            Setting(
                "IMAP_SECURITY",
                _SECURITY,
                "tls",
                "tls, starttls, or none (only for a server on this machine).",
            ),
            Setting(
                "IMAP_PORT",
                read.optional(read.number(1, 65535)),
                "",
                "Its port.",
                "993",
                "993 for tls, else 143",
            ),
            Setting(
                "IMAP_USER",
                read.text,
                "",
                "The login's name.",
                "it@example.org",
                "DESK_ADDRESS",
            ),
            Setting(
                "IMAP_PASSWORD",
                read.secret,
                None,
                (
                    "Its password, unless the desk logs in by token. Put single quotes around it: without them a part "
                    "after ' #' is lost."
                ),
                secret=True,
            ),
            Setting(
                "IMAP_CA_FILE",
                read.readable_file,
                "",
                "A certificate (PEM) to trust, for a server whose certificate was made in the house.",
                "/etc/frontdesk/ca.pem",
                "the machine's own",
            ),
            Setting(
                "IMAP_FOLDER",
                read.text,
                "INBOX",
                "The folder that is read. Mail leaves it once it is dealt with; nothing is ever deleted.",
            ),
            Setting(
                "IMAP_HANDLED_FOLDER",
                read.text,
                "Handled",
                "Where mail goes that belongs to a request.",
            ),
            Setting(
                "IMAP_AUTOMATIC_FOLDER",
                read.text,
                "Automatic",
                "Where mail goes that gets no answer: bounces, out-of-office notes, lists.",
            ),
            Setting(
                "IMAP_QUARANTINE_FOLDER",
                read.text,
                "Quarantine",
                "Where mail goes that a person must look at.",
            ),
            Setting(
                "IMAP_FORGOTTEN_FOLDER",
                read.text,
                "Forgotten",
                "Where `frontdesk forget --with-mail` puts a person's mails, for you to empty.",
            ),
            Setting(
                "IMAP_SENT_FOLDER",
                read.text,
                "",
                (
                    "Where the server or the relay keeps what was sent; it is looked at after a crash, so "
                    "that nothing goes out twice. auto: the folder that the server marks as this one."
                ),
                "Sent",
                "not looked at",
            ),
            Setting(
                "IMAP_IDLE",
                read.switch,
                "yes",
                "Wait for the server to tell of new mail, where it can (yes or no).",
            ),
            Setting(
                "IMAP_TIMEOUT_SECONDS",
                read.number(5, 600),
                "60",
                "How long to wait for an answer before connecting anew.",
            ),
            Setting(
                "POLL_SECONDS",
                read.number(1, 86400),
                "60",
                "How often to look for mail in any case.",
            ),
        ),
    ),
    (
        "Sending mail (SMTP)",
        (
            Setting(
                "SMTP_HOST",
                read.host,
                None,
                "The server that takes mail to be sent.",
                "smtp.example.org",
            ),
            Setting(
                "SMTP_SECURITY",
                _SECURITY,
                "starttls",
                "tls, starttls, or none (only for a server on this machine).",
            ),
            Setting(
                "SMTP_PORT",
                read.optional(read.number(1, 65535)),
                "",
                "Its port.",
                "587",
                "465 for tls, 587 for starttls, 25 for none",
            ),
            Setting(
                "SMTP_USER",
                read.text,
                "",
                "The login's name.",
                "it@example.org",
                "no login",
            ),
            Setting(
                "SMTP_PASSWORD",
                read.secret,
                "",
                "Its password, in single quotes.",
                secret=True,
            ),
            Setting(
                "SMTP_CA_FILE",
                read.readable_file,
                "",
                "A certificate (PEM) to trust.",
                "/etc/frontdesk/ca.pem",
                "the machine's own",
            ),
            Setting(
                "SMTP_PER_MINUTE",
                read.optional(read.number(1, 100_000)),
                "",
                "How many mails a minute the server is given; some providers allow 30.",
                "30",
                "as many as it takes",
                live=True,
            ),
            Setting(
                "ATTACH_UP_TO",
                read.octets,
                "10 MB",
                (
                    "How much of a customer's files goes with one mail to the team (never more than the server "
                    "takes); larger ones are named, and stay in the mailbox. 0: none."
                ),
                "25 MB",
                live=True,
            ),
        ),
    ),
    (
        "Logging in by token (OAuth 2.0)",
        (
            Setting(
                "MAIL_PROVIDER",
                read.optional(read.one_of(*BY_NAME)),
                "",
                (
                    "Where the mailbox is: fills in what isn't given, as docs/providers.md shows. One of "
                    f"{', '.join(BY_NAME)}."
                ),
                "microsoft365",
            ),
            Setting(
                "OAUTH_CLIENT_ID",
                read.text,
                "",
                "The application's id at the provider. With it, what has no password logs in by token.",
                "3b2f1c9e-7a64-4d0b-8f10-5f2d1f0c9a77",
            ),
            Setting(
                "OAUTH_CLIENT_SECRET",
                read.trimmed_secret,
                "",
                "The application's secret (Microsoft: its value, not its id). In a file it is read anew each time.",
                secret=True,
            ),
            Setting(
                "OAUTH_KEY_FILE",
                read.text,
                "",
                (
                    "Instead of a secret: Google's JSON of a service account, or a PEM file with a private key and its "
                    "certificate (Microsoft). The desk alone may read it."
                ),
                "/etc/frontdesk/key.pem",
            ),
            Setting(
                "OAUTH_TENANT",
                read.tenant,
                "",
                "Microsoft: the directory (tenant) ID, or the tenant's domain.",
                "contoso.com",
            ),
            Setting(
                "OAUTH_ISSUER",
                read.issuer,
                "",
                "The address of another OpenID provider.",
                "https://login.example.org/realms/house",
                "MAIL_PROVIDER's",
            ),
            Setting(
                "OAUTH_SCOPE",
                read.scope,
                "",
                "What to ask the provider for, blanks between the words.",
                "openid email offline_access",
                "MAIL_PROVIDER's, else openid email offline_access",
            ),
            Setting(
                "OAUTH_SECRET_EXPIRES",
                read.last_day,
                "",
                "The day on which the secret ends, as the provider showed it; the desk warns before. never: it won't.",
                "2028-05-01",
                "the certificate's own",
            ),
        ),
    ),
    (
        "Memory and keys",
        (
            Setting(
                "DATABASE_URL",
                read.database_url,
                "sqlite:///frontdesk.db",
                (
                    "The database: sqlite:///file, sqlite:////folder/file, or "
                    "postgresql://user:password@host/name."
                ),
                secret=True,
            ),
            Setting(
                "SECRET_KEY",
                read.secret,
                "",
                (
                    "Signs the tokens in our mail. Keep it: with another one, replies to older mail are "
                    "trusted less."
                ),
                otherwise=(
                    "made at the first start and kept in frontdesk.secret beside the SQLite database, or in "
                    "the PostgreSQL database"
                ),
                secret=True,
            ),
            Setting(
                "TEMPLATES_FOLDER",
                read.folder,
                "",
                "Your own templates; each file here stands in for the packaged one of that name.",
                "templates",
                "the packaged ones",
            ),
            Setting(
                "ANSWERS_FOLDER",
                read.file_path,
                "",
                "Prepared answers, a file each, as en/vpn-reset.md (docs/answers.md). Read again when it changes.",
                "answers",
                otherwise="the folder answers in TEMPLATES_FOLDER, if it is there",
            ),
        ),
    ),
    (
        "Whom to believe",
        (
            Setting(
                "TRUSTED_AUTHSERV_ID",
                read.optional(read.word),
                "",
                (
                    "Your own mail server's name in the Authentication-Results it adds; they prove who "
                    "wrote a mail. For Google it is mx.google.com; for Exchange Online write microsoft. A leading "
                    "dot means any host below: .messagingengine.com (Fastmail), .icloud.com. `frontdesk check` "
                    "suggests it from the mail that is there."
                ),
                "mx.example.org",
                "none is believed; technicians are known by the token in our mails",
                live=True,
            ),
            Setting(
                "PLUS_ADDRESSING",
                read.switch,
                "no",
                "Whether mail to it+anything@example.org reaches the desk. Try before saying yes.",
                live=True,
            ),
        ),
    ),
    (
        "Times (30m, 4h, 2d: business time; 3 hours, 45 days: calendar time)",
        (
            Setting(
                "FIRST_RESPONSE_WITHIN",
                read.per_priority(_RESPOND),
                _RESPOND,
                "The target for a technician's first answer: one time for all, or one for each priority.",
                live=True,
            ),
            Setting(
                "RESOLVE_WITHIN",
                read.per_priority(_RESOLVE),
                _RESOLVE,
                "The target for the resolution, likewise.",
                live=True,
            ),
            Setting(
                "WARN_BEFORE",
                read.part_or_duration,
                "25%",
                "How long before a target is missed its owner is warned: a part of it, or a time.",
                live=True,
            ),
            Setting(
                "FOLLOW_UP_AFTER",
                read.wait,
                "1d",
                "How long after the resolution the customer is asked whether everything is settled; 0: at once.",
                live=True,
            ),
            Setting(
                "CLOSE_AFTER",
                read.wait,
                "2d",
                "How long after that a request is closed when nothing more is heard; 0: at once.",
                live=True,
            ),
            Setting(
                "CHASE_AFTER",
                read.duration,
                "3d",
                "How long we wait for a customer's answer before each of two reminders.",
                live=True,
            ),
            Setting(
                "REOPEN_WITHIN",
                read.wait,
                "14 days",
                "How long a reply reopens a closed request; later it opens a new one that links the old. 0: never.",
                live=True,
            ),
            Setting(
                "SURVEY_AFTER",
                read.wait_or_off,
                "1h",
                "How long after closing the survey goes out; 0: at once, off: never.",
                live=True,
            ),
            Setting(
                "SURVEY_AT_MOST_EVERY",
                read.optional(read.duration),
                "30 days",
                "How long a customer is left alone after a survey, or off.",
                live=True,
            ),
            Setting(
                "SURVEY_WITH",
                read.one_of("closing", "follow-up"),
                "closing",
                "When a rating is asked for: closing, in a mail of its own; follow-up, in that mail, which saves one.",
                live=True,
            ),
            Setting(
                "LOW_RATINGS_TO",
                read.some_of("managers", "owner", always="managers"),
                "managers, owner",
                "Who is told of a rating of 1 or 2: the managers, with the request's owner or without.",
                live=True,
            ),
            Setting(
                "CHECK_IN_EVERY",
                read.optional(read.duration),
                "",
                "How often we seek a word with each department, between its requests.",
                "90 days",
                "off",
                live=True,
            ),
            Setting(
                "CHECK_INS_BY",
                read.one_of("technician", "desk"),
                "technician",
                "Who says it: the account's technician, asked each Monday, or the desk by itself.",
                live=True,
            ),
            Setting(
                "CHECK_INS_WITH",
                read.one_of("departments", "people"),
                "departments",
                "With whom: one person of each department, or with people who write often, too.",
                live=True,
            ),
            Setting(
                "CHECK_INS_A_WEEK",
                read.number(1, 1000),
                "5",
                "At most so many a week, for the whole desk.",
                live=True,
            ),
            Setting(
                "SEND_DELAY",
                read.optional(read.duration),
                "",
                "How long a technician's answer is held, so that [undo] can stop it.",
                "2 minutes",
                "off",
                live=True,
            ),
            Setting(
                "START_FROM",
                read.wait,
                "24 hours",
                (
                    "At the first start on a mailbox with old mail: mail older than this is taken in "
                    "without an acknowledgement."
                ),
                live=True,
            ),
        ),
    ),
    (
        "Reports",
        (
            Setting(
                "REPORT_EVERY",
                read.one_of("month", "week", "quarter", "off"),
                "month",
                "How often the managers get the report, on the first open morning after: week, month, quarter or off.",
                live=True,
            ),
            Setting(
                "REPORT_TECHNICIANS",
                read.one_of("load", "off", "full"),
                "load",
                (
                    "What the report's page shows of each technician: their load; off: nothing; full: times and"
                    " ratings, too. A works council has a say in it."
                ),
                live=True,
            ),
            Setting(
                "REVIEW_EVERY",
                read.one_of("quarter", "month", "off"),
                "quarter",
                "How often the head of a department gets a review of it: quarter, month or off.",
                live=True,
            ),
            Setting(
                "RATE_PER_HOUR",
                read.optional(read.money),
                "",
                "What an hour of stated working time is charged with; a department can have its own rate.",
                "80",
                "minutes are shown without money",
                live=True,
            ),
            Setting(
                "CURRENCY",
                read.currency,
                "EUR",
                "In what.",
                live=True,
            ),
        ),
    ),
    (
        "What is kept",
        (
            Setting(
                "KEEP_TEXTS",
                read.age_or_forever,
                "forever",
                (
                    "How long after its closing a request keeps its words and its people; then figures alone are "
                    "left of it: 3 years, 18 months, forever."
                ),
                live=True,
            ),
            Setting(
                "KEEP_RATING_WORDS",
                read.age_or_forever,
                "forever",
                "How long the words of a rating are kept, where that is shorter; the rating itself stays.",
                live=True,
            ),
        ),
    ),
    (
        "Running",
        (
            Setting(
                "LOG_FORMAT",
                read.one_of("auto", "json", "text"),
                "auto",
                "json, text, or auto: text on a terminal and in systemd's journal, else json.",
            ),
            Setting(
                "CANARY_EVERY",
                read.optional(read.duration),
                "1 day",
                (
                    "How often the desk writes a mail to itself through SMTP and IMAP; when it doesn't come back, "
                    "the managers hear which leg is broken. off: never. run --once does so only where this is set."
                ),
            ),
            Setting(
                "METRICS_PORT",
                read.optional(read.number(1, 65535)),
                "",
                "A port on 127.0.0.1 for Prometheus.",
                "9725",
                "off",
            ),
        ),
    ),
)

SETTINGS: dict[str, Setting] = {setting.name: setting for _, group in GROUPS for setting in group}

LIVE = frozenset(setting.name for setting in SETTINGS.values() if setting.live)
