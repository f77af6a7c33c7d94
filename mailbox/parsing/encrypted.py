"""Whether a part is encrypted for somebody's own client, and how. Nothing is decrypted. Never raises."""

from __future__ import annotations

from frontdesk.mailbox.parsing import smime
from frontdesk.mailbox.parsing.part import Part

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
    if part.media_type in smime.TYPES or part.name.lower() == "smime.p7m":
        declared = part.parameters.get("smime-type", "").lower() in _SMIME_ENCRYPTED
        if declared or smime.is_encrypted(part.content(200)):
            return "S/MIME"
    return ""


def is_encrypted_text(text: str) -> bool:
    """Whether a text is, below a greeting at most, PGP's; one that is only quoted is older mail."""
    if _PGP_BEGINS not in text or _PGP_ENDS not in text:
        return False
    return any(line.rstrip() == _PGP_BEGINS for line in text.split("\n", _LINES)[:_LINES])
