"""One text part of a mail to clean text: plain, format=flowed, enriched, or a page of HTML. Never raises."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from frontdesk.mailbox.charsets.decode import decode
from frontdesk.mailbox.formats.flowed import unflow
from frontdesk.mailbox.formats.html_text import html_to_text
from frontdesk.mailbox.limits import Limits
from frontdesk.mailbox.parsing.clean import clean_text
from frontdesk.mailbox.parsing.part import Part

ENRICHED = frozenset({"text/enriched", "text/richtext"})
_SNIFFED_PAGE = re.compile(r"\s{0,200}(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_ENRICHED_COMMAND = re.compile(r"<(/?)([A-Za-z0-9-]{0,60})>")
_OUTLOOK_IMAGE = re.compile(r"\[cid:([^\]\s]{1,200})\]")


@dataclass(frozen=True, slots=True)
class BodyText:
    """`problems` is told what was cut; `image_names` gives the inline images' names by content id."""

    limits: Limits
    problems: list[str]
    image_names: Callable[[], Mapping[str, str]]

    def of_page(self, page: str) -> str:
        """An HTML page's text."""
        if len(page) >= self.limits.html:
            self.problems.append(
                f"the HTML is longer than {self.limits.html:,} characters: the rest is left out"
            )
        names = self.image_names() if "cid:" in page else {}
        return clean_text(html_to_text(page, names)).strip("\n")

    def of_plain(self, part: Part, content: bytes | None = None) -> str:
        """A plain text part's text. `content`: taken instead of the part's own."""
        most = self.limits.text * 3
        if content is not None:
            text = decode(content[:most], part.parameters.get("charset", ""))
        else:
            text = part.text(most)
        if part.media_type in ENRICHED:
            text = _from_enriched(text)
        elif _SNIFFED_PAGE.match(text):
            return self.of_page(text[: self.limits.html])
        text = clean_text(text.replace("\r\r\n", "\n"))
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, part.parameters.get("delsp", "").lower() == "yes")
        if "[cid:" in text:
            names = self.image_names()
            text = _OUTLOOK_IMAGE.sub(
                lambda cid: f"[image: {names.get(cid[1]) or cid[1].partition('@')[0]}]", text
            )
        return text.strip("\n").rstrip()


def page_of(part: Part, most: int) -> str:
    """An HTML part, decoded, at most `most` characters. Where the part names no charset, the page may."""
    charset = part.parameters.get("charset", "")
    content = part.content(most * 3)
    if not charset and not content.isascii():
        named = _META_CHARSET.search(content[:2_000])
        charset = named[1].decode("ascii") if named else ""
    return decode(content, charset)[:most]


def _from_enriched(text: str) -> str:
    """RFC 1896, as far as its text goes: commands out, "<<" is "<"."""
    return _ENRICHED_COMMAND.sub("", text.replace("<<", "\0")).replace("\0", "<")
