"""Values with parameters: Content-Type and Content-Disposition (RFC 2045 section 5.1, RFC 2183, RFC 2231).

Takes what clients send: names without quotes, quotes within quotes, missing semicolons, RFC 2047 words in
RFC 2231's place, continuations out of order. One pass, never raises.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from frontdesk.mailbox.charsets.decode import decode
from frontdesk.mailbox.parsing.encoded_words import decode_words

_MOST = 60  # parameters of a value that anybody could mean
_GAP = re.compile(r"[;\s]*")
_NAME = re.compile(r"([^\s=;\"/]{1,100})\s*=\s*")
_PARAMETER_FOLLOWS = re.compile(r"\s*(?:;|$|[\w*-]{1,60}\s*=)")
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?$")


def read_parameters(value: str) -> tuple[str, dict[str, str]]:
    """The value before the parameters, in lower case, and the parameters by lower-case name, decoded."""
    main, _, _ = value.partition(";")
    main = main.strip().lower()
    if "=" in main or " " in main:  # "text/plain charset=utf-8"
        main = main.split()[0] if not _NAME.match(main) else ""
    if len(main) == len(value.strip()):
        return main, {}
    return main, _joined(_pairs(value, value.lower().find(main) + len(main)))


def _pairs(value: str, position: int) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    while len(pairs) < _MOST:
        gap = _GAP.match(value, position)
        position = gap.end() if gap else position
        found = _NAME.match(value, position)
        if not found:
            position = value.find(";", position) + 1
            if not position:
                break
            continue
        content, position = _content(value, found.end())
        pairs.append((found[1].lower(), content))
    return pairs


def _content(value: str, start: int) -> tuple[str, int]:
    """A parameter's content that begins at `start`, and where it ends."""
    if value[start : start + 1] == '"':
        end = _closing_quote(value, start + 1)
        text = value[start + 1 : end]
        return (re.sub(r"\\(.)", r"\1", text) if '\\"' in text or "\\\\" in text else text), end + 1
    end = value.find(";", start)
    end = len(value) if end < 0 else end
    return value[start:end].strip().strip('"'), end


def _closing_quote(value: str, start: int) -> int:
    """The quote after which the value ends or a parameter follows; others belong to the content."""
    end = first = value.find('"', start)
    while end >= 0:
        if value[end - 1] != "\\" and _PARAMETER_FOLLOWS.match(value, end + 1):
            return end
        end = value.find('"', end + 1)
    return len(value) if first < 0 else value.rfind('"')


def _joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """RFC 2231: name*0*, name*1 ... put together and decoded. The first of two with one name counts."""
    plain: dict[str, str] = {}
    extended: dict[str, dict[int, tuple[bool, str]]] = {}
    for name, content in pairs:
        section = _SECTION.match(name)
        if "*" not in name or not section:
            plain.setdefault(name, decode_words(content))
        else:
            number, encoded = int(section[2] or 0), bool(section[3])
            extended.setdefault(section[1], {}).setdefault(number, (encoded, content))
    for name, sections in extended.items():
        plain[name] = _extended(sections) or plain.get(name, "")
    return plain


def _extended(sections: dict[int, tuple[bool, str]]) -> str:
    charset, content = "", b""
    for number, (encoded, text) in sorted(sections.items()):
        if encoded and not content and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw = text.encode("utf-8", "surrogateescape")
        content += unquote_to_bytes(raw) if encoded or ("%" in text and number == 0) else raw
    text = decode(content, charset)
    return decode_words(text) if "=?" in text else text
