"""How people say thanks, that all is well, that it isn't, and that the trouble is back: [thanks] and [news] of every
language's data, whose English says what each row is for. `rules.customers.thanks` says how they are put together.

"Back" and "again" are good news of a printer and bad news of an error ("the problem is back", "Der Fehler ist wieder
da"), and without a word for either it isn't sure.
"""

from __future__ import annotations

import re

from frontdesk.rules.understood import phrases, words
from frontdesk.rules.word_tables import words as words_of

THANKS = phrases("thanks.thanks")
SETTLED = phrases("thanks.settled")
AGREED = phrases("thanks.agreed")
COURTESIES = phrases("thanks.courtesies")
HARMLESS = words("thanks.harmless")
WHAT_FOR = words("thanks.what_for")
GREETINGS = words("thanks.greetings")
TROUBLE = words("thanks.trouble")
TROUBLE_PHRASES = phrases("thanks.trouble_phrases")
NO_TROUBLE = phrases("thanks.no_trouble")
REFUSED = phrases("thanks.refused")
ONLY_A_NO = words("thanks.only_a_no")
NEGATIONS = words("thanks.negations")
NEGATES_WITHIN = phrases("thanks.negates_within")
STILL_BROKEN = phrases("thanks.still_broken")


# What may follow a no in the same breath, when that no answers the question; behind any other word it may be the "not"
# of that language ("no funciona", "nie działa"), and behind these alone anything may follow.
FOLLOWS_A_NO = {
    "no": words_of("""all it it's its everything thanks thank we we're i i'm that that's this problem problems issues
        need more further worries the my our"""),
    "non": words_of("ça c'est merci il elle je j'ai nous aucun"),
}


DOES_ITS_WORK = words("news.does_its_work")
WORKS = words("news.works")
NOW_AGAIN = words("news.now_again")
BESIDE = words("news.beside")
LATER = phrases("news.later")
LATER_BESIDE = words("news.later_beside")
DISCLAIMERS = phrases("footers.confidential")

# Who signs for somebody: the name follows.
SIGNS_FOR = (
    r"(?:i\.?\s?a\.|i\.?\s?v\.|ppa\.?|pp\.|p\.\s?p\.|p/o|p\.\s?o\.|on behalf of|im auftrag|in vertretung)"
)


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

_AILMENTS = words_of("""
problem problems issue issues error errors fault faults bug bugs noise virus warning failure smell smoke jam glitch
probleme fehler fehlermeldung fehlermeldungen störung geräusch warnung ausfall papierstau symptom piepen flackern
problème problèmes erreur panne bruit bourrage alerte souci bogue
problema problemas error errores fallo avería ruido atasco
errore guasto rumore avviso inceppamento
probleem fout storing geluid
błąd usterka hałas awaria erro avaria falha ruído
fel fejl feil ongelma vika virhe problém chyba hiba probléma problemă eroare
проблема ошибка помилка грешка πρόβλημα σφάλμα sorun hata
""")
_AILMENT_ENDS = ("problem", "fehler", "fehlermeldung", "störung", "geräusch", "ausfall")  # German compounds
_RETURNS = words_of("""
back again returned returns reappeared reappears recurred recurs resurfaced
wieder zurück erneut zurückgekehrt wiedergekommen wiederaufgetreten
revenu revenue revenus retour revient recommence réapparu
vuelto volvió vuelve regresado regresó reaparecido otra
tornato tornata torna nuovo ricomparso
terug weer opnieuw wrócił wróciła wróciło wraca powrócił znowu znów ponownie voltou regressou novamente
tillbaka igen tilbage tilbake takaisin taas zase znovu opět späť újra megint vissza
снова опять вернулась вернулся знову πάλι yine tekrar
""")
_OVER = words_of("""
solved fixed resolved gone sorted settled disappeared closed gelöst behoben weg verschwunden erledigt beseitigt
résolu réglé disparu resuelto solucionado desaparecido risolto sparito opgelost verdwenen rozwiązany rozwiązane zniknął
resolvido desapareceu løst löst borta vyřešen решена решено исчезла
""")
# What may stand beside "back" where nothing says what is.
_OF_NOTHING = words_of("""
it it's its he she they is are was and now again already so back
es er sie ist sind war und nun jetzt leider schon wieder da zurück
c'est il elle est sont et de retour revenu
""")
_BACK = words_of("back da zurück retour revenu")


def came_back(clause: str) -> bool:
    """`clause`: in lower case."""
    words = _WORD.findall(clause.replace("’", "'"))
    known = frozenset(words)
    if not known or known & _OVER:
        return False
    ails = bool(known & _AILMENTS) or any(word.endswith(_AILMENT_ENDS) for word in words)
    if ails and known & _RETURNS:
        return True
    return bool(known & _BACK) and len(words) > 1 and known <= _OF_NOTHING
