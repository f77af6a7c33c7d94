"""The header block of a mail or of a part: its fields, their parameters (RFC 2045, 2231), and where the body begins.

Takes what real mail has: an mbox line first, blank lines first, a BOM, bare CR or LF line ends, lines
without a colon, no empty line before the body, parameters in any quotes. What was damaged is told, since a damaged head
proves nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from frontdesk.mailbox.charsets.decode import decode
from frontdesk.mailbox.limits import LIMITS, Limits
from frontdesk.mailbox.parsing.clean import decode_words

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


# After a line feed, so that a run of carriage returns is looked at once only.
_EMPTY_LINE = re.compile(rb"\n\r*\n")
_LINE_END = re.compile(rb"\r\r\n|\r\n|\n|\r")
_FOLD = re.compile(r"\n[ \t]+")
# RFC 5322 lets a name hold any sign; those that do hold "=" or "@" are rests of something else.
_FIELD = re.compile(r"([A-Za-z0-9!#$%&'*+.^_`|~-]{1,200})([ \t]*):(.*)")
_LEADING = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*(?:>?From [^\r\n]*(?:\r\n|\n|\r|$))?")
_STRANGE_FIELD = re.compile(r"[^\s:=;,<>()@\"/]{1,200}[ \t]*:")  # a name with letters that no name may have
# Long ones, whose folding gets lost when somebody strips the lines.
_FOLDED_BY_NATURE = frozenset(
    {"received", "dkim-signature", "authentication-results", "references", "to", "cc", "x-received"}
)
_LOOK_AHEAD = 12
# A line like these after a line that is no header says that the header block goes on all the same.
_SURELY_A_FIELD = re.compile(
    r"(?:x-|content-|arc-|list-|resent-|dkim-|received|from|to|cc|subject|date|message-id|mime-version|"
    r"return-path|delivered-to|references|in-reply-to|reply-to|sender|authentication-results|user-agent|"
    r"thread-)[!-9;-~]*[ \t]*:",
    re.IGNORECASE,
)
# Never seen in a body that only quotes the headers that people see.
_OF_TRANSPORT = re.compile(
    r"(?:x-|content-type|arc-|dkim-signature|received|message-id|mime-version|return-path)[!-9;-~]*[ \t]*:",
    re.IGNORECASE,
)
_OF_PEOPLE = re.compile(r"(from|to|subject|date|message-id|content-type)[ \t]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """A header block.

    `values`: by lower-case name every value, unfolded, topmost first; bytes above 127 stand in them as lone
    surrogates until they are decoded. `body`: where the body starts in the raw bytes. `problems`: what was
    damaged or left out, in words.
    """

    values: dict[str, list[str]]
    body: int
    problems: tuple[str, ...] = ()

    def get(self, name: str) -> str:
        """The topmost value, "" when absent."""
        found = self.values.get(name)
        return found[0] if found else ""


def read_head(raw: bytes, start: int = 0, end: int | None = None, limits: Limits = LIMITS) -> Head:
    """The header block that begins at `start` and doesn't reach past `end`."""
    end = len(raw) if end is None else end
    if start == 0 and (leading := _LEADING.match(raw)):
        start = leading.end()
    block, body = _cut_off(raw, start, end, limits)
    problems: list[str] = []
    if len(block) == limits.header_block:
        problems.append(
            f"the header block is longer than {limits.header_block // 1024} KB: the rest is left out"
        )
    text = _normal(block.decode("ascii", "surrogateescape"), problems)
    values, stopped_at = _fields(text, limits, problems)
    if stopped_at is not None:
        body = _start_of_line(raw, start, body, text, stopped_at)
    return Head(values, body, tuple(problems))


def _cut_off(raw: bytes, start: int, end: int, limits: Limits) -> tuple[bytes, int]:
    """The block's bytes without the empty line after it, and where the body begins."""
    if raw[start : start + 1] == b"\n" or raw[start : start + 2] == b"\r\n":
        return b"", min(end, raw.index(b"\n", start) + 1)
    empty = _EMPTY_LINE.search(raw, start, end)
    block_end, body = empty.span() if empty else (end, end)
    return raw[start : min(block_end, start + limits.header_block)], body


def _normal(text: str, problems: list[str]) -> str:
    if "\r" in text:
        text = text.replace("\r\r\n", "\n").replace("\r\n", "\n").removesuffix("\r")
        if "\r" in text:
            text = text.replace("\r", "\n")
            problems.append("line ends in the header block are damaged")
    if "\0" in text:
        text = text.replace("\0", "")
        problems.append("NUL in the header block")
    return text


def _fields(text: str, limits: Limits, problems: list[str]) -> tuple[dict[str, list[str]], int | None]:
    """The values by name, and the number of the line that can't belong to the block, if there is one."""
    values: dict[str, list[str]] = {}
    lines = _FOLD.sub(" ", text).split("\n")
    name = ""
    for number, line in enumerate(lines):
        found = _FIELD.match(line)
        if found:
            name, value = found[1].lower(), found[3].strip()
            if found[2] and name == "from":  # obsolete, and some programs don't take it for a From
                problems.append("a blank stands before the colon of From")
            if len(value) > limits.header:
                value = value[: limits.header]
                problems.append(
                    f"the header {name[:40]} is longer than {limits.header // 1024} KB and was cut"
                )
            values.setdefault(name, []).append(value)
        elif line.strip():
            problems.append("a line in the header block is no header")
            if _is_lost_fold(name, values, lines, number):
                values[name][-1] = f"{values[name][-1]} {line}"[: limits.header]
            elif not (_STRANGE_FIELD.match(line) or _goes_on(lines, number)):
                return values, number
    return values, None


def _is_lost_fold(name: str, values: dict[str, list[str]], lines: list[str], number: int) -> bool:
    """Whether a line is the rest of the field above, whose folding lost its blanks, perhaps over several lines.

    What a mail must have and hasn't had yet stands below; a text that quotes a header comes after the mail's own.
    """
    if not name:
        return False
    if name in _FOLDED_BY_NATURE and _transport_follows(lines, number):
        return True
    below = lines[number + 1 : number + 1 + _LOOK_AHEAD]
    coming = {found[1].lower() for line in below if (found := _OF_PEOPLE.match(line))}
    return len(coming - values.keys()) >= 2


def _goes_on(lines: list[str], number: int) -> bool:
    return number + 1 < len(lines) and _SURELY_A_FIELD.match(lines[number + 1]) is not None


def _transport_follows(lines: list[str], number: int) -> bool:
    return any(_OF_TRANSPORT.match(line) for line in lines[number + 1 : number + 1 + _LOOK_AHEAD])


def _start_of_line(raw: bytes, start: int, body: int, text: str, number: int) -> int:
    """Where in `raw` the unfolded line of this number starts: the body, when the empty line was forgotten."""
    physical, unfolded = 0, 0
    for physical, line in enumerate(text.split("\n")):
        unfolded += physical > 0 and not line.startswith((" ", "\t"))
        if unfolded == number:
            break
    for count, line_end in enumerate(_LINE_END.finditer(raw, start, body)):
        if count == physical - 1:
            return line_end.end()
    return start if physical == 0 else body
