"""RFC 3676: text/plain; format=flowed back to the paragraphs that were written. Linear."""

from __future__ import annotations


def unflow(text: str, delsp: bool = False) -> str:
    """`text` (line ends "\\n") with its soft line breaks undone, quote marks and the signature line kept.

    `delsp`: the space before a soft break was added by the sender's client and goes (section 4.4).
    """
    if " \n" not in text and "\n " not in text and not text.startswith(" "):
        return text
    out: list[str] = []
    paragraph: list[str] = []  # the lines of the open paragraph, joined when it ends
    depth_before = 0
    for line in text.split("\n"):
        depth, content = _quote_depth(line)
        signature = content == "-- "
        if paragraph and (depth != depth_before or signature):
            out.append(_line(depth_before, paragraph))
            paragraph = []
        flows = content.endswith(" ") and not signature
        paragraph.append(content[:-1] if flows and delsp else content)
        depth_before = depth
        if not flows:
            out.append(_line(depth, paragraph))
            paragraph = []
    if paragraph:
        out.append(_line(depth_before, paragraph))
    return "\n".join(out)


def _quote_depth(line: str) -> tuple[int, str]:
    """How deep the line is quoted, and the rest without its space-stuffing (sections 4.4 and 4.5)."""
    if not line.startswith((">", " ")):
        return 0, line
    content = line.lstrip(">")
    depth = len(line) - len(content)
    return depth, content[1:] if content.startswith(" ") else content


def _line(depth: int, paragraph: list[str]) -> str:
    content = "".join(paragraph)
    if not depth:
        return content
    return ">" * depth + (" " + content if content else "")
