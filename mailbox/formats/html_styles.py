"""What an element's kind, its style and its link target mean for the text made of it. Looks, never walks."""

from __future__ import annotations

import re

_LONGEST_URL = 500

# Hidden from every reader. `font-size:0` alone is not: newsletters set it on wrappers and undo it inside.
_HIDING = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|mso-hide\s{0,9}:\s{0,9}all"
    r"|max-height\s{0,9}:\s{0,9}0(?![.\d]*[1-9])|(?<![\w-])opacity\s{0,9}:\s{0,9}0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
_TINY = re.compile(r"font-size\s{0,9}:\s{0,9}0(?![.\d]*[1-9])", re.IGNORECASE)
_KEEPING = re.compile(r"(?<![\w-])white-space\s{0,9}:\s{0,9}(?:pre|break-spaces)", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_HIDDEN_WORD = re.compile(r"(?:^|\s)hidden(?:\s|=|/|$)", re.IGNORECASE)
_NO_MARGIN = re.compile(r"\bmso(?!-)|margin\s{0,9}:\s{0,9}0|margin-bottom\s{0,9}:\s{0,9}0", re.IGNORECASE)
_INDENT_ONLY = re.compile(r"border\s{0,9}:\s{0,9}none|webkit-indent", re.IGNORECASE)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = _names("area base br col embed hr img input link meta param source track wbr")
BLOCKS = _names(
    "address article aside body center dd details "
    "dir div dl dt fieldset figcaption figure footer form header html main menu nav section "
    "summary tbody tfoot thead caption legend option"
)
SPACED = _names("h1 h2 h3 h4 h5 h6")


def is_hidden(attributes: str) -> bool:
    """Whether the element shows nothing to the reader of the page."""
    if _HIDING.search(attributes):
        return True
    return "hidden" in attributes and _HIDDEN_WORD.search(_QUOTED.sub('""', attributes)) is not None


def is_tiny(attributes: str) -> bool:
    """Whether the element's own words are too small to be seen."""
    return "font-size" in attributes and _TINY.search(attributes) is not None


def keeps_breaks(attributes: str) -> bool:
    """Whether line breaks and blanks count in the element, as in <pre>."""
    return "white-space" in attributes and _KEEPING.search(attributes) is not None


def has_no_margin(attributes: str) -> bool:
    """Whether a paragraph follows the one before it without an empty line."""
    return _NO_MARGIN.search(attributes) is not None


def only_indents(attributes: str) -> bool:
    """Whether a <blockquote> is no quote: clients indent with it."""
    return _INDENT_ONLY.search(attributes) is not None


def tells_more(url: str, text: str) -> bool:
    """Whether the link's target is worth showing beside its text."""
    scheme = url.partition(":")[0].lower()
    if scheme not in ("http", "https", "ftp", "mailto", "tel", "file", "callto") or len(url) > _LONGEST_URL:
        return False
    return _bare_url(url) != _bare_url(text.strip("<>()[]")) and not any(letter.isspace() for letter in url)


def _bare_url(url: str) -> str:
    url = "".join(url.lower().split())
    for prefix in ("mailto:", "tel:", "https://", "http://", "www."):
        url = url.removeprefix(prefix)
    return url.partition("?")[0].rstrip("/") if "@" in url else url.rstrip("/")
