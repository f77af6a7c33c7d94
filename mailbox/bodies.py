"""Which parts of a mail are its text and which are attachments (RFC 2046, RFC 2387, RFC 2183).

Of alternatives the plain text, unless it only says that there is an HTML part; of several texts all, in
their order, with inline images named in their places. Never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from frontdesk.mailbox.attachments import Found
from frontdesk.mailbox.calendar import Invitation, read_calendar
from frontdesk.mailbox.charsets import decode
from frontdesk.mailbox.clean import clean_line, clean_text
from frontdesk.mailbox.encoded_words import decode_words
from frontdesk.mailbox.file_names import safe_name
from frontdesk.mailbox.flowed import unflow
from frontdesk.mailbox.headers import read_head
from frontdesk.mailbox.html_text import html_to_text
from frontdesk.mailbox.inline_files import take_out_files
from frontdesk.mailbox.limits import LIMITS, Limits
from frontdesk.mailbox.structure import Part, read_structure

# Other types of text are files, unless the mail consists of nothing else.
_READ = frozenset({"text/plain", "text/html", "text/markdown", "text/enriched", "text/richtext"})
_FILES = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/rfc822-headers"})
_ENRICHED = frozenset({"text/enriched", "text/richtext"})
_RENDITIONS = _ENRICHED | {"text/x-amp-html", "text/watch-html"}  # of a text that is there in plain or HTML
_MARKUP = frozenset({"text/html", "application/xhtml+xml"})
_STUB_LENGTH = 600  # "your client cannot show HTML" is never longer
_SNIFFED_HTML = re.compile(r"\s{0,200}(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_ENRICHED_COMMAND = re.compile(r"<(/?)([A-Za-z0-9-]{0,60})>")
_OUTLOOK_IMAGE = re.compile(r"\[cid:([^\]\s]{1,200})\]")
_DUPLICATE_SAMPLE = 2_000


@dataclass(slots=True)
class Bodies:
    """`text`: decoded and clean, paragraphs whole. `messages`: attached mails. `root`: all parts."""

    root: Part
    text: str
    html_only: bool
    found: list[Found]
    messages: list[Part]
    invitation: Invitation | None
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Piece:
    """A part that is text to read, or an image between texts (`image`)."""

    part: Part
    kind: str  # "plain", "html", "image"
    content: bytes | None = None  # a plain text's, when files were taken out of it
    image: Found | None = None
    rendered: str | None = None


def read_bodies(raw: bytes, limits: Limits = LIMITS) -> Bodies:
    """The text and the attachments of a whole mail."""
    root, problems = read_structure(raw, limits)
    walk = _Walk(limits, list(problems))
    pieces = walk.pieces_of(root)
    text, html_only = walk.text_of(pieces)
    if not text and walk.invitation:
        text = clean_text(walk.invitation.text)
    return Bodies(
        root, text, html_only, walk.found, walk.messages, walk.invitation, tuple(dict.fromkeys(walk.problems))
    )


@dataclass(slots=True)
class _Walk:
    limits: Limits
    problems: list[str]
    found: list[Found] = field(default_factory=list)
    messages: list[Part] = field(default_factory=list)
    invitation: Invitation | None = None
    text_seen: bool = False

    def pieces_of(self, part: Part) -> list[_Piece]:
        """The readable pieces of the part in their order; everything else goes to `found`."""
        if part.children:
            return self._pieces_of_children(part)
        if part.is_message:
            self.messages.append(part)
            self._attach(part, part.name or _message_name(part, self.limits))
        elif self._is_body(part):
            return self._body(part)
        elif part.media_type == "text/calendar" or part.media_type == "application/ics":
            self._calendar(part)
        elif part.media_type == "application/applefile" and part.within == "multipart/appledouble":
            pass  # the Macintosh half of a file that follows
        elif part.media_type in _RENDITIONS and part.within == "multipart/alternative":
            pass
        else:
            found = self._attach(part, part.name)
            if part.media_type.startswith("image/") and found.inline and part.disposition != "attachment":
                return [_Piece(part, "image", image=found)]
        return []

    def _pieces_of_children(self, part: Part) -> list[_Piece]:
        alternatives = [self.pieces_of(child) for child in part.children]
        if part.media_type == "multipart/alternative":
            return self._best(alternatives)
        return [piece for pieces in alternatives for piece in pieces]

    def _best(self, alternatives: list[list[_Piece]]) -> list[_Piece]:
        """The plain text if it says anything, else the HTML (the richest comes last)."""
        marked_up = [pieces for pieces in alternatives if any(piece.kind == "html" for piece in pieces)]
        if not marked_up:  # then they are hardly alternatives
            return [piece for pieces in alternatives for piece in pieces]
        for pieces in alternatives:
            if any(piece.kind == "plain" for piece in pieces) and not any(
                piece.kind == "html" for piece in pieces
            ):
                text = "\n".join(self._render(piece) for piece in pieces)
                if text.strip() and not self._is_stub(text, marked_up[-1]):
                    return pieces
        return marked_up[-1]

    def _is_stub(self, text: str, marked_up: list[_Piece]) -> bool:
        """Whether a plain text only says that the mail is in HTML: it does, and the HTML says more."""
        if len(text) > _STUB_LENGTH or "html" not in text.lower():
            return False
        said = {word.lower() for piece in marked_up for word in self._render(piece).split()}
        words = [word.lower() for word in text.split()]
        return sum(word in said for word in words) * 3 < len(words) * 2

    def _is_body(self, part: Part) -> bool:
        """Whether the part is text to read. With a file name only the first text of a mail is."""
        if part.disposition == "attachment":
            return False
        if part.media_type in _ENRICHED and part.within == "multipart/alternative":
            return False
        whole_mail = not part.depth and part.media_type.startswith("text/") and part.media_type not in _FILES
        if part.media_type not in _READ and part.media_type not in _MARKUP and not whole_mail:
            return False
        together = part.within in ("multipart/alternative", "multipart/related")
        if part.name and self.text_seen and not together:
            return False
        self.text_seen = True
        return True

    def _body(self, part: Part) -> list[_Piece]:
        if (
            part.name
            and part.disposition
            and part.within not in ("multipart/alternative", "multipart/related")
        ):
            self._attach(part, part.name)  # a file that is shown as well
        if part.media_type in _MARKUP:
            return [_Piece(part, "html")]
        encoded = part.raw.find(b"begin ", part.body, part.end) >= 0 or part.encoding == "base64"
        content, files = take_out_files(part.content()) if encoded else (None, [])
        for name, data in files:
            number = len(self.found) + 1
            self.found.append(Found(number, clean_line(decode(name)), "application/octet-stream", data=data))
        return [_Piece(part, "plain", content=content if files else None)]

    def _attach(self, part: Part, name: str) -> Found:
        content_id = part.content_id
        inline = bool(content_id and part.within == "multipart/related") or part.disposition == "inline"
        number = len(self.found) + 1
        content_id = clean_line(content_id)[:300]
        found = Found(number, name, part.media_type, part, content_id=content_id, inline=inline)
        self.found.append(found)
        return found

    def _calendar(self, part: Part) -> None:
        if self.invitation is None:
            declared = part.parameters.get("method", "")
            invitation = read_calendar(part.text(self.limits.text), declared)
            # A calendar that machines exchange declares its method (RFC 6047 section 2.4); one that a person
            # attached to a mail does not, though the file may have been an invitation once.
            handed_over = part.disposition == "attachment" and not declared
            self.invitation = replace(invitation, method="") if handed_over else invitation
        self._attach(part, part.name or "invitation.ics")

    def text_of(self, pieces: list[_Piece]) -> tuple[str, bool]:
        """All pieces as one clean text, and whether all of it was HTML."""
        texts: list[str] = []
        kinds: set[str] = set()
        images: list[str] = []  # that stand between two texts
        for piece in pieces:
            if piece.image:
                images.append(self._render(piece))
                continue
            text = self._render(piece)
            if not text or (kinds and kinds != {piece.kind} and _says_the_same(text, texts)):
                continue
            texts += [*(images if texts else []), text]
            images = []
            kinds.add(piece.kind)
        return self._limited("\n\n".join(texts)), kinds == {"html"}

    def _limited(self, text: str) -> str:
        if len(text) > self.limits.text:
            self.problems.append(
                f"the text is longer than {self.limits.text:,} characters: the rest is left out"
            )
            return text[: self.limits.text]
        return text

    def _render(self, piece: _Piece) -> str:
        if piece.rendered is None:
            if piece.image:
                piece.rendered = f"[image: {self._image_name(piece.image)}]"
            elif piece.kind == "html":
                piece.rendered = self._from_html(_markup_of(piece.part, self.limits.html))
            else:
                piece.rendered = self._from_plain(piece)
        return piece.rendered

    def _from_html(self, markup: str) -> str:
        if len(markup) >= self.limits.html:
            self.problems.append(
                f"the HTML is longer than {self.limits.html:,} characters: the rest is left out"
            )
        names = self._image_names() if "cid:" in markup else {}
        return clean_text(html_to_text(markup, names)).strip("\n")

    def _image_names(self) -> dict[str, str]:
        return {found.content_id: self._image_name(found) for found in self.found if found.content_id}

    def _image_name(self, found: Found) -> str:
        return safe_name(found.name, found.media_type, found.number, b"", self.limits.name)

    def _from_plain(self, piece: _Piece) -> str:
        part = piece.part
        most = self.limits.text * 3
        if piece.content is not None:
            text = decode(piece.content[:most], part.parameters.get("charset", ""))
        else:
            text = part.text(most)
        if part.media_type in _ENRICHED:
            text = _from_enriched(text)
        elif _SNIFFED_HTML.match(text):
            return self._from_html(text[: self.limits.html])
        text = clean_text(text.replace("\r\r\n", "\n"))
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, part.parameters.get("delsp", "").lower() == "yes")
        if "[cid:" in text:
            names = self._image_names()
            text = _OUTLOOK_IMAGE.sub(
                lambda cid: f"[image: {names.get(cid[1]) or cid[1].partition('@')[0]}]", text
            )
        return text.strip("\n").rstrip()


def _markup_of(part: Part, most: int) -> str:
    """HTML as text; where the part names no charset, the page may."""
    charset = part.parameters.get("charset", "")
    content = part.content(most * 3)
    if not charset and not content.isascii():
        named = _META_CHARSET.search(content[:2_000])
        charset = named[1].decode("ascii") if named else ""
    return decode(content, charset)[:most]


def _says_the_same(text: str, texts: list[str]) -> bool:
    """Whether a text stands there already: some programs send both forms as if they were two texts."""
    words = text[:_DUPLICATE_SAMPLE].split()
    return any(words == other[:_DUPLICATE_SAMPLE].split() for other in texts)


def _from_enriched(text: str) -> str:
    """RFC 1896, as far as its text goes: commands out, "<<" is "<", single line breaks are blanks."""
    return _ENRICHED_COMMAND.sub("", text.replace("<<", "\0")).replace("\0", "<")


def _message_name(part: Part, limits: Limits) -> str:
    """An attached mail is named after its subject."""
    head = read_head(part.content(20_000), limits=limits)
    subject = clean_line(decode_words(head.get("subject")))[: limits.name - 4].strip()
    return f"{subject}.eml" if subject else ""
