"""The fields of a delivery report: RFC 3464 as it is written, and as it is found.

Real reports leave out the blank lines between recipients, repeat fields, or stand in plain text. Reads only
fields; what a report means is decided in `mailbox.bounces`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_FIELD = re.compile(r"\s{0,8}([A-Za-z][A-Za-z-]{3,40})[ \t]{0,8}:[ \t]*(.*)")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_NAMES = frozenset(
    {
        "original-recipient",
        "final-recipient",
        "x-actual-recipient",
        "action",
        "status",
        "diagnostic-code",
        "remote-mta",
        "reporting-mta",
        "last-attempt-date",
        "will-retry-until",
        "x-display-name",
        "x-supplementary-info",
        "received-from-mta",
        "arrival-date",
        "original-envelope-id",
        "x-original-message-id",
        "original-message-id",
        "x-postfix-sender",
        "x-postfix-queue-id",
        "disposition",
        "localized-status",
        "smtp-remote-recipient",
    }
)
_RECIPIENTS = ("original-recipient", "final-recipient", "x-actual-recipient")
_LINES = 5_000
_RECIPIENT_LIMIT = 100  # nobody needs to be told of more


@dataclass
class RecipientFields:
    """What a report says of one recipient; values as written, "" when absent."""

    values: dict[str, str] = field(default_factory=dict)

    @property
    def email(self) -> str:
        """The address the mail was sent to, else the one it ended at; "" when neither is an address."""
        addresses = (address_of(self.values.get(name, "")) for name in _RECIPIENTS)
        return next((address for address in addresses if address), "")

    @property
    def action(self) -> str:
        return self.values.get("action", "").split(" ")[0].strip("();,.").lower()

    @property
    def status(self) -> str:
        found = _STATUS.search(self.values.get("status", ""))
        return found[0] if found else ""

    @property
    def diagnostic(self) -> str:
        return self.values.get("diagnostic-code", "") or self.values.get("x-supplementary-info", "")


def read_fields(text: str) -> tuple[dict[str, str], list[RecipientFields]]:
    """The fields about the whole mail, and those about each recipient, in the report's order."""
    about_mail: dict[str, str] = {}
    recipients: list[RecipientFields] = []
    for group in _groups(text.splitlines()[:_LINES]):
        _place(group, about_mail, recipients)
    return about_mail, recipients[:_RECIPIENT_LIMIT]


def address_of(value: str) -> str:
    """The address in "rfc822; <Ann@Example.org>", lower case, "" when there is none."""
    address = value.rpartition(";")[2].strip()
    if "<" in address:
        address = address.partition("<")[2].partition(">")[0]
    address = address.split(" ")[0].strip("<>\"'() \t").lower()
    local, at, domain = address.rpartition("@")
    return address if at and local and domain and len(address) <= 320 else ""


def _groups(lines: Iterable[str]) -> list[list[tuple[str, str]]]:
    """Runs of fields between blank lines, continuation lines joined."""
    groups: list[list[tuple[str, str]]] = [[]]
    for line in lines:
        found = _FIELD.match(line)
        if found and found[1].lower() in _NAMES:
            groups[-1].append((found[1].lower(), found[2].strip()))
        elif not line.strip():
            groups.append([])
        elif line[0] in " \t" and groups[-1]:
            name, value = groups[-1][-1]
            if len(value) < 2_000:
                groups[-1][-1] = (name, f"{value} {line.strip()}")
    return [group for group in groups if group]


def _place(
    group: list[tuple[str, str]], about_mail: dict[str, str], recipients: list[RecipientFields]
) -> None:
    """Sort the group's fields to the recipients. A recipient field that is there already begins the next."""
    names = {name for name, _ in group}
    is_about_recipient = not names.isdisjoint(_RECIPIENTS)
    if is_about_recipient:
        recipients.append(RecipientFields())
    elif not recipients or names.isdisjoint({"action", "status", "diagnostic-code"}):
        about_mail.update({name: value for name, value in group if name not in about_mail})
        return
    for name, value in group:
        current = recipients[-1].values
        if is_about_recipient and name in current and (name in _RECIPIENTS or name == "action"):
            recipients.append(RecipientFields({name: value}))
        else:
            current.setdefault(name, value)
        if name not in _RECIPIENTS:
            about_mail.setdefault(name, value)
