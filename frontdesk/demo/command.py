"""`frontdesk demo`. See `frontdesk.demo`; its packages are asked for before anything of it is imported."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from frontdesk.cli.main import fail, main, out, told

PACKAGES = {"pymap": "pymap>=0.36.7,<0.37", "aiosmtpd": "aiosmtpd>=1.4.6"}  # the extra `demo`
PAUSE = 0.7  # seconds that a mail is shown before the next


@main.command()
@click.option("--fast", is_flag=True, help="Show all at once, without pauses.")
@click.option(
    "--serve", is_flag=True, help="Keep the desk open afterwards: join in with your own mail client."
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the page with all mails goes (default: demo-result).",
)
@told
def demo(fast: bool, serve: bool, folder: Path | None) -> None:
    """A complete desk on this machine, nothing to configure: a request from first mail to rating, then a month."""
    missing = [wanted for name, wanted in PACKAGES.items() if find_spec(name) is None]
    if missing:
        fail(
            "The demo brings its own mail server, and the packages for it are not installed.",
            f"Run `make demo`, or install them: pip install {' '.join(map(repr, missing))}",
        )
    from frontdesk.demo.run import run
    from frontdesk.demo.stage import StoryBroken

    console = out()
    try:
        run(console, PAUSE if console.is_terminal and not fast else 0.0, serve, folder)
    except (StoryBroken, OSError) as error:
        fail(str(error))
