"""Tokens of the team that others have seen prove nothing any more. Never edit a released file."""

STATEMENTS = (
    """
    CREATE TABLE seen_token (
        code TEXT NOT NULL PRIMARY KEY,
        seen_at {time} NOT NULL
    ) {keyed}
    """,
    # to forget them when they have expired
    "CREATE INDEX seen_token_seen_at ON seen_token (seen_at)",
)
