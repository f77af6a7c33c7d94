"""Whose mail it is where From names a machine: our own address (a group that rewrites it, a web form), or a
no-reply address. Then the person stands in Reply-To or X-Original-From. A claim like From, and never proven by it:
what our mail server checked was the machine's address.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from frontdesk.rules.model import Address, Message
from frontdesk.rules.only_writing import is_no_reply, never_reads

_IN_BRACKETS = re.compile(r"\s*(.*?)\s*<([^<>@\s]+@[^<>@\s]+)>\s*")
_BARE = re.compile(r"\s*([^<>@\s,;]+@[^<>@\s,;]+)\s*")
_VIA = re.compile(r"^['\"]?(.+?)['\"]? (?:via|über|par|através de|a través de|tramite) ", re.IGNORECASE)


def spoken_for(message: Message, own: Collection[str], *, is_ours: bool) -> Message:
    """The mail with the person as its sender and `written_as` the address in From; the mail as it is where From
    names whoever wrote it. `own`: our addresses; `is_ours`: we made this mail.
    """
    sender = message.sender
    if sender is None or is_ours:
        return message
    if _base(sender.email) in own:
        named = [*_original(message, "x-original-from"), *message.reply_to]
        named += _original(message, "x-original-sender")
    elif is_no_reply(sender.email):
        named = [*message.reply_to]
    else:
        return message
    person = next((one for one in named if _is_person(one.email, own)), None)
    if person is None:
        return message
    return replace(message, sender=Address(person.name or _via(sender.name), person.email), written_as=sender)


def _is_person(email: str, own: Collection[str]) -> bool:
    return not (_base(email) in own or is_no_reply(email) or never_reads(email))


def _original(message: Message, header: str) -> Iterator[Address]:
    for value in message.headers.get(header, ())[:1]:
        if found := _IN_BRACKETS.fullmatch(value):
            yield Address(found[1].strip("\"'"), found[2].lower())
        elif found := _BARE.fullmatch(value):
            yield Address("", found[1].lower())


def _via(name: str) -> str:
    """The person's name in what groups make of it: "'Cara Dent' via IT Desk"."""
    found = _VIA.match(name)
    return found[1] if found else ""


def _base(address: str) -> str:
    local, at, domain = address.lower().rpartition("@")
    return local.partition("+")[0] + at + domain
