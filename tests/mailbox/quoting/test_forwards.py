"""Mail that somebody forwards: the original sender, subject, date and text."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.mailbox.quoting.forwards import read_forward
from frontdesk.mailbox.quoting.written_dates import read_written_date
from frontdesk.rules.model import Address, Forwarded, Message

ANN = Address("Ann Lee", "ann@example.org")
BOB = Address("Bob Mee", "bob@example.org")
BODY = "Dear Bob,\n\nthe printer burns.\n\nAnn"
NOON = datetime(2021, 10, 26, 12, 0, tzinfo=UTC)


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


FIELDS = (
    "From: Ann Lee <ann@example.org>\nSubject: Printer: on fire\nDate: Tue, 26 Oct 2021 12:00:00 +0000\nTo: "
)
FIELDS += "Bob Mee <bob@example.org>"

CLIENTS = {
    "Apple": "Begin forwarded message:\n\n" + marked(f"{FIELDS}\n\n{BODY}"),
    "Apple, all marked": marked(f"Anfang der weitergeleiteten Nachricht:\n\n{FIELDS}\n\n{BODY}"),
    "Gmail": f"---------- Forwarded message ---------\n{FIELDS}\n\n\n{BODY}",
    "Thunderbird": "-------- Weitergeleitete Nachricht --------\nBetreff: \tPrinter: on fire\nDatum: \t"
    "Tue, 26 Oct 2021 12:00:00 +0000\nVon: \tAnn Lee <ann@example.org>\nAn: \tBob Mee <bob@example.org>\n\n\n"
    + BODY,
    "Outlook": "From: Ann Lee <ann@example.org>\nSent: Tuesday, 26 October 2021 12:00 GMT\n"
    f"To: Bob Mee <bob@example.org>\nSubject: Printer: on fire\n\n{BODY}",
    "Outlook 2003": "_____________________________________________\nFrom: Ann Lee [mailto:ann@example.org]\n"
    "Sent: 26 October 2021 12:00 UTC\nTo: Bob Mee [mailto:bob@example.org]\n"
    f"Subject: Printer: on fire\n\n{BODY}",
    "New Outlook, no blank line": "Od: Ann Lee <ann@example.org>\nData: 26 października 2021 12:00 UTC\n"
    f"Do: Bob Mee <bob@example.org>\nTemat: Printer: on fire\n{BODY}",
    "Yahoo, one line": "   ----- İletilmiş Mesaj ----- Kimden: Ann Lee <ann@example.org>Kime: Bob Mee "
    f"<bob@example.org>Gönderilen: 26 Ekim 2021 Salı 12:00:00 GMTKonu: Printer: on fire\n {BODY}",
    "Hubspot in Japanese": "---------- メッセージを転送 ---------\n送信元：Ann Lee <ann@example.org>\n"
    "日付：2021年10月26日火曜日 12:00:00 +0000\n件名：Printer: on fire\n送信先：Bob Mee <bob@example.org>\n\n"
    + BODY,
    "MailMate": "Forwarded message:\n\n" + marked(f"{FIELDS}\n\n{BODY}"),
    "IONOS": marked(f"---------- Original Message ----------\n{FIELDS}\n\n\n{BODY}"),
    "Proton": f"------- Forwarded Message -------\n{FIELDS}\n\n{BODY}",
    "Mutt": f"----- Forwarded message from Ann Lee <ann@example.org> -----\n\n{FIELDS}\n\n{BODY}\n\n"
    "----- End forwarded message -----",
    "eM Client, no colons": '------ Forwarded Message ------\nFrom "Ann Lee" <ann@example.org>\nTo "Bob Mee" '
    "<bob@example.org>\nDate 2021-10-26 12:00 GMT\nSubject Printer: on fire\n\n" + BODY,
    "Horde in German": "----- Weitergeleitete Nachricht von Ann Lee <ann@example.org> -----\n   Datum: Tue, 26 Oct "
    "2021 12:00:00 +0000\n     Von: Ann Lee <ann@example.org>\nBetreff: Printer: on fire\n      An: Bob Mee "
    f"<bob@example.org>\n\n{BODY}",
    "KMail": f"----------  Forwarded Message  ----------\n\n{FIELDS}\n\n{BODY}\n\n{'-' * 41}",
    "a language that no table has": "---------- Qwert asdf ---------\nQwe: Ann Lee <ann@example.org>\nZuio: 26 Oct "
    f"2021 12:00 GMT\nAsdfg: Printer: on fire\nYxc: Bob Mee <bob@example.org>\n\n{BODY}",
    "such a language below a rule": f"{'_' * 32}\nQwe: Ann Lee <ann@example.org>\nZuio: 26 Oct 2021 12:00 GMT\n"
    f"Yxc: Bob Mee <bob@example.org>\nAsdfg: Printer: on fire\n\n{BODY}",
    "bold, from HTML": "*From:* Ann Lee <ann@example.org>\n*Sent:* Tue, 26 Oct 2021 12:00:00 +0000\n"
    f"*To:* Bob Mee <bob@example.org>\n*Subject:* Printer: on fire\n\n{BODY}",
}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_forwarded_mail_is_read_field_by_field(client: str) -> None:
    found = read_forward("Fwd: Printer: on fire", f"Can you help?\n\nBob\n\n{CLIENTS[client]}", None)

    assert found == Forwarded(ANN, "Printer: on fire", NOON, BODY, "Can you help?\n\nBob", to=(BOB,))


@pytest.mark.parametrize("client", CLIENTS)
def test_a_forward_without_a_comment_has_none(client: str) -> None:
    found = read_forward("Fwd: Printer: on fire", CLIENTS[client], None)

    assert found is not None
    assert (found.sender, found.comment, found.text) == (ANN, "", BODY)


def test_an_address_broken_in_the_forwarded_fields_is_one() -> None:
    text = f"---------- Forwarded message ---------\n{FIELDS}\nCc: A <a@example.org>, B <\nb@example.org>\n\n{BODY}"

    found = read_forward("Fwd: Printer", text, None)

    assert found is not None
    assert ([person.email for person in found.cc], found.text) == (["a@example.org", "b@example.org"], BODY)


def test_orange_names_the_day_above_the_fields() -> None:
    fields = "De : Ann Lee <ann@example.org>\nA : Bob Mee <bob@example.org>\nCopie à : \nObjet : Printer"

    found = read_forward("TR: Printer", marked(f"Message du 26/10/21 12:00\n{fields}\n\n{BODY}"), None)

    assert found == Forwarded(ANN, "Printer", None, BODY, "", to=(BOB,))


def test_yandex_forwards_below_an_attribution_and_says_where_it_ends() -> None:
    said = '-------- Пересылаемое сообщение --------\n26.10.2021, 12:00, "Ann Lee" <ann@example.org>:\n\n'

    found = read_forward("Printer", f"{said}{BODY}\n\n-------- Конец пересылаемого сообщения --------", None)

    assert found == Forwarded(ANN, "Printer", None, BODY, "")


@pytest.mark.parametrize("written", ["Lee, Ann [mailto:ann@example.org]", "Lee, Ann (ann@example.org)"])
def test_a_comma_in_the_forwarded_senders_name_parts_nobody(written: str) -> None:
    found = read_forward("FW: x", f"From: {written}\nSent: 26 October 2021 12:00\nSubject: x\n\n{BODY}", None)

    assert found is not None
    assert found.sender == Address("Lee, Ann", "ann@example.org")


@pytest.mark.parametrize(
    "attribution, sent_at",
    [
        ("On 26/10/2021 14:00, 'Ann Lee' <ann@example.org> wrote:", NOON),
        ("El 26/10/2021 14:00, Ann Lee <ann@example.org> escribió:", NOON),
        ("Dnia 26/10/2021, 14:00 użytkownik „Ann Lee” <ann@example.org> napisał:", NOON),
        ("D. 26/10/2021 14.00 skrev Ann Lee <ann@example.org>:", NOON),
    ],
)
def test_outlook_for_mac_forwards_below_an_attribution(attribution: str, sent_at: datetime) -> None:
    text = f"Can you help?\n\n\ufeff{attribution}\n\n" + "\n".join(f"    {line}" for line in BODY.split("\n"))

    found = read_forward("FW: Printer: on fire", text, None, zone=ZoneInfo("Europe/Berlin"))

    assert found == Forwarded(ANN, "Printer: on fire", sent_at, BODY, "Can you help?")


@pytest.mark.parametrize(
    "subject, text",
    [
        ("Re: Printer", f"It works.\n\n{CLIENTS['Outlook']}"),
        (
            "Re: Printer",
            "It works.\n\nOn 26/10/2021 14:00, Ann Lee <ann@example.org> wrote:\n> The printer burns.",
        ),
        (
            "Printer",
            "It works.\n\nOn 26/10/2021 14:00, Ann Lee <ann@example.org> wrote:\n> The printer burns.",
        ),
        ("Printer", "It burns."),
        ("Fwd: Printer", "It burns."),
        ("", ""),
    ],
)
def test_an_answer_or_an_ordinary_mail_forwards_nothing(subject: str, text: str) -> None:
    assert read_forward(subject, text, None) is None


def test_an_answer_that_quotes_a_forward_forwards_nothing() -> None:
    quote = marked(CLIENTS["Gmail"])

    assert (
        read_forward(
            "Re: Fwd: Printer", f"Done.\n\nOn 26/10/2021 14:00, B <b@example.org> wrote:\n{quote}", None
        )
        is None
    )


def test_vs_is_an_answer_in_finnish_and_a_forward_in_danish() -> None:
    finnish = "Lähettäjä: Ann Lee <ann@example.org>\nLähetetty: 26.10.2021\nAihe: Tulostin\n\nEi tulosta."
    danish = "Fra: Ann Lee <ann@example.org>\nSendt: 26.10.2021\nEmne: Printer\n\nDen brænder."

    assert read_forward("VS: Tulostin", finnish, None) is None
    assert read_forward("VS: Printer", danish, None) is not None


def test_a_sender_without_an_address_is_not_guessed() -> None:
    found = read_forward(
        "FW: Printer", "From: Lee, Ann\nSent: 26 October 2021\nSubject: Printer\n\nIt burns.", None
    )

    assert found is not None
    assert (found.sender, found.subject, found.text) == (None, "Printer", "It burns.")


def test_an_attached_mail_is_the_forwarded_one() -> None:
    attached = Message("<1@example.org>", ANN, True, "Printer", NOON, BODY, BODY, to=(BOB,))

    found = read_forward("Fwd: Printer", "Can you help?\n\n-- \nBob", attached)

    assert found == Forwarded(
        ANN, "Printer", NOON, BODY, "Can you help?", to=(BOB,), names=("<1@example.org>",)
    )


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 26 Oct 2021 14:00:00 +0200",
        "26 October 2021 at 15:00:00 EEST",
        "26. Oktober 2021 um 15:00:00 OESZ",
        "26 octobre 2021 à 14:00 UTC+2",
        "26 de outubro de 2021, 15:00:00 EEST",
        "26. októbra 2021, 15:00:00 GMT+3",
        "tiistaina 26. lokakuuta 2021 klo 14.00.00 UTC+2",
        "вівторок, 26 жовтня 2021 р., 14:00:00 GMT+2",
        "2021. október 26. 14:00 CEST",
        "уторак, 26. октобар 2021. 14:00 GMT+2",
        "יום שלישי 26 באוקטובר 2021 בשעה 15:00:00 GMT+3",
        "26. október 2021 kl. 12:00 GMT",
        "martes, 26 de outubro de 2021 14:00 CEST",
        "19:00:00 GMT+7 ngày 26 tháng 10, 2021, 19:00 GMT+7",
        "2021年10月26日 下午8:00 GMT+8",
        "2021年10月26日(火) 21:00 JST",
        "Oct 26, 2021 8:00 AM -0400",
        "26.10.2021 14.00 CEST",
        "10/26/2021 12:00 UTC",
        "2021-10-26 12:00 Z",
    ],
)
def test_dates_are_read_in_the_worlds_languages(text: str) -> None:
    assert read_written_date(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "26 October 2021 14:00",
        "02/10/2021 14:00 UTC",
        "26 October 14:00 UTC",
        "27. lis 2021. u 09:31 UTC",
        "26 October 2021 UTC",
        "31 February 2021 10:00 UTC",
        "26 October 2021 25:00 UTC",
        "yesterday",
        "",
    ],
    ids=[
        "no zone",
        "day or month",
        "no year",
        "lis is two months",
        "no time",
        "no day",
        "no hour",
        "words",
        "empty",
    ],
)
def test_a_date_that_is_not_certain_is_none(text: str) -> None:
    assert read_written_date(text) is None


def test_a_date_without_a_zone_takes_the_desks() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    assert read_written_date("26 October 2021 14:00", berlin) == NOON
    assert read_written_date("26 October 2021 14:00 IST", berlin) is None


PIECES = st.sampled_from(
    ["From: Ann <ann@example.org>", "Subject: x", "Date: 1.1.2021", ">", "> To: b", "", "x", "-- a --", "Fwd"]
    + [client.split("\n")[0] for client in CLIENTS.values()]
)


@given(st.text(max_size=60), st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=12).map("\n".join)))
def test_reading_a_forward_never_raises(subject: str, text: str) -> None:
    read_forward(subject, text, None)
    read_forward(f"Fwd: {subject}", text, None, zone=UTC)


@given(st.text(max_size=150))
def test_reading_a_date_never_raises(text: str) -> None:
    read_written_date(text, UTC)
