"""Tokens and Message-IDs: ours are read back, everybody else's are not, and each is good for one thing alone."""

import random
import re
import string
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.rules.effects import Audience
from frontdesk.rules.proof.tokens import (
    Keys,
    OurMessageId,
    is_survey_code,
    message_id,
    plus_address,
    read_our_message_id,
    read_plus_address,
    survey_code,
    technician_token,
    thread_token,
    token_is_for,
)

KEYS = Keys.from_setting("a long random text")
OTHER_KEYS = Keys.from_setting("another long random text")
DESK = "it@desk.example"
BOB, ANN = "bob@desk.example", "ann@desk.example"
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
BASE32 = string.ascii_lowercase + "234567"


def reply_address(note: bool = False, keys: Keys = KEYS) -> str:
    return plus_address(DESK, technician_token(keys, 12, BOB, NOON, note=note))


def sent_id(
    audience: Audience = Audience.TECHNICIAN, technician: str = BOB, serial: str = "m1", number: int = 12
) -> str:
    return message_id(
        KEYS,
        request=number,
        audience=audience,
        serial=serial,
        technician=technician,
        domain="desk.example",
        now=NOON,
    )


# --- there and back --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [str, str.upper, str.title], ids=["as sent", "upper", "title"])
def test_tokens_and_ids_survive_systems_that_fold_case(change: Callable[[str], str]) -> None:
    token = read_plus_address(KEYS, change(reply_address()), DESK, NOON)
    found = read_our_message_id(KEYS, change(sent_id()))
    assert token is not None
    assert found is not None
    assert token_is_for(KEYS, token, 12, BOB, NOON)
    assert token_is_for(KEYS, found, 12, BOB, NOON)


def test_a_customer_s_token_names_the_request_and_never_expires() -> None:
    address = plus_address(DESK, thread_token(KEYS, 12))
    token = read_plus_address(KEYS, address, DESK, NOON + timedelta(days=3_000))
    assert token is not None
    assert (token.audience, token.request) == (Audience.CUSTOMER, 12)


def test_a_customer_s_token_is_never_a_technician_s() -> None:
    token = read_plus_address(KEYS, plus_address(DESK, thread_token(KEYS, 12)), DESK, NOON)
    found = read_our_message_id(KEYS, sent_id(Audience.CUSTOMER, ""))
    assert token is not None
    assert found is not None
    assert not token_is_for(KEYS, token, 12, BOB, NOON)
    assert not token_is_for(KEYS, found, 12, BOB, NOON)


def test_a_note_s_token_says_that_it_is_one() -> None:
    token = read_plus_address(KEYS, reply_address(note=True), DESK, NOON)
    assert token is not None
    assert token.audience is Audience.NOTE
    assert token_is_for(KEYS, token, 12, BOB, NOON)


@pytest.mark.parametrize(
    ("number", "technician", "later", "good"),
    [
        pytest.param(12, BOB, 0, True, id="theirs"),
        pytest.param(12, BOB.upper(), 0, True, id="theirs, in other case"),
        pytest.param(12, ANN, 0, False, id="another technician's"),
        pytest.param(13, BOB, 0, False, id="another request's"),
        pytest.param(12, "", 0, False, id="nobody's"),
        pytest.param(12, BOB, 84, True, id="after twelve weeks"),
        pytest.param(12, BOB, 99, False, id="after fourteen weeks"),
        pytest.param(12, BOB, -30, False, id="from the future"),
        pytest.param(12, "b\u212aob@desk.example", 0, False, id="with a letter that folds to another"),
    ],
)
def test_whose_token_it_is(number: int, technician: str, later: int, good: bool) -> None:
    now = NOON + timedelta(days=later)
    token = read_plus_address(KEYS, reply_address(), DESK, now)
    found = read_our_message_id(KEYS, sent_id())
    assert (token is not None and token_is_for(KEYS, token, number, technician, now)) is good
    assert found is not None
    assert token_is_for(KEYS, found, number, technician, now) is good


def test_the_same_week_brings_the_same_token() -> None:
    assert technician_token(KEYS, 12, BOB, NOON) == technician_token(KEYS, 12, BOB, NOON + timedelta(hours=3))


@pytest.mark.parametrize("audience", Audience)
def test_a_message_id_says_what_the_mail_was_about(audience: Audience) -> None:
    technician = "" if audience is Audience.CUSTOMER else BOB
    found = read_our_message_id(KEYS, sent_id(audience, technician, "m77", 4))
    assert found is not None
    assert (found.request, found.audience, found.serial) == (4, audience, "m77")
    assert bool(found.technician) is bool(technician)


def test_a_mail_about_no_request_has_an_id_of_its_technician_s_too() -> None:
    found = read_our_message_id(KEYS, sent_id(number=0))
    assert found is not None
    assert token_is_for(KEYS, found, 0, BOB, NOON)


@pytest.mark.parametrize("serial", ["m1", "t12345.20260701120000-12", "x" * 300, "", "ÄÖ <>@", "A"])
def test_any_serial_makes_an_id_that_fits_a_local_part(serial: str) -> None:
    text = sent_id(serial=serial, number=999_999_999)
    assert re.fullmatch(r"<[a-z0-9.]{1,63}@desk\.example>", text)
    assert read_our_message_id(KEYS, text) is not None


def test_different_serials_make_different_ids() -> None:
    serials = ["m1", "m1-2", "M1", "m1.2", "m12"]
    assert len({sent_id(serial=serial) for serial in serials}) == len(serials)


@pytest.mark.parametrize("desk", ["it@desk.example", "it+desk@desk.example", "x" * 22 + "@desk.example"])
def test_the_token_stands_behind_any_desk_s_address(desk: str) -> None:
    address = plus_address(desk, technician_token(KEYS, 999_999_999, BOB, NOON))
    assert len(address.rpartition("@")[0]) <= 64
    assert read_plus_address(KEYS, address, desk, NOON) is not None


def test_a_desk_s_address_without_room_goes_without_token() -> None:
    desk = "x" * 40 + "@desk.example"
    assert plus_address(desk, technician_token(KEYS, 12, BOB, NOON)) == desk


# --- keys ------------------------------------------------------------------------------------------------------


def test_a_new_key_signs_and_the_old_one_still_verifies() -> None:
    both = Keys.from_setting("new, a long random text")
    old = read_plus_address(both, reply_address(), DESK, NOON)
    assert old is not None
    assert token_is_for(both, old, 12, BOB, NOON)
    assert read_our_message_id(both, sent_id()) is not None
    assert is_survey_code(both, survey_code(KEYS, 12, ANN), 12, ANN)
    assert read_plus_address(KEYS, reply_address(keys=both), DESK, NOON) is None


def test_a_key_that_is_gone_verifies_nothing() -> None:
    assert read_plus_address(OTHER_KEYS, reply_address(), DESK, NOON) is None
    assert read_our_message_id(OTHER_KEYS, sent_id()) is None
    assert not is_survey_code(OTHER_KEYS, survey_code(KEYS, 12, ANN), 12, ANN)


@pytest.mark.parametrize("text", ["", " ", ",", " , "])
def test_no_key_is_an_error_that_names_the_setting(text: str) -> None:
    with pytest.raises(ValueError, match="SECRET_KEY"):
        Keys.from_setting(text)


def test_keys_are_never_shown() -> None:
    assert repr(KEYS) == "Keys()"


# --- survey codes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "customer", "good"),
    [
        (12, "carl@example.org", True),
        (12, "Carl@Example.org", True),
        (13, "carl@example.org", False),
        (12, ANN, False),
    ],
)
def test_a_survey_s_code_is_its_customer_s_for_that_request(number: int, customer: str, good: bool) -> None:
    code = survey_code(KEYS, 12, "carl@example.org")
    assert re.fullmatch("[a-z2-7]{16}", code)
    assert is_survey_code(KEYS, code, number, customer) is good
    assert is_survey_code(KEYS, code.upper(), number, customer) is good


@pytest.mark.parametrize("code", ["", "a", "é" * 16, "a" * 16, "a" * 1_000])
def test_a_guessed_survey_code_is_refused(code: str) -> None:
    assert not is_survey_code(KEYS, code, 12, ANN)


def test_no_code_is_good_for_another_use() -> None:
    """Each purpose signs its own texts: what is sent to a customer can't be turned into a technician's."""
    codes = {
        thread_token(KEYS, 12).rpartition(".")[2],
        technician_token(KEYS, 12, BOB, NOON).rpartition(".")[2],
        technician_token(KEYS, 12, BOB, NOON, note=True).rpartition(".")[2],
        sent_id(Audience.CUSTOMER, "").partition("@")[0].rpartition(".")[2],
        sent_id().partition("@")[0].rpartition(".")[2],
        survey_code(KEYS, 12, BOB),
    }
    assert len(codes) == 6


# --- guesses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("position", range(len(technician_token(KEYS, 12, BOB, NOON))))
def test_a_token_with_one_character_changed_is_nobody_s(position: int) -> None:
    token = technician_token(KEYS, 12, BOB, NOON)
    for character in "a2tcn0.-":
        changed = token[:position] + character + token[position + 1 :]
        if changed != token:
            assert read_plus_address(KEYS, plus_address(DESK, changed), DESK, NOON) is None


@pytest.mark.parametrize("position", range(len(sent_id().partition("@")[0]) - 1))
def test_an_id_with_one_character_changed_is_nobody_s(position: int) -> None:
    text = sent_id().partition("@")[0][1:]
    for character in "a2tcn0.-":
        changed = text[:position] + character + text[position + 1 :]
        if changed != text:
            assert read_our_message_id(KEYS, f"<{changed}@desk.example>") is None


@pytest.mark.parametrize(
    "address",
    [
        "it@desk.example",
        "it+@desk.example",
        "it+c12@desk.example",
        "it+c12.@desk.example",
        "it+note@desk.example",
        f"hr+{thread_token(KEYS, 12)}@desk.example",
        f"it+{thread_token(KEYS, 12)}@evil.example",
        f"it-{thread_token(KEYS, 12)}@desk.example",
        f"it+x+{thread_token(KEYS, 12)}@desk.example",
        f"it+{thread_token(KEYS, 12)}x@desk.example",
        f"it+0{thread_token(KEYS, 12)}@desk.example",
        f"it+{thread_token(KEYS, 12).replace('12', '012')}@desk.example",
        f"it+{thread_token(KEYS, 12).replace('12', '１２')}@desk.example",
        f"it+{thread_token(KEYS, 12)}",
        f"\u0130t+{thread_token(KEYS, 12)}@desk.example",
        "",
        "@",
        "+",
        "it+" + "c" * 100_000,
    ],
)
def test_other_addresses_hold_no_token(address: str) -> None:
    assert read_plus_address(KEYS, address, DESK, NOON) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<>",
        "<x@y>",
        "fd.",
        "<fd.t12.m1@desk.example>",
        sent_id()[:-30],
        "<" + "fd.t1." * 100_000 + ">",
        "<fd.t12.\x00.a@x>",
    ],
)
def test_other_ids_are_not_ours(text: str) -> None:
    assert read_our_message_id(KEYS, text) is None


def accepted_of(count: int) -> int:
    """How many of so many random tokens, ids and codes of the right form are accepted."""
    guess = random.Random(count)
    accepted = 0
    for i in range(count):
        bits = guess.getrandbits(120)
        text = "".join([BASE32[bits >> shift & 31] for shift in range(0, 120, 5)])
        number, week = bits % 1_000, 2_940 + bits % 10
        if i % 3 == 0:
            address = f"it+t{number}.{week}.{text[:8]}.{text[8:]}@desk.example"
            accepted += read_plus_address(KEYS, address, DESK, NOON) is not None
        elif i % 3 == 1:
            accepted += (
                read_plus_address(KEYS, f"it+c{number}.{text[8:]}@desk.example", DESK, NOON) is not None
            )
        else:
            accepted += (
                read_our_message_id(KEYS, f"<fd.t{number}.m1.{week}.{text[:8]}.{text[8:]}@x>") is not None
            )
    return accepted


@pytest.mark.slow
def test_of_a_hundred_thousand_random_tokens_none_is_accepted() -> None:
    assert accepted_of(100_000) == 0


@pytest.mark.slow
def test_of_a_million_random_tokens_none_is_accepted() -> None:
    assert accepted_of(1_000_000) == 0


@given(st.text(), st.text())
def test_reading_never_raises(address: str, desk: str) -> None:
    assert read_plus_address(KEYS, address, desk, NOON) is None
    assert not isinstance(read_our_message_id(KEYS, address), OurMessageId)
    assert not is_survey_code(KEYS, address, 12, desk)
