"""The admin's files in the versions that last worked, by name: what stands in when an edit breaks one.

Held in memory; whoever opens the desk brings what an earlier process kept, and keeps what changes. Reads no file.
"""

from __future__ import annotations

from collections.abc import Mapping


class GoodVersions:
    """`kept`: what an earlier process knew, by name ("de/reply.md", "layout.html")."""

    def __init__(self, kept: Mapping[str, str] | None = None) -> None:
        self._texts = dict(kept or {})
        self._changed = False

    def get(self, name: str) -> str | None:
        return self._texts.get(name)

    def names(self) -> tuple[str, ...]:
        return tuple(self._texts)

    def keep(self, name: str, text: str) -> None:
        if self._texts.get(name) != text:
            self._texts[name] = text
            self._changed = True

    def forget(self, name: str) -> None:
        """The admin took the file away, or its kept version works no more."""
        self._changed |= self._texts.pop(name, None) is not None

    def changes(self) -> dict[str, str] | None:
        """All of them when something changed since this was asked last."""
        changed, self._changed = self._changed, False
        return dict(self._texts) if changed else None
