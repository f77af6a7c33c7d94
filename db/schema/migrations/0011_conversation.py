"""Who is in the conversation: whom a technician keeps out of it, by which address of the desk it is held, and what was
merged into a request, whose customers hear its answers, too."""

STATEMENTS = (
    "ALTER TABLE request ADD COLUMN kept_out TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE request ADD COLUMN written_to TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX request_merged_into ON request (merged_into) WHERE merged_into IS NOT NULL",
)
