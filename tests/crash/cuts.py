"""Connections cut after so many bytes, from and to the desk, by IMAP and by SMTP, each offset in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from crash.here import Here, here
from crash.reckoning import Reckoning, reckon
from crash.stage import Stage, stage
from servers import CutProxy, Dovecot, cut_proxy

UNHURT = 3  # sessions in a row that end before the cut: the offset is beyond their end
FARTHEST = 100_000
LEGS = {  # from and to the desk; where little is said, the steps are that much smaller
    ("IMAP", "cut_up"): 4,
    ("IMAP", "cut_down"): 1,
    ("SMTP", "cut_up"): 1,
    ("SMTP", "cut_down"): 10,
}
PAUSE = timedelta(minutes=10)  # between two runs, so that what was put off is tried again


@dataclass
class Cuts:
    """`cut`: how many connections were cut, by leg and direction."""

    cut: dict[str, int]
    reckoning: Reckoning

    def __str__(self) -> str:
        return f"{sum(self.cut.values())} connections cut {self.cut}: {self.reckoning}"


def cut_everywhere(
    folder: Path,
    server: Dovecot,
    every: int = 1,
    tell: Callable[[str], None] = lambda line: None,
    seed: int = 1,
    only: str = "",
) -> Cuts:
    """Cut at each `every`-th byte of a run that reads and answers new mail, until a run is through before it."""
    cut: dict[str, int] = {}
    with cut_proxy(server.imap_port) as imap, cut_proxy(0) as smtp:
        ports: dict[str, Any] = {"IMAP_PORT": str(imap.port), "SMTP_PORT": str(smtp.port)}
        with stage(folder, server, seed=seed, **ports) as play, here(play) as desk:
            smtp.target = play.relay.port
            desk.run()  # what it first opens on isn't older than it, whatever its clock says later
            for (name, way), share in LEGS.items():
                leg, step = f"{name} {way}", max(1, every // share)
                if only not in leg:
                    continue
                cut[leg] = _one_way(play, desk, imap if name == "IMAP" else smtp, way, step)
                tell(f"{leg}: {cut[leg]}")
            desk.settle()
            return Cuts(cut, reckon(play))


def _one_way(play: Stage, desk: Here, proxy: CutProxy, way: str, every: int) -> int:
    count = unhurt = 0
    for offset in range(1 + every // 2, FARTHEST, every):
        if desk.all_read(len(play.people.opened) + len(play.people.answers)):
            play.people.write()
            play.people.answer_some()
        setattr(proxy, way, offset)
        desk.run()
        passed = proxy.passed_up if way == "cut_up" else proxy.passed_down
        setattr(proxy, way, None)
        desk.clock.wrong += PAUSE
        count += passed > offset
        unhurt = 0 if passed > offset else unhurt + 1
        if unhurt >= UNHURT:
            return count
    return count
