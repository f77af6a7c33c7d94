"""Which parts of a mail are its text and which are attachments (RFC 2046, RFC 2387, RFC 2183).

Of alternatives the plain text, unless it only says that there is an HTML part; of several texts all, in
their order, with inline images named in their places. Never raises.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from frontdesk.mailbox.charsets.decode import allow_guesses, decode
from frontdesk.mailbox.formats.tnef import Tnef, is_tnef, read_tnef
from frontdesk.mailbox.limits import LIMITS, Limits
from frontdesk.mailbox.parsing import smime
from frontdesk.mailbox.parsing.body_text import ENRICHED, BodyText, page_of
from frontdesk.mailbox.parsing.calendar import calendar_text, read_calendar
from frontdesk.mailbox.parsing.clean import clean_line, clean_text, decode_words
from frontdesk.mailbox.parsing.file_names import extension, safe_name
from frontdesk.mailbox.parsing.gestures import REACTION_TYPE
from frontdesk.mailbox.parsing.headers import read_head
from frontdesk.mailbox.parsing.inline_files import take_out_files
from frontdesk.mailbox.parsing.part import Found, Part
from frontdesk.mailbox.parsing.smime import encryption_of, is_encrypted_text
from frontdesk.mailbox.parsing.structure import read_structure
from frontdesk.rules.model import Invitation

# Other types of text are files, unless the mail consists of nothing else.
_READ = frozenset({"text/plain", "text/html", "text/markdown", "text/enriched", "text/richtext"})
_FILES = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/rfc822-headers"})
_RENDITIONS = ENRICHED | {
    "text/x-amp-html",
    "text/watch-html",
    REACTION_TYPE,
}  # of a text that is there in plain or HTML
_MARKUP = frozenset({"text/html", "application/xhtml+xml"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef", "application/x-tnef"})
_SIGNED_WITHIN_SIGNED = 3
_STUB_LENGTH = 600  # "your client cannot show HTML" is never longer
_SENTENCE_END = re.compile(r"[.!?]\s")
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
    encrypted: str  # how, "" when it isn't
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
    allow_guesses(limits.guesses)
    root, problems = read_structure(raw, limits)
    walk = _Walk(limits, list(problems))
    pieces = walk.pieces_of(root)
    walk.finish()
    text, html_only = walk.text_of(pieces)
    if not text:
        text, html_only = walk.other_text()
    if encrypted := walk.how_encrypted(text):
        walk.problems.append(
            f"the mail is encrypted ({encrypted}): only its receiver's own client can read it"
        )
    problems = tuple(dict.fromkeys(walk.problems))
    return Bodies(root, text, html_only, walk.found, walk.messages, walk.invitation, encrypted, problems)


@dataclass(slots=True)
class _Walk:
    limits: Limits
    problems: list[str]
    found: list[Found] = field(default_factory=list)
    messages: list[Part] = field(default_factory=list)
    invitation: Invitation | None = None
    unnamed_calendar: Part | None = None
    wrapped: Tnef | None = None
    text_seen: bool = False
    signed_seen: int = 0
    encrypted: str = ""
    text_above: bool = False  # what is encrypted
    texts: BodyText = field(init=False)

    def __post_init__(self) -> None:
        self.texts = BodyText(self.limits, self.problems, self._image_names)

    def pieces_of(self, part: Part) -> list[_Piece]:
        """The readable pieces of the part in their order; everything else goes to `found`."""
        if part.children:
            return self._pieces_of_children(part)
        if not self.encrypted and (how := encryption_of(part)):
            self.encrypted, self.text_above = how, self.text_seen
        if part.media_type in smime.TYPES and (inner := self._signed(part)):
            return self.pieces_of(inner)
        if self._is_body(part):
            return self._body(part)
        if part.is_message:
            self.messages.append(part)
            self._attach(part, part.name or _message_name(part, self.limits))
        elif part.media_type in ("text/calendar", "application/ics"):
            self._calendar(part)
        elif not (_is_left_out(part) or self._unwrap(part)):
            return self._file(part)
        return []

    def _file(self, part: Part) -> list[_Piece]:
        found = self._attach(part, part.name or _described_name(part))
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
        """Whether a plain text only says that the mail is in HTML: so it begins, and the HTML says more."""
        if len(text) > _STUB_LENGTH or "html" not in _SENTENCE_END.split(text.lower(), maxsplit=1)[0]:
            return False
        said = {word.lower() for piece in marked_up for word in self._render(piece).split()}
        words = [word.lower() for word in text.split()]
        return sum(word in said for word in words) * 3 < len(words) * 2

    def _is_body(self, part: Part) -> bool:
        """Whether the part is text to read. With a file name only the first text of a mail is."""
        if part.disposition == "attachment":
            return False
        if part.media_type in ENRICHED and part.within == "multipart/alternative":
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

    def _signed(self, part: Part) -> Part | None:
        """The mail inside a signed one."""
        content = part.content()
        inner = smime.signed_content(content) if self.signed_seen < _SIGNED_WITHIN_SIGNED else None
        if inner is None:
            return None
        self.signed_seen += 1
        return read_structure(inner, self.limits)[0]

    def _unwrap(self, part: Part) -> bool:
        """Puts Outlook's wrapped files in the place of winmail.dat; False when there is nothing to unwrap."""
        if part.media_type not in _TNEF and part.name.lower() != "winmail.dat":
            return False
        content = part.content()
        if not is_tnef(content):
            return False
        wrapped = read_tnef(content)
        if not (wrapped.files or wrapped.text or wrapped.html):
            return False
        self.wrapped = self.wrapped or wrapped
        for one in wrapped.files:
            number = len(self.found) + 1
            name, content_id = clean_line(one.name), clean_line(one.content_id)[:300]
            self.found.append(Found(number, name, one.media_type, data=one.content, content_id=content_id))
        return True

    def _calendar(self, part: Part) -> None:
        if self.invitation is None:
            declared = part.parameters.get("method", "")
            invitation = read_calendar(part.text(self.limits.text), declared)
            # A calendar that machines exchange declares its method (RFC 6047 section 2.4); one that a person
            # attached to a mail does not, though the file may have been an invitation once.
            handed_over = part.disposition == "attachment" and not declared
            self.invitation = replace(invitation, method="") if handed_over else invitation
        if part.name or part.within != "multipart/alternative":
            self._attach(part, part.name or "invitation.ics")
        else:
            self.unnamed_calendar = part  # most clients attach it once more as a file

    def finish(self) -> None:
        """Attaches what waited to see whether the mail has it twice."""
        calendars = ("text/calendar", "application/ics")
        if self.unnamed_calendar and not any(found.media_type in calendars for found in self.found):
            self._attach(self.unnamed_calendar, "invitation.ics")

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

    def other_text(self) -> tuple[str, bool]:
        """What else can be read where no part is text: Outlook's wrapped text, or an invitation."""
        if self.wrapped and self.wrapped.html:
            return self._limited(self.texts.of_page(self.wrapped.html[: self.limits.html])), True
        if self.wrapped and self.wrapped.text:
            return self._limited(clean_text(self.wrapped.text[: self.limits.text]).strip()), False
        return (clean_text(calendar_text(self.invitation)), False) if self.invitation else ("", False)

    def how_encrypted(self, text: str) -> str:
        """How the mail is encrypted; a person's text with an encrypted file attached isn't."""
        if is_encrypted_text(text):
            return "PGP"
        return "" if self.encrypted == "S/MIME" and self.text_above and text.strip() else self.encrypted

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
                piece.rendered = self.texts.of_page(page_of(piece.part, self.limits.html))
            else:
                piece.rendered = self.texts.of_plain(piece.part, piece.content)
        return piece.rendered

    def _image_names(self) -> dict[str, str]:
        return {found.content_id: self._image_name(found) for found in self.found if found.content_id}

    def _image_name(self, found: Found) -> str:
        return safe_name(found.name, found.media_type, found.number, b"", self.limits.name)


def _is_left_out(part: Part) -> bool:
    """What only says again what another part says, or belongs to a Macintosh."""
    if part.media_type == "application/applefile":
        return part.within == "multipart/appledouble"
    return part.media_type in _RENDITIONS and part.within == "multipart/alternative"


def _says_the_same(text: str, texts: list[str]) -> bool:
    """Whether a text stands there already: some programs send both forms as if they were two texts."""
    words = text[:_DUPLICATE_SAMPLE].split()
    return any(words == other[:_DUPLICATE_SAMPLE].split() for other in texts)


def _described_name(part: Part) -> str:
    """A file name in Content-Description or Content-Location, where some programs leave it."""
    for header in ("content-description", "content-location"):
        name = decode_words(part.head.get(header)).partition("?")[0].rpartition("/")[2].strip()
        if extension(name) and len(name) < 100:
            return name
    return ""


def _message_name(part: Part, limits: Limits) -> str:
    """An attached mail is named after its subject."""
    head = read_head(part.content(20_000), limits=limits)
    subject = clean_line(decode_words(head.get("subject")))[: limits.name - 4].strip()
    return f"{subject}.eml" if subject else ""


def attachment_contents(
    raw: bytes, indexes: Collection[int] | None = None, limits: Limits = LIMITS
) -> dict[int, bytes]:
    """The bytes of the attachments with these indexes (`Attachment.index`); all of them when None.

    An index that the mail doesn't have is left out. Never raises.
    """
    found = read_bodies(raw, limits).found
    wanted = range(len(found)) if indexes is None else sorted(set(indexes))
    return {index: found[index].content() for index in wanted if 0 <= index < len(found)}
