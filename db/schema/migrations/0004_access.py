"""A person's sign-in to the mail provider: one row, written by `frontdesk login` and by who renews its token."""

STATEMENTS = (
    """
    CREATE TABLE access (
        number {given_id},
        client_id TEXT NOT NULL,
        mailbox TEXT NOT NULL,
        who TEXT NOT NULL DEFAULT '',
        refresh_token TEXT NOT NULL,
        access_token TEXT NOT NULL,
        seconds {big} NOT NULL,
        expires_at {time} NOT NULL,
        serial {big} NOT NULL,
        dead_because TEXT NOT NULL DEFAULT '',
        login_ends_at {time},
        logged_in_at {time} NOT NULL
    ) {strict}
    """,
)
