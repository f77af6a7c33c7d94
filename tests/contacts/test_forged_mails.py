"""Mails that aren't what they seem to be, in forty ways for each thing that can be said by mail: nothing changes.

The ways are those of forgers, of machines, and of people who pass a mail on, quote one, or write what looks like a tag.
Everything that the desk knew is compared, but for its diary of mails read, and what the mail itself has become: a
request of whoever wrote it, or a message that is kept.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import NamedTuple

import pytest
from desk_world import DESK, DeskWorld, Letter
from technicians_world import ANN, BOB, CARL, CARL_AT, DORA, FORGED, MIA, PROVEN, notified
from wrong_mail_world import EVE, FORGED_CUSTOMER, HANNA, HANNA_AT, sales_world, says

# What the mail itself becomes, whoever wrote it: read, kept, told of. And what only counts.
_DIARY = frozenset(
    (
        "ledger", "sqlite_sequence", "message", "reference", "event", "outbox", "finished", "recipient", "held",
        "seen_token", "collected", "gathered", "timer", "folder", "participant", "state", "enclosed", "lease", "look",
    )
)  # fmt: skip
# A note of absence may say when somebody is back; a request knows who wrote last, and what came of it later.
_STIRS = frozenset(("last_message_at", "last_customer_at", "updated_at", "cc", "absent_until", "linked"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskWorld]:
    """Carl was asked about #1 and didn't say; #2 is open and Ann's; Hanna is due for a word from Ann."""
    with sales_world(tmp_path_factory.mktemp("forged"), OUTAGE_ALARM="off") as world:
        says(world, ANN, notified(world, ANN, 2), "We look at it.", "[time=10m]")
        yield world


def known(world: DeskWorld) -> dict[str, list[tuple[object, ...]]]:
    """Every table, but for what a mail becomes; of requests and people those that were there before."""
    store, found = world.desk.store, {}
    names = [row[0] for row in store.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in sorted(set(names) - _DIARY):
        if name.startswith("solution"):  # what is alike, reckoned from requests
            continue
        columns = [row[1] for row in store.all(f"PRAGMA table_info({name})") if row[1] not in _STIRS]
        where = {
            "request": "WHERE number <= 2",
            "cycle": "WHERE request <= 2",
            "person": f"WHERE email IN ('{ANN}', '{BOB}', '{MIA}', '{CARL_AT}', '{HANNA_AT}')",
        }.get(name, "")
        listed = ", ".join(f'"{column}"' for column in columns)
        rows = [tuple(row) for row in store.all(f"SELECT {listed} FROM {name} {where} ORDER BY 1, 2")]  # noqa: S608
        # of whom nothing is known but the name, nothing was changed
        found[name] = [row for row in rows if name != "person" or any(row[2:])]
    return found


def given_out(world: DeskWorld) -> list[tuple[str, str, str]]:
    """Figures, reviews and check-ins that somebody got."""
    return [
        (mail.recipient, letter.kind, letter.subject)
        for mail in world.world.sent
        for letter in [Letter(email.message_from_bytes(mail.raw, policy=email.policy.default), mail.raw)]
        if letter.kind in ("report", "check-in", "review") or "figures" in letter.subject.lower()
    ]


Way = Callable[[EmailMessage], None]


class Wish(NamedTuple):
    """A thing that can be said by mail: whose, in answer to which mail, the tags behind the subject, and the text."""

    who: str
    answers: str
    tags: str
    text: str


WISHES = {
    "report": Wish(MIA, "", "[report]", "The figures, please."),
    "own figures": Wish(ANN, "", "[report mine]", ""),
    "review": Wish(MIA, "", "[review=Sales]", ""),
    "a send": Wish(ANN, "digest", "", "a send"),
    "a called": Wish(ANN, "digest", "", "a called They move to floor 4."),
    "a skip": Wish(ANN, "digest", "", "a skip"),
    "contact": Wish(ANN, "", "[contact=Sales]", "Had lunch."),
    "department": Wish(ANN, "notification", "[department=Finance]", ""),
    "watch": Wish(ANN, "notification", "[watch]", ""),
    "called": Wish(ANN, "notification", "[called]", "All is well."),
    "time": Wish(ANN, "notification", "[time=9h]", ""),
    "away": Wish(ANN, "", "[away=today..fri]", ""),
    "rating": Wish(CARL, "survey", "", "1"),
    "stop": Wish(HANNA, "", "stop", "stop"),
}


def mail_of(world: DeskWorld, wish: Wish) -> EmailMessage:
    """The mail as its rightful writer would have sent it, but for any proof."""
    letter = None
    if wish.answers.startswith("survey"):
        letter = world.last(CARL_AT, "survey")
    elif wish.answers == "notification":
        letter = notified(world, ANN, 2)
    elif wish.answers:
        letter = world.last(ANN, "digest")
    message = EmailMessage()
    world.serial += 1
    message["Message-ID"] = f"<mail{world.serial}@people.example.org>"
    message["From"] = wish.who
    message["To"] = (letter.header("Reply-To") or letter.header("From")) if letter else DESK
    subject = f"Re: {letter.subject} {wish.tags}" if letter else wish.tags
    message["Subject"] = subject.strip()
    message["Date"] = format_datetime(world.clock.at)
    if letter:
        message["In-Reply-To"] = letter.header("Message-ID")
        message["References"] = letter.header("Message-ID")
    message.set_content(wish.text or " ")
    return message


def put(message: EmailMessage, **headers: str) -> None:
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value


def said(message: EmailMessage) -> str:
    return str(message.get_content()).strip()


def forged(message: EmailMessage, **headers: str) -> None:
    theirs = parseaddr(message["From"])[1].endswith("@sales.example.org")
    put(message, Authentication_Results=FORGED_CUSTOMER if theirs else FORGED, **headers)


def from_eve(message: EmailMessage, sender: str = EVE, **headers: str) -> None:
    """Eve got hold of the mail that is answered, token and all."""
    put(message, From=sender, **headers)


def own(message: EmailMessage) -> str:
    return parseaddr(message["From"])[1]


def fails(message: EmailMessage, beside: str) -> str:
    """What our mail server says of a forged mail."""
    return f"mx.example.org; {beside}; dmarc=fail header.from={own(message).partition('@')[2]}"


def quoted_only(message: EmailMessage) -> None:
    """Nothing new is said; the words, and the tags, stand in what is quoted."""
    words = [said(message), str(message["Subject"]).replace("[", "(").replace("]", ")")]
    put(message, Subject="Re: your mail", Authentication_Results=PROVEN)
    quote = "\n".join(f"> {line}" for line in words if line)
    message.set_content(f"On Mon, 1 Jun 2026, IT Desk wrote:\n{quote}\n")


def then(*steps: Way) -> Way:
    def way(message: EmailMessage) -> None:
        for step in steps:
            step(message)

    return way


def wrapped(around: str, charset: str = "utf-8") -> Way:
    """The words with others around them."""

    def way(message: EmailMessage) -> None:
        message.set_content(around.format(words=said(message)), charset=charset)

    return way


def in_html(around: str) -> Way:
    """The words in HTML alone."""

    def way(message: EmailMessage) -> None:
        message.set_content(around.format(words=said(message)), subtype="html")

    return way


def passed_on(message: EmailMessage) -> None:
    """A customer got the mail of one of the team, and passes it on to us."""
    from_eve(message, DORA, Subject=f"Fwd: {message['Subject']}".replace("[", "(").replace("]", ")"))
    wrapped("FYI\n\n---------- Forwarded message ---------\nFrom: IT Desk <it@example.org>\n\n{words}")(
        message
    )


def bounced(message: EmailMessage) -> None:
    """A program tells that a mail couldn't be delivered, and shows it whole."""
    original = f"Subject: {message['Subject']}\nFrom: {message['From']}\n\n{said(message)}\n"
    put(
        message,
        From="Mail Delivery System <MAILER-DAEMON@mx.example.org>",
        Return_Path="<>",
        Auto_Submitted="auto-replied",
    )
    put(message, Subject="Undelivered Mail Returned to Sender")
    message.set_content(f"I'm sorry to have to inform you.\n\n{original}")


def absent(message: EmailMessage) -> None:
    """Their program answers with the subject that it got, and a text that begins with a number."""
    put(
        message,
        Subject=f"Automatic reply: {message['Subject']}",
        Auto_Submitted="auto-replied",
        X_Auto_Response_Suppress="All",
    )
    message.set_content(f"I am out of office until 5 June.\n\n{said(message)}")


WAYS: dict[str, dict[str, Way]] = {
    "forged": {  # our mail server says so
        "dmarc fails": forged,
        "dmarc and spf fail": lambda m: put(
            m,
            Authentication_Results=fails(m, f"spf=fail smtp.mailfrom={own(m)}"),
        ),
        "dkim fails and dmarc fails": lambda m: put(
            m,
            Authentication_Results=fails(m, "dkim=fail header.d=example.org"),
        ),
        "forged with a nice name": lambda m: forged(m, From=f'"The Boss (verified)" <{own(m)}>'),
        "forged with a sender's header": lambda m: forged(m, Sender="Eve <eve@evil.example>"),
        "forged with Reply-To": lambda m: forged(m, Reply_To="Eve <eve@evil.example>"),
        "forged as a reply": lambda m: forged(m, In_Reply_To="<x@example.org>", References="<x@example.org>"),
        "forged in capitals": lambda m: forged(m, From=own(m).upper()),
        "forged, said by another server, too": lambda m: forged(m, X_Original_Authentication_Results=PROVEN),
        "forged, with a signature of the forger's": lambda m: put(
            m,
            Authentication_Results=fails(m, "dkim=pass header.d=evil.example"),
        ),
    },
    "stranger": {  # with the mail in hand
        "a stranger": from_eve,
        "a stranger of their own proof": lambda m: from_eve(
            m, Authentication_Results="mx.example.org; dmarc=pass header.from=evil.example"
        ),
        "a stranger by the name": lambda m: from_eve(
            m, f'"{parseaddr(m["From"])[0] or own(m)}" <eve@evil.example>'
        ),
        "a stranger with the address as a name": lambda m: from_eve(m, f'"{own(m)}" <eve@evil.example>'),
        "a stranger who names us as Sender": lambda m: from_eve(m, Sender=own(m)),
        "a stranger who names us as Reply-To": lambda m: from_eve(m, Reply_To=own(m)),
        "a letter like ours": lambda m: from_eve(m, own(m).replace("a", "а")),
        "a domain below ours": lambda m: from_eve(m, own(m).replace("@", "@mail.")),
        "a domain behind ours": lambda m: from_eve(m, f"{own(m)}.evil.example"),
        "an address that holds ours": lambda m: from_eve(m, f"{own(m).replace('@', '=')}@evil.example"),
        "nobody": lambda m: from_eve(m, ""),
        "no address": lambda m: from_eve(m, "undisclosed"),
        "the empty sender": lambda m: from_eve(m, "<>", Return_Path="<>"),
    },
    "passed on": {
        "a customer with the mail in hand": lambda m: from_eve(m, DORA),
        "a customer who forwards it": passed_on,
        "quoted alone": quoted_only,
        "forwarded within, forged": then(
            forged, wrapped("---------- Forwarded message ---------\nFrom: Ann\n\n{words}")
        ),
        "in HTML": then(forged, in_html("<p>{words}</p>")),
        "hidden in HTML": then(from_eve, in_html('<div style="display:none">{words}</div><p>Hello</p>')),
        "as a table in HTML": then(forged, in_html("<table><tr><td>{words}</td></tr></table>")),
    },
    "machine": {
        "an absence note": absent,
        "precedence: auto_reply": lambda m: forged(m, Precedence="auto_reply"),
        "a bounce": bounced,
        "a receipt": then(
            lambda m: forged(m, Subject=f"Read: {m['Subject']}", Auto_Submitted="auto-replied"),
            wrapped("Your message was read."),
        ),
        "auto-generated": lambda m: put(m, Auto_Submitted="auto-generated"),
        "a list's mail": lambda m: from_eve(
            m, "list@lists.example.com", List_Id="<all.lists.example.com>", Precedence="list"
        ),
        "a loop": lambda m: from_eve(m, f"IT Desk <{DESK}>"),
    },
    "odd": {
        "forged and enormous": then(forged, wrapped("{words}\n" + "x" * 50_000)),
        "forged in another charset": then(forged, wrapped("{words}\n\nGrüße", charset="iso-8859-1")),
        "forged with two subjects": lambda m: forged(
            m, Subject=f"{m['Subject']} [resolved] [spam] [merge=#1]"
        ),
        "forged years ago": lambda m: forged(m, Date="Mon, 01 Jan 2001 09:00:00 +0000"),
    },
}


KINDS = ("forged", "stranger", "passed on", "machine", "odd")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("thing", WISHES)
def test_nothing_changes(world: DeskWorld, thing: str, kind: str) -> None:
    """All ways of a kind together; the one that does change something is found by playing them one by one."""
    before, given = known(world), given_out(world)
    for way in WAYS[kind].values():
        message = mail_of(world, WISHES[thing])
        way(message)
        world.clock.at += timedelta(seconds=20)
        world.deliver(message, work=False)
    world.work()
    after = known(world)
    assert {name: (before[name], rows) for name, rows in after.items() if rows != before[name]} == {}
    assert given_out(world) == given


def test_there_are_forty_ways() -> None:
    assert set(WAYS) == set(KINDS)
    assert sum(map(len, WAYS.values())) >= 40
