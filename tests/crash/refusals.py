"""A real Postfix that refuses some recipients: for good, for now, one of several; the team hears of it once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from live_desk import LiveDesk, desk_on
from servers import Dovecot, Postfix, await_that

from frontdesk.db.engine.connect import open_store

WRITERS = ("later", "full", "nobody", "blocked")
DOMAIN = "refusing.example"


@dataclass
class Refused:
    """`states`: what the outbox says of the acknowledgement to each. `notices`: that Ann got."""

    states: dict[str, str]
    notices: int
    accepted: int
    balanced: bool


def refuse_some(folder: Path, server: Dovecot, relay: Postfix) -> Refused:
    """Everybody whom the relay refuses writes, and Carl, whom it doesn't."""
    desk = desk_on(folder, server, relay)
    for name in WRITERS:
        desk.write(f"{name}@{DOMAIN}", f"Trouble of {name}", "It does not work.")
    desk.write(desk.carl, "Trouble of Carl", "Nor does this.")
    desk.command("run", "--once", check=False)
    desk.command("run", "--once", check=False)
    await_that(lambda: desk.inbox(desk.carl), "Carl's acknowledgement", 120)
    await_that(lambda: _notices(desk) >= 2, "two notices", 120)
    return Refused(
        _states(desk),
        _notices(desk),
        len(desk.inbox(desk.carl)),
        _balanced(desk),
    )


def _notices(desk: LiveDesk) -> int:
    kinds = [letter.kind for who in (desk.ann, desk.mia) for letter in desk.inbox(who)]
    return kinds.count("notice")


def _balanced(desk: LiveDesk) -> bool:
    status = json.loads(desk.command("status", "--json", check=False).stdout)
    return status["ledger"]["balanced"] is True


def _states(desk: LiveDesk) -> dict[str, str]:
    store = open_store(desk.chosen["DATABASE_URL"])
    try:
        rows = store.all(
            "SELECT r.email, o.state FROM recipient r JOIN outbox o ON o.id = r.outbox"
            " WHERE o.kind = 'acknowledgement'"
        )
    finally:
        store.close()
    return {email.partition("@")[0]: state for email, state in rows if email.endswith(DOMAIN)}
