"""Whether a mail says nothing but who wrote it: mail clients sign also what has no word in it.

`split_reply` keeps such a mail whole, lest a person's words are lost. Where a word too many does harm, as in a
technician's mail of tags alone, this tells. Linear, never raises.
"""

from __future__ import annotations

from frontdesk.mailbox.quoting.footers import is_footer
from frontdesk.mailbox.quoting.replies import split_reply
from frontdesk.mailbox.quoting.signatures import is_closing, is_rule
from frontdesk.rules.customers.thanks import is_plain_thanks

_LONGEST = 4_000  # characters; a longer text is no signature
_WORD = "Hello."
_DOTS = " .-_\r\n\t"


def is_only_signed(text: str, name: str) -> bool:
    """Whether `text` is a signature, a closing, a phone's footer, or a dot that was typed to say nothing.

    `name`: the writer's, or "".
    """
    if not text.strip() or len(text) > _LONGEST:
        return False
    if not text.strip(_DOTS):
        return True
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = lines[0]
    if not (_is_name(first, name) or is_rule(first) or is_closing(first) or is_footer(first)):
        return False  # most texts, and quickly known
    names = [_is_name(line, name) for line in lines]
    around = [
        is_his or is_closing(line) or is_footer(line) for line, is_his in zip(lines, names, strict=True)
    ]
    if all(around) and (any(names) or not is_plain_thanks(text)):
        return True
    return split_reply(f"{_WORD}\n\n{text}", name).new == _WORD


def _is_name(line: str, name: str) -> bool:
    words = line.casefold().strip(" ,.-–—").split()
    known = name.casefold().split()
    return bool(words) and words in (known, known[:1])
