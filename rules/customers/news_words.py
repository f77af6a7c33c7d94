"""How people say that a thing does its work again, that they will try it later, and what stands below their words, by
language. Data only; lower case, one phrase per "|". `rules.customers.thanks` says how they are put together.
"""

from __future__ import annotations

from frontdesk.rules.customers.thanks_words import phrases_of, words_of

# What things do when they work: "it prints", "er druckt", and what people can do then.
DOES_ITS_WORK = words_of("""
prints printing print scans scanning scan opens open starts start starting boots boot loads load loading connects
connect connected syncs sync syncing sends send sending receives receive receiving arrives arrive arrived runs run
running responds responding rings charges charging plays playing copies logs login works work working
druckt drucken scannt scannen öffnet öffnen startet starten bootet lädt laden verbindet verbunden synchronisiert
sendet senden empfängt empfangen kommt kommen läuft laufen reagiert klingelt kopiert anmelden einloggen geht gehen
funktioniert funktionieren klappt tut
imprime imprimer imprime-t-il scanne numérise ouvre s'ouvre démarre charge connecte synchronise envoie reçoit arrive
arrivent sonne fonctionne fonctionnent marche marchent
imprimen escanea abre arranca inicia carga conecta sincroniza envía recibe llega llegan suena funciona funcionan
imprimem digitaliza abrem liga arrancou carrega sincroniza envia recebe chega chegam toca
stampa stampano scansiona apre avvia parte carica connette sincronizza invia riceve arrivano squilla funzionano
print printen scant opent start laadt verbindt synchroniseert verstuurt ontvangt komen komt werkt werken doet
printer udskriver skriver skriver scanner åbner åpner starter lader sender modtager mottar kommer virker fungerer kører
skriver öppnar startar laddar skickar tar fungerar
tulostaa skannaa avautuu käynnistyy toimii
drukuje drukują skanuje otwiera uruchamia ładuje łączy wysyła odbiera działa działają przychodzą
tiskne tisknou skenuje otevírá spouští načítá posílá přijímá funguje fungují chodí tlačí
nyomtat szkennel megnyílik elindul betölt küld fogad működik működnek
printează scanează pornește încarcă trimite primește funcționează merge
ispisuje tiska skenira otvara pokreće šalje prima radi rade dela delajo
печатает сканирует открывается запускается загружается отправляет приходят работает работают
друкує сканує відкривається запускається працює працюють
печата сканира отваря стартира работи работят
τυπώνει εκτυπώνει ανοίγει ξεκινά λειτουργεί δουλεύει
yazdırıyor basıyor tarıyor açılıyor çalışıyor geliyor
""")

# Enough as a sentence of its own.
WORKS = words_of("""
works working geht läuft funktioniert klappt fonctionne marche funciona funziona werkt virker fungerar fungerer toimii
działa funguje működik merge radi dela работает працює работи λειτουργεί çalışıyor
""")

# Since when it does: such a word has to stand beside the verb.
NOW_AGAIN = words_of("""
now again finally already
jetzt wieder nun endlich mittlerweile inzwischen
maintenant nouveau enfin désormais
ahora nuevo ya
agora novo já
ora adesso nuovo finalmente
nu weer eindelijk inmiddels
igen nu nå igjen
nyt taas
teraz znowu znów już
teď zase opět už teraz znova
most újra megint
acum iar din nou
sada opet ponovno zdaj spet
снова теперь опять уже знову тепер сега отново
τώρα πάλι ξανά
şimdi yeniden artık tekrar
""")

# Little words that may stand with them and change nothing.
BESIDE = words_of("""
it they he she this that the my our a and fine well good correctly properly perfectly normally again just without
any problem problems in on an up me to i can we you is are was does do here for us all everything both
er sie es das der die mein meine unser unsere und ein alles ist sind ich wir kann können man auch gut einwandfrei
normal problemlos richtig an auf hier bei mir uns mich
il elle ça cela le la les mon ma mes notre nos et bien tout de à est sont je peux nous on c'est
lo el los las mi mis nuestro nuestra y bien todo de está están puedo se
o os as meu minha nosso nossa e bem tudo está estão posso
il la lo gli le mio mia e bene tutto di è sono posso si
hij zij ze het de mijn onze en goed alles is zijn ik wij kan we
den det de min mitt vår og och godt bra alt allt er är jeg jag kan vi
se ja hyvin
ona on ono mój moja i dobrze wszystko jest są
to ten ta můj moje a dobře vše je jsou i v
a az jól minden
el ea bine totul este
on ona to sve dobro je su vse
он она оно это мой моя и хорошо всё все у меня нас в
він вона воно це мій моя та добре усе
той тя то и добре всичко
το η ο μου και καλά όλα
o bu ve iyi her şey
""")

# What is left to do is theirs: the request waits for what they find.
LATER = phrases_of("""
en: i'll test | i will test | i'll try | i will try | i'll check | i will check | will test | will try | will check
en: going to test | going to try | let me test | let me try | we'll test | we will test | we'll try | we will try
en: i'll have a look | i will have a look | i'll see | will have a look | i'll give it a try | will report back
en: i'll let you know | i will let you know | will let you know | i'll come back to you | i'll get back to you
de: ich teste | teste ich | werde ich testen | werde es testen | ich werde testen | ich probiere | probiere ich
de: probiere es | werde ich probieren | werde es probieren | ich prüfe | prüfe ich | werde es prüfen | schaue ich
de: ich schaue | ich melde mich | melde mich | gebe bescheid | wir testen | testen wir | wir probieren | wir prüfen
fr: je teste | je testerai | je vais tester | j'essaie | j'essaierai | je vais essayer | je vérifie | je vérifierai
fr: je vais vérifier | nous allons tester | je vous tiens au courant | je reviens vers vous
es: lo pruebo | probaré | lo probaré | voy a probar | lo reviso | lo revisaré | les aviso | le aviso | os aviso
pt: vou testar | testo | vou experimentar | vou verificar | aviso
ca: ho provo | ho provaré | us aviso
it: provo | proverò | lo provo | verifico | controllerò | vi faccio sapere | le faccio sapere
nl: ik test | ik ga testen | ik probeer | ik zal testen | ik zal proberen | ik kijk | laat het weten
da, no, sv: jeg tester | jeg prøver | jag testar | jag provar | jag ska testa | jeg vil teste | jeg melder tilbage
fi: testaan | kokeilen | kerron
pl: sprawdzę | przetestuję | wypróbuję | dam znać
cs, sk: vyzkouším | otestuji | zkusím | dám vědět | vyskúšam | otestujem | dám vedieť
hu: kipróbálom | tesztelem | jelzem
ro: voi testa | testez | voi încerca | revin
hr, sr, sl: isprobat ću | testirat ću | javit ću | preizkusil bom | javim
bg, ru, uk: проверю | попробую | протестирую | сообщу | перевірю | спробую | ще пробвам | ще проверя
el: θα δοκιμάσω | θα ελέγξω | θα σας ενημερώσω
tr: test edeceğim | deneyeceğim | bakacağım | haber veririm
zh: 我明天试 | 我试试 | 我會試 | 我会试 | 我测试
ja: 試してみます | 確認してみます | テストしてみます
ko: 확인해 보겠습니다 | 테스트해 보겠습니다 | 해보겠습니다
""")

# Words that stand beside such a promise: when, and what about.
LATER_BESIDE = words_of("""
tomorrow today tonight later soon then monday tuesday wednesday thursday friday saturday sunday morning afternoon
evening week next this on in the at it that them again once back when i'm home office and know you let me first thing
asap if works work
morgen heute nachher später gleich dann montag dienstag mittwoch donnerstag freitag samstag sonntag früh nachmittag
abend woche nächste nächsten es das mal gern gerne im am büro zuhause und wenn ob aus noch bald mich ihnen euch
demain aujourd'hui plus tard lundi mardi mercredi jeudi vendredi ce soir matin la le semaine prochaine et cela ça
mañana hoy luego lunes martes miércoles jueves viernes la el semana y esta tarde
amanhã hoje depois segunda terça quarta quinta sexta
domani oggi dopo più tardi lunedì martedì mercoledì giovedì venerdì e
morgen vandaag straks later maandag dinsdag woensdag donderdag vrijdag het en
i morgen imorgon senere senare i dag idag
jutro dziś później zítra dnes později zajtra neskôr holnap ma később mâine azi sutra danas jutri danes
завтра сегодня позже сьогодні пізніше утре днес αύριο σήμερα yarın bugün sonra
""")

# Who signs for somebody: the name follows.
SIGNS_FOR = (
    r"(?:i\.?\s?a\.|i\.?\s?v\.|ppa\.?|pp\.|p\.\s?p\.|p/o|p\.\s?o\.|on behalf of|im auftrag|in vertretung)"
)

# A paragraph that holds one of these is a lawyer's, and all below it.
DISCLAIMERS = phrases_of("""
en: confidential | intended recipient | intended only for | intended solely | privileged | think before you print
en: consider the environment | received this e-mail in error | received this email in error | received this in error
de: vertraulich | nicht der richtige adressat | nicht der beabsichtigte empfänger | nicht der vorgesehene empfänger
de: irrtümlich erhalten | irrtümlich | unbefugte weitergabe | sitz der gesellschaft | handelsregister | amtsgericht
de: geschäftsführer | umwelt, bevor sie | registergericht
fr: confidentiel | confidentielle | destinataire | par erreur
es: confidencial | destinatario | por error
pt: confidencial | destinatário | por engano
it: riservate | riservato | destinatario | per errore | confidenziale
nl: vertrouwelijk | geadresseerde | ten onrechte
da, no, sv: fortrolig | konfidentiell | konfidensiell | mottagare | modtager
pl: poufn | adresat
cs, sk: důvěrn | dôvern | adresát
ru, uk, bg: конфиденциальн | конфіденційн | поверителн
""")
