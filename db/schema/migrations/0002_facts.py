"""What figures are made of: a row for each cycle and each stated time, written while they happen."""

STATEMENTS = (
    """
    CREATE TABLE cycle (
        request {big} NOT NULL,
        n {small} NOT NULL,
        began_at {time} NOT NULL,
        began_by TEXT NOT NULL DEFAULT 'opened',
        source TEXT NOT NULL DEFAULT 'customer',
        department TEXT NOT NULL DEFAULT '',
        priority TEXT NOT NULL DEFAULT 'normal',
        owner TEXT,
        promised_by {time},
        first_reply_at {time},
        replies {small},
        resolve_by {time},
        missed_at {time},
        ended_at {time},
        ended_by TEXT,
        resolved_by TEXT,
        wait_minutes {big},
        hold_minutes {big},
        owners {small},
        rating {small},
        rating_at {time},
        rating_comment TEXT,
        asked_at {time},
        recovered_at {time},
        stood TEXT NOT NULL DEFAULT '[]',
        owned TEXT NOT NULL DEFAULT '[]',
        PRIMARY KEY (request, n)
    ) {keyed}
    """,
    # a report reads a stretch of time, a review that of one department
    "CREATE INDEX cycle_ended_at ON cycle (ended_at)",
    "CREATE INDEX cycle_began_at ON cycle (began_at)",
    "CREATE INDEX cycle_department ON cycle (department, began_at)",
    """
    CREATE TABLE entry (
        id {id},
        request {big} NOT NULL,
        cycle {small} NOT NULL,
        at {time} NOT NULL,
        "by" TEXT NOT NULL,
        minutes {big} NOT NULL,
        department TEXT NOT NULL DEFAULT ''
    ) {strict}
    """,
    "CREATE INDEX entry_request ON entry (request)",
    "CREATE INDEX entry_at ON entry (at)",
)
