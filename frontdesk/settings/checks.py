"""What settings demand of each other and of this machine. Every check gives its problems; none raises.

A check sees only the values that could be read, and says nothing of those that couldn't.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from frontdesk.rules.clock.durations import BUSINESS_DAYS_A_WEEK
from frontdesk.settings.problem import Problem
from frontdesk.settings.secret import Secret
from frontdesk.settings.ways import Way, token_problems, token_warnings, way_of

MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_hex(32))'"
_TEMPLATES = Path(__file__).parents[1] / "templates"
_FOLDERS = (
    *("imap_folder", "imap_handled_folder", "imap_automatic_folder", "imap_quarantine_folder"),
    "imap_forgotten_folder",
)

Values = dict[str, Any]


def _plain_text_stays_here(values: Values) -> Iterator[Problem]:
    for kind in ("imap", "smtp"):
        host = values.get(f"{kind}_host", "localhost")
        if values.get(f"{kind}_security") == "none" and not _is_loopback(host):
            problem = f"none would send passwords and mail readably to {host}"
            yield Problem(
                f"{kind.upper()}_SECURITY", problem, "write tls or starttls; none is for this machine only"
            )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _smtp_login_is_whole(values: Values) -> Iterator[Problem]:
    user, password = values.get("smtp_user", ""), values.get("smtp_password", Secret(""))
    if user and not password and way_of(values) is Way.PASSWORD:
        yield Problem(
            "SMTP_PASSWORD",
            f"is missing for {user}",
            "give it, or leave SMTP_USER out to send without a login",
        )
    if password and not user:
        yield Problem(
            "SMTP_USER", "is missing, but there is a password", "write the login's name, or leave both out"
        )


def _folders_are_apart(values: Values) -> Iterator[Problem]:
    used: dict[str, str] = {}
    for setting in _FOLDERS:
        name = values.get(setting, setting)
        other = used.setdefault(name.lower(), setting)
        if other != setting:
            problem = f"{name!r} is the {other.upper()} too"
            yield Problem(setting.upper(), problem, "give each folder a name of its own")


def _desk_writes_not_to_itself(values: Values) -> Iterator[Problem]:
    own = {values.get("desk_address"), *values.get("desk_aliases", ())}
    for setting in ("technicians", "managers"):
        if any(without_plus(person.email) in own for person in values.get(setting, ())):
            problem = "has the desk's own address, so that the desk would answer itself"
            yield Problem(setting.upper(), problem, "name each person's own address")


def _aliases_are_somebodys(values: Values) -> Iterator[Problem]:
    team = {person.email for name in ("technicians", "managers") for person in values.get(name, ())}
    for other, known in values.get("technician_aliases", {}).items():
        if known not in team:
            yield Problem(
                "TECHNICIAN_ALIASES",
                f"{known} is nobody in the team",
                "name an address of TECHNICIANS or MANAGERS after the =",
            )
        if other in team or other in {values.get("desk_address"), *values.get("desk_aliases", ())}:
            problem = f"{other} is known already"
            yield Problem("TECHNICIAN_ALIASES", problem, "name addresses that stand nowhere else")


def _language_is_there(values: Values) -> Iterator[Problem]:
    name = values.get("desk_language", "en")
    folders = [folder for folder in (_TEMPLATES, values.get("templates_folder")) if folder]
    if not any((folder / name).is_dir() for folder in folders):
        known = sorted(
            {
                entry.name
                for folder in folders
                for entry in folder.iterdir()
                if entry.is_dir() and len(entry.name) < 4
            }
        )
        remedy = f"write one of {', '.join(known)}, or make a folder {name} in TEMPLATES_FOLDER"
        yield Problem("DESK_LANGUAGE", f"there are no templates in {name!r}", remedy)
    for other in sorted(values.get("desk_languages", ())):
        if not any((folder / other).is_dir() for folder in folders):
            remedy = f"leave it out, or make a folder {other} in TEMPLATES_FOLDER"
            yield Problem("DESK_LANGUAGES", f"there are no templates in {other!r}", remedy)


def _packages_are_there(values: Values) -> Iterator[Problem]:
    if values.get("database_url", "").startswith("postgresql") and not find_spec("psycopg"):
        problem = "PostgreSQL needs the package psycopg, which isn't installed"
        yield Problem("DATABASE_URL", problem, "pip install 'frontdesk[postgres]'")
    if values.get("metrics_port") and not find_spec("prometheus_client"):
        problem = "metrics need the package prometheus-client, which isn't installed"
        yield Problem("METRICS_PORT", problem, "pip install 'frontdesk[metrics]'")


def _database_has_a_place(values: Values) -> Iterator[Problem]:
    folder = database_folder(values)
    if folder is not None and not folder.is_dir():
        yield Problem("DATABASE_URL", f"there is no folder {str(folder)!r}", f"mkdir -p {folder}")


def database_folder(values: Values) -> Path | None:
    """Where the SQLite file is kept; None for other databases."""
    scheme, _, path = values.get("database_url", "").partition(":///")
    return Path(path).parent if scheme == "sqlite" and path != ":memory:" else None


def without_plus(address: str) -> str:
    """ann@example.org for ann+it@example.org: the mailbox that both are."""
    local, at, domain = address.partition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def _people_by_plus(values: Values) -> Iterator[Problem]:
    """Who is named by an address with a plus part writes without it, and would be a stranger."""
    for setting in ("technicians", "managers"):
        for person in values.get(setting, ()):
            plain = without_plus(person.email)
            if plain != person.email:
                problem = (
                    f"names {person.email}, which has a plus part: who writes from {plain} isn't known by it"
                )
                yield Problem(
                    setting.upper(), problem, f"write {plain}, if that is what their mail comes from"
                )


def _weak_key(values: Values) -> Iterator[Problem]:
    if 0 < len(values.get("secret_key", Secret("")).reveal()) < 16:
        yield Problem("SECRET_KEY", "is short enough to be guessed", f"make another with {MAKE_A_KEY}")


def _texts_gone_too_soon(values: Values) -> Iterator[Problem]:
    """A request that may still be reopened would come back without a word of what was said."""
    kept, again = values.get("keep_texts"), values.get("reopen_within")
    if kept is None or again is None:
        return
    # Business days are five of a week's seven; from any day to the same part of another lies a weekend more at most.
    weeks, days = divmod(again.days, BUSINESS_DAYS_A_WEEK)
    longest = timedelta(weeks=weeks, days=days + 2 * bool(days), seconds=again.seconds)
    if kept < longest:
        yield Problem(
            "KEEP_TEXTS",
            f"is shorter than REOPEN_WITHIN ({again}): who answers later would reopen a request whose words are gone",
            f"keep texts for {longest.days + bool(longest.seconds)} days or more, or shorten REOPEN_WITHIN",
        )


CHECKS: tuple[Callable[[Values], Iterator[Problem]], ...] = (
    _plain_text_stays_here,
    _smtp_login_is_whole,
    _folders_are_apart,
    _desk_writes_not_to_itself,
    _aliases_are_somebodys,
    _language_is_there,
    _packages_are_there,
    _database_has_a_place,
    token_problems,
)
# What works, but hardly as it is meant.
WARNINGS: tuple[Callable[[Values], Iterator[Problem]], ...] = (
    _weak_key,
    _people_by_plus,
    token_warnings,
    _texts_gone_too_soon,
)
