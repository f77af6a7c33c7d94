"""Templates are compiled once for each version, and what is kept of them is code that nobody else can slip in."""

from __future__ import annotations

import hashlib
import hmac
import marshal
import shutil
import sys
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from types import CodeType

import pytest
from desk_world import desk_world

from frontdesk.mailbox.rendering import template_file
from frontdesk.mailbox.rendering.compiled import Codes, Compiled
from frontdesk.mailbox.rendering.samples import ALWAYS, SAMPLES
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.rules.model import MailKind
from frontdesk.wiring import TEMPLATES

KIND = MailKind.ACKNOWLEDGEMENT
KEY = b"the desk's own"


def store(path: Path | None, overrides: Path | None = None, key: bytes = KEY) -> TemplateStore:
    return TemplateStore(TEMPLATES, overrides, zone=UTC, compiled=Compiled(path, key))


def said(templates: TemplateStore, language: str = "en") -> object:
    return templates.render(KIND, language, {**ALWAYS, **SAMPLES[KIND]})


def nothing_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*given: object) -> Codes:
        raise AssertionError("compiled again")

    monkeypatch.setattr(template_file, "_compiled", refuses)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "desk.db-templates"


def test_what_an_earlier_process_compiled_says_the_same_without_compiling(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = [kind for kind in MailKind if kind in SAMPLES]

    def all_said(templates: TemplateStore) -> list[object]:
        return [templates.render(kind, "de", {**ALWAYS, **SAMPLES[kind]}) for kind in kinds]

    fresh = all_said(store(None))
    assert all_said(store(kept)) == fresh
    nothing_compiles(monkeypatch)
    assert all_said(store(kept)) == fresh


def test_it_is_used_at_all(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = said(store(kept))
    nothing_compiles(monkeypatch)
    assert said(store(kept)) == before
    with pytest.raises(AssertionError, match="compiled again"):
        said(store(None))


def test_an_edit_of_the_admin_s_is_seen(kept: Path, tmp_path: Path) -> None:
    own = tmp_path / "own/en/acknowledgement.md"
    own.parent.mkdir(parents=True)
    packaged = (TEMPLATES / "en/acknowledgement.md").read_text("utf-8")
    for words in ("We have it.", "We have it now."):
        own.write_text(f"{packaged}\n{words}\n", "utf-8")
        assert words in str(said(store(kept, tmp_path / "own")))


def test_another_style_of_the_page_is_seen(kept: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    style = (TEMPLATES / "style.css").read_text("utf-8")
    said(store(kept, own))
    (own / "style.css").write_text(f"{style}\np {{ letter-spacing: 7px }}\n", "utf-8")
    assert "letter-spacing: 7px" in str(said(store(kept, own)))


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flip(data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]


@pytest.mark.parametrize(
    "spoil", [_cut, _flip, lambda data: b"", lambda data: data[32:], lambda data: bytes(32) + data[32:]]
)
def test_a_spoilt_file_counts_for_nothing_and_is_written_anew(
    kept: Path, spoil: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = said(store(kept))
    kept.write_bytes(spoil(kept.read_bytes()))
    assert said(store(kept)) == before
    nothing_compiles(monkeypatch)
    assert said(store(kept)) == before


def _slipped_in(kept: Path, seal: Callable[[bytes], bytes]) -> bytes:
    """The kept file with other code in it: code that says that it ran."""
    evil = compile("import sys; sys.slipped_in = True", "<evil>", "exec")
    entries = marshal.loads(kept.read_bytes()[32:])
    for name, (digest, code) in entries.items():
        parts = (evil if isinstance(part, CodeType) else part for part in marshal.loads(code))
        entries[name] = digest, marshal.dumps(tuple(parts))
    data = marshal.dumps(entries)
    return seal(data) + data


def test_code_that_somebody_else_sealed_is_not_run(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = said(store(kept))
    seals: tuple[Callable[[bytes], bytes], ...] = (
        lambda data: hashlib.sha256(data).digest(),
        lambda data: hmac.digest(b"a guess", sys.version.encode() + data, "sha256"),
        lambda data: hmac.digest(b"", sys.version.encode() + data, "sha256"),
    )
    for seal in seals:
        kept.write_bytes(_slipped_in(kept, seal))
        assert said(store(kept)) == before
    assert not hasattr(sys, "slipped_in")


def test_what_another_desk_s_key_sealed_is_not_used(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said(store(kept, key=b"another's"))
    nothing_compiles(monkeypatch)
    with pytest.raises(AssertionError, match="compiled again"):
        said(store(kept))


def test_without_a_key_nothing_is_kept(kept: Path) -> None:
    said(store(kept, key=b""))
    assert not kept.exists()


def test_a_folder_that_can_not_be_written_stops_no_mail(tmp_path: Path) -> None:
    assert said(store(tmp_path / "missing/desk.db-templates")) == said(store(None))
    folder = tmp_path / "in the way"
    folder.mkdir()
    assert said(store(folder)) == said(store(None))
    assert list(tmp_path.glob("*.new")) == []


def test_the_file_is_the_desk_s_alone_and_lies_beside_its_database(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        world.write("carl@example.com", "Printer", "It prints twice.")
    kept = tmp_path / "desk.db-templates"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert b"prints twice" not in kept.read_bytes()


def test_many_that_are_looked_at_in_a_row_are_written_once(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own/en"
    own.mkdir(parents=True)
    for name in ("acknowledgement", "notification", "reply", "follow-up"):
        shutil.copy(TEMPLATES / f"en/{name}.md", own)
    written: list[Path] = []
    replace = Path.replace

    def notes(path: Path, to: Path) -> Path:
        written.append(path)
        return replace(path, to)

    monkeypatch.setattr(Path, "replace", notes)
    store(kept, own.parent).refresh()
    assert len(written) == 1
    nothing_compiles(monkeypatch)
    store(kept, own.parent).refresh()
    assert len(written) == 1
