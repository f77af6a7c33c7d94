"""The status machine: the table is whole, says what is possible, and makes the README's picture."""

from itertools import product

import pytest

from frontdesk.rules.lifecycle import LIFE, Happening, NotAllowed, leads_to, legend, next_status, picture
from frontdesk.rules.model import Status

FROM_EVERYWHERE = (
    Happening.TAGGED_OPEN,
    Happening.TAGGED_WAITING,
    Happening.TAGGED_HOLD,
    Happening.TAGGED_RESOLVED,
    Happening.DISCARDED,
)
STORY = [
    (Status.NEW, Happening.CUSTOMER_WROTE, Status.NEW),
    (Status.NEW, Happening.ANSWERED, Status.OPEN),
    (Status.OPEN, Happening.TAGGED_WAITING, Status.WAITING),
    (Status.WAITING, Happening.CUSTOMER_WROTE, Status.OPEN),
    (Status.WAITING, Happening.NO_ANSWER, Status.RESOLVED),
    (Status.OPEN, Happening.TAGGED_HOLD, Status.ON_HOLD),
    (Status.ON_HOLD, Happening.CUSTOMER_WROTE, Status.ON_HOLD),
    (Status.OPEN, Happening.TAGGED_RESOLVED, Status.RESOLVED),
    (Status.RESOLVED, Happening.CUSTOMER_WROTE, Status.OPEN),
    (Status.RESOLVED, Happening.SILENCE, Status.CLOSED),
    (Status.RESOLVED, Happening.CUSTOMER_SETTLED, Status.CLOSED),
    (Status.CLOSED, Happening.CUSTOMER_WROTE, Status.OPEN),
    (Status.CLOSED, Happening.TAGGED_OPEN, Status.OPEN),
]


@pytest.mark.parametrize(("before", "happening", "after"), STORY)
def test_a_request_lives_as_the_design_tells(before: Status, happening: Happening, after: Status) -> None:
    assert next_status(before, happening) is after


@pytest.mark.parametrize(("status", "happening"), list(product(Status, Happening)))
def test_what_the_table_does_not_name_is_refused_with_what_is_possible(
    status: Status, happening: Happening
) -> None:
    if happening in LIFE[status]:
        assert next_status(status, happening) is LIFE[status][happening]
        return
    with pytest.raises(NotAllowed) as refusal:
        next_status(status, happening)
    assert all(possible.value in str(refusal.value) for possible in LIFE[status])


def test_a_customer_can_write_at_any_time() -> None:
    assert all(Happening.CUSTOMER_WROTE in LIFE[status] for status in Status)


def test_nothing_but_silence_their_word_or_a_technician_closes_a_request() -> None:
    closing = {
        happening for row in LIFE.values() for happening, after in row.items() if after is Status.CLOSED
    }
    answers_on_closed = {Happening.ANSWERED, Happening.TAKEN}
    assert closing - answers_on_closed == {
        Happening.SILENCE,
        Happening.CUSTOMER_SETTLED,
        Happening.DISCARDED,
    }


def test_the_picture_shows_every_move_of_the_table() -> None:
    drawn = picture()
    for status, row in LIFE.items():
        for happening, after in row.items():
            if after is not status and happening not in FROM_EVERYWHERE:
                arrow = f"{status.value.replace(' ', '_')} --> {after.value.replace(' ', '_')}: "
                lines = [line for line in drawn.splitlines() if arrow in line]
                assert len(lines) == 1
                assert happening.value in lines[0]


@pytest.mark.parametrize("happening", FROM_EVERYWHERE)
def test_what_leads_to_one_status_from_everywhere_has_one_arrow_and_stands_below_the_picture(
    happening: Happening,
) -> None:
    after = leads_to(happening)
    assert {row[happening] for row in LIFE.values()} == {after}
    (line,) = [line for line in picture().splitlines() if happening.value in line]
    assert f"--> {after.value.replace(' ', '_')}: " in line
    assert f"`{happening}` to {after}" in legend() or happening is Happening.DISCARDED
