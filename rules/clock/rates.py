"""How much automatic mail one address and one domain may get: the caps that hold when no header shows a loop.

Pure: the shell counts what went out, this says whether one more may go.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class RecentMail:
    """How many automatic mails of ours went to an address, and to its whole domain, lately.

    Mail that waits in the outbox counts as well: a loop is faster than the outbox.
    """

    to_address_in_last_hour: int
    to_address_in_last_day: int
    to_domain_in_last_hour: int


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The most automatic mails that may go. RFC 5230 section 4.2 has one in a week; a desk needs more.

    A person who reports all that is wrong in a new office writes ten mails in an hour, not more; a loop does. An
    answer that stays on its request gets no acknowledgement at all, so that few loops come this far.
    """

    to_address_an_hour: int = 10
    to_address_a_day: int = 30
    to_domain_an_hour: int = 1000
    proven_to_domain_an_hour: int = 2000

    def for_proven(self) -> RateLimits:
        """For somebody whom our mail server vouches for: mail in the names of a domain's people uses up its share, and
        the real ones are answered all the same."""
        return replace(self, to_domain_an_hour=self.proven_to_domain_an_hour)


LIMITS = RateLimits()


def may_send_automatic(recent: RecentMail, limits: RateLimits = LIMITS) -> str | None:
    """None when one more automatic mail may go; otherwise the reason, in words, why it may not."""
    for sent, most, where in (
        (recent.to_address_in_last_hour, limits.to_address_an_hour, "this address within an hour"),
        (recent.to_address_in_last_day, limits.to_address_a_day, "this address within a day"),
        (recent.to_domain_in_last_hour, limits.to_domain_an_hour, "this domain within an hour"),
    ):
        if sent >= most:
            return f"too much automatic mail: {sent} to {where}, at most {most}"
    return None
