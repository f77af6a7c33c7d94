"""The words of programs that show a gesture: reactions and recalls, by language. Data only, in lower case."""

from __future__ import annotations


def _table(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words.split("|") if word.strip()))


# Behind the name of who reacted, in a mail of Outlook's (and "via Gmail", where the part that says so was lost).
REACTED = _table("""
reacted to your message | reacted to your email | reacted via gmail | reacted to a message
| hat auf ihre nachricht reagiert | hat auf deine nachricht reagiert | hat über gmail reagiert
| a réagi à votre message | a réagi à ton message | a réagi via gmail
| reaccionó a tu mensaje | reaccionó a su mensaje | ha reaccionado a tu mensaje | ha reaccionado a su mensaje
| reaccionó a través de gmail | ha reaccionado a través de gmail
| ha reagito al tuo messaggio | ha reagito al messaggio | ha reagito tramite gmail
| reagiu à sua mensagem | reagiu à tua mensagem | reagiu pelo gmail | reagiu através do gmail
| heeft gereageerd op uw bericht | heeft op je bericht gereageerd | heeft op uw bericht gereageerd
| heeft gereageerd op je bericht | heeft gereageerd via gmail
| reagerade på ditt meddelande | har reagerat på ditt meddelande | reagerede på din meddelelse
| har reageret på din meddelelse | reagerte på meldingen din | har reagert på meldingen din
| reagoi viestiisi | zareagował na twoją wiadomość | zareagowała na twoją wiadomość
| zareagował(a) na twoją wiadomość | reagoval na vaši zprávu | reagovala na vaši zprávu
| reagoval(a) na vaši zprávu | reagált az üzenetére | reagált az üzenetedre | a reacționat la mesajul dvs.
| a reacționat la mesajul tău | отреагировал на ваше сообщение | отреагировала на ваше сообщение
| отреагировал(-а) на ваше сообщение | відреагував на ваше повідомлення | iletinize tepki verdi
| mesajınıza tepki verdi | さんがあなたのメッセージに反応しました | 对你的邮件做出了反应 | 对您的邮件做出了回应
""")
# Before the quoted message, as iPhones send it.
TAPPED = _table("""
liked | loved | disliked | laughed at | emphasized | emphasised | questioned | hearted
| gefällt mir | gefällt | mag | liebt | hat gelacht über | hervorgehoben | infrage gestellt
| a aimé | a adoré | n'a pas aimé | a ri de | a souligné | a mis en évidence | a remis en question
| le gustó | le gusta | le encantó | le encanta | no le gustó | se rió de | enfatizó | le dio risa
| le ha gustado | le ha encantado | ha enfatizado
| ha messo mi piace a | ha apprezzato | ha adorato | non ha apprezzato | ha riso a | ha evidenziato
| curtiu | gostou de | amou | adorou | não gostou de | riu de | enfatizou
| vindt leuk | vond leuk | gillade | älskade | syntes godt om | elskede | likte
| polubił(a) | понравилось | больше понравилось
""")
# Before the subject of the mail that Exchange is asked to take back.
RECALL_LABELS = frozenset(
    _table("""
recall | message recall | rückruf | zurückrufen | rappel | rappel de message | recuperar | recuperación
| retirar | richiamo | richiama | intrekken | terugroepen | intrekking | cancelar | anular | recolher | recolha
| chamada de volta | återkalla | återkallelse | återkallande | tilbagekald | tilbagekaldelse | tilbakekall
| tilbakekalling | trekk tilbake | palauttaminen | peruutus | takaisinkutsu | kutsu takaisin | odwołanie
| odwołaj | wycofaj | wycofanie | odvolání | odvolanie | odvolat | visszahívás | visszavonás | rechemare | retragere
| отзыв | отозвать | відкликання | geri çağır | geri çağırma | geri çekme | ανάκληση | отзоваване | opoziv | preklic
| recuperació | 取り消し | 取り消す | 回収 | 撤回 | 召回 | 收回 | 취소 | 회수 | השב | استدعاء | thu hồi
""")
)
# In the sentence of that mail.
WANTS_BACK = _table("""
to recall the message | recall the message | recall this message
| zurückrufen | zurückzurufen | zurückgerufen
| rappeler le message | rappeler ce message
| recuperar el mensaje | recuperar este mensaje | retirar el mensaje
| richiamare il messaggio | ritirare il messaggio
| intrekken | terugroepen | terughalen
| recuperar a mensagem | cancelar a mensagem | recolher a mensagem | anular a mensagem | chamar de volta
| återkalla meddelandet | tilbagekalde meddelelsen | tilbakekalle meldingen | trekke tilbake meldingen
| haluaa peruuttaa viestin | peruuttaa | kutsua takaisin
| odwołać wiadomość | wycofać wiadomość | odvolat zprávu | odvolať správu
| visszahívni | visszavonni | recheme mesajul | rechema mesajul | retragă mesajul
| отозвать сообщение | відкликати повідомлення | geri çağırmak | geri almak istiyor | ανακαλέσει
| да отзове | opozvati poruku | preklicati sporočilo
| 取り消 | 回収 | 撤回 | 召回 | 收回 | 회수 | 취소
""")
