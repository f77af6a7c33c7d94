"""The layout: rooms at the top level, linked into one package, and all of it in the wheel."""

import os
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("mailbox", "rules", "db", "templates")
SHIPPED = {".py", ".md", ".css", ".html", ".toml", ".typed"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_linked_into_the_package(room: str) -> None:
    link = ROOT / "frontdesk" / room
    assert link.is_symlink()
    assert os.readlink(link) == f"../{room}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_has_an_init_file(room: str) -> None:
    """With one, `mailbox/` would hide the standard library's module of that name."""
    assert not (ROOT / room / "__init__.py").exists()


@pytest.mark.parametrize("how", [["-c"], ["-P", "-c"], ["-I", "-c"]])
def test_the_standard_librarys_mailbox_is_not_hidden(how: list[str]) -> None:
    code = "import mailbox, frontdesk.mailbox; print(mailbox.Maildir.__name__, mailbox.__file__)"
    run = subprocess.run([sys.executable, *how, code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("Maildir ")
    assert str(ROOT) not in run.stdout.replace(sys.prefix, "")


def test_every_module_can_be_imported_by_itself() -> None:
    """No import hangs on another that happened to come first."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for package in (ROOT / "frontdesk", *(ROOT / "frontdesk" / room for room in ROOMS))
        for path in sorted(package.rglob("*.py"))
        if path.name not in ("__main__.py", "__init__.py")
    ]
    code = "import sys, importlib\nfor name in sys.argv[1:]:\n    importlib.import_module(name)"
    subprocess.run([sys.executable, "-W", "error", "-c", code, *reversed(names)], cwd=ROOT, check=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it is made from the source archive, away from this folder and its leftovers."""
    source = tmp_path_factory.mktemp("source") / "frontdesk"
    names = shutil.ignore_patterns(
        ".*", "*.egg-info", "__pycache__", "build", "dist", "tests", "*.db*", "demo-result"
    )
    shutil.copytree(ROOT, source, symlinks=True, ignore=names)
    out = source.parent / "dist"
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)]
    run = subprocess.run(command, cwd=source.parent, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    (path,) = out.glob("*.whl")
    return path


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_every_room(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("frontdesk/")}
    ours = {
        f"frontdesk/{path.relative_to(ROOT / 'frontdesk')}"
        for room in ("", *ROOMS)
        for path in (ROOT / "frontdesk" / room).rglob("*")
        if path.suffix in SHIPPED and path.is_file()
    }
    assert held == ours
    assert not [name for name in archive.namelist() if not name.startswith(("frontdesk/", "frontdesk-"))]


@pytest.mark.slow
def test_the_wheel_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "--no-warn-script-location", wheel], check=True, env=quiet()
    )
    run = subprocess.run(
        [tmp_path / "venv" / "bin" / "frontdesk", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] in run.stdout
    code = (
        "import importlib.resources as r, mailbox, frontdesk.cli.main, frontdesk.daemon\n"
        "assert mailbox.Maildir\n"
        "assert any((r.files('frontdesk') / 'templates' / 'en').iterdir())"
    )
    subprocess.run([python, "-W", "error", "-c", code], cwd=tmp_path, check=True)
    bare = subprocess.run(
        [tmp_path / "venv/bin/frontdesk", "run", "--once"], cwd=tmp_path, capture_output=True, env={}
    )
    assert bare.returncode == 78
    assert b"DESK_ADDRESS" in bare.stderr


def quiet() -> dict[str, str]:
    return os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}


def test_make_says_what_a_copy_without_its_links_lacks(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "frontdesk").mkdir()
    (tmp_path / "frontdesk" / "rules").write_text(
        "../rules"
    )  # as Git on Windows writes a link that it can't make
    shutil.copy(ROOT / "scripts" / "make-venv.sh", tmp_path / "scripts")
    done = subprocess.run([tmp_path / "scripts" / "make-venv.sh", "dev"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "frontdesk/mailbox should be a link to ../mailbox" in done.stderr
    assert "core.symlinks" in done.stderr
