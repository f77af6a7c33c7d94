"""Whom a bounce or a warning of delay may speak of: those to whom the very mail of ours went that it returns.

A report is a mail like any other, and one sentence of a stranger's mustn't silence a customer. Two things prove that
a mail system is told of that has our mail: its Message-ID, which holds our HMAC, and the name under which our own relay
has queued it. Reads the database and writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from frontdesk.db import outbox_view
from frontdesk.decision.own_marks import marks_in
from frontdesk.desk import Desk
from frontdesk.rules.model import Message

_LATELY = 20  # mails to one address whose queue names are looked for
_MOST_PEOPLE = 50
_LOOKED_AT = 300_000  # octets of the report
# "250 2.0.0 Ok: queued as 4XyZ12", "250 OK id=1tGk4R-0003ab-2F", "250 2.6.0 <...> [InternalId=73241...] Queued"
_QUEUE_NAME = re.compile(r"(?:queued as |id=|internalid=|queue-id:? ?)([A-Za-z0-9.-]{8,80})", re.IGNORECASE)


def returned_to(desk: Desk, message: Message, raw: bytes) -> frozenset[str]:
    """Those of the report's recipients that it can know of; empty for a mail that reports nothing."""
    report = message.report
    if report is None:
        return frozenset()
    people = {one.email for one in report.recipients[:_MOST_PEOPLE] if one.email}
    if marks_in(desk, (report.original_message_id,), (), desk.now()):
        known = people & outbox_view.recipients_of(desk.store, report.original_message_id)
        if known:
            return frozenset(known)
    text = raw[:_LOOKED_AT].decode("latin-1")
    return frozenset(one for one in people if any(name in text for name in _queue_names(desk, one)))


def _queue_names(desk: Desk, email: str) -> Iterator[str]:
    for answer in outbox_view.last_answers(desk.store, email, _LATELY):
        for found in _QUEUE_NAME.finditer(answer):
            name = found[1].rstrip(".")
            if any(map(str.isdigit, name)):
                yield name
