"""Templates as they were compiled, kept in one file between two starts: to compile one takes longer than to fill it in
for a hundred mails.

What lies in the file is code, so it counts only under a seal made with the desk's own key: whoever can write the file
and doesn't know the key gets nothing run. Nothing here raises: where the file can't be read or written, templates
are compiled as if there were none.
"""

from __future__ import annotations

import hashlib
import hmac
import marshal
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import CodeType
from typing import NamedTuple

_SEAL = hashlib.sha256
_LIBRARIES = ("jinja2", "markdown_it", "css_inline")
_MOST = 16 << 20  # bytes of a file; a larger one is neither read nor written


class Codes(NamedTuple):
    """What is made of one template file. `links`: the style of links made of values; `cleared`, `tables`: as of
    `template_file.Template`."""

    whole: CodeType
    subject: CodeType
    text: CodeType
    html: CodeType
    links: str
    cleared: tuple[str, ...]
    tables: bool


class Compiled:
    """`path`: the file, or None to keep nothing. `key`: secret, and the desk's own."""

    def __init__(self, path: Path | None = None, key: bytes = b"") -> None:
        self._path = path if key else None
        self._key = hashlib.sha256(b"frontdesk compiled templates\0" + key).digest()
        self._entries: dict[str, tuple[bytes, bytes]] | None = None
        self._changed = self._together = False

    def get(self, name: str, made_from: Iterable[str]) -> Codes | None:
        """What was kept under this name, if it was made from just this, by this Python, Jinja and frontdesk."""
        if self._path is None:
            return None
        digest, code = self._read().get(name, (b"", b""))
        if digest != _digest(made_from):
            return None
        return Codes(*marshal.loads(code))  # sealed

    def keep(self, name: str, made_from: Iterable[str], codes: Codes) -> None:
        if self._path is None:
            return
        self._read()[name] = _digest(made_from), marshal.dumps(tuple(codes))
        self._changed = True
        if not self._together:
            self._write()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is kept within is written once, at the end: each time the file is written whole."""
        if self._together:
            yield
            return
        self._together = True
        try:
            yield
        finally:
            self._together = False
            self._write()

    def _write(self) -> None:
        data = marshal.dumps(self._entries)
        if self._path is None or not self._changed or len(data) >= _MOST - _SEAL().digest_size:
            return
        self._changed = False
        new = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        with suppress(OSError):
            try:
                file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
                with os.fdopen(file, "wb") as to:
                    to.write(self._seal(data) + data)
                new.replace(self._path)
            finally:
                new.unlink(missing_ok=True)

    def _read(self) -> dict[str, tuple[bytes, bytes]]:
        if self._entries is None:
            self._entries = {}
            assert self._path is not None
            with suppress(OSError), open(self._path, "rb") as file:
                kept = file.read(_MOST)
                seal, data = kept[: _SEAL().digest_size], kept[_SEAL().digest_size :]
                if hmac.compare_digest(seal, self._seal(data)):
                    self._entries = marshal.loads(data)
        return self._entries

    def _seal(self, data: bytes) -> bytes:
        """Of the Python too: another one may not even be able to look at what this one wrote."""
        return hmac.digest(self._key, sys.version.encode() + data, _SEAL)


def _digest(made_from: Iterable[str]) -> bytes:
    return hashlib.sha256("\0".join((_makers(), *made_from)).encode("utf-8", "surrogatepass")).digest()


@lru_cache(maxsize=1)
def _makers() -> str:
    """What compiles: the libraries and our own modules, as they lie on the disk."""
    libraries = (spec.origin for name in _LIBRARIES if (spec := find_spec(name)) and spec.origin)
    files = sorted((*map(Path, libraries), *Path(__file__).parent.glob("*.py")))
    return "\n".join(f"{file} {stat.st_mtime_ns} {stat.st_size}" for file in files if (stat := file.stat()))
