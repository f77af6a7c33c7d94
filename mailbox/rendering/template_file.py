"""One template file made ready: its three parts compiled, so that a mail costs no Markdown and no CSS.

A file looks like the mail it becomes: a `Subject:` line, an empty line, Markdown with Jinja. Reads no files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from difflib import get_close_matches
from types import CodeType

from jinja2 import Template as JinjaTemplate
from jinja2 import TemplateError

from frontdesk.mailbox.rendering.block_tags import MisplacedStatement
from frontdesk.mailbox.rendering.compiled import Codes, Compiled
from frontdesk.mailbox.rendering.filters import clean
from frontdesk.mailbox.rendering.markdown import Marked, convert
from frontdesk.mailbox.rendering.markdown_text import ROW
from frontdesk.mailbox.rendering.page import (
    BrokenTemplate,
    Look,
    check_nesting,
    cleared_elements,
    link_style,
    make_page,
)
from frontdesk.mailbox.rendering.placeholders import Placeholders, take_out, without_dashes
from frontdesk.mailbox.rendering.sandbox import NotUnderstood, check_language, environment, names_used
from frontdesk.mailbox.rendering.wording import wording

NOTHING_KEPT = Compiled()
SIZE_AT_MOST = 64_000  # characters of one template
_DEPTH_AT_MOST = 12  # quotations and lists inside one another
_SUBJECT = "subject:"


@dataclass(frozen=True, slots=True)
class Template:
    """Ready to be rendered. `cleared`: HTML elements that are left out when nothing stands in them. `whole`: the
    file as it is, in which errors have the right line."""

    kind: str
    language: str
    path: str
    source: str
    whole: JinjaTemplate
    subject: JinjaTemplate
    text: JinjaTemplate
    html: JinjaTemplate
    cleared: tuple[str, ...]
    tables: bool


def compile_template(
    source: str,
    kind: str,
    language: str,
    *,
    zone: tzinfo,
    look: Look,
    path: str,
    known: frozenset[str],
    compiled: Compiled = NOTHING_KEPT,
    works: Callable[[Template], None] = lambda template: None,
) -> Template:
    """The template in `source`. `zone`: the desk's time zone; `known`: the variables that this kind is given;
    `compiled`: what was made of it before; `works`: called with one that wasn't, raises BrokenTemplate if it doesn't.

    Raises BrokenTemplate with the line and what to do.
    """
    words = repr((wording(language), zone, sorted(known)))  # Jinja says what never changes while it compiles
    made_from = (source, look.layout, look.style, kind, language, words)
    name = f"{language}/{kind} {path}"
    codes = compiled.get(name, made_from)
    if codes is not None:
        return _template(codes, source, kind, language, zone, path)
    plain = sound(source)
    subject, body = _split(plain)
    whole = checked(plain, known, language, zone)
    try:
        codes = _compiled(plain, whole, subject, body, kind, language, zone, look)
    except (NotUnderstood, MisplacedStatement) as error:
        raise BrokenTemplate(str(error), error.line) from error
    except TemplateError as error:
        raise BrokenTemplate(str(error), getattr(error, "lineno", 0) or 0) from error
    template = _template(codes, source, kind, language, zone, path)
    works(template)
    compiled.keep(name, made_from, codes)
    return template


def _template(codes: Codes, source: str, kind: str, language: str, zone: tzinfo, path: str) -> Template:
    def ready(code: CodeType, form: str, links: str = "") -> JinjaTemplate:
        jinja = environment(language, zone, form, links)
        return JinjaTemplate.from_code(jinja, code, jinja.make_globals(None))

    return Template(
        kind,
        language,
        path,
        sound(source),
        whole=ready(codes.whole, "text"),
        subject=ready(codes.subject, "subject"),
        text=ready(codes.text, "text"),
        html=ready(codes.html, "html", codes.links),
        cleared=codes.cleared,
        tables=codes.tables,
    )


def sound(source: str) -> str:
    """A template's source as it is compiled; raises BrokenTemplate for what no mail may have in it."""
    source = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(source) > SIZE_AT_MOST:
        raise BrokenTemplate(f"longer than {SIZE_AT_MOST} characters")
    for number, line in enumerate(source.split("\n"), 1):
        if clean(line) != line:
            raise BrokenTemplate("a control character: type this line again", number)
        if len(line) - len(line.lstrip(">-+* \t")) > 4 * _DEPTH_AT_MOST:
            raise BrokenTemplate("indented too deeply", number)
    return without_dashes(source)


def _split(source: str) -> tuple[str, str]:
    first, _, rest = source.partition("\n")
    if not first.lower().startswith(_SUBJECT) or not first[len(_SUBJECT) :].strip():
        raise BrokenTemplate("the first line must be 'Subject: ' and the mail's subject", 1)
    second, _, body = rest.partition("\n")
    if second.strip():
        raise BrokenTemplate("the line after the subject must be empty", 2)
    if not body.strip():
        raise BrokenTemplate("there is no text below the subject", 3)
    return first[len(_SUBJECT) :].strip(), body


def checked(source: str, known: frozenset[str], language: str, zone: tzinfo) -> CodeType:
    """The whole file as one Jinja template, compiled: what is said of it then has the right line."""
    jinja = environment(language, zone, "text")
    try:
        tree = jinja.parse(source)
        used = names_used(tree)
        check_language(tree)
        whole = jinja.compile(tree)
    except NotUnderstood as error:
        raise BrokenTemplate(str(error), error.line) from error
    except TemplateError as error:
        raise BrokenTemplate(str(error), getattr(error, "lineno", 0) or 0) from error
    except (RecursionError, SyntaxError, MemoryError) as error:  # Python refuses what Jinja made of it
        raise BrokenTemplate("too many things inside one another") from error
    for name, line in used.items():
        if name not in known:
            raise BrokenTemplate(_unknown(name, known), line)
    _no_html(source)
    return whole


_NO_TEXT = re.compile(r"{[{%#].*?[}%#]}|`[^`\n]*`", re.DOTALL)
_HTML = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>\n]*)?/?>|<!--")
_ELEMENTS = re.compile(
    "a|abbr|article|b|big|blockquote|body|br|button|center|code|div|em|font|footer|form|h[1-6]|head|header|hr|html|i"
    "|iframe|img|input|li|link|main|meta|nav|ol|p|pre|s|script|section|small|span|strike|strong|style|sub|sup|table"
    "|tbody|td|tfoot|th|thead|title|tr|tt|u|ul|video"
)
_IN_MARKDOWN = {
    "b": "**bold**",
    "strong": "**bold**",
    "i": "*italic*",
    "em": "*italic*",
    "br": "a line break",
}


def _no_html(source: str) -> None:
    """Tags would reach customers as they are written; code between backquotes is meant so."""
    text = _NO_TEXT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    for found in _HTML.finditer(text):
        name = (found[1] or "").lower()
        if name and not _ELEMENTS.fullmatch(name):
            continue
        instead = _IN_MARKDOWN.get(
            name, "[words](https://...)" if name == "a" else "Markdown (docs/templates.md)"
        )
        line = text.count("\n", 0, found.start()) + 1
        raise BrokenTemplate(
            f"{found[0]} would be shown as it stands: HTML isn't understood, write {instead}", line
        )


def _unknown(name: str, known: frozenset[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {{{{ {near[0]} }}}}?" if near else f"there are: {', '.join(sorted(known))}"
    return f"{{{{ {name} }}}} isn't known here; {hint}"


def _compiled(
    source: str,
    whole: CodeType,
    subject: str,
    body: str,
    kind: str,
    language: str,
    zone: tzinfo,
    look: Look,
) -> Codes:
    placeholders = Placeholders.for_source(source + look.layout + look.style)
    plain = environment(language, zone, "text")
    marked = convert(take_out(body, plain, placeholders, first_line=3), placeholders)
    page = make_page(
        take_out(look.layout, plain, placeholders), marked.html, kind, language, look.style, placeholders.sign
    )
    check_nesting(page, placeholders)
    alone = {int(found[2]): found[1] for found in placeholders.alone.finditer(page)}
    links = link_style(look.style)
    dressed = environment(language, zone, "html", links)
    return Codes(
        whole,
        subject=environment(language, zone, "subject").compile(subject),
        text=plain.compile(placeholders.fill(marked.text, lambda n, inside: in_text(n, inside, marked))),
        html=dressed.compile(placeholders.fill(page, lambda n, inside: in_html(n, inside, marked, alone))),
        links=links,
        cleared=cleared_elements(page, placeholders),
        tables=ROW in marked.text,
    )


def in_text(number: int, inside: str, marked: Marked) -> str:
    """How what a placeholder prints stands in the text."""
    prefix = marked.prefixes.get(number)
    said = in_link(number, inside, marked)
    return f"({said}) | _lines({prefix!r})" if prefix else said


def in_html(number: int, inside: str, marked: Marked, alone: Mapping[int, str]) -> str:
    """How it stands in the HTML; `alone`: what begins the paragraphs that it fills."""
    begin = alone.get(number)
    return f"({inside}) | _paragraphs({begin!r})" if begin else in_link(number, inside, marked)


def in_link(number: int, inside: str, marked: Marked) -> str:
    if number in marked.links:
        return f"({inside}) | _link"
    return f"({inside}) | _link_part" if number in marked.link_parts else inside


def try_out(template: Template, values: Mapping[str, object]) -> None:
    """Renders the template once, so that what only shows with values shows now. Raises BrokenTemplate."""
    try:
        template.whole.render(values)
        for part in (template.subject, template.text, template.html):
            part.render(values)
    except Exception as error:  # any filter may meet any type
        raise BrokenTemplate(str(error), line_of(error)) from error


def line_of(error: BaseException) -> int:
    """The template's line on which rendering failed: the innermost frame that Jinja made of the template."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
