"""What mail clients call the header fields that they write into a quoted or forwarded mail: [headers] of every
language's data. One lookup; nothing here reads a mail.
"""

from __future__ import annotations

from enum import StrEnum

from frontdesk.rules.understood import by_language, table, words


class Field(StrEnum):
    SENDER = "sender"
    DATE = "date"
    TO = "to"
    CC = "cc"
    SUBJECT = "subject"
    OTHER = "other"  # stands among the others and is of no use here


LONGEST_LABEL = 24  # characters; the dearest of the table is well below


@table
def LABELS() -> dict[str, Field]:
    """Label (casefolded) to field. Where two languages differ on a word, the field that comes first has it."""
    labels: dict[str, Field] = {}
    for field in Field:
        for _, row in by_language(f"headers.{field}"):
            for word in row:
                labels.setdefault(word, field)
    return labels


_SENDING = words("headers.sent")


def field_of(label: str) -> Field | None:
    """The field that `label` names ("Envoyé le", "*Von*"), None when no client writes it."""
    label = label.strip(" \t\xa0*_").casefold()
    labels = LABELS()
    found = labels.get(label)
    if found is None and label[-1:] == ")":  # "Kopie (CC)"
        before, _, inside = label[:-1].partition("(")
        found = labels.get(before.strip()) or labels.get(inside.strip())
    return found


def names_sending(line: str) -> bool:
    """Whether a header line's label says that a mail was sent ("Gesendet:"): "Date:" also stands elsewhere."""
    label = line[: LONGEST_LABEL + 12].replace("：", ":").partition(":")[0]
    return label.strip(" \t\xa0*_").casefold() in _SENDING()
