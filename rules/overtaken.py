"""Whether a mail that the desk sends by itself still asks what nobody has answered. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from frontdesk.rules.lifecycle import SETTLED
from frontdesk.rules.model import MailKind, Status
from frontdesk.rules.request import Request

ASKING = (MailKind.FOLLOW_UP, MailKind.CHASER, MailKind.SURVEY)


def is_overtaken(kind: str, request: Request, put_at: datetime) -> bool:
    """Whether the request has moved on since the mail was put into the outbox (`put_at`, UTC)."""
    still_asks = _STILL_ASKS.get(kind)
    return still_asks is not None and not still_asks(request, put_at)


def _chases(request: Request, put_at: datetime) -> bool:
    """The last of the chasers says that the request is resolved now."""
    waits = request.status is Status.WAITING and not _after(request.last_customer_at, put_at)
    return waits or _follows_up(request, put_at)


def _follows_up(request: Request, put_at: datetime) -> bool:
    return request.status is Status.RESOLVED and not _after(request.resolved_at, put_at)


def _surveys(request: Request, put_at: datetime) -> bool:
    return request.status is Status.CLOSED and not _after(request.closed_at, put_at)


def _presses(request: Request, put_at: datetime) -> bool:
    """Somebody answered, or it is settled: nothing is late any more, or late for another reason."""
    return request.status not in SETTLED and not _after(request.last_reply_at, put_at)


def _after(happened: datetime | None, put_at: datetime) -> bool:
    return happened is not None and happened > put_at


_STILL_ASKS: Mapping[str, Callable[[Request, datetime], bool]] = {
    MailKind.CHASER: _chases,
    MailKind.FOLLOW_UP: _follows_up,
    MailKind.SURVEY: _surveys,
    MailKind.WARNING: _presses,
    MailKind.ESCALATION: _presses,
}
