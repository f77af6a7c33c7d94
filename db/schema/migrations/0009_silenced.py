"""What got no answer can be listed and taken back: the ledger knows it from copies and from what a person has
dealt with, and keeps its subject.
"""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE ledger ADD COLUMN silenced {yes_no} NOT NULL DEFAULT {no}",
    "ALTER TABLE ledger ADD COLUMN subject TEXT NOT NULL DEFAULT ''",
    """
    UPDATE ledger SET silenced = {yes}
    WHERE outcome = 'silence' AND file_to <> '' AND reason NOT LIKE 'the same mail as%'
    AND reason NOT LIKE 'own mail%' AND reason NOT LIKE 'the desk''s own mail%'
    AND reason NOT LIKE 'released from quarantine%' AND reason NOT LIKE 'dropped from quarantine%'
    """,
    "CREATE INDEX ledger_silenced ON ledger (id) WHERE silenced = {yes}",
)
