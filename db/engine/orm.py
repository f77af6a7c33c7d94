"""peewee as all of `db/` loads it: without PostgreSQL's driver, until a database there is opened.

By itself peewee loads every driver that is installed. psycopg takes 0.07 s of CPU, which each command on SQLite would
pay for nothing.
"""

from __future__ import annotations

import sys
from typing import Any

__all__ = [
    "AutoField",
    "BigIntegerField",
    "BlobField",
    "BooleanField",
    "CharField",
    "CompositeKey",
    "Database",
    "Field",
    "IntegerField",
    "Model",
    "PostgresqlDatabase",
    "SqliteDatabase",
    "TextField",
    "load_psycopg",
    "peewee",
]

_LOADED_BEFORE = (
    "peewee" in sys.modules or "psycopg" in sys.modules
)  # then it has the driver, or none is spared
if not _LOADED_BEFORE:
    sys.modules["psycopg"] = None  # type: ignore[assignment]  # an import of it fails, as if it weren't installed
try:
    import peewee
    from peewee import (
        AutoField,
        BigIntegerField,
        BlobField,
        BooleanField,
        CharField,
        CompositeKey,
        Database,
        Field,
        IntegerField,
        Model,
        PostgresqlDatabase,
        SqliteDatabase,
        TextField,
    )
finally:
    if not _LOADED_BEFORE:
        del sys.modules["psycopg"]


def load_psycopg() -> None:
    """Give peewee PostgreSQL's driver, as it takes it itself where it finds one. Raises ImportError without one."""
    here: Any = peewee
    if here.psycopg is not None:
        return
    import psycopg
    from psycopg.pq import TransactionStatus
    from psycopg.types.json import Json, Jsonb

    adapter = here.Psycopg3Adapter
    adapter.txn_idle = TransactionStatus.IDLE
    adapter.txn_inerror = TransactionStatus.INERROR
    adapter.txn_unknown = TransactionStatus.UNKNOWN
    here.TransactionStatus, here.Json_pg3, here.Jsonb_pg3 = TransactionStatus, Json, Jsonb
    here.psycopg = psycopg
