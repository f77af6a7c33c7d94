"""Where, at the end of what a person wrote, the signature begins.

Three signs, surest first: the line "-- " (RFC 3676 section 4.3) and the rules people draw instead, a closing
("Kind regards") above a visiting card, and the sender's own name above one. A closing with just a name stays:
it is part of what was written. In doubt nothing is a signature; the text is worth more. Linear and capped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontdesk.mailbox.quoting.footers import is_disclaimer, is_footer
from frontdesk.rules.understood import words

_MOST_LINES = 40  # of a signature below "-- "
_MOST_CARD_LINES = 14  # of a card without it
_WIDEST = 100
_LONGEST_PARAGRAPH = 60  # lines of a disclaimer

_LONGEST_PGP = 60  # lines of a cryptographic signature (RFC 9580 section 7)
_PGP_BEGIN, _PGP_END = "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"

_RULE_CHARACTERS = "-_=*~#+—–─━ᐧ \t\xa0"
_RULE_STARTS = "-_—–─━ "  # stars and the like frame notices and tables
_CLOSING_WORDS = words("signatures.closings")
# Seven digits and more in groups; no IP address, no ISO date.
_PHONE = re.compile(
    r"(?<![\d.])(?!\d{1,3}(?:\.\d{1,3}){3}(?!\d))(?!\d{4}-\d\d-\d\d)(?=(?:\D{0,2}\d){7})"
    r"\+?\(?\d{1,5}\)?(?:[ .\-/]{0,2}\(?\d{2,7}\)?){1,6}(?!\d)"
)
_CONTACT = re.compile(
    r"""@\w|https?:|www\.|\b(?:tel|telephone|telefon|téléphone|teléfono|tlf|phone|fon|fax|mob|mobile|mobil|cell|direct|office
    |durchwahl|ext|skype|e-?mail|linkedin|twitter|тел|моб|факс|电话|手机|電話|전화)\b\W|\b[xX]\d-?\d{3,5}\b""",
    re.X | re.I,
)
_POSITION = re.compile(
    r"""\b(?:ceo|cto|cfo|coo|cio|vp|manager|director|engineer|developer|administrator|head\sof|president|officer|consultant|analyst
    |assistant|coordinator|specialist|founder|professor|department|dept|division|
    leiter(?:in)?|geschäftsführer(?:in)?|abteilung|directeur|directrice|responsable|service|gerente|director[a]?|jefe|responsabile
    |direttore|ufficio|gmbh|mbh|ag|kg|e\.v|ltd|limited|inc|llc|llp|plc|corp|corporation|company|s\.?a\.?r\.?l|s\.?a|s\.?p\.?a|
    s\.?r\.?l|b\.?v|n\.?v|a/s|aps|ab|oy|oyj|sp\.\sz|s\.r\.o|kft|zrt|d\.o\.o|ооо|зао|university|universität|université|institute)\b""",
    re.X | re.I,
)
_POSTSCRIPT = re.compile(r"p\.?\s?s\b|n\.?b\.", re.I)
_NAME = re.compile(r"[^\W\d_][^\d@:;?!<>|=]{0,48}$")
_NAME_PARTICLES = frozenset(
    ("von", "van", "der", "den", "de", "da", "di", "del", "la", "dos", "bin", "al", "ter", "zu")
)
_LETTERS = re.compile(r"[^\W\d_]+")


def is_rule(line: str) -> bool:
    """Whether a line is nothing but a drawn rule ("--", "_____", "* * *")."""
    return not line.strip(_RULE_CHARACTERS) and (len(line.strip()) >= 2 or line.strip() == "—")


def signature_start(lines: Sequence[str], start: int, end: int, sender: str = "") -> int:
    """The first line in `lines[start:end]` that is signature, footer or disclaimer; `end` when none is.

    `sender`: the display name of the mail's sender, "" when not known. Blank lines above are not included.
    """
    at = end
    while True:
        while at > start and (not lines[at - 1].strip() or _is_ornament(lines[at - 1])):
            at -= 1
        before = _peeled(lines, start, at, sender)
        if before == at:
            break
        at = before
    return _behind_text(lines, at, end)


def _is_ornament(line: str) -> bool:
    return line.strip() == "ᐧ" or is_rule(line)


def _behind_text(lines: Sequence[str], at: int, end: int) -> int:
    """`at` moved down over blank lines, so that a cut of nothing is `end`."""
    while at < end and not lines[at].strip():
        at += 1
    return at


def _peeled(lines: Sequence[str], start: int, end: int, sender: str) -> int:
    """`end` moved up over one footer, disclaimer or signature; `end` itself when none stands there."""
    if end <= start:
        return end
    if lines[end - 1].strip() == _PGP_END:
        floor = max(start, end - _LONGEST_PGP)
        return next((at for at in range(end - 1, floor - 1, -1) if lines[at].strip() == _PGP_BEGIN), end)
    top = _paragraph_start(lines, start, end)
    if is_footer(lines[end - 1]):
        return top if _is_mostly_footers(lines[top:end]) else end - 1
    if end - top <= _LONGEST_PARAGRAPH and is_disclaimer(" ".join(line.strip() for line in lines[top:end])):
        return top
    for finder in (_below_rule, _card_below_closing):
        at = finder(lines, start, end)
        if at < end:
            return at
    return _card_below_name(lines, start, end, sender) if sender else end


def _is_mostly_footers(paragraph: Sequence[str]) -> bool:
    """Whether a line among several footers is one too, in words that the tables lack."""
    return len(paragraph) >= 5 and sum(map(is_footer, paragraph)) >= 0.8 * len(paragraph)


def _paragraph_start(lines: Sequence[str], start: int, end: int) -> int:
    at = end
    floor = max(start, end - _LONGEST_PARAGRAPH - 1)
    while at > floor and lines[at - 1].strip():
        at -= 1
    return at


def _below_rule(lines: Sequence[str], start: int, end: int) -> int:
    """The line "-- " or a drawn rule with a signature below it: the topmost that qualifies."""
    found = end
    for at in range(end - 1, max(start, end - _MOST_LINES) - 1, -1):
        line = lines[at]
        if (
            line[:1] in _RULE_STARTS
            and _is_delimiter(lines, at, start)
            and _is_below_rule(line, lines, at + 1, end)
        ):
            found = at
    return found


def _is_delimiter(lines: Sequence[str], at: int, start: int) -> bool:
    """Whether a rule parts text from signature; one that underlines a heading or table columns doesn't."""
    rule = lines[at].strip()
    if not is_rule(rule) or " " in rule:
        return False
    return len(rule) <= 2 or rule[0] == "_" or at == start or not lines[at - 1].strip()


def _is_below_rule(rule: str, lines: Sequence[str], start: int, end: int) -> bool:
    if rule in ("-- ", "--\xa0"):
        return True
    card = [line.strip() for line in lines[start:end] if line.strip() and not is_rule(line)]
    if len(card) > _MOST_CARD_LINES or not all(map(_fits_card, card)):
        return False
    if any(map(tells_contact, card)):
        return True
    dashes = rule.strip() in ("--", "—", "–", "__") and (_is_name(card[0]) or is_closing(card[0]))
    return dashes or (rule.strip("_ ") == "" and len(card) <= 2)


def tells_contact(line: str) -> bool:
    """Whether a line of a visiting card has a number, an address, a position or a company in it."""
    return any(pattern.search(line) for pattern in (_PHONE, _CONTACT, _POSITION))


def _card_below_closing(lines: Sequence[str], start: int, end: int) -> int:
    for at in range(end - 1, max(start, end - _MOST_CARD_LINES - 6) - 1, -1):
        if is_closing(lines[at]):
            return _with_closing(lines, start, at + 1) if _names_then_contacts(lines, at + 1, end) else end
    return end


def is_closing(line: str) -> bool:
    """Whether a line is a formula above a name ("Mit freundlichen Grüßen", "Thanks,")."""
    text = line.strip()
    if not text or len(text) > 60 or text[-1] in "?:":
        return False
    words = text.casefold().strip(" ,.!;-–—*_").replace("’", "'").split()
    closings = _CLOSING_WORDS()
    closings = _CLOSING_WORDS()
    return 0 < len(words) <= 7 and all(word.strip(",.!;/&-") in closings for word in words)


def _names_then_contacts(lines: Sequence[str], start: int, end: int) -> bool:
    """Whether a visiting card stands there: a name, then lines that fit, a contact or position among them."""
    card = [line.strip(" \t\xa0*_") for line in lines[start:end] if line.strip(_RULE_CHARACTERS)]
    if card and "|" in card[0]:  # "Ann Lee | Accounting | 030 1234567"
        card[:1] = [part.strip() for part in card[0].split("|") if part.strip()]
    if not 2 <= len(card) <= _MOST_CARD_LINES or not _is_name(card[0]):
        return False
    below = card[1:]
    return all(map(_fits_card, below)) and any(map(tells_contact, below)) and not any(map(is_closing, below))


def _is_name(line: str) -> bool:
    words = line.split()
    if len(words) > 5 or _NAME.match(line) is None:
        return False
    return len(words) <= 2 or not any(word.islower() and word not in _NAME_PARTICLES for word in words)


def _fits_card(line: str) -> bool:
    """Whether a line could stand on a visiting card: short, no question, no sentence, no postscript."""
    words = len(line.split())
    if len(line) > _WIDEST or line[-1:] == "?" or _POSTSCRIPT.match(line):
        return False
    return tells_contact(line) or (words <= 9 and not (words >= 5 and line[-1] in ".!"))


def _card_below_name(lines: Sequence[str], start: int, end: int, sender: str) -> int:
    """The sender's own name as a line, with contacts below it."""
    own = {word.casefold() for word in _LETTERS.findall(sender[:200]) if len(word) > 1}
    for at in range(end - 1, max(start, end - _MOST_CARD_LINES) - 1, -1):
        words = lines[at].partition("|")[0].casefold().replace(",", " ").split(maxsplit=6)
        if not words or words[0] not in own:
            continue
        given = _text_above(lines, start, at).endswith((":", "："))  # "Please call:" asks for what follows
        own_name = all(word in own or len(word) <= 2 for word in words)
        if own_name and not given and _names_then_contacts(lines, at, end):
            return _with_closing(lines, start, at)
    return end


def _text_above(lines: Sequence[str], start: int, at: int) -> str:
    above = (lines[place].rstrip() for place in range(at - 1, start - 1, -1))
    return next(filter(None, above), "")


def _with_closing(lines: Sequence[str], start: int, card: int) -> int:
    """Where the signature begins whose card begins at `card`: at the closing above, if there is one.

    A closing with nothing above it is what the mail says ("Thanks!"), so it stays.
    """
    above = card - 1
    while above > start and not lines[above].strip():
        above -= 1
    says_more = any(line.strip() for line in lines[start:above])
    return above if above >= start and says_more and is_closing(lines[above]) else card
