"""How much of a mail is looked at: budgets that hold before any work is done.

What lies beyond a budget is left out of the message and said in its `problems`; the raw mail is always kept.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes or characters, the rest are counts. All far above what people's mail clients make."""

    raw: int = 35_000_000  # larger mail is taken by its headers alone
    header_block: int = 256 * 1024
    header: int = 16 * 1024  # one header field, unfolded
    depth: int = 50  # parts within parts
    parts: int = 1_000
    addresses: int = 500  # over all address headers together
    message_ids: int = 200  # of References: the first and the last half are kept
    text: int = 1_000_000
    html: int = 2_000_000
    guesses: int = 20  # charsets that aren't told and have to be guessed
    name: int = 150  # of a person, or of an attachment
    also_kept: str = ""  # a header that this desk looks at beside all that every desk does, in small letters


LIMITS = Limits()
