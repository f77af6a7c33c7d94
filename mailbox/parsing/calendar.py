"""What a calendar part says (RFC 5545, RFC 5546), and in lines for a reader. Reads only the first event or task.

A time whose zone nobody knows is shown as it was written. Linear, never raises.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from frontdesk.mailbox.parsing.addresses import read_addresses
from frontdesk.mailbox.parsing.clean import clean_line, clean_text
from frontdesk.mailbox.parsing.time_zones import zone_named
from frontdesk.rules.model import Address, CalendarTime, Invitation

_MOST_LINES = 5_000
_LONGEST_LINE = 1_000  # of a summary, a place
_LINE = re.compile(r"([A-Za-z-]{1,40})((?:;[^:\"]*+(?:\"[^\"]*\"[^:\";]*+)*+)*+):(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\;,nN])")
_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z?))?$")
_DURATION = re.compile(
    r"\+?P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d{1,6}S)?)?$"
)
_ZONE = re.compile(r";TZID=\"?([^;:\"]{1,120})", re.IGNORECASE)
_NAME = re.compile(r";CN=(?:\"([^\"]{1,150})|([^;:\"]{1,150}))", re.IGNORECASE)
_ANSWER = re.compile(r";PARTSTAT=\"?([A-Za-z-]{1,30})", re.IGNORECASE)
_SAID = re.compile(r";X-RESPONSE-COMMENT=(?:\"([^\"]{1,2000})|([^;:\"]{1,2000}))", re.IGNORECASE)
_HOLDERS = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"})
_Event = dict[str, tuple[str, str]]  # name -> (parameters, value)


def read_calendar(content: str, declared_method: str = "") -> Invitation:
    """The invitation in a text/calendar part. `declared_method`: the part's own method parameter."""
    method, event = _first_event(content)
    starts = _time(event, "DTSTART")
    ends = _time(event, "DTEND") or _time(event, "DUE") or _after(starts, event)
    attendee, name = event.get("ATTENDEE", ("", ""))[0], _NAME.search(event.get("ATTENDEE", ("", ""))[0])
    answer, said = _ANSWER.search(attendee), _SAID.search(attendee)
    comment = _text(event, "COMMENT") or clean_text(said[1] or said[2] if said else "").strip()
    return Invitation(
        method=(method or declared_method).strip().upper()[:40],
        summary=_line(event, "SUMMARY"),
        starts=starts,
        ends=_inclusive(starts, ends),
        place=_line(event, "LOCATION"),
        organizer=_person(event, "ORGANIZER"),
        attendee=_person(event, "ATTENDEE") or (Address(name[1] or name[2], "") if name else None),
        answer=answer[1].lower() if answer else "",
        comment=comment,
        description=_text(event, "DESCRIPTION"),
        repeats="RRULE" in event or "RDATE" in event,
    )


def calendar_text(invitation: Invitation) -> str:
    """The invitation in lines, for a mail that says nothing else."""
    when = _when(invitation)
    lines = [invitation.summary, when, invitation.place, str(invitation.organizer or "")]
    text = "\n".join(line for line in lines if line)
    return "\n\n".join(filter(None, (text, invitation.comment, invitation.description)))


def _first_event(content: str) -> tuple[str, _Event]:
    """The calendar's method, and its first event."""
    method, inside = "", 0
    event: _Event = {}
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


def _line(event: _Event, name: str) -> str:
    return clean_line(_unescaped(event.get(name, ("", ""))[1]))[:_LONGEST_LINE]


def _text(event: _Event, name: str) -> str:
    return clean_text(_unescaped(event.get(name, ("", ""))[1])).strip()


def _person(event: _Event, name: str) -> Address | None:
    parameters, value = event.get(name, ("", ""))
    shown = _NAME.search(parameters)
    address = value.strip()[:320]
    address = address[7:] if address.lower().startswith("mailto:") else address
    found = read_addresses(f"<{address}>", 1) if "@" in address else ()
    return Address(clean_line(shown[1] or shown[2]) if shown else "", found[0].email) if found else None


def _time(event: _Event, name: str) -> CalendarTime | None:
    parameters, value = event.get(name, ("", ""))
    found = _TIME.match(value.strip())
    if not found:
        return None
    year, month, day = (int(part) for part in found.group(1, 2, 3))
    date = f"{found[1]}-{found[2]}-{found[3]}"
    try:
        if not found[4]:
            return CalendarTime(date, datetime(year, month, day, tzinfo=UTC), all_day=True)
        named = _ZONE.search(parameters)
        zone = UTC if found[6] else zone_named(named[1]) if named else None
        local = datetime(year, month, day, int(found[4]), int(found[5]), tzinfo=zone)
        at = local.astimezone(UTC) if zone else None
    except (ValueError, OverflowError):  # no such day
        return None
    where = "UTC" if found[6] else clean_line(named[1]) if named else ""
    return CalendarTime(f"{date} {found[4]}:{found[5]} {where}".rstrip(), at)


def _after(starts: CalendarTime | None, event: _Event) -> CalendarTime | None:
    """The end where only a duration is told (RFC 5545 section 3.6.1)."""
    found = _DURATION.match(event.get("DURATION", ("", ""))[1].strip())
    if not found or not starts or not starts.at:
        return None
    weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    try:
        end = starts.at + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    except OverflowError:
        return None
    written = f"{end:%Y-%m-%d}" if starts.all_day else f"{end:%Y-%m-%d %H:%M} UTC"
    return CalendarTime(written, end, starts.all_day)


def _inclusive(starts: CalendarTime | None, ends: CalendarTime | None) -> CalendarTime | None:
    """A whole day's end is the day behind it (RFC 5545 section 3.6.1); people name the last one."""
    if not ends or not ends.all_day or not ends.at or not starts or not starts.at:
        return ends
    last = max(ends.at - timedelta(days=1), starts.at)
    return CalendarTime(f"{last:%Y-%m-%d}", last, all_day=True)


def _when(invitation: Invitation) -> str:
    start = invitation.starts.written if invitation.starts else ""
    end = invitation.ends.written if invitation.ends else ""
    if not start or not end or start == end:
        return start or end
    day, _, rest = end.partition(" ")
    return f"{start} - {rest}" if rest and start.startswith(day) and " " in start else f"{start} - {end}"
