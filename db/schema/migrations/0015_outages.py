"""Outages: many requests with one cause, the one that stands for them, and words on their way to all of them."""

STATEMENTS = (
    "ALTER TABLE request ADD COLUMN parent {big}",
    # a parent's children are found by it; most requests have none
    "CREATE INDEX request_parent ON request (parent) WHERE parent IS NOT NULL",
    """
    CREATE TABLE outage (
        id {id},
        topic TEXT NOT NULL DEFAULT '',
        is_word {yes_no} NOT NULL DEFAULT {no},
        parent {big},
        began_at {time} NOT NULL,
        alarmed_at {time},
        confirmed_at {time},
        "by" TEXT NOT NULL DEFAULT '',
        next_word_at {time},
        text TEXT NOT NULL DEFAULT '',
        ended_at {time},
        false_alarm {yes_no} NOT NULL DEFAULT {no}
    ) {strict}
    """,
    # each new request asks whether it is of one that goes on
    "CREATE INDEX outage_open ON outage (id) WHERE ended_at IS NULL",
    "CREATE INDEX outage_parent ON outage (parent) WHERE parent IS NOT NULL",
    "CREATE INDEX outage_began_at ON outage (began_at)",
    """
    CREATE TABLE mass_answer (
        id {id},
        parent {big} NOT NULL,
        technician TEXT NOT NULL,
        ledger {big},
        mail {bytes} NOT NULL,
        at {time} NOT NULL
    ) {strict}
    """,
    """
    CREATE TABLE mass_recipient (
        answer {big} NOT NULL,
        request {big} NOT NULL,
        silent {yes_no} NOT NULL DEFAULT {no},
        PRIMARY KEY (answer, request)
    ) {strict}
    """,
)
