"""What a member of the team is told in one list; strangers' answers to one mail. Never edit a released file."""

STATEMENTS = (
    """
    CREATE TABLE collected (
        id {id},
        person TEXT NOT NULL,
        request {big} NOT NULL DEFAULT 0,
        event TEXT NOT NULL,
        category TEXT NOT NULL,
        flood TEXT NOT NULL,
        line TEXT NOT NULL DEFAULT '',
        at {time} NOT NULL,
        listed_at {time}
    ) {strict}
    """,
    # how much was kept back from a person lately
    "CREATE INDEX collected_person ON collected (person, at)",
    # what waits for the next list
    "CREATE INDEX collected_waiting ON collected (person, id) WHERE listed_at IS NULL",
    # what is forgotten
    "CREATE INDEX collected_listed ON collected (listed_at) WHERE listed_at IS NOT NULL",
    """
    CREATE TABLE gathered (
        message_id TEXT NOT NULL PRIMARY KEY,
        request {big} NOT NULL,
        at {time} NOT NULL
    ) {keyed}
    """,
    "CREATE INDEX gathered_at ON gathered (at)",
)
