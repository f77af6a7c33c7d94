"""Addresses out of From, To and the like, and who a mail says it is from: best effort to show, strict to believe.

`read_addresses` finds what a person would find; `one_plain_address` says whether the text is exactly one
address that no two programs could read differently. `is_certain` says the same of a mail's sender: commands hang on
it, and what is shown and what is believed both come from here. One pass over the text, never raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from frontdesk.mailbox.limits import LIMITS
from frontdesk.mailbox.parsing.clean import clean_name, decode_words, unescape
from frontdesk.rules.model import Address

# Text in quotes, a comment (one level inside another at most), an address in brackets, a separator, else.
_TOKEN = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.){0,1000}+)"|\((?P<comment>(?:[^()\\]|\\.|\((?:[^()\\]|\\.){0,400}+\)){0,400}+)\)'
    r"|<(?P<angle>[^<>]*+)>|(?P<separator>[,;])|(?P<colon>:)|(?P<atom>[^\"(<,;:]++|[\"(<])"
)
_ADDRESS = re.compile(
    r"(?:\"(?:[^\"\\]|\\.){1,256}+\"|[^\s@<>\"(),;:\[\]]{1,256}+)@(?:\[[^\]\s]{1,100}\]|[^\s@<>\"(),;:\[\]]{1,255})"
)
# RFC 5321 section 4.1.2 and RFC 6531: a dot-atom, and a domain with or without dots or a literal.
_PLAIN = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a0-\U0010ffff-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a0-\U0010ffff-]+)*"
    r"@(?:[A-Za-z0-9_\u00a1-\U0010ffff-]+(?:\.[A-Za-z0-9_\u00a1-\U0010ffff-]+)*|\[[0-9A-Fa-f.:IPv]+\])"
)
_STRICT_FORM = re.compile(
    r'(?P<name>(?:"(?:[^"\\]|\\.)*+"|[^\s"<>@,;:()\[\]\\]+|\s|\([^()<>@"\\]*+\))*+)<(?P<angle>[^<>\s"()]+)>(?:\s*\([^()<>@"\\]*\))?'
    r'|(?P<bare>[^\s"(),:;<>\[\]\\]+)\s*\([^()<>@"\\]*\)'
)
_COMMENT = re.compile(r"\([^()]*+\)")
_MAILTO = re.compile("mailto:", re.IGNORECASE)
_BACKSLASH = re.compile(r"\\(.)")
# What most headers hold; read without taking it apart.
_SIMPLE = re.compile(r'(?:(?:"([\w .+-]*+)"|([\w.+-]+(?: [\w.+-]+)*+)?) ?<)?([\w.+-]+@[\w.-]+)(>?)', re.ASCII)
_ASCII_UPPER = re.compile("[A-Z]+")


def lower_ascii(text: str) -> str:
    """Lower case for A to Z only: Unicode's rules make one name of two (the dotless i)."""
    return _ASCII_UPPER.sub(lambda found: found[0].lower(), text) if not text.isascii() else text.lower()


@lru_cache(maxsize=512)  # the same people write all day, and everybody writes to the desk
def read_addresses(value: str, most: int = LIMITS.addresses) -> tuple[Address, ...]:
    """Every address in a header's value, at most `most`. Groups are opened, names decoded.

    An entry without anything like an address gives none; in angle brackets a lone word is one ("<root>").
    """
    simple = _SIMPLE.fullmatch(value)
    if simple and ("<" in value) == bool(simple[4]) and most:
        return (Address((simple[1] or simple[2] or "").strip(), _tidy(simple[3])),)
    found: list[Address] = []
    surname: _Entry = []  # "Lee, Ann <ann@example.org>" without the quotes it needs
    for entry in _entries(value):
        address = _address(surname + entry if _has_angle(entry) else entry)
        surname = [*entry, ("atom", ", ")] if not address and _is_words(entry) else []
        if address:
            found.append(address)
            if len(found) >= most:
                break
    return tuple(found)


def one_plain_address(value: str) -> str | None:
    """The address of a From header that can be read in one way only, else None.

    RFC 5322 section 3.4 without its obsolete forms: `ann@example.org` or `Any name <ann@example.org>`, no
    quoted local part, no encoded word in the address, no group, no route, nothing after it but a comment.
    """
    value = unescape(value).strip()
    form = _STRICT_FORM.fullmatch(value)
    address = (form["angle"] or form["bare"]) if form else value
    if not _PLAIN.fullmatch(address) or "=?" in address or len(address) > 254:
        return None
    if unicodedata.normalize("NFKC", address) != address or clean_name(address, 300) != address:
        return None
    return lower_ascii(address)


_Entry = list[tuple[str, str]]  # (kind of token, its text)


def _entries(value: str) -> list[_Entry]:
    """The value's tokens, cut at commas and semicolons."""
    entries: list[_Entry] = [[]]
    addressed = False  # the last entry has an address in angle brackets
    for token in _TOKEN.finditer(value):
        kind = token.lastgroup or "atom"
        if kind == "separator":
            entries.append([])
            addressed = False
        elif kind == "colon":  # a group's name, or a colon in somebody's name
            entries[-1].append((kind, ":"))
        else:
            if kind == "angle" and addressed:
                entries.append(_after_angle(entries[-1]))  # two addresses without a comma between them
                addressed = False
            entries[-1].append((kind, token[kind]))
            addressed = addressed or (kind == "angle" and "@" in token[kind])
    return entries


def _after_angle(entry: _Entry) -> _Entry:
    """Takes from the entry what stands after its address: the next one's name."""
    last = max(at for at, (kind, _) in enumerate(entry) if kind == "angle")
    following = entry[last + 1 :]
    del entry[last + 1 :]
    return following


def _has_angle(entry: _Entry) -> bool:
    return any(kind == "angle" for kind, _ in entry)


def _is_words(entry: _Entry) -> bool:
    return len(entry) == 1 and entry[0][0] == "atom" and entry[0][1].strip() != ""


def _address(entry: _Entry) -> Address | None:
    angles = [at for at, (kind, text) in enumerate(entry) if kind == "angle" and text.strip()]
    if not angles:
        return _without_angle(entry)
    email = _in_angle(entry[angles[-1]][1])
    return Address(_name(entry[: angles[-1]]) or _comments(entry), email) if email else None


def _in_angle(text: str) -> str:
    """What stands in angle brackets, without a route ("@a,@b:"), comments and stray white space."""
    text = _MAILTO.sub("", _COMMENT.sub("", unescape(text))).strip()
    if text.startswith("@") and ":" in text:
        text = text[text.rindex(":") + 1 :]
    return _tidy(decode_words(text) if "=?" in text else text)


def _tidy(text: str) -> str:
    if '"' not in text:
        text = "".join(text.split())
    return lower_ascii(clean_name(text.strip(".,;'"), 320))


def _without_angle(entry: _Entry) -> Address | None:
    plain = unescape(_MAILTO.sub(" ", "".join(_bare(entry, at) for at in range(len(entry)))))
    if "=?" in plain and "@" not in plain:
        plain = decode_words(plain)
    found = _ADDRESS.search(plain)
    if not found:
        return None
    before, after = plain[: found.start()].rpartition(":")[2], plain[found.end() :]
    aside = " ".join(text for kind, text in entry if kind in ("comment", "quoted") and text not in found[0])
    return Address(_decoded(f"{before} {after} {aside}".strip(" <>[]'\"")), _tidy(found[0]))


def _bare(entry: _Entry, at: int) -> str:
    """A token as part of an address without brackets: text in quotes is one only right before an "@"."""
    kind, text = entry[at]
    if kind == "quoted":
        before_at = at + 1 < len(entry) and entry[at + 1][1].startswith("@")
        return f'"{text}"' if before_at else " "
    return "" if kind == "comment" else text


def _name(entry: _Entry) -> str:
    """The words before the brackets, without a group's name."""
    colon = max((at for at, (kind, _) in enumerate(entry) if kind == "colon"), default=-1)
    words = (
        _BACKSLASH.sub(r"\1", text) if kind == "quoted" else text
        for kind, text in entry[colon + 1 :]
        if kind in ("quoted", "atom")
    )
    return _decoded("".join(words))


def _comments(entry: _Entry) -> str:
    return _decoded(" ".join(text for kind, text in entry if kind == "comment"))


def _decoded(words: str) -> str:
    name = clean_name(decode_words(words), LIMITS.name)
    if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return name


# RFC 5322 section 3.6: once each. A second one is read by some program instead of the first.
_ONCE = (
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "bcc",
    "message-id",
    "in-reply-to",
    "references",
    "subject",
    "date",
    "mime-version",
    "content-type",
)


def read_sender(values: Mapping[str, Sequence[str]]) -> Address | None:
    """The (first) address in the topmost From header that has one; without any, Sender's or Reply-To's; else None."""
    for name in ("from", "sender", "reply-to"):
        for value in values.get(name, ()):
            found = read_addresses(value, 1)
            if found:
                return found[0]
    return None


def is_certain(values: Mapping[str, Sequence[str]], damaged: bool) -> bool:
    """Whether every program reads the same sender: one From with one plain address, no header twice that may
    stand once, and a header block without damage (`damaged`), in which programs see different headers."""
    if damaged or any(len(values.get(name, ())) > 1 for name in _ONCE):
        return False
    from_values = values.get("from", ())
    if len(from_values) != 1:
        return False
    plain = one_plain_address(from_values[0])
    shown = read_addresses(from_values[0], 2)
    return plain is not None and len(shown) == 1 and shown[0].email == plain
