"""The demo's result as one file for a browser: every mail as its reader sees it, and what the desk remembers.

What mails contain is shown and never run: their HTML stands in sandboxed frames, and the page's own
Content-Security-Policy, which the frames inherit, lets nothing in from outside.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

from frontdesk.demo.people import EVERYBODY, Letter, Person, split_quote
from frontdesk.demo.screen import person, together
from frontdesk.rules.request import Request

HERE = Path(__file__).parent
FILE = "index.html"

# Each frame becomes as high as its mail. The frames may be measured (allow-same-origin) and may run nothing.
SCRIPT = """
const fit = frame => {
  const page = frame.contentDocument && frame.contentDocument.documentElement;
  if (page) { frame.style.height = "0"; frame.style.height = page.scrollHeight + "px"; }
};
const fitAll = () => document.querySelectorAll("iframe").forEach(fit);
document.querySelectorAll("iframe").forEach(frame => frame.addEventListener("load", () => fit(frame)));
addEventListener("load", fitAll);
addEventListener("resize", fitAll);
document.querySelector("nav").addEventListener("change", fitAll);
"""


def page(letters: Sequence[Letter], request: Request | None, memory: str, report: str = "") -> str:
    """`request`: the one the story is about. `memory`: what `frontdesk show` prints. `report`: the file of the month's
    report, beside this one."""
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    readers = _readers(letters)
    return Template((HERE / "page.html").read_text("utf-8")).substitute(
        title="The life of a request, and of a month" if report else "The life of a request",
        lead="Every mail of Carl's request as its reader sees it: as a mail program shows it, and as plain text."
        " Below it what the same desk makes of a month of three departments: the report, the word that was due with"
        " one of them, and its review.",
        look=_look(report),
        facts="\n".join(_facts(request)) if request else "",
        choices="\n".join(_choices(readers)),
        style=(HERE / "page.css").read_text("utf-8") + "\n".join(_hiding(readers)),
        mails="\n".join(_mails(letters)),
        memory=escape(memory),
        script=SCRIPT,
        script_hash=f"sha256-{digest}",
    )


def _look(report: str) -> str:
    if not report:
        return ""
    return (
        f'<p class="look"><a href="{escape(report)}">The month&rsquo;s report, as the manager got it</a></p>'
    )


def _readers(letters: Iterable[Letter]) -> list[Person]:
    """Who got mail: those of the play in its order, the desk last."""
    got = {address for letter in letters for address in letter.readers}
    everybody = [*list(EVERYBODY.values())[1:], next(iter(EVERYBODY.values()))]
    return [somebody for somebody in everybody if somebody.address in got]


def _facts(request: Request) -> Iterator[str]:
    facts = {
        "request": f"#{request.number}",
        "subject": request.subject,
        "customer": request.customer.name or request.customer.email,
        "status": request.status.value,
        "rating": f"{request.rating} of 5" if request.rating else "",
    }
    for name, value in facts.items():
        if value:
            yield f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>"


def _choices(readers: Iterable[Person]) -> Iterator[str]:
    yield _choice("all", "All mail", checked=True)
    for reader in readers:
        yield _choice(_handle(reader), f"{reader.name}'s inbox")


def _choice(handle: str, label: str, checked: bool = False) -> str:
    state = " checked" if checked else ""
    return (
        f'<span><input type="radio" name="whose" id="whose-{handle}"{state}>'
        f'<label for="whose-{handle}">{escape(label)}</label></span>'
    )


def _hiding(readers: Iterable[Person]) -> Iterator[str]:
    """With somebody's inbox chosen, all other mail is hidden; no script is needed for it."""
    for reader in readers:
        handle = _handle(reader)
        yield f"body:has(#whose-{handle}:checked) main > :not(.to-{handle}) {{ display: none; }}"


def _handle(somebody: Person) -> str:
    return "".join(c for c in somebody.address.partition("@")[0] if c.isalnum())


def _mails(letters: Sequence[Letter]) -> Iterator[str]:
    day = ""
    for group in together(letters):
        if day != (day := _day(group[0].at)):
            yield f'<h2 class="day {_readers_classes(_of_the_day(letters, day))}">{day}</h2>'
        yield _mail(group)


def _of_the_day(letters: Iterable[Letter], day: str) -> list[Letter]:
    return [letter for letter in letters if _day(letter.at) == day]


def _day(at: datetime) -> str:
    return f"{at:%A}, {at.day} {at:%B %Y}"


def _readers_classes(letters: Iterable[Letter]) -> str:
    handles = dict.fromkeys(_handle(person(address)) for letter in letters for address in letter.readers)
    return " ".join(f"to-{handle}" for handle in handles)


def _mail(group: Sequence[Letter]) -> str:
    """One mail; the same one to several people is shown as the first of them got it."""
    first = group[0]
    sender = person(first.author)
    readers = ", ".join(person(address).name for letter in group for address in letter.readers)
    to = ", ".join(letter.header("To") for letter in group)
    role = "desk" if sender.address == next(iter(EVERYBODY)) else sender.part
    return (
        f'<article class="{role} {_readers_classes(group)}">\n<header>'
        f'<p class="way"><span>{first.at:%H:%M}</span><span><b>{escape(sender.name)}</b> to {escape(readers)}</span>'
        f'<span class="kind">{escape(first.kind or sender.part)}</span></p>'
        f'<p class="subject">{escape(first.subject)}</p>'
        f'<p class="addresses">From {escape(first.header("From"))}<br>To {escape(to)}</p>'
        f"</header>\n{_parts(first)}\n</article>"
    )


def _parts(letter: Letter) -> str:
    if not letter.html:
        return f'<div class="parts"><div>{_text(letter)}</div></div>'
    frame = (
        f'<div class="html"><h3>HTML</h3><iframe sandbox="allow-same-origin" title="{escape(letter.subject)}"'
        f' srcdoc="{escape(letter.html)}"></iframe></div>'
    )
    return f'<div class="parts both">{frame}<div><h3>Plain text</h3>{_text(letter)}</div></div>'


def _text(letter: Letter) -> str:
    """The text part; what people quote below their words is folded away."""
    said, quoted = split_quote(letter)
    text = f"<pre>{escape(said)}</pre>"
    if quoted:
        text += (
            f"<details><summary>The mail it answers, quoted</summary><pre>{escape(quoted)}</pre></details>"
        )
    return text


def write_pages(folder: Path, files: Mapping[str, str]) -> Path:
    """The file of the page that leads to all. Raises OSError when the folder can't be written to."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return (folder / FILE).resolve()
