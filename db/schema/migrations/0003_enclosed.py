"""Files attached to mail in the outbox stand apart: once for all who get them, and no longer than they are needed."""

STATEMENTS = (
    "CREATE TABLE enclosed (id {id}, files {bytes} NOT NULL) {strict}",
    "ALTER TABLE finished ADD COLUMN enclosed {big}",
)
