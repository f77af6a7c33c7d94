"""The prepared answers in force: the files as they are or as they last worked, and those that technicians keep.

An edit that breaks a file changes nothing: the version before it stays, also after a restart. Writes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from frontdesk.accounts.followed import seen
from frontdesk.accounts.problem import FileProblem
from frontdesk.answers.answer_file import (
    Unreadable,
    answer_of,
    attached,
    read_head,
    text_of,
    wrong_with,
)
from frontdesk.answers.places import Found, Place, find
from frontdesk.mailbox.rendering.answer import ReadyAnswer, as_markdown, compile_answer
from frontdesk.mailbox.rendering.filters import Block
from frontdesk.mailbox.rendering.good_versions import GoodVersions
from frontdesk.mailbox.rendering.page import BrokenTemplate
from frontdesk.rules.answers.answer import Answer, Library
from frontdesk.rules.answers.finding import Index

_LOOKED_EVERY = 5.0  # seconds
_READY_AT_MOST = 500  # compiled answers


class Answers:
    """`folder`: of the files, None for none. `zone`, `style`: of the desk's mails. `good`: the files as they last
    worked. `kept`: reads what technicians keep. `clock`: seconds that only go forward.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        zone: tzinfo,
        style: Callable[[], str],
        good: GoodVersions | None = None,
        kept: Callable[[], Iterable[Answer]] = tuple,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.folder, self.zone, self.style = folder, zone, style
        self.good = good or GoodVersions()
        self.problems: tuple[FileProblem, ...] = ()
        self._kept, self._clock = kept, clock
        self._looked = float("-inf")
        self._seen: object = None
        self._files: dict[str, tuple[object, Answer | None, tuple[FileProblem, ...]]] = {}
        self._library, self._index = Library(), Index(Library())
        self._ready: dict[tuple[str, str, str], ReadyAnswer] = {}

    @property
    def is_there(self) -> bool:
        """Whether there is any answer, as far as was looked."""
        return bool(self._library.answers)

    def library(self, *, now: bool = False) -> Library:
        """The answers in force. `now`: as the files are at this moment; else as they were within seconds."""
        self._look(now=now)
        return self._library

    def index(self) -> Index:
        self._look(now=False)
        if self._index.library is not self._library:
            self._index = Index(self._library)
        return self._index

    def look_again(self) -> None:
        """What is kept has changed."""
        self._looked = float("-inf")

    def say(self, answer: Answer, values: Mapping[str, object]) -> Block:
        """The answer with these values in it. Raises BrokenTemplate."""
        return self._compiled(answer).say(values)

    def file(self, answer: Answer, name: str) -> bytes:
        """A file that goes along. Raises OSError."""
        return self._beside(answer, name).read_bytes()

    def edited_at(self, name: str) -> datetime | None:
        """When a file of this answer was edited last; None where it has none."""
        languages = self._library.languages(name) if self.folder is not None else ()
        files = (seen(self._beside(self._library.answers[name][one], f"{name}.md")) for one in languages)
        times = [file[0] for file in files if file is not None]
        return datetime.fromtimestamp(max(times) / 1e9, UTC) if times else None

    def lacks(self, answer: Answer) -> str:
        """What of the files that go along isn't there as it should be; "" for nothing."""
        if self.folder is None:
            return ""
        beside = self.folder / answer.language
        return next((wrong[0] for name in answer.attach if (wrong := wrong_with(beside, name))), "")

    def _beside(self, answer: Answer, name: str) -> Path:
        return (self.folder or Path()) / answer.language / name

    def _look(self, *, now: bool) -> None:
        moment = self._clock()
        if not now and moment - self._looked < _LOOKED_EVERY:
            return
        self._looked = moment
        kept = tuple(self._kept())
        found, missing = self._found()
        state = (found, kept, missing)
        if state != self._seen:
            self._seen = state
            self._take_over(found, kept, missing)

    def _found(self) -> tuple[Found, str]:
        """What stands in the folder, or why it can't be read."""
        if self.folder is None:
            return Found(), ""
        try:
            return find(self.folder), ""
        except OSError as error:
            return Found(), error.strerror or type(error).__name__

    def _take_over(self, found: Found, kept: Iterable[Answer], missing: str) -> None:
        answers: dict[str, dict[str, Answer]] = {}
        for one in kept:
            answers.setdefault(one.name, {})[one.language] = replace(one, body=as_markdown(one.body))
        read = [*self._as_they_were()] if missing else [*map(self._file, found.places)]
        for answer, _ in read:
            if answer is not None:  # a file's wins
                answers.setdefault(answer.name, {})[answer.language] = answer
        problems = [*found.problems, *(problem for _, wrong in read for problem in wrong)]
        if missing and self.folder is not None:
            remedy = "name a folder that frontdesk may read, or leave ANSWERS_FOLDER out"
            problems.append(FileProblem(self.folder, 0, f"it can't be read ({missing})", remedy))
        if not missing:
            self._forget_others({_key(place) for place in found.places})
        self.problems = tuple(problems)
        self._library = Library(answers)

    def _as_they_were(self) -> Iterable[tuple[Answer | None, tuple[FileProblem, ...]]]:
        for key in self.good.names():
            language, _, name = key.removesuffix(".md").partition("/")
            yield self._before(key, language, name), ()

    def _forget_others(self, there: set[str]) -> None:
        for key in set(self.good.names()) - there:
            self.good.forget(key)
        self._files = {key: read for key, read in self._files.items() if key in there}

    def _file(self, place: Place) -> tuple[Answer | None, tuple[FileProblem, ...]]:
        """The answer of a file, or as it was before an edit broke it; and what is wrong."""
        key = _key(place)
        known = self._files.get(key)
        if known is not None and known[0] == place.seen and not (known[1] and known[1].attach):
            return known[1], known[2]
        read: tuple[Answer | None, tuple[FileProblem, ...]]
        try:
            read = (self._read(place), ())
        except Unreadable as error:
            read = (self._before(key, place.language, place.name), (error.problem,))
        self._files[key] = (place.seen, *read)
        return read

    def _read(self, place: Place) -> Answer:
        """Raises Unreadable; a version that is known to work isn't tried again."""
        try:
            raw = place.path.read_bytes()
        except OSError as error:
            why, remedy = f"it can't be read ({error.strerror})", "let frontdesk read it"
            raise Unreadable(FileProblem(place.path, 0, why, remedy)) from error
        text = text_of(raw, place.path)
        head = read_head(text, place.path)
        answer = answer_of(head, place.name, place.language, attached(head, place.path.parent, place.path))
        if self.good.get(_key(place)) != text:
            try:
                self._compiled(answer, head.first_line)
            except BrokenTemplate as error:
                problem = FileProblem(place.path, error.line, *_told(str(error)))
                raise Unreadable(problem) from error
            self.good.keep(_key(place), text)
        return answer

    def _before(self, key: str, language: str, name: str) -> Answer | None:
        text = self.good.get(key)
        if text is None:
            return None
        try:
            head = read_head(text, Path(key))
            attach = tuple(one for one, _ in head.attach)
            answer = answer_of(head, name, language, attach)
            self._compiled(answer)
        except (Unreadable, BrokenTemplate):
            self.good.forget(key)
            return None
        return answer

    def _compiled(self, answer: Answer, first_line: int = 1) -> ReadyAnswer:
        key = (answer.language, answer.body, self.style())
        if key not in self._ready:
            if len(self._ready) >= _READY_AT_MOST:
                self._ready.clear()
            self._ready[key] = compile_answer(
                answer.body, answer.language, zone=self.zone, style=key[2], first_line=first_line
            )
        return self._ready[key]


def no_answers() -> Answers:
    """For a desk that has none."""
    return Answers(None, zone=UTC, style=str)


def _key(place: Place) -> str:
    return f"{place.language}/{place.name}.md"


def _told(message: str) -> tuple[str, str]:
    """What is wrong, and what to do: the checker says both in one sentence."""
    what, _, remedy = message.partition("; ")
    return what, remedy or "put this line right; docs/answers.md tells what an answer may hold"
