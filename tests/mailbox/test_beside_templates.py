"""What stands beside the admin's templates: the logo, pictures of a page, signatures; and what is wrong with them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from frontdesk.languages import codes
from frontdesk.mailbox.rendering.check import check_templates, preview
from frontdesk.mailbox.rendering.filters import Block
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.rules.model import MailKind

PACKAGED = Path(__file__).parents[2] / "templates"
TEAM = frozenset(("ann@example.org", "a.lee@example.net", "mia@example.org"))
LAYOUT = (PACKAGED / "layout.html").read_text("utf-8")


def png(wide: int = 480, high: int = 120, *, padding: int = 0) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + b"\x0a\x58\xa6" * wide for _ in range(high))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(rows))
        + b"\0" * padding
        + chunk(b"IEND", b"")
    )


GIF = b"GIF89a\x10\0\x08\0\x80\0\0" + b"\0\0\0\xff\xff\xff" + b",\0\0\0\0\x10\0\x08\0\0\x02\x02D\x01\0;"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080020004001011100ffd9")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


Put = Callable[[str, bytes | str], Path]


@pytest.fixture
def put(own: Path) -> Put:
    def write(name: str, content: bytes | str) -> Path:
        path = own / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def told(own: Path) -> list[str]:
    """What is wrong in a folder, beside a desk of two kinds of mail: all of them take seconds."""
    few = own.parent / "few"
    for name in ("layout.html", "style.css", "en/acknowledgement.md", "en/reply.md"):
        (few / name).parent.mkdir(parents=True, exist_ok=True)
        (few / name).write_bytes((PACKAGED / name).read_bytes())
    return [str(trouble) for trouble in check_templates(TemplateStore(few, own), team=TEAM)]


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        ("logo.png", png(480, 120), (240, 60)),
        ("logo.png", png(100, 40), (100, 40)),
        ("logo.png", png(100, 400), (20, 80)),
        ("logo.gif", GIF, (16, 8)),
        ("logo.jpg", JPEG, (64, 32)),
        ("logo.jpeg", JPEG, (64, 32)),
    ],
)
def test_a_logo_is_shown_with_its_width_and_its_words(
    own: Path, put: Put, name: str, content: bytes, size: tuple[int, int]
) -> None:
    put(name, content)
    store = TemplateStore(PACKAGED, own)
    logo = store.beside.logo()
    assert logo is not None
    assert (logo.width, logo.height) == size
    mail = preview(store, MailKind.SURVEY, "de")
    assert f'width="{size[0]}" height="{size[1]}" alt="IT Service"' in mail.html
    assert "data:image/" in mail.html  # a browser that previews it knows no cid
    assert "cid:" not in preview(store, MailKind.NOTIFICATION, "de").html


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("logo.png", b"", "is no PNG"),
        ("logo.png", GIF, "is no PNG"),
        ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no PNG"),
        ("logo.png", b"\x89PNG\r\n\x1a\n", "is damaged"),
        ("logo.jpg", b"\xff\xd8\xff\xe0", "is damaged"),
        ("logo.gif", b"GIF89a", "is damaged"),
        ("logo.png", png(padding=150_000), "goes with every mail: make it smaller than 100 kB"),
        ("logo.png", png(4200, 10), "4200 x 10 pixels"),
        ("logo.svg", b"<svg/>", "save it as PNG, JPEG or GIF"),
        ("logo.webp", b"RIFF", "save it as PNG, JPEG or GIF"),
    ],
)
def test_a_logo_that_cannot_go_with_a_mail_is_told_and_mails_go_without(
    own: Path, put: Put, name: str, content: bytes, why: str
) -> None:
    path = put(name, content)
    assert len([line for line in told(own) if str(path) in line and why in line]) == 1
    assert "<img" not in preview(TemplateStore(PACKAGED, own), MailKind.SURVEY, "en").html


def test_a_logo_leads_out_of_no_folder(own: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png())
    (own / "logo.png").symlink_to(tmp_path / "secret.png")
    assert any("leads out of the folder" in line for line in told(own))


def test_a_logo_that_changes_is_the_new_one(own: Path, put: Put) -> None:
    seconds = [0.0]
    store = TemplateStore(PACKAGED, own, clock=lambda: seconds[0])
    assert store.beside.logo() is None
    put("logo.png", png(100, 40))
    seconds[0] += 2
    first = store.beside.logo()
    put("logo.png", png(60, 40))
    seconds[0] += 2
    second = store.beside.logo()
    assert first is not None
    assert second is not None
    assert (first.width, second.width) == (100, 60)


def page(img: str) -> str:
    return LAYOUT.replace("$body", f"{img}$body")


def test_a_page_of_one_s_own_shows_pictures_of_the_folder(own: Path, put: Put) -> None:
    put("banner.png", png(100, 20))
    put("layout.html", page('<img src="cid:banner.png" width="100" alt="">'))
    assert told(own) == []
    store = TemplateStore(PACKAGED, own)
    store.get(MailKind.REPLY, "en")
    assert [one.name for one in store.beside.pictures('<img src="cid:banner.png@frontdesk">')] == [
        "banner.png"
    ]


@pytest.mark.parametrize(
    ("img", "why"),
    [
        ('<img src="cid:banner.png" width="9">', "there is no banner.png in"),
        ('<img src="cid:../banner.png" width="9">', "names no file beside layout.html"),
        ('<img src="cid:/etc/passwd" width="9">', "names no file beside layout.html"),
        ('<img src="cid:" width="9">', "names no file beside layout.html"),
        ('<img src="cid:notes.txt" width="9">', "not every mail client shows such a picture"),
        ('<img src="cid:there.png">', 'write width="120"'),
    ],
)
def test_a_picture_that_a_page_cannot_show_is_told_with_its_line(
    own: Path, put: Put, img: str, why: str
) -> None:
    put("there.png", png())
    path = put("layout.html", page(f"\n{img}"))
    line = (
        path.read_text("utf-8").split("\n").index(next(x for x in path.read_text().split("\n") if img in x))
        + 1
    )
    (trouble,) = told(own)
    assert trouble.startswith(f"{path}, line {line}: ")
    assert why in trouble


def signed(own: Path, language: str = "en", author: str = "ann@example.org") -> str | None:
    store = TemplateStore(PACKAGED, own)
    return store.beside.signature(author, language, store.style, TEAM)


def test_a_signature_is_markdown_in_both_parts(own: Path, put: Put) -> None:
    put(
        "signatures/ann@example.org.md",
        "**Ann Lee**\nIT, room 214\n\n[How we work](https://it.example.org)\n",
    )
    mail = preview(
        TemplateStore(PACKAGED, own),
        MailKind.REPLY,
        "en",
        {"signature": signed(own), "technician": "Ann Lee"},
    )
    assert "Ann Lee\nIT, room 214\n\nHow we work: https://it.example.org\n\n-- \n" in mail.text
    assert "<strong>Ann Lee</strong><br>" in mail.html
    assert "Ann Lee, IT Service" not in mail.text  # the name stands in the signature
    assert told(own) == []


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("kind", [MailKind.REPLY, MailKind.CHECK_IN])
def test_it_is_dressed_in_every_mail_that_has_one(own: Path, put: Put, kind: MailKind, language: str) -> None:
    put("signatures/ann@example.org.md", "**Ann Lee**\n[How we work](https://it.example.org)\n")
    html = preview(TemplateStore(PACKAGED, own), kind, language, {"signature": signed(own)}).html
    assert "<strong>Ann Lee</strong>" in html
    assert '<a href="https://it.example.org"' in html
    assert "<p></p>" not in html.replace(' style="margin: 0 0 16px;"', "")


def test_a_language_may_have_a_signature_of_its_own(own: Path, put: Put) -> None:
    put("signatures/ann@example.org.md", "Ann Lee, support")
    put("signatures/de/ann@example.org.md", "Ann Lee, Anwenderbetreuung")
    assert signed(own, "de") == "Ann Lee, Anwenderbetreuung"
    assert signed(own, "fr") == "Ann Lee, support"
    assert signed(own, "de", "mia@example.org") is None


def test_a_department_may_have_a_logo_and_signatures_of_its_own(own: Path, put: Put) -> None:
    put("logo.png", png(100, 40))
    put("lab/logo.png", png(60, 40))
    put("lab/en/reply.md", "Subject: x\n\n{{ text }}\n")
    put("lab/signatures/ann@example.org.md", "Ann of the lab")
    assert told(own) == []
    store = TemplateStore(PACKAGED, own)
    lab = store.of("lab", store.zone)
    logo = lab.beside.logo()
    assert logo is not None
    assert logo.width == 60
    assert lab.beside.signature("ann@example.org", "en", lab.style, TEAM) == "Ann of the lab"


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        ("Ann\nann@example.org", 2, "ann@example.org would be told to customers"),
        ("Ann\n\nANN@EXAMPLE.ORG", 3, "ann@example.org would be told to customers"),
        ("Ann\n[mail](mailto:a.lee@example.net)", 2, "a.lee@example.net would be told"),
        ("Ann\n[mail](mailto:ann%40example.org)", 2, "ann@example.org would be told"),
        ("Ann\nann&#64;example.org", 2, "ann@example.org would be told"),
        ("Ann\nmia\\@example.org", 2, "mia@example.org would be told"),
        ("Ann\n<b>Lee</b>", 2, "HTML isn't understood"),
        ("Ann <script>x</script>", 1, "HTML isn't understood"),
        ("Ann\n![x](https://evil.example/x.png)", 2, "a picture can't stand in a signature"),
        ("Ann {{ number }}", 1, "nothing is filled in here"),
        ("Ann\n{% if x %}", 2, "nothing is filled in here"),
        ("[x](ftp://example.org)", 0, "can't be a link here"),
        ("[x](page)", 0, "can't be a link here"),
        ("x" * 3000, 0, "longer than 2000 characters"),
        (b"Zo\xeb", 0, "save it as UTF-8"),
        ("  \n", 0, "it is empty"),
        ("Ann\x07", 1, "a control character"),
    ],
)
def test_a_signature_that_cannot_be_used_is_told_and_nothing_of_it_goes_out(
    own: Path, put: Put, content: str | bytes, line: int, why: str
) -> None:
    path = put("signatures/ann@example.org.md", content)
    (trouble,) = told(own)
    assert trouble.startswith(f"{path}{f', line {line}' if line else ''}: ")
    assert why in trouble
    assert signed(own) is None


@pytest.mark.parametrize(
    "words", ["[x](javascript:alert(1))", "[x](data:text/html,y)", "# Ann", "- Ann\n- Lee", "-- \nAnn"]
)
def test_what_markdown_there_is_stays_harmless(own: Path, put: Put, words: str) -> None:
    put("signatures/ann@example.org.md", words)
    found = signed(own)
    assert found is not None
    (block,) = found.parts  # type: ignore[attr-defined]
    assert isinstance(block, Block)
    assert 'href="javascript' not in block.html
    assert 'href="data' not in block.html
    assert not found.startswith("--")


def test_a_file_for_nobody_is_told(own: Path, put: Put) -> None:
    put("signatures/Ann@Example.org.md", "Ann")
    put("signatures/gone@example.org.md", "Gone")
    assert sum("nobody in TECHNICIANS or MANAGERS has this address" in line for line in told(own)) == 2


@pytest.mark.parametrize(
    "author", ["../ann@example.org", "../../etc/passwd", ".", "..", "a/b@example.org", ""]
)
def test_a_writer_s_address_leads_out_of_no_folder(own: Path, put: Put, author: str) -> None:
    put("ann@example.org.md", "Secret")
    assert signed(own, author=author) is None


def test_a_department_s_template_is_checked(own: Path, put: Put) -> None:
    path = put("lab/en/reply.md", "Subject: x\n\nHello\n")
    put("lab/en/replly.md", "Subject: x\n\n{{ text }}\n")
    first, second = sorted(told(own))
    assert "replly.md: the desk reads no file of this name; is it meant to be reply.md?" in first
    assert second.startswith(f"{path}: {{{{ text }}}} is missing")
