"""A technician's mail in the making, and the rows of what is wrong with it. Holds; the tags fill it (`tag_effects`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from frontdesk.rules.answers.answer import Piece, Unknown, Worded
from frontdesk.rules.effects import Effect
from frontdesk.rules.languages import say
from frontdesk.rules.lifecycle import Happening
from frontdesk.rules.model import Address
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Known
from frontdesk.rules.tags.table import BY_NAME


@dataclass(slots=True)
class Draft:
    """A technician's mail in the making: what it will change, and what is wrong with it.

    `named`: the other requests that its tags name, by the number written there; a merged one is the one that it
    was merged into. `departments`, `others`: the situation's. `first`: what comes before any words go out. `told`: the
    rows of the confirmation.
    `problems`: the rows of the refusal. `happening`: what moves the status. `note`: the words stay inside;
    `noted`: because a tag says so; `why_inside`: because of whom the mail is for, a sentence of `wording`;
    `called`: the tag says that somebody spoke to the customer. `about_rating`: it answers the mail about a low rating.
    `people`: what is known of them, by address. `worded`: the prepared answers that its tags name, by what they name;
    `answers`: those that go out, `pieces`: the text with their places. `keep`: the answer to make of the resolution.
    `has_children`: the request stands for others.
    """

    request: Request
    policy: Policy
    writer: Address
    now: datetime
    named: Mapping[int, Request] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    first: list[Effect] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    told: list[Mapping[str, Any]] = field(default_factory=list)
    problems: list[Mapping[str, Any]] = field(default_factory=list)
    happening: Happening | None = None
    note: bool = False
    noted: bool = False
    why_inside: str = ""
    called: bool = False
    about_rating: bool = False
    claims: bool = True
    split: bool = False
    merged: bool = False
    newly_assigned: Address | None = None
    departments: tuple[str, ...] = ()
    others: tuple[Request, ...] = ()
    people: Mapping[str, Known] = field(default_factory=dict)
    worded: Mapping[str, Worded | Unknown] = field(default_factory=dict)
    answers: list[Worded] = field(default_factory=list)
    pieces: tuple[Piece, ...] = ()
    keep: str = ""
    has_children: bool = False

    @property
    def customer(self) -> Address:
        """Whose request it is after this mail."""
        found = self.changes.get("customer", self.request.customer)
        return Address(*found)

    def tell(self, what: str, value: Any) -> None:
        """Confirm a change: `what` is the template's word for it."""
        if value == "" and what != "owner":
            value = say(self.policy.language, "none")
        self.told.append({"number": self.request.number, "what": what, "value": value})

    def wrong(self, sentence: str, tag: str, **values: object) -> None:
        self.problems.append(problem(self.policy, sentence, tag, "", **values))

    def set(self, name: str, value: Any) -> None:
        self.changes[name] = value


def problem(policy: Policy, sentence: str, tag: str, found: str = "", **values: object) -> dict[str, Any]:
    """A row of the refusal: what was found, why it isn't right, and an example of `tag` that is."""
    example = BY_NAME[tag].example if tag in BY_NAME else ""
    return {
        "found": found,
        "why": say(policy.language, sentence, **values).removesuffix("."),
        "example": example,
    }
