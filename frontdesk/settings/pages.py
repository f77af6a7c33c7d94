"""What is told about the settings: config.example.env and docs/settings.md, both made from the one table."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from textwrap import wrap

from frontdesk.settings.table import GROUPS, LIVE, Setting

_HEAD = """\
# The settings of frontdesk. Copy this file to config.env and fill in the lines that have no # before them.
# The others show their defaults, or an example where the default is nothing. `frontdesk check` tries it all.
# The same names in the environment win over this file. A password, a key or DATABASE_URL may also stand in
# a file of its own: IMAP_PASSWORD_FILE=/etc/frontdesk/imap-password. Values are taken as they stand.
"""
_PAGE_HEAD = """\
# Settings

Made by `make docs` from `frontdesk/settings/table.py`. They come from the environment, from systemd's
credentials and from `config.env` in the working directory (or `--config FILE`), in this order of rank.
`frontdesk check` tries them.

What is marked with ↻ takes effect within seconds when a running desk's `config.env` changes; for everything else
restart it. While the file can't be used, the settings from before stay in force, and the managers hear what is wrong.
The environment and the files that hold secrets are read at the start alone.

A setting marked with a key may come from a file: `IMAP_PASSWORD_FILE=/etc/frontdesk/imap-password`. The
file holds nothing else, and not everybody may read it. A credential of systemd has the setting's name:
`LoadCredential=IMAP_PASSWORD:/etc/frontdesk/imap-password`.
"""


def example_env() -> str:
    """The text of config.example.env."""
    parts = [_HEAD]
    for title, settings in GROUPS:
        parts.append(f"\n# --- {title} ---\n")
        parts += ["\n".join(_example(setting)) + "\n" for setting in settings]
    return "\n".join(parts)


def settings_page() -> str:
    """The text of docs/settings.md."""
    parts = [_PAGE_HEAD]
    for title, settings in GROUPS:
        rows = [_row(setting) for setting in settings]
        parts.append(
            "\n".join((f"\n## {title}\n", "| setting | default | meaning |", "|---|---|---|", *rows)) + "\n"
        )
    return "".join(parts)


def _example(setting: Setting) -> Iterator[str]:
    comment = setting.comment
    if setting.otherwise:
        comment += f" Without it: {setting.otherwise}."
    if setting.default is None and setting.example:
        comment += f" For example {setting.example}"
    yield from wrap(comment, 108, initial_indent="# ", subsequent_indent="# ")
    value = shlex.quote(setting.default or setting.example) if setting.default or setting.example else ""
    yield f"{setting.name}=" if setting.default is None else f"#{setting.name}={value}"


def _row(setting: Setting) -> str:
    default = f"`{setting.default}`" if setting.default else setting.otherwise or "nothing"
    if setting.default is None:
        default = "must be given"
    meaning = setting.comment + (f" Example: `{setting.example}`" if setting.example else "")
    return f"| `{setting.name}`{_signs(setting)} | {default} | {meaning} |"


def _signs(setting: Setting) -> str:
    return " 🔑" * setting.secret + " ↻" * (setting.name in LIVE)
