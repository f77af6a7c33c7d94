"""Every statement that runs for each mail, timer or send finds its rows by an index, whatever the size."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from frontdesk.db import (
    apply,
    collected,
    held,
    lease,
    ledger,
    outages,
    outbox,
    outbox_view,
    people,
    requests,
    search,
    state,
    timers,
)
from frontdesk.db.engine.store import Store
from frontdesk.db.outbox import SENT, Outcome
from frontdesk.db.schema.tables import Request
from frontdesk.rules.clock.rates import LIMITS, Category, Flood

MAIL = {
    "folder": "INBOX",
    "uidvalidity": 7,
    "sha256": "a",
    "message_id": "<m@x>",
    "size": 1,
    "outcome": "request",
}


def receive(store: Store, now: datetime) -> None:
    ledger.folder(store, "INBOX")
    ledger.known_uids(store, "INBOX", 7, [1, 2])
    ledger.seen_before(store, "a", now)
    ledger.perhaps_seen(store, [("a", "b", now), ("c", "", None)])
    ledger.same_letter(store, "a", now)
    row = ledger.record(store, **MAIL, uid=1, received_at=now, read_at=now, file_to="Handled")
    ledger.amend(store, row, request=1)
    ledger.vanished(store, "INBOX", 7, [2], now)
    ledger.set_folder(store, "INBOX", 7, 2, now)
    ledger.filed(store, [one.id for one in ledger.to_file(store, "INBOX", 50)], now)
    ledger.quarantined(store)


def requests_of_a_mail(store: Store, now: datetime) -> None:
    row = {"subject": "x", "status": "new", "customer": "a@b.c", "opened_at": now}
    number = store.insert(Request, row)
    apply.refer(store, number, "<m@x>")
    apply.refer_ghosts(store, number, ["<g@x>"])
    requests.snapshot(store, number)
    requests.survivor(store, number)
    requests.survivors(store, [number])
    requests.by_references(store, ["<m@x>", "<g@x>"])
    requests.written_by(store, "a@b.c", [number])
    requests.open_since(store, "a@b.c", now)
    requests.recent_of(store, "a@b.c", 3)
    requests.messages(store, number)
    requests.last_messages(store, number, 3)
    requests.events(store, number)
    requests.reply_ids(store, number)
    people.recent_mail(store, "a@b.c", now, LIMITS, with_domain=True)
    outages.known_now(store, now)
    people.get(store, "a@b.c")
    people.remember(store, "a@b.c", name="Ann")
    state.put(store, "last read", "x")


def of_the_team(store: Store, now: datetime) -> None:
    people.put(store, ["abc"], now)
    people.known(store, ["abc", "def"])
    people.purge(store, now)
    requests.was_answered(store, "a@b.c")
    requests.newest_of(store, "a@b.c")
    requests.of_numbers(store, [1, 2])
    people_of = [("t@b.c", Flood.SENDER), *[("u@b.c", Flood.BURST)] * 12]
    collected.put(store, people=people_of, request=1, event="new", line="", category=Category.WORDS, now=now)
    with store.transaction():
        for _ in range(2):  # the second time it is known that u@b.c has got the most
            collected.staff_mail(store, ["u@b.c"], Category.WORDS, 1, now, "a@b.c")
    collected.staff_mail(store, ["t@b.c", "u@b.c"], Category.WORDS, 1, now)
    collected.in_day(store, ["t@b.c", "u@b.c"], ["notification"], now)
    collected.heard_in_list(store, ["t@b.c", "u@b.c"], 1)
    collected.opened_together(store, ["a@b.c"], now)
    collected.waiting(store, "t@b.c")
    collected.listed(store, "t@b.c", now)
    collected.lists_since(store, "t@b.c", now)
    collected.has_old_mail(store, "t@b.c", now)
    collected.piled_up(store, ["t@b.c", "u@b.c"], now)
    collected.purge(store, now)
    collected.gather(store, ["<m@x>"], 1, now)
    collected.gathered(store, ["<m@x>", "<g@x>"], now)


def remind(store: Store, now: datetime) -> None:
    timers.start(store, request=1, kind="close", due_at=now)
    timers.stop(store, 2)
    timers.stop(store, 2, ["close"])
    [due] = timers.due(store, now, 10)
    timers.postpone(store, due.id, now)
    timers.finish(store, due.id, now)
    timers.finish(store, due.id)
    timers.next_due(store)
    held.release(store, "code", "t@b.c", now)
    held.expire(store, now)


def send(store: Store, now: datetime) -> None:
    for name in ("a", "b"):
        outbox.put(
            store,
            request=1,
            kind="reply",
            message_id=f"<{name}@x>",
            envelope_from="",
            recipients=["a@b.c"],
            mail=b"x",
            now=now,
            automatic=True,
        )
    for mail in outbox.claim(store, now=now, limit=1, holder="me"):
        outbox.record_outcomes(store, mail.id, [Outcome("a@b.c", SENT)], now)
    outbox.claim(store, now=now, limit=1, holder="me")
    outbox.recover(store, now=now, holder="me")
    outbox.recover(store, now=now, older_than=timedelta(0))
    outbox.give_back(store, [1], next_at=now)
    outbox.was_sent(store, 2, now)
    outbox.cancel_held(store, *(outbox.held_back(store, 1, ["reply"]) or [3]))
    outbox.cancel_held(store, *(outbox.held_back(store, 1, ["survey"], tried=True) or [3]), tried=True)
    outbox_view.failed_since(store, now)
    outbox_view.given_between(store, now, now, 5)
    outbox_view.next_due(store)
    outbox_view.oldest_unsent(store)
    outbox_view.request_of(store, "<a@x>")
    outbox_view.purge(store, now)


def hold_the_lease(store: Store, now: datetime) -> None:
    part = lease.Lease(store, "mailbox", "me")
    part.take(now)
    with store.transaction():
        pass
    part.renew(now + timedelta(seconds=10))
    lease.holder_of(store, "mailbox")
    part.release(now)


def find_similar(store: Store, now: datetime) -> None:
    search.index_resolution(store, 1, "printer", "blank", "toner")
    search.similar(store, "printer toner", 3)


# An index read in its own order up to a LIMIT, or one that holds only what is still to be done.
MAY_WALK = re.compile(
    r"SCAN (timer USING (COVERING )?INDEX timer_due_at"
    r"|outbox USING (COVERING )?INDEX outbox_(next|attention)"
    r"|solution VIRTUAL TABLE|newest|found"
    r"|recent|counted|(\d+ )?CONSTANT ROW|\(subquery)"
)


@pytest.mark.parametrize(
    "work",
    [receive, requests_of_a_mail, of_the_team, remind, send, hold_the_lease, find_similar],
    ids=lambda work: work.__name__,
)
def test_no_statement_reads_a_whole_table(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch, work: Callable[[Store, datetime], None]
) -> None:
    ran: dict[str, tuple[Any, ...]] = {}
    run = Store.run

    def recorded(self: Store, sql: str, *values: Any) -> Any:
        ran.setdefault(sql, values)
        return run(self, sql, *values)

    monkeypatch.setattr(Store, "run", recorded)
    work(store, now)
    monkeypatch.undo()
    explain = explained_by_sqlite if store.is_sqlite else explained_by_postgres
    walks = {sql: plan for sql, values in ran.items() for plan in explain(store, sql, values)}
    assert not walks


def explained_by_sqlite(store: Store, sql: str, values: tuple[Any, ...]) -> list[str]:
    if sql.startswith(("SAVEPOINT", "RELEASE", "INSERT INTO solution")):
        return []
    steps = [row[3] for row in store.all(f"EXPLAIN QUERY PLAN {sql}", *values)]
    return [step for step in steps if step.startswith("SCAN") and not MAY_WALK.match(step)]


def explained_by_postgres(store: Store, sql: str, values: tuple[Any, ...]) -> list[str]:
    """With tables this empty the planner would walk them all; asked not to, it does only where it must."""
    if not sql.startswith(("SELECT", "UPDATE", "DELETE")) or "pg_class" in sql:
        return []
    with store.transaction():
        store.run("SET LOCAL enable_seqscan = off")
        steps = [row[0] for row in store.all(f"EXPLAIN {sql}", *values)]
    return [step for step in steps if "Seq Scan" in step]
