"""A full disk: the database stands on a small file system of its own. Root only, as it is mounted."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from crash.nursery import Child
from crash.reckoning import Reckoning, reckon
from crash.stage import Stage
from servers import Missing, await_that


@contextlib.contextmanager
def small_disk(megabytes: int = 4) -> Iterator[Path]:
    if os.geteuid() != 0:
        raise Missing("only root may mount a small disk")
    with tempfile.TemporaryDirectory(prefix="crash-disk-") as made:
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", made]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise Missing(f"this machine lets nobody mount a tmpfs: {done.stderr.strip()}")
        try:
            yield Path(made)
        finally:
            subprocess.run(["umount", "-l", made], check=True)


def fill(disk: Path) -> Path:
    """A file that takes what is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    return filler


def _warns_again(stage: Stage, daemon: Child, warned: int) -> bool:
    return stage.log(daemon).count("the disk is full") > warned


def fill_and_empty(stage: Stage, disk: Path, rounds: int = 3) -> Reckoning:
    """The disk fills up while mail comes in; the daemon lives, says so, and goes on when there is room."""
    with stage.daemon() as daemon:
        stage.await_log(daemon, "mailbox.open")
        for number in range(rounds):
            warned = stage.log(daemon).count("the disk is full")
            stage.people.write(3)
            filler = fill(disk)
            stage.people.write(10)
            await_that(
                partial(_warns_again, stage, daemon, warned),
                "the log's word of the full disk",
                180,
            )
            assert daemon.poll() is None, stage.log(daemon)
            filler.unlink()
            want = len(stage.people.opened)
            await_that(partial(stage.has_acknowledged, want), f"all {want} mails' answers", 180)
            assert daemon.poll() is None, (number, stage.log(daemon))
    stage.settle()
    return reckon(stage)
