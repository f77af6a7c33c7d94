"""HTML mail to text that reads well: paragraphs, lists, tables, quotes and links in their places.

Quotes become "> " lines, so that `mailbox.replies` sees them; text that the mail hides from its reader is
left out; nothing is fetched. One pass over `html_tokens`, depth without recursion, never raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from frontdesk.mailbox.formats.html_lines import DEEPEST, Column, Table, stripped
from frontdesk.mailbox.formats.html_marks import line_above
from frontdesk.mailbox.formats.html_styles import (
    BLOCKS,
    SPACED,
    VOID,
    has_no_margin,
    is_hidden,
    is_tiny,
    keeps_breaks,
    only_indents,
    tells_more,
)
from frontdesk.mailbox.formats.html_tokens import attribute, tokens

RULE = "_" * 32  # what Outlook draws for <hr> in its own plain text

_MARKED = frozenset({"div", "pre"})  # the elements of which `html_marks` can tell something


def html_to_text(html: str, images: Mapping[str, str] | None = None) -> str:
    """The text of `html` (already decoded, at most as long as the limits allow).

    `images`: file name by content id of the mail's inline images; they become "[image: name]" in place.
    """
    page = _Page(images or {})
    text = page.read(html)
    if page.hid and not text.strip():  # whatever was meant, an empty request helps nobody
        text = _Page(images or {}, show_hidden=True).read(html)
    return text


class _Page:
    def __init__(self, images: Mapping[str, str], show_hidden: bool = False) -> None:
        self.images = images
        self.show_hidden = show_hidden
        self.column = Column()
        self.open: list[tuple[Column, Table]] = []  # where each open table began
        self.hidden = ""  # the element that hides what's in it, and how many of its kind are open in it
        self.hidden_depth = 0
        self.hid = False  # something was left out
        self.mute = False
        self.tight = False  # the mail's style sheet takes the margins off its paragraphs
        self.loose = True  # the open paragraph has margins
        self.pre = 0
        self.kept = ""  # the element whose style keeps line breaks, and how many of its kind are open in it
        self.kept_depth = 0
        self.link = ""
        self.link_text: list[str] = []

    def read(self, html: str) -> str:
        for text, name, attributes in tokens(html):
            if text and not self.hidden and not self.mute:
                self._text(text)
            self.mute = False
            if not name:
                break
            if self.hidden:
                self._inside_hidden(name)
                if self.hidden:
                    continue
            self._tag(name, attributes)
        while self.open:
            self._end_table()
        return "\n".join(stripped(self.column.finished()))

    def _text(self, text: str) -> None:
        if self.pre or (self.kept and not text.isspace()):
            self.column.verbatim(text)
        else:
            self.column.words(text)
        if self.link:
            self.link_text.append(text)

    def _inside_hidden(self, name: str) -> None:
        if name == "/" + self.hidden:
            self.hidden_depth -= 1
        elif name == self.hidden:
            self.hidden_depth += 1 if name != "p" else -1  # a paragraph ends where the next begins
        if self.hidden_depth <= 0:
            self.hidden = ""

    def _keep_breaks(self, name: str, attributes: str) -> None:
        """`white-space: pre-wrap` on any element does what <pre> does, until the element ends."""
        if self.kept:
            self.kept_depth += (name == self.kept) - (name == "/" + self.kept)
            if self.kept_depth <= 0:
                self.kept = ""
        elif name[0] != "/" and name not in VOID and keeps_breaks(attributes):
            self.kept, self.kept_depth = name, 1

    def _tag(self, name: str, attributes: str) -> None:
        if attributes and not self.show_hidden and name not in VOID and name[0] != "/":
            if is_hidden(attributes):
                self.hidden, self.hidden_depth, self.hid = name, 1, True
                return
            self.mute = is_tiny(attributes)
            if name in _MARKED:
                self._marked(line_above(attributes))
        if self.kept or attributes:
            self._keep_breaks(name, attributes)
        action = _ACTIONS.get(name)
        if action:
            action(self, attributes)
        elif name in BLOCKS or name[1:] in BLOCKS:
            self.column.end_line()
        elif name in SPACED or name[1:] in SPACED:
            self.column.paragraph()

    def _marked(self, line: str) -> None:
        """The line that plain text has above an older mail or a signature, unless it stands there already."""
        self.column.end_line()
        if line and self.column.lines and _last_words(self.column.lines) != line:
            self.column.words(line)
            self.column.end_line()

    def _tighten(self, attributes: str) -> None:
        self.tight = True

    def _line_break(self, attributes: str) -> None:
        self.column.end_line(always=True)

    def _paragraph(self, attributes: str) -> None:
        self.loose = not (self.tight or has_no_margin(attributes))
        self._end_paragraph("")

    def _end_paragraph(self, attributes: str) -> None:
        if self.loose:
            self.column.paragraph()
        else:
            self.column.end_line()

    def _rule(self, attributes: str) -> None:
        self.column.end_line()
        self.column.words(RULE)
        self.column.end_line()

    def _quote(self, attributes: str) -> None:
        self.column.end_line()
        self.column.quotes.append(0 if only_indents(attributes) else 1)

    def _end_quote(self, attributes: str) -> None:
        self.column.end_line()
        if self.column.quotes:
            self.column.quotes.pop()

    def _begin_pre(self, attributes: str) -> None:
        self.column.end_line()
        self.pre += 1

    def _end_pre(self, attributes: str) -> None:
        self.column.end_line()
        self.pre = max(0, self.pre - 1)

    def _bullets(self, attributes: str) -> None:
        self.column.end_line()
        self.column.lists.append(("ul", 0))

    def _numbers(self, attributes: str) -> None:
        self.column.end_line()
        start = attribute(attributes, "start")
        self.column.lists.append(("ol", int(start) - 1 if start.isdigit() and len(start) < 6 else 0))

    def _end_list(self, attributes: str) -> None:
        self.column.end_line()
        if self.column.lists:
            self.column.lists.pop()
        self.column.marker = ""

    def _item(self, attributes: str) -> None:
        self.column.end_line()
        if not self.column.lists:
            self.column.lists.append(("ul", 0))
        kind, count = self.column.lists[-1]
        self.column.blank = self.column.blank and not count
        self.column.lists[-1] = (kind, count + 1)
        self.column.marker = "- " if kind == "ul" else f"{count + 1}. "

    def _end_item(self, attributes: str) -> None:
        self.column.end_line()
        self.column.marker = ""

    def _begin_table(self, attributes: str) -> None:
        self.column.end_line()
        if len(self.open) < DEEPEST:
            self.open.append((self.column, Table()))
            self.column = Column()

    def _row(self, attributes: str) -> None:
        self._end_cell(attributes)
        if self.open:
            self.open[-1][1].rows.append([])

    def _cell(self, attributes: str) -> None:
        self._end_cell(attributes)
        if self.open:
            self.open[-1][1].in_cell = True

    def _end_cell(self, attributes: str) -> None:
        """Puts what was written since into its row; text that stands beside the cells counts as one."""
        if not self.open:
            self.column.end_line()
            return
        lines, table = self.column.finished(), self.open[-1][1]
        if lines or table.in_cell:
            if not table.rows:
                table.rows.append([])
            table.rows[-1].append(lines)
            self.column = Column()
        table.in_cell = False

    def _end_table_tag(self, attributes: str) -> None:
        if self.open:
            self._end_table()
        else:
            self.column.end_line()

    def _end_table(self) -> None:
        self._end_cell("")
        self.column, table = self.open.pop()
        self.column.add(table.lines())

    def _anchor(self, attributes: str) -> None:
        self.link = attribute(attributes, "href")
        self.link_text = []

    def _end_anchor(self, attributes: str) -> None:
        text = "".join(self.link_text).strip()
        if self.link and text and tells_more(self.link, text):
            self.column.words(f" ({self.link.removeprefix('mailto:')})")
        self.link = ""

    def _image(self, attributes: str) -> None:
        if is_hidden(attributes):
            return
        source, alt = attribute(attributes, "src"), " ".join(attribute(attributes, "alt").split())[:200]
        if source[:4].lower() == "cid:":
            name = self.images.get(source[4:].strip("<>"), "") or alt or source[4:].partition("@")[0]
            self.column.words(f"[image: {name}]")
        elif alt and attribute(attributes, "width") not in ("0", "1"):
            self._text(alt)


def _last_words(lines: list[str]) -> str:
    return next((line.strip("> ") for line in reversed(lines[-4:]) if line.strip("> ")), "")


_ACTIONS: dict[str, Callable[[_Page, str], None]] = {
    "tight": _Page._tighten,
    "br": _Page._line_break,
    "p": _Page._paragraph,
    "/p": _Page._end_paragraph,
    "hr": _Page._rule,
    "blockquote": _Page._quote,
    "/blockquote": _Page._end_quote,
    "pre": _Page._begin_pre,
    "/pre": _Page._end_pre,
    "ul": _Page._bullets,
    "/ul": _Page._end_list,
    "ol": _Page._numbers,
    "/ol": _Page._end_list,
    "li": _Page._item,
    "/li": _Page._end_item,
    "table": _Page._begin_table,
    "/table": _Page._end_table_tag,
    "tr": _Page._row,
    "/tr": _Page._end_cell,
    "td": _Page._cell,
    "th": _Page._cell,
    "/td": _Page._end_cell,
    "/th": _Page._end_cell,
    "a": _Page._anchor,
    "/a": _Page._end_anchor,
    "img": _Page._image,
}
