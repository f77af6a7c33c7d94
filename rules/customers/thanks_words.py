"""How people say thanks, that all is well, and that it isn't, by language. Data only.

In lower case, apostrophes straight; one phrase per "|". `rules.thanks` says how they are put together.
"""

from __future__ import annotations


def phrases_of(table: str) -> tuple[str, ...]:
    """All phrases of a table, longest first."""
    lines = (line.partition(":")[2] for line in table.strip().splitlines())
    found = {phrase.strip().casefold() for line in lines for phrase in line.split("|") if phrase.strip()}
    return tuple(sorted(found, key=len, reverse=True))


def words_of(table: str) -> frozenset[str]:
    return frozenset(table.casefold().split())


THANKS = phrases_of("""
en: thank you | thanks | thank u | thankyou | thx | tnx | thnx | ty | cheers | many thanks | much appreciated
en: appreciate it
en: appreciated | i appreciate | we appreciate | grateful | tysm | kudos
de: danke | vielen dank | besten dank | herzlichen dank | dankeschön | merci vielmals | tausend dank
de: ich danke | wir danken
de: lieben dank | schönen dank | dank dir | dank euch | danksche | bedanke mich
fr: merci | je vous remercie | je te remercie | nous vous remercions | mille mercis
es: gracias | mil gracias | le agradezco | te agradezco | se agradece | agradecido | agradecida
pt: obrigado | obrigada | muito grato | muito grata | agradeço | valeu
ca: gràcies | moltes gràcies | gracies
it: grazie | ti ringrazio | la ringrazio | vi ringrazio | ringrazio
nl: dank | dank je | dank u | bedankt | dankjewel | dankuwel | hartelijk dank | dank jullie | hartstikke bedankt
da, no: tak | mange tak | tusind tak | takk | mange takk | tusen takk
sv: tack | tackar | stort tack
fi: kiitos | kiitti | kiitoksia | kiitän
is: takk fyrir | kærar þakkir
et: aitäh | tänan | suur tänu
lv: paldies
lt: ačiū | aciu | dėkoju
pl: dziękuję | dziekuje | dzięki | dzieki | dziękujemy
cs: děkuji | dekuji | díky | diky | děkuju | dík
sk: ďakujem | dakujem | ďakujeme | vďaka
hu: köszönöm | köszi | köszönjük | koszonom | köszönettel
ro: mulțumesc | multumesc | mersi | mulțumim | mulţumesc
hr, sr: hvala | zahvaljujem | хвала | захваљујем
sl: hvala lepa | najlepša hvala
bg: благодаря | мерси | благодарим
el: ευχαριστώ | ευχαριστούμε | σας ευχαριστώ
tr: teşekkür | teşekkürler | tesekkur | tesekkurler | sağ olun | sağolun | sağ ol
ru: спасибо | благодарю | спс
uk: дякую | дякуємо | спасибі
he: תודה | תודה רבה
ar: شكرا | شكراً | شكرًا | مشكور
fa: ممنون | متشکرم | سپاس | مرسی
hi: धन्यवाद | शुक्रिया
zh: 谢谢 | 感谢 | 多谢 | 謝謝 | 感謝 | 多謝 | 辛苦了
ja: ありがとう | 有難う | 感謝し | お礼 | 助かりました | お世話になりました
ko: 감사합니다 | 고맙습니다 | 감사드립니다 | 고마워요 | 감사해요
vi: cảm ơn | cám ơn
th: ขอบคุณ | ขอบใจ
id, ms: terima kasih | makasih | trims
all: 🙏
""")

SETTLED = phrases_of("""
en: works like a charm | working like a charm | works a treat | like a charm
cs, sk: vše je v pořádku | všechno je v pořádku | všetko je v poriadku
zh: 搞定了 | 搞定 | 都好了
en: works now | works again | works fine | works perfectly | works great | works well | working now
en: working again
en: working fine | working perfectly | working great | it works | it is working | it's working | that worked
en: this worked
en: it worked | all works | everything works | everything is working | worked perfectly | worked great
en: that did it
en: did the trick | that fixed it | this fixed it | is fixed | it's fixed | all fixed | fixed now
en: is fixed now | is solved
en: problem solved | issue resolved | is resolved | it's resolved | all resolved | all set | all good
en: all is good
en: everything is good | everything's good | everything is fine | all fine | all is well | looks good
en: everything is settled
en: all settled | settled | up and running | running again | back to normal | is back | good to go | sorted
en: back online | back up | back up and running
en: all sorted | all working | all is working | everything working
da, no, sv: alt virker | alt fungerer | allt fungerar | allt är bra | alt er godt | alt er i orden
en: all ok | all okay | you can close | can be closed | please close | feel free to close | i can log in
en: i can log in again
en: can print again | got it | received it | solved | resolved | i'm happy | that helped | this helped
en: it helped | all done
de: läuft wieder | läuft jetzt | funktioniert wieder | funktioniert jetzt | geht wieder | geht jetzt
de: klappt wieder
de: klappt jetzt | hat geklappt | hat funktioniert | es funktioniert | es läuft | es geht | es klappt
de: alles gut | alles klar
de: alles bestens | alles in ordnung | alles ok | alles okay | ist erledigt | erledigt | hat sich erledigt
de: passt
de: passt so | passt alles | alles erledigt | ist gelöst | gelöst | problem behoben | ist behoben | behoben
de: super gemacht
de: funktioniert einwandfrei | läuft einwandfrei | funktioniert alles | läuft alles | funktioniert nun
de: geht nun | läuft nun
de: kann geschlossen werden | können sie schließen | hat geholfen | wieder in ordnung | funktioniert | läuft
de: ist angekommen | geklärt | alles geklärt | ist geklärt | klappt's | klappts | läuft's | läufts
fr: ça marche | cela marche | ça fonctionne | cela fonctionne | tout fonctionne | tout marche
fr: fonctionne à nouveau
fr: fonctionne maintenant | marche à nouveau | remarche | refonctionne | c'est réglé | tout est réglé
fr: c'est bon | c'est ok
fr: tout est bon | tout est ok | tout va bien | problème résolu | c'est résolu | est résolu | résolu
fr: c'est parfait
fr: tout est en ordre | vous pouvez clôturer | vous pouvez fermer | fonctionne bien | fonctionne parfaitement
fr: bien reçu | rentré dans l'ordre | tout est rentré dans l'ordre
es: ya funciona | funciona bien | funciona perfectamente | funciona de nuevo | todo funciona | todo bien
es: todo correcto
es: todo ok | resuelto | solucionado | está resuelto | está solucionado | todo perfecto | todo en orden
es: ya está | arreglado
es: pueden cerrar | puede cerrar | funcionó | problema resuelto | quedó resuelto | vuelve a funcionar
es: funciona
pt: já funciona | está a funcionar | está funcionando | funcionou | tudo certo | tudo bem | tudo ok
pt: resolvido | deu certo
pt: está resolvido | problema resolvido | voltou a funcionar | tudo em ordem | podem fechar | pode fechar
pt: tudo resolvido
ca: ja funciona | tot correcte | tot bé | solucionat | resolt
it: funziona | ora funziona | adesso funziona | funziona tutto | tutto ok | tutto a posto | tutto bene
it: risolto
it: problema risolto | è risolto | va bene | ha funzionato | tutto funziona | potete chiudere | può chiudere
it: tutto in ordine | è tutto a posto | sta tutto a posto
nl: werkt weer | het werkt | werkt nu | werkt goed | doet het weer | alles werkt | opgelost | is opgelost
nl: alles goed
nl: in orde | alles in orde | alles ok | is gelukt | gelukt | kan gesloten worden | helemaal goed
nl: werkt prima
da: virker igen | det virker | virker nu | alt er godt | alt i orden | er løst | løst | alt ok | det fungerer
da: fungerer nu
no: fungerer igjen | det fungerer | fungerer nå | virker nå | alt er bra | alt i orden | er løst | løst
no: alt ok | det virker
sv: fungerar igen | det fungerar | fungerar nu | funkar nu | det funkar | allt fungerar | allt är bra
sv: allt bra | löst
sv: är löst | allt ok | allt är ok | det löste sig | funkar igen | allt i sin ordning
fi: toimii nyt | toimii taas | toimii | kaikki kunnossa | kunnossa | kaikki ok | asia selvä | hoidettu
fi: ratkaistu
pl: działa | już działa | wszystko działa | działa poprawnie | wszystko w porządku | wszystko ok
pl: wszystko gra | rozwiązane
pl: wszystko załatwione | załatwione | sprawa załatwiona
pl: problem rozwiązany | jest ok | można zamknąć | naprawione | zadziałało
cs: funguje | už funguje | už to funguje | vše funguje | vše v pořádku | vše ok | vyřešeno | je to v pořádku
cs: můžete zavřít
sk: funguje | už funguje | všetko funguje | všetko v poriadku | všetko ok | vyriešené | je to v poriadku
hu: működik | most már működik | újra működik | minden rendben | rendben van | megoldódott | megoldva
hu: minden működik
ro: funcționează | functioneaza | merge acum | totul e ok | totul este în regulă | totul e bine | rezolvat
ro: s-a rezolvat
hr, sr: radi | sada radi | sve radi | sve je u redu | sve u redu | sve ok | riješeno | rešeno | ради
hr, sr: све је у реду | решено
sl: deluje | zdaj deluje | vse deluje | vse je v redu | vse v redu | rešeno
bg: работи | вече работи | всичко работи | всичко е наред | решено | оправено | всичко е ок
el: λειτουργεί | τώρα λειτουργεί | όλα καλά | όλα εντάξει | λύθηκε | δουλεύει | όλα λειτουργούν
tr: çalışıyor | şimdi çalışıyor | düzeldi | sorun çözüldü | çözüldü | her şey yolunda | tamamdır | hallolmuş
tr: halloldu
ru: работает | всё работает | все работает | заработало | всё хорошо | все хорошо | всё в порядке
ru: все в порядке | решено
ru: проблема решена | всё ок | все ок | исправлено | можно закрыть | получилось | помогло
uk: працює | все працює | запрацювало | все добре | все гаразд | вирішено | все в порядку | можна закрити
he: עובד | הכל עובד | עובד עכשיו | הכל בסדר | נפתר | הבעיה נפתרה | הסתדר
ar: يعمل الآن | كل شيء على ما يرام | تم الحل | تم حل المشكلة | كل شيء جيد | يعمل بشكل جيد
fa: درست شد | کار می‌کند | کار می کند | حل شد | همه چیز خوب است
hi: काम कर रहा है | ठीक है | हल हो गया
zh: 可以了 | 好了 | 已解决 | 解决了 | 正常了 | 没问题了 | 已經解決 | 解決了 | 沒問題了 | 已恢复 | 一切正常
zh: 能用了 | 可以用了
ja: 解決しました | 直りました | 動きました | 動くようになりました | 問題ありません | 大丈夫です
ja: 使えるようになりました | 解決済み
ja: 正常に動作 | できました | 問題なく | 解決いたしました | 復旧しました
ko: 해결되었습니다 | 해결됐습니다 | 잘 됩니다 | 잘됩니다 | 정상입니다 | 작동합니다 | 이상 없습니다
ko: 문제없습니다 | 해결 되었습니다
vi: đã hoạt động | hoạt động tốt | đã giải quyết | mọi thứ đều ổn | đã được giải quyết | ổn rồi
th: ใช้งานได้แล้ว | ใช้ได้แล้ว | เรียบร้อยแล้ว | แก้ไขแล้ว
id, ms: sudah berfungsi | sudah bisa | sudah beres | sudah selesai | semua baik | berfungsi dengan baik
id, ms: sudah selesai | selesai
all: 👍 | ✅ | 👌 | ✔
""")

# Yes, fine, and the like: enough as an answer to "is everything settled?".
AGREED = phrases_of("""
en: yes | yep | yeah | yup | sure | ok | okay | perfect | great | excellent | awesome | wonderful | brilliant
en: fantastic | super
en: good | fine | confirmed | indeed | absolutely | nice | cool | lovely | done | superb | very good | noted
en: understood
de: ja | jawohl | jo | prima | perfekt | klasse | toll | wunderbar | bestens | genau | gut | sehr gut
de: spitze | top | hervorragend
de: jepp | okay | in ordnung | großartig | genial
fr: oui | parfait | super | très bien | bien | nickel | impeccable | d'accord | génial | excellent | ouais
es: sí | si | perfecto | estupendo | genial | muy bien | vale | excelente | correcto | de acuerdo | listo
es: bien
pt: sim | perfeito | ótimo | óptimo | excelente | muito bem | certo | beleza | maravilha
it: sì | perfetto | ottimo | benissimo | eccellente | bene | d'accordo | certo
nl: ja | perfect | prima | top | super | goed | akkoord | uitstekend | helemaal | fijn | mooi
da, no, sv: ja | jep | perfekt | fint | godt | flott | supert | bra | toppen | utmärkt | jättebra | kanon
da, no, sv: strålende | greit
fi: kyllä | joo | hyvä | hienoa | täydellinen | loistavaa | mahtavaa
pl: tak | super | świetnie | doskonale | dobrze | idealnie
cs, sk: ano | áno | super | skvělé | výborně | výborne | dobře | dobre | perfektní | perfektné | paráda
hu: igen | szuper | tökéletes | remek | nagyszerű
ro: da | perfect | excelent | bine
hr, sr, sl: da | ja | super | odlično | savršeno | у реду | да | одлично
bg, ru, uk: да | отлично | супер | хорошо | прекрасно | так | чудово | добре | добро | идеально
el: ναι | τέλεια | ωραία
tr: evet | harika | mükemmel | süper | tamam
he: כן | מצוין | מעולה | בסדר
ar: نعم | ممتاز | تمام | رائع
fa: بله | عالی
zh: 是的 | 是 | 好的 | 好 | 很好 | 太好了 | 可以 | 完美 | 没问题 | 沒問題 | 非常好 | 收到
ja: はい | 完璧です | 了解しました | 承知しました | 了解です | 承知いたしました
ko: 네 | 예 | 좋습니다 | 완벽합니다 | 알겠습니다 | 확인했습니다
vi: vâng | tốt | tuyệt vời | được rồi
id, ms: ya | baik | bagus | sempurna | mantap
all: 😀 | 😊 | 🙂 | 😄 | 🎉 | ❤ | ♥ | :) | :-) | ;) | :d
""")

# What answers thanks, and wishes: courtesies that say neither thanks nor that anything is settled.
COURTESIES = phrases_of("""
en: you are welcome | you're welcome | youre welcome | my pleasure | no problem | no worries | don't mention it
en: you too | same to you | likewise | have a good one | have a nice day | have a great day | happy to help | will do
de: gern geschehen | gerne geschehen | sehr gerne | gerne | keine ursache | nichts zu danken | kein problem
de: bitte sehr | bitte schön | ebenso | gleichfalls | ihnen auch | dir auch | euch auch | schönes wochenende
de: schönen feierabend | schönen tag noch | schönen tag
fr: de rien | je vous en prie | je t'en prie | avec plaisir | pas de problème | bonne journée | bon week-end
es: de nada | no hay de qué | con gusto | igualmente
pt: de nada | por nada | disponha | igualmente
it: prego | di nulla | di niente | figurati | si figuri | altrettanto
nl: graag gedaan | geen dank | geen probleem | fijne dag | fijn weekend
da, no, sv: selv tak | velbekomme | bare hyggelig | varsågod | ingen orsak | ingen årsak | det var så lite
fi: ole hyvä | eipä kestä | ei kestä
pl: proszę bardzo | nie ma za co | miłego dnia
cs: není zač | rádo se stalo | za málo
ru, uk: не за что | пожалуйста | нема за що | будь ласка
tr: rica ederim | bir şey değil
""")

# Words that may stand around thanks without adding anything to them.
HARMLESS = words_of("""
a an the and so very much lot lots for your you it that this all everything everyone everybody is was are
has have
been be now again just really quick quickly fast prompt great good nice kind help helping support
assistance
answer answering reply response service work effort efforts time fix fixing fixed solving resolving
sorting update
information info advice team guys folks to of in with on my me our i i'm i've we we're us both too well
done
hi hello hey dear sir madam regards best kind warm sincerely greetings day weekend evening morning wish
wishes
have bye once more already perfectly fine finally since today yesterday done out getting back looking
into
taking care dealing issue problem request ticket case matter pleasure always top superb amazing fantastic
sehr so für die der das den dem des ihre ihren ihrer ihr eure euer deine deinen dein rasche raschen
schnelle schnellen
schneller prompte prompten tolle hilfe unterstützung antwort rückmeldung bearbeitung lösung erledigung
info
information mühe support service arbeit und es ist jetzt nun wieder alles mal schon auch hat haben mir
uns
ich wir sie du ihr hallo hi guten tag morgen moin servus liebe lieber grüße gruß grüßen viele beste
schöne schönen
freundliche freundlichen mit mfg lg vg wochenende abend herzliche im voraus vorab dafür zusammen team an
euch dir ihnen wirklich super tadellos einwandfrei perfekt prima geklappt seit heute gestern
beaucoup pour votre vos ton ta la le les l' de du des aide réponse rapide rapidité réactivité
intervention retour
bonjour bonsoir salut cordialement bonne journée soirée bien à vous toi c'est est tout maintenant et
nouveau
je vous te et encore merci d' en très cela ça
muchas muchísimas por su tu la el los las ayuda respuesta rápida rapidez atención gestión hola buenos
días buenas
tardes saludos un saludo cordial ahora ya y todo muy es está esta lo bien equipo
muito muita pela pelo sua seu ajuda resposta rápida atenção apoio olá bom dia boa tarde cumprimentos
abraço e
agora já está tudo é bem
mille tante molte per il la lo le vostro vostra suo sua tuo aiuto risposta veloce rapida supporto
assistenza
ciao buongiorno buonasera salve cordiali saluti buona giornata e ora adesso tutto è
wel heel erg veel voor de het een snelle hulp reactie antwoord ondersteuning service groet groeten met
vriendelijke
hoi hallo beste dag goedemorgen goedemiddag je uw jullie en nu weer alles is
for hjælpen hjelpen hjälpen den hurtige raske snabba svaret svar og och hej hei mvh venlig vennlig hilsen
hilsning
med vänliga hälsningar det er är nu nå igen igjen alt allt så mycket meget
avusta nopeasta vastauksesta paljon ja nyt taas moi hei terveisin ystävällisin
bardzo za pomoc szybką odpowiedź i już teraz wszystko dzień dobry pozdrawiam cześć
moc za rychlou rýchlu pomoc odpověď odpoveď a už teď teraz vše všetko dobrý den deň zdravím pozdravem s
szépen a segítséget gyors választ és már most minden üdv üdvözlettel jó napot
foarte mult pentru ajutor răspuns rapid și acum bună ziua
puno na pomoći brzoj i sada sve pozdrav lp lep
много за помощта бързия отговор и вече всичко большое огромное за помощь быстрый ответ и теперь всё все
уже
добрый день здравствуйте с уважением очень вам тебе дуже за допомогу швидку відповідь і вже тепер вітаю
πολύ για τη βοήθεια και τώρα γεια σας
çok ederim ederiz yardımınız için ve şimdi iyi günler merhaba
""")

# "Thanks for ...": what follows is what was done.
WHAT_FOR = words_of("for für pour por pelo pela per voor för til za за για için")

# A greeting, with a name after it.
GREETINGS = words_of("""
hi hello hey dear hallo moin servus liebe lieber guten bonjour salut cher chère hola buenos buenas estimado
estimada olá
bom boa caro cara ciao buongiorno salve gentile beste dag hoi hej hei kære kjære hallå moikka cześć dzień
witam dobrý ahoj
zdravím kedves szia bună dragă pozdrav poštovani здравей здравствуйте привет добрый вітаю γεια merhaba sayın
שלום היי مرحبا
""")

# Any of these, and it isn't only thanks: a contrast, something left over, a wish, another question.
TROUBLE = words_of("""
cant wont doesnt isnt didnt dont offline dead down faulty
but however although though yet still except unfortunately sadly not don't doesn't didn't isn't aren't
won't
can't cannot couldn't wasn't never nothing no nope nor only another also else additionally please
could can would when why how what where which who whether if unless until broken fails failing failed
error errors stopped stops quits
wrong worse slow crash crashes crashed missing lost stuck remains persists persist keeps continues
happening happens
question questions wondering need needs needed want would reopen besides meanwhile sometimes partially
partly almost
aber jedoch allerdings leider trotzdem dennoch obwohl nicht kein keine keinen nie noch nur außer ausser
weiterhin
bitte könnt könnten können kann wann warum wieso weshalb wie was wo welche wer ob falls wenn frage fragen
fehler
kaputt defekt fehlt langsam nochmal nochmals erneut außerdem ausserdem zusätzlich übrigens sondern
weitere weiteres
brauche brauchen bräuchte möchte würde manchmal teilweise fast bleibt besteht nein nö immernoch
mais cependant toutefois pourtant malheureusement pas plus jamais rien sauf toujours pouvez pourriez peux
pouvez-vous pourriez-vous quand pourquoi comment où quel quelle question erreur panne manque lent aussi
autre s'il
stp svp besoin voudrais parfois presque reste non sinon
pero sin embargo aunque todavía todavia aún aun tampoco nunca nada salvo excepto puede podría pueden
podrían podrias
cuándo cuando cómo como dónde donde qué porque cuál pregunta error falla fallo falta lento también
tambien otra otro
favor necesito quisiera lamentablemente desafortunadamente sigue siguen persiste casi
mas porém contudo ainda infelizmente não nao nunca nada exceto pode poderia podem poderiam quando como
onde porquê
qual pergunta erro falha falta lento também tambem outra outro preciso gostaria continua persiste quase
ma però tuttavia ancora purtroppo mai niente tranne può potete potrebbe potreste quando perché come dove
quale
domanda errore guasto manca lento anche altra altro favore vorrei bisogno persiste quasi
maar echter helaas niet geen nog nooit niets behalve alleen kunt kun kunnen kan wanneer waarom hoe wat
waar welke
vraag fout kapot ontbreekt traag ook ander andere graag nodig steeds bijna nee toch
men dog desværre dessverre tyvärr ikke inte ej aldrig intet inget undtagen kan kunne hvornår når när
hvorfor
varför hvordan hur hvad hva vad hvor var spørgsmål spørsmål fråga fejl feil fel mangler saknas også också
anden annen
annan stadig fortsatt fortfarande bare bara nästan næsten nej nei
mutta kuitenkin valitettavasti ei en vielä edelleen vain milloin miksi miten mitä missä kysymys virhe
puuttuu
myös toinen voisitko voitko
ale jednak niestety nie jeszcze nadal wciąż tylko kiedy dlaczego jak co gdzie który pytanie błąd brakuje
wolno
też również inny proszę czy mogę potrzebuję
však bohužel bohužiaľ ne není nejde nefunguje ještě ešte pořád stále jen len kdy proč prečo jak ako kde
otázka chyba
chybí pomalu také tiež iný jiný prosím můžete môžete potřebuji potrebujem nefunguje
azonban sajnos nem még mindig csak mikor miért hogyan hol kérdés hiba hiányzik lassú másik kérem tudna
szintén
dar totuși însă din păcate nu încă doar când ce cum unde întrebare eroare lipsește lent altă alt vă
rog
ali međutim nažalost nije još uvijek uvek samo kada zašto kako gdje gde pitanje greška nedostaje drugi
molim
vendar žal ni še vedno samo kdaj zakaj vprašanje napaka manjka drug prosim
но обаче за съжаление не още все ли само кога защо как къде въпрос грешка липсва друг моля
однако к сожалению нет ещё еще по-прежнему только когда почему где вопрос ошибка ошибку медленно другой
также тоже
пожалуйста можете можно нужно хотел хотела але однак на жаль ще досі тільки коли чому де питання помилка
інший
також будь ласка можете
αλλά όμως δυστυχώς δεν ακόμα ακόμη μόνο πότε γιατί πώς πού ερώτηση λάθος λείπει άλλο παρακαλώ μπορείτε
ama ancak fakat maalesef değil hala hâlâ sadece ne neden nasıl nerede soru hata eksik başka lütfen yok
tapi namun sayangnya tidak belum masih hanya kapan kenapa bagaimana tolong mohon bisa lagi
nhưng không vẫn chưa chỉ khi nào tại sao làm sao xin vui lòng
""")

# The same in scripts without spaces, or written together with other words.
TROUBLE_PHRASES = phrases_of("""
en: one more thing | one more question | one more | another thing | by the way | btw | next time
en: let me know | as well | follow up
en: the same | in addition | apart from | used to | right now i | for now
de: eine frage noch | noch eine | noch etwas | im moment | bis jetzt | zur zeit | vorerst
fr: ne fonctionne pas | ne marche pas | encore un | encore une | une autre | par contre | en revanche
fr: il reste | à part | d'autre part
es: por cierto | además | una cosa más | otra cosa | por ahora | sin embargo
pt: mais uma | além disso | por enquanto
it: un'altra | inoltre | per ora | a parte
nl: nog een | voorlopig | overigens
sv, da, no: en sak till | en ting til | för övrigt | enn så länge
he: אבל | עדיין | לא | איך | למה | מתי | רק | אפשר | בבקשה | האם | שוב
ar: لكن | ولكن | لا يزال | ما زال | مازال | لا | لم | كيف | متى | لماذا | هل | من فضلك | أيضا | مشكلة أخرى
fa: اما | ولی | هنوز | نمی | چطور | چرا | لطفا | کی
hi: लेकिन | अभी भी | नहीं | कैसे | कब | क्यों | कृपया
zh: 但 | 可是 | 不过 | 不過 | 还是 | 還是 | 仍 | 还有 | 還有 | 没有 | 沒有 | 不能 | 不行 | 无法 | 無法 | 另外
zh: 请 | 請 | 吗 | 嗎 | 怎么 | 怎麼
zh: 什么 | 什麼 | 为什么 | 問題是 | 错误 | 錯誤 | 再次 | 又
ja: しかし | ですが | けど | まだ | ません | ないです | ますか | ですか | でしょうか | ください | もう一
ja: また、 | どう | なぜ | いつ | エラー | 別の | 追加で | ただ
ko: 하지만 | 그런데 | 아직 | 여전히 | 안 됩니다 | 안됩니다 | 않습니다 | 인가요 | 나요 | 까요 | 주세요 | 부탁
ko: 어떻게 | 왜 | 언제 | 오류 | 그리고 | 또 | 다만
vi: nhưng | không | vẫn | chưa | làm thế nào
th: แต่ | ยัง | ไม่ | อย่างไร | ทำไม | เมื่อไหร่ | กรุณา | ไหม | หรือไม่
""")

# Taken out before trouble is looked for: they deny it.
NO_TROUBLE = phrases_of("""
en: no problem at all | no problems | no problem | no worries | no further questions | no further issues
en: no more problems
en: no more issues | no more questions | no other issues | no issues | without any problems
en: without problems | nothing else | nothing left | nothing open | that's all | that is all | that was all
en: that's it
en: not urgent | couldn't be better | can be closed | you can close it | you can close this
en: you can close the ticket
en: you can close | please close the ticket | please close it | please close this | please close
en: can now be closed
en: not a problem | nothing more | i can work again | i can print again | i can log in again
en: i can log in now | i can log in
de: kein problem | keine probleme mehr | keine probleme | keine weiteren fragen | keine fragen mehr
de: ohne probleme | nichts weiter | nichts mehr offen | das war's | das wars | das war alles | das ist alles
de: das wäre alles
fr: c'est tout | rien d'autre | plus rien
es: eso es todo | nada más | es todo
pt: é tudo | mais nada
it: è tutto | nient'altro | niente altro
nl: dat was alles | dat is alles | verder niets
da, no, sv: det var alt | det var allt | ikke mere | inget mer | intet andet
pl: to wszystko | nic więcej
cs, sk: to je vše | to je všechno | nic dalšího | to je všetko
zh: 没有了 | 没有其他 | 沒有了 | 沒有其他
ja: 以上です | 特にありません | 問題ありません
de: kann geschlossen werden | können sie schließen | ihr könnt es schließen | könnt ihr schließen | kann zu
de: bitte schließen | ticket schließen | kannst das ticket schließen | können das ticket schließen
de: könnt das ticket schließen | das ticket schließen | anfrage schließen | die anfrage schließen
de: sonst nichts | nicht mehr nötig | nichts mehr | ich kann wieder | wie immer
fr: pas de problème | pas de souci | aucun problème | plus de problème | sans problème | rien d'autre
fr: vous pouvez clôturer
fr: vous pouvez fermer | plus aucun problème | toujours aussi | pas d'autre question
es: sin problemas | sin problema | ningún problema | ya no hay problemas | nada más | pueden cerrar
es: puede cerrar | pueden cerrarlo | puede cerrarlo | puedes cerrarlo | como siempre
pt: sem problemas | sem problema | nenhum problema | nada mais | podem fechar | pode fechar | como sempre
it: nessun problema | senza problemi | nient'altro | potete chiudere | può chiudere | come sempre
nl: geen probleem | geen problemen meer | geen problemen | zonder problemen | verder niets
nl: kan gesloten worden | kunt het ticket sluiten | kunnen het ticket sluiten | mag gesloten worden | zoals altijd
da, no, sv: ikke noget problem | ingen problemer | ingen problem | inga problem | inget problem | kan lukkes
da, no, sv: kan stängas
pl: proszę zamknąć zgłoszenie | proszę zamknąć | proszę o zamknięcie zgłoszenia
pl: bez problemów | nie ma problemu | żadnych problemów | można zamknąć
cs: bez problémů | žádný problém | můžete zavřít | můžete uzavřít
ru: без проблем | нет проблем | проблем нет | можно закрыть | проблем больше нет
ja: 問題ありません | 申し訳ありません | すみません
ko: 문제없습니다 | 이상 없습니다
zh: 不用了 | 没有了 | 沒有了 | 没有问题了 | 沒有問題了 | 没有问题 | 沒有問題 | 不客气 | 问题没有了
""")

# The beginning of a "no" to "is everything settled?", and what says so anywhere.
REFUSED = phrases_of("""
en: no | nope | not yet | not really | not quite | not at all | unfortunately | sadly | negative
de: nein | nö | nee | leider | noch nicht | nicht wirklich | nicht ganz
fr: non | pas encore | pas vraiment | malheureusement | pas du tout
es: no | todavía no | aún no | lamentablemente | desafortunadamente
pt: não | nao | ainda não | infelizmente
it: no | non ancora | purtroppo
nl: nee | neen | helaas | nog niet
da, no, sv: nej | nei | desværre | dessverre | tyvärr | ikke endnu | ikke ennå | inte än
fi: ei | valitettavasti | ei vielä
pl: nie | niestety | jeszcze nie
cs, sk: ne | nie | bohužel | bohužiaľ | ještě ne | ešte nie
hu: nem | sajnos | még nem
ro: nu | din păcate | încă nu
hr, sr, sl: ne | nažalost | još ne | žal | не | нажалост
bg, ru, uk: не | нет | ні | к сожалению | на жаль | за съжаление | ещё нет | еще нет | ще ні
el: όχι | δυστυχώς
tr: hayır | maalesef
he: לא | לצערי
ar: لا | للأسف
fa: نه | خیر | متاسفانه
zh: 不 | 没有 | 沒有 | 还没 | 還沒 | 不是
ja: いいえ | まだ | いえ
ko: 아니요 | 아니오 | 아직
vi: không | chưa
id, ms: tidak | belum
""")
# What may follow a no in the same breath, when that no answers the question; behind any other word it may be the "not"
# of that language ("no funciona", "nie działa"), and behind these alone anything may follow.
ONLY_A_NO = words_of("nope nein nö nee neen nej nei нет hayır")
FOLLOWS_A_NO = {
    "no": words_of("""all it it's its everything thanks thank we we're i i'm that that's this problem problems issues
        need more further worries the my our"""),
    "non": words_of("ça c'est merci il elle je j'ai nous aucun"),
}
# Not: whatever good news stands beside it is none.
NEGATIONS = words_of("""
    not no non none never cannot nothing nicht nichts kein keine keinen nie niemals ne n pas plus rien jamais aucun no
    nunca nada tampoco não nao nunca niet niets geen ikke ikkje inte ei eivät en nie nic ne není nejsou nemá nem nincs
    nincsenek sem nu nimic niciun nije nisu nisam ni niso не ні нет нічого ничего нищо няма нема није нису δεν δε μη όχι
    değil yok לא אין لا ليس لم لن ما نه نیست không chưa tidak belum bukan
""")
NEGATES_WITHIN = (
    "n't",
    "n’t",
    "不",
    "没",
    "沒",
    "未",
    "ません",
    "ない",
    "않",
    "못",
)  # where words aren't spaced, or one holds it
STILL_BROKEN = phrases_of("""
en: still broken | still not | still doesn't | still does not | still can't | still cannot | still isn't
en: still have | still getting
en: still happening | still an issue | doesn't work | does not work | not working | isn't working
en: not solved | not resolved
en: not fixed | not settled | same problem | same issue | same error | came back | is back again
en: happened again | no change
de: immer noch | geht nicht | funktioniert nicht | läuft nicht | klappt nicht | noch nicht | nicht gelöst
de: nicht behoben
de: weiterhin | nach wie vor | gleiche problem | gleiche fehler | selbe problem | wieder aufgetreten
de: besteht weiter
fr: toujours pas | ne fonctionne pas | ne marche pas | pas résolu | pas réglé | même problème
fr: toujours le problème
es: no funciona | sigue sin | sigue fallando | no está resuelto | mismo problema | todavía no | aún no
pt: não funciona | continua sem | não está resolvido | mesmo problema | ainda não
it: non funziona | ancora non | non è risolto | stesso problema | non ancora
nl: werkt niet | nog steeds | niet opgelost | hetzelfde probleem | nog niet
da, no, sv: virker ikke | fungerer ikke | fungerar inte | funkar inte | stadig ikke | fortsatt ikke
da, no, sv: fortfarande | samme problem
fi: ei toimi | edelleen | sama ongelma
pl: nie działa | nadal | wciąż | ten sam problem
cs, sk: nefunguje | stále | pořád | stejný problém | rovnaký problém
hu: nem működik | még mindig | ugyanaz a
ro: nu funcționează | nu functioneaza | tot nu | aceeași problemă
hr, sr, sl: ne radi | ne deluje | još uvijek | još uvek | isti problem | не ради
bg, ru, uk: не работает | не работи | не працює | всё ещё | все еще | по-прежнему | та же проблема | досі
el: δεν λειτουργεί | δεν δουλεύει | ακόμα | ακόμη
tr: çalışmıyor | hala | hâlâ | aynı sorun
he: לא עובד | עדיין
ar: لا يعمل | لا يزال | ما زال | نفس المشكلة
zh: 还是不 | 還是不 | 仍然 | 不能用 | 没解决 | 沒解決 | 还没 | 同样的问题
ja: まだ | 解決していません | 動きません | 直っていません | 同じ問題
ko: 아직 | 여전히 | 안 됩니다 | 안됩니다 | 해결되지
vi: vẫn chưa | không hoạt động
id, ms: masih | belum | tidak berfungsi
""")
