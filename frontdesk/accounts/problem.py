"""What is wrong in a file of accounts: where, what, and what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class FileProblem(NamedTuple):
    """`line`: 0 for the whole file. `serious`: the file can't be used as it is; else one line of it is passed over."""

    path: Path
    line: int
    what: str
    remedy: str
    serious: bool = True

    def __str__(self) -> str:
        where = f"{self.path}, line {self.line}" if self.line else str(self.path)
        return f"{where}: {self.what}. {self.remedy[:1].upper()}{self.remedy[1:]}."


def decoded(raw: bytes, path: Path) -> tuple[str, list[FileProblem]]:
    """The text of a file as spreadsheets and editors save it: UTF-8 (perhaps with its mark), UTF-16 with it, cp1252."""
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for tried in (encoding, "cp1252"):
        try:
            text = raw.decode(tried)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n"), []
    return "", [FileProblem(path, 0, "this is no text", "save it as UTF-8")]
