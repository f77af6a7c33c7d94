"""What may stand in a command to an IMAP server: names of folders and Message-IDs of ours.

imapclient sends what it searches for as it is, line breaks included; so nothing that came in a mail is ever
searched for, and what we made ourselves is checked against an allow-list.
"""

from __future__ import annotations

import re

from frontdesk.mailbox.errors import UnsafeValue

_OUR_ID = re.compile(r"<[A-Za-z0-9._+=-]{1,200}@[A-Za-z0-9.-]{1,200}>")
_UNSAFE_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f"\\*%]')  # LIST takes * and % for patterns


def check_folder(name: str) -> None:
    """Raises `UnsafeValue` for what can't be a folder's name."""
    if not name or _UNSAFE_IN_A_NAME.search(name):
        raise UnsafeValue(f"{name!r} can't be a folder's name")


def check_our_id(message_id: str) -> None:
    """Raises `UnsafeValue` for what is no Message-ID that we make ("<...@...>")."""
    if not _OUR_ID.fullmatch(message_id):
        raise UnsafeValue(f"{message_id!r} is no Message-ID of ours")
