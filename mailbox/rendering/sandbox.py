"""The small Jinja that templates may use: `if`, `for`, what they are given, and the filters named here.

Nothing in it can call, assign, repeat or multiply, so a slip of the pen can't eat the machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment

from frontdesk.mailbox.rendering.filters import Finish, filters
from frontdesk.mailbox.rendering.wording import wording

_LOOPS_AT_MOST = 2
_KEPT = ("upper", "lower", "capitalize", "length", "first", "last", "default", "round", "int", "sort")
_NODES: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Name, nodes.Getattr,
    nodes.Getitem, nodes.Const, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.CondExpr, nodes.Tuple, nodes.List, nodes.Add, nodes.Sub, nodes.Neg, nodes.Concat,
    nodes.Slice, nodes.Keyword,
)  # fmt: skip
_LISTS = (nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Filter)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox in which nothing can be called."""

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What stands in lists are dicts, whose keys Jinja would only try after an AttributeError for each."""
        return obj[attribute] if type(obj) is dict and attribute in obj else super().getattr(obj, attribute)


class NotUnderstood(ValueError):
    """Something in a template that is more than it may use; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def environment(language: str, zone: tzinfo, form: str, link_style: str = "") -> Sandbox:
    """The Jinja of one language for one form: "html", "text" or "subject".

    `link_style`: the style attribute of links that are made of values.
    """
    words = wording(language)
    made = Sandbox(
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        finalize=Finish(form, words, zone),
    )
    made.globals.clear()
    made.filters = {name: FILTERS[name] for name in _KEPT} | filters(form, words, zone, link_style)
    return made


def check_language(tree: nodes.Template) -> None:
    """Raises NotUnderstood for whatever a template may not use."""
    for node in _all(tree, 0):
        if not isinstance(node, _NODES):
            raise NotUnderstood(_refusal(node), node.lineno)
        if isinstance(node, nodes.For) and not isinstance(node.iter, _LISTS):
            raise NotUnderstood("for goes through a list that the template is given", node.lineno)


def names_used(tree: nodes.Template) -> Mapping[str, int]:
    """The variables that a template takes from outside, each with the first line that does."""
    own = {name.name for loop in tree.find_all(nodes.For) for name in _targets(loop)} | {"loop"}
    used: dict[str, int] = {}
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name not in own:
            used.setdefault(name.name, name.lineno)
    return used


def _targets(loop: nodes.For) -> list[nodes.Name]:
    return [loop.target] if isinstance(loop.target, nodes.Name) else list(loop.target.find_all(nodes.Name))


def _all(node: nodes.Node, loops: int) -> list[nodes.Node]:
    loops += isinstance(node, nodes.For)
    if loops > _LOOPS_AT_MOST:
        raise NotUnderstood(f"more than {_LOOPS_AT_MOST} for inside one another", node.lineno)
    found = [node]
    for child in node.iter_child_nodes():
        found += _all(child, loops)
    return found


def _refusal(node: nodes.Node) -> str:
    if isinstance(node, nodes.Call):
        return "nothing can be called here: use a filter, as in {{ name | upper }}"
    if isinstance(node, nodes.BinExpr):
        return f"'{node.operator}' isn't possible here"
    if isinstance(node, nodes.Stmt):
        return f"{type(node).__name__.lower()} isn't possible here: templates know if and for"
    return f"{type(node).__name__.lower()} isn't possible here"
