"""Whether somebody says that the answers stand in the quote below: "see my answers in red". Tables and a look.

Where we don't know the mail that is quoted, only these words tell that the unmarked quote holds something new.
"""

from __future__ import annotations

import re

_MOST = 600  # characters of a mail whose own words only announce what follows
_LAST = 300  # of them in which it is announced

# What is announced, and where it stands; both in one sentence, by language.
_ANNOUNCED = """
answer repl respon comment remark input inline in-line | below inline in-line in red in blue in green in bold in caps \
in capital in line in the text underneath between the lines in color in colour
antwort kommentar anmerkung rückmeldung | unten rot blau grün inline im text darunter dazwischen fett
répon commentaire remarque | ci-dessous dessous en rouge en bleu en vert dans le texte plus bas
respuest comentario respond | abajo en rojo en azul en verde debajo intercal en el texto
rispost commenti rispond | sotto in rosso in blu in verde di seguito nel testo
antwoord reactie opmerking | onder rood blauw groen tussen
respost comentário respond | abaixo vermelho em azul no texto
svar kommentar | nedenfor nedan nedenunder rødt rött röd rød blåt blått inline under
vastau kommen | alla alle punaisella sinisellä
odpowied komentarz | poniżej niżej czerwon niebiesk
odpověd odpoved komentář | níže nižšie červen modře modrou
válasz | alább alul lent lejjebb piros kék
răspuns | mai jos roșu albastru
odgovor | ispod niže dolje spodaj crven rdeč plav modr
ответ комментар | ниже красн синим
відпов комент | нижче червон синім
отговор | по-долу отдолу червен
απαντ απάντ | παρακάτω κόκκιν μπλε
yanıt cevap | aşağı altta kırmızı mavi
回复 回答 答复 回覆 答覆 | 下 红 紅 蓝 藍
回答 返信 返答 コメント | 下 赤 青
답변 답장 회신 | 아래 빨간 빨강 파란
תשוב תגוב | למטה בהמשך באדום להלן בכחול
إجاب اجاب جواب رد | أدناه ادناه الأحمر بالأحمر الأزرق
vastus vastan | allpool all punase
atbild | zemāk sarkan
atsak | žemiau raudon
"""
# Alone these say enough.
_ALONE = frozenset(
    (
        *("see below", "please see below", "pls see below", "see inline", "inline", "inline below", "below"),
        *(
            "siehe unten",
            "s.u.",
            "s. u.",
            "voir ci-dessous",
            "ci-dessous",
            "ver abajo",
            "véase abajo",
            "vedi sotto",
        ),
        *("zie onder", "zie hieronder", "ver abaixo", "se nedan", "se nedenfor", "zob. poniżej", "viz níže"),
        *("lásd alább", "см. ниже", "aşağıda", "見下", "见下", "以下", "下記参照"),
    )
)


def _pairs() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    rows = (line.split("|") for line in _ANNOUNCED.strip().replace("\\\n", "").splitlines())
    return tuple((tuple(what.split()), _places(where)) for what, where in rows)


def _places(where: str) -> tuple[str, ...]:
    """The places of a row; "in red" is one, its first word stands before each of them."""
    found: list[str] = []
    small = {"in", "the", "between", "im", "en", "dans", "le", "plus", "di", "nel", "el", "em", "no", "mai"}
    pending = ""
    for word in where.split():
        if word in small:
            pending = f"{pending} {word}".strip()
            continue
        found.append(f"{pending} {word}".strip())
        pending = ""
    return tuple(found)


_PAIRS = _pairs()
_SENTENCE_END = re.compile(r"[.!?。！？]\s?")


def announces_answers(text: str) -> bool:
    """Whether these words, all that stands above a quote, say that it was answered within."""
    folded = " ".join(text.casefold().split())
    if not folded or len(folded) > _MOST:
        return False
    if folded.strip(" .,:;!-") in _ALONE:
        return True
    sentences = [f" {part}" for part in _SENTENCE_END.split(folded[-_LAST:])]
    return any(
        _in(sentence, what) and _in(sentence, where) for sentence in sentences for what, where in _PAIRS
    )


def _in(sentence: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a word begins so; scripts without blanks between words have them anywhere."""
    return any(f" {one}" in sentence or (one[0] >= "\u0590" and one in sentence) for one in beginnings)
