"""The page around a template's HTML, its CSS inside the elements, and whether statements stand rightly in it.

Works on text in which words stand for the Jinja (`placeholders`). Reads no files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

import css_inline

from frontdesk.mailbox.rendering.pictures import with_domain
from frontdesk.mailbox.rendering.placeholders import Placeholders

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_ENDS = {"endif": ("if", "else"), "endfor": ("for", "else")}
_NEVER_CLOSED = frozenset({"br", "hr", "img", "meta", "input"})
_CLEARED = ("p", "h1", "h2", "h3", "li", "tr", "ul", "ol", "tbody", "table", "blockquote")
_IN_LAYOUT = ("$body", "$kind", "$language", "$style")
_NO_CSS = re.compile(r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'", re.DOTALL)
_CROSSED = "if or for begins outside of a paragraph, list, link or bold words and ends inside"
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, keep_style_tags=False)


class BrokenTemplate(ValueError):
    """A template that can't be used; `line` counts from 1, 0 when it isn't known. Trying again won't help."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class BrokenPage(BrokenTemplate):
    """The page or style around a template can't be used; `line` is its own."""


@dataclass(frozen=True, slots=True)
class Look:
    """The page around every mail, with `$body`, `$kind`, `$language` and `$style` in it, and its CSS."""

    layout: str
    style: str


def make_page(layout: str, body: str, kind: str, language: str, style: str, sign: str) -> str:
    """The whole page with its CSS in the elements; only what must be in the head (@media) stays there.

    `sign`: what statements' words begin and end with; they come out of the comments that kept them in place.
    """
    if "$body" not in layout:
        raise BrokenPage("$body is missing: it is where the mail goes")
    for found in re.finditer(r"\$([a-zA-Z]+)", layout):
        if found[0] not in _IN_LAYOUT:
            near = get_close_matches(found[0], _IN_LAYOUT, n=1) or _IN_LAYOUT
            line = layout.count("\n", 0, found.start()) + 1
            raise BrokenPage(f"{found[0]} isn't known here; did you mean {' or '.join(near)}?", line)
    _check_braces(style)
    layout = with_domain(layout)
    for name, value in (("$kind", kind), ("$language", language), ("$style", style), ("$body", body)):
        layout = layout.replace(name, value)
    try:
        page = str(_INLINER.inline(layout))
    except css_inline.InlineError as error:
        raise BrokenPage(f"the style can't be used: {error}") from error
    return _uncommented(page, sign)


def inlined(html: str, style: str, sign: str) -> str:
    """A piece of a page with its CSS in the elements."""
    try:
        dressed = str(_INLINER.inline_fragment(html, style)) if html.strip() else html
    except css_inline.InlineError as error:
        raise BrokenPage(f"the style can't be used: {error}") from error
    return _uncommented(dressed, sign)


def _uncommented(html: str, sign: str) -> str:
    return html.replace("<!--" + sign, sign).replace(sign + "-->", sign)


def _check_braces(style: str) -> None:
    """Everything behind a brace that is never closed would be lost without a word."""
    bare = _NO_CSS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), style)
    open_at: list[int] = []
    for found in re.finditer("[{}]", bare):
        line = bare.count("\n", 0, found.start()) + 1
        if found[0] == "{":
            open_at.append(line)
        elif open_at:
            open_at.pop()
        else:
            raise BrokenPage("a } of the style closes nothing", line)
    if open_at:
        raise BrokenPage("a { of the style is never closed", open_at[-1])
    if "/*" in bare:
        line = bare.count("\n", 0, bare.index("/*")) + 1
        raise BrokenPage("a comment of the style is never closed", line)


def link_style(style: str) -> str:
    """The CSS of a link, as it stands in an element's style attribute."""
    found = re.search(r' style="[^"]*"', _INLINER.inline_fragment('<a href="#">x</a>', style))
    return found[0] if found else ""


def check_nesting(page: str, placeholders: Placeholders) -> None:
    """Statements and elements must stand inside one another: `**{% if a %}x**{% endif %}` doesn't."""
    stack: list[tuple[str, int]] = []
    for opens, closes, word, line in _edges(page, placeholders):
        if closes:
            name, begun = stack.pop() if stack else ("", line)
            if name not in closes:
                raise BrokenTemplate(_CROSSED, line or begun)
        if opens:
            stack.append((word, line))


def _edges(page: str, placeholders: Placeholders) -> Iterator[tuple[bool, tuple[str, ...], str, int]]:
    """Where something begins or ends: (begins, names of what may end here, name, line of a statement)."""
    for found in re.finditer(f"{placeholders.statement.pattern}|{_TAG.pattern}", page):
        number, closing, tag = found.groups()
        if number is None:
            if tag not in _NEVER_CLOSED:
                yield not closing, (tag,) if closing else (), tag, 0
            continue
        placeholder = placeholders.pieces[int(number)]
        between = placeholder.keyword in ("elif", "else")
        closes = ("if", "for", "else") if between else _ENDS.get(placeholder.keyword, ())
        yield (
            placeholder.keyword not in _ENDS,
            closes,
            "else" if between else placeholder.keyword,
            placeholder.line,
        )


def cleared_elements(page: str, placeholders: Placeholders) -> tuple[str, ...]:
    """Elements that a statement or an empty value can leave empty, as they look then; inner ones first."""
    found: list[str] = []
    for tag in _CLEARED:
        emptied = f"{placeholders.statement.pattern}|{placeholders.value.pattern}</{tag}>"
        begin = re.compile(rf"(<{tag}\b[^>]*>)(?:\n?<[a-z][^>]*>){{0,4}}\n?(?:{emptied})")
        for opening in dict.fromkeys(match[1] for match in begin.finditer(page)):
            found += [f"{opening}</{tag}>\n", f"{opening}</{tag}>", f"{opening}\n</{tag}>"]
    return tuple(found)
