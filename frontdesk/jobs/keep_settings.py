"""Keeps a running desk as its config.env says: a technician comes or goes, hours change, without a restart.

Takes over what `settings.table` calls live, once the file is whole again; what isn't live waits for the next start
and is told. A file that can't be used changes nothing: the last settings that worked stay. The environment and the
files that hold secrets are read at the start alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from frontdesk.accounts.followed import seen, trouble_id
from frontdesk.db import state
from frontdesk.db.engine.store import Store
from frontdesk.desk import SETTINGS_TROUBLE, Desk, note_hours
from frontdesk.jobs.tell_managers import tell_once
from frontdesk.settings.load import BadSettings, Settings
from frontdesk.settings.table import LIVE, SETTINGS

_SHOWN = 10  # problems in a mail to the managers


class LiveSettings:
    """`refresh`, called now and then, takes a changed file over.

    `read`: the settings as they are written now; raises BadSettings. `others`: desks of other threads that follow.
    """

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        file: Path,
        read: Callable[[], Settings],
        others: Iterable[Desk] = (),
    ) -> None:
        self.desk, self.settings, self.file, self._read = desk, settings, file, read
        self._others = tuple(others)
        self._taken = self._bad = seen(
            file
        )  # `_bad`: a version with problems: an editor may be in the middle of writing it
        note_trouble(desk.store, "")  # of a life before this one

    def refresh(self) -> bool:
        """Whether managers were told of something."""
        now = seen(self.file)
        if now == self._taken:
            return False
        try:
            new = self._read()
        except BadSettings as error:
            if now == self._bad:
                self._taken = now
                return self._tell(error)
            self._bad = now
            return False
        self._taken = now
        self._take_over(new)
        return False

    def _take_over(self, new: Settings) -> None:
        old, desk = self.settings, self.desk
        fields = {name: setting.field for name, setting in SETTINGS.items()}
        changed = [name for name, field in fields.items() if getattr(new, field) != getattr(old, field)]
        live = {fields[name]: getattr(new, fields[name]) for name in changed if name in LIVE}
        waiting = [name for name in changed if name not in LIVE]
        if live:
            self.settings = replace(old, **live)
            policy = self.settings.policy()
            note_hours(desk.store, self.settings.hours_written, desk.now())
            for one in (desk, *self._others):
                here = one.policy
                one.policy = replace(policy, directory=here.directory, topics=here.topics)
                one.attach_up_to = self.settings.attach_up_to
                one.mails_a_minute = self.settings.smtp_per_minute
            desk.log.info("settings.taken", names=[name for name in changed if name in LIVE])
        if waiting:
            desk.log.warning("settings.wait", names=waiting, remedy="restart frontdesk, and they are used")
            names = ", ".join(waiting)
            self._note(
                f"{self.file} was changed in {names}, which a running desk doesn't take over: restart it."
            )
        else:
            self._note("")

    def _tell(self, error: BadSettings) -> bool:
        problems = [f"{problem}" for problem in error.problems]
        for problem in error.problems:
            self.desk.log.warning(
                "settings.broken", name=problem.setting, problem=problem.problem, remedy=problem.remedy
            )
        self._note(
            f"{self.file} can't be used as it is now ({problems[0]}); the settings from before are in force."
        )
        more = len(problems) - _SHOWN
        return tell_once(
            self.desk,
            f"settings {trouble_id(problems)}",
            f"{self.file.name} can't be used",
            *problems[:_SHOWN],
            *((f"... and {more} more: see `frontdesk check`.",) if more > 0 else ()),
            "Until it is put right, the settings from before are in force. No mail is lost or late.",
        )

    def _note(self, words: str) -> None:
        note_trouble(self.desk.store, words)


def note_trouble(store: Store, words: str) -> None:
    """What `frontdesk status` tells of the settings; "" when they are in force as they are written."""
    if state.get(store, SETTINGS_TROUBLE) != words:
        with store.transaction():
            state.put(store, SETTINGS_TROUBLE, words)
