"""Requests as people and programs see them: the objects behind `list` and `show`, and their tables.

`--json` is a promise to others (docs/commands.md): fields are added, never renamed or taken away. Times are
ISO 8601 in UTC, what is absent is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from frontdesk.iso import iso
from frontdesk.rules.model import Status
from frontdesk.rules.request import Request

if TYPE_CHECKING:
    from frontdesk.db.requests import KeptEvent, KeptMessage
    from frontdesk.rules.figures.cycle import Cycle, Entry

STYLES = {
    Status.NEW: "bold yellow",
    Status.OPEN: "cyan",
    Status.WAITING: "magenta",
    Status.ON_HOLD: "magenta",
    Status.RESOLVED: "green",
    Status.CLOSED: "dim",
}


_TOLD = {  # by field: what is said when it is empty
    "status": "",
    "owner": "nobody",
    "priority": "",
    "subject": "none",
    "department": "none",
    "due_at": "none",
    "snoozed_until": "no",
    "minutes": "0",
    "labels": "none",
    "cc": "none",
}


def request_object(request: Request) -> dict[str, Any]:
    """A request as an object of `list --json`."""
    return {
        "number": request.number,
        "subject": request.subject,
        "status": request.status.value,
        "priority": request.priority.value,
        "customer": request.customer.email,
        "customer_name": request.customer.name or None,
        "owner": request.owner,
        "department": request.department or None,
        "department_how": request.department_how,
        "opened_at": iso(request.opened_at),
        "first_response_at": iso(request.first_response_at),
        "resolved_at": iso(request.resolved_at),
        "closed_at": iso(request.closed_at),
        "resolution": _standing_resolution(request),
        "rating": request.rating,
        "rating_comment": request.rating_comment,
        "first_response_by": iso(request.respond_by),
        "resolve_by": iso(request.resolve_by),
        "due_at": iso(request.due_at),
        "snoozed_until": iso(request.snoozed_until),
        "reopened": request.reopened,
        "minutes": request.minutes,
        "labels": list(request.labels),
        "cc": list(request.cc),
        "linked": list(request.linked),
        "merged_into": request.merged_into,
        "parent": request.parent,
    }


def _standing_resolution(request: Request) -> str | None:
    """What solved it, while it is solved: in a reopened request the old words were none."""
    return request.resolution if request.resolved_at is not None else None


def request_details(
    request: Request,
    messages: Iterable[KeptMessage],
    events: Iterable[KeptEvent],
    cycles: Iterable[Cycle],
    entries: Iterable[Entry],
    children: Iterable[int],
) -> dict[str, Any]:
    """A request as the object of `show --json`."""
    return request_object(request) | {
        "children": list(children),
        "cycles": [cycle_object(cycle) for cycle in cycles],
        "time": [{"at": iso(entry.at), "by": entry.by, "minutes": entry.minutes} for entry in entries],
        "messages": [message_object(message) for message in messages],
        "events": [
            {"at": iso(event.at), "kind": event.kind, "by": event.by, "detail": event.detail}
            for event in events
        ],
    }


def cycle_object(cycle: Cycle) -> dict[str, Any]:
    """A cycle as `rules.figures.cycle` says it, without what is only kept to count its minutes and owners."""
    values = {name: value for name, value in cycle._asdict().items() if name not in ("stood", "owned")}
    return {name: iso(value) if isinstance(value, datetime) else value for name, value in values.items()} | {
        "department": cycle.department or None
    }


def message_object(message: KeptMessage) -> dict[str, Any]:
    return {
        "message_id": message.message_id or None,
        "from": message.sender.email,
        "from_name": message.sender.name or None,
        "kind": message.kind,
        "at": iso(message.at),
        "subject": message.subject,
        "text": message.text,
        "attachments": [dict(part) for part in message.attachments],
    }


def printable(text: str) -> str:
    """Text of strangers on a terminal: no escape sequences, no direction changes."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def local(at: datetime | None, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""


def details(
    request: Request,
    messages: Iterable[KeptMessage],
    events: Iterable[KeptEvent],
    zone: tzinfo,
    *,
    boxes: bool = True,
) -> RenderableType:
    """A request with all that was said and done, in the order of time. Without `boxes` it is for a pipe."""
    frame = _boxed if boxes else _bare
    parts: list[RenderableType] = [frame(f"#{request.number}", _head(request, zone), "")]
    rows: list[tuple[datetime, int, RenderableType]] = [
        (message.at, 1, frame(_said(message, zone), _message(message), "dim")) for message in messages
    ]
    rows += [(event.at, 0, _event(event, zone)) for event in events]
    parts += [row for _, _, row in sorted(rows, key=lambda row: row[:2])]
    return Group(*parts)


def _head(request: Request, zone: tzinfo) -> Table:
    table = Table.grid(padding=(0, 2))
    rows = (
        ("subject", printable(request.subject)),
        ("status", Text(request.status.value, STYLES[request.status])),
        ("customer", printable(str(request.customer))),
        ("department", printable(request.department)),
        ("owner", request.owner or "nobody yet"),
        ("priority", request.priority.value),
        ("opened", local(request.opened_at, zone)),
        ("first response", local(request.first_response_at, zone)),
        ("resolved", local(request.resolved_at, zone)),
        ("closed", local(request.closed_at, zone)),
        ("resolution", printable(_standing_resolution(request) or "")),
        ("rating", _rating(request)),
    )
    for name, value in rows:
        if value:
            table.add_row(Text(name, "bold"), value)
    return table


def _rating(request: Request) -> str:
    if request.rating is None:
        return ""
    return f"{request.rating} of 5 {printable(request.rating_comment or '')}".strip()


def _event(event: KeptEvent, zone: tzinfo) -> Text:
    told = f"{local(event.at, zone)}  {event.kind}  {printable(event.by)}"
    changes = ", ".join(_changes(event.detail))
    return Text(f"{told}: {printable(changes)}" if changes else told, "dim")


def _changes(detail: Mapping[str, Any]) -> Iterator[str]:
    """What an event changed, of that which people speak about: "owner nobody -> ann@example.org"; and why."""
    why = detail.get("why")
    if why:
        yield " ".join(filter(None, (str(detail.get("kind", "")), _value(why, ""))))
    before, after = detail.get("before"), detail.get("after")
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return
    for name, nothing in _TOLD.items():
        old, new = before.get(name), after.get(name)
        if name in after and old != new:
            yield f"{name.removesuffix('_at').removesuffix('_until')} {_value(old, nothing)} -> {_value(new, nothing)}"


def _value(value: object, nothing: str) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value)) or nothing
    return nothing if value in (None, "") else str(value)


def _said(message: KeptMessage, zone: tzinfo) -> str:
    return f"{local(message.at, zone)}  {message.kind}  {printable(str(message.sender))}"


def _message(message: KeptMessage) -> Text:
    names = ", ".join(printable(str(part.get("name", ""))) for part in message.attachments)
    return Text(printable(message.text).rstrip() + (f"\n[attachments: {names}]" if names else ""))


def _boxed(title: str, content: RenderableType, style: str) -> RenderableType:
    return Panel(content, title=Text(title), title_align="left", border_style=style or "none")


def _bare(title: str, content: RenderableType, style: str) -> RenderableType:
    return Group(Text(title), Padding(content, (0, 0, 1, 4)))


def print_to(console: Console, what: RenderableType) -> None:
    console.print(what)
