"""Key files for tests: Google's JSON of a service account, and a PEM with a private key and its certificate."""

from __future__ import annotations

import functools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM


@functools.cache
def _key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def private_pem(name: str = "desk") -> bytes:
    kind = serialization.PrivateFormat.PKCS8
    return _key(name).private_bytes(PEM, kind, serialization.NoEncryption())


def public_pem(name: str = "desk") -> bytes:
    return _key(name).public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def certificate_pem(name: str = "desk", ends: datetime | None = None) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    ends = ends or datetime.now(UTC) + timedelta(days=143)
    begins = ends - timedelta(days=200)
    builder = x509.CertificateBuilder(subject, subject, _key(name).public_key(), 1, begins, ends)
    return builder.sign(_key(name), hashes.SHA256()).public_bytes(PEM)


def pem(path: Path, name: str = "desk", ends: datetime | None = None) -> Path:
    path.write_bytes(private_pem(name) + certificate_pem(name, ends))
    path.chmod(0o600)
    return path


def google_json(path: Path, **changes: Any) -> Path:
    told = {
        "type": "service_account",
        "client_id": "1122334455",
        "client_email": "desk@project.iam.gserviceaccount.com",
        "private_key": private_pem().decode(),
        "private_key_id": "k1",
        "token_uri": "https://evil.example/token",
        **changes,
    }
    path.write_text(json.dumps(told))
    path.chmod(0o600)
    return path
