"""Signatures, footers and disclaimers at the end of what somebody wrote."""

from __future__ import annotations

import pytest

from frontdesk.mailbox.quoting.footers import is_disclaimer, is_footer
from frontdesk.mailbox.quoting.replies import ReplyParts, split_reply

DISCLAIMER = (
    "This e-mail is confidential and intended only for the addressee. If you got it in error,\n"
    "please notify the sender and delete it. Any disclosure is prohibited."
)
TEXT = "The printer on floor 2 does not print.\nCould you have a look?"


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnn Lee\nwhatever stands here, be it a long line or a question?",
        "--\nAnn Lee\nTel. 030 1234567",
        "—\nAnn Lee\nHead of Accounting",
        "_______________________________________________\nprinters mailing list\nprinters@example.org",
        "Kind regards,\n\nAnn Lee\nHead of Accounting\nExample GmbH | www.example.org",
        "Mit freundlichen Grüßen\nAnn Lee\n\nTel.: +49 30 123 45 67",
        "Cordialement,\nAnn Lee\nann@example.org",
        "Sent from my iPhone",
        "Kind regards\nAnn Lee\nann@example.org\n\nSent from my iPhone",
        f"--\nAnn\n\n{DISCLAIMER}",
    ],
    ids=["sig dashes", "dashes", "em dash", "list", "card", "German", "French", "phone", "two", "disclaimer"],
)
def test_a_signature_is_cut_off_and_kept_apart(signature: str) -> None:
    assert split_reply(f"{TEXT}\n\n{signature}") == ReplyParts(TEXT, "", signature)


@pytest.mark.parametrize(
    "ending",
    [
        "Thanks,\nAnn",
        "Kind regards\n\nAnn Lee",
        "Best\nit works now",
        "Thanks,\nbut it still fails with error 0x80004005 at 10.20.30.40.",
        "1) item\n2) item\n\nThanks\nJohn from the 3rd floor needs it as well\nand his phone is 123 4567 890",
        "--\nAlso the scanner does not work at all today.",
        "Steps\n-----\n1. Click\n2. Tel: 12345\nNothing happens",
        "The scanner shows\n----------\nE-17\n----------\nand stops.",
        "    FT      BUY\n  ------   ------\n  Zone 1   1.8650\n  Zone 2   1.9000",
        "Sent from accounting yesterday",
        "I can't login from mobile",
        "Get me a new phone",
        "From my phone I cannot log in",
        "Kind regards,\nAnn Lee\nann@example.org, Tel 123456789\nPS: it is urgent, the customer waits!",
    ],
)
def test_what_somebody_wrote_is_no_signature(ending: str) -> None:
    mail = f"{TEXT}\n\n{ending}"

    assert split_reply(mail, "Bob Mee") == ReplyParts(mail, "", "")


def test_the_senders_own_name_above_contacts_is_a_signature() -> None:
    mail = f"{TEXT}\n\nAnn Lee\nExample Networks\nFloor 2\n030 123 4567"

    assert split_reply(mail, "Lee, Ann").new == TEXT
    assert split_reply(mail, "Bob Mee").new == mail


def test_a_card_in_one_line_is_a_signature() -> None:
    assert split_reply(f"{TEXT}\n\nAnn Lee | Accounting | 030 1234567", "Ann Lee").new == TEXT


@pytest.mark.parametrize("sender", ["", "Ann Lee"])
def test_thanks_above_a_card_are_what_the_mail_says(sender: str) -> None:
    assert split_reply("Thanks!\n\nAnn Lee\nAccounting\nTel. 030 1234567", sender).new == "Thanks!"


def test_contacts_that_the_text_asks_to_use_are_no_signature() -> None:
    mail = "Please forward my calls to:\nAnn Lee\n+49 30 1234567"

    assert split_reply(mail, "Ann Lee").new == mail


def test_a_signature_above_a_quote_is_cut_off_too() -> None:
    older = "On 16/11/2021 19:42, Bob Mee wrote:\n> Which printer?"

    assert split_reply(f"{TEXT}\n\n-- \nAnn Lee\n\n{older}") == ReplyParts(TEXT, older, "-- \nAnn Lee")


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from my cell, please excuse any typos.",
        "Sent from Yahoo Mail on Android",
        "Sent with Proton Mail secure email.",
        "Sent from [Mail](https://go.microsoft.com/fwlink/?LinkId=550986) for Windows 10",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Holen Sie sich Outlook für Android",
        "Télécharger Outlook pour iOS",
        "Obtener Outlook para Android",
        "Scarica Outlook per iOS",
        "Von meinem iPhone gesendet",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Inviato da iPhone",
        "Verzonden vanaf mijn iPhone",
        "Sendt fra min iPhone",
        "Skickat från min iPhone",
        "Lähetetty iPhonesta",
        "Wysłane z iPhone'a",
        "Odesláno z iPhonu",
        "Elküldve az iPhone-omról",
        "Trimis de pe iPhone-ul meu",
        "Отправлено с iPhone",
        "Надіслано з iPhone",
        "Στάλθηκε από το iPhone μου",
        "iPhone'umdan gönderildi",
        "נשלח מה-iPhone שלי",
        "أرسلت من الـ iPhone",
        "发自我的iPhone",
        "從我的 iPhone 傳送",
        "iPhoneから送信",
        "나의 iPhone에서 보냄",
        "Sent from my Verizon, Samsung Galaxy smartphone",
        "Outlook für iOS beschaffen",
        "Outlook voor iOS downloaden",
        "Få Outlook til Android",
        "Pobierz aplikację Outlook dla systemu iOS",
        "Az Outlook iOS-es verziójának beszerzése",
        "Preuzmite Outlook za iOS",
        "Изтеглете Outlook за iOS",
        "Λήψη του Outlook για iOS",
        "Android için Outlook uygulamasını edinin",
        "取得 iOS 版 Outlook",
        "Outlook for iOS を入手する",
        "Android용 Outlook 다운로드",
        "Tải Outlook cho iOS",
        "Отправлено из мобильной Яндекс Почты",
        "Samsung Galaxy akıllı telefonumdan gönderildi.",
        "삼성 Galaxy 스마트폰에서 보냈습니다.",
        "Poslano iz mojega iPhona",
        "Az iPhone-omról küldve",
        "Išsiųsta iš mano iPhone",
        "मेरे iPhone से भेजा गया",
    ],
)
def test_footers_of_phones_and_programs_are_known(line: str) -> None:
    assert is_footer(line)


@pytest.mark.parametrize(
    "line",
    [
        "I sent it from my iPhone",
        "The notification was sent from my iPhone app to all users.",
        "Sent from my office, but it never arrived",
        "Was it sent from my iPhone?",
        "Get Outlook working again",
        "Getting Outlook errors on Windows",
        "Sent from the printer in room 12 to my mail",
        "Sent from my account to yours yesterday",
        "Gesendet von meinem Vorgänger",
        "Von meinem Drucker gesendete Scans kommen nicht an",
        "Envoyé de mon chef à tous",
        "Outlook für iOS geht nicht",
        "Get Outlook for my new colleague",
        "Please get Outlook for iOS on my phone",
    ],
)
def test_sentences_about_phones_and_programs_are_no_footers(line: str) -> None:
    assert not is_footer(line)


@pytest.mark.parametrize(
    "paragraph",
    [
        """Diese E-Mail enthält vertrauliche und rechtlich geschützte Informationen. Wenn Sie nicht der
        richtige Adressat sind, informieren Sie bitte den Absender und vernichten Sie diese Nachricht.""",
        """Ce message et ses pièces jointes sont confidentiels et destinés exclusivement à leur
        destinataire. Toute divulgation est interdite.""",
        """Le informazioni contenute in questo messaggio sono riservate e per uso esclusivo del
        destinatario. Se ricevete questo messaggio per errore, vi preghiamo di cancellarlo.""",
    ],
)
def test_disclaimers_are_known_in_several_languages(paragraph: str) -> None:
    assert is_disclaimer(paragraph)


def test_trouble_with_mail_is_no_disclaimer() -> None:
    assert not is_disclaimer(
        "Please delete the virus. The recipient got an error from the sender, and the message and its\n"
        "attachments were lost in transmission so we could not notify anyone."
    )


def test_what_is_given_below_a_colon_is_no_signature() -> None:
    mail = "Please call me back at:\n\nAnn Lee\n030 1234567"

    assert split_reply(mail, "Ann Lee").new == mail


def test_pgps_armour_is_no_part_of_the_text() -> None:
    mail = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe printer jams.\n\nAnn\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n-----END PGP SIGNATURE-----\n"
    )

    assert split_reply(mail).new == "The printer jams.\n\nAnn"


@pytest.mark.parametrize(
    "warning",
    [
        "ACHTUNG: Diese E-Mail kommt von außerhalb der Organisation. Öffnen Sie keine Links und Anhänge.",
        "Sie erhalten nicht oft eine E-Mail von ann@example.org. Erfahren Sie, warum dies wichtig ist",
        "Vous n’obtenez pas souvent d’e-mail à partir de ann@example.org. Pourquoi c’est important",
        "WARNING: This message comes from an external sender. Be careful with links and attachments.",
    ],
)
def test_a_gateways_warning_in_other_languages_is_not_new(warning: str) -> None:
    assert split_reply(f"{warning}\n\nThe printer jams.").new == "The printer jams."
    assert split_reply("Caution, the printer outside burns.\n\nClick.").new.startswith("Caution")


def test_a_closing_with_a_final_sigma_is_one() -> None:
    mail = "Ο εκτυπωτής.\n\nΧαιρετισμούς,\nΆννα Λη\nτηλ. 210 1234567"

    assert split_reply(mail).new == "Ο εκτυπωτής."
