"""What a mail must say, whatever its template looks like: without it a person's words would be lost on their way.

A template is tried in each of its forms with words that stand nowhere else, and they are looked for in the text and in
the HTML. Knows nothing of how a template is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from frontdesk.mailbox.rendering.branches import branches
from frontdesk.mailbox.rendering.page import BrokenTemplate
from frontdesk.mailbox.rendering.render import render
from frontdesk.mailbox.rendering.template_file import Template
from frontdesk.rules.model import MailKind

_PROBE = "zqprobe"  # no language's word; letters alone, so that no filter takes it for anything


@dataclass(frozen=True, slots=True)
class Must:
    """`variable` must be printed wherever it has a value; of a list each row's `key`. `lost`: what would be missing."""

    variable: str
    lost: str
    key: str = ""

    @property
    def written(self) -> str:
        """As it stands in a template."""
        return f"{{{{ {f'row.{self.key}' if self.key else self.variable} }}}}"


MUST: Mapping[MailKind, tuple[Must, ...]] = {
    MailKind.REPLY: (Must("text", "what the technician wrote"),),
    MailKind.NOTIFICATION: (Must("text", "the customer's words"),),
    MailKind.KNOWN_PROBLEM: (Must("text", "what the team has said to all"),),
    MailKind.LOW_RATING: (Must("text", "the customer's words"),),
    MailKind.REFUSAL: (
        Must("problems", "what stood in the way", "why"),
        Must("text_back", "the technician's own words"),
    ),
    MailKind.SURVEY: (Must("ratings", "the links by which the customer rates"),),
    MailKind.CHECK_IN: (Must("text", "what the technician wrote"),),
}


def require(template: Template, kind: MailKind) -> None:
    """Raises BrokenTemplate when a form of the mail lacks what it must say."""
    for must in MUST.get(kind, ()):
        for branch, values in branches(kind):
            if not values[must.variable]:
                continue
            probes, probed = _probed(values[must.variable], must)
            mail = render(template, {**values, must.variable: probed})
            for place, words in (
                ("text", f"{mail.subject}\n{mail.text}"),
                ("HTML", f"{mail.subject}\n{mail.html}"),
            ):
                if any(probe not in words.lower() for probe in probes):
                    raise BrokenTemplate(_missing(must, branch, place))


def _missing(must: Must, branch: str, place: str) -> str:
    where = f" in the form '{branch}'" if branch else ""
    loop = f" (in a loop over {must.variable})" if must.key else ""
    printed = "{{ ratings[1] }} to {{ ratings[5] }}" if must.variable == "ratings" else must.written
    return f"{printed}{loop} is missing{where}, so the mail's {place} lacks {must.lost}: put it in"


def _probed(value: object, must: Must) -> tuple[list[str], object]:
    """The value with words to look for in the place of its own, and those words."""
    if isinstance(value, Mapping):  # links by what they stand for
        links = {name: f"mailto:{_PROBE}{'x' * place}q@example.org" for place, name in enumerate(value)}
        return list(links.values()), links
    if must.key and isinstance(value, tuple):
        rows = [{**row, must.key: f"{_PROBE}{'y' * place}q"} for place, row in enumerate(value)]
        return [str(row[must.key]) for row in rows], tuple(rows)
    return [_PROBE], _PROBE
