"""One line a happening, on stderr: JSON for machines, text for a terminal and for systemd's journal.

Most of what a line tells was written by strangers, so control and direction characters are escaped, long
values cut and known secrets starred. Logging never raises: a full disk costs lines and nothing else.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TextIO

_NAME = "frontdesk"
_LONGEST_VALUE = 500
_LONGEST_TRACEBACK = 4000
_SHORTEST_SECRET = 4  # to star anything shorter would garble every line
_NOISY = (
    "imapclient",
    "imaplib",
    "peewee",
    "schedule",
    "asyncio",
    "markdown_it",
)  # imapclient logs whole lines


class Log:
    """`info("message.handled", request=12, message_id="<a@b>")`: what happened, and its particulars."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger

    def info(self, event: str, **fields: object) -> None:
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, **fields: object) -> None:
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, error: BaseException | None = None, **fields: object) -> None:
        """`error` adds its kind, its message and where it was raised."""
        self._write(logging.ERROR, event, fields | _about(error) if error else fields)

    def _write(self, level: int, event: str, fields: Mapping[str, object]) -> None:
        if self._logger.isEnabledFor(level):
            # Made by ourselves: `log` would look through the stack for who called, which no line tells.
            record = logging.LogRecord(self._logger.name, level, "", 0, event, None, None)
            vars(record)["fields"] = fields
            self._logger.handle(record)


def get_log() -> Log:
    """The desk's log. Before `set_up`, only warnings and errors are told."""
    return Log(logging.getLogger(_NAME))


def set_up(form: str = "auto", secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Begin logging to `stream` (stderr when None). May be called again, with new secrets.

    `form`: "json", "text", or "auto" (text when `stream` is a terminal or the journal). Other libraries' warnings and
    errors come out in the same form.
    """
    out = stream or sys.stderr
    journal = form != "json" and _is_journal(out)
    as_text = form == "text" or (form == "auto" and (journal or out.isatty()))
    lines = _Lines(as_text=as_text, journal=journal, secrets=secrets)
    handler = _NeverRaises(out)
    handler.setFormatter(lines)
    root, own = logging.getLogger(), logging.getLogger(_NAME)
    root.handlers, own.handlers = [handler], [handler]
    root.setLevel(logging.WARNING)
    own.setLevel(logging.INFO)
    own.propagate = False
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)


def _is_journal(stream: TextIO) -> bool:
    """Whether what is written there goes straight to systemd's journal (systemd.exec(5), $JOURNAL_STREAM)."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


class _NeverRaises(logging.StreamHandler[TextIO]):
    def emit(self, record: logging.LogRecord) -> None:
        with suppress(Exception):  # the parent lets a RecursionError through
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Nothing to be done: where would it be told?"""


class _Lines(logging.Formatter):
    def __init__(self, as_text: bool, secrets: Iterable[str], journal: bool = False) -> None:
        super().__init__()
        self._as_text, self._journal = as_text, journal
        self._secrets = sorted(
            (text for text in secrets if len(text) >= _SHORTEST_SECRET), key=len, reverse=True
        )

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")[:23]
        fields: dict[str, object] = dict(getattr(record, "fields", {}))
        if record.name != _NAME:
            fields["logger"] = record.name
        if record.exc_info and record.exc_info[1]:
            fields |= _about(record.exc_info[1])
        line = {
            "time": f"{at}Z",
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        clean = {name: self._clean(name, value) for name, value in (line | fields).items()}
        if not self._as_text:
            return json.dumps(clean)  # which escapes all but plain ASCII
        return _for_journal(clean) if self._journal else _text(clean)

    def _clean(self, name: str, value: object) -> Any:
        if value is None or isinstance(value, (int, float)):  # bool is an int; a union type takes longer
            return value
        if isinstance(value, (list, tuple, set, frozenset)):
            return [
                self._clean(name, one)
                for one in (value if isinstance(value, (list, tuple)) else sorted(value))
            ]
        text = value.isoformat() if isinstance(value, datetime) else str(value)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        longest = _LONGEST_TRACEBACK if name == "traceback" else _LONGEST_VALUE
        return text if len(text) <= longest else text[:longest] + "..."


def _about(error: BaseException) -> dict[str, object]:
    where = "".join(traceback.format_tb(error.__traceback__))
    return {"error": f"{type(error).__name__}: {error}", "traceback": where[-_LONGEST_TRACEBACK:]}


# By these the journal sorts lines (sd-daemon(3)), and `journalctl -p warning` finds them. It writes the time itself.
_JOURNAL_LEVELS = {"critical": 2, "error": 3, "warning": 4, "info": 6}


def _for_journal(line: dict[str, Any]) -> str:
    level = _JOURNAL_LEVELS.get(line["level"], 7)
    return f"<{level}>{_text(line | {'time': '', 'level': 'info'}).lstrip()}"


def _text(line: dict[str, Any]) -> str:
    level, rest = line.pop("level"), line.copy()
    time, event = rest.pop("time"), rest.pop("event")
    particulars = " ".join(f"{name}={_plain(_joined(value))}" for name, value in rest.items())
    mark = "" if level == "info" else f" {level.upper()}"
    return f"{time}{mark} {_plain(event, quoted=False)} {particulars}".rstrip()


def _joined(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _plain(text: str, quoted: bool = True) -> str:
    """`text` without anything a terminal would obey: ESC, line ends, right-to-left marks."""
    shown = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
    return f'"{shown}"' if quoted and (" " in shown or not shown) else shown
