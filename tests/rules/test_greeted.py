"""Whom the first line of a mail greets, in the languages that people write."""

from __future__ import annotations

import pytest

from frontdesk.rules.model import Address
from frontdesk.rules.names import greeted

BOB = Address("Bob Burns", "bob@example.org")
CARL = Address("Carl Cole", "ccole@sales.example.org")
NAMELESS = Address("", "dora.dean@sales.example.org")
FOR_BOB = [
    "Hi Bob,\n\nis Carl always like this?", "Bob, is Carl always like this?", "@Bob is Carl always like this?",
    "@Bob Burns is Carl always like this?", "Hallo Bob, ist der immer so?", "Guten Morgen Bob!\nIst der immer so?",
    "Bob -\nis he always like this?", "Bonjour Bob,\n\nil est toujours comme ça ?", "Dear Bob Burns,\n\nis he?",
    "Lieber Bob,\n\nist der immer so?", "Moin @Bob,\n\nist der immer so?", "bob,\nis he always like this?",
    "Good morning Bob,\nis he always like this?", "Hola Bob:\n¿siempre es así?", "Cześć Bob,\nzawsze tak?",
    "Dear Mr. Burns,\n\nis he always like this?",
]  # fmt: skip
FOR_CARL = [
    "Hi Carl,\n\ntry the other tray.", "Carl, try the other tray.", "Hello Mr Cole,\n\ntry the other tray.",
    "Sehr geehrter Herr Cole,\n\nnehmen Sie das andere Fach.", "Hallo Carl!\nNimm das andere Fach.",
    "Bonjour Carl, prenez l'autre bac.", "Dear Carl Cole:\n\ntry the other tray.", "Guten Tag Herr Cole,\nFach 2.",
]  # fmt: skip
NOBODY = [
    "Try the other tray.", "Hi,\n\ntry it.", "Hi all,\nit is the tray.", "Bob knows trays.", "Dear customer,\nit is.",
    "Hello Bobby,\ntry it.", "Carl says that Bob, too, has it.", "", "\n\n", "> Hi Bob,", "Bobs Drucker, der neue",
    "We met Bob. He says no.", "Guten Tag,\nBob kommt.", "Thanks, Bob will come.", "bob@example.org, please look",
]  # fmt: skip


@pytest.mark.parametrize("text", FOR_BOB)
def test_a_colleague_is_greeted(text: str) -> None:
    assert greeted(text, (BOB, CARL)) == (BOB,)


@pytest.mark.parametrize("text", FOR_CARL)
def test_the_customer_is_greeted(text: str) -> None:
    assert greeted(text, (BOB, CARL)) == (CARL,)


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_greeted(text: str) -> None:
    assert greeted(text, (BOB, CARL)) == ()


@pytest.mark.parametrize(
    "text", ["Hi Bob and Carl,", "Hi Bob, hi Carl,", "Bob, Carl,", "Hallo Carl und Bob!"]
)
def test_both_are_greeted(text: str) -> None:
    assert greeted(f"{text}\n\nsee you.", (BOB, CARL)) == (BOB, CARL)


def test_without_a_name_the_address_tells_it() -> None:
    assert greeted("Hi Dora,", (BOB, NAMELESS)) == (NAMELESS,)
