"""Our account at the relay: when it is refused, all mail waits, and one mail now and then finds out whether it works.

No mail is given up for it. What is surely about the account stops the batch; what may be about one recipient does so
only when nobody gets anything; and when one code meets everybody, no table need know it. `status` says it with the
remedy, and the managers hear of it when mail goes out again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from frontdesk.db import outbox, outbox_again, state
from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store
from frontdesk.desk import ACCOUNT, FAILURES, LAST_SENT, Desk
from frontdesk.jobs.tell_managers import tell_once
from frontdesk.mailbox.account_words import REMEDIES, AboutUs, AccountTrouble, enhanced_code
from frontdesk.mailbox.errors import LoginRefused, MailboxError
from frontdesk.mailbox.ports import RecipientOutcome, SendResult
from frontdesk.rules.languages import say

# Until the next mail tries whether it works again: a provider that counts tries must not be provoked. Where it may be
# one recipient after all, another mail tells soon.
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (15, 15, 30, 60))
_PAUSES_UNSURE = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
IN_A_ROW = 5  # mails that failed with one code, and none that went out between them
MAILS = 3  # with words that may be about us, and none that went out
DOMAINS = 2  # that they were to go to, at least: one domain may have something against us, but not our own
# Enhanced codes that can only be about the recipient's address, or about this one mail (RFC 3463 sections 3.2 to 3.7).
_NEVER_ABOUT_US = ("1.1", "1.2", "1.3", "1.6", "1.10", "2.3", "3.4", "6.")


@dataclass(frozen=True)
class Refused:
    """`since`, `next_at`: as columns hold times. `held`: whether mail is kept back until then; a login that is refused
    keeps it back by itself."""

    since: str
    trouble: str
    answer: str
    remedy: str
    next_at: str
    probes: int = 0
    held: bool = True


def refused(store: Store) -> Refused | None:
    """How the account is refused, None while it works."""
    known: dict[str, Any] | None = json.loads(state.get(store, ACCOUNT) or "null")
    return Refused(**known) if known else None


def held_until(store: Store) -> datetime | None:
    """When the next mail may be tried; None when any may go now."""
    known = refused(store)
    return from_column(known.next_at) if known and known.held else None


def try_now(store: Store) -> bool:
    """Let the next mail be tried at once (a person put something right, or the desk starts); whether one was held."""
    known = refused(store)
    if known is None:
        return False
    with store.transaction():
        _put(store, replace(known, next_at=to_text(from_column(known.since)), probes=0))
    return True


def _put(store: Store, known: Refused | None) -> None:
    if known is None:
        state.delete(store, ACCOUNT)
    else:
        state.put(store, ACCOUNT, json.dumps(asdict(known)))


def _code(answer: str) -> str:
    """As the answer begins: "550 5.7.1"; without an enhanced code "550"."""
    enhanced = enhanced_code(answer)
    return answer.partition(" ")[0] + (f" 5.{enhanced}" if enhanced else "")


Refusal = tuple[outbox.Claimed, SendResult]
_NEVER_THE_MAILS = (AccountTrouble.LIMIT, AccountTrouble.FULL)  # they come and go


def about_the_mail(result: SendResult) -> SendResult:
    """The same, as others go out: what may have been said of our account was said of this mail, or of this recipient,
    and ends it. What can be about us alone puts it off."""
    outcomes = tuple(
        replace(each, state="failed", about_us=None) if _ends_it(each) else each for each in result.outcomes
    )
    return SendResult(result.id, outcomes)


def _ends_it(each: RecipientOutcome) -> bool:
    return each.about_us is not None and _may_end_a_mail(each.about_us) and each.answer.startswith("5")


def _may_end_a_mail(about: AboutUs) -> bool:
    return not about.sure and about.trouble not in _NEVER_THE_MAILS


class Account:
    """As one batch of mail finds it. `suspects`: mails that were refused with words that may be about the account, and
    none went out since; `cleared`: those after which others did."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known = refused(desk.store)
        self._row: list[list[Any]] | None = None
        self.sent_at: datetime | None = None
        self._put_off = False
        self._untrue: list[int] = []
        self.last_answer = ""
        self._last_sent: datetime | None = None
        self.suspects: list[Refusal] = []
        self.cleared: list[Refusal] = []

    @property
    def waits(self) -> bool:
        known = self._known
        return known is not None and known.held and self._desk.now() < from_column(known.next_at)

    def at_once(self, most: int) -> int:
        """How many mails to try: one, as long as the account is refused."""
        return min(most, 1) if self._known and self._known.held else most

    def unreachable(self, error: MailboxError) -> None:
        """The relay wouldn't have us at all. What passes by itself isn't noted."""
        if not error.permanent or self._known is not None:
            return
        trouble = AccountTrouble.LOGIN if isinstance(error, LoginRefused) else AccountTrouble.UNKNOWN
        at = to_text(self._desk.now())
        with self._desk.store.transaction():
            _put(
                self._desk.store,
                Refused(at, trouble.value, str(error)[:500], error.remedy, at, held=False),
            )

    def blames(self, mail: outbox.Claimed, result: SendResult) -> AboutUs | None:
        """What the relay's answer to this mail says of the account; then the mail is kept among the suspects."""
        if any(each.state == "sent" for each in result.outcomes):
            return None
        result = self._as_before(result)
        about = next((each.about_us for each in result.outcomes if each.about_us), None)
        if about is None or (self._is_its_own(mail) and self._put_off_alone(about)):
            return None
        self.suspects.append((mail, result))
        return about

    def _is_its_own(self, mail: outbox.Claimed) -> bool:
        """Whether a refusal seems to be about this mail: others went out since the last one, or there was one before,
        others went out since the mail was written, and no other was refused after them."""
        if self.worked_since(mail):
            return True
        last = self._last_sent
        if (
            last is None
            or mail.created_at >= last
            or not outbox_again.refused_before(self._desk.store, mail.id)
        ):
            return False
        return {id for id, _ in outbox_again.refused_since(self._desk.store, last)} <= {mail.id}

    def _put_off_alone(self, about: AboutUs) -> bool:
        """Whether a mail that is refused again, while others went out in between, keeps none of them waiting this time.
        Where the words can be about the account alone, only the first such one: with the next it is the account."""
        if _may_end_a_mail(about):
            return True
        first, self._put_off = not self._put_off, True
        return first and (self._known is None or not self._known.held)

    def _as_before(self, result: SendResult) -> SendResult:
        """Who is refused with the code that everybody was refused with is refused for the account's sake, too."""
        known = self._known
        if known is None or not known.held or known.trouble != AccountTrouble.UNKNOWN:
            return result
        outcomes = tuple(
            replace(each, about_us=AboutUs(AccountTrouble.UNKNOWN, sure=False))
            if each.state == "failed" and _code(each.answer) == _code(known.answer)
            else each
            for each in result.outcomes
        )
        return SendResult(result.id, outcomes)

    def worked_since(self, mail: outbox.Claimed) -> bool:
        """Whether others went out since the relay last refused this one: then it isn't about us."""
        before = outbox_again.refused_before(self._desk.store, mail.id)
        if self._last_sent is None:
            self._last_sent = state.get_time(self._desk.store, LAST_SENT)
        last = self.sent_at or self._last_sent
        return before is not None and last is not None and before < last

    def judged(self, why: AboutUs | None) -> tuple[list[Refusal], AboutUs | None, str]:
        """At the end of a batch: the refused mails that are not held, each with what comes of it; what was said of the
        account, if it is to blame; and in which words. `why`: what surely is about it."""
        answer = self.last_answer
        for _, result in self.suspects:
            about, answer = next((each.about_us, each.answer) for each in result.outcomes if each.about_us)
            why = why or (about if self._is_everybody() else None)
        let_go = [(mail, about_the_mail(result)) for mail, result in self.cleared]
        if why is None:  # whether it was the account is seen when the next mail goes out
            let_go += self.suspects
            self.suspects = []
        return let_go, why, answer

    def _is_everybody(self) -> bool:
        """Whether nobody gets anything: what was refused since the last mail went out was for several domains, or it
        is several mails."""
        if self.sent_at is not None:
            return False
        if self._known is not None and self._known.held:
            return True
        since = state.get_time(self._desk.store, LAST_SENT)
        refused = outbox_again.refused_since(self._desk.store, since)
        refused |= {(mail.id, each) for mail, _ in self.suspects for each in mail.recipients}
        domains = {email.rpartition("@")[2] for _, email in refused}
        return len(domains) >= DOMAINS or len({id for id, _ in refused}) >= MAILS

    def sent(self) -> None:
        """A mail went out."""
        self.sent_at = self._desk.now()
        self._row = []
        self._put_off = False
        self.cleared += self.suspects
        self.suspects = []

    def failed(
        self, mail: outbox.Claimed, outcomes: Sequence[RecipientOutcome], notices: Sequence[int]
    ) -> str:
        """Recipients that were given up, with the notices that tell of it. Gives the code when it was one too many in
        a row, "" otherwise."""
        self.last_answer = outcomes[0].answer if outcomes else ""
        if self._row is None:
            self._row = json.loads(state.get(self._desk.store, FAILURES) or "[]")
        for outcome in outcomes:
            enhanced = enhanced_code(outcome.answer)
            if not outcome.answer[:3].isdigit() or enhanced.startswith(_NEVER_ABOUT_US):
                continue
            code = _code(outcome.answer)
            self._row = [each for each in self._row if each[1] == code]
            self._row.append([mail.id, code, outcome.recipient.rpartition("@")[2], list(notices)])
            mails = {id for id, *_ in self._row}
            domains = {domain for _, _, domain, _ in self._row}
            own = self._desk.policy.desk_address.rpartition("@")[2]
            if len(mails) >= IN_A_ROW and (len(domains) >= DOMAINS or domains == {own}):
                return code
        return ""

    def revive(self, code: str) -> None:
        """All that failed in that row waits again. Inside the caller's transaction."""
        next_at = self._desk.now() + _PAUSES_UNSURE[0]
        for id in sorted({id for id, *_ in self._row or ()}):
            outbox_again.revive(self._desk.store, id, code, next_at)
        self._untrue += [id for *_, notices in self._row or () for id in notices]
        self._row = []

    def conclude(self, why: AboutUs | None, answer: str) -> None:
        """At the end of a batch: note how the account stands. `why`: how it was refused."""
        store = self._desk.store
        with store.transaction():
            outbox_again.withdraw(store, self._untrue)  # by now none of them is in hand
            if self._row is not None:
                self._note_row()
            if why is not None:
                self._refuse(why, answer)
            elif self._known is not None and self._known.held and self.sent_at is None:
                _put(store, replace(self._known, next_at=to_text(self._desk.now())))  # that one didn't tell
        if why is None and self.sent_at is not None and self._known is not None:
            self._works_again(self._known)

    def _note_row(self) -> None:
        if self._row:
            state.put(self._desk.store, FAILURES, json.dumps(self._row))
        else:
            state.delete(self._desk.store, FAILURES)

    def _refuse(self, why: AboutUs, answer: str) -> None:
        desk, known = self._desk, self._known
        probes = known.probes + 1 if known and known.held else 0
        pauses = _PAUSES if why.sure else _PAUSES_UNSURE
        next_at = desk.now() + pauses[min(probes, len(pauses) - 1)]
        remedy = REMEDIES[why.trouble]
        now = Refused(
            *(known.since if known else to_text(desk.now()), why.trouble.value, answer[:500], remedy),
            *(to_text(next_at), probes),
        )
        _put(desk.store, now)
        for mail, result in self.suspects:
            outcomes = [
                outbox.Outcome(each.recipient, outbox.DEFERRED, each.answer) for each in result.outcomes
            ]
            outbox_again.hold(desk.store, mail.id, outcomes, desk.now(), next_at)
        self._known = now
        desk.log.warning("account.refused", why=answer, remedy=remedy, next_at=now.next_at)

    def _works_again(self, known: Refused) -> None:
        desk = self._desk
        with desk.store.transaction():
            _put(desk.store, None)
            outbox_again.forget_tries(desk.store)
        self._known = None
        desk.log.warning("account.works", since=known.since)
        language = desk.policy.language
        tell_once(
            desk,
            f"account {known.since}",
            say(language, "account"),
            say(language, "account since", since=from_column(known.since)),
            known.answer,
            say(language, "account nothing lost"),
        )
