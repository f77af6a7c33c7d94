"""The way to requests that were closed long ago, whose texts go (KEEP_TEXTS)."""

STATEMENTS = ("CREATE INDEX request_closed_at ON request (closed_at, number) WHERE closed_at IS NOT NULL",)
