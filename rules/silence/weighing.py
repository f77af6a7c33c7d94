"""Whether a mail that bears a machine's marks holds a person's own words all the same.

Servers mark what people wrote: Exchange stamps mail that a rule passes on `Auto-Submitted: auto-generated`, ticket
systems mark their people's answers. Such a mail gets no automatic answer, but it is heard. What people say of
themselves, and machines of themselves, is [persons] of every language's data. Careful in the other direction than
`thanks`: without a sign of a person a mail stays a machine's. Looks at no more than its first words.
"""

from __future__ import annotations

import re
import unicodedata

from frontdesk.rules.addresses import is_no_reply
from frontdesk.rules.customers.thanks import is_greeting, says_still_broken
from frontdesk.rules.model import Message
from frontdesk.rules.silence.absence import MACHINE_SAYS, NEEDS
from frontdesk.rules.understood import words

SPEAKS_OF_ITSELF = words("persons.speaks_of_itself")
SPEAKS_IN_ONE_WORD = words("persons.speaks_in_one_word")
WANTS = words("persons.wants")
# Beside what machines say when they answer (`absence_words.MACHINE_SAYS`).
SAYS_MACHINE = words("persons.says_machine")


# As User-Agent or X-Mailer name them: programs in which people write and that nobody writes scripts for.
PERSONS_CLIENTS = (
    *(
        "thunderbird",
        "apple mail",
        "iphone mail",
        "ipad mail",
        "android",
        "outlook-ios",
        "k-9 mail",
        "evolution",
    ),
    *("kmail", "mutt", "roundcube", "emclient", "claws mail", "airmail", "sylpheed", "the bat", "mailspring"),
    *("seamonkey", "postbox", "betterbird", "webmail", "yahoo", "sogo", "horde", "squirrelmail", "rainloop"),
    *("open-xchange", "protonmail", "zimbra", "microsoft outlook", "microsoft-macoutlook", "outlook express"),
)

_NO_PERSON = words("names.no_person")
_LONGEST = 3_000
_ENOUGH, _ENOUGH_OF_A_RESPONDER = 2, 4
_LAST_LINES = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_ADDRESS_OR_LINK = re.compile(r"\b(?:https?|mailto):\S+|\S+@\S+|www\.\S+")
_FIRST_CLAUSE = re.compile(r"[^,.!:;\n]{0,60}")
_PASSED_ON = (  # by a rule, or by hand: what is marked is the passing on
    "x-ms-exchange-inbox-rules-loop",
    "x-ms-exchange-forwardingloop",
    "resent-from",
    "x-forwarded-for",
    "x-forwarded-to",
)
HEADERS = _PASSED_ON


def is_persons(message: Message, *, responder: bool = False) -> bool:
    """Whether these are a person's own words. `responder`: a first mail whose headers say that a machine answers."""
    if message.sender is None:
        return False
    words = _folded(_own(message))
    if (
        not words
        or _stands_in(MACHINE_SAYS(), words)
        or _stands_in(SAYS_MACHINE(), words)
        or _is_thing(message)
    ):
        return False
    passed_on = any(message.header(name) for name in _PASSED_ON)
    if passed_on and not responder:
        return True
    spoken = _speaks(words)
    by_hand = _is_signed(message) or (_in_a_persons_client(message) and not _is_answer(message))
    asked = _asks(words) or _stands_in(NEEDS(), words) or says_still_broken(words)
    weight = (
        (2 if by_hand else 0)
        + spoken
        + asked
        + _wants(words)
        + _greets(message)
        + (2 if passed_on else 0)
        + _has_a_name(message)
    )
    if responder:  # a note of absence greets, thanks and speaks of itself, too
        return asked and weight >= _ENOUGH_OF_A_RESPONDER
    return weight >= _ENOUGH and (spoken or asked or _wants(words) or by_hand)


def _own(message: Message) -> str:
    text = message.new_text or ("" if message.quoted_text else message.text)
    return text[:_LONGEST]


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFC", _ADDRESS_OR_LINK.sub(" ", text)).casefold().replace("’", "'")
    return " ".join(plain.split())


def _speaks(words: str) -> bool:
    return not SPEAKS_OF_ITSELF().isdisjoint(_WORD.findall(words)) or any(
        word in words for word in SPEAKS_IN_ONE_WORD()
    )


def _wants(words: str) -> bool:
    return _stands_in(WANTS(), words)


def _asks(words: str) -> bool:
    return any(mark in words for mark in "?？؟")


def _greets(message: Message) -> bool:
    first = _FIRST_CLAUSE.match(_own(message).strip())
    return bool(first and is_greeting(first[0]))


def _is_signed(message: Message) -> bool:
    """Whether it ends with the name that its From line shows."""
    lines = [line for line in f"{_own(message)}\n{message.signature}".splitlines() if line.strip()]
    words = {word.casefold() for line in lines[-_LAST_LINES:] for word in _WORD.findall(line)}
    return bool(words & _name(message)) and _has_a_name(message)


def _in_a_persons_client(message: Message) -> bool:
    """Whether a program wrote it in which people write. Programs can write so, too: it weighs, and decides nothing."""
    told = f"{message.header('user-agent')} {message.header('x-mailer')}".casefold()
    return any(client in told for client in PERSONS_CLIENTS)


def _is_answer(message: Message) -> bool:
    """Clients answer by themselves while their owner is away; none begins a conversation."""
    return bool(message.in_reply_to or message.references)


def _name(message: Message) -> set[str]:
    name = message.sender.name if message.sender else ""
    return {word.casefold() for word in _WORD.findall(name) if len(word) > 1}


def _has_a_name(message: Message) -> bool:
    """First and last name, one of them in the address."""
    local = message.sender.email.partition("@")[0] if message.sender else ""
    names = {_plain(word) for word in _name(message)}
    return len(names) >= 2 and any(word in _plain(local) for word in names)


def _is_thing(message: Message) -> bool:
    local = message.sender.email.partition("@")[0].partition("+")[0] if message.sender else ""
    words = {*_name(message), *(word for word in re.split(r"[\W\d_]+", local.casefold()) if word), local}
    return not _NO_PERSON().isdisjoint(words) or is_no_reply(f"{local}@")


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in folded if not unicodedata.combining(c))


def _stands_in(phrases: frozenset[str] | tuple[str, ...], words: str) -> bool:
    return any(_at_a_word(words, phrase) for phrase in phrases if phrase in words)


def _at_a_word(words: str, phrase: str) -> bool:
    if phrase[0] >= "\u0590":
        return True
    at = words.find(phrase)
    while at >= 0:
        if not (at and words[at - 1].isalnum()):
            return True
        at = words.find(phrase, at + 1)
    return False
