"""`frontdesk backup FILE`: the database and the key that signs the desk's mail, as two files, while the desk works on.

Decides nothing about mail, and changes nothing in the database that it copies.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from frontdesk.cli.main import err, fail, main, out, settings_from, told

if TYPE_CHECKING:
    from frontdesk.db.engine.store import Store
    from frontdesk.settings.load import Settings


class KeyNotKept(Exception):
    """The key can't be laid beside the copy; nothing was copied."""


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
@told
def backup(context: click.Context, file: Path) -> None:
    """Copy the desk's database to FILE while the desk works, and the key that signs its mail to FILE.secret."""
    from frontdesk.db.engine.connect import open_store
    from frontdesk.db.schema.migrate import schema_state
    from frontdesk.wiring import database_file

    settings = settings_from(context)
    source = database_file(settings.database_url)
    if source is None:
        fail("PostgreSQL has a tool of its own for this; nothing was copied.", _how_there(settings, file))
    if not source.is_file():
        fail(f"There is no database {source.resolve()} yet.", "See DATABASE_URL.")
    store = open_store(settings.database_url)
    try:
        if schema_state(store)[0] == 0:
            fail(f"There is no desk in the database {source.resolve()} yet.", "See DATABASE_URL.")
        key = _key_of(settings, source)
        _copy(store, file, key)
    except FileExistsError:
        fail(f"{file} is there already; nothing was copied.", "Name a new file: a backup never overwrites.")
    except KeyNotKept as error:
        fail(
            f"{error}; nothing was copied.", "Name another file, in a folder that the desk's user may write."
        )
    finally:
        store.close()
    if key:
        out().print(f"The database is in {file}, the desk's key in {_beside(file)}.")
    else:
        out().print(f"The database is in {file}.")
        err().print("There is no key yet to go along; `frontdesk run` makes it.")


def _how_there(settings: Settings, file: Path) -> str:
    from frontdesk.db.engine.base import without_password

    url = shlex.quote(without_password(settings.database_url))
    command = f"pg_dump --format=custom --file={shlex.quote(str(file))} {url}"
    key = "; keep SECRET_KEY, too" if settings.secret_key else ", the desk's key with it"
    return f"`{command}` copies it while the desk works{key}. `pg_restore` puts it back."


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.secret")


def _key_of(settings: Settings, source: Path) -> str:
    """SECRET_KEY, or the key that was made for the desk; "" when there is none yet."""
    from frontdesk.settings.secret import FILE_NAME, key_kept_in

    if settings.secret_key:
        return settings.secret_key.reveal()
    path = source.absolute().parent / FILE_NAME
    try:
        return key_kept_in(path) if path.exists() else ""
    except (OSError, ValueError) as error:
        raise KeyNotKept(f"the desk's key in {path} can't be read") from error


def _copy(store: Store, file: Path, key: str) -> None:
    """Both files or neither. Raises FileExistsError, KeyNotKept, DatabaseUnavailable."""
    from rich.progress import Progress

    from frontdesk.db.schema.backup import back_up

    if os.path.lexists(file):
        raise FileExistsError(file)
    new = bool(key) and _keep(_beside(file), key)
    try:
        with Progress(console=err(), disable=not sys.stderr.isatty(), transient=True) as bar:
            task = bar.add_task("copying")
            back_up(store, file, lambda done, total: bar.update(task, completed=done, total=total))
    except BaseException:
        if new:
            _beside(file).unlink(missing_ok=True)
        raise


def _keep(path: Path, key: str) -> bool:
    """Write the key for its owner only; whether the file is new. One that has this key already, from a backup that was
    killed, is as good.
    """
    text = f"{key}\n".encode()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if path.is_symlink() or not path.is_file() or path.read_bytes() != text:
            raise KeyNotKept(f"{path} is there already, and is another key") from None
        path.chmod(0o600)
        return False
    except OSError as error:
        raise KeyNotKept(f"{path} can't be written ({error.strerror})") from error
    with os.fdopen(handle, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(handle)
    return True
