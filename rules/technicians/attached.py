"""What somebody attached to a mail, and whether the mail says anything. Decides nothing."""

from __future__ import annotations

from frontdesk.rules.model import Attachment, Message

# Seals and visiting cards that mail clients add by themselves (RFC 8551, RFC 3156, RFC 6350): nobody's words.
_BY_THE_CLIENT = frozenset(
    (
        *("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"),
        *("application/pgp-keys", "text/vcard", "text/x-vcard", "text/directory"),
    )
)
# Of those, what is no use to anybody who reads the text.
_SEALS = frozenset(kind for kind in _BY_THE_CLIENT if kind.endswith("-signature"))


def is_seal(media_type: str) -> bool:
    return media_type in _SEALS


def files(message: Message) -> tuple[Attachment, ...]:
    """The attachments that somebody attached, or shows in the text."""
    return tuple(part for part in message.attachments if part.media_type not in _BY_THE_CLIENT)


def speaks(message: Message, text: str) -> bool:
    return bool(text) or any(not part.inline for part in files(message))
