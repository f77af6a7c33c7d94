"""A batch that breaks the connection each time: it is made smaller until what breaks it is found, or is through.

Some servers close the connection at a mail that they can't read (Dovecot does when a maildir file's name states another
size than it has, or when it may not open the file); some lines die after so many bytes. A batch that was lost twice is
halved, down to one mail; a mail that is lost alone again and again is given up by its UID. What was learnt is
remembered beyond a restart. Costs nothing while all is well.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from frontdesk.db import state
from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.desk import LOSSES, Desk
from frontdesk.jobs.fetching import BAD_HOUR, BATCH_MAILS
from frontdesk.mailbox.ports import Envelope

HALVED_AFTER = 2  # losses of a whole batch: once may be chance
GIVEN_UP_AFTER = 3  # losses of one mail that was asked for alone


@dataclass(frozen=True)
class _Losses:
    """`mail`: the first of the batch, by UIDVALIDITY and UID. `size`: how many were asked for; `limit`: how many
    may be. `until`: the UID of the last one, up to which the trouble must lie. `first_at`: of the losses of this mail
    alone. `quick`: whether the next mail may be given up as soon as it was lost often enough, because others came
    through since the last one was. `octets`, `came_at`: of the first mail, as the server told.
    """

    mail: str = ""
    size: int = 0
    limit: int = BATCH_MAILS
    losses: int = 0
    until: int = 0
    first_at: str = ""
    octets: int = 0
    came_at: str = ""
    quick: bool = True
    why: str = ""


class Narrowing:
    """For one folder in one epoch (`uidvalidity`). `just_lost`: the next try asks for less, or tells something."""

    def __init__(self, desk: Desk, uidvalidity: int) -> None:
        self._desk, self._uidvalidity = desk, uidvalidity
        known: dict[str, Any] = json.loads(state.get(desk.store, LOSSES) or "{}")
        self._now = _Losses(**known)
        self.just_lost = False

    @property
    def limit(self) -> int:
        """How many mails to ask for at once."""
        return self._now.limit

    @property
    def at_work(self) -> bool:
        """Whether a batch was lost lately."""
        return self._now != _Losses()

    def lost(self, uids: Sequence[int], why: str, envelope: Envelope | None) -> None:
        """The connection broke when these mails were asked for. `envelope`: the first one's."""
        first, size = uids[0], len(uids)
        mail, now, before = f"{self._uidvalidity}.{first}", self._desk.now(), self._now
        self.just_lost = True
        again = before.mail == mail and (size == 1) == (before.size == 1)
        losses = before.losses + 1 if again else 1
        narrowed = before.limit < BATCH_MAILS
        halve = size > 1 and (narrowed or losses >= HALVED_AFTER)
        self._note(
            replace(
                before,
                mail=mail,
                size=size,
                losses=losses,
                until=uids[-1],
                limit=max(1, size // 2) if halve else before.limit,
                first_at=before.first_at if again else to_text(now),
                octets=envelope.size if envelope else before.octets,
                came_at=to_text(envelope.received_at if envelope else now),
                why=why[:300],
            )
        )
        self._desk.log.warning(
            "batch.lost", uid=first, mails=size, times=losses, next=self._now.limit, why=why
        )

    def verdict(self, uid: int) -> str:
        """Why this mail is to be given up; "" while it isn't.

        Where one mail after the other is lost it is the line or the server: then each is given more time.
        """
        known = self._now
        if known.mail != f"{self._uidvalidity}.{uid}" or known.size != 1 or known.losses < GIVEN_UP_AFTER:
            return ""
        since: datetime = from_column(known.first_at)
        if not known.quick and abs(self._desk.now() - since) < BAD_HOUR:
            return ""
        return f"the connection broke each of {known.losses} times that it was asked for it ({known.why})"

    def envelope(self) -> Envelope:
        """Of the mail that is to be given up."""
        return Envelope(self._now.octets, from_column(self._now.came_at))

    def given_up(self) -> None:
        """The verdict was carried out. Inside the caller's transaction."""
        self._put(_Losses(limit=self._now.limit, quick=False))

    def came_through(self, uids: Sequence[int]) -> None:
        """These mails came through: when what was lost is behind us, the next batch may be larger again."""
        if not self.at_work:
            return
        if uids[-1] < self._now.until:
            self._note(_Losses(limit=self._now.limit, until=self._now.until))
        else:
            self._note(_Losses(limit=min(BATCH_MAILS, self._now.limit * 2)))

    def _note(self, now: _Losses) -> None:
        with self._desk.store.transaction():
            self._put(now)

    def _put(self, now: _Losses) -> None:
        self._now = now
        if now == _Losses():
            state.delete(self._desk.store, LOSSES)
        else:
            state.put(self._desk.store, LOSSES, json.dumps(asdict(now)))
