"""Who a mail says it is from, and whether that can be read in one way only.

The displayed sender is best effort; `is_certain` is what commands hang on (never show the one and believe
the other: both come from here).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from frontdesk.mailbox.parsing.addresses import one_plain_address, read_addresses
from frontdesk.rules.model import Address

# RFC 5322 section 3.6: once each. A second one is read by some program instead of the first.
_ONCE = (
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "bcc",
    "message-id",
    "in-reply-to",
    "references",
    "subject",
    "date",
    "mime-version",
    "content-type",
)


def read_sender(values: Mapping[str, Sequence[str]]) -> Address | None:
    """The (first) address in the topmost From header that has one; without any, Sender's or Reply-To's; else None."""
    for name in ("from", "sender", "reply-to"):
        for value in values.get(name, ()):
            found = read_addresses(value, 1)
            if found:
                return found[0]
    return None


def is_certain(values: Mapping[str, Sequence[str]], damaged: bool) -> bool:
    """Whether every program reads the same sender: one From with one plain address, no header twice that may
    stand once, and a header block without damage (`damaged`), in which programs see different headers."""
    if damaged or any(len(values.get(name, ())) > 1 for name in _ONCE):
        return False
    from_values = values.get("from", ())
    if len(from_values) != 1:
        return False
    plain = one_plain_address(from_values[0])
    shown = read_addresses(from_values[0], 2)
    return plain is not None and len(shown) == 1 and shown[0].email == plain
