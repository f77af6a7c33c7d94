"""Where settings are written down: the environment, systemd's credentials, config.env; in this order of rank.

Gives each setting's text, unread. Notices what nobody would find by looking: a name that doesn't exist, a
setting given twice, a password that others can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from frontdesk.settings.config_text import MOST_BYTES, as_text, names_in, slip_in, unreadable
from frontdesk.settings.problem import Problem
from frontdesk.settings.secret import others_can_read
from frontdesk.settings.table import SETTINGS

_SECRETS = tuple(setting.name for setting in SETTINGS.values() if setting.secret)
_PASSWORDS = ("IMAP_PASSWORD", "SMTP_PASSWORD", "SECRET_KEY", "OAUTH_CLIENT_SECRET")
_FILES = {f"{name}_FILE": name for name in _SECRETS}
NAMES = (*SETTINGS, *_FILES)
_PREFIXES = tuple({f"{name.partition('_')[0]}_" for name in NAMES})


@dataclass
class Sources:
    """What was found: texts by setting, the files that some came from, and all that is wrong or odd with how they are
    written down. `fixed`: settings that a source above config.env gives. `unread`: settings that are or may be given
    where they can't be read; none of them is missing.
    """

    texts: dict[str, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    fixed: set[str] = field(default_factory=set)
    files: dict[str, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def read_sources(environment: Mapping[str, str], config_file: Path | None) -> Sources:
    """Every setting's text. Never raises: what can't be read is a problem in the answer."""
    found = Sources()
    given = {name: environment[name] for name in NAMES if name in environment}
    _merge(found, given, "the environment")
    _read_credentials(found, environment.get("CREDENTIALS_DIRECTORY", ""))
    found.fixed = set(found.texts)
    if config_file is not None:
        _merge(found, _read_config(found, config_file), str(config_file))
    _look_for_slips(found, environment)
    return found


def _merge(found: Sources, given: Mapping[str, str], source: str) -> None:
    """Take over what no source of higher rank has given."""
    for name, text in given.items():
        if name in SETTINGS and name not in found.texts:
            found.texts[name] = text if name in _PASSWORDS else text.strip()
    for file_setting, name in _FILES.items():
        if not given.get(file_setting):
            continue
        if given.get(name):
            remedy = f"keep one of {name} and {file_setting}"
            found.problems.append(Problem(file_setting, f"{source} gives {name} too", remedy))
        elif name not in found.texts:
            path = Path(given[file_setting])
            found.texts[name] = _read_secret(found, file_setting, path)
            found.files[name] = path.absolute()
            if path.is_file() and others_can_read(path):
                remedy = f"chmod 600 {path}, and give it to the user frontdesk runs as"
                problem = f"every user of this machine can read {path}"
                found.problems.append(Problem(file_setting, problem, remedy))


def _read_secret(found: Sources, setting: str, path: Path) -> str:
    try:
        text = path.read_text("utf-8").strip("\r\n")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it isn't UTF-8 text"
        remedy = "name a file that frontdesk may read, with nothing in it but the secret"
        found.problems.append(Problem(setting, f"{path} can't be read ({why})", remedy))
        return "unreadable"  # stands in, so that the setting isn't reported as missing as well
    if not text:
        found.problems.append(Problem(setting, f"{path} is empty", "write the secret into it"))
    return text or "empty"


def _read_credentials(found: Sources, folder: str) -> None:
    """LoadCredential of systemd: a file a secret, by the setting's name in small or capital letters."""
    if not folder:
        return
    for name in _SECRETS:
        for path in (Path(folder, name), Path(folder, name.lower())):
            if name not in found.texts and path.is_file():
                found.texts[name] = _read_secret(found, name, path)
                found.files[name] = path.absolute()


def _read_config(found: Sources, path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            text, wrong = as_text(path, file.read(MOST_BYTES + 1))
    except OSError as error:
        text, wrong = "", unreadable(path, error)
    if wrong:
        found.problems.append(wrong)
    if not text:
        found.unread |= set(SETTINGS) if wrong else set()
        return {}
    given = dict(_lines(found, path, text))
    if any(given.get(name) for name in _PASSWORDS) and others_can_read(path):
        problem = "every user of this machine can read this file, and it has a password in it"
        found.warnings.append(Problem(str(path), problem, f"chmod 600 {path}"))
    return given


def _lines(found: Sources, path: Path, text: str) -> Iterator[tuple[str, str]]:
    """The file's settings. Values stay as they are: dotenv's `${HOME}` would alter passwords."""
    seen: dict[str, int] = {}
    for binding in parse_stream(StringIO(text)):
        name, value = binding.key or "", binding.value
        line = binding.original.line + _blank_lines_before(binding.original.string)
        original = binding.original.string
        if problem := slip_in(original) or _problem_of(name, value, binding.error, seen):
            found.problems.append(Problem(f"{path}, line {line}", *problem))
            found.unread |= names_in(original)
        elif value is not None:
            seen[name] = line
            yield name, value


def _problem_of(name: str, value: str | None, error: bool, seen: Mapping[str, int]) -> tuple[str, str] | None:
    if error or (name and value is None):
        return "this is no setting", "write NAME=value, or begin the line with #"
    if name and name not in NAMES:
        return f"there is no setting {name[:80]!r}", _suggestion(name)
    if name in seen:
        return f"{name} stands in line {seen[name]} already", "keep one of the two"
    return None


def _blank_lines_before(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")


def _suggestion(name: str) -> str:
    near = get_close_matches(name.upper(), NAMES, 1, 0.75)
    return f"write {near[0]}" if near else "take the line out; config.example.env lists every setting"


def _look_for_slips(found: Sources, environment: Mapping[str, str]) -> None:
    """Names in the environment that are nearly a setting's: IMAP_HSOT would have no effect, and no trace."""
    for name in environment:
        if name in NAMES or not name.startswith(_PREFIXES):
            continue
        near = get_close_matches(name, NAMES, 1, 0.85)
        if not near:
            continue
        meant = _FILES.get(near[0], near[0])
        slip = Problem(name, "the environment has this, which is no setting", f"write {near[0]}, or unset it")
        (found.warnings if meant in found.texts else found.problems).append(slip)
