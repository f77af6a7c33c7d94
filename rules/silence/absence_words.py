"""The words by which out-of-office notes and automatic answers are known: [absence] of every language's data, whose
English says what each row is for. `rules.silence.absence` says what each table is good for.
"""

from __future__ import annotations

from frontdesk.rules.understood import by_language, phrases, table

AUTOMATIC_SUBJECTS = phrases("absence.automatic_subjects")
ABSENCE_SUBJECTS = phrases("absence.subjects")
ABSENCE_LABELS = phrases("absence.labels")
COMPANIONS = phrases("absence.companions")
BY_HAND_TOO = phrases("absence.by_hand_too")
WISHES = phrases("absence.wishes")
NEEDS = phrases("absence.needs")
MACHINE_SAYS = phrases("absence.machine_says")


@table
def STATEMENTS() -> tuple[tuple[str, ...], ...]:
    """Each as its parts around the gaps."""
    found = dict.fromkeys(phrase for _, row in by_language("absence.statements") for phrase in row)
    return tuple(tuple(part.strip() for part in phrase.split("…")) for phrase in found)
