"""Pictures that stand beside the templates: the logo, and what a page of the admin's shows by `cid:`.

Takes only what every mail client shows, and only from the folder itself; never changes a picture.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

SIZE_AT_MOST = 100_000  # octets: it goes with every mail to a customer
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
LOGOS = tuple(f"logo{suffix}" for suffix in TYPES)
_NOT_SHOWN = frozenset((".svg", ".webp", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".ico", ".pdf", ".eps"))
_BEGINS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
_SIDE_AT_MOST = 4_000  # pixels
_WIDE, _HIGH = 240, 80  # pixels that a logo has at most on the page; twice as many are sharp on a fine screen
_DOMAIN = "frontdesk"  # a Content-ID has the form of a Message-ID (RFC 2045 section 7)
_SHOWN = re.compile(r"cid:([A-Za-z0-9._-]+)@" + _DOMAIN)
_IN_A_PAGE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']cid:([^\"'>]*)[\"'][^>]*>", re.IGNORECASE)
_WIDTH = re.compile(r"\bwidth\s*=\s*[\"']?(?:\d|\{\{)", re.IGNORECASE)


class BadPicture(ValueError):
    """A picture that can't go with a mail; says why, and what to do. Trying again won't help."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`width` and `height`: as a logo is shown, which Outlook must be told."""

    name: str
    media_type: str
    content: bytes
    width: int
    height: int

    @property
    def content_id(self) -> str:
        return f"{self.name}@{_DOMAIN}"


def read_picture(folder: Path, name: str) -> Picture:
    """The picture of this name in the folder. Raises BadPicture."""
    if not _NAME.fullmatch(name):
        raise BadPicture(f'cid:{name[:60]} names no file beside layout.html: write src="cid:logo.png"')
    media_type = TYPES.get(Path(name).suffix.lower())
    if media_type is None:
        raise BadPicture(f"{name}: not every mail client shows such a picture; save it as PNG, JPEG or GIF")
    path = folder / name
    try:
        if path.resolve().parent != folder.resolve():
            raise BadPicture(f"{name} leads out of the folder: put the picture itself into {folder}")
        with path.open("rb") as file:
            content = file.read(SIZE_AT_MOST + 1)
            size = path.stat().st_size
    except FileNotFoundError:
        raise BadPicture(
            f"there is no {name} in {folder}: put it there, or take it out of the page"
        ) from None
    except OSError as error:
        raise BadPicture(f"{name} can't be read ({error.strerror}): let frontdesk read it") from error
    if len(content) > SIZE_AT_MOST:
        raise BadPicture(
            f"{name} has {size / 1000:.0f} kB and goes with every mail: make it smaller than {SIZE_AT_MOST // 1000} kB"
        )
    return _measured(name, media_type, content)


def _measured(name: str, media_type: str, content: bytes) -> Picture:
    import imagesize  # loads what reads XML and speaks HTTP, and few desks have a picture

    kind = media_type.partition("/")[2].upper()
    if not content.startswith(_BEGINS[media_type]):
        raise BadPicture(f"{name} is no {kind}, whatever its name says: save it anew as {kind}")
    try:
        wide, high = imagesize.get(BytesIO(content))
    except Exception as error:  # a damaged file may end anywhere
        raise BadPicture(f"{name} is damaged: save it anew") from error
    if wide < 1 or high < 1:
        raise BadPicture(f"{name} is damaged: save it anew")
    if max(wide, high) > _SIDE_AT_MOST:
        raise BadPicture(f"{name} has {wide} x {high} pixels: {2 * _WIDE} x {2 * _HIGH} are enough")
    scale = min(1.0, _WIDE / wide, _HIGH / high)
    return Picture(name, media_type, content, max(1, round(wide * scale)), max(1, round(high * scale)))


def logo_name(folder: Path) -> str:
    """Which file there is the logo; also one that can't be, so that it is told of; "" for none."""
    usable = next((name for name in LOGOS if (folder / name).is_file()), "")
    if usable or not folder.is_dir():
        return usable
    others = (name for suffix in sorted(_NOT_SHOWN) if (folder / (name := f"logo{suffix}")).is_file())
    return next(others, "")


def named_in(page: str) -> Iterator[tuple[str, int, bool]]:
    """The pictures that a page shows by `cid:`: name, line, and whether it says their width, without which Outlook
    shows them as large as they are. What Jinja fills in is ours to fill."""
    for found in _IN_A_PAGE.finditer(page):
        if "{" not in found[1]:
            yield found[1], page.count("\n", 0, found.start()) + 1, bool(_WIDTH.search(found[0]))


def with_domain(page: str) -> str:
    """The page with the names of its pictures as Content-IDs."""

    def put_in(found: re.Match[str]) -> str:
        return found[0].replace(f"cid:{found[1]}", f"cid:{found[1]}@{_DOMAIN}", 1)

    return _IN_A_PAGE.sub(put_in, page)


def embedded(html: str, pictures: Iterable[Picture]) -> str:
    """The page with its pictures inside, for a browser, which knows no `cid:`."""
    for one in pictures:
        data = f"data:{one.media_type};base64,{b64encode(one.content).decode()}"
        html = html.replace(f"cid:{one.content_id}", data)
    return html


def shown_in(html: str) -> list[str]:
    """The names of the pictures that a finished page shows."""
    return list(dict.fromkeys(_SHOWN.findall(html))) if "cid:" in html else []
