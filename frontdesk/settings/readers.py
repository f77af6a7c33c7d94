"""From a setting's text to its value. Each reader gives the value or raises `Wrong` with the remedy.

A reader knows one setting only; what settings demand of each other is in `frontdesk.settings.load`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from frontdesk.rules.clock.durations import HOW_TO as HOW_TO_DURATION
from frontdesk.rules.clock.durations import HOW_TO_AGE, Duration, parse_age, parse_duration
from frontdesk.rules.clock.timing import HOW_TO_HOURS, parse_hours
from frontdesk.rules.foresight.alarm import Watch
from frontdesk.rules.model import Address, Priority, Role
from frontdesk.rules.policy import ascii_lower
from frontdesk.rules.tags.read import HOW_TO as HOW_TO_PERMISSIONS
from frontdesk.rules.tags.read import read_permissions
from frontdesk.settings.holidays import HOW_TO as HOW_TO_HOLIDAYS
from frontdesk.settings.holidays import NEEDS, Holidays, HolidaysMissing, read_holidays
from frontdesk.settings.secret import Secret

T = TypeVar("T")

_ALARM = re.compile(r"([0-9]{1,4}) in ([0-9]{1,3}) ?m(?:in)?")
OFF = frozenset(("off", "no", "none", "never"))
_NOTHING = re.compile("0{1,3} ?(?:[smhdw]|seconds?|minutes?|hours?|days?|weeks?)?")
_ANYONE = frozenset(("*", "any", "anyone", "all"))
_SWITCH = {
    "yes": True,
    "true": True,
    "on": True,
    "1": True,
    "no": False,
    "false": False,
    "off": False,
    "0": False,
}
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL}){{0,20}}")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,19}")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z]{2,4})?(?:\.utf-?8)?")  # de, de-AT, de_DE.UTF-8
_SIZE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) ?(?:([kmg])i?b?|bytes?)?")
_UNITS = {"k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_TENANT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_NO_TENANT = frozenset(("common", "organizations", "consumers"))
_SCOPE = re.compile(r"[!#-\[\]-~]{1,500}(?: +[!#-\[\]-~]{1,500}){0,50}")  # RFC 6749 section 3.3
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_WORD = re.compile(r"[!-~]{1,255}")
_PEOPLE = re.compile(r'((?:"[^"]*"|[^",;\n])*)[,;\n]?')
_PERSON = re.compile(r"([^<>]*)<([^<>]*)>")
_PRIORITY = re.compile(r"([a-z]+)\s*[=:]([^=:]*?)(?=[,;\s]+[a-z]+\s*[=:]|$)")

HOW_TO_ADDRESS = 'write ann@example.org or "Ann Lee <ann@example.org>", several with commas between them'
HOW_TO_DESK_ADDRESS = "write the address alone, as in it@example.org; its name is DESK_NAME"
HOW_TO_ALIASES = (
    "write other=known, as in a.lee@example.net=ann@example.org, several with commas between them"
)
HOW_TO_PRIORITIES = 'write one time for all ("4h") or "low=2d normal=4h high=1h urgent=30m"'


class Wrong(ValueError):
    """A setting's text that can't be read. `remedy` says what to write instead."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


def text(given: str) -> str:
    if not given.isprintable() or len(given) > 255:
        raise Wrong("has control characters or more than 255 characters", "write one plain line")
    return given


def matching(pattern: re.Pattern[str], remedy: str) -> Callable[[str], str]:
    def read(given: str) -> str:
        if not pattern.fullmatch(given):
            raise Wrong(f"{given[:80]!r} can't be used", remedy)
        return given

    return read


desk_tag = matching(_TAG, "write letters and digits, at most 20, without brackets, as in IT")
word = matching(_WORD, "write one word of plain ASCII characters")


def language(given: str) -> str:
    found = _LANGUAGE.fullmatch(given.lower())
    if not found:
        raise Wrong(f"{given[:80]!r} can't be used", "write a short name, as in en or de")
    return found[1]


def languages(given: str) -> frozenset[str]:
    return frozenset(language(word.strip()) for word in given.split(",") if word.strip())


def host(given: str) -> str:
    name = given.removeprefix("[").removesuffix("]")
    if "/" in name or name.count(":") == 1:  # more than one is an IPv6 address
        raise Wrong(
            f"{given[:80]!r} is no host name", "write the name only, without imap:// and without a port"
        )
    return word(name)


def secret(given: str) -> Secret:
    return Secret(given)


def switch(given: str) -> bool:
    if (value := _SWITCH.get(given.lower())) is None:
        raise Wrong(f"{given[:80]!r} is neither yes nor no", "write yes or no")
    return value


def one_of(*choices: str) -> Callable[[str], str]:
    def read(given: str) -> str:
        if given.lower() not in choices:
            raise Wrong(f"{given[:80]!r} is unknown", f"write {', '.join(choices[:-1])} or {choices[-1]}")
        return given.lower()

    return read


def some_of(*choices: str, always: str) -> Callable[[str], frozenset[str]]:
    """Several of these words in any order, with commas between them; `always` is one of them."""

    def read(given: str) -> frozenset[str]:
        words = [word.strip().lower() for word in given.split(",")]
        if always not in words or not set(words) <= set(choices):
            raise Wrong(f"{given[:80]!r} can't be used", f'write "{always}" or "{", ".join(choices)}"')
        return frozenset(words)

    return read


def money(given: str) -> Decimal:
    """An amount of money, with a point or a comma."""
    if not re.fullmatch(r"[0-9]{1,7}(?:[.,][0-9]{1,2})?", given) or not Decimal(given.replace(",", ".")):
        raise Wrong(f"{given[:80]!r} is no amount", "write it as in 80 or 79.50")
    return Decimal(given.replace(",", "."))


def currency(given: str) -> str:
    if not re.fullmatch(r"[^\W\d_]{1,4}|[€£$¥]", given):
        raise Wrong(f"{given[:80]!r} is no currency", "write it as in EUR, CHF or €")
    return given


def trimmed_secret(given: str) -> Secret:
    """A secret that was pasted, perhaps with a line break."""
    return Secret(given.strip())


def tenant(given: str) -> str:
    remedy = "write the directory (tenant) ID of the app's Overview page, or its domain, as in contoso.com"
    if given.lower() in _NO_TENANT:
        raise Wrong(f"{given!r} is no tenant of its own, and an application needs its own", remedy)
    if given and not _TENANT.fullmatch(given):
        raise Wrong(f"{given[:80]!r} can't be used", remedy)
    return given


def issuer(given: str) -> str:
    if not given:
        return ""
    from frontdesk.access.http import is_safe  # which takes a while to load, and few need

    if "?" in given or "#" in given or not is_safe(given):
        remedy = (
            "write its address as in https://login.example.org/realms/house; http is for this machine only"
        )
        raise Wrong(f"{given[:200]!r} can't be used", remedy)
    return given.rstrip("/")


def scope(given: str) -> str:
    if given and not _SCOPE.fullmatch(given):
        raise Wrong(
            f"{given[:80]!r} can't be used", "write words of plain ASCII characters with blanks between them"
        )
    return " ".join(given.split())


def last_day(given: str) -> date | None:
    """The day on which a secret ends; `never` is the last there is."""
    if given.lower() == "never":
        return date.max
    try:
        if given and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
            raise ValueError(given)
        return date.fromisoformat(given) if given else None
    except ValueError:
        remedy = "write year, month and day, as in 2028-05-01, or never"
        raise Wrong(f"{given[:80]!r} is no day", remedy) from None


def number(low: int, high: int) -> Callable[[str], int]:
    def read(given: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", given) or not low <= int(given) <= high:
            raise Wrong(f"{given[:80]!r} can't be used", f"write a whole number from {low} to {high}")
        return int(given)

    return read


def octets(given: str) -> int:
    """A size as people write it: `10 MB`, `500 kB`, `1.5 GB`, a number alone in MB; nothing or a word for off is 0."""
    if given.lower() in OFF:
        return 0
    found = _SIZE.fullmatch(given.lower().replace(",", "."))
    if not found:
        raise Wrong(f"{given[:80]!r} is no size", "write a number with kB, MB or GB, as in 10 MB")
    return int(float(found[1]) * _UNITS[found[2] or "m"])


def optional(read: Callable[[str], T]) -> Callable[[str], T | None]:
    """The reader of a setting that can be switched off, by a word or by nothing at all; None then."""

    def read_or_off(given: str) -> T | None:
        off = not given or given.lower() in OFF or _NOTHING.fullmatch(given.lower())
        return None if off else read(given)

    return read_or_off


def _by_the_rules(parse: Callable[[str], T], how_to: str) -> Callable[[str], T]:
    def read(given: str) -> T:
        try:
            return parse(given)
        except ValueError as error:
            raise Wrong(str(error).removesuffix(f": {how_to}"), how_to) from None

    return read


duration = _by_the_rules(parse_duration, HOW_TO_DURATION)


_age = _by_the_rules(parse_age, HOW_TO_AGE)


def age_or_forever(given: str) -> timedelta | None:
    """How long something is kept; None: forever. Nothing and "off" aren't guessed at: the one would delete all."""
    return None if given.lower() == "forever" else _age(given)


def wait(given: str) -> Duration:
    """A duration, or nothing: `0` and `0m` mean at once, also while the desk is closed."""
    return Duration(0, business=False) if _NOTHING.fullmatch(given.lower()) else duration(given)


def wait_or_off(given: str) -> Duration | None:
    return None if given.lower() in OFF else wait(given)


def holidays(given: str) -> Holidays:
    try:
        return read_holidays(given)
    except HolidaysMissing as error:
        raise Wrong(str(error), NEEDS) from error
    except ValueError as error:
        raise Wrong(str(error), HOW_TO_HOLIDAYS) from error


_hours = _by_the_rules(lambda given: parse_hours(given, ZoneInfo("UTC")), HOW_TO_HOURS)


def hours(given: str) -> str:
    """The text itself, once it is sure that it can be read; the hours need the zone and the holidays too."""
    _hours(given)
    return given


def zone(given: str) -> ZoneInfo:
    try:
        return ZoneInfo(given)
    except (OSError, ValueError, KeyError):  # missing, a folder, a path out of the time zones
        remedy = "write a name as in Europe/Berlin; if it is right, install the system's package tzdata"
        raise Wrong(f"{given[:80]!r} is no time zone that this machine knows", remedy) from None


def part_or_duration(given: str) -> Duration | float:
    """`25%` as 0.25, or a duration."""
    if not given.endswith("%"):
        return duration(given)
    part = given.removesuffix("%").strip()
    if not re.fullmatch("[0-9]{1,2}", part) or not int(part):
        raise Wrong(f"{given[:80]!r} can't be used", "write a part from 1% to 99%, or a time as in 1h")
    return int(part) / 100


def per_priority(default: str) -> Callable[[str], Mapping[Priority, Duration]]:
    """`low=2d normal=4h` or one duration for all; a priority that isn't named keeps its default."""

    def read(given: str) -> Mapping[Priority, Duration]:
        if "=" not in given and ":" not in given:
            return dict.fromkeys(Priority, duration(given))
        return _priorities(default) | _priorities(given)

    return read


def some_priorities(given: str) -> Mapping[Priority, Duration]:
    """Those that are named; all, where one time stands alone."""
    if "=" not in given and ":" not in given:
        return dict.fromkeys(Priority, duration(given))
    return _priorities(given)


def _priorities(given: str) -> dict[Priority, Duration]:
    if len(given) > 255:
        raise Wrong("is too long", HOW_TO_PRIORITIES)
    found = _PRIORITY.findall(given.lower())
    rest = _PRIORITY.sub("", given.lower()).strip(" ,;")
    if rest or not {name for name, _ in found} <= set(Priority):
        raise Wrong(f"{given!r} isn't understood", HOW_TO_PRIORITIES)
    return {Priority(name): duration(time.strip()) for name, time in found}


def desk_address(given: str) -> str:
    try:
        return address(given)
    except Wrong as wrong:
        raise Wrong(str(wrong), HOW_TO_DESK_ADDRESS) from None


def address(given: str) -> str:
    """An address without a name, lower case."""
    local, at, domain = given.strip().rpartition("@")
    plain = at and _LOCAL.fullmatch(local) and ".." not in f".{local}." and _DOMAIN.fullmatch(domain)
    if not plain:
        raise Wrong(f"{given.strip()[:80]!r} is no plain address", HOW_TO_ADDRESS)
    return ascii_lower(given.strip())


def people(given: str) -> tuple[Address, ...]:
    """Addresses with or without names, commas between them; each once."""
    found = [_person(entry.strip()) for entry in _PEOPLE.findall(given) if entry.strip()]
    emails = [person.email for person in found]
    if twice := next((email for email in emails if emails.count(email) > 1), None):
        raise Wrong(f"names {twice} twice", "name each address once")
    return tuple(found)


def addresses(given: str) -> tuple[str, ...]:
    """Addresses without names, commas between them."""
    return tuple(person.email for person in people(given))


def other_addresses(given: str) -> Mapping[str, str]:
    """`other@example.net=known@example.org, ...`: each other address with the known one."""
    found: dict[str, str] = {}
    for entry in filter(None, (part.strip() for part in re.split("[,;\n]", given))):
        other, sign, known = entry.partition("=")
        if not sign:
            raise Wrong(f"{entry[:80]!r} names one address", HOW_TO_ALIASES)
        if found.setdefault(address(other), address(known)) != address(known):
            raise Wrong(f"names {address(other)} twice", "name each other address once")
    return found


def _person(entry: str) -> Address:
    if named := _PERSON.fullmatch(entry):
        return Address(text(named[1].strip().strip('"').strip()), address(named[2]))
    return Address("", address(entry))


def domains(given: str) -> frozenset[str]:
    words = given.lower().replace(",", " ").replace(";", " ").split()
    if len(words) == 1 and words[0] in _ANYONE:
        return frozenset()
    names = [name.removeprefix("@").removeprefix("*").removeprefix(".") for name in words]
    if bad := next((name for name in names if not _DOMAIN.fullmatch(name)), None):
        remedy = "write domains as in example.org, example.com (international ones in their xn-- form)"
        raise Wrong(f"{bad[:80]!r} is no domain", remedy)
    return frozenset(names)


def folder(given: str) -> Path | None:
    if given and not Path(given).is_dir():
        raise Wrong(f"there is no folder {given[:200]!r}", "make it, or leave this setting out")
    return Path(given) if given else None


def file_path(given: str) -> Path | None:
    """A file that is looked for when it is needed: the desk may have a version of it that worked."""
    return Path(given) if given else None


class TopicsChoice(NamedTuple):
    """Whose topics. `path`: None for those that come with the desk. `off`: none at all."""

    path: Path | None = None
    off: bool = False


def topics_file(given: str) -> TopicsChoice:
    return TopicsChoice(off=True) if given.strip().lower() in OFF else TopicsChoice(file_path(given))


def outage_alarm(given: str) -> Watch | None:
    if given.strip().lower() in OFF:
        return None
    found = _ALARM.fullmatch(given.strip().lower())
    if found is None or not 2 <= int(found[1]) <= 1000 or not 10 <= int(found[2]) <= 240:
        raise Wrong(f"{given[:40]!r} can't be used", "write people and minutes, as in 4 in 60m, or off")
    return Watch(int(found[1]), timedelta(minutes=int(found[2])))


def header_name(given: str) -> str:
    name = given.strip().removesuffix(":")
    if name and not _HEADER.fullmatch(name):
        raise Wrong(f"{given[:80]!r} is no header's name", "write it alone, as in X-Department")
    return name.lower()


def readable_file(given: str) -> str:
    try:
        if given:
            Path(given).read_bytes()
    except OSError as error:
        problem = f"{given[:200]!r} can't be read ({error.strerror})"
        raise Wrong(problem, "name a file that frontdesk may read") from None
    return given


def database_url(given: str) -> str:
    remedy = "write sqlite:///frontdesk.db, sqlite:////folder/frontdesk.db or postgresql://user@host/name"
    scheme, _, rest = given.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return given
    if scheme in ("postgresql", "postgres") and rest:
        return f"postgresql://{rest}"
    raise Wrong(f"starts with {scheme[:20]!r}, not with sqlite:/// or postgresql://", remedy)


def permissions(given: str) -> Mapping[str, Role]:
    try:
        return read_permissions(given)
    except ValueError as error:
        raise Wrong(str(error), HOW_TO_PERMISSIONS) from error
