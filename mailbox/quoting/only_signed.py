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
_ENDS = tuple(".!?)]…。！？")
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


def without_sign_off(text: str, name: str) -> str:
    """`text` without the closing and the writer's name at its end ("Best regards / Ann Lee"), and the lines of phones
    and programs below. A name that belongs to a sentence or a list above it stays.
    """
    lines = text.rstrip().splitlines()
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_footer(lines[end - 1])):
        end -= 1
    below = end
    while below and (_is_name(lines[below - 1].strip(), name) or is_rule(lines[below - 1].strip())):
        below -= 1
        while below and not lines[below - 1].strip():
            below -= 1
    if below == end or not below:
        return "\n".join(lines[:end]) if below else text
    if is_closing(lines[below - 1].strip()):
        below -= 1
    elif lines[below - 1].rstrip()[-1:] not in _ENDS:
        below = end
    return "\n".join(lines[:below]).rstrip() or text


def _is_name(line: str, name: str) -> bool:
    words = line.casefold().strip(" ,.-–—").split()
    known = name.casefold().split()
    return bool(words) and words in (known, known[:1])
