"""What those lines of an answer to the desk come to that are about no request. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frontdesk.rules.effects import Effect


@dataclass(slots=True)
class LinePlan:
    """Effects and what is told of them, or what is wrong."""

    effects: list[Effect] = field(default_factory=list)
    told: list[Mapping[str, Any]] = field(default_factory=list)
    problems: list[Mapping[str, Any]] = field(default_factory=list)
