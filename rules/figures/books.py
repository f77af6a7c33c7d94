"""The numbers of one period, of the whole and of every group; each request is counted once. Judges nothing. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from frontdesk.rules.figures.cycle import Entry
from frontdesk.rules.figures.tally import Groups, Tally

_NAMES = ("department", "priority", "language")


class Alike(dict[tuple[str, str, str, tuple[str, ...], bool], int]):
    """Numbers for cycles that are alike in everything that groups are made of: department, priority, language, labels,
    child. They are counted together, and the groups and the whole are summed from them at the end."""

    def __missing__(self, key: tuple[str, str, str, tuple[str, ...], bool]) -> int:
        number = self[key] = len(self)
        return number


class Books:
    """The tallies of one period: of what is `alike`, and at the end of the whole and of the groups of a kind."""

    def __init__(self, alike: Alike) -> None:
        self.total = Tally()
        self._alike = alike
        self._tallies: list[Tally] = []
        self._whatever_labels: dict[tuple[str, ...], Tally] = {}  # by department, priority, language
        self.has_children = False
        self._of_children = Tally()  # times and shares, which are in no group
        self._minutes: Counter[str] = Counter()  # an entry is of the department of its day

    def of_rows(self, numbers: Sequence[int]) -> Groups:
        """The tally of each row, by what number it has among those that are alike."""
        self._tallies += [Tally() for _ in range(len(self._alike) - len(self._tallies))]
        return [self._tallies[number] for number in numbers]

    def state(self, of_request: Tally, entry: Entry) -> None:
        of_request.minutes += entry.minutes
        self._minutes[entry.department] += entry.minutes

    def sum_up(self) -> None:
        for at, (key, tally) in enumerate(zip(self._alike, self._tallies, strict=True)):
            *names, _, child = key
            if child and not tally.is_empty:
                self.has_children = True
                self._tallies[at], times = tally.parted()
                self._of_children.add(times)
            self._whatever_labels.setdefault(tuple(names), Tally()).add(self._tallies[at])
        for tally in self._whatever_labels.values():
            self.total.add(tally)

    def groups(self, kind: str) -> Mapping[str, Tally]:
        """The groups of this kind by their name, once it is summed up."""
        found: dict[str, Tally] = {}
        if kind == "label":
            for (*_, labels, _), tally in zip(self._alike, self._tallies, strict=True):
                for label in dict.fromkeys(labels or ("",)):
                    found.setdefault(label, Tally()).add(tally)
            return found
        for names, tally in self._whatever_labels.items():
            found.setdefault(names[_NAMES.index(kind)], Tally()).add(tally)
        if kind == "department":
            for tally in found.values():
                tally.minutes = 0
            for department, minutes in self._minutes.items():
                found.setdefault(department, Tally()).minutes += minutes
        return found

    def together(self, kind: str, names: Sequence[str]) -> Tally:
        """Several groups as one. A request with two labels is in both of them, and once in their sum."""
        whole, chosen = Tally(), frozenset(names)
        if kind == "label":
            groups = [
                tally
                for (*_, labels, _), tally in zip(self._alike, self._tallies, strict=True)
                if not chosen.isdisjoint(labels or ("",))
            ]
        else:
            found = self.groups(kind)
            groups = [found[name] for name in names if name in found]
        for tally in groups:
            whole.add(tally)
        return whole

    def came(self) -> Iterator[tuple[str, tuple[str, ...], bool, int]]:
        """How many requests were opened, by department, labels and whether a parent stands for them."""
        for (department, _, _, labels, child), tally in zip(self._alike, self._tallies, strict=True):
            if tally.requests:
                yield department, labels, child, tally.requests

    def topics(self) -> Counter[tuple[str, str]]:
        """How many requests came from a department with a label."""
        found: Counter[tuple[str, str]] = Counter()
        for department, labels, child, number in self.came():
            if department and not child:
                for label in labels:
                    found[department, label] += number
        return found

    def with_children(self) -> Tally:
        """The whole with the times and shares of an outage's children, too. Once it is summed up."""
        whole = Tally()
        whole.add(self.total)
        whole.add(self._of_children)
        return whole
