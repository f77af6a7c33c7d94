"""What mail clients call the header fields that they write into a quoted or forwarded mail, by language.

Data and one lookup; nothing here reads a mail.
"""

from __future__ import annotations

from enum import StrEnum


class Field(StrEnum):
    SENDER = "sender"
    DATE = "date"
    TO = "to"
    CC = "cc"
    SUBJECT = "subject"
    OTHER = "other"  # stands among the others and is of no use here


# language | sender | date | to | subject | cc | other; several words for one field are comma-separated.
_TABLE = """
en | from, sender | date, sent, sent at, sent on, date sent | to, recipient, recipients | \
subject | cc | bcc, reply-to, reply to, importance, attachments, attachment, priority, organization, \
sensitivity, sent by, on behalf of, newsgroups, categories, when, where, flag, mailing list, mailed-by, \
signed-by, posted at, posted to, conversation, security
de | von, absender | datum, gesendet, gesendet am, verschickt, erhalten, am, versendet | an, empfänger | \
betreff, betr | kopie, kopie an | blindkopie, antwort an, wichtigkeit, priorität, anlagen, anhänge, \
antworten an, bcc
fr | de, expéditeur, de la part de | date, message du, envoyé, envoyé le, date d'envoi, envoyée, reçu, le | à, a, \
destinataire, pour, vers | objet, sujet | copie à, copie, copie pour | répondre à, cci, importance, \
pièces jointes, pièce jointe
es | de, remitente, desde | fecha, enviado, enviado el, enviado a las, fecha de envío, enviado en | \
para, a, destinatario | asunto, tema | con copia, con copia a, copia | cco, responder a, importancia, \
datos adjuntos, adjuntos
it | da, mittente | data, inviato, inviata, data invio, inviato il | a, destinatario, per | oggetto | \
copia, copia a, p.c., per conoscenza | ccn, rispondi a, priorità, allegati
pt | de, remetente | data, enviado, enviada, enviada em, enviado em, enviadas, enviado a | para, \
destinatário, a | assunto | com cópia, cópia | cco, responder a, responder para, importância, anexos, \
prioridade
nl | van, afzender | datum, verzonden, verstuurd, verzonden op | aan, naar, ontvanger | onderwerp, \
betreft | kopie, kopie aan | antwoord aan, beantwoorden aan, bijlagen, prioriteit, urgentie
da | fra, afsender | dato, sendt, sendt den | til, modtager | emne | kopi | svar til, besvar til, \
prioritet, vedhæftede filer, vedhæftninger
no | fra, avsender | dato, sendt, sendt dato | til, mottaker | emne | kopi | svar til, vedlegg, \
prioritet
sv | från, avsändare | datum, skickat, skickades, sänt, skickad | till, mottagare | ämne, rubrik | kopia \
| svara till, svar till, bilagor, prioritet
fi | lähettäjä | päivämäärä, pvm, lähetetty, päiväys, lähetysaika | vastaanottaja, vastaanottajat, \
kenelle | aihe, otsikko | kopio, kopiot | vastausosoite, piilokopio, vastaa, liitteet, vastaus \
osoitteeseen
pl | od, nadawca | data, wysłano, wysłane, wysłany, data wysłania | do, adresat, odbiorca | temat | dw, \
kopia, do wiadomości | udw, odpowiedź do, ważność, załączniki, odpowiedz do
cs | od, odesílatel | datum, odesláno, odeslané, posláno, čas, odeslán, datum odeslání | komu, pro, \
příjemce | předmět, věc | kopie | skrytá kopie, odpovědět na, důležitost, přílohy, odpovědět komu
sk | od, odosielateľ | dátum, odoslané, poslané, odoslal, dátum odoslania | komu, pre, príjemca | \
predmet, vec | kópia | odpovedať na, dôležitosť, prílohy, skrytá kópia
hu | feladó, küldő | dátum, küldve, elküldve, elküldés dátuma, küldés ideje, küldés dátuma | címzett, \
címzettek | tárgy | másolat, másolatot kap, másolatot kapnak | titkos másolat, válaszcím, fontosság, \
mellékletek
ro | de la, expeditor, expeditorul, din partea | dată, data, trimis, trimis la, data trimiterii | către, \
la, destinatar, destinatarul, pentru | subiect, subiectul | copie, cópie, copie la | răspuns la, cci, \
răspunde la, atașări
hr | od, šalje, pošiljatelj | datum, poslano, poslao | prima, za, primatelj, kome, do | predmet, naslov \
| kopija, kopija za | odgovori na, odgovor na, važnost, privici
sl | od, pošiljatelj | datum, poslano | za, komu, prejemnik | zadeva | kp, kopija | odgovori na, skp, \
priloge
sr | od, pošiljalac, od koga, од, пошиљалац | datum, poslato, датум, послато | za, prima, kome, \
primalac, за, прима | naslov, tema, predmet, наслов, тема, предмет | kopija, копија | odgovori, одговори
bg | от, изпратен от, подател | дата, изпратено, изпратени, изпратен | до, на, получател | относно, \
тема, предмет | копие, як | отговор до, скрито копие
ru | от, от кого, отправитель | дата, отправлено, послано, отправлен, дата отправки | кому, получатель | \
тема | копия, копии | ответить, обратный адрес, скрытая копия, вложения, важность, кому ответить
uk | від, від кого, відправник | дата, надіслано, відправлено, дата надсилання | кому, до, одержувач | \
тема | копія | зворотна адреса, кому відповісти, прихована копія, відповісти
el | από, αποστολέας | ημερομηνία, στάλθηκε, εστάλη, ημ/νία, ημερομηνία αποστολής, αποστολή | προς, \
παραλήπτης | θέμα | κοιν., κοιν, κοινοποίηση | απάντηση σε, απάντηση προς, ιδιαίτ. κοιν.
tr | kimden, gönderen, kimden gönderildi | tarih, gönderilen, gönderildi, gönderme tarihi, gönderim \
tarihi, gönderilme tarihi | kime, alıcı, alıcılar | konu | bilgi, kopya | yanıt adresi, yanıtla, ekler, \
önem, gizli
he | מאת, מ | תאריך, נשלח, נשלח ב | אל, ל, עבור | נושא | עותק, העתק | השב אל, מענה אל
ar | من, المرسل | التاريخ, تاريخ الإرسال, تم الإرسال, تاريخ, أرسلت, مرسل | إلى, الى, المستلم | الموضوع, \
موضوع | نسخة, نسخة إلى, نسخة كربونية | الرد على, رد على
fa | از, فرستنده | تاریخ, ارسال شده, فرستاده شده | به, گیرنده | موضوع | رونوشت | پاسخ به
zh | 发件人, 寄件者, 寄件人, 發件人, 从, 從, 自, 發信人, 发送者, 发自 | 日期, 发送时间, 發送時間, 寄件日期, \
傳送日期, 时间, 發送日期, 发送日期, 时 间, 已发送, 寄件時間, 傳送時間, 時間, 已傳送 | 收件人, 收件者, \
至, 到, 寄至 | 主题, 主旨, 標題, 标题, 主題, 主 题 | 抄送, 副本, 抄 送 | 密送, 密件副本, 回复, 答复, \
附件, 重要性, 回复至, 回覆
ja | 差出人, 送信元, 送信者, from | 日時, 送信日時, 日付, 送信日, 送信済み, 受信日時, date, 送信 | 宛先, \
送信先, 受信者, to | 件名, subject, 題名 | cc, 同報 | 返信先, 添付ファイル, bcc
ko | 보낸 사람, 보낸사람, 보내는 사람, 발신, 발신자, 발신인 | 날짜, 보낸 날짜, 보낸날짜, 보낸 시간, \
전송, 발신일, 받은 날짜, 일시 | 받는 사람, 받는사람, 받는 이, 수신, 수신자, 수신인 | 제목 | 참조 | 답장 \
받는 사람, 숨은 참조, 첨부
et | saatja, kellelt | kuupäev, saadetud, saatmisaeg | adressaat, saaja, kellele | teema | koopia | \
vasta aadressile
lv | no, sūtītājs | datums, nosūtīts, sūtīts | kam, saņēmējs, uz | temats, tēma | kopija | atbildēt
lt | nuo, siuntėjas | data, išsiųsta, siųsta, išsiuntimo data | kam, iki, gavėjas | tema | kopija | \
atsakyti
ca | de, remitent | data, enviat, enviat el | per a, a, destinatari, per | assumpte, tema | còpia, a/c | \
respon a
gl | de | data, enviado | para, a | asunto | copia | responder a
eu | nork, igorlea | data, bidalia | nori, hartzailea | gaia | kopia | erantzun
vi | từ, người gửi | ngày, đã gửi, gửi, thời gian, ngày gửi, vào | đến, tới, gửi tới, người nhận | chủ \
đề, tiêu đề | đồng gửi, đồng kính gửi | trả lời, trả lời tới
id | dari, pengirim | tanggal, dikirim, terkirim | kepada, ke, untuk, penerima | subjek, perihal, judul, \
hal | salinan, tembusan | balas ke
ms | daripada, dari | tarikh, dihantar | kepada, untuk | subjek, perkara | salinan | balas kepada
th | จาก, ผู้ส่ง | วันที่, ส่ง, ส่งเมื่อ | ถึง, ผู้รับ | เรื่อง, หัวเรื่อง | สำเนา, สำเนาถึง | ตอบกลับ
hi | प्रेषक, से | दिनांक, भेजा गया, तारीख | प्रति, को | विषय | प्रतिलिपि | जवाब दें
is | frá, sendandi | dagsetning, sent, dags | til, viðtakandi | efni | afrit | svara til
af | van | datum, gestuur | aan | onderwerp | afskrif | antwoord aan
sq | nga | dërguar, data | për | subjekti, tema | kopje | përgjigju
mk | од, испраќач | датум, испратено | до, примач | предмет, наслов | копија | одговори на
be | ад, ад каго | дата, адпраўлена | каму | тэма | копія | адказаць
kk | кімнен, жіберуші | жіберілді, күні | кімге | тақырыбы, тақырып | көшірме | жауап беру
az | kimdən, göndərən | tarix, göndərilib | kimə | mövzu | surət | cavab ver
ga | ó | seolta, dáta | chuig | ábhar | cóip | freagair
cy | oddi wrth | anfonwyd, dyddiad | i | pwnc, testun | copi | ateb i
fil | mula, mula kay | petsa, ipinadala | kay | paksa | kopya | tumugon
sw | kutoka kwa, kutoka | tarehe, iliyotumwa | kwa | mada | nakala | jibu
"""
_ORDER = (Field.SENDER, Field.DATE, Field.TO, Field.SUBJECT, Field.CC, Field.OTHER)

LONGEST_LABEL = 24  # characters; the dearest of the table is well below


def _read_table() -> dict[str, Field]:
    """Label (casefolded) to field. The first language to use a word wins; the rows agree but for a few."""
    labels: dict[str, Field] = {}
    for row in _TABLE.strip().splitlines():
        _, *columns = row.split("|")
        for kind, words in zip(_ORDER, columns, strict=True):
            for word in words.split(","):
                labels.setdefault(word.strip().casefold(), kind)
    return labels


LABELS = _read_table()
# Labels by which only mail programs name a date.
_SENDING = frozenset(
    """sent,gesendet,gesendet am,envoyé,enviado,enviado el,enviada,enviada em,inviato,verzonden,sendt,skickat
lähetetty,wysłano,wysłane,odesláno,odoslané,elküldve,trimis,poslano,poslato,отправлено,надіслано,изпратено
στάλθηκε,εστάλη,gönderildi,gönderilen,נשלח,تم الإرسال,发送时间,發送時間,寄件日期,送信日時,보낸 날짜""".replace(
        "\n", ","
    ).split(",")
)


def field_of(label: str) -> Field | None:
    """The field that `label` names ("Envoyé le", "*Von*"), None when no client writes it."""
    label = label.strip(" \t\xa0*_").casefold()
    found = LABELS.get(label)
    if found is None and label[-1:] == ")":  # "Kopie (CC)"
        before, _, inside = label[:-1].partition("(")
        found = LABELS.get(before.strip()) or LABELS.get(inside.strip())
    return found


def names_sending(line: str) -> bool:
    """Whether a header line's label says that a mail was sent ("Gesendet:"): "Date:" also stands elsewhere."""
    label = line[: LONGEST_LABEL + 12].replace("：", ":").partition(":")[0]
    return label.strip(" \t\xa0*_").casefold() in _SENDING
