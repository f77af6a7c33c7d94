"""To whom an automatic answer goes, and with how much of their own words: a mail names its sender, and may lie.

Whoever forges a sender has our answer sent to that person. For somebody whom nothing vouches for and whom the team
doesn't know, it must carry nothing that such a forger wrote: no name, no link, no address, no telephone number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from string import ascii_letters, digits
from typing import Any

from frontdesk.rules.effects import Send
from frontdesk.rules.model import Address, Origin
from frontdesk.rules.situation import Situation

_LONGEST = 60
_READ = 400  # characters of a subject
_LEAST_DIGITS = 5
# What people write for the dot and the "@" of an address, so that only people read it, and what then ends a domain. A
# mail program makes a link of none of it; whoever wants to be found hopes for the reader.
_SPELLED_DOT = r"dot|punkt|punto|point|ponto|kropka|точка"
_DOTS = r".\u3002\uff0e\uff61\u2024\u2027\u2022\u2219\u22c5\u30fb\uff65\u00b7"
_ENDS_A_DOMAIN = r"(?:com|net|org|info|biz|xyz|io|ru|cn)"
_SPELLED = re.compile(
    rf"\S*[^\W_]\s?[\[({{<]\s?(?:{_SPELLED_DOT}|at|[@{_DOTS}])\s?[\])}}>]\s?[^\W_]\S*"
    rf"|\S*[^\W_][\s_-]*(?:[\s_-](?:{_SPELLED_DOT})[\s_-]|[{_DOTS}])[\s_-]*{_ENDS_A_DOMAIN}\b\S*"
    rf"|\S*[^\W_]\s+[{_DOTS}]\s*[^\W\d_]{{2,}}\S*",
    re.IGNORECASE,
)
# A word as anybody writes it, with "a" for its letters and "0" for its digits. Whatever else joins two parts of a word
# might be taken for a dot, or be one in some script.
_PLAIN = re.compile(r"#?[a0]+(?:[-'’&+/][a0]+)*(?:[.,:]0+){0,2}\+{0,2}")
_BEFORE, _AFTER = "([{+\"'«»„“”‘’‚¿¡", ")]}.,:;!?%\"'«»“”‘’"
_ALONE = frozenset(("-", "–", "—", "&", "/", "+", "=", "?", "!", ":"))
_NUMBER = re.compile(r"\S*\d(?:[\W_]{0,6}\d)+\S*")
_ASCII_DIGITS = str.maketrans(digits, "0" * len(digits))
_DOTS_BY_LOOKS = "\ua78f\u119e"  # letters: a Latin one, and a Korean one, which may stand beside Latin ones
# Scripts that one word may have beside Latin letters ("Wi-Fiが"). Others lend it letters that look like Latin ones.
_BESIDE_LATIN = frozenset(("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL"))


def is_acquainted(situation: Situation, person: Address) -> bool:
    """Whether mail to this person, on account of the mail that came in, can be no backscatter: our own mail server
    vouches for the writer, a member of the team asked for it, or the person is a known customer."""
    proof, policy = situation.proof, situation.policy
    if (
        proof.origin is Origin.PROVEN
        or situation.is_staff
        or policy.role_of(person.email).value != "customer"
    ):
        return True
    if proof.origin is Origin.FORGED:
        return False
    return situation.known.answered or policy.is_customer_domain(person.email)


def guarded(send: Send, situation: Situation, subject: str = "") -> Send:
    """An automatic answer as it may go: unchanged to an acquaintance, else without a word of the mail's.

    `subject`: what the mail's subject would make of ours. Where our mail server vouches for mail, and for this one
    doesn't, nothing of it stays.
    """
    if all(is_acquainted(situation, person) for person in send.to):
        return send
    values: dict[str, Any] = dict(send.values)
    silent = bool(situation.policy.trusted_authserv_id)
    values["subject"] = "" if silent else without_message(subject)
    values["customer"] = send.to[0].email
    return replace(send, to=tuple(Address("", person.email) for person in send.to), values=values)


def without_message(subject: str) -> str:
    """A subject that carries no message to a stranger: plain words alone, so no link or bare domain and no address, no
    number of five digits and more, and nothing beyond 60 characters."""
    text = unicodedata.normalize("NFKC", subject[:_READ])
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_visible, text))
    text = _without_long_numbers(_SPELLED.sub(" ", text))
    # Once more: what stood between two numbers may be gone now.
    text = _without_long_numbers(" ".join(filter(_is_plain, text.split())))
    return text[:_LONGEST].strip()


def _visible(character: str) -> str:
    """ "" for what has no width, and a blank for what ends a line."""
    kind = unicodedata.category(character)
    return "" if kind == "Cf" else " " if kind[0] in "CZ" else character


def _is_plain(word: str) -> bool:
    if word in _ALONE:
        return True
    bare = word.lstrip(_BEFORE).rstrip(_AFTER)
    shape = bare.translate(_ASCII_SHAPES) if bare.isascii() else "".join(map(_shape, bare))
    return bool(_PLAIN.fullmatch(shape)) and shape.count("0") < _LEAST_DIGITS and not _is_mixed(word)


def _shape(character: str) -> str:
    if unicodedata.category(character)[0] in "LM" and character not in _DOTS_BY_LOOKS:
        return "0" if character.isnumeric() else "a"
    return "0" if character.isnumeric() else character


# The same of all letters and digits that nearly every word has: this is asked of each word of each new request.
_ASCII_SHAPES = str.maketrans(ascii_letters + digits, "a" * len(ascii_letters) + "0" * len(digits))


def _is_mixed(word: str) -> bool:
    """Whether Latin letters stand beside those of a script from which they can be borrowed."""
    if word.isascii():
        return False
    scripts = {
        unicodedata.name(character, "").partition(" ")[0]
        for character in word
        if unicodedata.category(character) != "Mn" and (character.isalpha() or character.isnumeric())
    }
    return "LATIN" in scripts and bool(scripts - _BESIDE_LATIN - {"LATIN", "DIGIT"})


def _without_long_numbers(text: str) -> str:
    """Without what has five digits and more in a row, of whatever script, and whatever but letters between them."""
    if text.isascii():
        as_digits = text.translate(_ASCII_DIGITS)
    else:
        as_digits = "".join("0" if character.isnumeric() else character for character in text)
    kept, at = [], 0
    for found in _NUMBER.finditer(as_digits):
        if found[0].count("0") >= _LEAST_DIGITS:
            kept.append(text[at : found.start()])
            at = found.end()
    return " ".join(" ".join([*kept, text[at:]]).split())
