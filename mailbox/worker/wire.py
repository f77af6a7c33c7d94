"""A Message as bytes and back, for the pipe between the desk and the process that reads mail.

JSON and not pickle: whoever took over the reading process could make the desk run anything by a pickle. What
comes back is built from the words' own types, so a new field of Message needs nothing here.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

from frontdesk.rules.model import (
    Address,
    Attachment,
    CalendarTime,
    FailedRecipient,
    Forwarded,
    Invitation,
    Message,
    Report,
    Sign,
)

_GETTERS: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    word: attrgetter(*(one.name for one in fields(word)))
    for word in (Message, Attachment, Report, FailedRecipient, Forwarded, Invitation, CalendarTime, Sign)
}


def to_bytes(message: Message) -> bytes:
    """The message for `from_bytes`."""
    return _ENCODE(_GETTERS[Message](message)).encode("ascii")


def from_bytes(data: bytes) -> Message:
    """The message that `to_bytes` was given. Raises ValueError or TypeError for other bytes."""
    return _MESSAGE(json.loads(data))  # type: ignore[no-any-return]


def _plain(value: object) -> object:
    """What JSON doesn't know by itself. Named tuples it writes as lists."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return _GETTERS[type(value)](value)


_ENCODE = json.JSONEncoder(default=_plain, separators=(",", ":"), check_circular=False).encode
_Decoder = Callable[[Any], Any]


def _decoder(hint: Any) -> _Decoder | None:
    """How to make a value of this type of its JSON; None where it is that already."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = next(_decoder(arm) for arm in get_args(hint) if arm is not type(None))
        return (lambda value: None if value is None else inner(value)) if inner else None
    if get_origin(hint) is tuple:
        return _tuple_decoder(_decoder(get_args(hint)[0]))
    if get_origin(hint) is not None:  # a mapping of names to values
        each = _decoder(get_args(hint)[1]) or (lambda value: value)
        return lambda value: {name: each(content) for name, content in value.items()}
    if hint is datetime:
        return datetime.fromisoformat
    if hint is Address:
        return Address._make
    return _dataclass_decoder(hint) if is_dataclass(hint) and isinstance(hint, type) else None


def _tuple_decoder(inner: _Decoder | None) -> _Decoder:
    return (lambda value: tuple(map(inner, value))) if inner else tuple


def _dataclass_decoder(word: type) -> _Decoder:
    hints = get_type_hints(word)
    decoders = [
        (at, decoder) for at, one in enumerate(fields(word)) if (decoder := _decoder(hints[one.name]))
    ]

    def decode(values: list[Any]) -> Any:
        for at, decoder in decoders:
            if values[at]:  # "", (), {} and None need nothing but their kind
                values[at] = decoder(values[at])
            elif isinstance(values[at], list):
                values[at] = ()
        return word(*values)

    return decode


_MESSAGE = _dataclass_decoder(Message)
