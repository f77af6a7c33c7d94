"""The files of departments and people as they last worked, kept in the database: a desk that starts anew with a broken
one has them still.
"""

from __future__ import annotations

import json

from frontdesk.accounts.files import AccountsFiles, Read, read_accounts
from frontdesk.accounts.followed import packed, unpacked
from frontdesk.db import state
from frontdesk.db.engine.store import Store
from frontdesk.settings.load import BadSettings
from frontdesk.settings.problem import Problem

_KEPT = "accounts that worked"


def first_read(files: AccountsFiles, store: Store) -> Read:
    """The directory to begin with; raises BadSettings where a file doesn't work and none is kept that did."""
    found = read_accounts(files, *kept(store))
    lacks = [
        setting
        for setting, path, raw in (
            ("DEPARTMENTS_FILE", files.departments, found.departments),
            ("PEOPLE_FILE", files.people, found.people),
        )
        if path is not None and raw is None
    ]
    if lacks:
        raise BadSettings(problems_of(found, files))
    return found


def problems_of(found: Read, files: AccountsFiles) -> list[Problem]:
    """The files' serious problems as those of their settings."""
    return [
        Problem(
            "DEPARTMENTS_FILE" if problem.path == files.departments else "PEOPLE_FILE",
            f"{problem.path}{f', line {problem.line}' if problem.line else ''}: {problem.what}",
            problem.remedy,
        )
        for problem in found.serious
    ]


def keep(store: Store, found: Read) -> None:
    """Write the files down that work, when they aren't those that are kept."""
    if (found.departments, found.people) != kept(store):
        with store.transaction():
            state.put(store, _KEPT, _packed(found))


def kept(store: Store) -> tuple[bytes | None, bytes | None]:
    """The files as they last worked."""
    try:
        texts = json.loads(state.get(store, _KEPT, "{}"))
        return unpacked(texts.get("departments", "")), unpacked(texts.get("people", ""))
    except (ValueError, AttributeError):
        return None, None


def _packed(found: Read) -> str:
    texts = {
        name: packed(raw)
        for name, raw in (("departments", found.departments), ("people", found.people))
        if raw is not None
    }
    return json.dumps(texts)
