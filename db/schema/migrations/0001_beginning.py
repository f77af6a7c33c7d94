"""The tables as they began. Words in braces are each engine's own (db.migrate). Never edit a released file."""

STATEMENTS = (
    # --- the mailbox
    """
    CREATE TABLE folder (
        name TEXT NOT NULL PRIMARY KEY,
        uidvalidity {big} NOT NULL,
        first_uid {big} NOT NULL DEFAULT 1,
        last_uid {big} NOT NULL DEFAULT 0,
        read_at {time} NOT NULL
    ) {keyed}
    """,
    """
    CREATE TABLE ledger (
        id {id},
        folder TEXT NOT NULL,
        uidvalidity {big} NOT NULL,
        uid {big} NOT NULL,
        sent_on TEXT NOT NULL DEFAULT '',
        sha256 TEXT NOT NULL,
        fingerprint TEXT NOT NULL DEFAULT '',
        message_id TEXT NOT NULL,
        sender TEXT NOT NULL DEFAULT '',
        size {big} NOT NULL,
        received_at {time} NOT NULL,
        read_at {time} NOT NULL,
        outcome TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        request {big},
        file_to TEXT NOT NULL DEFAULT '',
        filed_at {time}
    ) {strict}
    """,
    "CREATE UNIQUE INDEX ledger_place ON ledger (folder, uidvalidity, uid)",
    # digests by their day: today's lie together, so that a new one costs the same among a million
    "CREATE INDEX ledger_sha256 ON ledger (sent_on, sha256)",
    "CREATE INDEX ledger_fingerprint ON ledger (sent_on, fingerprint) WHERE fingerprint <> ''",
    "CREATE INDEX ledger_request ON ledger (request) WHERE request IS NOT NULL",
    # counts for `status`, and the quarantine's list, without reading a million rows
    "CREATE INDEX ledger_outcome ON ledger (outcome)",
    # what a crash left between commit and MOVE
    "CREATE INDEX ledger_unfiled ON ledger (folder, id) WHERE filed_at IS NULL AND file_to <> ''",
    # --- requests
    """
    CREATE TABLE request (
        number {id},
        subject TEXT NOT NULL,
        status TEXT NOT NULL,
        priority TEXT NOT NULL DEFAULT 'normal',
        customer TEXT NOT NULL,
        customer_name TEXT NOT NULL DEFAULT '',
        owner TEXT,
        department TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT '',
        opened_at {time} NOT NULL,
        first_response_at {time},
        resolved_at {time},
        closed_at {time},
        resolution TEXT,
        rating {small},
        rating_comment TEXT,
        surveyed_at {time},
        followed_up_at {time},
        respond_by {time},
        resolve_by {time},
        clock_stopped_at {time},
        last_customer_at {time},
        last_reply_at {time},
        last_reply_by TEXT NOT NULL DEFAULT '',
        last_message_id TEXT NOT NULL DEFAULT '',
        reopened {small} NOT NULL DEFAULT 0,
        chased {small} NOT NULL DEFAULT 0,
        minutes {small} NOT NULL DEFAULT 0,
        due_at {time},
        snoozed_until {time},
        cc TEXT NOT NULL DEFAULT '[]',
        labels TEXT NOT NULL DEFAULT '[]',
        linked TEXT NOT NULL DEFAULT '[]',
        merged_into {big},
        spam {yes_no} NOT NULL DEFAULT {no}
    ) {strict}
    """,
    "CREATE INDEX request_status ON request (status)",
    "CREATE INDEX request_customer ON request (customer, number)",
    "CREATE INDEX request_owner ON request (owner) WHERE owner IS NOT NULL",
    # all that is not settled, for lists and digests, however many are closed
    "CREATE INDEX request_unsettled ON request (number) WHERE status NOT IN ('resolved', 'closed')",
    # reports by period
    "CREATE INDEX request_opened_at ON request (opened_at)",
    """
    CREATE TABLE participant (
        request {big} NOT NULL,
        email TEXT NOT NULL,
        PRIMARY KEY (request, email)
    ) {keyed}
    """,
    "CREATE INDEX participant_email ON participant (email)",
    """
    CREATE TABLE message (
        id {id},
        request {big} NOT NULL,
        ledger {big},
        outbox {big},
        message_id TEXT NOT NULL DEFAULT '',
        kind TEXT NOT NULL,
        sender TEXT NOT NULL,
        sender_name TEXT NOT NULL DEFAULT '',
        at {time} NOT NULL,
        subject TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL DEFAULT '',
        attachments TEXT NOT NULL DEFAULT '[]'
    ) {strict}
    """,
    "CREATE INDEX message_request ON message (request)",
    """
    CREATE TABLE reference (
        message_id TEXT NOT NULL PRIMARY KEY,
        request {big} NOT NULL,
        ghost {yes_no} NOT NULL DEFAULT {no}
    ) {keyed}
    """,
    "CREATE INDEX reference_request ON reference (request)",
    """
    CREATE TABLE event (
        id {id},
        request {big},
        at {time} NOT NULL,
        kind TEXT NOT NULL,
        "by" TEXT NOT NULL DEFAULT '',
        detail TEXT NOT NULL DEFAULT '{{}}'
    ) {strict}
    """,
    "CREATE INDEX event_request ON event (request) WHERE request IS NOT NULL",
    """
    CREATE TABLE timer (
        id {id},
        request {big} NOT NULL DEFAULT 0,
        person TEXT NOT NULL DEFAULT '',
        kind TEXT NOT NULL,
        due_at {time} NOT NULL,
        failures {small} NOT NULL DEFAULT 0
    ) {strict}
    """,
    "CREATE UNIQUE INDEX timer_one_of_a_kind ON timer (request, person, kind)",
    "CREATE INDEX timer_due_at ON timer (due_at)",
    # --- mail to go out
    """
    CREATE TABLE outbox (
        id {id},
        request {big},
        kind TEXT NOT NULL,
        message_id TEXT NOT NULL,
        envelope_from TEXT NOT NULL DEFAULT '',
        size {big} NOT NULL DEFAULT 0,
        state TEXT NOT NULL DEFAULT 'waiting',
        uncertain {yes_no} NOT NULL DEFAULT {no},
        tries {small} NOT NULL DEFAULT 0,
        next_at {time} NOT NULL,
        created_at {time} NOT NULL,
        claimed_at {time},
        claimed_by TEXT NOT NULL DEFAULT '',
        sent_at {time},
        automatic {yes_no} NOT NULL DEFAULT {yes}
    ) {strict}
    """,
    "CREATE UNIQUE INDEX outbox_message_id ON outbox (message_id)",
    "CREATE INDEX outbox_request ON outbox (request) WHERE request IS NOT NULL",
    # the next to be claimed, in order, however many were sent
    "CREATE INDEX outbox_next ON outbox (next_at, id) WHERE state IN ('waiting', 'deferred')",
    "CREATE INDEX outbox_attention ON outbox (state, created_at) WHERE state <> 'sent'",
    "CREATE INDEX outbox_sent_at ON outbox (sent_at) WHERE state = 'sent'",
    """
    CREATE TABLE finished (
        outbox {given_id},
        mail {bytes} NOT NULL
    ) {strict}
    """,
    """
    CREATE TABLE recipient (
        outbox {big} NOT NULL,
        email TEXT NOT NULL,
        domain TEXT NOT NULL DEFAULT '',
        automatic {yes_no} NOT NULL DEFAULT {yes},
        put_at {time} NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting',
        answer TEXT NOT NULL DEFAULT '',
        at {time} NOT NULL,
        PRIMARY KEY (outbox, email)
    ) {keyed}
    """,
    # the caps: how many automatic mails an address and a domain got since a time
    "CREATE INDEX recipient_email ON recipient (email, put_at, automatic)",
    "CREATE INDEX recipient_domain ON recipient (domain, put_at, automatic)",
    # --- people, and the desk's own memory
    """
    CREATE TABLE person (
        email TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL DEFAULT '',
        department TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT '',
        unreachable_since {time},
        unreachable_reason TEXT NOT NULL DEFAULT '',
        absent_until {time},
        surveyed_at {time},
        checked_in_at {time},
        no_check_ins {yes_no} NOT NULL DEFAULT {no}
    ) {keyed}
    """,
    """
    CREATE TABLE held (
        id {id},
        code TEXT NOT NULL,
        reason TEXT NOT NULL,
        technician TEXT NOT NULL,
        request {big},
        mail {bytes} NOT NULL,
        received_at {time} NOT NULL,
        expires_at {time} NOT NULL,
        settled_at {time}
    ) {strict}
    """,
    "CREATE UNIQUE INDEX held_code ON held (code)",
    "CREATE INDEX held_expires_at ON held (expires_at)",
    """
    CREATE TABLE state (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    ) {keyed}
    """,
    # in how many resolved requests a word stands
    "CREATE TABLE solution_word (term TEXT NOT NULL PRIMARY KEY, doc {big} NOT NULL) {keyed}",
    """
    CREATE TABLE lease (
        name TEXT NOT NULL PRIMARY KEY,
        holder TEXT NOT NULL,
        fence {big} NOT NULL,
        expires_at {time} NOT NULL
    ) {keyed}
    """,
)

# Words of resolved requests, for finding similar ones; SQLite's `rowid` is the request's number. The words come
# folded (db.search), one token each: what the tokenizer `ascii` makes of all that isn't ASCII punctuation.
SQLITE = (
    "CREATE VIRTUAL TABLE solution USING fts5 (words, tokenize = 'ascii', detail = none, columnsize = 0)",
)
POSTGRES = (
    "CREATE TABLE solution (number BIGINT NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL)",
    # without a list of pending entries, which every search would walk
    "CREATE INDEX solution_words ON solution USING gin (words) WITH (fastupdate = off)",
)
