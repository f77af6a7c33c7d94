"""The parts of a mail that we write: texts, attachments, and the multiparts around them (RFC 2045, 2046); and the HTML
part of a finished mail of ours, which is what most clients quote of it.

A part is its header lines and its body. Deterministic; reads nothing but what we made ourselves.
"""

from __future__ import annotations

import re
from base64 import b64encode, encodebytes
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from hashlib import sha256
from urllib.parse import quote

from frontdesk.mailbox.writing.headers import LINE_AT_MOST, CannotWrite

Part = tuple[str, bytes]

_PARAMETER_AT_MOST = 60
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}")
# base64 isn't allowed for message/* and multipart/* (RFC 2046 section 5.2.1, RFC 2045 section 6.4), and what
# a browser would run must not open with a click
_NOT_AS_SUCH = re.compile(
    r"message/|multipart/|text/(?:x?html|javascript)|image/svg|application/(?:xhtml|javascript|hta)"
)
_PLAIN_NAME = re.compile(r"[ !#-\[\]-~]{1,60}")
_MEANS_ANOTHER = re.compile(
    "&#1(?:2[89]|[345][0-9]);"
)  # windows-1252's to a browser (HTML, section 13.2.5.80)
_CONTENT_ID = re.compile(r"[!-;=?-~]{1,200}")


@dataclass(frozen=True, slots=True)
class OutgoingAttachment:
    """A file that goes with a mail. `content_id`: without angle brackets; `inline`: the HTML shows it."""

    name: str
    media_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


def boundary_for(message_id: str, depth: int) -> str:
    """A boundary that is the same for the same mail. "=_" occurs in no base64 and no quoted-printable."""
    return f"=_{depth}_{sha256(message_id.encode()).hexdigest()[:24]}"


def boundary_of_files(files: Sequence[OutgoingAttachment]) -> str:
    """The boundary around attached files: theirs, so that they are the same octets in every copy of a mail."""
    digest = sha256()
    for file in files:
        digest.update(f"{file.name}\0{file.media_type}\0{len(file.content)}\0".encode("utf-8", "replace"))
        digest.update(file.content)
    return f"=_1_{digest.hexdigest()[:24]}"


def text_part(subtype: str, text: str) -> Part:
    """Text or HTML as 7bit where it can stay as it is, otherwise in the shorter encoding."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if lines and not lines.endswith("\n"):
        lines += "\n"
    raw = lines.replace("\n", "\r\n").encode("utf-8", "replace")
    if lines.isascii() and _can_stay(lines):
        return _headed(f"text/{subtype}; charset=us-ascii", "7bit"), raw
    quoted = b2a_qp(raw, istext=True)
    if len(quoted) <= len(raw) * 1.8:
        return _headed(f"text/{subtype}; charset=utf-8", "quoted-printable"), quoted
    return _headed(f"text/{subtype}; charset=utf-8", "base64"), _base64(raw)


def html_part(html: str) -> Part:
    """HTML in ASCII, its other letters as references (`&#252;`), which every client shows alike: quoted-printable
    costs more than all else in a mail, and a third more octets, for each `=`. A style sheet knows no references."""
    sheets, end, rest = html.rpartition("</style>")
    plain = rest.encode("ascii", "xmlcharrefreplace").decode("ascii")
    can_be = sheets.isascii() and not _MEANS_ANOTHER.search(plain)
    return text_part("html", f"{sheets}{end}{plain}" if can_be else html)


def _can_stay(lines: str) -> bool:
    """Whether a mail can carry the lines as they are: short, none like a boundary or a new mail's start."""
    if len(lines) > LINE_AT_MOST and max(map(len, lines.split("\n"))) > LINE_AT_MOST:
        return False
    return not any(unsafe in lines for unsafe in ("\0", "=_", "\nFrom ")) and not lines.startswith("From ")


def attachment_part(attachment: OutgoingAttachment) -> Part:
    """An attachment in base64. Its name goes as RFC 2231 has it when it isn't plain ASCII."""
    media_type = attachment.media_type.lower()
    if not _MEDIA_TYPE.fullmatch(media_type) or _NOT_AS_SUCH.match(media_type):
        media_type = "application/octet-stream"
    how = "inline" if attachment.inline and attachment.content_id else "attachment"
    lines = [
        f"Content-Type: {media_type}",
        "Content-Transfer-Encoding: base64",
        f"Content-Disposition: {how}{_file_name(attachment.name)}",
    ]
    if attachment.content_id and _CONTENT_ID.fullmatch(attachment.content_id):
        lines.append(f"Content-ID: <{attachment.content_id}>")
    return "\r\n".join(lines), _base64(attachment.content)


def _file_name(name: str) -> str:
    if any(not character.isprintable() for character in name):
        raise CannotWrite(f"a control character in the file name {name[:60]!r}")
    if _PLAIN_NAME.fullmatch(name) and name == name.strip() and "=?" not in name:
        return f';\r\n filename="{name}"'
    said = quote(name, safe="!#$&+-.^_`|~")
    if len(said) <= _PARAMETER_AT_MOST:
        return f";\r\n filename*=utf-8''{said}"
    pieces = _pieces(said)
    first = f";\r\n filename*0*=utf-8''{pieces[0]}"
    return first + "".join(f";\r\n filename*{number}*={piece}" for number, piece in enumerate(pieces[1:], 1))


def _pieces(said: str) -> list[str]:
    """A percent-encoded name in pieces for RFC 2231 section 3; none begins or ends inside a %XX."""
    pieces: list[str] = []
    start = 0
    while start < len(said):
        end = min(start + _PARAMETER_AT_MOST, len(said))
        while end < len(said) and "%" in said[end - 2 : end]:
            end -= 1
        pieces.append(said[start:end])
        start = end
    return pieces


def multipart(subtype: str, boundary: str, parts: Sequence[Part]) -> Part:
    """Parts as one."""
    body = b"".join(_within(boundary, part) for part in parts) + f"--{boundary}--\r\n".encode()
    return f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"', body


def _within(boundary: str, part: Part) -> bytes:
    head, inside = part
    return f"--{boundary}\r\n{head}\r\n\r\n".encode() + inside + b"\r\n"


def beginning(boundary: str, part: Part) -> int:
    """How many octets of a multipart's body its first part takes."""
    return len(_within(boundary, part))


def _headed(content_type: str, encoding: str) -> str:
    return f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}"


def _base64(raw: bytes) -> bytes:
    encoded = b64encode(raw)
    return b"".join(encoded[at : at + 76] + b"\r\n" for at in range(0, len(encoded), 76))


_HEAD = b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"


def html_alone(mail: bytes) -> bytes:
    """A mail that holds nothing but the HTML part of `mail`, b"" when it has none. Ours is always UTF-8."""
    for part in message_from_bytes(mail).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return _HEAD + encodebytes(content) if isinstance(content, bytes) else b""
    return b""
