"""A person's sign-in as a source of tokens: one refresher at a time among any number of processes and machines.

The refresh token of an answer is on the disk before its access token is used. A refresher that dies leaves a lease that
runs out; nobody waits for it over the network. Model: read, take the lease, read again, ask, commit, use.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from frontdesk.access.answers import Grant, GrantRefused
from frontdesk.access.grants import Provider
from frontdesk.access.source import Patience
from frontdesk.access.tokens import FORCED_EVERY, Ends, Held, held, part_of
from frontdesk.db import access, lease
from frontdesk.db.access import SignIn
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.store import Store
from frontdesk.mailbox.errors import ConnectionLost, MailboxError

LEASE, LEASE_SECONDS = "token", 30.0  # longer than a question to the provider may take
WAIT_AT_MOST = 20.0
LOOK_EVERY = (0.05, 0.15)
LOG_IN = "frontdesk login"


class PersonSource:
    """Thread-safe. Opens the database for each question and closes it: it is asked once an hour."""

    def __init__(
        self,
        database_url: str,
        client_id: str,
        mailbox: str,
        provider: Callable[[], Provider],
        clock: Callable[[], float] = time.monotonic,
        holder: str = "",
    ) -> None:
        self._url, self._client_id, self._mailbox = database_url, client_id, mailbox
        self._provider, self._clock = provider, clock
        self._holder = holder or lease.this_process()
        self._lock = threading.Lock()
        self._ends = Ends()
        self._patience = Patience(clock)
        self._forced_at = -FORCED_EVERY
        self._unkept: tuple[SignIn, Grant, float] | None = None
        self.skew: float | None = None

    def token(self, refused: str = "") -> str:
        with self._lock, self._store() as store:
            self._keep_what_was_not_kept(store)
            if given := self._in_the_row(store, refused):
                return given
            try:
                provider = (
                    self._provider()
                )  # may ask an issuer for its addresses: not while others wait for us
            except ConnectionLost as error:
                return self._old_one(self._row(store), refused, error)
            return self._taking_turns(store, refused, provider)

    def _taking_turns(self, store: Store, refused: str, provider: Provider) -> str:
        end = self._clock() + WAIT_AT_MOST
        while True:
            now = lease.database_now(store)
            fence = lease.take(store, LEASE, self._holder, now, LEASE_SECONDS, lease.is_gone)
            if fence is not None:
                try:
                    return self._in_the_row(store, refused) or self._refreshed(store, refused, provider)
                finally:
                    lease.release(store, LEASE, fence, lease.database_now(store))
            if self._clock() > end:
                raise ConnectionLost("another frontdesk is getting a token, and takes long")
            time.sleep(random.uniform(*LOOK_EVERY))
            if given := self._in_the_row(store, refused):
                return given

    @contextmanager
    def _store(self) -> Iterator[Store]:
        store = open_store(self._url)
        try:
            yield store
        except DatabaseUnavailable as error:
            problem = f"the sign-in can't be read from the database: {error.what}"
            raise ConnectionLost(problem, remedy=f"{error.remedy[:1].upper()}{error.remedy[1:]}.") from error
        finally:
            store.close()

    def _in_the_row(self, store: Store, refused: str) -> str:
        """The row's token, if it will do; "" when another must be asked for."""
        row = self._row(store)
        now, have = self._clock(), self._known(store, row)
        if now >= have.renew_at:
            return ""
        if have.access != refused or now - self._forced_at < part_of(FORCED_EVERY, have.life):
            return have.access
        return ""

    def _row(self, store: Store) -> SignIn:
        row = access.read(store)
        if row is None:
            raise GrantRefused(
                "nobody has signed the desk in yet", remedy=f"Sign in: {LOG_IN}.", error="not_signed_in"
            )
        if (row.client_id, row.mailbox) != (self._client_id, self._mailbox):
            problem = (
                f"the sign-in is for {row.mailbox} and the client {row.client_id}, not for the settings' own"
            )
            remedy = f"Sign in anew: {LOG_IN}; or correct IMAP_USER and OAUTH_CLIENT_ID."
            raise GrantRefused(problem, remedy=remedy, error="not_signed_in")
        if row.dead_because:
            problem, _, remedy = row.dead_because.partition("\n")
            raise GrantRefused(problem, remedy=remedy, error="invalid_grant")
        return row

    def _known(self, store: Store, row: SignIn) -> Held:
        """How long it holds: by our own clock for one that we have seen before, whatever the machine's shows since."""
        known = self._ends.of(row.access_token)
        if known is None:
            left = (row.expires_at - lease.database_now(store)).total_seconds()
            left = min(max(left, 0.0), float(row.seconds))
            known = held(row.access_token, left, self._clock(), life=float(row.seconds))
            self._ends.note(known)
        return known

    def _refreshed(self, store: Store, refused: str, provider: Provider) -> str:
        row = self._row(store)
        if row.access_token == refused:
            self._forced_at = self._clock()
        shown = hash((provider.client.secret, row.serial))
        try:
            self._patience.check(shown)
        except ConnectionLost as error:
            return self._old_one(row, refused, error)
        asked_at = self._clock()
        try:
            grant = provider.refreshed(row.refresh_token)
        except GrantRefused as error:
            self._patience.note(error, shown)
            return self._ended(store, row, error)
        except ConnectionLost as error:
            self._patience.note(error, shown)
            return self._old_one(row, refused, error)
        self.skew = grant.skew
        self._unkept = (row, grant, asked_at)
        self._keep_what_was_not_kept(store)
        return self._row(store).access_token  # ours, or that of a sign-in that was quicker

    def _keep_what_was_not_kept(self, store: Store) -> None:
        """A busy database or a full disk must not cost the sign-in: the old refresh token is taken no more."""
        if self._unkept is not None:
            self._keep(store, *self._unkept)
            self._unkept = None

    def _keep(self, store: Store, row: SignIn, grant: Grant, asked_at: float) -> None:
        now = lease.database_now(store)
        access.renew(
            store,
            row.serial,
            refresh_token=grant.refresh or row.refresh_token,
            access_token=grant.access,
            seconds=max(1, round(grant.seconds)),
            expires_at=now + timedelta(seconds=grant.seconds - (self._clock() - asked_at)),
            login_ends_at=row.login_ends_at
            if grant.login_seconds is None
            else now + timedelta(seconds=grant.login_seconds),
        )
        self._ends.note(held(grant.access, grant.seconds, asked_at))

    def _ended(self, store: Store, row: SignIn, error: GrantRefused) -> str:
        if error.error != "invalid_grant":
            raise error
        newer = access.read(store)
        if newer is not None and newer.serial != row.serial:
            return self._row(store).access_token
        access.mark_dead(store, row.serial, f"{error}\n{error.remedy}")
        raise error

    def _old_one(self, row: SignIn, refused: str, error: MailboxError) -> str:
        """The provider is away, and the token in hand may hold for some minutes yet."""
        known = self._ends.of(row.access_token)
        if known is not None and known.access != refused and self._clock() < known.until:
            return known.access
        raise error

    def held(self, token: str) -> Held | None:
        return self._ends.of(token)

    def good_until(self) -> float | None:
        try:
            with self._store() as store:
                row = access.read(store)
                return None if row is None else max(0.0, self._known(store, row).until - self._clock())
        except MailboxError:
            return None


__all__ = ["PersonSource"]
