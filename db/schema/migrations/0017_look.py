"""What managers were told is worth a look: so that each is told once in a while, and what they want to hear no more."""

STATEMENTS = (
    """
    CREATE TABLE look (
        id {id},
        kind TEXT NOT NULL,
        about TEXT NOT NULL,
        size {big} NOT NULL,
        text TEXT NOT NULL,
        person TEXT NOT NULL DEFAULT '',
        request {big},
        told_at {time} NOT NULL,
        place INTEGER NOT NULL,
        muted_until {time},
        report_at {time},
        report_place INTEGER
    ) {strict}
    """,
    # a line is known again by these
    "CREATE UNIQUE INDEX look_about ON look (kind, about)",
)
