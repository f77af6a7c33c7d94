"""Reactions, recalls, plain receipts and encrypted mail are known for what they are; people's words are not."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.worker.wire import from_bytes, to_bytes
from frontdesk.rules.model import Message, Report, Sign, SignKind

LETTERS = Path(__file__).resolve().parents[1] / "letters"


def letter(name: str) -> Message:
    message = parse((LETTERS / f"{name}.eml").read_bytes())
    assert from_bytes(to_bytes(message)) == message
    return message


def mail(subject: str, text: str, sender: str = "Cara Dent <cara@customer.example>") -> Message:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "desk@frontdesk.example", subject
    made.set_content(text)
    return parse(made.as_bytes())


def test_gmails_reaction_is_one_and_leaves_no_file() -> None:
    message = letter("reaction-from-gmail")
    assert message.sign == Sign(SignKind.REACTION, "👍")
    assert message.attachments == ()


OUTLOOK = """

________________________________
From: IT Desk <desk@frontdesk.example>
Sent: Monday, May 6, 2024 10:03
To: Cara Dent
Subject: Scanner

We come at ten.
"""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[Like]    Cara Dent reacted to your message:" + OUTLOOK, "Like"),
        ("❤️ Cara Dent reacted to your message:" + OUTLOOK, "❤️"),
        ("Cara Dent hat auf Ihre Nachricht reagiert:" + OUTLOOK, ""),
        ("Cara Dent a réagi à votre message :" + OUTLOOK, ""),
        ("Dent, Cara ha reagito al tuo messaggio:" + OUTLOOK, ""),
        ("Cara Dent reacted via Gmail\n\nOn Mon, 6 May 2024 at 10:03, IT <d@f.example> wrote:\n> Ten.\n", ""),
        ("Liked “We come at ten.”", "Liked"),
        ("Loved \"We come at ten.\"", "Loved"),
        ("Laughed at “We come\nat ten.”", "Laughed at"),
        ("A aimé « On vient à dix heures. »", "A aimé"),
        ("Gefällt „Wir kommen um zehn.“", "Gefällt"),
    ],
)  # fmt: skip
def test_a_reaction_in_words_is_one(text: str, shown: str) -> None:
    assert mail("Re: [IT #7] Scanner", text).sign == Sign(SignKind.REACTION, shown)


@pytest.mark.parametrize(
    "text",
    [
        "My colleague reacted to your message: she says that ten is too early.",
        "Nobody reacted to your message, the scanner still doesn't work. Who comes?",
        "Reacted to your message? No.",
        "Liked “We come at ten.” but please ring first.",
        "Liked by nobody: the new scanner.",
        "👍",  # a word of a kind, and the person's own
        "Questioned the vendor, he said “it is broken”.",
    ],
)
def test_a_persons_words_are_no_reaction(text: str) -> None:
    assert mail("Re: [IT #7] Scanner", text).sign is None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Recall: Scanner", 'Cara Dent would like to recall the message, "Scanner".'),
        ("Recall: Scanner", ('cara@customer.example would like to recall the message, "Scanner".\n\n'
         "_______________________________________________\nstaff mailing list\nstaff@lists.example")),
        ("Rückruf: Scanner", 'Dent, Cara möchte die Nachricht "Scanner" zurückrufen.'),
        ("Rappel : Numériseur", "Cara Dent souhaite rappeler le message « Numériseur »."),
        ("Recuperar: Escáner", 'Cara Dent desea recuperar el mensaje "Escáner".'),
        ("Richiamo: Scanner", 'Cara Dent desidera richiamare il messaggio "Scanner".'),
        ("Intrekken: Scanner", 'Cara Dent wil het bericht "Scanner" intrekken.'),
        ("Отзыв: Сканер", 'Cara Dent хочет отозвать сообщение "Сканер".'),
        ("撤回: 扫描仪", "Cara Dent 将撤回邮件“扫描仪”。"),
        ("Återkalla: Skanner", 'Cara Dent vill återkalla meddelandet "Skanner".'),
    ],
)  # fmt: skip
def test_a_recall_is_one(subject: str, text: str) -> None:
    assert mail(subject, text).sign == Sign(SignKind.RECALL, subject.partition(":")[2].strip())


def test_exchanges_recall_is_one() -> None:
    assert letter("recall-from-exchange").sign == Sign(SignKind.RECALL, "Scanner in room 4")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Recall: batteries of the Bolt", "The vendor recalls these batteries. Do we have any of them?"),
        ("Recall", "Please recall the message that I sent to all staff."),
        ("Can you help", 'I would like to recall the message, "Salaries", that I sent to all staff.'),
        ("Recall: Salaries", "Can you recall the message that I sent this morning? It went to everybody."),
        ("Rückruf: Drucker", "Bitte rufen Sie mich zurück, ich habe eine Frage zum Drucker."),
        ("Rückruf: Drucker", "Können Sie mich wegen des Druckers heute noch zurückrufen?"),
    ],
)
def test_a_person_who_speaks_of_a_recall_is_none(subject: str, text: str) -> None:
    assert mail(subject, text).sign is None


FIELDS = "\n\n   To: IT Desk\n   Subject: Scanner\n   Sent: Monday, May 6, 2024 10:03:00 AM\n\n"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Read: Scanner", f"Your message{FIELDS} was read on Monday, May 6, 2024 10:20:00 AM."),
        ("Not read: Scanner", f"Your message{FIELDS} was deleted without being read on Monday."),
        ("Not read: Scanner", "Your message was deleted without being read on Monday."),
        ("Read: Scanner", ""),
        ("Gelesen: Scanner", ("Ihre Nachricht\n\n   An: IT\n   Betreff: Scanner\n   Gesendet: Montag\n\n"
         "wurde am Montag, 6. Mai 2024 10:20:00 gelesen.")),
        ("Lu : Scanner", "Votre message\n\n   À : IT\n   Objet : Scanner\n   Envoyé : lundi\n\na été lu le lundi."),
        ("Leído: Scanner", "El mensaje\n\n Para: IT\n Asunto: Scanner\n Enviados: lunes\n\nfue leído el lunes."),
        ("Return Receipt (displayed) - Scanner", ("This is a Return Receipt for the mail that you sent to"
         " cara@customer.example.\n\nNote: This Return Receipt only acknowledges that the message was displayed"
         " on the recipient's computer. There is no guarantee that the recipient has read or understood it.")),
    ],
)  # fmt: skip
def test_a_receipt_in_plain_words_is_one(subject: str, text: str) -> None:
    assert mail(subject, text).report == Report("receipt", ())


def test_exchanges_receipt_without_its_part_is_one() -> None:
    assert letter("receipt-in-plain-words").report == Report("receipt", ())


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Read: the new manual", "I have read it, and page 3 is wrong. Who mends it?"),
        ("Read error: disk 2", "The disk was read on Monday and shows errors since."),
        ("Not read: my mails", "My mails to you are not read. What is wrong?"),
        ("Deleted: my folder", "My folder was deleted without being read on Friday. Can you restore it?"),
        ("Re: Scanner", "Your message was read on Monday, and we agree."),
    ],
)
def test_a_person_who_has_read_something_sends_no_receipt(subject: str, text: str) -> None:
    assert mail(subject, text).report is None


@pytest.mark.parametrize(("name", "how"), [("encrypted-with-smime", "S/MIME"), ("encrypted-with-pgp", "PGP")])
def test_encrypted_mail_says_how_and_keeps_its_file(name: str, how: str) -> None:
    message = letter(name)
    assert message.encrypted == how
    assert message.attachments
    assert any("encrypted" in problem for problem in message.problems)


def test_a_text_that_is_pgps_is_encrypted() -> None:
    text = "-----BEGIN PGP MESSAGE-----\n\nhQEMA0\n=abcd\n-----END PGP MESSAGE-----\n"
    assert mail("Password", text).encrypted == "PGP"
    assert mail("Password", f"Hello,\n\n{text}").encrypted == "PGP"


def test_who_only_quotes_or_attaches_what_is_encrypted_wrote_a_readable_mail() -> None:
    quoted = "What is this?\n\n> -----BEGIN PGP MESSAGE-----\n>\n> hQEMA0\n> -----END PGP MESSAGE-----\n"
    assert mail("Strange mail", quoted).encrypted == ""
    made = EmailMessage()
    made["From"], made["Subject"] = "cara@customer.example", "I cannot open this"
    made.set_content("My Outlook shows this file. What is it?")
    made.add_attachment(
        bytes.fromhex("3080 06092a864886f70d010703 a0803080"),
        maintype="application",
        subtype="pkcs7-mime",
        filename="smime.p7m",
    )
    assert parse(made.as_bytes()).encrypted == ""


def test_signed_mail_is_not_encrypted() -> None:
    assert letter("smime-signed-in-one-piece").encrypted == ""
