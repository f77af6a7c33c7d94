"""Departments as accounts: how a request's department was found; who watches it; planned absences."""

STATEMENTS = (
    "ALTER TABLE request ADD COLUMN department_how TEXT",
    # when its present cycle began; empty while it is the first
    "ALTER TABLE request ADD COLUMN began_at {time}",
    "ALTER TABLE request ADD COLUMN watchers TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE person ADD COLUMN absent_from {time}",
    # what was said of people before: only technicians could say it
    "UPDATE request SET department_how = 'tag' WHERE department <> ''",
    # an account's requests by their time
    "CREATE INDEX request_department ON request (department, opened_at)",
)
