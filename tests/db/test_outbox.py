"""The outbox: each mail is claimed by one sender, tried until settled, resent at most once after a crash."""

import threading
from datetime import datetime, timedelta

import pytest
from peewee import IntegrityError

from frontdesk.db import outbox, outbox_view
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.store import Store
from frontdesk.db.outbox import DEFERRED, FAILED, SENT, Outcome

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def put(
    store: Store,
    now: datetime,
    name: str = "a",
    recipients: tuple[str, ...] = ("ann@example.org",),
    not_before: datetime | None = None,
    mail: bytes = b"Subject: hello\r\n\r\nhello\xff\0\r\n",
) -> int:
    with store.transaction():
        return outbox.put(
            store,
            request=7,
            kind="reply",
            message_id=f"<{name}@desk.example>",
            envelope_from="it@desk.example",
            recipients=recipients,
            mail=mail,
            now=now,
            not_before=not_before,
            automatic=False,
        )


def claim(store: Store, now: datetime, limit: int = 10, holder: str = "me") -> list[outbox.Claimed]:
    return outbox.claim(store, now=now, limit=limit, holder=holder)


def test_a_mail_comes_out_as_the_bytes_that_were_put_in(store: Store, now: datetime) -> None:
    id = put(store, now, recipients=("ann@example.org", "bob@example.org", "ann@example.org"))
    [mail] = claim(store, now)
    assert (mail.id, mail.request, mail.kind, mail.message_id) == (id, 7, "reply", "<a@desk.example>")
    assert mail.envelope_from == "it@desk.example"
    assert sorted(mail.recipients) == ["ann@example.org", "bob@example.org"]
    assert mail.mail == b"Subject: hello\r\n\r\nhello\xff\0\r\n"
    assert (mail.tries, mail.automatic, mail.uncertain, mail.created_at) == (1, False, False, now)


def test_the_same_message_id_is_never_put_twice(store: Store, now: datetime) -> None:
    put(store, now)
    with pytest.raises(IntegrityError):
        put(store, now)
    assert outbox_view.counts(store)["waiting"] == 1


@pytest.mark.parametrize("refused", [False, True])
def test_mails_that_were_taken_are_settled_together_and_one_with_a_refusal_stays_failed(
    store: Store, now: datetime, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, now, "a", ("ann@example.org", "bob@example.org"))
    put(store, now, "b", ("carl@example.org",))
    first, second = claim(store, now)
    if refused:
        outbox.record_outcomes(store, first.id, [Outcome("bob@example.org", FAILED, "550 no")], now)
        first = claim(store, now + DAY)[0]
    asked: list[str] = []
    execute = Store._execute

    def counted(self: Store, sql: str, values: tuple[object, ...]) -> object:
        asked.append(sql)
        return execute(self, sql, values)

    monkeypatch.setattr(Store, "_execute", counted)
    with store.transaction():
        outbox.delivered(store, first, "250 taken", now)
        outbox.delivered(store, second, "250 taken", now)
    assert len(asked) == (4 if store.is_sqlite else 2)
    states = dict(store.all("SELECT id, state FROM outbox"))
    assert states == {first.id: FAILED if refused else SENT, second.id: SENT}
    given = dict(store.all("SELECT email, state FROM recipient"))
    assert given == {
        "ann@example.org": SENT,
        "bob@example.org": FAILED if refused else SENT,
        "carl@example.org": SENT,
    }


def test_a_mail_to_nobody_is_refused(store: Store, now: datetime) -> None:
    with pytest.raises(ValueError, match="no recipients"):
        put(store, now, recipients=())


def test_what_is_claimed_is_not_claimed_again(store: Store, second: Store, now: datetime) -> None:
    put(store, now)
    assert len(claim(store, now)) == 1
    assert claim(second, now) == []


def test_a_mail_that_is_held_back_waits_for_its_time(store: Store, now: datetime) -> None:
    put(store, now, not_before=now + MINUTE)
    assert claim(store, now) == []
    assert outbox_view.next_due(store) == now + MINUTE
    assert len(claim(store, now + MINUTE)) == 1


def test_the_oldest_go_first_and_no_more_than_asked_for(store: Store, now: datetime) -> None:
    for name, minutes in (("late", 2), ("early", 0), ("middle", 1)):
        put(store, now + minutes * MINUTE, name)
    assert [mail.message_id[1:-14] for mail in claim(store, now + DAY, limit=2)] == ["early", "middle"]


def test_large_mails_are_claimed_few_at_a_time(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_CLAIMED_BYTES", 1000)
    for name in "abc":
        put(store, now, name, mail=b"x" * 600)
    assert [len(claim(store, now)) for _ in range(4)] == [1, 1, 1, 0]


def test_a_mail_that_went_to_all_is_sent(store: Store, now: datetime) -> None:
    id = put(store, now, recipients=("ann@example.org", "bob@example.org"))
    claim(store, now)
    outcomes = [Outcome("ann@example.org", SENT, "250 ok"), Outcome("bob@example.org", SENT, "250 ok")]
    assert outbox.record_outcomes(store, id, outcomes, now) == (SENT, None, ())
    assert outbox_view.oldest_unsent(store) is None
    assert claim(store, now + DAY) == []


def test_of_many_recipients_each_has_its_own_fate(store: Store, now: datetime) -> None:
    id = put(store, now, recipients=("ann@example.org", "bob@example.org", "eve@example.org"))
    claim(store, now)
    refused = Outcome("eve@example.org", FAILED, "550 no such user")
    outcomes = [Outcome("ann@example.org", SENT), Outcome("bob@example.org", DEFERRED, "451 later"), refused]
    state = outbox.record_outcomes(store, id, outcomes, now)
    assert state == (DEFERRED, now + MINUTE, (refused,))
    [again] = claim(store, now + MINUTE)
    assert (again.recipients, again.tries) == (("bob@example.org",), 2)
    state = outbox.record_outcomes(store, id, [Outcome("bob@example.org", SENT)], now + MINUTE)
    assert state == (FAILED, None, ())
    assert outbox_view.answers(store, id) == [
        ("ann@example.org", "sent", ""),
        ("bob@example.org", "sent", ""),
        ("eve@example.org", "failed", "550 no such user"),
    ]


def test_a_recipient_of_whom_the_relay_said_nothing_is_tried_again(store: Store, now: datetime) -> None:
    id = put(store, now, recipients=("ann@example.org", "bob@example.org"))
    claim(store, now)
    outbox.record_outcomes(store, id, [Outcome("ann@example.org", SENT)], now)
    assert claim(store, now + MINUTE)[0].recipients == ("bob@example.org",)


def test_the_pauses_grow_and_after_five_days_it_is_given_up_and_told(store: Store, now: datetime) -> None:
    id = put(store, now)
    pauses, time = [], now
    while True:
        claim(store, time)
        state = outbox.record_outcomes(store, id, [Outcome("ann@example.org", DEFERRED, "451 later")], time)
        if state.next_at is None:
            break
        pauses.append(state.next_at - time)
        time = state.next_at
    assert [pause // MINUTE for pause in pauses[:8]] == [1, 5, 10, 20, 40, 60, 60, 120]
    assert time == now + 5 * DAY
    assert state.state == FAILED
    assert [(one.email, one.state) for one in state.given_up] == [("ann@example.org", "failed")]
    assert "451 later" in state.given_up[0].answer
    assert outbox_view.counts(store) == {"waiting": 0, "sending": 0, "deferred": 0, "failed": 1}


def test_a_failure_is_told_once(store: Store, now: datetime) -> None:
    id = put(store, now)
    claim(store, now)
    refused = [Outcome("ann@example.org", FAILED, "550 no")]
    assert outbox.record_outcomes(store, id, refused, now).given_up
    assert not outbox.record_outcomes(store, id, refused, now).given_up


def test_while_the_relay_is_down_no_try_is_counted(store: Store, now: datetime) -> None:
    id = put(store, now)
    for _ in range(50):
        [mail] = claim(store, now)
        outbox.give_back(store, [mail.id], next_at=now)
    assert claim(store, now)[0].tries == 1
    assert outbox_view.counts(store)["sending"] == 1
    outbox.give_back(store, [id], next_at=now + MINUTE)
    assert outbox_view.next_due(store) == now + MINUTE


def test_after_a_crash_in_mid_send_the_same_bytes_go_once_more(
    store: Store, second: Store, now: datetime
) -> None:
    put(store, now)
    [before] = claim(store, now, holder="dead")
    assert outbox.recover(second, now=now, holder="dead") == [(before.id, before.message_id)]
    assert outbox.recover(second, now=now, holder="dead") == []
    [after] = claim(second, now)
    assert (after.mail, after.tries, after.uncertain) == (before.mail, 2, True)
    assert claim(second, now) == []


def test_another_sender_is_left_alone_unless_it_was_silent_for_long(store: Store, now: datetime) -> None:
    put(store, now)
    claim(store, now, holder="other")
    assert outbox.recover(store, now=now, holder="me") == []
    assert outbox.recover(store, now=now + MINUTE, older_than=2 * MINUTE) == []
    assert len(outbox.recover(store, now=now + 2 * MINUTE, older_than=2 * MINUTE)) == 1


def test_what_the_sent_folder_shows_is_not_sent_again(store: Store, now: datetime) -> None:
    id = put(store, now)
    claim(store, now, holder="dead")
    outbox.recover(store, now=now, holder="dead")
    claim(store, now)
    outbox.was_sent(store, id, now)
    assert outbox_view.answers(store, id)[0][1] == "sent"
    assert claim(store, now + DAY) == []


def test_an_answer_that_comes_late_from_a_sender_that_slept_does_no_harm(store: Store, now: datetime) -> None:
    id = put(store, now)
    claim(store, now, holder="sleeper")
    outbox.recover(store, now=now, holder="sleeper")
    claim(store, now, holder="other")
    outbox.record_outcomes(store, id, [Outcome("ann@example.org", SENT, "250 ok")], now)
    late = outbox.record_outcomes(store, id, [Outcome("ann@example.org", DEFERRED, "451")], now + MINUTE)
    assert late.state == SENT
    assert claim(store, now + DAY) == []


def test_a_mail_can_be_taken_back_until_somebody_begins_to_send_it(store: Store, now: datetime) -> None:
    held = put(store, now, "held", not_before=now + MINUTE)
    gone = put(store, now, "gone")
    claim(store, now)
    assert outbox.held_back(store, 7, ["reply"]) == [held]
    assert outbox.held_back(store, 7, ["survey"]) == []
    assert outbox.cancel_held(store, held)
    assert not outbox.cancel_held(store, held)
    assert not outbox.cancel_held(store, gone)
    assert claim(store, now + DAY) == []
    assert outbox_view.answers(store, held) == []


def test_what_was_settled_long_ago_is_cleared_away_and_nothing_else(store: Store, now: datetime) -> None:
    old, old_failed, new, failed = (put(store, now, name) for name in ("old", "old failed", "new", "failed"))
    put(store, now, "waiting", not_before=now + DAY)
    claim(store, now)
    outbox.record_outcomes(store, old, [Outcome("ann@example.org", SENT)], now)
    outbox.record_outcomes(store, old_failed, [Outcome("ann@example.org", FAILED)], now)
    outbox.record_outcomes(store, new, [Outcome("ann@example.org", SENT)], now + DAY)
    outbox.record_outcomes(store, failed, [Outcome("ann@example.org", FAILED)], now + DAY)
    assert outbox_view.purge(store, now + MINUTE) == 2
    assert [outbox_view.answers(store, id) for id in (old, old_failed)] == [[], []]
    assert [len(outbox_view.answers(store, id)) for id in (new, failed)] == [1, 1]
    assert outbox_view.counts(store) == {"waiting": 1, "sending": 0, "deferred": 0, "failed": 1}


def test_the_oldest_unsent_mail_is_known_in_whatever_state(store: Store, now: datetime) -> None:
    assert outbox_view.oldest_unsent(store) is None
    put(store, now + MINUTE, "younger")
    put(store, now, "older")
    claim(store, now, limit=1)
    assert outbox_view.oldest_unsent(store) == now
    assert [one.state for one in outbox_view.unsent(store)] == ["waiting", "sending"]


def test_our_own_message_ids_lead_back_to_the_request(store: Store, now: datetime) -> None:
    put(store, now)
    assert outbox_view.request_of(store, "<a@desk.example>") == 7
    assert outbox_view.request_of(store, "<other@desk.example>") is None


def test_four_senders_at_once_send_each_mail_exactly_once(store: Store, url: str, now: datetime) -> None:
    with store.transaction():
        for number in range(200):
            put(store, now, str(number))
    taken: list[list[str]] = [[] for _ in range(4)]

    def sender(mine: list[str]) -> None:
        own = open_store(url, busy_seconds=30)
        while mails := claim(own, now, limit=7, holder=f"sender {id(mine)}"):
            for mail in mails:
                mine.append(mail.message_id)
                outbox.record_outcomes(own, mail.id, [Outcome("ann@example.org", SENT)], now)
        own.close()

    threads = [threading.Thread(target=sender, args=(mine,)) for mine in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [message_id for mine in taken for message_id in mine]
    assert len(every) == len(set(every)) == 200
