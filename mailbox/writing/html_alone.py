"""A finished mail of ours as its HTML alone: what most clients quote of it. Only reads what we made ourselves."""

from __future__ import annotations

from base64 import encodebytes
from email import message_from_bytes, policy
from email.message import EmailMessage

_HEAD = b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"


def html_alone(mail: bytes) -> bytes:
    """A mail that holds nothing but the HTML part of `mail`, b"" when it has none."""
    message = message_from_bytes(mail, policy=policy.default)
    part = message.get_body(("html",)) if isinstance(message, EmailMessage) else None
    if part is None:
        return b""
    content = part.get_content()
    return _HEAD + encodebytes(content.encode("utf-8", "replace"))
