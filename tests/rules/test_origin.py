"""Origin: what our own mail server wrote is believed, what anybody else wrote is not. All headers written here."""

import contextlib
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.rules.model import Address, Message, Origin
from frontdesk.rules.proof.authentication_results import (
    Result,
    Unreadable,
    read_authentication_results,
    read_microsoft_results,
)
from frontdesk.rules.proof.origin import OriginVerdict, origin_of

MX = "mx.desk.example"


def mail(*results: str, sender: str = "bob@desk.example", certain: bool = True, **more: str) -> Message:
    headers: dict[str, tuple[str, ...]] = {"authentication-results": results} if results else {}
    headers |= {name.replace("_", "-"): (value,) for name, value in more.items()}
    return Message(
        message_id="<a@desk.example>",
        sender=Address("Bob", sender),
        sender_is_certain=certain,
        subject="",
        date=None,
        text="",
        new_text="",
        headers=headers,
    )


def judged(*results: str, sender: str = "bob@desk.example") -> str:
    return origin_of(mail(*results, sender=sender), MX).origin.value


# --- plain RFC 8601 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("results", "origin"),
    [
        ("dmarc=pass header.from=desk.example", "proven"),
        ("dmarc=pass (p=reject) header.from=desk.example", "proven"),
        ("DMARC=Pass Header.From=Desk.Example", "proven"),
        ("dmarc = pass header . from = desk.example", "unknown"),  # "." stands alone: not how servers write
        ("dmarc/1=pass header.from=desk.example", "proven"),
        ('dmarc=pass header.from="desk.example"', "proven"),
        ("dmarc=pass header.from=<bob@desk.example>", "proven"),
        ("dmarc=pass header.from=bob@desk.example", "proven"),
        ("dmarc=pass header.from=desk.example.", "proven"),
        ('dmarc=pass reason="a; b (c) \\" d" header.from=desk.example', "proven"),
        (
            "spf=pass smtp.mailfrom=desk.example; dkim=pass header.d=desk.example; dmarc=pass header.from=desk.example",
            "proven",
        ),
        ("spf=fail smtp.mailfrom=x.example; dkim=none; dmarc=pass header.from=desk.example", "proven"),
        ("dmarc=fail header.from=desk.example", "forged"),
        ("dmarc=fail (p=none dis=none) header.from=desk.example", "forged"),
        ("dmarc=fail", "forged"),
        ("dkim=pass header.d=desk.example; dmarc=fail header.from=desk.example", "forged"),
        ("auth=pass smtp.auth=bob@desk.example; dmarc=fail header.from=desk.example", "forged"),
        ("dmarc=pass header.from=evil.example", "forged"),
        ("dmarc=pass header.from=desk.example.evil.example", "forged"),
        ("dmarc=none header.from=evil.example", "forged"),
        ("dmarc=pass", "unknown"),
        ("dmarc=pass header.from=", "unknown"),
        ("dmarc=pass header.from=desk.example header.from=evil.example", "unknown"),
        ("dmarc=pass header.from=desk.example; dmarc=pass header.from=desk.example", "unknown"),
        ("dmarc=pass header.from=desk.example; dmarc=fail header.from=desk.example", "forged"),
        ("dmarc=pass header.from=desk.example; dmarc=none header.from=evil.example", "unknown"),
        ("dmarc=none header.from=desk.example", "unknown"),
        ("dmarc=temperror header.from=desk.example", "unknown"),
        ("dmarc=permerror header.from=desk.example; dkim=pass header.d=desk.example", "proven"),
        ("dmarc=bestguesspass header.from=desk.example", "unknown"),
        ("dmarc=bestguesspass header.from=desk.example; spf=pass smtp.mailfrom=bob@desk.example", "proven"),
        ("dkim=pass header.d=desk.example", "proven"),
        ("dkim=pass header.i=@desk.example", "proven"),
        (
            "dkim=pass (2048-bit key; unprotected) header.d=desk.example header.i=@desk.example header.a=rsa-sha256",
            "proven",
        ),
        ("dkim=fail header.d=desk.example", "unknown"),
        ("dkim=pass header.d=evil.example; dkim=fail header.d=desk.example", "unknown"),
        ("dkim=fail header.d=x.example; dkim=pass header.d=desk.example header.b=ab/+c=", "proven"),
        ("dkim=pass header.d=evil.example", "unknown"),
        ("dkim=pass header.d=mail.desk.example", "unknown"),  # below it: may be anybody's
        ("dkim=pass header.d=example", "unknown"),
        ("dkim=pass header.d=esk.example", "unknown"),
        ("dkim=pass", "unknown"),
        ("spf=pass smtp.mailfrom=bob@desk.example", "proven"),
        ("spf=pass smtp.mailfrom=desk.example", "proven"),
        ("spf=pass smtp.mailfrom=bounce.desk.example", "unknown"),
        ("spf=pass smtp.mailfrom=bob@evil.example", "unknown"),
        ("spf=pass smtp.helo=desk.example", "unknown"),
        ("spf=pass smtp.mailfrom=", "unknown"),
        ("spf=pass smtp.mailfrom=<>", "unknown"),
        ("spf=fail smtp.mailfrom=bob@desk.example", "unknown"),
        ("spf=softfail smtp.mailfrom=bob@desk.example; dkim=fail header.d=desk.example", "unknown"),
        ("auth=pass smtp.auth=bob@desk.example", "proven"),
        ("auth=pass (PLAIN) smtp.auth=Bob@Desk.example smtp.mailfrom=bob@desk.example", "proven"),
        ("auth=pass smtp.auth=carl@desk.example", "unknown"),
        ("auth=pass smtp.auth=bob", "unknown"),
        ("auth=fail smtp.auth=bob@desk.example", "unknown"),
        ("auth=pass", "unknown"),
        ("arc=pass (i=1 spf=pass dkim=pass dmarc=pass fromdomain=desk.example)", "unknown"),
        ("iprev=pass policy.iprev=2001:db8::1; x-unheard-of=pass", "unknown"),
        ("none", "unknown"),
        ("(nothing was checked) none", "unknown"),
    ],
)
def test_what_our_server_found(results: str, origin: str) -> None:
    assert judged(f"{MX}; {results}") == origin


@pytest.mark.parametrize(
    ("header", "origin"),
    [
        pytest.param(f"{MX} 1; dmarc=pass header.from=desk.example", "proven", id="with its version"),
        pytest.param(f"{MX} 2; dmarc=pass header.from=desk.example", "unknown", id="of another version"),
        pytest.param("MX.Desk.Example; dmarc=pass header.from=desk.example", "proven", id="in capitals"),
        pytest.param(f'"{MX}"; dmarc=pass header.from=desk.example', "proven", id="quoted"),
        pytest.param(f"(hi) {MX} (ho); dmarc=pass header.from=desk.example", "proven", id="between comments"),
        pytest.param(
            f"({MX}) evil.example; dmarc=pass header.from=desk.example", "unknown", id="our name in a comment"
        ),
        pytest.param(f"evil.example ({MX}); dmarc=pass header.from=desk.example", "unknown", id="and behind"),
        pytest.param(
            f"evil.example; dmarc=pass header.from=desk.example; x={MX}", "unknown", id="as a result"
        ),
        pytest.param(
            f"{MX}.evil.example; dmarc=pass header.from=desk.example", "unknown", id="as a beginning"
        ),
        pytest.param(f"evil-{MX}; dmarc=pass header.from=desk.example", "unknown", id="as an end"),
        pytest.param(f"{MX}; (dmarc=pass header.from=desk.example)", "unknown", id="a result in a comment"),
        pytest.param(
            f"{MX}; (a (b (c) \\) d)) dmarc=pass header.from=desk.example", "proven", id="nested comments"
        ),
        pytest.param(f"{MX}; dmarc=pass (open header.from=desk.example", "unknown", id="an open comment"),
        pytest.param(f"{MX}; dmarc=pass ) header.from=desk.example", "unknown", id="a comment's end alone"),
        pytest.param(
            f'{MX}; dmarc=pass reason="open header.from=desk.example', "unknown", id="an open quote"
        ),
        pytest.param(
            f"{MX}; {'(' * 50}{')' * 50} dmarc=pass header.from=desk.example", "unknown", id="too deep"
        ),
        pytest.param(
            f"{MX}; x=y{'; x=y' * 200}; dmarc=pass header.from=desk.example", "unknown", id="too many"
        ),
        pytest.param(f"{MX}; dmarc=pass header.from=desk.example{' ' * 20_000}", "unknown", id="too long"),
        pytest.param(f"{MX}; dmarc=pass header.from=desk.example;", "proven", id="a semicolon at the end"),
        pytest.param(f"{MX};; dmarc=pass header.from=desk.example", "unknown", id="an empty result"),
        pytest.param(f"{MX} dmarc=pass header.from=desk.example", "unknown", id="without the semicolon"),
        pytest.param("dmarc=pass header.from=desk.example", "unknown", id="without a name"),
        pytest.param("; dmarc=pass header.from=desk.example", "unknown", id="with an empty name"),
        pytest.param("", "unknown", id="empty"),
        pytest.param(
            f"{MX}; dmarc=pass\x00 header.from=desk.example", "unknown", id="with a control character"
        ),
        pytest.param(f"{MX}; dmarс=pass header.from=desk.example", "unknown", id="with a Cyrillic letter"),
    ],
)
def test_the_header_s_form(header: str, origin: str) -> None:
    assert judged(header) == origin


@pytest.mark.parametrize(
    "sender",
    [
        "a; dmarc=pass header.from=desk.example; x=@evil.example",
        "a) ; dmarc=pass header.from=desk.example (b@evil.example",
        '"a; dmarc=pass header.from=desk.example; x="@evil.example',
        '"a) ; dmarc=pass header.from=desk.example; spf=pass (b"@evil.example',
        '"a\\"; dmarc=pass header.from=desk.example; x=\\""@evil.example',
        "a dmarc=pass header.from=desk.example@evil.example",
        'a"; dmarc=pass header.from=desk.example; x="@evil.example',
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        "{0}; spf=pass (mx: domain of {1} permits 192.0.2.1) smtp.mailfrom={1}; dmarc=fail header.from=desk.example",
        "{0}; spf=pass (mx: domain of {1} permits 192.0.2.1) smtp.mailfrom={1}; dmarc=none header.from=desk.example",
        "{0}; spf=pass (mx: domain of {1} designates 192.0.2.1 as permitted sender) smtp.mailfrom={1}",
        "{0}; spf=none smtp.mailfrom={1}; dkim=none; dmarc=none header.from=desk.example",
    ],
)
def test_an_envelope_sender_can_t_break_out_of_its_place(form: str, sender: str) -> None:
    assert judged(form.format(MX, sender)) != "proven"


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        (
            (f"{MX}; dmarc=fail header.from=desk.example", f"{MX}; dmarc=pass header.from=desk.example"),
            "forged",
        ),
        ((f"{MX}; none", f"{MX}; dmarc=pass header.from=desk.example"), "unknown"),
        (("other.example; none", f"{MX}; dmarc=pass header.from=desk.example"), "unknown"),
        (("((( broken", f"{MX}; dmarc=pass header.from=desk.example"), "unknown"),
        (
            (f"{MX}; dmarc=pass header.from=desk.example", f"{MX}; dmarc=fail header.from=desk.example"),
            "proven",
        ),
        ((f"{MX}; dmarc=pass header.from=desk.example", "other.example; dmarc=fail"), "proven"),
    ],
)
def test_only_the_topmost_header_counts(headers: tuple[str, ...], origin: str) -> None:
    assert judged(*headers) == origin


def test_a_signature_of_the_domain_above_speaks_for_the_one_below() -> None:
    assert judged(f"{MX}; dkim=pass header.d=desk.example", sender="bob@it.desk.example") == "proven"


@pytest.mark.parametrize("trusted", ["", " ", "other.example", "example", "mx.desk.exampl", "*", "microsoft"])
def test_nobody_but_the_configured_server_is_believed(trusted: str) -> None:
    message = mail(f"{MX}; dmarc=pass header.from=desk.example")
    assert origin_of(message, trusted).origin is Origin.UNKNOWN


@pytest.mark.parametrize("trusted", [MX.upper(), f" {MX} ", f"{MX}."])
def test_the_setting_s_spelling_does_not_matter(trusted: str) -> None:
    assert origin_of(mail(f"{MX}; dmarc=pass header.from=desk.example"), trusted).origin is Origin.PROVEN


def test_without_a_header_nothing_is_known() -> None:
    assert origin_of(mail(), MX) == OriginVerdict(
        Origin.UNKNOWN, "our mail server left no Authentication-Results"
    )


@pytest.mark.parametrize("trusted", ["", MX, "microsoft"])
def test_a_mail_whose_sender_is_not_certain_is_never_obeyed(trusted: str) -> None:
    results = f"{MX}; dmarc=pass header.from=desk.example"
    assert origin_of(mail(results, certain=False), trusted).origin is Origin.FORGED
    assert (
        origin_of(mail(x_ms_exchange_organization_authas="Internal", certain=False), trusted).origin
        is Origin.FORGED
    )


# --- Google and Microsoft --------------------------------------------------------------------------------------

_GOOGLE = (
    "mx.google.com; dkim=pass header.i=@{0} header.s=s1 header.b=Kx9/w3==; "
    "spf=pass (google.com: domain of bob@{0} designates 192.0.2.7 as permitted sender) smtp.mailfrom=bob@{0}"
)


@pytest.mark.parametrize(
    ("header", "origin"),
    [
        (
            _GOOGLE.format("desk.example")
            + "; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=desk.example",
            "proven",
        ),
        (_GOOGLE.format("desk.example"), "proven"),
        (
            _GOOGLE.format("evil.example")
            + "; dmarc=fail (p=NONE sp=NONE dis=NONE) header.from=desk.example",
            "forged",
        ),
        (_GOOGLE.format("evil.example") + "; dmarc=pass (p=NONE) header.from=evil.example", "forged"),
        (_GOOGLE.format("evil.example"), "unknown"),
        (
            "mx.google.com; spf=pass (google.com: best guess) smtp.mailfrom=; dkim=neutral (body hash did not verify)",
            "unknown",
        ),
        (_GOOGLE.format("desk.example").replace("mx.google.com", "mx.google.com.evil.example", 1), "unknown"),
    ],
)
def test_google_s_form(header: str, origin: str) -> None:
    assert origin_of(mail(header), "mx.google.com").origin.value == origin


_MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.7) smtp.mailfrom={0}; dkim=pass (signature was verified) header.d={0};"
)


@pytest.mark.parametrize(
    ("header", "origin"),
    [
        (
            _MICROSOFT.format("desk.example")
            + "dmarc=pass action=none header.from=desk.example;compauth=pass reason=100",
            "proven",
        ),
        (_MICROSOFT.format("desk.example") + "dmarc=pass action=none header.from=desk.example;", "proven"),
        (
            (
                "spf=none smtp.helo=a; desk.example; dkim=none header.d=none;desk.example; "
                "dmarc=pass action=none header.from=desk.example;"
            ),
            "proven",
        ),
        (
            _MICROSOFT.format("evil.example")
            + "dmarc=fail action=oreject header.from=desk.example;compauth=fail reason=000",
            "forged",
        ),
        (
            _MICROSOFT.format("evil.example")
            + "dmarc=fail action=none header.from=desk.example;compauth=pass reason=130",
            "forged",
        ),
        (
            _MICROSOFT.format("evil.example")
            + "dmarc=none action=none header.from=desk.example;compauth=pass reason=102",
            "proven",
        ),
        (
            _MICROSOFT.format("evil.example")
            + "dmarc=none action=none header.from=desk.example;compauth=pass reason=703",
            "unknown",
        ),
        (
            _MICROSOFT.format("evil.example")
            + "dmarc=none action=none header.from=desk.example;compauth=softpass reason=202",
            "unknown",
        ),
        (
            _MICROSOFT.format("evil.example")
            + "dmarc=none action=none header.from=evil.example;compauth=pass reason=100",
            "forged",
        ),
        (_MICROSOFT.format("evil.example") + "compauth=pass reason=100", "unknown"),
        (
            _MICROSOFT.format("desk.example")
            + "dmarc=bestguesspass action=none header.from=desk.example;compauth=pass reason=109",
            "proven",
        ),
        (
            _MICROSOFT.format("evil.example") + "dmarc=bestguesspass action=none header.from=desk.example",
            "unknown",
        ),
        (_MICROSOFT.format("evil.example"), "unknown"),
        (
            "mx.evil.example; dmarc=pass action=none header.from=desk.example;compauth=pass reason=100",
            "unknown",
        ),
        ("microsoft; dmarc=pass header.from=desk.example", "unknown"),
        ("", "unknown"),
    ],
)
def test_microsoft_s_form(header: str, origin: str) -> None:
    assert origin_of(mail(header), "microsoft").origin.value == origin


@pytest.mark.parametrize(
    ("trusted", "value", "origin"),
    [
        ("microsoft", "Internal", "proven"),
        ("microsoft", "Anonymous", "unknown"),
        ("microsoft", "internal", "unknown"),
        ("microsoft", "Internal, Anonymous", "unknown"),
        (MX, "Internal", "unknown"),
        ("", "Internal", "unknown"),
    ],
)
def test_mail_from_inside_exchange(trusted: str, value: str, origin: str) -> None:
    assert origin_of(mail(x_ms_exchange_organization_authas=value), trusted).origin.value == origin


def test_two_words_on_where_a_mail_is_from_are_none() -> None:
    message = mail()
    twice = {"x-ms-exchange-organization-authas": ("Internal", "Internal")}
    assert origin_of(Message(**{**_fields(message), "headers": twice}), "microsoft").origin is Origin.UNKNOWN


def _fields(message: Message) -> dict[str, Any]:
    return {name: getattr(message, name) for name in Message.__dataclass_fields__}


# --- the parser ------------------------------------------------------------------------------------------------


def test_results_are_read_with_their_properties() -> None:
    found = read_authentication_results(
        'A.example 1 (c); dkim/1 = PASS (k (k)) reason="so ; so" header.D=B.example header.b="x y"; spf=none'
    )
    assert found.authserv_id == "a.example"
    assert found.results == (
        Result("dkim", "pass", (("reason", "so ; so"), ("header.d", "B.example"), ("header.b", "x y"))),
        Result("spf", "none"),
    )


def test_a_property_that_stands_twice_with_one_value_has_it() -> None:
    result = read_authentication_results("a; dkim=pass header.d=x header.d=x header.s=1 header.s=2").results[
        0
    ]
    assert (result.value("header.d"), result.value("header.s"), result.value("header.i")) == ("x", "", "")


_LARGE = 10_000


@pytest.mark.parametrize(
    "header",
    [
        "(" * _LARGE,
        "a; " + "(" * 9 + ")" * 9,
        "a; b=c (" + "\\(" * (_LARGE // 2 - 10) + ")",
        "a; b=c " + "(x)" * (_LARGE // 3 - 10),
        '"' * _LARGE,
        "a; b=c " + "d=e " * (_LARGE // 4 - 10),
        "a; " + "b=c;" * (_LARGE // 4 - 10),
        "a; b=" + "c" * (_LARGE - 10),
        "a; " + " " * (_LARGE - 10),
        "a" * 10_000_000,
    ],
    ids=range(10),
)
def test_no_header_takes_long_to_read(header: str) -> None:
    start = time.process_time()
    for read in (read_authentication_results, read_microsoft_results):
        with contextlib.suppress(Unreadable):
            read(header)
    assert time.process_time() - start < 0.5


_PIECES = st.sampled_from(
    [
        MX,
        ";",
        "dmarc=pass",
        "dmarc=fail",
        "header.from=desk.example",
        "header.from=",
        " ",
        "(",
        ")",
        '"',
        "\\",
        "=",
        "none",
        "1",
        ".",
    ]
)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(
    st.one_of(st.text(), st.lists(_PIECES, max_size=20).map("".join)), st.sampled_from(["", MX, "microsoft"])
)
def test_judging_never_raises(header: str, trusted: str) -> None:
    verdict = origin_of(mail(header), trusted)
    assert verdict.why
    assert verdict.origin is not Origin.PROVEN or "pass" in header


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(st.lists(_PIECES, max_size=20).map("".join))
def test_whatever_a_sender_adds_below_changes_nothing(forged: str) -> None:
    genuine = f"{MX}; dmarc=fail header.from=desk.example"
    assert judged(genuine, forged) == "forged"
