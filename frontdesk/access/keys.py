"""A key file: Google's service-account JSON, or a PEM with a private key and its certificate (Microsoft).

Reads it, and says what is wrong with it; signs nothing. A message never has a part of the file in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PIP = "pip install 'frontdesk[oauth]'"
LARGEST = 1_000_000


class BadKey(ValueError):
    """A key file that can't be used, and what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class KeyFile:
    """`kind`: google or pem. `issuer` and `client_id` are Google's; `thumbprint` and `ends` a certificate's."""

    kind: str
    private_key: str = field(repr=False)
    issuer: str = ""
    client_id: str = ""
    key_id: str = ""
    thumbprint: str = ""
    ends: datetime | None = None


def read_key(path: Path) -> KeyFile:
    """Raises `BadKey`, `OSError`, and ImportError where cryptography isn't installed."""
    data = path.read_bytes()[: LARGEST + 1]
    if len(data) > LARGEST:
        raise BadKey("is over a megabyte", "name the file with the key alone")
    return _google(data) if data.lstrip()[:1] == b"{" else _pem(data)


def _google(data: bytes) -> KeyFile:
    remedy = "name the JSON file that Google gave for a key of the service account (docs/google.md)"
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        raise BadKey("isn't JSON as it should be", remedy) from None
    if told.get("type") != "service_account":
        raise BadKey(f"is JSON of another kind ({str(told.get('type', 'an OAuth client'))[:40]!r})", remedy)
    texts = {name: told.get(name) for name in ("private_key", "client_email", "client_id", "private_key_id")}
    if not all(isinstance(text, str) and text for text in (texts["private_key"], texts["client_email"])):
        raise BadKey("lacks private_key or client_email", remedy)
    _check_private(str(texts["private_key"]).encode(), remedy)
    return KeyFile(
        "google",
        str(texts["private_key"]),
        str(texts["client_email"]),
        str(texts["client_id"] or ""),
        str(texts["private_key_id"] or ""),
    )


def _pem(data: bytes) -> KeyFile:
    remedy = "name a PEM file with the private key and its certificate, both without a password"
    if b"PRIVATE KEY-----" not in data:
        raise BadKey("is neither Google's JSON nor a PEM with a private key", remedy)
    if b"ENCRYPTED" in data:
        raise BadKey(
            "is encrypted, and nobody is there to type its password",
            "openssl pkey -in FILE -out KEY takes the password off; put the certificate behind the key",
        )
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    private = _check_private(data, remedy)
    try:
        certificates = x509.load_pem_x509_certificates(data)
    except ValueError:
        raise BadKey("holds a private key and no certificate", remedy) from None

    def raw(key: Any) -> bytes:
        return bytes(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    own = next((c for c in certificates if raw(c.public_key()) == raw(private.public_key())), None)
    if own is None:
        raise BadKey("holds a private key and another key's certificate", remedy)
    digest = hashlib.sha256(own.public_bytes(Encoding.DER)).digest()
    thumbprint = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return KeyFile(
        "pem", _key_alone(data), thumbprint=thumbprint, ends=own.not_valid_after_utc.astimezone(UTC)
    )


def _key_alone(data: bytes) -> str:
    text = data.decode("ascii", "replace")
    begin = text.index("-----BEGIN ", max(0, text.index("PRIVATE KEY-----") - 40))
    end = text.index("-----", text.index("-----END ", begin) + 9) + 5
    return text[begin:end] + "\n"


def _check_private(data: bytes, remedy: str) -> Any:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(
            data, None, unsafe_skip_rsa_key_validation=True
        )  # ours; saves 80 ms each time
    except (ValueError, TypeError) as error:
        raise BadKey("holds a private key that can't be read", remedy) from error
    if not isinstance(key, RSAPrivateKey):
        raise BadKey("holds a key that isn't RSA", "make an RSA key of 2048 bits or more")
    return key


def is_over(key: KeyFile, now: datetime) -> bool:
    return key.ends is not None and key.ends <= now
