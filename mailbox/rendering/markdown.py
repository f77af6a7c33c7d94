"""A template's Markdown, with words in place of its Jinja, as HTML and as plain text. Done once a template.

Takes CommonMark with tables and without HTML; a line break in the template is a line break in the mail. Three
things look different from plain Markdown: a list of nothing but links becomes a row of buttons, a table with
an empty head has none, and what follows the last `---` is the footer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from frontdesk.mailbox.rendering.block_tags import Gap, lift, put_between
from frontdesk.mailbox.rendering.markdown_text import TextWriter
from frontdesk.mailbox.rendering.placeholders import Placeholders

_TARGETS = {"link_open": "href", "image": "src"}


@dataclass(frozen=True, slots=True)
class Marked:
    """Both forms, still with words in place of Jinja. `links`: the placeholders that begin a link's target;
    `link_parts`: those further on in one; `prefixes`: what a placeholder's further lines begin with in the text."""

    html: str
    text: str
    links: frozenset[int]
    link_parts: frozenset[int]
    prefixes: dict[int, str] = field(default_factory=dict)


def convert(source: str, placeholders: Placeholders, *, footer: bool = True) -> Marked:
    """Both forms of a template's body; with `footer` its last rule begins one. Raises MisplacedStatement."""
    text, gaps = lift(source, placeholders)
    tokens = _parser().parse(text, {"gaps": gaps})
    links, parts = _targets(tokens, placeholders)
    writer = TextWriter(placeholders, footer=footer)
    plain = writer.write(tokens)
    return Marked(_html(tokens, footer=footer), plain, links, parts, writer.prefixes)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    parser.core.ruler.before("inline", "statements", _put_statements)
    parser.add_render_rule("statement", _write_statement)
    return parser


def _put_statements(state: StateCore) -> None:
    gaps: list[Gap] = state.env["gaps"]
    state.tokens = put_between(state.tokens, gaps)


def _write_statement(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    # a comment, because an HTML parser moves words that stand among table rows out of the table
    return f"<!--{tokens[index].content}-->"


def _targets(tokens: Sequence[Token], placeholders: Placeholders) -> tuple[frozenset[int], frozenset[int]]:
    first: set[int] = set()
    later: set[int] = set()
    for token in tokens:
        for child in token.children or ():
            target = str(child.attrs.get(_TARGETS.get(child.type, ""), ""))
            for found in placeholders.value.finditer(target):
                (later if found.start() else first).add(int(found[1]))
    return frozenset(first), frozenset(later)


def _html(tokens: Sequence[Token], *, footer: bool) -> str:
    parser = _parser()
    dressed = list(_choices(list(_facts(tokens))))
    dressed = list(_footer(dressed)) if footer else dressed
    return str(parser.renderer.render(dressed, parser.options, {}))


def _facts(tokens: Sequence[Token]) -> Iterator[Token]:
    """Tables whose head is empty without it, as class "facts"; other tables as class "table"."""
    skipping = False
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            end = next(i for i in range(index, len(tokens)) if tokens[i].type == "thead_close")
            headless = not any(cell.content for cell in tokens[index:end] if cell.type == "inline")
            yield _with_class(token, "facts" if headless else "table")
            skipping = headless
        elif token.type == "blockquote_open":
            yield _with_attribute(token, "dir", "auto")
        elif not skipping:
            yield token
        elif token.type == "thead_close":
            skipping = False


def _choices(tokens: Sequence[Token]) -> Iterator[Token]:
    """Lists in which every item is one link as buttons: a table of one cell each, as Outlook's Word knows no padding
    and no border on a link. Side by side where there is room; Word puts them below one another."""
    index = 0
    while index < len(tokens):
        end = _end(tokens, index) if tokens[index].type == "bullet_list_open" else index
        inside = tokens[index + 1 : end]
        if end > index and _only_links(inside):
            yield Token("html_block", "", 0, content='<div class="choices">\n')
            for token in inside:
                yield from _button(token)
            yield Token("html_block", "", 0, content="</div>\n")
            index = end
        else:
            yield tokens[index]
        index += 1


def _end(tokens: Sequence[Token], index: int) -> int:
    level = tokens[index].level
    return next(
        i for i in range(index + 1, len(tokens)) if tokens[i].level == level and tokens[i].nesting < 0
    )


def _only_links(inside: Sequence[Token]) -> bool:
    allowed = {
        "list_item_open",
        "list_item_close",
        "paragraph_open",
        "paragraph_close",
        "statement",
        "inline",
    }
    links = [token.children or [] for token in inside if token.type == "inline"]
    return {token.type for token in inside} <= allowed and bool(links) and all(map(_is_a_link, links))


def _is_a_link(children: Sequence[Token]) -> bool:
    kinds = [child.type for child in children]
    return bool(kinds) and kinds[0] == "link_open" and kinds.index("link_close") == len(kinds) - 1


_BUTTON = '<table class="choice" role="presentation" cellspacing="0" cellpadding="0"><tbody><tr><td>'


def _button(token: Token) -> Iterator[Token]:
    if token.type == "statement":
        yield token
    elif token.type == "inline":
        yield Token("html_block", "", 0, content=_BUTTON)
        yield token
        yield Token("html_block", "", 0, content="</td></tr></tbody></table>\n")


def _footer(tokens: Sequence[Token]) -> Iterator[Token]:
    rules = [index for index, token in enumerate(tokens) if token.type == "hr" and not token.level]
    for index, token in enumerate(tokens):
        small = rules and index > rules[-1] and token.type == "paragraph_open"
        yield _with_class(token, "footer") if small else token


def _with_class(token: Token, name: str) -> Token:
    return _with_attribute(token, "class", name)


def _with_attribute(token: Token, name: str, value: str) -> Token:
    dressed = copy(token)
    dressed.attrs = {**token.attrs, name: value}
    return dressed
