"""Makes tests/mailbox/clients/mail_clients.toml: what mail clients know of the CSS and HTML that our mails use.

    python scripts/make_mail_clients.py FOLDER      the unpacked package `caniemail` of npm

Keeps facts alone (this client knows that property, in part, or not), for few clients and for what our templates use or
an admin's own style likely does. Of a family's programs the least able one speaks, each in its newest tested version.
Asks no network.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "tests" / "mailbox" / "clients" / "mail_clients.toml"
CLIENTS = {
    "Outlook for Windows": (("outlook", "windows"),),
    "Outlook on the web": (("outlook", "outlook-com"),),
    "Gmail on the web": (("gmail", "desktop-webmail"), ("gmail", "mobile-webmail")),
    "Gmail's apps": (("gmail", "ios"), ("gmail", "android")),
    "Apple Mail": (("apple-mail", "macos"), ("apple-mail", "ios")),
}
# The worst first.
ANSWERS = {"n": "no", "a": "partly", "u": "unknown", "y": "yes"}

_SAME_NAME = """background background-color background-image background-position background-repeat background-size
border border-collapse border-image border-radius border-spacing box-shadow box-sizing clear color-scheme direction
display float font font-size font-weight gap height hyphens letter-spacing line-height list-style list-style-type
margin max-height max-width min-height min-width object-fit opacity outline overflow overflow-wrap padding position
table-layout text-align text-decoration text-indent text-overflow text-shadow text-transform transform transition
vertical-align visibility white-space width word-break word-spacing word-wrap z-index""".split()  # noqa: SIM905
_SIDES = ("top", "right", "bottom", "left")
CSS = {
    **{name: f"css-{name}" for name in _SAME_NAME},
    **{f"{name}-{side}": f"css-{name}" for name in ("margin", "padding", "border") for side in _SIDES},
    **{f"border-{part}": "css-border" for part in ("color", "style", "width")},
    **dict.fromkeys(_SIDES, "css-left-right-top-bottom"),
    "display: flex": "css-display-flex",
    "display: grid": "css-display-grid",
    "display: none": "css-display-none",
    "!important": "css-important",
    "@media": "css-at-media",
    "@media (prefers-color-scheme)": "css-at-media-prefers-color-scheme",
    "@font-face": "css-at-font-face",
    "@import": "css-at-import",
}
HTML = {
    **{
        name: f"html-{name}"
        for name in """abbr audio blockquote body code del div dialog form hr img link object p picture pre select
        small span strike strong style svg table textarea video wbr""".split()  # noqa: SIM905
    },
    **{f"h{level}": "html-h1-h6" for level in range(1, 7)},
    **dict.fromkeys(("ul", "ol", "li"), "html-lists"),
    **dict.fromkeys(("thead", "tbody", "tr", "td", "th"), "html-table"),
    **dict.fromkeys(("article", "header", "footer", "main", "nav", "section"), "html-semantics"),
}


def answer(stats: Mapping[str, Any], programs: tuple[tuple[str, str], ...]) -> str:
    """What the least able of these programs knows; of each, the version that was tested last."""
    newest = (list(stats.get(family, {}).get(platform, {}).values())[-1:] for family, platform in programs)
    letters = {tested[0].split()[0] for tested in newest if tested}
    return next((ANSWERS[letter] for letter in ANSWERS if letter in letters), "unknown")


def rows(names: Mapping[str, str], features: Mapping[str, Any]) -> str:
    def row(name: str) -> str:
        given = [answer(features[names[name]]["stats"], programs) for programs in CLIENTS.values()]
        return f'"{name}" = {json.dumps(given)}\n'

    return "".join(row(name) for name in sorted(names))


def main(folder: Path) -> None:
    package = json.loads((folder / "package.json").read_text("utf-8"))
    data = json.loads((folder / "dist" / "data" / "caniemail.json").read_text("utf-8"))
    features = {feature["slug"]: feature for feature in data["data"]}
    TARGET.write_text(
        f"""\
# What mail clients know of CSS and HTML; made by scripts/make_mail_clients.py, not by hand.
# Reduced to facts from the data of caniemail.com as they stand in the package `{package["name"]}`
# {package["version"]} of npm (licence: {package["license"]}, (c) Avi Goldman, Andrew Powell).
# `taken` is the day on which that data was last changed. A row has one answer for each client.
taken = "{data["last_update_date"][:10]}"
clients = {json.dumps(list(CLIENTS))}

[css]
{rows(CSS, features)}
[html]
{rows(HTML, features)}""",
        "utf-8",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
