"""In which language a person writes, by the small words that no language does without. Pure tables and sums.

Only eight languages are told, and only where one of them stands out: to be answered in the wrong language is worse
than in the desk's. Words of other languages stand here so that Danish isn't taken for German. Of fewer than ten words
nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from itertools import islice

FEWEST = 10  # words
_MOST = 80  # words looked at, from the top: what stands below may be a signature or a disclaimer
_LONGEST = 4_000  # characters
_MOST_PARAGRAPHS = 10
_CLEAR = 1.3  # times the next best
_ENOUGH = 1.5  # points, and
_SHARE = 0.11  # of a point a word
_PLAIN = 0.2  # points a word by the small words alone: nothing else is looked at

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NO_WORD = re.compile(r"[@/\\_=<>{}|#\d]")
_LONGEST_WORD = 60

TOLD = frozenset(("de", "en", "es", "fr", "it", "nl", "pl", "pt"))

# A word that two languages share counts for both, and for each the less the more share it.
_WORDS = {
    "en": """
the and is are was were have has had been not isn't doesn't don't can't didn't won't i'm i've it's this that these
those with from you your yours we our they them their there here what when where which who why how will would could
should does did do my me she he his her an of to for on at by or but if as be it i in so no since after before since
because please thanks thank hello hi dear any some every each other again anymore still just only also since very
much more than then get got getting need needs help trying tried cannot can works working work anyone someone
something nothing since today yesterday tomorrow morning week up out about into over off until
""",
    "de": """
der die das den dem des und ist sind war waren wird werden wurde nicht ein eine einen einem einer eines ich wir sie
er es ihr ihre ihren ihrem ihnen mein meine meinen meinem meiner unser unsere mir mich uns sich mit von vom zum zur
auf aus bei nach für über unter vor durch gegen ohne um als wie wenn weil dass ob aber oder auch noch schon nur sehr
mehr kein keine keinen haben habe hat hatte können kann könnte könnten muss müssen soll sollte würde möchte bitte
danke vielen dank hallo guten tag morgen liebe lieber sehr geehrte geehrter seit heute gestern immer wieder hier
dort da im am an zu so was wer wo wann warum funktioniert geht gibt machen jetzt ins bis damit diese dieser dieses
diesen etwas alle alles
""",
    "es": """
el la los las un una unos unas y e o de del al a en con por para sin sobre entre hasta desde que qué como cómo
cuando cuándo donde dónde quien porque pero si sí no ni ya muy más menos también todavía aún es son está están estoy
estamos era fue ser estar hay ha he han hemos había tengo tiene tenemos puedo puede podemos pueden podría podrían
quiero necesito necesitamos funciona funcionan hace hacer mi mis su sus tu nuestro nuestra me se le les lo nos yo
usted ustedes ellos ella él esto esta este estos eso ese esa hola buenos buenas días tardes gracias favor saludos
cordial ayer hoy mañana siempre nunca nada algo todo todos otra otro vez desde ayuda
""",
    "fr": """
le la les un une des du de d'un d'une et est sont était étaient a ai as avons avez ont je j'ai j'avais nous vous il
elle ils elles on ce c'est cet cette ces ça qui que qu'il quoi dont où quand comment pourquoi parce ne n'est n'ai
n'arrive pas plus jamais rien aucun aucune avec sans pour par sur sous dans en chez depuis pendant avant après entre
mon ma mes notre nos votre vos son sa ses leur leurs me m'a se s'est lui au aux mais ou donc car si très trop aussi
encore toujours déjà bonjour bonsoir merci cordialement svp plaît s'il être avoir fait faire peux peut pouvez
pourriez pourrait puis-je dois doit faut marche fonctionne fonctionnent hier aujourd'hui demain matin l'imprimante
j'aimerais besoin tout tous toute même autre
""",
    "it": """
il lo la i gli le un uno una e ed o di del dello della dei degli delle al allo alla ai agli alle da dal dallo dalla
dai dalle in nel nello nella nei nelle su sul sulla con per tra fra che chi cui come quando dove perché ma se anche
ancora già non né più molto troppo è sono sei siamo era erano stato stata ho hai ha abbiamo hanno avevo posso può
possiamo possono potete potrebbe devo deve vorrei voglio bisogno mi ti si ci vi lo li io tu lui lei noi voi loro mio
mia miei mie suo sua nostro nostra vostro vostra questo questa questi queste quello quella c'è ciao buongiorno
buonasera salve grazie cordiali saluti prego favore ieri oggi domani mattina sempre mai niente nulla tutto tutti
altra altro funziona funzionano riesco fare essere avere dopo prima l'ho dell'ufficio un'altra
""",
    "nl": """
de het een en van is zijn was waren wordt worden werd niet geen ik wij we jij je jullie u uw hij zij ze mijn onze
ons hun haar hem mij me met voor door op in aan bij uit naar over onder tegen zonder om te tot als dat die deze dit
daar er hier wat wie waar wanneer waarom hoe maar of ook nog al wel zo dan toen heb hebt heeft hebben had hadden kan
kunt kunnen kon zou zouden moet moeten wil willen graag alstublieft alsjeblieft bedankt dank hallo goedendag beste
geachte groet groeten vriendelijke sinds vandaag gisteren morgen altijd nooit iets niets alles alle andere weer meer
veel werkt werken doet gaat kunnen iemand binnen vanaf toch even
""",
    "pl": """
i w z ze na do od po za przy przed pod nad dla o u bez przez między nie tak jest są był była było były będzie będą
mam masz ma mamy mają miałem miałam mogę może możemy mogą można muszę musi proszę prosimy dziękuję dziękujemy dzień
dobry witam cześć pozdrawiam poważaniem państwo państwa pan pani się mi mnie mój moja moje moim mojej nasz nasza nam
nas jego jej ich im ten ta to te tego tej tym tych co kto jak kiedy gdzie dlaczego czy że żeby bo ale lub albo oraz
już jeszcze tylko też także bardzo wciąż nadal teraz dzisiaj dziś wczoraj jutro rano zawsze nigdy nic coś wszystko
inny inna znowu działa działają od czasu ja ty my oni który która które chciałbym chciałabym
""",
    "pt": """
o a os as um uma uns umas e de do da dos das no na nos nas em ao aos à às por pelo pela pelos pelas para com sem
sobre entre até desde que quem como quando onde porque porquê mas se não nem já muito mais menos também ainda é são
está estão estou estamos era foi ser estar há tem têm tenho temos posso pode podemos podem poderia poderiam preciso
precisamos quero gostaria meu minha meus minhas seu sua seus suas nosso nossa me lhe lhes eu nós você vocês ele ela
eles isto isso este esta esse essa olá bom boa dia tarde tardes obrigado obrigada favor cumprimentos atenciosamente
ontem hoje amanhã manhã sempre nunca nada algo tudo todos outra outro vez consigo funciona funcionam fazer faz ajuda
""",
    # not told, but known
    "nordic": """
og det er ikke jeg vi du har til på av af som med for den et en at kan skal vil men om hej hei tak takk hilsen jag
och är inte att detta ett mig mitt min vår hos från så när var finns fungerar fungerer virker siden sedan idag i dag
kunne ville blev blir noe noget något vennlig venlig vänliga hälsningar mvh denne dette disse efter etter kommer
også också dere jer
""",
    "cs": """
a v na je se že to s z do o k ve za by jsem jsme jste jsou není ale jak co pro od po už jen prosím děkuji dobrý den
který která které nebo mi mně mě nám vám můj moje náš také ještě když protože nefunguje funguje som sme ste sú nie
ďakujem pri ako sa čo už
""",
    "ro": """
și în la cu pe de nu este sunt am ai are avem au că să din pentru ce care un o mai dar mulțumesc bună ziua vă rog
meu mea nostru funcționează poate după când unde foarte fost fi mi îmi
""",
    "ca": """
el la els les un una i de del dels a al als en amb per que què com quan on perquè però no ja molt més també és són
està estan hi ha he tinc puc pot podem vull meu meva nostre em es li us jo vostè això aquest aquesta hola bon dia
gràcies si us plau avui ahir funciona fer
""",
    "hu": """
a az és egy nem hogy van volt meg már csak is ez az azt ezt de ha vagy én mi ön nekem kérem köszönöm üdvözlettel jó
napot kell lehet tudok tudom működik mert még most mint után
""",
    "fi": """
ja on ei että se hän minä me te he ovat oli mutta tai kun jos niin kuin myös vain vielä voi voin pitää kiitos hei
terveisin tämä nyt sitten ole olen meillä minulla
""",
    "tr": """
ve bir bu da de için ile çok ama değil var yok ben biz siz o ne gibi daha olarak olan merhaba teşekkürler lütfen iyi
günler çalışmıyor nasıl neden sonra kadar
""",
    "id": "yang dan di ke dari untuk dengan tidak ini itu saya kami anda ada bisa akan sudah terima kasih mohon pada",
}
# What people who write to an IT team write of: these words tell a language, too, and tell what a mail is about.
_AT_WORK = {
    "en": """
screen mailbox password printer laptop keyboard mouse folder backup shared drive account meeting office floor monday
tuesday wednesday thursday friday approved whenever whoever although though yet nobody everybody everyone ago next
last both either neither else instead
""",
    "de": """
bildschirm kennwort passwort drucker tastatur maus ordner laufwerk postfach rechner konto besprechung büro stock
montag dienstag mittwoch donnerstag freitag sobald eigentlich niemand jemand beim ihn neu zweiten dann liegt
bräuchte bräuchten mal keiner jedes
""",
    "es": """
pantalla buzón contraseña impresora ordenador teclado ratón carpeta unidad cuenta correo reunión oficina planta
lunes martes miércoles jueves viernes sábado nuevo nueva nuevos solo antes después dentro fuera cada aquí allí
alguien nadie puerta ficheros fichero archivo archivos quién sesión clave abre toda todas mensaje
""",
    "fr": """
écran boîte imprimante ordinateur clavier souris dossier lecteur compte courriel réunion bureau étage lundi mardi
mercredi jeudi vendredi nouveau nouvelle porte dès veuillez aussitôt personne quelqu'un fichier fichiers chaque fois
toutes deux première ici là alors
""",
    "it": """
schermo casella stampante tastiera cartella disco riunione ufficio piano lunedì martedì mercoledì giovedì venerdì
nuovo nuova soltanto porta qui nessuno nessuna nessun qualcuno ogni volta adesso subito entro quindi però dentro
fuori nemmeno l'utente messaggio squilla
""",
    "nl": """
scherm wachtwoord toetsenbord muis map schijf rekening vergadering kantoor verdieping maandag dinsdag woensdag
donderdag vrijdag zodra niemand iedereen eens nodig elke keer tweede eerste ineens nieuwe nieuw ophalen mailbox zet
""",
    "pl": """
ekran monitor skrzynka skrzynki hasło hasła drukarka drukarki komputer klawiatura mysz folder dysk konto spotkanie
biuro piętro piętrze poniedziałek wtorek środę czwartek piątek gdy choć każdym każdego kiedyś nikt ktoś wszystkich
wszystkie żadne żadnej nowa nowy nowe dwie dwa pilne pilnie tutaj
""",
    "pt": """
ecrã tela caixa senha palavra-passe impressora computador teclado rato pasta unidade conta correio reunião
escritório andar segunda terça quarta quinta sexta novo nova só cada dentro fora ninguém alguém aqui ficheiro
ficheiros arquivo nenhum nenhuma depois antes porta mesmo lá todas sessão chega
""",
    # not told, but known
    "sq": "në të që nuk është për nga dhe një mund lutem unë më kam por kjo faleminderit përshëndetje punon",
}
# What stands in the words of one language and hardly in those of another: letters, and ends of words.
_SIGNS = (
    ("de", re.compile(r"ß|(?:ung|ungen|keit|heit|lich|isch)$|^ge\w{3,}t$|sch")),
    ("es", re.compile(r"ñ|(?:ción|ciones|mente|ando|iendo)$")),
    ("pt", re.compile(r"[ãõ]|(?:ção|ções|mente|ndo)$|lh|nh")),
    ("fr", re.compile(r"[œêëîïû]|(?:eux|ment|aient|tion|ées?|ait)$|^(?:l|d|n|j|qu|s|c)['’]")),
    (
        "it",
        re.compile(r"[ìò]|(?:zione|zioni|mente|ggio|ndo|tto|tta|ato|ata)$|^(?:dell|nell|all|sull|dall)['’]"),
    ),
    ("nl", re.compile(r"ij|aa|uu|(?:lijk|lijke|heid|tje)$")),
    ("pl", re.compile(r"[łśźżćńąę]|rz|cz|sz|(?:ów|ych|nych)$")),
    ("en", re.compile(r"(?:ing|ight|ould|'s|n't)$|^th|wh")),
    ("nordic", re.compile(r"[øæå]")),
    ("cs", re.compile(r"[ěřůďťň]")),
    ("ro", re.compile(r"[țșă]")),
    ("hu", re.compile(r"[őű]")),
    ("tr", re.compile(r"[ğış]")),
)
_SIGN = 0.3  # points


# A line by which people close; what stands below is a signature, and often another language's.
_CLOSING = re.compile(
    r"\s*(?:mit freundlich|(?:freundliche|viele|beste|schöne|liebe|herzliche) gr|mfg|lg|vg|(?:kind |best )?regards"
    r"|best wishes|sincerely|yours|cheers|(?:bien )?cordialement|salutations|bien à vous|(?:un )?saludos?|atentamente"
    r"|(?:cordiali |distinti )?saluti|(?:met )?vriendelijke|groet|pozdrawiam|z poważaniem"
    r"|(?:com os )?(?:melhores )?cumprimentos|atenciosamente|-- ?$)",
    re.IGNORECASE,
)
_CLOSES_WITHIN = 6  # words of that line
_LAWYERS = re.compile(r"confiden|vertraulich|vertrouwelijk|poufn|riservat", re.IGNORECASE)
_LAWYERS_WRITE = 12  # words and more in one paragraph


def small_words() -> str:
    """The small words of all these languages: they say nothing of what a mail is about."""
    return " ".join(_WORDS.values())


def written_in(text: str, among: Container[str] = TOLD) -> str:
    """The language of the text's beginning, where it is one of `among`; "" for few words and where none stands out."""
    words: list[str] = []
    for chunk in islice(_chunks(text[:_LONGEST]), _MOST_PARAGRAPHS):
        before, words = words, (words + chunk)[:_MOST]
        chosen = _language_of(words) if len(words) >= FEWEST else ""
        if chosen:  # unless it is what they show us that is in this language
            return chosen if chosen in among and _leaning(before) in ("", chosen) else ""
        if len(words) == _MOST:
            break
    return ""


def _chunks(text: str) -> Iterator[list[str]]:
    """The words of each paragraph down to where the writer closes, without what is no word of a language: addresses,
    paths, numbers; and without what lawyers put below."""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        words: list[str] = []
        closed = False
        for line in paragraph.split("\n"):
            if line.lstrip().startswith(">"):
                continue
            found: list[str] = []
            for token in line.split():
                if token.isalpha() and len(token) <= _LONGEST_WORD:  # as most are
                    found.append(token.lower())
                else:
                    found += _words_in(token)
            closed = len(found) <= _CLOSES_WITHIN and _CLOSING.match(line) is not None
            if closed:
                break
            words += found
        if not (len(words) >= _LAWYERS_WRITE and _LAWYERS.search(paragraph)):
            yield words
        if closed:
            return


def _words_in(token: str) -> list[str]:
    """A token's words; none of an address, a path or a number, nor of what is no word any more."""
    if len(token) > _LONGEST_WORD or _NO_WORD.search(token):
        return []
    return [word.lower().replace("’", "'") for word in _WORD.findall(token)]


def _language_of(words: list[str]) -> str:
    best, points, other = _ahead(_points(words))
    if points < _PLAIN * len(words) or points < 1.6 * other:
        best, points, other = _ahead(_with_signs(words, _points(words)))
    clear = points >= max(_ENOUGH, _SHARE * len(words)) and points >= _CLEAR * other
    return best if clear and best in TOLD else ""


def _leaning(words: list[str]) -> str:
    """Which language a few words lean to, "" where they don't."""
    best, points, other = _ahead(_points(words))
    return best if points >= _ENOUGH and points >= 2 * other else ""


def _ahead(points: dict[str, float]) -> tuple[str, float, float]:
    """The best, its points, and those of the next."""
    best = max(points, key=points.__getitem__)
    return best, points[best], sorted(points.values())[-2]


def _points(words: list[str]) -> dict[str, float]:
    weights = _weights()
    points = dict.fromkeys((*_WORDS, *_AT_WORK), 0.0)
    for word in words:
        for language, weight in weights.get(word, ()):
            points[language] += weight
    return points


def _with_signs(words: list[str], points: dict[str, float]) -> dict[str, float]:
    for word in words:
        for language in _signed(word):
            points[language] += _SIGN
    return points


@lru_cache(maxsize=4_096)
def _signed(word: str) -> tuple[str, ...]:
    """The languages whose signs a word bears. Kept, as the same few hundred words make most of what people write."""
    return tuple(language for language, sign in _SIGNS if sign.search(word))


@lru_cache(maxsize=1)
def _weights() -> dict[str, list[tuple[str, float]]]:
    sharing: dict[str, set[str]] = {}
    for language, table in (*_WORDS.items(), *_AT_WORK.items()):
        for word in table.split():
            sharing.setdefault(word, set()).add(language)
    return {
        word: [(language, 1 / len(languages)) for language in sorted(languages)]
        for word, languages in sharing.items()
    }
