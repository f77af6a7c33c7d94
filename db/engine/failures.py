"""What a database's error means for us: whether trying again helps, and what to do. Talks to no database."""

from __future__ import annotations

import sqlite3

from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.orm import peewee

_MIGRATE = "run `frontdesk migrate`"
_RUNS = "check that the server runs and that DATABASE_URL is right"

# SQLite's primary result codes, https://www.sqlite.org/rescode.html
_SQLITE = {
    3: (True, "let the desk's user read and write the database file and its folder"),  # PERM
    5: (False, "another program holds the database; close it if this stays"),  # BUSY
    6: (False, "another program holds the database; close it if this stays"),  # LOCKED
    7: (False, "the machine is out of memory"),  # NOMEM
    8: (
        True,
        "let the desk's user write the database file and its folder, and look whether its disk is read-only",
    ),  # READONLY
    10: (False, "the disk can't be read or written; look at the system's log"),  # IOERR
    11: (True, "the file is damaged; restore the last backup"),  # CORRUPT
    13: (False, "the disk is full; make room"),  # FULL
    14: (
        True,
        "the file can't be opened; look at its folder, its permissions, and whether its disk is read-only",
    ),  # CANTOPEN
    15: (False, "another program holds the database; close it if this stays"),  # PROTOCOL
    26: (True, "the file is no SQLite database; give DATABASE_URL another path"),  # NOTADB
}

_BAD_URL = "URL"  # no code of PostgreSQL's

# PostgreSQL's, https://www.postgresql.org/docs/current/errcodes-appendix.html; the longest prefix counts
_POSTGRES = {
    "08": (False, _RUNS),
    "22": None,  # bad data is no outage
    "25006": (False, "the server is read-only; it may be a standby being promoted"),
    "25P03": (False, "the transaction was idle for too long"),
    "28": (True, "look at user and password in DATABASE_URL and at pg_hba.conf"),
    "3D": (True, "create the database that DATABASE_URL names"),
    "3F": (True, "create the schema that the desk's user has in its search_path, or reset its search_path"),
    "40": (False, "it met another transaction"),
    "42501": (True, "make the desk's user the owner of the database and of the tables in it"),
    "42703": (True, _MIGRATE),
    "42P01": (True, _MIGRATE),
    "53": (False, "the server is out of connections, memory or disk"),
    "55P03": (False, "another transaction holds a lock"),
    "57": (False, "the server is shutting down or starting"),
    "58": (False, "the server met an error of its machine; look at its log"),
    _BAD_URL: (True, "correct what DATABASE_URL says after the ?, and its port"),
    "XX": (False, "the server met an internal error; look at its log"),
}

# Errors while connecting have no code (psycopg 3), only words: the driver's, and the server's.
_DRIVERS_WORDS = (
    "invalid port number",
    " value: ",  # invalid sslmode value: "sometimes"
    "bad value for ",
    "does not support SSL",
    "root certificate file",
    "certificate verify failed",
)
_POSTGRES_WORDS = {  # the first that is there counts
    "too many connections": "53",  # for role "x", for database "x"
    "too many clients": "53",
    "connection slots are reserved": "53",
    "not currently accepting connections": "57",
    "permission denied for database": "28",
    "password authentication failed": "28",
    "no password supplied": "28",
    "no pg_hba.conf entry": "28",
    'role "': "28",
    'database "': "3D",
    "the database system is": "57",  # starting up, shutting down, in recovery
}


def understood(error: BaseException) -> BaseException:
    """The error to raise instead: `DatabaseUnavailable`, peewee's `IntegrityError`, or the error itself."""
    cause = _original(error)
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause) or error
    if type(cause).__module__.startswith("psycopg"):
        return _of_postgres(cause) or error
    if isinstance(cause, peewee.InterfaceError | peewee.OperationalError):
        return DatabaseUnavailable(str(cause), permanent=False, remedy=_RUNS)
    return error


def _original(error: BaseException) -> BaseException:
    """The driver's error that peewee raised its own for."""
    if isinstance(error, peewee.PeeweeException):
        return error.__cause__ or error.__context__ or error
    return error


def _of_sqlite(error: sqlite3.Error) -> BaseException | None:
    if isinstance(error, sqlite3.IntegrityError):
        return peewee.IntegrityError(*error.args)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the extended code without its extension
    if str(error).startswith(("no such table", "no such column")):
        return DatabaseUnavailable(str(error), permanent=True, remedy=_MIGRATE)
    if "no transaction is active" in str(error):  # a full disk had SQLite roll back
        code = 13
    if code not in _SQLITE:
        return None
    permanent, remedy = _SQLITE[code]
    return DatabaseUnavailable(str(error), permanent=permanent, remedy=remedy)


def _of_postgres(error: BaseException) -> BaseException | None:
    names = {kind.__name__ for kind in type(error).__mro__}
    if "IntegrityError" in names:
        return peewee.IntegrityError(*error.args)
    state = getattr(error, "sqlstate", None) or _state_by_words(str(error))
    if not state:
        lost = bool(names & {"OperationalError", "InterfaceError"})
        state = "08" if lost else ""
    matching = max((code for code in _POSTGRES if state.startswith(code)), key=len, default=None)
    verdict = _POSTGRES[matching] if matching else None
    if verdict is None:
        return None
    return DatabaseUnavailable(_first_line(str(error)), permanent=verdict[0], remedy=verdict[1])


def _state_by_words(text: str) -> str:
    if any(words in text for words in _DRIVERS_WORDS):
        return _BAD_URL
    if "FATAL" not in text and "fe_sendauth" not in text:
        return ""
    return next((state for words, state in _POSTGRES_WORDS.items() if words in text), "")


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0]
