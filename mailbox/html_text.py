"""HTML mail to text that reads well: paragraphs, lists, tables, quotes and links in their places.

Quotes become "> " lines, so that `mailbox.replies` sees them; text that the mail hides from its reader is
left out; nothing is fetched. One pass over `html_tokens`, depth without recursion, never raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from frontdesk.mailbox.html_marks import line_above
from frontdesk.mailbox.html_tokens import attribute, tokens

_DEEPEST = 25  # tables, lists and quotes within each other that are drawn as such
_LONGEST_URL = 500
_LONGEST_ROW = 400  # characters of a table row drawn in one line
RULE = "_" * 32  # what Outlook draws for <hr> in its own plain text

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
_FILLERS = re.compile("[\u00ad\u034f\u200b\ufeff]")  # with which newsletters pad their hidden first lines
_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "body",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "html",
        "main",
        "menu",
        "nav",
        "section",
        "summary",
        "tbody",
        "tfoot",
        "thead",
        "caption",
        "legend",
        "option",
    }
)
_MARKED = frozenset({"div", "pre"})  # the elements of which `html_marks` can tell something
_SPACED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def html_to_text(html: str, images: Mapping[str, str] | None = None) -> str:
    """The text of `html` (already decoded, at most as long as the limits allow).

    `images`: file name by content id of the mail's inline images; they become "[image: name]" in place.
    """
    page = _Page(images or {})
    text = page.read(html)
    if page.hid and not text.strip():  # whatever was meant, an empty request helps nobody
        text = _Page(images or {}, show_hidden=True).read(html)
    return text


@dataclass(slots=True)
class _Column:
    """Lines being written: the page, or one cell of a table."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    space: bool = False  # white space waits for the next word
    touched: bool = False  # the line holds something unseen that gives it height (&nbsp;)
    blank: bool = False  # an empty line is due before the next text
    quotes: list[int] = field(default_factory=list)  # 1 for each open quote, 0 for a mere indentation
    lists: list[tuple[str, int]] = field(default_factory=list)  # ("ul" or "ol", number of items so far)
    marker: str = ""

    def words(self, text: str) -> None:
        """Text in which white space only separates."""
        if not text.isascii():
            text = _FILLERS.sub("", text)
        words = text.split()
        if not words:
            self.touched = self.touched or "\xa0" in text
            self.space = self.space or bool(text)
            return
        if self.line and (self.space or text[0].isspace()):
            self.line.append(" ")
        self.line.append(" ".join(words))
        self.space = text[-1].isspace()

    def verbatim(self, text: str) -> None:
        """Text of <pre>."""
        first, *others = text.replace("\r\n", "\n").split("\n")
        if self.space and self.line and first:
            self.line.append(" ")
        self.space = False
        self.line.append(first)
        for line in others:
            self.end_line(always=True)
            self.line.append(line)

    def end_line(self, always: bool = False) -> None:
        """Ends the line; `always`: also when nothing stands in it, as <br> does."""
        text = "".join(self.line).rstrip()
        if text:
            if self.blank and self.lines:
                self._put("", "")
            self.blank = False
            self._put(self._indent() + text, text)
        elif always or self.touched:
            self._put("", "")
            self.blank = False
        self.line, self.space, self.touched = [], False, False

    def paragraph(self) -> None:
        self.end_line()
        self.blank = not self.marker

    def add(self, lines: list[str]) -> None:
        """Lines written elsewhere (a table's) as lines of this column."""
        self.end_line()
        for line in lines:
            if line and self.blank and self.lines:
                self._put("", "")
            self.blank = self.blank and not line
            self._put(self._indent() + line if line else "", line)

    def finished(self) -> list[str]:
        self.end_line()
        return self.lines

    def _put(self, line: str, text: str) -> None:
        if (
            not text
            and len(self.lines) > 1
            and not self.lines[-1].strip("> ")
            and not self.lines[-2].strip("> ")
        ):
            return  # two empty lines say all that ten could
        quote = "> " * min(sum(self.quotes[:_DEEPEST]), _DEEPEST)
        self.lines.append((quote + line).rstrip() if text else quote.rstrip())

    def _indent(self) -> str:
        if not self.lists:
            return ""
        indent = "  " * (min(len(self.lists), _DEEPEST) - 1)
        marker, self.marker = self.marker or "  ", ""
        return indent + marker


@dataclass(slots=True)
class _Table:
    rows: list[list[list[str]]] = field(default_factory=list)  # rows of cells of lines
    in_cell: bool = False

    def lines(self) -> list[str]:
        """Rows of short cells stand in one line; a table that only lays out a page is its cells in turn."""
        used = {at for row in self.rows for at, cell in enumerate(row) if any(cell)}
        lines: list[str] = []
        for row in self.rows:
            cells = [_stripped(cell) for at, cell in enumerate(row) if at in used]
            full = [cell for cell in cells if cell]
            flat = " | ".join(cell[0] if cell else "" for cell in cells)
            if len(full) > 1 and all(len(cell) == 1 for cell in full) and len(flat) <= _LONGEST_ROW:
                lines.append(flat.rstrip())
            else:
                for cell in full:
                    lines.extend(cell)
        return lines


def _stripped(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


class _Page:
    def __init__(self, images: Mapping[str, str], show_hidden: bool = False) -> None:
        self.images = images
        self.show_hidden = show_hidden
        self.column = _Column()
        self.open: list[tuple[_Column, _Table]] = []  # where each open table began
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
        return "\n".join(_stripped(self.column.finished()))

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
        elif (
            "white-space" in attributes
            and name[0] != "/"
            and name not in _VOID
            and _KEEPING.search(attributes)
        ):
            self.kept, self.kept_depth = name, 1

    def _tag(self, name: str, attributes: str) -> None:
        if attributes and not self.show_hidden and name not in _VOID and name[0] != "/":
            if _is_hidden(attributes):
                self.hidden, self.hidden_depth, self.hid = name, 1, True
                return
            self.mute = "font-size" in attributes and _TINY.search(attributes) is not None
            if name in _MARKED:
                self._marked(line_above(attributes))
        if self.kept or attributes:
            self._keep_breaks(name, attributes)
        action = _ACTIONS.get(name)
        if action:
            action(self, attributes)
        elif name in _BLOCKS or name[1:] in _BLOCKS:
            self.column.end_line()
        elif name in _SPACED or name[1:] in _SPACED:
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
        self.loose = not (self.tight or _NO_MARGIN.search(attributes))
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
        self.column.quotes.append(0 if _INDENT_ONLY.search(attributes) else 1)

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
        if len(self.open) < _DEEPEST:
            self.open.append((self.column, _Table()))
            self.column = _Column()

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
            self.column = _Column()
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
        if self.link and text and _tells_more(self.link, text):
            self.column.words(f" ({self.link.removeprefix('mailto:')})")
        self.link = ""

    def _image(self, attributes: str) -> None:
        if _is_hidden(attributes):
            return
        source, alt = attribute(attributes, "src"), " ".join(attribute(attributes, "alt").split())[:200]
        if source[:4].lower() == "cid:":
            name = self.images.get(source[4:].strip("<>"), "") or alt or source[4:].partition("@")[0]
            self.column.words(f"[image: {name}]")
        elif alt and attribute(attributes, "width") not in ("0", "1"):
            self._text(alt)


def _last_words(lines: list[str]) -> str:
    return next((line.strip("> ") for line in reversed(lines[-4:]) if line.strip("> ")), "")


def _is_hidden(attributes: str) -> bool:
    if _HIDING.search(attributes):
        return True
    return "hidden" in attributes and _HIDDEN_WORD.search(_QUOTED.sub('""', attributes)) is not None


def _tells_more(url: str, text: str) -> bool:
    """Whether the link's target is worth showing beside its text."""
    scheme = url.partition(":")[0].lower()
    if scheme not in ("http", "https", "ftp", "mailto", "tel", "file", "callto") or len(url) > _LONGEST_URL:
        return False
    return _bare_url(url) != _bare_url(text) and not any(letter.isspace() for letter in url)


def _bare_url(url: str) -> str:
    url = "".join(url.lower().split())
    for prefix in ("mailto:", "tel:", "https://", "http://", "www."):
        url = url.removeprefix(prefix)
    return url.partition("?")[0].rstrip("/") if "@" in url else url.rstrip("/")


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
