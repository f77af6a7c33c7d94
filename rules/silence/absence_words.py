"""The words by which out-of-office notes and automatic answers are known, by language.

Data only. A "…" stands for a few words of the same sentence. All in lower case, apostrophes straight,
one phrase per "|"; `rules.absence` says what each table is good for.
"""

from __future__ import annotations


def _phrases(table: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of a table, each as its parts around the gaps."""
    lines = (line.partition(":")[2] for line in table.strip().casefold().splitlines())
    found = (phrase.strip() for line in lines for phrase in line.split("|"))
    return tuple(
        tuple(part.strip() for part in phrase.split("…")) for phrase in dict.fromkeys(found) if phrase
    )


def _words(table: str) -> tuple[str, ...]:
    return tuple(phrase[0] for phrase in _phrases(table))


# How machines begin the subject of an automatic answer; the clients' own words for it.
AUTOMATIC_SUBJECTS = _words("""
en: automatic reply | auto-reply | autoreply | auto reply | auto: re: | auto: aw: | automated reply
en: automatic response
en: auto response
en: autoresponse | auto-response | automated response | autoresponder | auto-responder | vacation reply
en: automatic answer | automatically generated reply | automatic e-mail reply | auto answer
de: automatische antwort | autom. antwort | automatische rückantwort | autoantwort | automatische rückmeldung
de: automatische antwortmail | automatische email-antwort
fr: réponse automatique | réponse auto | réponse d'absence automatique
es: respuesta automática | autorrespuesta | respuesta de vacaciones | auto respuesta | autorespuesta
pt: resposta automática | auto-resposta | resposta de férias | resposta automatica
ca: resposta automàtica
it: risposta automatica | autorisposta | risponditore automatico
nl: automatisch antwoord | automatische beantwoording | automatische reactie | automatisch bericht
da, no: automatisk svar | autosvar | automatisk besvarelse
sv: autosvar | automatiskt svar
fi: automaattinen vastaus | automaattivastaus | automaattinen poissaoloviesti
is: sjálfvirkt svar | sjálfvirk svörun
et: automaatvastus | automaatne vastus
lv: automātiska atbilde | automātiskā atbilde
lt: automatinis atsakymas | automatinis atsakas
pl: autoodpowiedź | odpowiedź automatyczna | automatyczna odpowiedź | autoresponder
cs: automatická odpověď
sk: automatická odpoveď
hu: automatikus válasz
ro: răspuns automat | raspuns automat
hr, sr: automatski odgovor | аутоматски одговор | automatsko odgovaranje
sl: samodejni odgovor | avtomatski odgovor
bg: автоматичен отговор
mk: автоматски одговор
el: αυτόματη απάντηση
tr: otomatik yanıt | otomatik cevap
ru: автоматический ответ | автоответ | автоматическое уведомление
uk: автоматична відповідь | автовідповідь
he: מענה אוטומטי | תשובה אוטומטית | תגובה אוטומטית
ar: رد تلقائي | الرد التلقائي | رد آلي | رد تلقائى
fa: پاسخ خودکار
hi: स्वचालित उत्तर | स्वतः उत्तर
zh: 自动回复 | 自動回覆 | 自动答复 | 自動回應 | 自动应答 | 自動回復
ja: 自動応答 | 自動返信 | 自動回答
ko: 자동 회신 | 자동 응답 | 자동회신 | 자동응답 | 자동 답장
vi: trả lời tự động | tự động trả lời
th: ตอบกลับอัตโนมัติ | การตอบกลับอัตโนมัติ
id, ms: balasan otomatis | jawapan automatik | jawaban otomatis
eu: erantzun automatikoa
""")

# What the subject of an out-of-office note says. People write these too: never enough alone.
ABSENCE_SUBJECTS = _words("""
en: out of office | out of the office | out-of-office | out-of-the-office | ooo | away from my mail
en: away from the office
en: away until | on vacation | on leave | on holiday | annual leave | absence notification | absent
en: away from my desk
en: vacation message | currently away | maternity leave | parental leave
de: abwesenheit | abwesend | nicht im büro | nicht im haus | im urlaub | urlaub | außer haus | ausser haus
de: elternzeit
de: nicht erreichbar
fr: absence | absent | absente | hors du bureau | en congé | en congés | en vacances
es: fuera de la oficina | fuera de oficina | ausente | ausencia | de vacaciones | vacaciones
pt: fora do escritório | fora do escritorio | ausência | ausencia | ausente | de férias | férias
ca: fora de l'oficina | absència
it: fuori ufficio | fuori sede | assenza | assente | in ferie | ferie
nl: afwezig | niet aanwezig | buiten kantoor | niet op kantoor | vakantie | met verlof
da: ikke til stede | ikke på kontoret | fravær | ferie | på ferie | ude af kontoret
no: ikke til stede | ikke på kontoret | fravær | ferie | borte fra kontoret
sv: frånvaro | frånvarande | ej på kontoret | inte på kontoret | semester | på semester | tjänstledig
fi: poissa | poissaolo | lomalla | en ole toimistolla | vuosiloma
is: fjarverandi | í fríi
et: kontorist väljas | puhkusel | eemal
lv: prombūtn | ārpus biroja | atvaļinājum
lt: nesu biure | atostog | nedarbe | ne biure
pl: poza biurem | nieobecn | urlop | urlopie
cs: mimo kancelář | nepřítomn | dovolen | nejsem v kanceláři
sk: mimo kancelári | neprítomn | dovolenk
hu: házon kívül | irodán kívül | távollét | szabadság | nem vagyok az irodában
ro: absent | absenț | în afara biroului | concediu | plecat din birou
hr, sr: odsut | izvan ureda | van kancelarije | godišnji odmor | godišnjem odmoru | одсут | ван канцеларије
hr, sr: на одмору
sl: odsot | na dopustu | dopust | izven pisarne
bg: извън офиса | отсъств | в отпуск | отпуск
el: εκτός γραφείου | απουσία | σε άδεια
tr: ofis dışında | izinde | tatilde | yıllık izin
ru: вне офиса | отсутств | в отпуске | нет на месте | нет на рабочем месте | отпуск
uk: не в офісі | поза офісом | у відпустці | відсутн
he: מחוץ למשרד | לא במשרד | בחופשה | היעדרות
ar: خارج المكتب | في إجازة | إجازة
fa: خارج از دفتر | مرخصی
zh: 不在办公室 | 不在辦公室 | 外出 | 休假 | 请假 | 請假
ja: 不在 | 休暇 | 外出中 | 休業
ko: 부재중 | 부재 중 | 휴가 | 외출
vi: vắng mặt | không có mặt | nghỉ phép
th: ไม่อยู่ | ลาพักร้อน
id, ms: di luar kantor | tidak di kantor | cuti | sedang bercuti | luar pejabat
hi: कार्यालय से बाहर | छुट्टी पर
""")

# With ":" and the answered subject after them these are a client's label, and nobody's words.
ABSENCE_LABELS = _words("""
en: out of office | out of the office | out-of-office | out of office reply
en: i am out of the office | out of office notification | ooo
de: abwesenheitsnotiz | abwesenheitsmeldung | abwesenheitsnachricht | nicht im büro
fr: absence du bureau | absent du bureau | message d'absence | notification d'absence
es: fuera de la oficina | fuera de oficina | ausente de la oficina
pt: fora do escritório | ausência temporária
it: fuori ufficio
nl: afwezigheidsbericht | niet aanwezig | buiten kantoor | afwezigheidsassistent
da, no: ikke til stede | ikke på kontoret | fraværsassistent | fraværsmelding
sv: frånvaromeddelande | ej på kontoret | frånvarobesked
fi: poissaoloviesti | poissaoloilmoitus
pl: poza biurem | nieobecność w biurze
cs: mimo kancelář
sk: mimo kancelárie
hu: házon kívül | irodán kívül
ro: în afara biroului | absent din birou
bg: извън офиса
ru: вне офиса | нет на рабочем месте | отсутствие на работе
uk: поза офісом | не в офісі
el: εκτός γραφείου
tr: ofis dışında
he: מחוץ למשרד
ar: خارج المكتب
zh: 不在办公室 | 不在辦公室
ja: 不在通知 | 不在のお知らせ
ko: 부재중 | 부재 중
""")

# The sentence in which an absent person says so.
STATEMENTS = _phrases("""
en: i am … out of office | i am … out of the office
en: i am … away
en: i will be … out of the office | i will be … out of office | i will be … out of
en: i will be … away
en: i am … on leave | i am … annual leave | i am … on vacation
en: i am … on holiday | i am … on a holiday | i will be … on vacation
en: i will be … on leave
en: i am … maternity leave | i am … parental leave | i am … paternity leave | i am … sick leave
en: i am … business trip
en: i am not in the office | i am not at the office | out of the office until
en: out of office until
en: out of the office from | out of the office on | will be out of the office | is out of the office
en: is out of office
en: currently out of the office | currently out of office | currently away | i am … unavailable until
en: i am … travelling
en: i am … traveling | away from the office | away from my desk | away from my mail | our office is closed
en: office will be closed
en: i will not be reading my mail | i have limited access to | i will be back | returning to the office
en: return to the office on
en: i am currently absent | i am absent | i am on pto | currently on vacation
en: currently on leave | currently on holiday | i no longer work | i am no longer | i have left
de: ich bin … nicht im büro | ich bin … nicht im haus | ich bin … außer haus | ich bin … ausser haus
de: ich bin … abwesend
de: ich bin … im urlaub | ich bin … in urlaub | ich bin … nicht erreichbar | ich bin … nicht anwesend
de: ich bin … auf dienstreise
de: ich bin … elternzeit | ich bin … nicht am arbeitsplatz | befinde ich mich … urlaub
de: ich befinde mich … urlaub
de: ich befinde mich … elternzeit | bin ich … nicht im büro | bin ich … nicht erreichbar
de: bin ich … wieder erreichbar
de: bin ich … im urlaub | bin ich … abwesend | bin ich … wieder im büro | ich bin ab … wieder
de: ich bin wieder … erreichbar
de: ich bin … nicht im hause | zur zeit nicht im büro | derzeit nicht im büro | momentan nicht im büro
de: derzeit im urlaub
de: ich werde … nicht im büro | ist außer haus | ich arbeite nicht mehr | ich bin nicht mehr bei
de: ich bin nicht mehr für
de: ich werde … abwesend sein | ich habe … urlaub | unser büro ist … geschlossen | wir haben … betriebsurlaub
fr: je suis … absent | je serai … absent | je suis … en congé | je suis … en vacances
fr: je suis … hors du bureau
fr: je suis … en déplacement | je serai … en congé | je serai de retour | actuellement absent
fr: je suis … indisponible
fr: actuellement en congé | absente du bureau | absent du bureau | absent(e) | je ne suis pas au bureau
fr: en congé maternité | je ne travaille plus | je ne fais plus partie
es: estoy … fuera de la oficina | estoy … fuera de oficina | estaré … fuera | estoy … de vacaciones
es: estaré … de vacaciones
es: me encuentro … fuera | me encuentro … vacaciones | me encuentro … ausente | estaré … ausente
es: estoy … ausente
es: actualmente … fuera de la oficina | no estoy en la oficina | no estaré en la oficina | estaré de vuelta
es: estaré de regreso
es: me encontraré … fuera | estoy de baja | ya no trabajo
pt: estou … fora do escritório | estarei … fora | estou … de férias | estarei … de férias | estou … ausente
pt: estarei … ausente
pt: encontro-me … ausente | encontro-me … férias | estou … em férias | estarei … em férias
pt: me encontro … ausente
pt: não trabalho mais | já não trabalho | encontro-me … fora | não estou no escritório
ca: estic … fora de l'oficina | estaré … fora | estic … de vacances
it: sono … fuori ufficio | sono … fuori sede | sarò … fuori ufficio | sarò … assente | sono … assente
it: sono … in ferie
it: sarò … in ferie | non sono in ufficio | non sarò in ufficio | sono … fuori dall'ufficio
it: attualmente … fuori ufficio
it: non lavoro più | sono … in congedo | sono … in vacanza
nl: ik ben … afwezig | ik ben … niet aanwezig | ik ben … niet op kantoor | ik ben … vakantie
nl: ik ben … met verlof
nl: ik ben … buiten kantoor | ben ik … afwezig | ben ik … niet aanwezig | ben ik … vakantie
nl: momenteel … afwezig
nl: ik ben … niet bereikbaar | ben ik … weer aanwezig | ik ben … weer aanwezig | ik heb … vakantie
nl: ik ben er … weer | ik werk niet meer | ik ben niet meer werkzaam
da: jeg er … ikke på kontoret | jeg er … ikke til stede | jeg er … på ferie | jeg holder … ferie
da: jeg er … fraværende
da: jeg er … ude af huset | jeg er … på barsel | jeg har ferie | jeg er tilbage | jeg er … bortrejst
da: jeg er … på kursus
no: jeg er … ikke på kontoret | jeg er … på ferie | jeg har ferie | jeg er … bortreist
no: jeg er … ute av kontoret
no: jeg er … borte fra kontoret | jeg er … fraværende | jeg er … i permisjon | jeg er ikke tilgjengelig
no: tilbake på kontoret
sv: jag är … inte på kontoret | jag är … ej på kontoret | jag är … på semester | jag har semester
sv: jag är … frånvarande
sv: jag är … ledig | jag är … bortrest | jag är … på tjänsteresa | jag är … föräldraledig | jag är åter
sv: jag är tillbaka
sv: jag är … inte i tjänst | jag är … ute ur kontoret
fi: olen … poissa | olen … lomalla | en ole … toimistolla | olen … vuosilomalla | en ole tavoitettavissa
fi: olen … matkoilla
fi: palaan … töihin | palaan … toimistolle | olen … työmatkalla | olen … perhevapaalla
is: ég er … fjarverandi | ég er … í fríi | ég verð … frá vinnu | er ekki við
et: olen … puhkusel | olen … kontorist | viibin … puhkusel | viibin … eemal | olen … eemal | ei ole kontoris
lv: esmu … atvaļinājumā | esmu … prombūtnē | atrodos … atvaļinājumā | neatrodos birojā | būšu … prombūtnē
lv: atrodos prombūtnē
lt: esu … atostog | šiuo metu atostog | nesu … biure | būsiu … atostog | nebūsiu … biure | šiuo metu … nesu
pl: jestem … na urlopie | przebywam … na urlopie | jestem … poza biurem | przebywam … poza biurem
pl: jestem … nieobecn
pl: będę … nieobecn | jestem … niedostępn | jestem w delegacji | nie ma mnie w biurze | będę … na urlopie
pl: będę … poza biurem
pl: przebywam … zwolnieniu
cs: jsem … na dovolené | budu … na dovolené | nejsem … v kanceláři | nebudu … v kanceláři
cs: čerpám … dovolenou
cs: jsem … mimo kancelář | budu … mimo kancelář | jsem … nepřítom | jsem … na služební cestě
cs: nejsem … k zastižení
cs: mám … dovolenou
sk: som … na dovolenke | budem … na dovolenke | nie som … v kancelárii | čerpám … dovolenku
sk: som … mimo kancelári
sk: nebudem … v kancelárii | som … neprítom | som … na služobnej ceste | mám … dovolenku
hu: szabadságon vagyok | szabadságon leszek | házon kívül vagyok | nem vagyok … irodában
hu: szabadságon tartózkodom
hu: nem leszek … irodában | távol vagyok | irodán kívül vagyok | szabadságomat töltöm | házon kívül leszek
hu: távol leszek
ro: sunt … în concediu | sunt … plecat | nu sunt … la birou | sunt … in concediu | voi fi … în concediu
ro: mă aflu în concediu
ro: nu mă aflu … birou | voi lipsi … birou | ma aflu in concediu | sunt … în afara biroului | voi fi … plecat
hr, sr: na godišnjem sam | nisam u uredu | odsutan sam | odsutna sam | nalazim se na godišnjem
hr, sr: bit ću … odsut | biću … odsut
hr, sr: trenutno sam … odsut | nisam u kancelariji | na odmoru sam | trenutno nisam | na godišnjem odmoru
hr, sr: van kancelarije sam
sr: на годишњем одмору | нисам у канцеларији | одсутан сам | одсутна сам | на одмору сам
sr: тренутно сам … одсут
sl: sem … na dopustu | sem … odsot | bom … odsot | nisem … v pisarni | na dopustu sem | bom … na dopustu
bg: в отпуск съм | извън офиса съм | отсъствам | ще отсъствам | аз съм … отпуск | не съм в офиса
bg: ще бъда … отпуск
bg: съм в отпуск | ще бъда извън офиса | съм извън офиса
mk: на одмор сум | отсутен сум | отсутна сум | не сум во канцеларија
el: είμαι … εκτός γραφείου | βρίσκομαι … εκτός γραφείου | απουσιάζω | θα απουσιάζω | βρίσκομαι … άδεια
el: είμαι … άδεια
el: θα λείπω | λείπω … γραφείο | θα είμαι εκτός γραφείου | θα είμαι … άδεια | απουσιάσω
tr: ofis dışındayım | izindeyim | ofiste değilim | tatildeyim | yıllık izindeyim | izinde olacağım
tr: ofis dışında olacağım
tr: yıllık izinde | ofiste olmayacağım | izinli olacağım | izinliyim
ru: я … в отпуске | нахожусь … в отпуске | отсутствую | буду отсутствовать | меня нет … офисе
ru: нахожусь … вне офиса
ru: нахожусь … командировке | меня не будет … офисе | я … в командировке | я … не в офисе | буду … в отпуске
ru: сейчас … в отпуске
ru: нет на рабочем месте | вне офиса | не буду в офисе | ушла в отпуск | ушёл в отпуск | ушел в отпуск
uk: я … у відпустці | перебуваю … у відпустці | я … не в офісі | буду відсутн | мене немає … офісі
uk: перебуваю … поза офісом
uk: я … у відрядженні | зараз у відпустці | мене не буде … офісі | знаходжусь у відпустці | буду у відпустці
he: אני … בחופשה | אני … מחוץ למשרד | אינני במשרד | אני לא במשרד | לא אהיה במשרד | אהיה מחוץ למשרד
he: אהיה בחופשה | אני נמצא בחופשה
he: נמצאת בחופשה | לא נמצא במשרד | לא נמצאת במשרד | אני … בחופש
ar: أنا … خارج المكتب | أنا … في إجازة | خارج المكتب حاليا | سأكون خارج المكتب | في إجازة من | في إجازة حتى
ar: في إجازة حاليا
ar: سأكون في إجازة | انا … في اجازة | انا … خارج المكتب | في إجازة سنوية | حالياً في إجازة | حاليا في إجازة
fa: در مرخصی هستم | خارج از دفتر هستم | در دفتر نیستم | مرخصی خواهم بود | در مرخصی به سر
zh: 我 … 休假 | 我 … 不在办公室 | 我 … 外出 | 目前不在 | 正在休假 | 我 … 出差 | 休假中 | 我 … 不在辦公室
zh: 我 … 度假 | 本人 … 休假 | 本人 … 出差
zh: 我 … 请假 | 我 … 請假 | 暂时不在 | 暫時不在 | 现在不在办公室 | 外出中 | 年假
ja: 休暇をいただ | 休暇を頂 | 不在にして | 不在です | 休暇中です | 休暇中のため | 出張中 | 外出して
ja: 不在のため | 不在となり | 席を外し | お休みをいただ
ja: 不在とさせて | 休業いたし | 休業とさせて | 夏季休業 | 休みを頂 | 夏季休暇 | 休暇を取得 | 休暇のため
ko: 부재중입니다 | 부재 중입니다 | 휴가 중 | 휴가중 | 사무실에 없습니다 | 자리를 비 | 출장 중 | 출장중
ko: 휴가입니다 | 외근 중 | 연차
ko: 육아휴직 | 부재중이오니 | 부재 중이오니 | 사무실을 비
vi: tôi … nghỉ phép | tôi … vắng mặt | không có mặt tại văn phòng | tôi … không ở văn phòng
vi: tôi … đi công tác | tôi … nghỉ lễ
th: ฉันไม่อยู่ | ผมไม่อยู่ | ดิฉันไม่อยู่ | ลาพักร้อน | ไม่อยู่ที่สำนักงาน | อยู่ระหว่างลา | อยู่ในช่วงลา
th: ไม่อยู่ที่ออฟฟิศ
id: saya … cuti | saya … di luar kantor | saya … tidak di kantor | saya … tidak berada di kantor
id: saya … dinas luar
ms: saya … bercuti | saya … luar pejabat | saya … tidak berada di pejabat
hi: मैं … छुट्टी पर | मैं … कार्यालय से बाहर | मैं … अवकाश पर | मैं … ऑफिस से बाहर
""")

# What such notes say besides, and people hardly ever.
COMPANIONS = _words("""
en: limited access to | no access to e | not have access to | when i return | upon my return | on my return
en: once i return
en: after my return | when i am back | when i'm back | as soon as i return | as soon as i am back
en: following my return
en: in urgent cases | for urgent matters | for urgent issues | for urgent enquiries | for urgent inquiries
en: if urgent
en: if your matter is urgent | if it is urgent | if it's urgent | if this is urgent | for anything urgent
en: if your request is urgent
en: in case of emergency | in case of urgency | for immediate assistance | for immediate help
en: if you need immediate
en: if you require immediate | in my absence | during my absence | not be forwarded | will be forwarded
en: while i am away
en: while i'm away | thank you for your email | thank you for your e-mail | thank you for your message
en: thanks for your email
en: thanks for your e-mail | thanks for your message | thank you for your mail | thank you for contacting
en: checking email
en: checking e-mail | checking my email | delayed response | delay in response | automatic reply
en: automated response
en: will not be read | not be monitored | no longer monitored | is not monitored | this mailbox
en: auto-reply | automatically generated | urgent matter | requires immediate attention | back in the office
en: i will be back
de: in dringenden fällen | in dringenden angelegenheiten | bei dringenden | in dringlichen fällen
de: in eiligen fällen
de: nicht weitergeleitet | wird weitergeleitet | werden nicht gelesen | wird nicht gelesen
de: während meiner abwesenheit
de: in meiner abwesenheit | nach meiner rückkehr | vertretung | vielen dank für ihre nachricht
de: vielen dank für ihre e-mail
de: vielen dank für ihre mail | vielen dank für deine nachricht | danke für ihre nachricht
de: danke für deine nachricht
de: eingeschränkt erreichbar | keinen zugriff | nur eingeschränkt | automatisch generiert | wieder im büro
de: wieder erreichbar
de: wieder für sie da | vertritt mich | vertreten mich | automatische antwort | danke für ihre mail
de: danke für ihre e-mail
fr: en cas d'urgence | pour toute urgence | pour toute demande urgente | à mon retour | dès mon retour
fr: de retour le
fr: pendant mon absence | durant mon absence | en mon absence | merci pour votre message
fr: votre message ne sera pas
fr: accès limité | de retour au bureau | réponse automatique | message automatique | j'ai bien reçu votre
es: en caso de urgencia | para asuntos urgentes | si es urgente | a mi regreso | a mi vuelta
es: durante mi ausencia | en mi ausencia
es: gracias por su mensaje | gracias por tu mensaje | gracias por su correo | acceso limitado
es: de vuelta en la oficina
es: cualquier urgencia | respuesta automática | mensaje automático | urgencias
pt: em caso de urgência | em caso de emergência | assuntos urgentes | no meu regresso | no meu retorno
pt: na minha ausência
pt: durante a minha ausência | obrigado pela sua mensagem | obrigada pela sua mensagem | acesso limitado
pt: obrigado pelo seu
pt: caso urgente | agradeço o seu contacto | resposta automática | mensagem automática
ca: en cas d'urgència | durant la meva absència
it: in caso di urgenza | per urgenze | per questioni urgenti | al mio rientro | al mio ritorno
it: in mia assenza
it: durante la mia assenza | grazie per il messaggio | grazie per la sua | accesso limitato
it: per comunicazioni urgenti | rientrerò
it: per motivi urgenti | in caso di emergenza | risposta automatica | casi urgenti
nl: in dringende gevallen | voor dringende | bij spoed | bij mijn terugkeer | na mijn terugkeer
nl: tijdens mijn afwezigheid
nl: bedankt voor uw | bedankt voor je | dank voor uw | niet doorgestuurd | beperkt toegang | weer op kantoor
nl: weer bereikbaar
nl: wordt niet gelezen | in mijn afwezigheid | dringende zaken
da: i hastende tilfælde | ved hastesager | i presserende | tak for din mail | tak for din besked
da: tilbage på kontoret
da: ikke videresendt | under mit fravær | når jeg er tilbage | begrænset adgang | i mit fravær
da: tak for din e-mail
no: ved hastesaker | haster det | takk for din e-post | takk for din henvendelse | begrenset tilgang
no: i mitt fravær
no: tilbake på kontoret | takk for e-posten | når jeg er tilbake | blir ikke videresendt | under mitt fravær
sv: vid brådskande | i brådskande fall | tack för ditt mail | tack för ditt mejl | tack för ditt meddelande
sv: vidarebefordras inte
sv: under min frånvaro | begränsad tillgång | när jag är tillbaka | åter på kontoret | tillbaka på kontoret
sv: tack för din e-post
sv: vid akuta | brådskande ärenden
fi: kiireellisissä | kiireisissä | kiitos viestistäsi | palattuani | poissaoloni aikana | en lue sähköpost
fi: luen sähköpost
fi: kiireelliset asiat | kiireellisessä | palaan asiaan
is: í brýnum | takk fyrir póstinn | þegar ég kem | áríðandi
et: kiireloomulis | tänan kirja | naasen | kiiretes küsimustes | kiirete küsimuste
lv: steidzam | paldies par jūsu | pēc atgriešanās | prombūtnes laikā
lt: skubiais atvej | dėl skubių | grįžusi | grįžęs | sugrįž | skubiu atveju | ačiū už jūsų
pl: w pilnych sprawach | w sprawach pilnych | po powrocie | podczas mojej nieobecności
pl: dziękuję za wiadomość
pl: ograniczony dostęp | w razie pilnej | nie będzie przekazan | w czasie mojej nieobecności | w nagłych
cs: v naléhavých | v urgentních | po svém návratu | po návratu | v době mé nepřítomnosti
cs: děkuji za vaši zprávu | omezený přístup
cs: nebude přeposlán | v případě potřeby kontaktujte | v neodkladných | děkuji za vaš
sk: v naliehavých | v súrnych | po návrate | počas mojej neprítomnosti | ďakujem za vašu | obmedzený prístup
sk: v prípade potreby
hu: sürgős esetben | visszatérés | távollétem | köszönöm levelét | köszönöm üzenetét | sürgős ügyben
hu: halaszthatatlan
ro: pentru urgențe | în caz de urgență | la întoarcere | mulțumesc pentru mesaj | pe perioada absenței
ro: acces limitat | cazuri urgente
hr, sr: u hitnim | za hitne | hitnim slučajevima | po povratku | u mojoj odsutnosti | hvala na vašoj
hr, sr: hvala na poruci | u mom odsustvu
sr: у хитним | за хитне | по повратку | хвала на поруци
sl: v nujnih | nujnih primerih | po vrnitvi | v času moje odsotnosti | hvala za vaše | za nujne
bg: при спешни | за спешни | след завръщането | по време на отсъствието | благодаря за вашето | при неотложни
bg: ограничен достъп
el: για επείγοντα | σε περίπτωση ανάγκης | επείγον | επιστροφή μου | σας ευχαριστώ για το μήνυμα | επείγουσ
el: κατά την απουσία
tr: acil durum | dönüşümde | döndüğümde | mesajınız için teşekkür | e-postanız için teşekkür | sınırlı erişim
tr: acil konular
ru: по срочным | в срочных | после возвращения | по возвращении | во время моего отсутствия
ru: спасибо за ваше письмо | экстренных | благодарю за письмо | спасибо за письмо | не имею доступа
ru: ограниченный доступ | срочных вопрос | благодарю за ваше | на время моего отсутствия | неотложн
uk: у термінових | з термінових | після повернення | під час моєї відсутності | дякую за ваш | нагальних
uk: по поверненню
he: במקרים דחופים | בנושאים דחופים | במקרה דחוף | לאחר שובי | תודה על פנייתך | עם שובי | לעניינים דחופים
he: כשאחזור
ar: للحالات العاجلة | في الحالات العاجلة | عند عودتي | شكرا لرسالتك | شكراً لرسالتك | للأمور العاجلة
ar: الطارئة | شكرا على رسالتك | في حال غيابي
fa: موارد فوری | پس از بازگشت | از پیام شما سپاسگزارم | موارد ضروری
zh: 如有急事 | 紧急 | 緊急 | 回来后 | 回來後 | 感谢您的来信 | 感謝您的來信 | 尽快回复 | 盡快回覆
zh: 谢谢您的来信 | 急事 | 返回办公室后
ja: 緊急の | お急ぎの | ご迷惑をおかけ | 戻り次第 | 自動返信 | 自動的に送信 | 確認が遅れ | 返信が遅れ | 至急
ja: 急ぎの | 返信いたします | メールありがとうございます
ko: 긴급 | 급한 | 복귀 후 | 메일 감사 | 돌아와서 | 확인 후 | 빠른 시일 | 복귀하는 대로
vi: trường hợp khẩn cấp | khi tôi trở lại | cảm ơn bạn đã gửi | vấn đề khẩn cấp | việc gấp | cần gấp
th: กรณีเร่งด่วน | เรื่องด่วน | เมื่อกลับมา | ขอบคุณสำหรับอีเมล | หากมีเรื่องด่วน
id, ms: keadaan mendesak | hal mendesak | setelah kembali | terima kasih atas email | perkara segera
id, ms: kembali ke kantor | urusan mendesak | sekembali
hi: अत्यावश्यक | तत्काल | लौटने पर | आपके ईमेल के लिए धन्यवाद
""")

# Companions with one of these in them: what an absent person also writes by hand ("Thank you for your message. I
# will be back on Monday, then it suits me"). Alone they tell nothing.
BY_HAND_TOO = _words("""
thanks: thank | dank | merci | gracias | obrigad | agradeço | grazie | tak for | takk | tack för | kiitos
thanks: tänan | paldies | ačiū | dziękuj | děkuji | ďakuj | köszön | mulțum | hvala | хвала | благодар | спасибо
thanks: дякую | ευχαριστ | teşekkür | תודה | شكر | سپاس | 感谢 | 感謝 | 谢谢 | ありがとう | 감사 | cảm ơn
thanks: ขอบคุณ | terima kasih | धन्यवाद | j'ai bien reçu
back: back in the office | i will be back | wieder | de retour | de vuelta | tilbage på | tilbake på | tillbaka på
back: åter på | weer | kembali | rientrerò | palaan asiaan
away: absence | abwesenheit | away | afwezigheid | ausencia | ausência | absència | assenza | fravær | frånvaro
away: vertret | nieobecno | nepřítomnost | neprítomnost | távollét
""")

# A person who wants something done about an out-of-office note: an ordinary request. "You can" isn't here:
# the notes themselves say whom one can call.
WISHES = _words("""
en: set up | setup | set my | set an | set the | configure | activate | turn on | switch on | turn off
en: disable | enable
en: please change | please correct | please remove | please delete | how do i | how to | how can i
en: can you | could you | help me | please add | please set | would you
de: einrichten | einzurichten | eingerichtet | aktivieren | einschalten | abschalten | deaktivieren
de: kannst du | könnten sie
de: bitte ändern | ändern sie | bitte ändert | bitte löschen | könntest du | hinterlegen | wie kann ich
de: wie richte ich
fr: modifier | changer | supprimer | configurer | activer | désactiver | mettre en place | pouvez-vous
fr: pourriez-vous | comment puis-je
es: cambiar | modificar | configurar | activar | desactivar | podrían | podría | cómo puedo
pt: configurar | ativar | desativar | poderiam | como faço
it: modificare | cambiare | impostare | attivare | disattivare | configurare | potreste | come faccio
nl: wijzigen | aanpassen | instellen | inschakelen | uitschakelen | kunnen jullie | activeren
da, no, sv: sætte op | sette opp | ställa in | aktivere | aktivera
fi: asettaa | voisitko | voisitteko | aktivoida
pl: ustawić | włączyć | wyłączyć | czy może
cs, sk: nastavit | nastaviť | zapnout | zapnúť
hu: beállít | bekapcsol | tudnátok
ru, uk: настроить | включить | отключить | налаштувати | увімкнути | помогите
tr: ayarla | etkinleştir
ja: 設定 | 教えて
zh: 设置 | 設定 | 请帮 | 請幫
ko: 설정
""")

# What people want from a desk, and an absent person's note doesn't speak of: each takes away from what the
# companions say.
NEEDS = _words("""
en: printer | laptop | password | my computer | my account | monitor | wi-fi | wifi | vpn | my phone
en: my screen
en: doesn't work | does not work | don't work | isn't working | not working | is broken | crashes | install
en: needs access | need access | should be forwarded | forward my | give him | give her | suits me | fine for me
en: you can come | would be fine
en: replace | repair | fix | before then | until then | while i am away, | please reset | please order
en: unlock
de: drucker | laptop | rechner | passwort | bildschirm | vpn | wlan | funktioniert | geht nicht | kaputt
de: könnt ihr bitte | könntet ihr | austauschen | installier | freischalt | entsperr | zurücksetz | reparier
de: braucht | leitet meine | gebt ihm | gebt ihr | passt es | passt mir | verschiebt | verschieben
de: kümmert euch | bis dahin | solange ich weg
fr: imprimante | ordinateur | mot de passe | écran | vpn | ne marche pas | ne fonctionne pas | en panne
fr: donner accès | me convient | réparer | installer | merci de passer | remplacer
es: impresora | portátil | ordenador | contraseña | pantalla | no funciona | arreglar | instalar
es: pueden cambiar
pt: impressora | computador | portátil | palavra-passe | senha | não funciona | consertar | instalar
ca: impressora | contrasenya | no funciona
it: stampante | portatile | computer | password | schermo | non funziona | riparare | installare | potete
nl: printer | laptop | computer | wachtwoord | scherm | werkt niet | doet het niet | repareren | vervangen
da, no: printer | skriver | computer | adgangskode | passord | skærm | virker ikke | fungerer ikke | installer
sv: skrivare | dator | lösenord | skärm | fungerar inte | installera | laga
fi: tulostin | tietokone | salasana | näyttö | ei toimi | asenna
et, lv, lt: printer | spausdintuv | slaptažod | neveikia | nedarbojas | ei tööta | parool
pl: drukark | komputer | laptop | hasł | monitor | nie działa | zainstal | napraw
cs, sk: tiskárn | tlačiare | počítač | notebook | hesl | nefunguje | nainstal | oprav
hu: nyomtató | számítógép | jelsz | képernyő | nem működik | telepít | javít
ro: imprimant | calculator | parol | ecran | nu funcționează | nu merge | instal
hr, sr, sl: pisač | štampač | tiskalnik | računa | lozink | gesl | ne radi | ne dela | instalir
bg, mk: принтер | компютър | парола | не работи | инсталир
el: εκτυπωτ | υπολογιστ | κωδικ | δεν λειτουργεί | δεν δουλεύει
tr: yazıcı | bilgisayar | şifre | parola | ekran | çalışmıyor
ru: принтер | компьютер | ноутбук | парол | монитор | не работает | установите | почините | перенаправлен
uk: принтер | комп'ютер | ноутбук | парол | монітор | не працює | встановіть
he: מדפסת | מחשב | סיסמ | לא עובד
ar: طابعة | الطابعة | حاسوب | كلمة المرور | كلمة السر | لا يعمل | لا تعمل
fa: چاپگر | پرینتر | رایانه | رمز عبور | کار نمی
zh: 打印机 | 印表機 | 电脑 | 電腦 | 密码 | 密碼 | 显示器 | 坏了 | 壞了 | 修好 | 更换 | 安装 | 安裝
ja: プリンタ | パソコン | パスワード | 画面 | 動かな | 動きません | 壊れ | 交換してください | 交換をお願い
ko: 프린터 | 컴퓨터 | 노트북 | 비밀번호 | 모니터 | 고장 | 안 됩니다 | 교체
vi: máy in | máy tính | mật khẩu | màn hình | không hoạt động
th: เครื่องพิมพ์ | คอมพิวเตอร์ | รหัสผ่าน | ไม่ทำงาน
id, ms: pencetak | komputer | laptop | kata sandi | kata laluan | tidak berfungsi
hi: प्रिंटर | कंप्यूटर | पासवर्ड | काम नहीं
""")

# A machine says that it is one. The answer must be the automatic thing: people quote automatic messages.
MACHINE_SAYS = _words("""
en: this is an automatic reply | this is an automated reply | this is an automatic response
en: this is an automated response
en: this is an auto-reply | this is an autoreply | this is an auto reply | this is an auto-generated reply
en: this is an auto-response
en: automatically generated reply | automatically generated response | automated confirmation of receipt
en: please do not reply to this
en: to have your address added to the list of allowed senders | to be added to my list of allowed senders
en: to be added to my approved senders | held until you confirm that you are a person
en: to verify that you are a human sender | click the link below to have your message delivered
de: dies ist eine automatische antwort | automatisch generierte antwort | automatische eingangsbestätigung
de: automatisch erstellte antwort | automatische empfangsbestätigung | dies ist eine automatische eingangs
de: bitte antworten sie nicht auf diese
fr: ceci est une réponse automatique | ceci est un message automatique | réponse générée automatiquement
fr: merci de ne pas répondre à ce
es: esta es una respuesta automática | este es un mensaje automático | por favor no responda a este
es: no responda a este
pt: esta é uma resposta automática | esta é uma mensagem automática | não responda a este
pt: não responda a esta
it: questa è una risposta automatica | messaggio generato automaticamente | non rispondere a questo
nl: dit is een automatisch antwoord | dit is een automatisch gegenereerd | dit is een automatische
da: dette er et automatisk svar | dette er en automatisk
no: dette er et automatisk svar | dette er en automatisk
sv: detta är ett automatiskt svar | detta är ett autosvar | detta är ett automatiskt
fi: tämä on automaattinen vastaus | tämä on automaattinen viesti
pl: to jest automatyczna odpowiedź | wiadomość wygenerowana automatycznie | prosimy nie odpowiadać na
cs: toto je automatická odpověď | tato zpráva byla vygenerována automaticky | na tento e-mail neodpovídejte
sk: toto je automatická odpoveď | na tento e-mail neodpovedajte
hu: ez egy automatikus válasz | ez egy automatikus üzenet | kérjük, ne válaszoljon
ro: acesta este un răspuns automat | acesta este un mesaj automat
hr, sr: ovo je automatski odgovor | ovo je automatska poruka | ово је аутоматски одговор
bg: това е автоматичен отговор | това е автоматично
el: αυτή είναι μια αυτόματη απάντηση | αυτό είναι ένα αυτόματο | αυτοματοποιημένη απάντηση
tr: bu otomatik bir yanıttır | bu otomatik | lütfen bu e-postayı yanıtlamayın
ru: это автоматический ответ | это автоматическое | пожалуйста, не отвечайте на это
uk: це автоматична відповідь | це автоматичне
he: זוהי הודעה אוטומטית | זוהי תשובה אוטומטית
ar: هذا رد تلقائي | هذه رسالة تلقائية
zh: 这是一封自动回复 | 此邮件为自动回复 | 這是自動回覆 | 系统自动回复 | 此为自动回复 | 请勿回复此邮件
zh: 請勿直接回覆
ja: 自動返信メール | 自動送信メール | 自動的に返信 | 自動配信 | このメールには返信
ko: 자동으로 발송 | 자동 회신입니다 | 자동응답 메일 | 발신 전용
vi: đây là thư trả lời tự động | đây là email tự động
th: นี่คือการตอบกลับอัตโนมัติ | ข้อความตอบกลับอัตโนมัติ
id: ini adalah balasan otomatis | ini adalah email otomatis
""")
