"""Stories for the tests of figures: made in one line each, around one quiet October."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.rules.clock.passed import BusinessMinutes
from frontdesk.rules.clock.timing import parse_hours
from frontdesk.rules.figures import periods
from frontdesk.rules.figures.columns import NEVER, Columns
from frontdesk.rules.figures.cycle import Cycle, Entry, Owned
from frontdesk.rules.figures.periods import Period
from frontdesk.rules.figures.report import Builder, Report
from frontdesk.rules.figures.story import Story

HOURS = parse_hours("Mon-Fri 09:00-17:00", ZoneInfo("UTC"))
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
OCTOBER = periods.from_words("2026-10", HOURS, NOW)
_NUMBERS = iter(range(1, 1_000_000))


def at(day: int, hour: int = 9, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def asked(
    opened: datetime | None = None,
    *,
    answered: int | None = 30,
    resolved: int | None = 60,
    department: str = "Sales",
    **more: Any,
) -> Story:
    """A request answered and resolved so many minutes after it was opened; both on the same day by default."""
    return story(
        [cycle(1, opened or at(5), answered=answered, resolved=resolved, department=department, **more)]
    )


def cycle(
    n: int,
    began: datetime,
    *,
    answered: int | None = 30,
    resolved: int | None = 60,
    promised: int | None = 240,
    due: int | None = 480,
    **more: Any,
) -> Cycle:
    """One cycle; `promised` and `due` are minutes after its beginning, None for no such target."""
    values: dict[str, object] = {
        "promised_by": began + timedelta(minutes=promised) if promised is not None and n == 1 else None,
        "first_reply_at": began + timedelta(minutes=answered) if answered is not None else None,
        "replies": 0 if answered is None else 1,
        "resolve_by": began + timedelta(minutes=due) if due is not None else None,
        "ended_at": began + timedelta(minutes=resolved) if resolved is not None else None,
        "ended_by": "resolved" if resolved is not None else None,
        "wait_minutes": 0 if resolved is not None else None,
        "hold_minutes": 0 if resolved is not None else None,
        "owner": "ann@example.org",
        "owners": 1,
        "owned": (Owned("ann@example.org", began),),
        "resolved_by": "ann@example.org" if resolved is not None else None,
    }
    began_by = "opened" if n == 1 else "reopened"
    return Cycle(0, n, began, began_by, **(values | more))  # type: ignore[arg-type]


def story(cycles: Iterable[Cycle], **more: object) -> Story:
    number = next(_NUMBERS)
    return Story(number, tuple(each._replace(request=number) for each in cycles), **more)  # type: ignore[arg-type]


def in_columns(story: Story) -> Columns:
    """As the database gives it."""

    def of(name: str) -> list[Any]:
        found = [getattr(each, name) for each in story.cycles]
        is_time = name.endswith("_at") or name in ("promised_by", "resolve_by")
        return [NEVER if is_time and value is None else value for value in found]

    def always(value: object) -> list[Any]:
        return [value] * len(story.cycles)

    return Columns(
        number=of("request"),
        began=of("began_at"),
        source=of("source"),
        department=of("department"),
        priority=of("priority"),
        owner=of("owner"),
        promised=of("promised_by"),
        replied=of("first_reply_at"),
        replies=of("replies"),
        due=of("resolve_by"),
        missed=of("missed_at"),
        ended=of("ended_at"),
        ended_by=of("ended_by"),
        resolved_by=of("resolved_by"),
        waited=of("wait_minutes"),
        owners=of("owners"),
        rating=of("rating"),
        rated=of("rating_at"),
        comment=of("rating_comment"),
        asked=of("asked_at"),
        recovered=of("recovered_at"),
        stood=[[(one.status, one.since, one.until or NEVER) for one in each] for each in of("stood")],
        owned=of("owned"),
        language=always(story.language),
        labels=always(story.labels),
        minutes=always(story.minutes),
        spam=always(story.spam),
        merged=always(story.merged),
        child=always(story.child),
    )


def counted(
    stories: Iterable[Story],
    period: Period = OCTOBER,
    now: datetime = NOW,
    entries: Mapping[int, Sequence[Entry]] | None = None,
    **more: object,
) -> Report:
    clock = BusinessMinutes(HOURS)
    before = periods.previous(period, HOURS, now)
    builder = Builder(period, before, HOURS, lambda _: clock, **more)  # type: ignore[arg-type]
    for each in stories:
        builder.add(in_columns(each), (entries or {}).get(each.number, ()))
    return builder.report(now)


def days(first: date, last: date) -> Period:
    return periods.from_days(first, last, HOURS, NOW)
