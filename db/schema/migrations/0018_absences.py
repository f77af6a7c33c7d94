"""When each of the team was away: what is remembered of a person is only the newest absence, and a report tells of the
last months."""

STATEMENTS = (
    """
    CREATE TABLE absence (
        id {id},
        person TEXT NOT NULL,
        since {time} NOT NULL,
        until {time} NOT NULL
    ) {strict}
    """,
    "CREATE INDEX absence_person ON absence (person, until)",
)
