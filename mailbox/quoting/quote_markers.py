"""The lines by which clients say "here follows an older mail", by language. Data and lookups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from frontdesk.rules.word_tables import words as words_of


class Marker(StrEnum):
    ORIGINAL = "original"  # above an answered mail, by some clients above a forwarded one too
    FORWARD = "forward"
    ANSWER_ABOVE = "answer above"  # "please write above this line", by desks like ours


_ORIGINAL = """
original message, original appointment, original mail, original email, reply message, originalmessage, \
message original
ursprüngliche nachricht, originalnachricht, original-nachricht, ursprüngliche mail, ursprüngliche \
e-mail, ursprünglicher termin, original nachricht, original-mail
message d'origine, message original, message initial, e-mail d'origine, courriel original, mail original
mensaje original, mensaje de origen, correo original, missatge original, mensaxe orixinal
messaggio originale, messaggio original, mail originale
mensagem original, mensagem de origem
oorspronkelijk bericht, origineel bericht, oorspronkelijke e-mail, oorspronkelijke bericht
oprindelig meddelelse, oprindelig besked, original meddelelse, oprindelig mail, original besked
opprinnelig melding, original melding, opprinnelig e-post, opprinnelig e-postmelding
ursprungligt meddelande, originalmeddelande, ursprungligt mejl, ursprungligt e-postmeddelande
alkuperäinen viesti, alkuperäinen sähköposti
wiadomość oryginalna, oryginalna wiadomość, wiadomosc oryginalna, oryginalna wiadomosc, treść \
oryginalnej wiadomości
původní zpráva, puvodni zprava, původní e-mail, pôvodná správa, povodna sprava, pôvodný e-mail
eredeti üzenet, eredeti levél, mesaj original, mesajul original, mesajul inițial, mesaj inițial
izvorna poruka, originalna poruka, izvirno sporočilo, оригинална порука, originalna poruka
исходное сообщение, оригинальное сообщение, исходное письмо, первоначальное сообщение
оригінальне повідомлення, вихідне повідомлення, початкове повідомлення, оригінал повідомлення
оригинално съобщение, първоначално съобщение, αρχικό μήνυμα, πρωτότυπο μήνυμα, αρχικο μηνυμα
orijinal ileti, özgün ileti, orijinal mesaj, özgün mesaj, orijinal e-posta
הודעה מקורית, ההודעה המקורית, الرسالة الأصلية, رسالة أصلية, پیام اصلی
原始邮件, 邮件原件, 回复的原邮件, 回复的邮件, 回覆的原郵件, 回复邮件信息, 原始郵件, \
原始邮件信息, 原邮件, 原始訊息, 原始消息
元のメッセージ, オリジナルメッセージ, 元のメール, 原文のメッセージ, 원본 메시지, 원본 메일, 원본 이메일, \
원본메시지
algne kiri, originaalkiri, originaalsõnum, algne sõnum
oriģinālais ziņojums, sākotnējā ziņa, sākotnējais ziņojums, originalus laiškas, pradinis laiškas, \
originalus pranešimas
thư gốc, tin nhắn gốc, pesan asli, pesan asal, mesej asal, ข้อความต้นฉบับ, ข้อความเดิม, मूल संदेश, \
upprunaleg skilaboð
"""
_FORWARD = """
forwarded message, begin forwarded message, forwarded email, forwarded mail, forwarded e-mail, forwarded \
conversation, forwarded message follows, this is a forwarded message, start of forwarded message, \
forwarded message begins, start forwarded message, forwarded by, forwarded message from, message \
forwarded, here is the forwarded message
weitergeleitete nachricht, anfang der weitergeleiteten nachricht, weitergeleitete e-mail, weitergeleitet \
von, weitergeleitete mail, beginn der weitergeleiteten nachricht, beginn der weitergeleiteten e-mail
message transféré, début du message transféré, début du message réexpédié, message réexpédié, message \
transmis, courriel transféré, e-mail transféré, transféré par, mail transféré, début du message transmis
mensaje reenviado, inicio del mensaje reenviado, comienzo del mensaje reenviado, correo reenviado, \
reenviado por, inicia el mensaje reenviado, missatge reenviat, inici del missatge reenviat, mensaxe \
reenviada
messaggio inoltrato, inizio messaggio inoltrato, inizio del messaggio inoltrato, messaggio inoltrato da, \
inoltrato da
mensagem encaminhada, mensagem reencaminhada, início da mensagem encaminhada, início da mensagem \
reencaminhada, encaminhado por, reencaminhado por, e-mail encaminhado
doorgestuurd bericht, begin doorgestuurd bericht, doorgestuurde e-mail, begin van doorgestuurd bericht, \
doorgezonden bericht, doorgestuurd door
videresendt meddelelse, videresendt besked, start på videresendt besked, videresendt e-mail, videresendt \
mail, begyndelse på videresendt besked, videresendt melding, videresendt e-post, start på videresendt \
melding, begynnelsen av videresendt melding, videresendt af, videresendt av
vidarebefordrat meddelande, vidarebefordrat mejl, vidarebefordrat brev, vidarebefordrat \
e-postmeddelande, start på vidarebefordrat meddelande, vidarebefordrat e-post, börjar vidarebefordrat \
meddelande
edelleenlähetetty viesti, välitetty viesti, välitetty viesti alkaa, edelleen lähetetty viesti, lähetetty \
viesti edelleen
przekazana wiadomość, wiadomość przekazana, wiadomość przesłana dalej, początek przekazanej wiadomości, \
przesłana wiadomość, treść przekazanej wiadomości, przekazany e-mail, początek przekazywanej wiadomości, \
wiadomość przekazana dalej, początek przesłanej dalej wiadomości
přeposlaná zpráva, předaná zpráva, začátek přeposlané zprávy, přesměrovaná zpráva, přeposlaný e-mail, \
začátek přesměrované zprávy, začátek přeposílané zprávy, preposlaná správa, začiatok preposlanej správy, \
presmerovaná správa, odovzdaná správa
továbbított üzenet, továbbított levél, továbbított üzenet kezdete, továbbított levél kezdete, a \
továbbított üzenet kezdete, továbbított e-mail
mesaj redirecționat, mesaj redirecţionat, începe mesajul redirecționat, mesaj înaintat, mesaj \
retransmis, mesaj transmis, mesajul redirecționat, începutul mesajului redirecționat
пересланное сообщение, пересылаемое сообщение, начало переадресованного сообщения, перенаправленное \
сообщение, начало пересылаемого сообщения, пересылаемое письмо, начало пересланного сообщения, \
пересланное письмо
переслане повідомлення, перенаправлене повідомлення, переслане письмо, початок пересланого повідомлення, \
пересланий лист, початок листа що пересилається
препратено съобщение, начало на препратеното съобщение, препратен имейл
προωθημένο μήνυμα, αρχή προωθημένου μηνύματος, προωθούμενο μήνυμα, έναρξη προωθημένου μηνύματος
iletilen ileti, iletilmiş mesaj, iletilmiş ileti, yönlendirilmiş ileti, yönlendirilen ileti, iletilen \
mesaj, iletilen ileti başlangıcı, iletilen ileti başlıyor, yönlendirilmiş mesaj, ileti başlangıcı, \
iletilen i̇leti
הודעה שהועברה, התחלת הודעה שהועברה, תחילת הודעה מועברת, הודעה מועברת, תחילת ההודעה שהועברה
رسالة محولة, الرسالة المعاد توجيهها, رسالة معاد توجيهها, بداية الرسالة المحولة, بدء الرسالة المحولة, \
رسالة مُعاد توجيهها
转发的邮件, 转发的原邮件, 转发邮件信息, 开始转发的邮件, 下面是被转发的邮件, 轉寄郵件, 轉寄的郵件, 轉寄的訊息, \
開始轉寄郵件, 以下是轉寄的郵件, 转发邮件, 已转发邮件, 转寄的邮件, 被转发的邮件, 转发的消息, \
開始轉寄的郵件, 轉寄郵件開始, 已轉寄的郵件
転送メッセージ, 転送されたメッセージ, 転送されたメール, メッセージを転送, 以下は転送されたメッセージ, \
転送メール, 以下は転送されたメッセージです, 次のメッセージは転送されました, 以下 転送メッセージ, \
以下、転送メッセージ
전달된 이메일 시작, 전달된 메일 시작, \
전달된 메시지, 전달된 메일, 전달 메시지, 전달된 이메일, 전달한 메시지 시작, 전달된 메시지 시작, 전달한 \
메시지, 전달 메일
proslijeđena poruka, započinje proslijeđena poruka, početak proslijeđene poruke, preusmjerena poruka, \
posredovano sporočilo, začetek posredovanega sporočila, прослеђена порука, prosleđena poruka
edastatud kiri, edastatud sõnum, edastatud kirja algus, pārsūtītais ziņojums, pārsūtīta ziņa, pārsūtītā \
ziņa
persiųstas laiškas, persiųsta žinutė, persiunčiamas laiškas, persiųsto laiško pradžia, persiųstas \
pranešimas
thư đã chuyển tiếp, tin nhắn đã chuyển tiếp, bắt đầu thư được chuyển tiếp, tin nhắn được chuyển tiếp, \
thư được chuyển tiếp
deurgestuurde boodskap, aangestuurde boodskap, yönləndirilən mesaj, yönləndirilmiş mesaj, birbidalitako \
mezua, naipasang mensahe, mesej yang dimajukan, ujumbe uliosambazwa, ফরোয়ার্ড করা মেসেজ, अग्रेषित संदेश \
प्रारंभ, پیام بازارسال\u200cشده, пераасланае паведамленне, препратена порака, mesazh i përcjellë
pesan terusan, pesan yang diteruskan, mulai meneruskan pesan, pesan diteruskan, mesej dimajukan, \
ข้อความที่ส่งต่อ, เริ่มข้อความที่ส่งต่อ, अग्रेषित संदेश, áframsend skilaboð, birtutako mezua
"""
# Both words of a pair in a short line make it the line above which a desk asks to write.
_ABOVE_THIS_LINE = """
above this line/reply, above this line/respond, above this line/answer, above this line/write, above \
this line/type
oberhalb dieser linie/antwort, oberhalb dieser zeile/antwort, über dieser linie/antwort, über dieser \
zeile/antwort
au-dessus de cette ligne/répon, encima de esta línea/respon, encima de esta línea/respuesta, sopra \
questa riga/rispo
acima desta linha/respo, boven deze regel/antwoord, boven deze lijn/antwoord, over denne linje/svar
ovanför denna rad/svar, ovanför den här raden/svar, powyżej tej linii/odpow, nad tento řádek/odpov, nad \
tímto řádkem/odpov
выше этой линии/ответ, выше этой строки/ответ, bu satırın üst/yanıt, tämän rivin yläpuolelle/vasta
"""
_EDGES = " \t\xa0-_*=—–‐<>#~.:：![]()|+\u2028"
_DRAWN = frozenset("-_*=—–‐#~<>[]+")
_FRAMES = frozenset(("--", "##", "==", "**", "__", "-#", "[#", "=-", "<#", "~~", "—-", "——", "++"))
_LONGEST = 120
_LONGEST_BANNER = 70
_BETWEEN = re.compile(r"\s*(?:[-=_*~]{2,}|[/|·•])\s*")
# The stems of "passed on" and of "message", as far as languages have them.
_PASSED_ON = tuple(
    sorted(
        words_of("""
forward weitergel weitergegeb transf réexp transmi reenvi inoltr encaminh reencaminh doorgest doorgez
videresend vidarebe edelleen välite przekaz przesł przesył přepos přeposl předan preposl odovzd tovább
redirec înaint retrans пересл пересил перенапр переадр препрат προωθ ilet yönlend proslij prosled preusmj
posred edast pārsūt persių העבר محو توجيه 转发 轉寄 轉發 转寄 転送 전달 chuyển terus diterus dimaju ส่งต่อ áframsend
""")
    )
)
_MESSAGE = tuple(
    sorted(
        words_of("""
message nachricht mail mensaj missatg messagg mensag bericht meddel besked melding viest wiadomo zpráv správ
üzenet levél mesaj сообщ письм повідом лист съобщ имейл μήνυμα ileti poruk sporoč порук kiri sõnum ziņ laišk
pranešim הודע رسال 邮件 郵件 訊息 消息 メッセージ メール 메시지 메일 이메일 thư tin pesan ข้อความ skilabo
""")
    )
)


def _table(words: str) -> frozenset[str]:
    return frozenset(_folded(word) for line in words.splitlines() for word in line.split(",")) - {""}


def _folded(text: str) -> str:
    """Casefolded; the Turkish capital İ, which folds into two characters, is an i."""
    return " ".join(text.casefold().replace("i\u0307", "i").replace("’", "'").split())


_ORIGINALS = _table(_ORIGINAL)
_FORWARDS = _table(_FORWARD) | {"початок листа, що пересилається"}  # a comma of its own
_PAIRS = tuple(tuple(pair.split("/")) for pair in sorted(_table(_ABOVE_THIS_LINE)))
_NAMING = tuple(f"{words} " for words in sorted(_FORWARDS))  # "Forwarded by Ann Lee on 16/11/2021"
_ANNOUNCING = re.compile(r"[-_=*‐—]{3,60}\s{0,2}[^\W\d_][^\n]{2,60}?[-_=*‐—]{3,60}$")


def marker_of(line: str) -> Marker | None:
    """What a whole line announces, None for any other. Dashes, stars and colons around it don't count."""
    if len(line) > _LONGEST:
        return None
    words = _folded(line.strip(_EDGES))
    if words in _FORWARDS:
        return Marker.FORWARD
    if words in _ORIGINALS:
        return Marker.ORIGINAL
    if line.lstrip("> \t")[:2] == "--" and words.startswith(_NAMING):
        return Marker.FORWARD
    if line[:2] in _FRAMES and (twice := _in_two_languages(words)):
        return twice
    if line[:2] in _FRAMES and any(first in words and second in words for first, second in _PAIRS):
        return Marker.ANSWER_ABOVE
    return None


def _in_two_languages(words: str) -> Marker | None:
    """What a banner says once in the writer's language and once in English; the tables may lack one of them."""
    parts = _BETWEEN.split(words)
    if len(parts) != 2:
        return None
    for table, marker in ((_FORWARDS, Marker.FORWARD), (_ORIGINALS, Marker.ORIGINAL)):
        if any(part in table for part in parts):
            return marker
    return None


def is_banner(line: str) -> bool:
    """Whether a stripped line speaks of a message that is passed on, in words that the tables lack. Only believed
    directly above header fields: people say so too."""
    if len(line) > _LONGEST_BANNER or not (line[-1] in ":：" or line[:2] in _FRAMES):
        return False
    folded = _folded(line)
    return any(stem in folded for stem in _PASSED_ON) and any(stem in folded for stem in _MESSAGE)


def is_announcement(line: str) -> bool:
    """Whether a stripped line is words between two drawn rules: a marker, though of no known language."""
    return len(line) <= _LONGEST and _ANNOUNCING.match(line) is not None


def places_of_markers(lines: Sequence[str]) -> frozenset[int]:
    """Where a marker may stand."""
    return frozenset(at for at, line in enumerate(map(str.strip, lines)) if line and may_be_marker(line))


def may_be_marker(line: str) -> bool:
    """A cheap look at a stripped, non-empty line: only these are worth `marker_of`."""
    last = line[-1]
    return last in ":：" or (line[0] in _DRAWN and (line[1:2] in _DRAWN or last in _DRAWN))
