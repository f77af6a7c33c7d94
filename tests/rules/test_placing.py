"""Where a message belongs: each clue alone, clues against each other, and what strangers can't do."""

import pytest

from frontdesk.rules.placing import Clues, place

EVERYBODY = frozenset(range(1, 100))
NOBODY: frozenset[int] = frozenset()


@pytest.mark.parametrize(
    ("clues", "may_write_on", "number"),
    [
        pytest.param(Clues(), EVERYBODY, None, id="nothing known: a new request"),
        pytest.param(Clues(answered=(7,)), NOBODY, 7, id="an answer to our mail, also from another address"),
        pytest.param(Clues(chain=(7,)), NOBODY, 7, id="our mail further up in the chain"),
        pytest.param(Clues(token=7), NOBODY, 7, id="the request's own address"),
        pytest.param(Clues(number=7), {7}, 7, id="the number, from somebody on the request"),
        pytest.param(Clues(number=7), NOBODY, None, id="the number, from a stranger"),
        pytest.param(Clues(parents=(7,)), {7}, 7, id="an answer to a colleague's message"),
        pytest.param(Clues(parents=(7,)), NOBODY, None, id="a stranger with a copied id"),
        pytest.param(Clues(overtaken=7), {7}, 7, id="the first mail, overtaken by its answers"),
        pytest.param(Clues(overtaken=7), NOBODY, None, id="a stranger who sends a seen id first"),
        pytest.param(Clues(alike=(7,)), {7}, 7, id="same sender and subject"),
        pytest.param(Clues(alike=(7, 8)), {7, 8}, None, id="two requests look alike: none"),
        pytest.param(Clues(parents=(7, 8)), {7, 8}, None, id="two parents on two requests: none"),
        pytest.param(Clues(parents=(7, 8)), {8}, 8, id="of two parents only one is the sender's"),
        pytest.param(Clues(answered=(7,), number=8), {7, 8}, 7, id="what was answered beats a number"),
        pytest.param(Clues(answered=(7,), token=8, chain=(9,)), EVERYBODY, 7, id="the nearest proof wins"),
        pytest.param(Clues(token=7, number=8), {8}, 7, id="the address beats a number"),
        pytest.param(Clues(number=7, alike=(8,)), {7, 8}, 7, id="a number beats a subject"),
        pytest.param(Clues(parents=(7, 8), alike=(9,)), EVERYBODY, 9, id="an unclear rank asks the next"),
    ],
)
def test_where_a_message_belongs(clues: Clues, may_write_on: frozenset[int], number: int | None) -> None:
    assert place(clues, may_write_on.__contains__).number == number


def test_a_stranger_s_clues_are_noted_as_strange() -> None:
    assert place(Clues(number=7), NOBODY.__contains__).strange
    assert not place(Clues(number=7), EVERYBODY.__contains__).strange
