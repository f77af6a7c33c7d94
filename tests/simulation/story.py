"""What happened in a run, in order; kept only when somebody wants to read it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Story:
    """`wanted`: keep the lines. `aloud`: print them as they come."""

    wanted: bool = False
    aloud: bool = False
    lines: list[str] = field(default_factory=list)

    def tell(self, at: datetime, what: str) -> None:
        if self.wanted:
            self.lines.append(f"{at:%m-%d %H:%M:%S} {what}")
            if self.aloud:
                print(self.lines[-1], flush=True)

    def last(self, number: int) -> str:
        return "\n".join(self.lines[-number:])

    def digest(self) -> str:
        """The same for the same story."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()
