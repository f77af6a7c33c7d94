"""Prepared answers that technicians keep, and each time that one went out."""

STATEMENTS = (
    """
    CREATE TABLE answer (
        id {id},
        name TEXT NOT NULL,
        language TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        words TEXT NOT NULL DEFAULT '[]',
        text TEXT NOT NULL DEFAULT '',
        "by" TEXT NOT NULL DEFAULT '',
        request {big},
        asked_at {time} NOT NULL,
        kept_at {time},
        retired_at {time},
        message_id TEXT NOT NULL DEFAULT ''
    ) {strict}
    """,
    "CREATE INDEX answer_name ON answer (name, language)",
    # what a technician says to a draft is known by the mail that it answers
    "CREATE INDEX answer_message_id ON answer (message_id) WHERE message_id <> ''",
    """
    CREATE TABLE answer_use (
        id {id},
        request {big} NOT NULL,
        name TEXT NOT NULL,
        language TEXT NOT NULL,
        version TEXT NOT NULL DEFAULT '',
        "by" TEXT NOT NULL DEFAULT '',
        at {time} NOT NULL
    ) {strict}
    """,
    # how an answer did in the last year
    "CREATE INDEX answer_use_name ON answer_use (name, at)",
    "CREATE INDEX answer_use_request ON answer_use (request)",
)
