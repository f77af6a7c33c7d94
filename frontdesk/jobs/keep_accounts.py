"""Keeps a running desk's departments and people as their files say, and moves along what isn't settled."""

from __future__ import annotations

from dataclasses import replace

from frontdesk.accounts.files import AccountsFiles, Read, read_accounts
from frontdesk.accounts.followed import trouble_id
from frontdesk.accounts.kept import keep, kept
from frontdesk.db import people, requests
from frontdesk.db.apply import Target
from frontdesk.decision.execute import execute
from frontdesk.decision.queue_mail import Occasion
from frontdesk.desk import Desk
from frontdesk.jobs.tell_managers import tell_once
from frontdesk.rules.accounts.departments import HEADER, TAG, Directory, Placed
from frontdesk.rules.effects import Change, Effect, Record
from frontdesk.rules.languages import say
from frontdesk.rules.on_timer import DESK
from frontdesk.rules.request import Request

_AT_ONCE = 100  # requests moved in a transaction


class LiveAccounts:
    """`refresh`, called now and then, takes changed files over."""

    def __init__(self, desk: Desk, files: AccountsFiles) -> None:
        self.desk, self.files = desk, files
        self._seen: object = None

    def refresh(self) -> bool:
        """Whether managers were told of something."""
        seen = self.files.seen()
        if seen == self._seen or not any((self.files.departments, self.files.people)):
            return False
        desk = self.desk
        found = read_accounts(self.files, *kept(desk.store))
        keep(desk.store, found)
        desk.policy = replace(desk.policy, directory=found.directory)
        move_along(desk)
        self._seen = seen
        return self._tell(found)

    def _tell(self, found: Read) -> bool:
        if not found.problems:
            return False
        shown = [str(problem) for problem in found.problems[:10]]
        more = len(found.problems) - len(shown)
        serious, language = bool(found.serious), self.desk.policy.language
        return tell_once(
            self.desk,
            f"accounts {trouble_id(found.problems)}",
            say(language, "accounts broken") if serious else say(language, "some people broken"),
            *shown,
            *((say(language, "accounts and more", count=more),) if more else ()),
            say(language, "last good") if serious else say(language, "people passed over"),
        )


def move_along(desk: Desk) -> int:
    """Give every request that isn't settled the department that its customer has now; gives how many moved.

    What a technician said of the request stays, under its present name.
    """
    directory = desk.policy.directory
    said = people.departments_said(desk.store)
    moves = [
        (request, placed)
        for request in requests.listed(desk.store, unsettled=True)
        if (placed := now_of(request, directory, said.get(request.customer.email, ""))) is not None
    ]
    for start in range(0, len(moves), _AT_ONCE):
        with desk.store.transaction():
            for request, placed in moves[start : start + _AT_ONCE]:
                _move(desk, request, placed)
    return len(moves)


def now_of(request: Request, directory: Directory, said: str) -> Placed | None:
    """The request's department by the files of today; None when it stays where it is."""
    here = Placed(request.department, request.department_how)
    if here.how in (TAG, HEADER) and here.name:
        known = directory.find(here.name)
        placed = Placed(known.name if known else here.name, here.how)
        if here.how == HEADER and known is None and directory.given:
            placed = directory.place(request.customer.email, said=said)
    elif here.how == TAG:  # said to be of none
        return None
    else:
        placed = directory.place(request.customer.email, said=said)
    return placed if placed != here else None


def _move(desk: Desk, request: Request, placed: Placed) -> None:
    now = desk.now()
    effects: list[Effect] = [
        Change({"department": placed.name, "department_how": placed.how}),
        Record(
            "moved",
            DESK,
            {"before": {"department": request.department}, "after": {"department": placed.name}},
        ),
    ]
    execute(desk, effects, Target(request.number, now), Occasion(f"d{request.number}", now))
