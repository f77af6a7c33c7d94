"""A customer's side of an outage: who writes about what is known gets told so and belongs to it; who has something else
to say is on their own again. Pure; the team's side is `rules.technicians.to_all`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from frontdesk.rules import notify, targets
from frontdesk.rules.effects import (
    About,
    Audience,
    Change,
    Effect,
    KeepOutage,
    Record,
    Send,
    StartTimer,
)
from frontdesk.rules.foresight.alarm import ENOUGH_DAYS, Sureness, alarm
from frontdesk.rules.foresight.outage import ENDS_AFTER, NEWS_EVERY, Outage
from frontdesk.rules.foresight.topics import READ, words_of
from frontdesk.rules.model import Address, MailKind
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.timers import OUTAGE_ENDS, OUTAGE_NEWS, RESOLVE_WARNING, RESPONSE_WARNING
from frontdesk.rules.understood import phrases, words

DESK = "frontdesk"
_OTHER = phrases("outages.other")
_BEFORE = words("outages.other_after")
_WORD = re.compile(r"[^\W\d_][\w']*")
_READ = 200


def says_other(text: str) -> bool:
    """Whether an answer begins by saying that it is another problem."""
    said = _WORD.findall(text[:_READ].replace("’", "'").casefold())
    while said and said[0] in _BEFORE():
        said = said[1:]
    return f"{' '.join(said)} ".startswith(tuple(f"{phrase} " for phrase in _OTHER()))


def known_to_be(outages: Iterable[Outage], labels: Iterable[str], subject: str, text: str) -> Outage | None:
    """The outage that a new request is of: the newest that was confirmed and is about one of its topics or words."""
    labels, said = set(labels), None
    for outage in reversed(tuple(outages)):
        if outage.parent is None or outage.ended_at is not None or not outage.topic:
            continue
        if outage.is_word:
            said = {*words_of(subject), *words_of(text[:READ])} if said is None else said
            if outage.topic in said:
                return outage
        elif outage.topic in labels:
            return outage
    return None


def joins(situation: Situation, outage: Outage) -> list[Effect]:
    """What belongs to a request that is opened as an outage's child: the team hears of it once an hour."""
    parent = outage.parent or 0
    now = situation.now
    news: tuple[Effect, ...] = (
        Record("joined", DESK),
        StartTimer(OUTAGE_ENDS, now + ENDS_AFTER),
        StartTimer(OUTAGE_NEWS, now + NEWS_EVERY, once=True),
    )
    return [Change({"parent": parent}), Record("child", DESK, {"of": parent}), About(parent, news)]


def known_problem(situation: Situation, outage: Outage, who: Address) -> Send:
    values = {
        "topic": "" if outage.is_word else outage.topic,
        "since": outage.began_at,
        "next_word_by": outage.next_word_at if _is_coming(situation, outage) else None,
        "text": outage.text,
    }
    return Send(
        MailKind.KNOWN_PROBLEM,
        (who,),
        Audience.CUSTOMER,
        values,
        in_reply_to=situation.message.message_id,
        told_as=MailKind.ACKNOWLEDGEMENT,
    )


def raise_alarm(situation: Situation) -> list[Effect]:
    """The notice that something may be wrong: about the oldest request, so that its answer makes that one the parent.
    One for each mail at most: with two topics the one that is less likely to be chance."""
    watch, policy = situation.policy.outage_alarm, situation.policy
    if watch is None or situation.marks or situation.spam is not None:
        return []
    sure = [(alarm(lately, watch), lately) for lately in situation.lately]
    found = [(how, lately) for how, lately in sure if how is not None and lately.wrote]
    if not found:
        return []
    how, lately = max(found, key=lambda one: (list(Sureness).index(one[0]), one[1].people))
    oldest = lately.wrote[0]
    staff = (*notify.on_duty(policy, situation.absent), *policy.managers)
    people = tuple({person.email: person for person in staff}.values())
    values = {
        "topic": lately.topic,
        "is_word": lately.is_word,
        "sure": how.value,
        "people": lately.people,
        "minutes": max(1, int((situation.at - oldest.opened_at).total_seconds() // 60)),
        "since": oldest.opened_at,
        "usual": round(lately.usual.of_topic / lately.usual.days)
        if lately.usual.days >= ENOUGH_DAYS
        else None,
    }
    fields = {
        "topic": lately.topic,
        "is_word": lately.is_word,
        "began_at": oldest.opened_at,
        "alarmed_at": situation.now,
    }
    told = Send(MailKind.OUTAGE, people, Audience.TECHNICIAN, values, told_as=MailKind.NOTICE)
    asked = Record("outage alarm", DESK, {"topic": lately.topic, "people": lately.people})
    return [KeepOutage(0, fields), About(oldest.number, (told, asked))]


def _is_coming(situation: Situation, outage: Outage) -> bool:
    return outage.next_word_at is not None and outage.next_word_at > situation.now


def on_its_own(request: Request, policy: Policy, situation: Situation) -> list[Effect]:
    """No child any more: it has targets of its own, from now on."""
    now = situation.now
    fields: dict[str, object] = {"parent": None}
    effects: list[Effect] = []
    if request.first_response_at is None:
        fields["respond_by"] = respond = targets.respond_by(policy, now, request.priority)
        effects.append(targets.watch(policy, now, respond, RESPONSE_WARNING))
    fields["resolve_by"] = resolve = targets.resolve_by(policy, now, request.priority)
    effects.append(targets.watch(policy, now, resolve, RESOLVE_WARNING))
    return [Change(fields), *effects]


def leaves(situation: Situation, request: Request) -> list[Effect]:
    """Its customer has said that it is something else, or asks: the team hears of it as of a new one."""
    released = Record("child released", situation.sender.email, {"of": request.parent})
    return [*on_its_own(request, situation.policy, situation), released]


def told_as_new(situation: Situation) -> Send:
    return notify.notification(notify.on_duty(situation.policy, situation.absent), "new")
