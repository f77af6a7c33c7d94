"""Authentication-Results as providers write them: varying hosts, one header a method, and what a sender slips below."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.rules.model import Address, Message, Origin
from frontdesk.rules.proof.origin import origin_of

PROVEN, FORGED, UNKNOWN = Origin.PROVEN, Origin.FORGED, Origin.UNKNOWN
FASTMAIL, ICLOUD, PROTON = ".messagingengine.com", ".icloud.com", "mail.protonmail.ch"


def mail(*results: str, sender: str = "bob@desk.example") -> Message:
    return Message(
        message_id="<a@desk.example>",
        sender=Address("Bob", sender),
        sender_is_certain=True,
        subject="",
        date=None,
        text="",
        new_text="",
        headers={"authentication-results": results},
    )


def judged(trusted: str, *results: str, team: tuple[str, ...] = ()) -> Origin:
    return origin_of(mail(*results), trusted, team).origin


@pytest.mark.parametrize(
    ("trusted", "name", "origin"),
    [
        (FASTMAIL, "mx4.messagingengine.com", PROVEN),
        (FASTMAIL, "phl-mx-07.messagingengine.com", PROVEN),
        (FASTMAIL, "a.b.messagingengine.com", PROVEN),
        (FASTMAIL, "MX4.MessagingEngine.com.", PROVEN),
        (FASTMAIL, "evilmessagingengine.com", UNKNOWN),
        (FASTMAIL, "messagingengine.com", UNKNOWN),  # "below it"
        (FASTMAIL, ".messagingengine.com", UNKNOWN),
        (FASTMAIL, "..messagingengine.com", UNKNOWN),
        (FASTMAIL, "mx4.messagingengine.com.evil.example", UNKNOWN),
        ("messagingengine.com", "mx4.messagingengine.com", UNKNOWN),
        (".omega.yahoo.com", "atlas-production.v2-mail-prod1-gq1.omega.yahoo.com", PROVEN),
        ("mx.zohomail.com", "mx.zohomail.com", PROVEN),
    ],
)
def test_a_leading_dot_means_any_host_below(trusted: str, name: str, origin: Origin) -> None:
    assert judged(trusted, f"{name}; dmarc=pass header.from=desk.example") is origin


def icloud(
    dmarc: str, dkim: str = "pass", spf: str = "pass", domain: str = "desk.example"
) -> tuple[str, ...]:
    return (
        "bimi.icloud.com; bimi=none",
        "arc.icloud.com; arc=none",
        f"dmarc.icloud.com; dmarc={dmarc} header.from={domain}",
        f"dkim-verifier.icloud.com; dkim={dkim} (2048-bit key) header.d={domain} header.i=@{domain} header.b=Xy12",
        f"spf.icloud.com; spf={spf} (spf.icloud.com: domain of bob@{domain}) smtp.mailfrom=bob@{domain}",
    )


def proton(
    dmarc: str, dkim: str = "pass", spf: str = "pass", domain: str = "desk.example"
) -> tuple[str, ...]:
    return (
        f"{PROTON}; dkim={dkim} (Good 2048 bit rsa-sha256 signature) header.d={domain} header.a=rsa-sha256",
        f"{PROTON}; dmarc={dmarc} (p=none dis=none) header.from={domain}",
        f"{PROTON}; spf={spf} smtp.mailfrom={domain}",
        f"{PROTON}; arc=none smtp.remote-ip=192.0.2.7",
    )


SUMS = {"pass": PROVEN, "fail": FORGED, "none": UNKNOWN, "temperror": UNKNOWN}


@pytest.mark.parametrize("dmarc", SUMS)
def test_one_header_a_method_is_read_as_one_at_icloud(dmarc: str) -> None:
    assert judged(ICLOUD, *icloud(dmarc)) is SUMS[dmarc]


@pytest.mark.parametrize("dmarc", SUMS)
@pytest.mark.parametrize("turned", range(4))
def test_in_whatever_order_at_proton(dmarc: str, turned: int) -> None:
    headers = proton(dmarc)
    assert judged(PROTON, *headers[turned:], *headers[:turned]) is SUMS[dmarc]


def test_elsewhere_only_the_topmost_header_counts() -> None:
    spf, dmarc = (
        "mx.example.org; spf=none smtp.mailfrom=desk.example",
        "mx.example.org; dmarc=pass header.from=desk.example",
    )
    assert judged("mx.example.org", spf, dmarc) is UNKNOWN
    assert judged(".example.org", spf, dmarc) is UNKNOWN


def test_the_run_ends_at_the_first_header_of_somebody_else() -> None:
    dkim, dmarc, spf, arc = proton("pass")
    assert judged(PROTON, spf, arc, "mx.evil.example; none", dmarc) is UNKNOWN
    assert judged(PROTON, "mx.evil.example; none", spf, dkim, dmarc) is UNKNOWN


def test_in_a_run_of_several_dkim_and_spf_alone_prove_nothing() -> None:
    dkim, _, spf, arc = proton("none")
    assert judged(PROTON, arc, spf, dkim) is UNKNOWN
    assert judged(PROTON, *proton("none")) is UNKNOWN


def test_a_header_of_the_run_that_a_sender_broke_takes_proof_away_and_hides_no_failure() -> None:
    broken = f"{PROTON}; spf=pass smtp.mailfrom=a;b(@evil.example"
    assert judged(PROTON, *proton("pass"), broken) is UNKNOWN
    assert judged(PROTON, *proton("fail"), broken) is FORGED
    assert judged(PROTON, broken, *proton("pass")) is UNKNOWN


# --- SPF that fails ---------------------------------------------------------------------------------------------

MX = "mx.desk.example"
ALIGNED_DKIM = "dkim=pass header.d=desk.example"


@pytest.mark.parametrize(
    ("results", "spf_failed"),
    [
        ("spf=fail smtp.mailfrom=desk.example", True),
        ("spf=hardfail smtp.mailfrom=desk.example", True),
        ("spf=fail smtp.mailfrom=desk.example; dkim=fail header.d=desk.example", True),
        ("spf=fail smtp.mailfrom=desk.example; dkim=pass header.d=evil.example", True),
        ("spf=fail smtp.mailfrom=evil.example; dkim=none", True),
        ("spf=fail smtp.mailfrom=x.example; spf=pass smtp.mailfrom=desk.example", True),
        ("spf=fail smtp.mailfrom=desk.example; dmarc=temperror header.from=desk.example", True),
        ("spf=fail smtp.mailfrom=desk.example; dmarc=none header.from=desk.example", True),
        (
            "spf=fail; dmarc=pass header.from=desk.example; dmarc=none header.from=desk.example",
            True,
        ),
        (f"spf=fail smtp.mailfrom=desk.example; {ALIGNED_DKIM}", False),
        ("spf=softfail smtp.mailfrom=desk.example", False),
        ("spf=neutral smtp.mailfrom=desk.example; dkim=none", False),
        ("spf=none; dkim=fail header.d=desk.example", False),
        ("spf=temperror smtp.mailfrom=desk.example", False),
    ],
)
def test_a_failed_spf_without_a_signature_leaves_a_token_worth_nothing(
    results: str, spf_failed: bool
) -> None:
    verdict = origin_of(mail(f"{MX}; {results}"), MX)
    assert verdict.spf_failed is spf_failed
    assert not (spf_failed and verdict.origin is PROVEN)


@pytest.mark.parametrize(
    ("results", "origin"),
    [
        ("dmarc=none header.from=desk.example; spf=fail smtp.mailfrom=desk.example", FORGED),
        ("spf=fail smtp.mailfrom=evil.example; dkim=none; dmarc=none", FORGED),
        ("spf=fail smtp.mailfrom=desk.example; dkim=pass header.d=evil.example; dmarc=none", FORGED),
        (f"spf=fail smtp.mailfrom=desk.example; {ALIGNED_DKIM}; dmarc=none", PROVEN),
        ("spf=softfail smtp.mailfrom=desk.example; dmarc=none", UNKNOWN),
        ("spf=none; dmarc=none", UNKNOWN),
        ("spf=fail smtp.mailfrom=desk.example", UNKNOWN),
        ("spf=fail smtp.mailfrom=desk.example; dmarc=temperror", UNKNOWN),
    ],
)
def test_without_a_policy_a_failed_spf_is_a_forgery_of_our_own_team(results: str, origin: Origin) -> None:
    assert judged(MX, f"{MX}; {results}", team=("desk.example",)) is origin


def test_for_other_domains_it_is_only_no_proof() -> None:
    results = f"{MX}; dmarc=none header.from=desk.example; spf=fail smtp.mailfrom=desk.example"
    assert judged(MX, results, team=("elsewhere.example",)) is UNKNOWN


# --- nothing that a sender inserts makes a mail proven ------------------------------------------------------------

_NAMES = st.sampled_from([PROTON, "dmarc.icloud.com", "spf.icloud.com", "x.icloud.com", "evil.example", ""])
_VALUE = st.sampled_from(["desk.example", "evil.example", "bob@desk.example", "@desk.example", ""])
_METHOD = st.sampled_from(["dmarc", "dkim", "spf", "auth", "compauth", "arc", "DMARC", "dmarc/1", "bimi"])
_WORD = st.sampled_from(["pass", "Pass", "fail", "none", "bestguesspass", "temperror"])
_PROPERTY = st.sampled_from(["header.from", "header.d", "header.i", "smtp.mailfrom", "smtp.auth", "reason"])
_RESULT = st.builds(lambda m, w, p, v: f"{m}={w} {p}={v}", _METHOD, _WORD, _PROPERTY, _VALUE)
_WRITTEN = st.builds(lambda name, results: "; ".join([name, *results]), _NAMES, st.lists(_RESULT, max_size=4))
_NOISE = st.text(alphabet=string.ascii_lowercase + ';=()"\\ .@', max_size=60)
_INSERTED = st.lists(st.one_of(_WRITTEN, _NOISE, st.builds(lambda a, b: a + b, _WRITTEN, _NOISE)), max_size=5)
_RUN = st.builds(
    lambda make, dmarc, dkim, spf, domain, turned: (make, _turned(make(dmarc, dkim, spf, domain), turned)),
    st.sampled_from([icloud, proton]),
    st.sampled_from(["fail", "none", "temperror", "permerror"]),
    st.sampled_from(["pass", "fail", "none"]),
    st.sampled_from(["pass", "fail", "softfail", "none"]),
    st.sampled_from(["desk.example", "evil.example"]),
    st.integers(0, 4),
)


def _turned(run: tuple[str, ...], by: int) -> tuple[str, ...]:
    by %= len(run)
    return run[by:] + run[:by]


@pytest.mark.slow
@settings(max_examples=1500, deadline=None)
@given(run=_RUN, inserted=_INSERTED)
def test_nothing_slipped_below_a_run_turns_forged_or_unknown_into_proven(run, inserted) -> None:  # type: ignore[no-untyped-def]
    make, headers = run
    trusted = ICLOUD if make is icloud else PROTON
    genuine = judged(trusted, *headers)
    assert genuine is not PROVEN
    assert judged(trusted, *headers, *inserted) is not PROVEN


_ONE = st.builds(
    lambda dmarc, dkim, spf: f"{MX}; dmarc={dmarc} header.from=desk.example; {dkim}; {spf}",
    st.sampled_from(["fail", "none", "temperror"]),
    st.sampled_from(["dkim=fail header.d=desk.example", "dkim=none", "dkim=pass header.d=evil.example"]),
    st.sampled_from(
        ["spf=fail smtp.mailfrom=desk.example", "spf=pass smtp.mailfrom=evil.example", "spf=none"]
    ),
)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(genuine=_ONE, inserted=_INSERTED)
def test_nothing_slipped_below_one_header_changes_anything(genuine, inserted) -> None:  # type: ignore[no-untyped-def]
    ours = [written.replace("evil.example", MX) for written in inserted]
    for below in (inserted, ours):
        assert origin_of(mail(genuine, *below), MX) == origin_of(mail(genuine), MX)
