"""Who may use which tag: the table's roles, and stricter ones where a team wants them (TAG_PERMISSIONS)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from frontdesk.rules.model import Role
from frontdesk.rules.tags.reasons import say_reason
from frontdesk.rules.tags.slips import near
from frontdesk.rules.tags.table import BY_NAME, BY_WORD

HOW_TO = "write tag=manager or tag=technician, as in merge=manager; spam=manager"
_RANK = {Role.CUSTOMER: 0, Role.TECHNICIAN: 1, Role.MANAGER: 2}


def may(tag: str, role: Role, permissions: Mapping[str, Role], language: str = "en") -> str | None:
    """None when this role may use the tag, else the reason, a sentence.

    `tag`: its name in the table. `permissions`: the least role for a tag; what isn't named is as in the table.
    """
    if role not in BY_NAME[tag].who:
        return say_reason(language, "not technicians")
    if _RANK[role] >= _RANK[permissions.get(tag, Role.TECHNICIAN)]:
        return None
    return say_reason(language, "only managers", tag=tag)


def read_permissions(text: str) -> dict[str, Role]:
    """TAG_PERMISSIONS, as in "merge=manager; spam=technician": the least role for a tag, by the tag's name.

    Entries are separated by ";", "," or white space. Raises ValueError that names every wrong entry.
    """
    found: dict[str, Role] = {}
    wrong: list[str] = []
    for entry in re.split(r"[;,\s]+", text.lower()):
        tag, _, role = entry.partition("=")
        if entry and tag in BY_WORD and role in ("technician", "manager"):
            found[BY_WORD[tag].name] = Role(role)
        elif entry:
            wrong.append(_what_is_wrong(entry, tag, role))
    if wrong:
        raise ValueError("; ".join(wrong[:10]))
    return found


def _what_is_wrong(entry: str, tag: str, role: str) -> str:
    if tag not in BY_WORD:
        guess = near(tag)
        return f"{tag[:40]!r} is no tag" + (f" ({guess}?)" if guess else "")
    return f"{entry[:60]!r} must end in =technician or =manager" + (f", not {role[:40]!r}" if role else "")
