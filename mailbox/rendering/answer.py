"""A prepared answer made ready: its Markdown, with the few variables it may use, as text and as HTML for inside a mail.

The language, the checks and the sandbox are the templates'. Reads no files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from jinja2 import Template as JinjaTemplate
from jinja2 import TemplateError

from frontdesk.mailbox.rendering.block_tags import MisplacedStatement
from frontdesk.mailbox.rendering.filters import Block
from frontdesk.mailbox.rendering.markdown import convert
from frontdesk.mailbox.rendering.markdown_text import ROW
from frontdesk.mailbox.rendering.page import (
    BrokenTemplate,
    check_nesting,
    cleared_elements,
    inlined,
    link_style,
)
from frontdesk.mailbox.rendering.placeholders import Placeholders, take_out
from frontdesk.mailbox.rendering.render import laid_out, without_empty
from frontdesk.mailbox.rendering.samples import ALWAYS
from frontdesk.mailbox.rendering.sandbox import NotUnderstood, environment
from frontdesk.mailbox.rendering.template_file import checked, in_html, in_text, line_of, sound

VARIABLES = ("customer", "number", "subject", "technician", "desk_name")
SAMPLE: Mapping[str, object] = {
    "customer": "Carl Cole",
    "number": 12,
    "subject": "The printer on the third floor is on strike",
    "technician": "Ann Lee",
    "desk_name": ALWAYS["desk_name"],
}
_LITERAL = re.compile(
    r"\{\{ *(?P<variable>" + "|".join(VARIABLES) + r") *\}\}|(?P<brace>\{[{%#])"
    r"|(?P<address>https?://[^\s<>\"'{}]{1,2000}[^\s<>\"'{}.,;:!?)*_])"
)
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&]|!(?=\[)")
_STARTS = re.compile(r"^([-+=#]+|\d{1,9}(?=[.)]))", re.MULTILINE)
_INDENTED = re.compile(r"^[ \t]+(?=\S)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ReadyAnswer:
    """Ready to be said. `cleared`: HTML elements that are left out when nothing stands in them."""

    text: JinjaTemplate
    html: JinjaTemplate
    cleared: tuple[str, ...]
    tables: bool

    def say(self, values: Mapping[str, object]) -> Block:
        """The answer with these values of VARIABLES in it."""
        text = laid_out(self.text.render(values), tables=self.tables)
        return Block(text.strip("\n"), without_empty(self.html.render(values), self.cleared).strip("\n"))


def compile_answer(body: str, language: str, *, zone: tzinfo, style: str, first_line: int = 1) -> ReadyAnswer:
    """The answer in `body`, whose first line is number `first_line` of its file; tried with the sample values.

    Raises BrokenTemplate with the line of the file and what to do.
    """
    try:
        ready = _compiled(sound(body), language, zone, style)
        ready.say(SAMPLE)
    except BrokenTemplate as error:
        raise BrokenTemplate(str(error), _of_file(error.line, first_line)) from error
    except (NotUnderstood, MisplacedStatement) as error:
        raise BrokenTemplate(str(error), _of_file(error.line, first_line)) from error
    except TemplateError as error:
        raise BrokenTemplate(
            str(error), _of_file(getattr(error, "lineno", 0) or line_of(error), first_line)
        ) from error
    except Exception as error:  # any filter may meet any type
        raise BrokenTemplate(str(error), _of_file(line_of(error), first_line)) from error
    return ready


def _of_file(line: int, first_line: int) -> int:
    return line + first_line - 1 if line else 0


def _compiled(body: str, language: str, zone: tzinfo, style: str) -> ReadyAnswer:
    checked(body, frozenset(VARIABLES), language, zone)
    placeholders = Placeholders.for_source(body + style)
    plain = environment(language, zone, "text")
    marked = convert(take_out(body, plain, placeholders), placeholders, footer=False)
    html = inlined(marked.html, style, placeholders.sign)
    check_nesting(html, placeholders)
    alone = {int(found[2]): found[1] for found in placeholders.alone.finditer(html)}
    dressed = environment(language, zone, "html", link_style(style))
    return ReadyAnswer(
        plain.from_string(placeholders.fill(marked.text, lambda n, inside: in_text(n, inside, marked))),
        dressed.from_string(placeholders.fill(html, lambda n, inside: in_html(n, inside, marked, alone))),
        cleared_elements(html, placeholders),
        ROW in marked.text,
    )


def as_markdown(text: str) -> str:
    """Words as somebody typed them, so that an answer made of them says them as they stand: nothing in them is markup
    but VARIABLES in their braces, and web addresses are links."""
    out: list[str] = []
    end = 0
    for found in _LITERAL.finditer(text):
        out += [_escaped(text[end : found.start()]), _literal(found)]
        end = found.end()
    whole = "".join([*out, _escaped(text[end:])])
    whole = _STARTS.sub(lambda start: _parted(start[1]), whole)
    return _INDENTED.sub(lambda found: "&nbsp;" * len(found[0].expandtabs(4)), whole)


def _literal(found: re.Match[str]) -> str:
    if found["variable"]:
        return f"{{{{ {found['variable']} }}}}"
    return f"<{found['address']}>" if found["address"] else f"{{{{ '{found['brace']}' }}}}"


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda found: "\\" + found[0], text)


def _parted(start: str) -> str:
    """What would begin a list, a heading or a rule: its sign behind a backslash; of a number the point."""
    return f"{start}\\" if start.isdigit() else f"\\{start}"
