"""Header lines of mail that we write: ASCII, folded, and never more than one header from one value."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache

from frontdesk.rules.addresses import NoAddress, ascii_address
from frontdesk.rules.model import Address

WIDTH = 76
LINE_AT_MOST = 998  # RFC 5322 section 2.1.1
_WORD_AT_MOST = 75  # characters of one encoded word (RFC 2047 section 2)
_IDS_AT_MOST = 30  # of a References header: the first and the newest are what threads are made of
_ID_AT_MOST = 250

_PLAIN = re.compile(r"[ -~]*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_ID = re.compile(r"<[!-;=?-~]+>")
_TOKEN = re.compile(r"[!-~]{1,200}")
_QUOTED_PRINTABLE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


class CannotWrite(ValueError):
    """A letter that can't be made a mail. Trying again won't help."""


def words(name: str, value: str, *, for_machines: bool = False) -> str:
    """A header of free words, such as Subject. Raises CannotWrite for line breaks and other controls.

    `for_machines`: ASCII stays as it is even where it can't be folded, because machines read it undecoded.
    """
    _refuse_control(name, value)
    if _is_plain(value):
        line = f"{name}: {value}"
        if len(line) <= WIDTH:
            return line
        folded = _folded(line)
        if folded:
            return folded
        if for_machines and len(line) <= LINE_AT_MOST:
            return line
    return f"{name}: " + "\r\n ".join(encoded_words(value, first=WIDTH - len(name) - 2))


def token_header(name: str, value: str) -> str:
    """A header whose value is one word that machines compare. Raises CannotWrite for anything else."""
    if not _TOKEN.fullmatch(value):
        raise CannotWrite(f"{name}: {value!r} is not one plain word")
    return f"{name}: {value}"


def message_ids(name: str, ids: Sequence[str]) -> str:
    """A header of message ids, one a line, without what is none; "" when nothing is left."""
    sound = [one for one in ids if len(one) <= _ID_AT_MOST and _ID.fullmatch(one)]
    if len(sound) > _IDS_AT_MOST:
        sound = [sound[0], *sound[1 - _IDS_AT_MOST :]]
    return f"{name}: " + "\r\n ".join(sound) if sound else ""


def address_list(name: str, people: Sequence[Address], *, utf8: bool = False) -> str:
    """A header of addresses (RFC 5322 section 3.4), folded between people.

    Raises CannotWrite for an address that mail can't carry; `utf8` allows letters that only SMTPUTF8 can.
    """
    lines, line = [], f"{name}:"
    for number, person in enumerate(people):
        said = _mailbox(person, utf8) + ("," if number < len(people) - 1 else "")
        if len(line) + 1 + len(said.partition("\r\n")[0]) > WIDTH and line != f"{name}:":
            lines.append(line)
            line = ""
        line = f"{line} {said}"
    return "\r\n".join([*lines, line])


@lru_cache(maxsize=1024)
def _mailbox(person: Address, utf8: bool) -> str:
    try:
        address = ascii_address(person.email, utf8=utf8)
    except NoAddress as error:
        raise CannotWrite(str(error)) from None
    _refuse_control("a name", person.name)
    name = " ".join(person.name.split())
    if not name:
        return address
    separator = " " if len(name) + len(address) < 60 else "\r\n "
    return f"{_phrase(name)}{separator}<{address}>"


def _phrase(name: str) -> str:
    if len(name) <= 60 and "=?" not in name:
        if _ATOMS.fullmatch(name):
            return name
        if _PLAIN.fullmatch(name):
            return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "\r\n ".join(encoded_words(name, first=50))


def encoded_words(value: str, first: int) -> list[str]:
    """RFC 2047's encoded words, whichever encoding is shorter; no character is cut in two.

    `first`: the room that the first line has.
    """
    raw = value.encode()
    quoted = sum(1 if byte in _QUOTED_PRINTABLE or byte == 32 else 3 for byte in raw)
    write, cost = (_q, _q_cost) if quoted <= len(raw) * 4 / 3 else (_b, _b_cost)
    found: list[str] = []
    taken: list[str] = []
    room, used = min(first, _WORD_AT_MOST) - 12, 0.0
    for character in value:
        price = cost(character)
        if taken and used + price > room:
            found.append(write("".join(taken)))
            room, taken, used = _WORD_AT_MOST - 12 - 1, [], 0.0
        taken.append(character)
        used += price
    found.append(write("".join(taken)))
    return found


def _q_cost(character: str) -> float:
    if character.isascii():
        return 1 if character == " " or ord(character) in _QUOTED_PRINTABLE else 3
    return 3 * len(character.encode())


def _q(text: str) -> str:
    said = "".join(
        chr(byte) if byte in _QUOTED_PRINTABLE else "_" if byte == 32 else f"={byte:02X}"
        for byte in text.encode()
    )
    return f"=?utf-8?q?{said}?="


def _b_cost(character: str) -> float:
    return len(character.encode()) * 4 / 3 + 0.05


def _b(text: str) -> str:
    return f"=?utf-8?b?{b64encode(text.encode()).decode()}?="


def _is_plain(value: str) -> bool:
    return value == value.strip(" ") and "=?" not in value and _PLAIN.fullmatch(value) is not None


def _folded(line: str) -> str:
    """A long line over several lines, broken before single spaces; "" when a word is too long."""
    lines: list[str] = []
    while len(line) > WIDTH:
        at = line.rfind(" ", 1, WIDTH + 1)
        while at > 0 and not (line[at - 1] != " " and line[at + 1 : at + 2] not in ("", " ")):
            at = line.rfind(" ", 1, at)
        if at <= (len(line.partition(": ")[0]) + 1 if not lines else 0):
            return ""
        lines.append(line[:at])
        line = line[at:]
    return "\r\n".join([*lines, line])


def _refuse_control(name: str, value: str) -> None:
    if _CONTROL.search(value):
        raise CannotWrite(f"{name}: a control character in {value[:60]!r}")
