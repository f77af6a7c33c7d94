"""S/MIME and its like: the mail inside a signed one that comes as a single smime.p7m (RFC 8551 section 3.5.2), and
whether a part is encrypted for somebody's own client.

Takes the content out; the signature is not checked and nothing is decrypted. Never raises, linear.
"""

from __future__ import annotations

from typing import NamedTuple

from frontdesk.mailbox.parsing.part import Part

TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNED = bytes.fromhex("06092a864886f70d010702")  # the object identifiers of RFC 5652
_DATA = bytes.fromhex("06092a864886f70d010701")
_ENVELOPED = bytes.fromhex("06092a864886f70d010703")
_AUTH_ENVELOPED = bytes.fromhex("060b2a864886f70d0109100117")  # RFC 5083
_OCTETS, _OCTETS_IN_PIECES, _SEQUENCE, _SET, _INTEGER, _EXPLICIT = 0x04, 0x24, 0x30, 0x31, 0x02, 0xA0
_MOST_PIECES = 100_000


class _Element(NamedTuple):
    tag: int
    start: int  # of its content
    end: int  # of its content; the end of the data when the length is indefinite


def is_encrypted(content: bytes) -> bool:
    return _ENVELOPED in content[:40] or _AUTH_ENVELOPED in content[:40]


def signed_content(content: bytes) -> bytes | None:
    """The signed mail (MIME with its headers) in `content`, None when there is none."""
    outer = _element(content, 0, _SEQUENCE)
    if not outer or not content.startswith(_SIGNED, outer.start):
        return None
    explicit = _element(content, outer.start + len(_SIGNED), _EXPLICIT)
    signed = explicit and _element(content, explicit.start, _SEQUENCE)
    version = signed and _element(content, signed.start, _INTEGER)
    algorithms = version and _element(content, version.end, _SET)
    held = algorithms and _element(content, algorithms.end, _SEQUENCE)
    if not held or not content.startswith(_DATA, held.start):
        return None
    explicit = _element(content, held.start + len(_DATA), _EXPLICIT)
    return _octets(content, explicit.start) if explicit else None


def _octets(content: bytes, position: int) -> bytes | None:
    whole = _element(content, position)
    if not whole:
        return None
    if whole.tag == _OCTETS:
        return content[whole.start : whole.end]
    if whole.tag != _OCTETS_IN_PIECES:
        return None
    pieces: list[bytes] = []
    position = whole.start
    while position < whole.end and len(pieces) < _MOST_PIECES:
        piece = _element(content, position, _OCTETS)
        if not piece:
            break
        pieces.append(content[piece.start : piece.end])
        position = piece.end
    return b"".join(pieces)


def _element(content: bytes, position: int, tag: int | None = None) -> _Element | None:
    """The BER element at `position`, None when there is none, another one, or a cut one."""
    if position + 2 > len(content) or (tag is not None and content[position] != tag):
        return None
    length, start = content[position + 1], position + 2
    if length == 0x80:
        return _Element(content[position], start, len(content))
    if length > 0x80:
        octets = length & 0x7F
        if octets > 4 or start + octets > len(content):
            return None
        length, start = int.from_bytes(content[start : start + octets], "big"), start + octets
    return _Element(content[position], start, min(start + length, len(content)))


_SMIME_ENCRYPTED = frozenset({"enveloped-data", "authenveloped-data"})  # RFC 8551 section 3.2.2
_RIGHTS = frozenset({"application/x-microsoft-rpmsg-message", "application/vnd.ms-rpmsg"})
_PGP_BEGINS, _PGP_ENDS = "-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----"
_LINES = 60  # within which an encrypted text begins


def encryption_of(part: Part) -> str:
    """How this part is encrypted, "" when it isn't."""
    if part.media_type == "application/pgp-encrypted" or part.within == "multipart/encrypted":
        return "PGP"  # RFC 3156 section 4; Exchange leaves the parts and takes the multipart away
    if part.media_type in _RIGHTS or part.name.lower() == "message.rpmsg":
        return "Microsoft 365"
    if part.media_type in TYPES or part.name.lower() == "smime.p7m":
        declared = part.parameters.get("smime-type", "").lower() in _SMIME_ENCRYPTED
        if declared or is_encrypted(part.content(200)):
            return "S/MIME"
    return ""


def is_encrypted_text(text: str) -> bool:
    """Whether a text is, below a greeting at most, PGP's; one that is only quoted is older mail."""
    if _PGP_BEGINS not in text or _PGP_ENDS not in text:
        return False
    return any(line.rstrip() == _PGP_BEGINS for line in text.split("\n", _LINES)[:_LINES])
