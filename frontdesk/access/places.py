"""Where a provider gives tokens. Data alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Endpoints:
    """A provider's addresses. "" where it has no such one, {tenant} for OAUTH_TENANT."""

    token: str
    authorize: str = ""
    device: str = ""
    revoke: str = ""
    basic: bool = False  # the client's secret goes into the header, as the server takes it nowhere else
