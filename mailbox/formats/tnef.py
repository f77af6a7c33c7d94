"""winmail.dat: what Outlook wraps files and text in for receivers that it takes for Outlook (MS-OXTNEF).

Reads names, contents and text; everything else in it is Outlook's own. Never raises: damaged TNEF gives what
came before the damage.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from frontdesk.mailbox.charsets.decode import decode
from frontdesk.mailbox.formats.rtf import rtf_to_text

_SIGNATURE = b"\x78\x9f\x3e\x22"
_MOST_ATTRIBUTES = 20_000
_MOST_FILES = 1_000
_DEEPEST = 5  # messages within messages
_TAGGED = struct.Struct("<BII")
_U16 = struct.Struct("<H")
_U32 = struct.Struct("<I")

# Attributes (MS-OXTNEF section 2.1.3.2), and MAPI properties in them (MS-OXPROPS).
_SUBJECT, _BODY, _PROPERTIES, _CODEPAGE = 0x18004, 0x2800C, 0x69003, 0x69007
_FILE_BEGINS, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x69002, 0x18010, 0x6800F, 0x69005
_P_SUBJECT, _P_BODY, _P_RTF, _P_HTML, _P_INTERNET_CODEPAGE = 0x0037, 0x1000, 0x1009, 0x1013, 0x3FDE
_P_DATA, _P_NAME, _P_LONG_NAME, _P_TYPE, _P_CONTENT_ID, _P_DISPLAY = (
    0x3701,
    0x3704,
    0x3707,
    0x370E,
    0x3712,
    0x3001,
)

_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}  # bytes by type
_VARIABLE = frozenset({0xD, 0x1E, 0x1F, 0x102})
_STRING8, _UNICODE, _OBJECT, _MULTIPLE, _NAMED = 0x1E, 0x1F, 0xD, 0x1000, 0x8000
_INTERFACE_ID = 16  # bytes before an embedded object


@dataclass(slots=True)
class TnefFile:
    name: str = ""
    media_type: str = "application/octet-stream"
    content_id: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Tnef:
    """What was found. `html` is a page, `text` plain; either may be "". Files of inner messages come last."""

    subject: str = ""
    text: str = ""
    html: str = ""
    files: list[TnefFile] = field(default_factory=list)


def is_tnef(content: bytes) -> bool:
    return content.startswith(_SIGNATURE)


def read_tnef(content: bytes, depth: int = 0) -> Tnef:
    """The files and the text in `content`."""
    found = Tnef()
    inner: list[Tnef] = []
    charset = "cp1252"
    for attribute, data in _attributes(content):
        if attribute == _CODEPAGE and len(data) >= 4:
            charset = f"cp{_U32.unpack_from(data)[0]}"
        elif attribute == _SUBJECT:
            found.subject = found.subject or _string8(data, charset)
        elif attribute == _BODY:
            found.text = found.text or _string8(data, charset)
        elif attribute == _PROPERTIES:
            _message_properties(found, data, charset)
        elif attribute == _FILE_BEGINS:
            if len(found.files) >= _MOST_FILES:
                break
            found.files.append(TnefFile())
        elif found.files and attribute == _FILE_TITLE:
            found.files[-1].name = found.files[-1].name or _string8(data, charset)
        elif found.files and attribute == _FILE_DATA:
            found.files[-1].content = data
        elif found.files and attribute == _FILE_PROPERTIES:
            _file_properties(found.files[-1], data, charset, inner, depth)
    for message in inner:
        found.files.extend(message.files[: _MOST_FILES - len(found.files)])
    found.files = [one for one in found.files if one.content or one.name]
    return found


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    for _ in range(_MOST_ATTRIBUTES):
        if position + _TAGGED.size > len(content):
            return
        _, attribute, size = _TAGGED.unpack_from(content, position)
        position += _TAGGED.size
        if position + size > len(content):
            return
        yield attribute, content[position : position + size]
        position += size + 2  # a checksum that nobody keeps rightly


def _message_properties(found: Tnef, data: bytes, charset: str) -> None:
    page = charset
    for name, kind, value in _properties(data):
        if name == _P_INTERNET_CODEPAGE and len(value) >= 4:
            page = f"cp{_U32.unpack_from(value)[0]}"
        elif name == _P_SUBJECT:
            found.subject = _string(kind, value, charset)
        elif name == _P_BODY:
            found.text = _string(kind, value, charset)
        elif name == _P_HTML:
            found.html = decode(value, page) if kind != _UNICODE else _string(kind, value, charset)
        elif name == _P_RTF and not found.html:
            text, is_page = rtf_to_text(value)
            if is_page:
                found.html = text
            else:
                found.text = found.text or text


def _file_properties(one: TnefFile, data: bytes, charset: str, inner: list[Tnef], depth: int) -> None:
    for name, kind, value in _properties(data):
        if name == _P_LONG_NAME or (name in (_P_NAME, _P_DISPLAY) and not one.name):
            one.name = _string(kind, value, charset) or one.name
        elif name == _P_TYPE:
            one.media_type = _string(kind, value, charset).lower() or one.media_type
        elif name == _P_CONTENT_ID:
            one.content_id = _string(kind, value, charset)
        elif name == _P_DATA and value:
            one.content = value[_INTERFACE_ID:] if kind == _OBJECT else value
            if is_tnef(one.content) and depth < _DEEPEST and len(inner) < _MOST_FILES:
                message = read_tnef(one.content, depth + 1)
                inner.append(message)
                _as_text(one, message)


def _as_text(one: TnefFile, message: Tnef) -> None:
    """A message within: its text, since nobody but Outlook could open it."""
    one.name = f"{message.subject or one.name or 'message'}.txt"
    one.media_type = "text/plain"
    one.content = (message.text or message.html).encode("utf-8", "replace")


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(property, type, first value) of a MAPI property list (section 2.1.3.4); ends at damage."""
    if len(data) < 4:
        return
    position = 4
    for _ in range(min(_U32.unpack_from(data)[0], _MOST_ATTRIBUTES)):
        if position + 4 > len(data):
            return
        kind, name = struct.unpack_from("<HH", data, position)
        position += 4
        if name >= _NAMED:
            position = _after_name(data, position)
        value, position = _value(data, position, kind)
        if position < 0 or position > len(data):
            return
        yield name, kind & ~_MULTIPLE, value


def _after_name(data: bytes, position: int) -> int:
    if position + 24 > len(data):
        return len(data) + 1
    kind, size = struct.unpack_from("<II", data, position + 16)
    return position + 24 + (_padded(size) if kind == 1 else 0)


def _value(data: bytes, position: int, kind: int) -> tuple[bytes, int]:
    """The (first) value at `position`, and where the next property begins; -1 when nobody can tell."""
    single = kind & ~_MULTIPLE
    count = 1
    if single in _VARIABLE or kind & _MULTIPLE:
        if position + 4 > len(data):
            return b"", -1
        count = _U32.unpack_from(data, position)[0]
        position += 4
    first = b""
    if single in _FIXED:
        first = data[position : position + _FIXED[single]]
        return first, position + count * _FIXED[single]
    if single not in _VARIABLE or count > _MOST_ATTRIBUTES:
        return b"", -1
    for number in range(count):
        if position + 4 > len(data):
            return first, -1
        size = _U32.unpack_from(data, position)[0]
        if number == 0:
            first = data[position + 4 : position + 4 + size]
        position += 4 + _padded(size)
    return first, position


def _padded(size: int) -> int:
    return (size + 3) & ~3


def _string(kind: int, value: bytes, charset: str) -> str:
    return value.decode("utf-16-le", "replace").rstrip("\0") if kind == _UNICODE else _string8(value, charset)


def _string8(value: bytes, charset: str) -> str:
    return decode(value.rstrip(b"\0"), charset)
