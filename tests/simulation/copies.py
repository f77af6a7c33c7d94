"""Who has which mail in hand, and what may have gone out twice: the promise is checked mail by mail.

A second copy has a cause or it is a fault. Two causes are allowed: an accident befell the sender just when the relay
had the mail and the desk did not know it; or the sender slept for so long that another took its mails over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from frontdesk.daemon import SENDING_AT_MOST

Copy = tuple[str, str]  # a Message-ID and a recipient


@dataclass(slots=True)
class Copies:
    """`sent`: who sent each copy, in order. `claims`: when a sender took a mail, by its own clock. `risks`: for each
    accident the mails that it may double, one of them. `jumped`: those that were in hand when a clock jumped.
    """

    sent: dict[Copy, list[str]] = field(default_factory=lambda: defaultdict(list))
    claims: dict[tuple[str, str], list[datetime]] = field(default_factory=lambda: defaultdict(list))
    risks: list[frozenset[str]] = field(default_factory=list)
    jumped: Counter[str] = field(default_factory=Counter)
    _taken: set[str] = field(default_factory=set)
    _claiming: dict[str, datetime] = field(default_factory=dict)

    def claims_now(self, holder: str, at: datetime) -> None:
        """A sender is about to take what waits; `at` by its clock."""
        self._claiming[holder] = at

    def in_hand(self, holder: str, message_ids: Iterable[str]) -> None:
        for message_id in message_ids:
            self.claims[message_id, holder].append(self._claiming[holder])

    def relay_took(self, message_id: str, recipient: str, holder: str) -> None:
        self._taken.add(message_id)
        self.sent[message_id, recipient].append(holder)

    def accident(self, claimed: Iterable[str]) -> None:
        """`claimed`: the mails that the database shows in the hands of whom it befell."""
        at_risk = self._taken & set(claimed)
        if at_risk:
            self.risks.append(frozenset(at_risk))

    def clock_jumped(self, claimed: Iterable[str]) -> None:
        self.jumped.update(claimed)

    def without_cause(self) -> list[str]:
        """Message-IDs of mails that went out twice and mustn't have; of each risk one mail is excused."""
        risks, wrong = list(self.risks), []
        for (message_id, _), holders in sorted(self.sent.items()):
            left = len(holders) - 1 - self._overtaken(message_id, holders) - self.jumped[message_id]
            for _ in range(left):
                risk = next((one for one in risks if message_id in one), None)
                if risk is None:
                    wrong.append(message_id)
                else:
                    risks.remove(risk)
        return wrong

    def _overtaken(self, message_id: str, holders: list[str]) -> int:
        """How many of the senders took the mail over from one who had it for too long."""
        times = sorted((min(self.claims[message_id, one]), one) for one in set(holders))
        return sum(later - before >= SENDING_AT_MOST for (before, _), (later, _) in pairwise(times))
