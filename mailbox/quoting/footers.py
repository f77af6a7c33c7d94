"""Lines and paragraphs that stand at the end of a mail and that its writer never wrote.

Footers of phones and programs ("Sent from my iPhone"), disclaimers, lines of antivirus programs, and the
warnings that gateways put on top. Tables of words by language; every look is linear and capped.
"""

from __future__ import annotations

import re

from frontdesk.rules import understood

_LONGEST_FOOTER = 160
_LONGEST_DISCLAIMER = 4000

# How a footer begins, by language; what it has to name follows.
_SENT_FROM = re.compile(
    r"""[\W_]{0,4}(?:
    (?:sent|written|typed|composed)\s(?:from|via|with|by|using|on|úr|frá)\b
    |(?:von|mit|über|aus)\s.{0,60}\sgesendet|gesendet\s(?:von|mit|über|aus)|diese\snachricht\swurde\s(?:von|mit)|versendet\s(?:von|mit)
    |envoy[ée]e?\s(?:de|depuis|à\spartir|par|avec|via)
    |enviad[oa]\s(?:desde|de|com|con|do|a\spartir|pelo|por|via)
    |inviat[oa]\s(?:da|dal|con|tramite)
    |verzonden\s(?:vanaf|met|via|van|vanuit)|verstuurd\s(?:vanaf|met|via)
    |sendt\s(?:fra|via|med)|skickat\s(?:från|via|med)|lähetetty\s
    |wysłan[eoy]\sz|wysłano\sz|odesláno\sz|odoslané\sz|posláno\sz|(?:el)?küldve\s(?:az?\s)?
    |trimis\s(?:de|din|cu)|posla(?:no|to)\s(?:sa?|iz)\b|отправлено\s(?:с|из)|послано\s(?:с|из)|надіслано\s(?:з|із)|изпратено\sот
    |στάλθηκε\s|εστάλη\s|απεσταλμένο\s|dikirim\sdari|dihantar\sdaripada|(?:được\s|đã\s)?gửi\stừ\s|enviat\sdes
    |saadetud\s|(?:no)?sūtīts\s|išsiųsta\siš|bidalia?\s|ส่งจาก|.{0,30}से\sभेजा\sगया|.{0,50}\s(?:gönderildi|(?:el)?küldve)\W{0,2}$
    |נשלח\sמ|[أا]ُ?رسلت?\sمن|مُ?رسل\sمن|أرسل\sمن|تم\sالإرسال\sمن
    |发自|從我的|从我的|發自|傳送自|传送自|发送自|發送自|來自|来自|由.{0,20}发送|i-?(?:phone|pad)['’]?\w{0,5}\sgönderildi|i-?(?:phone|pad)から送信|.{0,20}から送信|.{0,20}에서\s보(?:냄|냈)|나의\s.{0,20}에서
    )""",
    re.X | re.I,
)
_NOUNS = re.compile(
    r"""(?:(?-i:\bmy\s[A-Z]\w*)|i-?phon|i-?pad|i-?pod|i-?watch|apple|android|outlook|samsung|galaxy|black-?berry|windows|nokia|lumia|htc\b|huawei|
    xiaomi|redmi|pixel|oneplus|motorola|sony|xperia|\blg\b|mobile?\b|mobil|movil|móvil|mobiel|phone|cell\b|tablet|device|
    smartphone|handy|telefon|téléphone|telefono|teléfono|телефон|устройств|пристро|handheld|laptop|
    (?-i:\bMail\b)|mailbox|yahoo|gmail|gmx|web\.de|hotmail|proton|tutanota|tuta\b|fastmail|zoho|\bhey\b|shift\b|почт|טלפון|courrier|posta\b|poczta|libero|mymail|
    airmail|spark\b|sparrow|typeapp|bluemail|blue\smail|newton|nine\b|acompli|boxer|aqua|k-9|thunderbird|missive|superhuman|
    mailspring|mimestream|edison|front\b|canary|polymail|mailbird|evolution|em\sclient|touchdown|good\sfor\senterprise|
    verizon|t-mobile|at&t|vodafone|orange\b|wireless|4g\b|5g\b|lte\b|手机|手機|邮箱|信箱|電話|から送信|에서|전화)""",
    re.X | re.I,
)
# "Get Outlook for iOS": nothing but a verb, a program, a system and small words.
_GET = understood.words("footers.get")
_PROGRAMS = understood.words("footers.programs")
_SYSTEMS = understood.words("footers.systems")
_BESIDE = understood.words("footers.get_beside")
_FROM_MY = re.compile(
    r"\W{0,4}from\smy\s(?:i-?phone|i-?pad|i-?pod|android|blackberry|samsung|mobile)\b[\w ]{0,12}\W{0,2}$",
    re.I,
)
_APOLOGY = re.compile(r"excuse|typo|brevity|spelling|apolog|kürze|tippfehler|brièveté|brevedad", re.I)
_LINK = re.compile(r"[<(\[]{0,2}https?://\S{1,150}")
# Programs write these; found anywhere in a line that is short enough, or at its beginning.
_LINES = understood.phrases("footers.lines")
_BEGINNINGS = understood.phrases("footers.beginnings")
# Words of disclaimers, each language's. A long paragraph with two lawyers' words and four in all is one;
# the second table holds words that people with mail trouble write as well.
_LAWYERS = understood.words("footers.lawyers")
_MAILERS = understood.words("footers.mailers")
_WORDS = re.compile(r"\w+")
_LAWYERS_ANYWHERE = understood.phrases("footers.lawyers_anywhere")
_WARNINGS = understood.phrases("footers.warnings")
_MARKED_EXTERNAL = understood.words("footers.marked_external")


@understood.table
def _warnings() -> list[tuple[str, str]]:
    """Gateways' warnings above a mail: both words of a pair in the first paragraph."""
    pairs = (pair.partition(" / ") for pair in _WARNINGS())
    return [(one, two) for one, _, two in pairs]


def is_footer(line: str) -> bool:
    """Whether a whole line is one that a phone or a program adds ("Envoyé depuis mon iPhone")."""
    text = line.strip()
    if not text or len(text) > _LONGEST_FOOTER or text[-1] in "?:":
        return False
    if _SENT_FROM.match(text) and _names_a_device(_LINK.sub("", text)):
        return True
    if _is_advertisement(text) or _FROM_MY.match(text):
        return True
    folded = text.casefold()
    return folded.startswith(_BEGINNINGS()) or any(piece in folded for piece in _LINES())


def _is_advertisement(text: str) -> bool:
    tokens = _WORDS.findall(_LINK.sub(" ", text).casefold())
    if not 2 <= len(tokens) <= 8 or _PROGRAMS().isdisjoint(tokens) or _GET().isdisjoint(tokens):
        return False
    named = not _SYSTEMS().isdisjoint(tokens) or "http" in text
    return named and (_GET() | _PROGRAMS() | _SYSTEMS() | _BESIDE()).issuperset(tokens)


def _names_a_device(text: str) -> bool:
    """A device or a program is named, and it is no sentence ("Sent from my office, but it never arrived")."""
    plain = len(text.split()) <= 11 and "," not in text.replace("Verizon,", "").replace("AT&T,", "")
    return (plain or _APOLOGY.search(text) is not None) and _NOUNS.search(text) is not None


def is_disclaimer(paragraph: str) -> bool:
    """Whether a paragraph is a lawyer's and not the writer's."""
    if not 80 <= len(paragraph) <= _LONGEST_DISCLAIMER:
        folded = paragraph[:_LONGEST_DISCLAIMER].casefold()
        return len(folded) < 80 and sum(word in folded for word in _LAWYERS_ANYWHERE()) >= 3
    folded = paragraph.casefold()
    words = set(_WORDS.findall(folded))
    lawyers = len(words & _LAWYERS())
    if lawyers >= 2 and lawyers + len(words & _MAILERS()) >= 4:
        return True
    return sum(word in folded for word in _LAWYERS_ANYWHERE()) >= 3


def is_warning(paragraph: str) -> bool:
    """Whether the first paragraph of a mail is a gateway's warning about mail from outside."""
    if len(paragraph) > 600:
        return False
    folded = paragraph.casefold().replace("’", "'").strip()
    return folded in _MARKED_EXTERNAL() or any(one in folded and two in folded for one, two in _warnings())
