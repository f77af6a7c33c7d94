"""Plain thanks are told from everything else, and "is everything settled?" gets its answer understood."""

from __future__ import annotations

import time

import pytest

from frontdesk.rules.customers.thanks import is_plain_thanks, says_later, says_not_settled, says_settled

THANKS = [
    "Thanks!",
    "Danke, läuft wieder.",
    "great, works now, thank you",
    "Thank you so much for your quick help!",
    "Vielen Dank für die schnelle Hilfe!\n\nViele Grüße\nBob",
    "Merci beaucoup !",
    "Muchas gracias, ya funciona.",
    "Perfetto, grazie mille!",
    "Bedankt, het werkt weer",
    "Tack så mycket!",
    "Kiitos, toimii nyt.",
    "Dziękuję, działa.",
    "Díky, už to funguje.",
    "Köszönöm szépen!",
    "Mulțumesc!",
    "Hvala!",
    "Благодаря!",
    "Спасибо, всё работает!",
    "Дякую!",
    "תודה רבה",
    "شكرا",
    "谢谢，可以了",
    "ありがとうございます。解決しました。",
    "감사합니다",
    "Cảm ơn!",
    "ขอบคุณครับ",
    "👍",
    "Thanks Anna, the printer works again!",
    "ok",
    "Super, danke dir!",
    "Perfect, you can close the ticket. Thanks",
    "Thanks\nBob Smith",
    "Teşekkürler, çalışıyor",
    "Ευχαριστώ πολύ!",
    "Obrigado, deu certo",
    "Danke schön!",
    "Many thanks, all good now.",
    "thx",
    "Thanks, no problems so far",
    "Alles gut, vielen Dank",
    "C'est parfait, merci.",
    "Thank you for solving the issue so quickly.",
    "Hi Ann,\n\nthank you very much!\n\nBest regards\nTom",
    "Danke für eure Hilfe, der Drucker geht wieder.",
    "Yes, everything works. Thanks!",
    "Tak for hjælpen",
    "感谢您的帮助！",
    "お世話になりました。ありがとうございました。",
    "Vielen Dank, sehr gut!",
    "Hi Ann, thank you!",
    "Thanks for fixing the VPN.",
    "Terima kasih!",
    "Aitäh!",
    "Ačiū!",
    "धन्यवाद",
]

MORE = [
    "thanks, but it still crashes",
    "thanks! one more thing",
    "Thanks, can you also check the scanner?",
    "Danke, aber der Drucker geht trotzdem nicht",
    "Merci, mais ça ne marche pas encore",
    "Danke. Monitor flackert",
    "Thanks. The monitor flickers",
    "gracias, pero no funciona",
    "Thank you. When will it be done",
    "谢谢，但是还是不行",
    "ありがとうございます。まだ動きません。",
    "Спасибо, но не работает",
    "Thanks, please send me the invoice",
    "My printer is broken",
    "Thanks\nnow the scanner is dead",
    "No",
    "Obrigado, mas continua",
    "Grazie, però non funziona",
    "Thanks. Drucker Nummer zwei druckt nur Hieroglyphen",
    "merci; et le scanner ?",
    "Danke! Noch eine Frage: wie geht das",
    "감사합니다. 하지만 아직 안됩니다",
    "شكرا لكن لا يعمل",
    "Thanks, works now. Now Outlook asks for a password",
    "Thanks it prints blank pages now",
    "Thank you, my phone has the same thing",
    "thanks for nothing",
    "Works now, until it crashes",
    "Danke, nur der Scanner spinnt",
    "thanks printer still offline",
    "Danke, und der Scanner?",
    "Danke.\n\nDer Scanner spinnt jetzt",
    "Thanks ;) quick one: how do I reset it",
    "ok, and the laptop",
    "Gracias. ¿Y el escáner",
    "Děkuji, ale pořád to padá",
    "Köszönöm, de még mindig rossz",
    "Tak, men den virker ikke",
    "Ευχαριστώ, αλλά δεν δουλεύει",
    "תודה, אבל זה עדיין לא עובד",
    "Thanks\n> On Monday Bob wrote:\nplease order two more",
    "Great. My colleague Tom cannot log in",
    "",
    "\n \n",
]

SETTLED = [
    "yes",
    "Yes, thanks!",
    "All good",
    "ja",
    "Ja, passt alles, danke",
    "oui, tout fonctionne",
    "sí, todo bien",
    "sim",
    "sì, tutto a posto",
    "ja, het werkt weer",
    "tak, działa",
    "Да",
    "はい",
    "是的",
    "네",
    "ok",
    "👍",
    "Everything is fine, no problems.",
]

NOT_SETTLED = [
    "no",
    "No, it still fails.",
    "nein, immer noch",
    "Leider nein",
    "still broken",
    "Non, toujours pas",
    "no, sigue sin funcionar",
    "não",
    "Nej, det virker ikke",
    "нет",
    "いいえ",
    "不",
    "Hello,\n\nno, it does not work.",
    "ei, edelleen rikki",
]

NEITHER = ["Please call me.", "Could be better", "yes, but the scanner fails", "Tom has the same", ""]


@pytest.mark.parametrize("text", THANKS)
def test_thanks_and_good_news_are_plain_thanks(text: str) -> None:
    assert is_plain_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "You're welcome!",
            "You are welcome.",
            "No problem!",
            "Gern geschehen!",
            "Keine Ursache.",
            "De rien !",
        ),
        *("De nada", "Prego!", "Graag gedaan", "Nie ma za co", "Schönes Wochenende!", "You too!"),
        "Gerne, und vielen Dank!",
    ],
)
def test_a_courtesy_is_as_good_as_thanks_and_settles_nothing(text: str) -> None:
    assert is_plain_thanks(text)
    assert not says_settled(text)


@pytest.mark.parametrize(
    "text",
    [
        "No problem with the printer, but the scanner is broken",
        "You are welcome to fix the scanner too",
        "Gerne hätte ich noch einen zweiten Monitor",
        "My pleasure is limited: it crashed again",
        "Пожалуйста, помогите",
    ],
)
def test_a_courtesy_with_a_wish_is_more_than_that(text: str) -> None:
    assert not is_plain_thanks(text)


@pytest.mark.parametrize("text", MORE)
def test_anything_more_is_not_plain_thanks(text: str) -> None:
    assert not is_plain_thanks(text)
    assert not says_settled(text)


@pytest.mark.parametrize("mark", "?？؟⸮՞፧꘏⁇⁈¿")
def test_a_question_mark_of_any_script_makes_it_a_question(mark: str) -> None:
    assert not is_plain_thanks(f"Thanks{mark}")


def test_a_greek_question_mark_after_a_word_makes_it_a_question() -> None:
    assert not is_plain_thanks("Ευχαριστώ, δουλεύει\u037e")


@pytest.mark.parametrize("text", SETTLED)
def test_a_yes_says_that_everything_is_settled(text: str) -> None:
    assert says_settled(text)
    assert not says_not_settled(text)


@pytest.mark.parametrize("text", NOT_SETTLED)
def test_a_no_says_that_it_is_not(text: str) -> None:
    assert says_not_settled(text)
    assert not says_settled(text)


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_not_understood_says_neither(text: str) -> None:
    assert not says_settled(text)
    assert not says_not_settled(text)


def test_thanks_alone_do_not_say_that_it_is_settled() -> None:
    assert is_plain_thanks("Thank you!")
    assert not says_settled("Thank you!")


def test_no_problem_is_no_no() -> None:
    assert not says_not_settled("No problem, all good")


@pytest.mark.parametrize("piece", ["thanks ", "no ", "works again ", "?", "a", "ok.", "谢谢", "\n"])
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.perf_counter()
    is_plain_thanks(text)
    says_settled(text)
    says_not_settled(text)
    assert time.perf_counter() - began < 1


# A "not" before good news, in the languages where it is the same word as "no", too.
NOT_YET = {
    "en": (
        "It still does not print",
        "Not everything works",
        "It is not working",
        "Not all good",
        "No it does not",
        "not ok",
        "No luck",
        "It no longer works",
        "Doesn't work",
        "Nothing works now",
        "not solved",
        "Not resolved yet",
    ),
    "de": (
        "Geht nicht",
        "Nicht alles erledigt",
        "Funktioniert nicht",
        "Läuft nicht",
        "Noch nicht erledigt",
        "Nichts geht",
        "Es ist nicht alles gut",
        "Passt nicht",
        "kein Erfolg",
        "Drucker druckt nicht",
        "Nein nicht erledigt",
    ),
    "fr": (
        "Ne marche pas",
        "Ça ne marche pas",
        "Pas réglé",
        "Non ça ne marche pas",
        "Toujours pas résolu",
        "Tout n'est pas réglé",
        "Pas tout",
        "ça marche pas",
    ),
    "es": (
        "No funciona",
        "No, no funciona",
        "No todo funciona",
        "No está resuelto",
        "Todavía no funciona",
        "No imprime ahora",
        "No se abre ahora",
        "No está todo bien",
        "No va bien",
        "Aún no",
    ),
    "pt": (
        "Não funciona",
        "Ainda não funciona",
        "Não está tudo bem",
        "Não está resolvido",
        "Nada funciona",
        "Não imprime agora",
        "Não resolveu",
    ),
    "it": (
        "Non funziona",
        "Non va bene",
        "Non è risolto",
        "No non funziona",
        "Non tutto funziona",
        "Ancora non va",
        "Non stampa ora",
        "Non è tutto a posto",
    ),
    "nl": (
        "Werkt niet",
        "Niet alles werkt",
        "Nog niet opgelost",
        "Nee werkt niet",
        "Het is niet in orde",
        "Doet het niet",
    ),
    "pl": (
        "Nie działa",
        "Nie drukuje teraz",
        "Nie wszystko działa",
        "Nadal nie działa",
        "Nie jest w porządku",
        "Jeszcze nie",
        "Nic nie działa",
        "Nie rozwiązane",
        "Nie jest załatwione",
    ),
    "cs": (
        "Nefunguje",
        "Ještě nefunguje",
        "Není to v pořádku",
        "Ne všechno funguje",
        "Není vyřešeno",
        "Ne nefunguje",
        "Netiskne",
    ),
    "hu": (
        "Nem működik",
        "Még nem működik",
        "Nincs rendben",
        "Nem minden működik",
        "Nem nyomtat most",
        "Nem oldódott meg",
    ),
    "tr": (
        "Çalışmıyor",
        "Hâlâ çalışmıyor",
        "Çözülmedi",
        "Her şey yolunda değil",
        "Hayır çalışmıyor",
        "Olmadı",
    ),
    "ro": (
        "Nu funcționează",
        "Nu merge",
        "Încă nu merge",
        "Nu e rezolvat",
        "Nu totul este bine",
    ),
    "hr": (
        "Ne radi",
        "Još ne radi",
        "Nije riješeno",
        "Ne radi sve",
        "Nije u redu",
    ),
    "sl": (
        "Ne dela",
        "Še ne dela",
    ),
    "ru": (
        "Не работает",
        "Ещё не работает",
        "Не всё в порядке",
        "Не решено",
        "Не печатает сейчас",
        "Нет, не работает",
    ),
    "uk": (
        "Не працює",
        "Ще не працює",
        "Не все гаразд",
    ),
    "bg": (
        "Не работи",
        "Още не работи",
    ),
    "sv": (
        "Fungerar inte",
        "Inte löst",
        "Det är inte bra",
        "Nej fungerar inte",
    ),
    "da": (
        "Virker ikke",
        "Ikke løst",
    ),
    "fi": (
        "Ei toimi",
        "Ei vielä",
        "Ei ole kunnossa",
    ),
    "el": (
        "Δεν λειτουργεί",
        "Όχι δεν δουλεύει",
        "Δεν είναι εντάξει",
    ),
    "zh": (
        "还不行",
        "没有解决",
        "不能打印",
        "没好",
        "不好",
    ),
    "ja": (
        "まだ動きません",
        "解決していません",
        "ダメです",
    ),
    "ko": ("아직 안 됩니다",),
    "he": ("לא עובד",),
    "ar": ("لا يعمل",),
    "ca": (
        "No funciona",
        "Encara no",
        "No està resolt",
    ),
}


@pytest.mark.parametrize("language", NOT_YET)
@pytest.mark.parametrize(
    "form", ["{}", "{}!", "{}, danke", "{}. Thanks!", "Thanks, {}", "Hi Ann\n\n{}\n\nCara"]
)
def test_good_news_with_a_not_before_it_is_none(language: str, form: str) -> None:
    for words in NOT_YET[language]:
        for text in (form.format(words), form.format(words).casefold()):
            assert not is_plain_thanks(text), text
            assert not says_settled(text), text
            assert not says_later(text), text


@pytest.mark.parametrize(
    "text",
    [
        "No, all good, thanks",
        "No all good thanks",
        "no it works now, thanks",
        "No, no, all good!",
        "No thanks, all good",
        "Nope works great now",
        "Nein es läuft wieder",
        "Nein alles gut",
        "Non ça marche maintenant",
        "Non, merci, tout est réglé",
        "Nee het werkt weer",
        "No, todo bien, gracias",
        "Não, está tudo bem, obrigado",
        "No, tutto a posto, grazie",
        "Nie, działa, dziękuję",
        "Nie, wszystko w porządku",
        "Ne, vše je v pořádku",
        "Nem, minden rendben",
        "Nu, totul e bine, mulțumesc",
        "Нет, всё работает",
        "Hayır, her şey yolunda",
        "不用了，一切正常，谢谢",
        "没有了，谢谢",
        "搞定了，谢谢",
        "Works like a charm!",
    ],
)
def test_a_no_and_then_good_news_says_that_nothing_is_left(text: str) -> None:
    assert is_plain_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Het werkt nu, bedankt!",
        "Alles werkt nu. Bedankt voor de hulp",
        "Det virker nu, tak!",
        "Det fungerar nu, tack!",
        "Nu fungerar det, tack så mycket",
    ],
)
def test_a_now_that_is_a_not_in_another_language_is_a_now_in_its_own(text: str) -> None:
    assert says_settled(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nu merge",
        "Nu funcționează, mulțumesc",
        "Nu",
        "Nu werkt het niet",
        "Det virker nu ikke",
        "Nu este bine",
    ],
)
def test_a_no_stays_one(text: str) -> None:
    assert not says_settled(text)
