"""Markdown's blocks as plain text that reads well: no stars, no backslashes, links with their target.

Writes a template's text once; tables and values are finished by `render`, which knows what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from frontdesk.mailbox.rendering.placeholders import Placeholders

ROW, CELL, RIGHT = "\x01", "\x02", "\x03"  # begin of a table's row, of a further cell, right-hand column
END = "\x04"  # a line break, unless there is one already because the last line was left out
UNDER = "\x05"  # the line below a heading: as long as the heading is with its values in it
SIGNATURE = "-- "  # RFC 3676 section 4.3: mail clients leave out what follows it when they quote


class TextWriter:
    """Writes tokens as text. `prefixes` then says what the further lines of a placeholder's value begin with."""

    def __init__(self, placeholders: Placeholders, *, footer: bool = True) -> None:
        self.placeholders, self.footer = placeholders, footer
        self.prefixes: dict[int, str] = {}
        self._begin = placeholders.statement

    def write(self, tokens: Sequence[Token]) -> str:
        rules = [index for index, token in enumerate(tokens) if token.type == "hr" and not token.level]
        rules = rules if self.footer else []
        out: list[str] = []
        index = 0
        while index < len(tokens):
            token, end = tokens[index], _end(tokens, index)
            if token.type == "hr":
                out.append(SIGNATURE + "\n" if rules and index == rules[-1] else "----\n\n")
            else:
                out.append(self._block(token, tokens[index + 1 : end]))
            index = end + 1
        return "".join(out)

    def _block(self, token: Token, inside: Sequence[Token]) -> str:
        match token.type:
            case "statement":
                return token.content
            case "paragraph_open":
                return self._inline(inside[0]) + ("\n" if token.hidden else "\n\n")
            case "heading_open":
                return self._heading(inside[0])
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token, inside)
            case "blockquote_open":
                return self._prefixed(self.write(inside).rstrip("\n"), "> ", "> ") + "\n\n"
            case "table_open":
                return self._table(inside)
            case "fence" | "code_block":
                return self._prefixed(token.content.rstrip("\n"), "    ", "    ") + "\n\n"
        return token.content

    def _heading(self, inline: Token) -> str:
        return f"{self._inline(inline)}\n{UNDER}\n\n"

    def _list(self, token: Token, inside: Sequence[Token]) -> str:
        out: list[str] = []
        number = int(str(token.attrs.get("start", 1)))
        index = 0
        while index < len(inside):
            end = _end(inside, index)
            if inside[index].type != "list_item_open":
                out.append(inside[index].content)
            else:
                first = "- " if token.type == "bullet_list_open" else f"{number}. "
                item = self.write(inside[index + 1 : end]).rstrip("\n")
                line_end = END if self._ends_with_statement(item) else "\n"
                out.append(self._prefixed(item, first, " " * len(first)) + line_end)
                number += 1
            index = end + 1
        return "".join(out) + "\n"

    def _ends_with_statement(self, text: str) -> bool:
        return any(found.end() == len(text) for found in self.placeholders.statement.finditer(text))

    def _table(self, inside: Sequence[Token]) -> str:
        out: list[str] = []
        cells = 0
        for token in inside:
            match token.type:
                case "tr_open":
                    out.append(ROW)
                    cells = 0
                case "th_open" | "td_open":
                    out.append(CELL if cells else "")
                    out.append(RIGHT if "right" in str(token.attrs.get("style", "")) else "")
                    cells += 1
                case "inline":
                    out.append(self._inline(token).replace("\n", " "))
                case "tr_close":
                    out.append("\n")
                case "statement":
                    out.append(token.content)
        return "".join(out) + "\n"

    def _prefixed(self, text: str, first: str, further: str) -> str:
        """`text` with `first` before its first line and `further` before the others: after the statements
        that a line begins with, and before each further line of a value."""
        for found in self.placeholders.value.finditer(text):
            number = int(found[1])
            self.prefixes[number] = further + self.prefixes.get(number, "")
        lines: list[str] = []
        for line in text.split("\n"):
            rest = line
            while begin := self._begin.match(rest):
                rest = rest[begin.end() :]
            start = line[: len(line) - len(rest)]
            prefix = further if lines else first
            lines.append(start + (prefix + rest).rstrip() if rest or not start else start)
        return "\n".join(lines)

    def _inline(self, token: Token) -> str:
        out: list[str] = []
        targets: list[tuple[str, int]] = []
        for child in token.children or ():
            match child.type:
                case "text" | "code_inline" | "image" | "html_inline":
                    out.append(child.content)
                case "softbreak" | "hardbreak":
                    out.append("\n")
                case "link_open":
                    targets.append((str(child.attrs.get("href", "")), len(out)))
                case "link_close":
                    target, start = targets.pop()
                    out.append(self._target("".join(out[start:]), target))
        return "".join(out)

    def _target(self, shown: str, target: str) -> str:
        plain = self.placeholders.value.sub(self._inside, shown)
        aim = self.placeholders.value.sub(self._inside, target)
        same = aim in (plain, f"mailto:{plain}")
        return "" if same else f": {target}"

    def _inside(self, found: re.Match[str]) -> str:
        return self.placeholders.pieces[int(found[1])].inside


def _end(tokens: Sequence[Token], index: int) -> int:
    """Where the block that begins at `index` ends; `index` itself for one without inside."""
    depth = 0
    for here in range(index, len(tokens)):
        depth += tokens[here].nesting
        if depth == 0:
            return here
    return len(tokens) - 1
