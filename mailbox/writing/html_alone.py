"""A finished mail of ours as its HTML alone: what most clients quote of it. Only reads what we made ourselves."""

from __future__ import annotations

from base64 import encodebytes
from email import message_from_bytes

_HEAD = b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"


def html_alone(mail: bytes) -> bytes:
    """A mail that holds nothing but the HTML part of `mail`, b"" when it has none. Ours is always UTF-8."""
    for part in message_from_bytes(mail).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return _HEAD + encodebytes(content) if isinstance(content, bytes) else b""
    return b""
