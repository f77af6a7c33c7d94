"""Keeps a running desk's topics as their file says; a version that is broken changes nothing, and is told of once."""

from __future__ import annotations

from dataclasses import replace

from frontdesk.accounts.followed import trouble_id
from frontdesk.desk import Desk
from frontdesk.foresight.files import ReadTopics, TopicsFile, keep_topics, kept_topics, read_the_topics
from frontdesk.jobs.tell_managers import tell_once
from frontdesk.rules.languages import say

_SHOWN = 10


class LiveTopics:
    """`refresh`, called now and then, takes a changed file over."""

    def __init__(self, desk: Desk, file: TopicsFile) -> None:
        self.desk, self.file = desk, file
        self._seen: object = None

    def refresh(self) -> bool:
        """Whether managers were told of something."""
        seen = (self.file.seen(),)
        if self.file.path is None or seen == self._seen:
            return False
        found = read_the_topics(self.file, kept_topics(self.desk.store))
        keep_topics(self.desk.store, found)
        self.desk.policy = replace(self.desk.policy, topics=found.topics)
        self._seen = seen
        return self._tell(found)

    def _tell(self, found: ReadTopics) -> bool:
        if not found.serious:
            return False
        return tell_once(
            self.desk,
            f"topics {trouble_id(found.problems)}",
            say(self.desk.policy.language, "topics broken"),
            *(str(problem) for problem in found.serious[:_SHOWN]),
            say(self.desk.policy.language, "last good"),
        )
