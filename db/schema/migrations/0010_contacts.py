"""When we and a department spoke outside of a request, or mean to."""

STATEMENTS = (
    """
    CREATE TABLE contact (
        id {id},
        department TEXT NOT NULL DEFAULT '',
        person TEXT NOT NULL DEFAULT '',
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        "by" TEXT NOT NULL DEFAULT '',
        made_at {time} NOT NULL,
        due_at {time} NOT NULL,
        letter TEXT NOT NULL DEFAULT '',
        sent_at {time},
        answered_at {time},
        request {big},
        rating {small},
        words TEXT NOT NULL DEFAULT '',
        message_id TEXT NOT NULL DEFAULT '',
        again {yes_no} NOT NULL DEFAULT {no}
    ) {strict}
    """,
    # an answer is known by the mail that it answers
    "CREATE INDEX contact_message_id ON contact (message_id)",
    "CREATE INDEX contact_department ON contact (department, id)",
    # the morning's digest tells what was answered since the evening, and what is still to be said
    "CREATE INDEX contact_answered_at ON contact (answered_at)",
    "CREATE INDEX contact_state ON contact (state, kind)",
    "CREATE INDEX contact_person ON contact (person, id)",
)
