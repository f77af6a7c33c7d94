"""Out-of-office notes are known by their words alone, and people who write about absences "
"are heard."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from frontdesk.rules.silence.absence import is_absence, is_automatic_answer
from frontdesk.rules.silence.absence_dates import absent_until

SENT = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)

# Language, subject, text: as the clients of the world send them, without a single header.
NOTES = [
    (
        "en",
        "Out of Office Re: [IT #12] Printer",
        "Hello,\n\nI am out of the office until 13 May with no access to email.",
    ),
    ("en", "Automatic reply: [IT #12] Printer", "I'm currently on annual leave, back on Monday."),
    (
        "en",
        "Re: [IT #12] Printer",
        "Thank you for your message. I am on parental leave. For urgent matters please contact Bob.",
    ),
    (
        "en",
        "AUTO: Ann Lee is out of the office (returning 05/13/2024)",
        "I am out of the office until 05/13/2024.",
    ),
    ("en", "ooo: printer", "I'll be out of the office all week, replies will be slow."),
    (
        "de",
        "Abwesenheitsnotiz: [IT #12] Drucker",
        "Guten Tag, ich bin bis einschließlich 13. Mai nicht im Büro.",
    ),
    ("de", "Automatische Antwort: Drucker", "Ich bin derzeit im Urlaub und ab dem 13.5. wieder erreichbar."),
    (
        "de",
        "AW: [IT #12] Drucker",
        (
            "Vielen Dank für Ihre Nachricht. Ich bin bis zum 13.05. im Urlaub. Ihre E-Mail wird nicht "
            "weitergeleitet."
        ),
    ),
    ("fr", "Réponse automatique : imprimante", "Bonjour, je suis absente du bureau jusqu'au 13 mai inclus."),
    (
        "fr",
        "Re: imprimante",
        (
            "Bonjour, je suis en congés jusqu'au 13 mai. En cas d'urgence, merci de contacter Paul. À "
            "mon retour je vous réponds."
        ),
    ),
    ("es", "Respuesta automática: impresora", "Estoy fuera de la oficina hasta el 13 de mayo."),
    (
        "es",
        "Fuera de la oficina: impresora",
        "Me encuentro de vacaciones. Para asuntos urgentes contacte con Paco.",
    ),
    ("pt", "Resposta automática: impressora", "Estou de férias até 13 de maio."),
    (
        "pt",
        "Ausência temporária: impressora",
        "Estarei ausente do escritório até dia 13. Em caso de urgência contacte o João.",
    ),
    ("it", "Risposta automatica: stampante", "Sono fuori ufficio fino al 13 maggio."),
    (
        "it",
        "Fuori sede: stampante",
        "Buongiorno, sarò assente fino al 13 maggio. Per urgenze scrivere a Paolo.",
    ),
    ("nl", "Automatisch antwoord: printer", "Ik ben tot en met 13 mei met vakantie."),
    ("nl", "Afwezig: printer", "Bedankt voor uw bericht. Ik ben momenteel niet aanwezig."),
    ("da", "Automatisk svar: printer", "Jeg er på ferie til den 13. maj."),
    ("no", "Automatisk svar: skriver", "Jeg er ikke på kontoret før 13. mai."),
    ("sv", "Autosvar: skrivare", "Jag är på semester till den 13 maj."),
    ("sv", "Frånvaro: skrivare", "Hej! Jag är inte på kontoret idag. Vid brådskande ärenden kontakta Bo."),
    ("fi", "Automaattinen vastaus: tulostin", "Olen lomalla 13.5. saakka."),
    ("is", "Sjálfvirkt svar: prentari", "Ég er í fríi til 13. maí."),
    ("et", "Automaatvastus: printer", "Olen puhkusel kuni 13. maini."),
    ("lv", "Automātiska atbilde: printeris", "Esmu atvaļinājumā līdz 13. maijam."),
    ("lt", "Automatinis atsakymas: spausdintuvas", "Šiuo metu atostogauju iki gegužės 13 d."),
    ("pl", "Automatyczna odpowiedź: drukarka", "Jestem na urlopie do 13 maja."),
    (
        "pl",
        "Odp: drukarka",
        "Dziękuję za wiadomość. Przebywam na urlopie. W pilnych sprawach proszę dzwonić do Jana.",
    ),
    ("cs", "Automatická odpověď: tiskárna", "Do 13. května čerpám dovolenou."),
    ("sk", "Automatická odpoveď: tlačiareň", "Do 13. mája som na dovolenke."),
    ("hu", "Automatikus válasz: nyomtató", "Május 13-ig szabadságon vagyok."),
    ("ro", "Răspuns automat: imprimantă", "Sunt în concediu până pe 13 mai."),
    ("hr", "Automatski odgovor: pisač", "Na godišnjem sam odmoru do 13. svibnja."),
    ("sl", "Samodejni odgovor: tiskalnik", "Do 13. maja sem na dopustu."),
    ("sr", "Аутоматски одговор: штампач", "Тренутно сам на годишњем одмору."),
    ("bg", "Автоматичен отговор: принтер", "В отпуск съм до 13 май."),
    ("el", "Αυτόματη απάντηση: εκτυπωτής", "Θα απουσιάζω έως 13 Μαΐου."),
    ("tr", "Otomatik yanıt: yazıcı", "13 Mayıs'a kadar yıllık izindeyim."),
    ("ru", "Автоматический ответ: принтер", "Я нахожусь в отпуске до 13 мая."),
    (
        "ru",
        "Re: принтер",
        "Спасибо за ваше письмо. Я в отпуске до 13 мая. По срочным вопросам обращайтесь к Ивану.",
    ),
    ("uk", "Автоматична відповідь: принтер", "Я у відпустці до 13 травня."),
    ("he", "מענה אוטומטי: מדפסת", "אני בחופשה עד 13 מאי."),
    ("ar", "رد تلقائي: طابعة", "أنا في إجازة حتى 13 مايو."),
    ("fa", "پاسخ خودکار: چاپگر", "تا ۱۳ مه در مرخصی هستم."),
    ("hi", "स्वचालित उत्तर: प्रिंटर", "मैं 13 मई तक छुट्टी पर हूँ।"),
    ("zh", "自动回复: 打印机", "我正在休假，5月13日返回。"),
    ("zh", "自動回覆: 印表機", "我目前不在辦公室，緊急事宜請聯絡同事。"),
    ("ja", "自動応答: プリンター", "5月13日まで休暇をいただいております。"),
    ("ja", "不在通知: プリンター", "出張中のため不在にしております。お急ぎの場合は同僚までご連絡ください。"),
    ("ko", "자동 회신: 프린터", "5월 13일까지 휴가 중입니다."),
    ("vi", "Trả lời tự động: máy in", "Tôi đang nghỉ phép đến ngày 13/5."),
    ("th", "ตอบกลับอัตโนมัติ: เครื่องพิมพ์", "ดิฉันอยู่ในช่วงลาพักร้อน"),
    ("id", "Balasan otomatis: printer", "Saya sedang cuti sampai 13 Mei."),
    ("en", "Away Re: Printer", "I'm on parental leave till June. Your mail will not be forwarded, ask Bob."),
    (
        "en",
        "Re: Printer",
        "Please note that I have left Example Ltd. Your message will not be read. This mailbox is no longer monitored.",
    ),
    (
        "de",
        "Ann Lee/ACME ist außer Haus.",
        "Ich werde ab 03.05.2024 nicht im Büro sein. Antwort nach meiner Rückkehr.",
    ),
    (
        "ru",
        "Re: Принтер",
        "Благодарю за письмо. Я нахожусь в отпуске до 13 мая. По срочным вопросам обращайтесь к Ивану.",
    ),
]

# People who write about absences, or on leave themselves, and want something.
PEOPLE = [
    ("Out of office", "Hi, please set up an out of office reply for Anna, she is on vacation from Monday."),
    (
        "Abwesenheitsnotiz einrichten",
        "Ich bin ab Montag im Urlaub, können Sie mir die Abwesenheitsnotiz einrichten?",
    ),
    ("Automatic reply does not work", "My automatic reply does not go out although I am on vacation."),
    ("Re: [IT #12] Printer", "I'm out of the office until Thursday, can we do it on Friday?"),
    (
        "Re: [IT #12] Printer",
        "I will be away tomorrow. The printer still shows error 12, please call my colleague.",
    ),
    ("Re: [IT #12] Drucker", "Ich bin bis 15 Uhr nicht im Büro, danach können Sie gern vorbeikommen."),
    (
        "Fwd: Automatic reply: invoice",
        "Is this the note you wanted to see? I am out of the office until Monday.",
    ),
    ("Re: Automatic reply: invoice", "Thanks, then I ask Bob."),
    ("Vacation calendar is gone", "The shared vacation calendar has disappeared from Outlook."),
    ("Absence management", "I cannot log in to the absence portal."),
    ("Urlaub", "Mein Urlaubsantrag wird im Portal nicht gespeichert."),
    (
        "Neuer Laptop",
        (
            "Frau Meier ist ab Juni wieder da und braucht einen Laptop. Ich bin ab morgen im Urlaub, "
            "Vertretung ist Tom."
        ),
    ),
    ("congé maternité", "Pouvez-vous désactiver le compte de Mme Petit pendant son congé maternité ?"),
    ("不在着信が表示されない", "電話機に不在着信が表示されません。"),
    ("휴가 신청 오류", "휴가 신청 화면에서 오류가 발생합니다."),
    ("Printer", "I am out of the office on Friday, please call me before then: my printer does not work."),
    ("Out of the office on Friday", "I am out of the office on Friday, forward my mail to Bob until then."),
    ("Abwesenheit", "Ich bin nächste Woche nicht im Büro. Bitte stellt den neuen Drucker erst danach auf."),
    (
        "Nicht im Büro: VPN",
        "Ich bin diese Woche nicht im Büro. Das VPN funktioniert nicht, könnt ihr schauen.",
    ),
    ("Absence", "Bonjour, je serai absent vendredi, merci de passer avant pour l'imprimante."),
    ("Отпуск", "Добрый день! Я в отпуске с понедельника, прошу сделать перенаправление почты."),
    ("休假", "我下周休假，请在此之前修好打印机，谢谢。"),
    ("Out of office: laptop needed", "I work out of office next week, I need a laptop."),
    ("Re: [IT #12] Laptop", "I'm on leave until Monday, but Bob can let you in. Go ahead."),
    ("Annual leave calendar", "The annual leave calendar shows wrong days since Monday."),
    ("Automatische Antwort: Text ändern", "Bitte ändert den Text meiner Antwort, die Durchwahl ist falsch."),
    ("Automatic reply: Bob", "His automatic reply doesn't work any more since the update."),
    (
        "Re: [IT #12] Laptop",
        "Thank you for your message. I will be back in the office on Thursday, then you can come.",
    ),
    (
        "Re: [IT #12] Laptop",
        "Vielen Dank für Ihre Nachricht. Ich bin ab Donnerstag wieder im Büro, dann passt es.",
    ),
    ("Re: [IT #12] Laptop", "Merci pour votre message. Je suis absent demain, vendredi me convient."),
    (
        "Access for my deputy",
        "In my absence Bob needs access to my mailbox. I will be back in the office on Monday.",
    ),
    ("Elternzeit", "Ich bin ab Juni in Elternzeit. Bitte leitet meine Mails an Bob weiter."),
    ("Auto: Zugang Tiefgarage", "Bitte schaltet meine Karte für die Tiefgarage frei."),
    ("AUTO: garage", "il cancello non si apre"),
    ("Holiday closure", "Our office will be closed from 24 December. Please make sure that the backup runs."),
]


@pytest.mark.parametrize(("language", "subject", "text"), NOTES)
def test_an_out_of_office_note_is_known_by_its_words(language: str, subject: str, text: str) -> None:
    assert is_absence(subject, text, is_answer=False, by_machine=False)


@pytest.mark.parametrize(("subject", "text"), PEOPLE)
def test_a_person_who_writes_of_absence_is_no_note(subject: str, text: str) -> None:
    assert not is_absence(subject, text, is_answer=subject.startswith("Re:"), by_machine=False)
    assert not is_automatic_answer(subject, text, is_answer=subject.startswith("Re:"))


@pytest.mark.parametrize(("subject", "text"), PEOPLE)
def test_a_header_that_asks_for_no_automatic_answer_makes_nobody_a_machine(subject: str, text: str) -> None:
    assert not is_absence(subject, text, is_answer=subject.startswith("Re:"), hinted=True)


def test_with_a_machine_behind_it_the_statement_alone_is_enough() -> None:
    text = "I'm out of the office Friday. For pressing matters ask Bob."
    assert is_absence("Printer", text, is_answer=False, by_machine=True)
    assert not is_absence("Printer", text, is_answer=False, by_machine=False)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Automatic reply: printer", "Thank you for writing to Example Ltd. We will answer within two days."),
        ("[Auto-Reply] Re: printer", "We have received your e-mail."),
        ("Re: printer", "This is an automated response. We have received your mail."),
        (
            "Thank you for contacting Example [Case 4711]",
            "This is an automated message to confirm that we have your mail. Please do not reply to this mail.",
        ),
        ("AW: Drucker", "Dies ist eine automatische Antwort. Ihre Anfrage ist eingegangen."),
        ("Re: imprimante", "Ceci est une réponse automatique. Nous avons bien reçu votre message."),
    ],
)
def test_an_automatic_answer_that_is_no_absence_is_known_too(subject: str, text: str) -> None:
    assert is_automatic_answer(subject, text, is_answer=False)
    assert not is_absence(subject, text, is_answer=False, by_machine=False)


def test_what_the_answered_subject_wants_is_no_wish_of_the_notes() -> None:
    subject = "Automatic reply: Re: [IT #12] How do I set up my printer?"
    assert is_automatic_answer(subject, "We have received your mail.", is_answer=True)
    assert is_absence(subject, "I'm on vacation until 13 May.", is_answer=True)


def test_an_error_text_that_calls_itself_automatic_is_a_persons_mail() -> None:
    text = "I always get 'This is an automatically generated message' when I log in. What is it?"
    assert not is_automatic_answer("Strange mails", text, is_answer=False)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("I am away until 17 May.", (2024, 5, 18)),
        ("I will be back in the office on May 13th.", (2024, 5, 13)),
        ("I return on 2024-06-01.", (2024, 6, 1)),
        ("out of the office until 13/5", (2024, 5, 14)),
        ("I am away until Monday", (2024, 5, 7)),
        ("Ich bin bis einschließlich 15. Mai 2024 nicht im Büro", (2024, 5, 16)),
        ("vom 3.5. bis 10.5. nicht im Büro", (2024, 5, 11)),
        ("ab dem 13.05. wieder erreichbar", (2024, 5, 13)),
        ("jusqu'au 12 mai inclus", (2024, 5, 13)),
        ("fino al 12/05/2024", (2024, 5, 13)),
        ("hasta el 20 de mayo", (2024, 5, 21)),
        ("до 15 мая", (2024, 5, 16)),
        ("do 15. května", (2024, 5, 16)),
        ("13 Mayıs'a kadar", (2024, 5, 14)),
        ("5月10日まで不在です", (2024, 5, 11)),
        ("5월 3일까지 휴가", (2024, 5, 4)),
        ("我正在休假，至5月10日", (2024, 5, 11)),
        ("until 29 February", None),  # no such day in the next 200
        ("until 3/4", None),  # March or April
        ("until the end of May", None),
        ("until 12 May; my mailbox is read until 30 May", None),  # two days
        ("I was away until 2 April 2024", None),  # over
        ("I am on leave.", None),
    ],
)
def test_the_day_of_return_is_read_only_where_it_is_certain(
    text: str, back: tuple[int, int, int] | None
) -> None:
    assert absent_until(text, SENT) == (datetime(*back, tzinfo=UTC) if back else None)


def test_a_date_without_a_year_in_december_means_the_next_january() -> None:
    sent = datetime(2024, 12, 20, tzinfo=UTC)
    assert absent_until("Ich bin bis 6. Januar im Urlaub.", sent) == datetime(2025, 1, 7, tzinfo=UTC)


PIECES = ["i am ", "until ", "ooo", "bis 1.", "5月", "out of the office ", "[", "1/"]


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.perf_counter()
    is_absence(text, text, is_answer=True, by_machine=False)
    is_automatic_answer(text, text, is_answer=True)
    absent_until(text, SENT)
    assert time.perf_counter() - began < 1
