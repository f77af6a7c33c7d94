"""Every mail of ours in a real browser: nothing sticks out, all can be read, on a phone and on a screen."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import server_tools

from frontdesk.mailbox.rendering.render import render
from frontdesk.mailbox.rendering.samples import ALWAYS, SAMPLES
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.rules.model import MailKind

pytestmark = pytest.mark.live

STORE = TemplateStore(Path(__file__).parents[2] / "templates")
WIDTHS = (320, 800)
SCHEMES = {"dark": 0, "light": 1}  # Chromium's numbers
READABLE = 4.5  # the contrast that WCAG 2 asks for in its success criterion 1.4.3

MEASURE = """
const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const brightness = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const rgba = text => text.match(/[\\d.]+/g).map(Number);
function background(element) {
  for (; element; element = element.parentElement) {
    const color = rgba(getComputedStyle(element).backgroundColor);
    if (color.length === 3 || color[3] > 0) return color;
  }
  return [255, 255, 255];
}
function contrast(element) {
  const colors = [rgba(getComputedStyle(element).color), background(element)];
  const [a, b] = colors.map(brightness).sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}
addEventListener("load", () => {
  const found = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument;
    const speaking = [...page.body.querySelectorAll("*")].filter(element => element.getClientRects().length &&
      [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
    return {
      name: frame.title,
      shown: frame.clientWidth,
      needed: page.documentElement.scrollWidth,
      contrast: Math.min(...speaking.map(contrast)),
      background: brightness(background(page.querySelector(".mail"))),
    };
  });
  document.querySelector("pre").textContent = JSON.stringify(found);
});
"""


@dataclass(frozen=True)
class Seen:
    """A mail as the browser laid it out."""

    shown: int
    needed: int
    contrast: float
    background: float


def long_words(value: object) -> object:
    """The samples with words that no line can hold."""
    if type(value) is str and not value.startswith("mailto:") and value != "first response":
        return (
            value
            + " "
            + "Donaudampfschifffahrtsgesellschaft" * 6
            + " https://intranet.example.org/"
            + "a" * 200
        )
    if isinstance(value, dict):
        return {key: long_words(inside) for key, inside in value.items()}
    return tuple(map(long_words, value)) if isinstance(value, tuple) else value


def mails() -> Iterator[tuple[str, str]]:
    for kind in MailKind:
        plain = {**ALWAYS, **SAMPLES[kind]}
        for language in ("en", "de"):
            template = STORE.get(kind, language)
            yield f"{kind} {language}", render(template, plain).html
            long = {name: long_words(value) for name, value in plain.items()}
            yield f"{kind} {language} with long words", render(template, long).html


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, int, str], Seen]:
    """What the browser made of every mail: by name, width and colour scheme."""
    try:
        browser = server_tools.program("chromium", "chromium")
    except server_tools.Missing as missing:
        pytest.skip(str(missing))
    folder = tmp_path_factory.mktemp("browser")
    frames = "".join(
        f'<iframe title="{name}" width="{width}" height="600" style="border:0" srcdoc="{html.escape(page)}">'
        "</iframe>"
        for name, page in mails()
        for width in WIDTHS
    )
    page = folder / "mails.html"
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><style>:root {{ color-scheme: light dark }}</style>'
        f"<script>{MEASURE}</script><body>{frames}<pre></pre>"
    )
    return {
        (one["name"], one["shown"], scheme): Seen(
            one["shown"], one["needed"], one["contrast"], one["background"]
        )
        for scheme in SCHEMES
        for one in measured(browser, page, folder, scheme)
    }


def measured(browser: str, page: Path, folder: Path, scheme: str) -> list[dict[str, Any]]:
    command = [
        browser,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        f"--user-data-dir={folder / scheme}",
        f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}",
        "--window-size=1000,800",
        "--virtual-time-budget=10000",
        "--dump-dom",
        page.as_uri(),
    ]
    dumped = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    found = re.search(r"<pre>(.+?)</pre>", dumped, re.DOTALL)
    assert found, "the browser measured nothing"
    return list(json.loads(html.unescape(found[1])))


def every() -> list[object]:
    kinds = [(f"{kind} {language}", kind) for kind in MailKind for language in ("en", "de")]
    return [pytest.param(name, id=name.replace(" ", "-")) for name, _ in kinds]


@pytest.mark.parametrize("name", every())
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_sticks_out_and_everything_can_be_read(
    seen: Mapping[tuple[str, int, str], Seen], name: str, width: int, scheme: str
) -> None:
    for variant in (name, f"{name} with long words"):
        mail = seen[variant, width, scheme]
        assert mail.needed <= width, f"{variant} needs {mail.needed} pixels"
        assert mail.contrast >= READABLE
        assert (mail.background < 0.1) is (scheme == "dark")
