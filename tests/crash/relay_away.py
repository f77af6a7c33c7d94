"""A relay that is down for three days, and comes back: nothing is lost, and nobody storms it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from crash.here import here
from crash.reckoning import Reckoning, reckon
from crash.stage import stage
from servers import CutProxy, Dovecot, cut_proxy

LOOK_EVERY = timedelta(minutes=30)


@dataclass
class Away:
    """`tried`: connections while it was down; `afterwards`: connections until all was sent."""

    waited: int
    tried: int
    afterwards: int
    reckoning: Reckoning

    def __str__(self) -> str:
        return (
            f"{self.waited} mails waited, {self.tried} tries meanwhile, {self.afterwards} connections to send them"
            f": {self.reckoning}"
        )


def days_away(folder: Path, server: Dovecot, days: float = 3, seed: int = 1) -> Away:
    """The desk works every half an hour; mail comes in each time; the relay takes nothing at all meanwhile."""
    with (
        cut_proxy(0) as relay,
        stage(folder, server, seed=seed, SMTP_PORT=str(relay.port), FOLLOW_UP_AFTER="30 days") as play,
        here(play) as desk,
    ):
        down(relay)
        while desk.clock.wrong < timedelta(days=days):
            play.people.write()
            assert desk.run() == 75
            desk.clock.wrong += LOOK_EVERY
        row = desk.desk.store.one("SELECT count(*) FROM outbox WHERE state <> 'sent'")
        tried, relay.connections, relay.target = relay.connections, 0, play.relay.port
        relay.cut_up = None
        desk.settle()
        return Away(row[0] if row else 0, tried, relay.connections, reckon(play))


def down(relay: CutProxy) -> None:
    """Connections are cut at once."""
    relay.cut_up = 0
