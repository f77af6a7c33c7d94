"""How often the outage alarm cries wolf, and which outages it sees: the rule itself on desks made up by chance.

`python -m bench.outages` prints the table of docs/topics-and-answers.md, and what a mail costs.
"""

from __future__ import annotations

import random
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from frontdesk.foresight.files import packaged
from frontdesk.rules.foresight.alarm import QUIET, Lately, Usual, Watch, Wrote, alarm

WATCH = Watch()
HOURS = 8
DAYS_KNOWN = 28
TRIES = 200
# Of a hundred requests, by topic; the rest has none.
SHARES = {
    "printing": 14, "password": 12, "mail": 11, "software": 10, "device": 8, "files": 7, "wifi": 6, "vpn": 5,
    "phone": 4, "people": 3, "web": 3, "video": 3, "payment": 1, "building": 1,
}  # fmt: skip
TOPICS = list(SHARES)
# The mornings are busy: the part of a day's requests by the hour.
DAY = (0.20, 0.18, 0.14, 0.10, 0.08, 0.12, 0.10, 0.08)
RECOGNISED = (0.9, 0.8)  # of those who write about an outage, in whose words its topic stands
BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Desk(NamedTuple):
    a_day: int
    people: int


class Request(NamedTuple):
    at: float  # hours
    person: int
    topic: str | None
    is_outage: bool = False


@dataclass
class Heard:
    """`raised`: when, and about what."""

    raised: list[tuple[float, str, int]]


def a_day(desk: Desk, chance: random.Random) -> list[Request]:
    found = []
    for hour, part in enumerate(DAY):
        for _ in range(_poisson(chance, desk.a_day * part)):
            drawn = chance.random() * 100
            topic = None
            for name, share in SHARES.items():
                drawn -= share
                if drawn < 0:
                    topic = name
                    break
            found.append(Request(hour + chance.random(), chance.randrange(desk.people), topic))
    return sorted(found)


def _poisson(chance: random.Random, mean: float) -> int:
    count, product = 0, chance.random()
    limit = 2.718281828459045**-mean
    while product > limit:
        count += 1
        product *= chance.random()
    return count


def with_outage(
    requests: list[Request], desk: Desk, chance: random.Random, felt_by: int, recognised: float
) -> tuple[list[Request], str]:
    """The day's requests, and those of so many people who write within forty minutes about one topic."""
    topic = chance.choice(TOPICS)
    begins = chance.uniform(0.5, HOURS - 1.5)
    wrote = [
        Request(
            begins + chance.random() * 2 / 3,
            desk.people + number,
            topic if chance.random() < recognised else None,
            is_outage=True,
        )
        for number in range(felt_by)
    ]
    return sorted([*requests, *wrote]), topic


def listen(requests: list[Request], before: deque[list[Request]]) -> Heard:
    """The alarms of a day, by the days before it."""
    counts = Counter(one.topic for day in before for one in day if one.topic)
    of_all = sum(map(len, before))
    quiet: dict[str, float] = {}
    heard = Heard([])
    lately: deque[Request] = deque()
    for one in requests:
        while lately and lately[0].at < one.at - 1:
            lately.popleft()
        lately.append(one)
        topic = one.topic
        if topic is None or quiet.get(topic, -99) > one.at - QUIET.total_seconds() / 3600:
            continue
        wrote = [
            Wrote(0, str(other.person), BEGIN + timedelta(hours=other.at))
            for other in lately
            if other.topic == topic
        ]
        people = len({other.customer for other in wrote})
        usual = Usual(counts[topic], of_all, len(before) * HOURS, len(before))
        if alarm(Lately(topic, False, wrote, people, len({other.person for other in lately}), usual), WATCH):
            quiet[topic] = one.at
            heard.raised.append((one.at, topic, people))
    return heard


def days(desk: Desk, seed: int, count: int) -> Iterator[tuple[list[Request], deque[list[Request]]]]:
    chance = random.Random(seed)
    before: deque[list[Request]] = deque(
        (a_day(desk, chance) for _ in range(DAYS_KNOWN * 5 // 7)), DAYS_KNOWN * 5 // 7
    )
    for _ in range(count):
        today = a_day(desk, chance)
        yield today, before
        before.append(today)


def false_alarms(desk: Desk, count: int) -> float:
    """A month of 21 open days, on average."""
    raised = sum(len(listen(today, before).raised) for today, before in days(desk, 1, count))
    return raised / count * 21


def seen(desk: Desk, felt_by: int, tries: int, recognised: float) -> tuple[int, float]:
    """How many outages that so many people feel are seen, and after how many mails about the topic."""
    chance, found, after = random.Random(2), 0, []
    for today, before in days(desk, 3, tries):
        whole, topic = with_outage(today, desk, chance, felt_by, recognised)
        hits = [people for _, name, people in listen(whole, before).raised if name == topic]
        found += bool(hits)
        after += hits[:1]
    return found, sum(after) / len(after) if after else 0.0


def cost_of_topics(mails: int = 20_000) -> float:
    """Seconds of CPU for the topics of one mail."""
    subject = "Cannot connect from home since this morning, please help"
    text = "Hello,\nsince this morning I can't reach the shared drive from home, the connection drops. " * 5
    topics = packaged()
    began = time.process_time()
    for _ in range(mails):
        topics.of(subject, text)
    return (time.process_time() - began) / mails


def cost_of_alarm(judged: int = 5_000) -> float:
    """Seconds of CPU for the judgement on one mail in a busy hour."""
    wrote = [Wrote(number, f"p{number}@example.org", BEGIN) for number in range(8)]
    lately = Lately("vpn", False, wrote, 8, 40, Usual(150, 3000, 160.0, 20))
    began = time.process_time()
    for _ in range(judged):
        alarm(lately, WATCH)
    return (time.process_time() - began) / judged


def main() -> None:
    for desk, sizes in (
        (Desk(10, 50), (5, 6, 8)),
        (Desk(40, 500), (6, 8, 12)),
        (Desk(150, 3000), (8, 12, 20)),
    ):
        print(f"{desk.a_day} a day: {false_alarms(desk, 1050):.2f} false alarms a month")
        for recognised in RECOGNISED:
            shown = []
            for size in sizes:
                found, after = seen(desk, size, TRIES, recognised)
                shown.append(f"of {size}: {found} of {TRIES}, after {after:.1f} mails")
            print(f"  topic in {recognised:.0%} of the mails: " + "; ".join(shown))
    print(
        f"topics: {cost_of_topics() * 1e6:.0f} µs of CPU a mail; the judgement: {cost_of_alarm() * 1e6:.0f} µs"
    )


if __name__ == "__main__":
    main()
