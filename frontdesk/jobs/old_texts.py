"""Lets go of texts that have been kept as long as KEEP_TEXTS and KEEP_RATING_WORDS say. Nothing in the mailbox.

A few at a time, each in a short transaction of its own, so that no mail waits for it; killed, it goes on where it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from frontdesk.db import search
from frontdesk.db.forgetting import forget_everywhere, old_texts
from frontdesk.desk import Desk
from frontdesk.forget import new_alias
from frontdesk.rules.policy import Policy

AT_ONCE = 20  # requests in a transaction: some hundredths of a second
A_CALL = 200
_BELIEVED = timedelta(days=1)  # by which the mail server's clock and ours may differ


def let_go_of_old_texts(desk: Desk) -> int:
    """Called now and then; gives how many requests and ratings lost their words."""
    policy, store = desk.policy, desk.store
    texts, ratings = limits(policy, desk.now())
    if (texts is None and ratings is None) or _clock_in_doubt(desk):
        return 0
    forget_everywhere.overwrite_what_goes(store)
    team = frozenset((*policy.staff, policy.desk_address, *policy.desk_aliases, *policy.technician_aliases))
    gone = 0
    if texts is not None:
        alias = new_alias()
        for _ in range(A_CALL // AT_ONCE):
            some = old_texts.forget_closed(store, texts, team, alias, AT_ONCE)
            gone += some
            if some < AT_ONCE:
                break
        old_texts.forget_mails(store, texts)
        old_texts.forget_contacts(store, texts)
    if ratings is not None:
        gone += old_texts.forget_rating_words(store, ratings, A_CALL)
    if gone:
        search.tidy(store)
        desk.log.info("texts.gone", count=gone)
    return gone


def limits(policy: Policy, now: datetime) -> tuple[datetime | None, datetime | None]:
    """What was closed, and what was rated, before these moments keeps no words. None: forever."""
    texts = None if policy.keep_texts is None else now - policy.keep_texts
    ratings = None if policy.keep_rating_words is None else now - policy.keep_rating_words
    return texts, ratings


def _clock_in_doubt(desk: Desk) -> bool:
    """Whether the newest mail came, by the mail server's clock, long before we read it: ours may be ahead, and what it
    calls old may not be. A backlog looks the same, and then nothing is lost by waiting."""
    lag = old_texts.lag_of_the_newest_mail(desk.store)
    return lag is not None and lag > _BELIEVED
