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
    """`sent`: who sent each copy, and when it had taken the mail, by its own clock. `risks`: for each accident the
    mails that it may double, one of them. `jumped`: those that were in hand when a clock jumped.
    """

    sent: dict[Copy, list[tuple[str, datetime]]] = field(default_factory=lambda: defaultdict(list))
    risks: list[frozenset[str]] = field(default_factory=list)
    jumped: Counter[str] = field(default_factory=Counter)
    _taken: set[str] = field(default_factory=set)
    _claiming: dict[str, datetime] = field(default_factory=dict)

    def claims_now(self, holder: str, at: datetime) -> None:
        """A sender is about to take what waits; `at` by its clock."""
        self._claiming[holder] = at

    def relay_took(self, message_id: str, recipient: str, holder: str) -> None:
        self._taken.add(message_id)
        self.sent[message_id, recipient].append((holder, self._claiming[holder]))

    def accident(self, claimed: Iterable[str]) -> None:
        """`claimed`: the mails that the database shows in the hands of whom it befell."""
        at_risk = self._taken & set(claimed)
        if at_risk:
            self.risks.append(frozenset(at_risk))

    def clock_jumped(self, claimed: Iterable[str]) -> None:
        self.jumped.update(claimed)

    def without_cause(self) -> list[str]:
        """Message-IDs of mails that went out twice and mustn't have; of each risk one mail is excused, to however
        many it went.
        """
        risks, wrong, again = list(self.risks), [], Counter[str]()
        for (message_id, _), copies in sorted(self.sent.items()):
            left = len(copies) - 1 - _overtaken(copies) - self.jumped[message_id]
            again[message_id] = max(again[message_id], left)
        for message_id, left in again.items():
            for _ in range(left):
                risk = next((one for one in risks if message_id in one), None)
                if risk is None:
                    wrong.append(message_id)
                else:
                    risks.remove(risk)
        return wrong


def _overtaken(copies: list[tuple[str, datetime]]) -> int:
    """How many of the senders took the mail over from one who had it for too long."""
    in_turn = sorted(copies, key=lambda copy: copy[1])
    return sum(
        one != other and later - before >= SENDING_AT_MOST
        for (one, before), (other, later) in pairwise(in_turn)
    )
