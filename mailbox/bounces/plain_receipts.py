"""Read receipts without the part that RFC 8098 asks for: gateways leave `Read: Printer` and a sentence.

Known by the subject's label together with what the mail says; a person's words beside it make it a person's.
Never raises, linear.
"""

from __future__ import annotations

import re

from frontdesk.rules.model import Message, Report

_LONGEST = 1_500  # characters; a receipt says little
_FEW_WORDS = 30  # beside the fields of the mail that was read
_LABEL = re.compile(r"\s*([^:：]{2,30}?)\s*[:：]\s*(.*)", re.DOTALL)
_DISPLAYED = re.compile(r"return receipt \([a-z]{3,20}\)\s*[-:]\s*(.*)", re.IGNORECASE | re.DOTALL)
_FIELD = re.compile(r"\s*[^\W\d_][\w .-]{0,25}[:：]\s*\S")


def _table(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words.split("|") if word.strip()))


_LABELS = frozenset(
    _table("""
read | not read | read receipt | return receipt | unread | deleted | deleted without being read
| gelesen | nicht gelesen | ungelesen | lesebestätigung | empfangsbestätigung
| lu | non lu | accusé de lecture | confirmation de lecture | leído | no leído | confirmación de lectura
| acuse de recibo | letto | non letto | conferma di lettura | ricevuta di ritorno
| lida | não lida | lido | não lido | recibo de leitura | gelezen | niet gelezen | leesbevestiging
| läst | oläst | inte läst | läskvitto | læst | ikke læst | ulæst | lest | ikke lest | ulest | luettu
| ei luettu | lukematta | przeczytano | nie przeczytano | przeczytane | nieprzeczytane | přečteno | nepřečteno
| přečtené | nepřečtené | prečítané | neprečítané | olvasva | elolvasva | nem olvasott | citit | necitit
| прочитано | не прочитано | прочтено | не прочтено | непрочитано | okundu | okunmadı | αναγνώστηκε | прочетено
| 開封済み | 開封確認 | 未開封 | 已读 | 未读 | 已讀取 | 未讀取 | 읽음 | 읽지 않음
""")
)
_SAYS = _table("""
was read on | has been read on | was read by | was deleted without being read | was displayed on
| this is a receipt for the mail | this is a return receipt | return receipt only acknowledges | was opened on
| your message was read | wurde gelesen | wurde am | ungelesen gelöscht | ohne gelesen zu werden
| a été lu | a été supprimé sans avoir été lu | a été supprimé sans être lu | fue leído | se leyó | ha sido leído
| se eliminó sin leerlo | è stato letto | è stato eliminato senza | foi lida | foi eliminada sem | foi excluída sem
| is gelezen op | werd gelezen | is verwijderd zonder | lästes | togs bort utan | blev læst | blev slettet uden
| ble lest | ble slettet uten | luettiin | poistettiin lukematta | została przeczytana | została usunięta
| byla přečtena | byla odstraněna | bola prečítaná | elolvasták | olvasatlanul | a fost citit | было прочитано
| прочитано | удалено | okundu | okunmadan | 開封されました | 読まれました | 已被阅读 | 已读取 | 被阅读 | 읽었습니다
""")


def read_plain_receipt(message: Message) -> Report | None:
    """The receipt that a mail is in plain words, None for all other mail. `message`: all but its report is there."""
    found = _DISPLAYED.match(message.subject) or _LABEL.match(message.subject)
    if not found or message.attachments or len(message.text) > _LONGEST:
        return None
    label = found[1].casefold() if found.re is _LABEL else "return receipt"
    about = found[found.lastindex or 1].strip()
    if label not in _LABELS or not about or not _says_no_more(message.text, about):
        return None
    told = (*message.in_reply_to, *message.references[-1:], "")
    return Report("receipt", (), told[0])


def _says_no_more(text: str, about: str) -> bool:
    folded = " ".join(text.casefold().split())
    if not folded:
        return True
    if "?" in folded.replace(about.casefold(), ""):
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    fields = [line for line in lines if _FIELD.match(line)]
    words = sum(len(line.split()) for line in lines if not _FIELD.match(line))
    said = any(phrase in folded for phrase in _SAYS)
    if len(fields) >= 2 and about.casefold() in folded:
        return words <= _FEW_WORDS
    return said and words <= _FEW_WORDS * 3
