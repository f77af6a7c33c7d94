"""What a calendar part says, in lines for a reader (RFC 5545, RFC 5546). Reads only the first event or task.

Times are shown as the sender wrote them, with their zone: what they mean here is not this file's to say.
Linear, never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from frontdesk.mailbox.parsing.clean import clean_line, clean_text

_MOST_LINES = 5_000
_LINE = re.compile(r"([A-Za-z-]{1,40})((?:;[^:\"]*+(?:\"[^\"]*\"[^:\";]*+)*+)*+):(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\;,nN])")
_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z?))?$")
_ZONE = re.compile(r";TZID=\"?([^;:\"]{1,80})", re.IGNORECASE)
_NAME = re.compile(r";CN=\"?([^;:\"]{1,150})", re.IGNORECASE)
_HOLDERS = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"})


@dataclass(frozen=True, slots=True)
class Invitation:
    """`method`: REQUEST, REPLY, CANCEL ..., "" when not told. `summary`: its subject. `text`: to read."""

    method: str
    summary: str
    text: str


def read_calendar(content: str, declared_method: str = "") -> Invitation:
    """The invitation in a text/calendar part. `declared_method`: the part's own method parameter."""
    method, event = _first_event(content)
    summary = clean_line(_unescaped(event.get("SUMMARY", ("", ""))[1]))
    lines = [
        summary,
        _when(event),
        clean_line(_unescaped(event.get("LOCATION", ("", ""))[1])),
        _organizer(event),
    ]
    description = clean_text(_unescaped(event.get("DESCRIPTION", ("", ""))[1])).strip()
    text = "\n".join(line for line in lines if line)
    if description:
        text = f"{text}\n\n{description}" if text else description
    return Invitation((method or declared_method).strip().upper()[:40], summary, text)


def _first_event(content: str) -> tuple[str, dict[str, tuple[str, str]]]:
    """The calendar's method, and of its first event name -> (parameters, value)."""
    method, inside = "", 0
    event: dict[str, tuple[str, str]] = {}
    for line in _unfolded(content):
        found = _LINE.match(line)
        if not found:
            continue
        name, parameters, value = found[1].upper(), found[2], found[3]
        if name == "METHOD":
            method = value
        elif name == "BEGIN" and (inside or value.strip().upper() in _HOLDERS):
            inside += 1  # an alarm within the event is not the event
        elif name == "END" and inside:
            inside -= 1
            if not inside:
                break
        elif inside == 1:
            event.setdefault(name, (parameters, value))
    return method, event


def _unfolded(content: str) -> list[str]:
    text = content.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\n ", "").replace("\n\t", "").split("\n", _MOST_LINES)[:_MOST_LINES]


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _when(event: dict[str, tuple[str, str]]) -> str:
    start, end = _time(event, "DTSTART"), _time(event, "DTEND") or _time(event, "DUE")
    if not start or not end:
        return start or end
    day, _, rest = end.partition(" ")
    return f"{start} - {rest}" if rest and start.startswith(day) and " " in start else f"{start} - {end}"


def _time(event: dict[str, tuple[str, str]], name: str) -> str:
    parameters, value = event.get(name, ("", ""))
    found = _TIME.match(value.strip())
    if not found:
        return ""
    day = f"{found[1]}-{found[2]}-{found[3]}"
    if not found[4]:
        return day
    zone = _ZONE.search(parameters)
    where = "UTC" if found[6] else clean_line(zone[1]) if zone else ""
    return f"{day} {found[4]}:{found[5]} {where}".rstrip()


def _organizer(event: dict[str, tuple[str, str]]) -> str:
    parameters, value = event.get("ORGANIZER", ("", ""))
    name = _NAME.search(parameters)
    address = clean_line(value)[:320]
    address = address[7:] if address.lower().startswith("mailto:") else address
    return f"{clean_line(name[1])} <{address}>" if name and address else address
