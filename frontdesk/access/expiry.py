"""When the desk's secret, certificate or sign-in ends, and which step of warning that is. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

STEPS = (1, 3, 7, 14, 30)  # days
PROBLEM_FROM, WARNING_FROM = 14, 30

RENEW = {
    "client secret": (
        "Make a new one at the provider (Microsoft: Entra > App registrations > your app > Certificates & secrets > New"
        " client secret), put its value into OAUTH_CLIENT_SECRET_FILE and its day into OAUTH_SECRET_EXPIRES."
    ),
    "certificate": "Make a new one, upload it at the provider, and put key and certificate into OAUTH_KEY_FILE.",
    "key": "Make a new key at the provider, put it into OAUTH_KEY_FILE and its day into OAUTH_SECRET_EXPIRES.",
    "sign-in": (
        "frontdesk login. Google limits a sign-in to 7 days while the app's publishing status is Testing: make it"
        " Internal, or In production."
    ),
}


@dataclass(frozen=True, slots=True)
class Expiry:
    """`what` is a key of `RENEW`."""

    what: str
    day: date

    def left(self, today: date) -> int:
        return (self.day - today).days

    def step(self, today: date) -> int | None:
        """The step of warning that was passed last; None before the first, and once it is over."""
        left = self.left(today)
        return next((step for step in STEPS if 0 <= left <= step), None)

    @property
    def remedy(self) -> str:
        return RENEW[self.what]

    def words(self, today: date) -> str:
        left = self.left(today)
        if left < 0:
            return f"the {self.what} ended on {self.day}"
        return f"the {self.what} ends in {left} day{'s' * (left != 1)} ({self.day})"
