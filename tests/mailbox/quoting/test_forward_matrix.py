"""Forwards of every client in every language: who wrote what to whom, and nothing of the client's own words."""

from __future__ import annotations

import pytest

from frontdesk.mailbox.quoting.forwards import read_forward
from frontdesk.rules.model import Address

BOB, CARL = Address("", "bob@example.net"), Address("Carl", "carl@example.com")
TEXT = "It is empty.\n\nAnn"
# As Thunderbird has them: the banner, then the labels of subject, date, writer, receiver and copy.
THUNDERBIRD = {
    "en": ("Forwarded Message", "Subject", "Date", "From", "To", "CC"),
    "de": ("Weitergeleitete Nachricht", "Betreff", "Datum", "Von", "An", "Kopie (CC)"),
    "fr": ("Message transféré", "Sujet ", "Date ", "De ", "Pour ", "Copie à "),
    "es": ("Mensaje reenviado", "Asunto", "Fecha", "De", "Para", "CC"),
    "it": ("Messaggio inoltrato", "Oggetto", "Data", "Mittente", "A", "CC"),
    "nl": ("Doorgestuurd bericht", "Onderwerp", "Datum", "Van", "Aan", "CC"),
    "pl": ("Przekazana wiadomość", "Temat", "Data", "Nadawca", "Adresat", "Kopia"),
    "pt": ("Mensagem encaminhada", "Assunto", "Data", "De", "Para", "CC"),
    "sv": ("Vidarebefordrat meddelande", "Ämne", "Datum", "Från", "Till", "Kopia"),
    "da": ("Videresendt meddelelse", "Emne", "Dato", "Fra", "Til", "CC"),
    "nb": ("Videresendt melding", "Emne", "Dato", "Fra", "Til", "Kopi"),
    "fi": ("Välitetty viesti", "Aihe", "Päiväys", "Lähettäjä", "Vastaanottaja", "Kopio"),
    "cs": ("Přeposlaná zpráva", "Předmět", "Datum", "Od", "Komu", "Kopie"),
    "sk": ("Preposlaná správa", "Predmet", "Dátum", "Od", "Pre", "Kópia"),
    "hu": ("Továbbított üzenet", "Tárgy", "Dátum", "Feladó", "Címzett", "Másolat (CC)"),
    "ru": ("Перенаправленное сообщение", "Тема", "Дата", "От", "Кому", "Копия"),
    "uk": ("Переслане повідомлення", "Тема", "Дата", "Від", "Кому", "Копія"),
    "tr": ("İletilmiş İleti", "Konu", "Tarih", "Gönderen", "Alıcı", "Kopya (CC)"),
    "el": ("Προωθημένο μήνυμα", "Θέμα", "Ημερομηνία", "Από", "Προς", "Κοιν."),
    "ro": ("Mesaj redirecționat", "Subiect", "Dată", "De la", "Către", "CC"),
    "zh": ("转发的消息", "主题", "日期", "发件人", "收件人", "抄送"),
    "ja": ("転送メッセージ", "件名", "日付", "差出人", "宛先", "CC"),
    "ko": ("전달된 메시지", "제목", "날짜", "보낸 사람", "받는 사람", "참조"),
    "hr": ("Proslijeđena poruka", "Predmet", "Datum", "Od", "Za", "Kopija"),
    "sl": ("Posredovano sporočilo", "Zadeva", "Datum", "Od", "Za", "Kp"),
    "ca": ("Missatge reenviat", "Assumpte", "Data", "De", "Per a", "CC"),
    "bg": ("Препратено съобщение", "Относно", "Дата", "От", "До", "Копие"),
    "et": ("Edastatud kiri", "Teema", "Kuupäev", "Saatja", "Adressaat", "Koopia"),
    "lt": ("Persiųstas laiškas", "Tema", "Data", "Nuo", "Kam", "Kopija"),
}
# As Apple Mail has them: the banner, then writer, subject, date, receiver and copy.
APPLE = {
    "en": ("Begin forwarded message:", "From", "Subject", "Date", "To", "Cc"),
    "de": ("Anfang der weitergeleiteten Nachricht:", "Von", "Betreff", "Datum", "An", "Kopie"),
    "hr": ("Započinje proslijeđena poruka:", "Od", "Predmet", "Datum", "Prima", "Cc"),
    "hr2": ("Započni proslijeđenu poruku:", "Šalje", "Predmet", "Datum", "Prima", "Kopija"),
    "hr3": ("Početak proslijeđene poruke:", "Pošiljatelj", "Naslov", "Datum", "Primatelj", "Kopija"),
    "fr": ("Début du message transféré :", "De", "Objet", "Date", "À", "Cc"),
    "it": ("Inizio messaggio inoltrato:", "Da", "Oggetto", "Data", "A", "Cc"),
    "hu": ("Továbbított levél kezdete:", "Feladó", "Tárgy", "Dátum", "Címzett", "Másolat"),
    "sk": ("Začiatok preposlanej správy:", "Od", "Predmet", "Dátum", "Komu", "Kópia"),
    "uk": ("Початок листа, що пересилається:", "Від кого", "Тема", "Дата", "Кому", "Копія"),
    "ca": ("Inici del missatge reenviat:", "De", "Assumpte", "Data", "Per a", "Cc"),
    "th": ("เริ่มข้อความที่ส่งต่อ:", "จาก", "เรื่อง", "วันที่", "ถึง", "สำเนาถึง"),
    "vi": ("Bắt đầu thư được chuyển tiếp:", "Từ", "Chủ đề", "Ngày", "Đến", "Cc"),
    "el": ("Αρχή προωθημένου μηνύματος:", "Από", "Θέμα", "Ημερομηνία", "Προς", "Κοιν."),
    "he": ("תחילת ההודעה שהועברה:", "מאת", "נושא", "תאריך", "אל", "עותק"),
}
# As Outlook for Mac has them, which forwards below an answer's attribution.
OUTLOOK_FOR_MAC = {
    "en": 'On 06/05/2024, 10:03, "NAME" <EMAIL> wrote:',
    "hu": "2024/05/06 10:03 időpontban NAME (EMAIL) ezt írta:",
    "hu2": '2024. 05. 06. 10:03 keltezéssel, „NAME" <EMAIL> írta:',
    "de": 'Am 06.05.24, 10:03 schrieb "NAME" <EMAIL>:',
    "fr": "Le 06/05/2024 10:03, « NAME » <EMAIL> a écrit :",
    "es": 'El 6/5/24, 10:03, "NAME" <EMAIL> escribió:',
    "it": 'Il giorno 06/05/24, 10:03 "NAME" <EMAIL> ha scritto:',
    "nl": "Op 06-05-2024 10:03 heeft NAME <EMAIL> geschreven:",
    "pl": "W dniu 06.05.2024, 10:03 użytkownik „NAME” <EMAIL> napisał:",
    "sv": 'Den 2024-05-06 10:03 skrev "NAME" <EMAIL>:',
    "ru": '06.05.2024, 10:03 пользователь "NAME" <EMAIL> написал:',
    "cs": "Dne 06.05.24 10:03 uživatel „NAME“ <EMAIL> napsal:",
    "sk": "Dňa 06.05.24, 10:03 používateľ „NAME“ <EMAIL> napísal:",
    "fi": "NAME <EMAIL> kirjoitti 6.5.2024 klo 10.03:",
    "tr": '6.05.2024 10:03 tarihinde "NAME" <EMAIL> şunları yazdı:',
    "pt": 'Em 06/05/2024, 10:03, "NAME" <EMAIL> escreveu:',
    "zh": "在 2024/5/6，10:03，“NAME”<EMAIL> 写入:",
    "ja": '2024/05/06 10:03 に、"NAME" <EMAIL> を書き込みました:',
    "da": 'Den 06.05.2024 kl. 10.03 skrev "NAME" <EMAIL>:',
}
NAMES = {
    "Ann Lee": "Ann Lee",
    "« Ann Lee »": "Ann Lee",
    '"Lee, Ann"': "Lee, Ann",
    "'Ann Lee'": "Ann Lee",
    "„Ann Lee“": "Ann Lee",
}


@pytest.mark.parametrize("language", THUNDERBIRD)
@pytest.mark.parametrize("shown", NAMES)
def test_thunderbirds_forward_is_read_whatever_stands_around_names(language: str, shown: str) -> None:
    banner, subject, date, writer, receiver, copy = THUNDERBIRD[language]
    for head in (f"-------- {banner} --------", f"-------- {banner} --- Forwarded Message --------"):
        for left, right in ("<>", "()"):
            found = read_forward(
                "Fwd: Toner",
                f"{head}\n{subject}: \tToner\n{date}: \tMon, 6 May 2024 10:03:00 +0200\n"
                f"{writer}: \t{shown} {left}ann@example.com{right}\n{receiver}: \tbob@example.net\n"
                f"{copy}: \tCarl {left}carl@example.com{right}\n\n\n\n{TEXT}",
                None,
            )
            assert found is not None
            assert found.sender == Address(NAMES[shown], "ann@example.com")
            assert (found.subject, found.to, found.cc, found.text, found.comment) == (
                "Toner",
                (BOB,),
                (CARL,),
                TEXT,
                "",
            )


@pytest.mark.parametrize("language", APPLE)
@pytest.mark.parametrize("mark", ["", "> "])
def test_apples_forward_is_read(language: str, mark: str) -> None:
    banner, writer, subject, date, receiver, copy = APPLE[language]
    inside = (
        f"{writer}: Ann Lee <ann@example.com>\n{subject}: Toner\n{date}: 6 May 2024 at 10:03:00 CEST\n"
        f"{receiver}: bob@example.net\n{copy}: Carl <carl@example.com>\n\n{TEXT}"
    )
    quoted = "\n".join(f"{mark}{line}".rstrip() for line in inside.split("\n"))
    found = read_forward("Fwd: Toner", f"Please help.\n\n{banner}\n\n{quoted}", None)
    assert found is not None
    assert found.sender == Address("Ann Lee", "ann@example.com")
    assert (found.subject, found.to, found.cc, found.text, found.comment) == (
        "Toner",
        (BOB,),
        (CARL,),
        TEXT,
        "Please help.",
    )


@pytest.mark.parametrize("language", OUTLOOK_FOR_MAC)
def test_outlook_for_macs_forward_is_read(language: str) -> None:
    words = OUTLOOK_FOR_MAC[language].replace("NAME", "Ann Lee").replace("EMAIL", "ann@example.com")
    found = read_forward("FW: Toner", f"{words}\n\n    It is empty.\n\n    Ann", None)
    assert found is not None
    assert (found.sender, found.subject, found.text, found.comment) == (
        Address("Ann Lee", "ann@example.com"),
        "Toner",
        TEXT,
        "",
    )


@pytest.mark.parametrize("line", ["I got this forwarded message:", "Please forward this mail to Bob:"])
def test_who_speaks_of_a_forwarded_message_writes_no_banner(line: str) -> None:
    assert read_forward("Toner", f"{line}\n\nThe toner is empty.", None) is None
