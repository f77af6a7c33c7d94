"""Mails in which a program shows something instead of words: a reaction to a mail of ours, a recall of an older one.

Only what is that and nothing else: a word beside it makes it a person's mail. Never raises, linear.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from frontdesk.mailbox.parsing.clean import clean_line
from frontdesk.mailbox.parsing.part import Part
from frontdesk.rules.model import Message, Sign, SignKind
from frontdesk.rules.understood import phrases, words

_REACTED = phrases("gestures.reacted")
_TAPPED = phrases("gestures.tapped")
_RECALL_LABELS = words("gestures.recall_labels")
_WANTS_BACK = phrases("gestures.wants_back")
REACTION_TYPE = "text/vnd.google.email-reaction+json"
_DEPTH = 2  # of a mail's own parts
_MOST_BYTES = 10_000
_EMOJI = 40  # characters
_LONGEST = 700  # of a mail that only shows a gesture
_LABEL = re.compile(r"\s*([^:：]{2,40})[:：]\s*(.*)", re.DOTALL)
_IN_QUOTES = re.compile(r"[\"“”„«»‘’'「『](.{1,600})[\"“”„«»‘’'」』]\W{0,4}$", re.DOTALL)
_NAMED = re.compile(r"\[([^\]]{1,40})\]")
_RULE = re.compile(r"[-_=*]{5,}")
_NAME = 80  # characters before "reacted to your message"


def read_sign(leaves: Iterable[Part], message: Message) -> Sign | None:
    """What the mail shows instead of words. `message`: all but its sign is filled in."""
    for part in leaves:
        if part.media_type == REACTION_TYPE and part.depth <= _DEPTH:
            return Sign(SignKind.REACTION, _emoji(part))
    said = _own_words(message)
    if not said or len(said) > _LONGEST:
        return None
    return _recall(message.subject, said) or _reaction(said) or _tapped(said)


def _emoji(part: Part) -> str:
    try:
        told = json.loads(part.content(_MOST_BYTES))
    except (ValueError, RecursionError):
        return ""
    shown = told.get("emoji", "") if isinstance(told, dict) else ""
    return clean_line(shown)[:_EMOJI] if isinstance(shown, str) else ""


def _own_words(message: Message) -> str:
    """What stands above the first rule or empty line behind words: lists and gateways add theirs below."""
    text = message.new_text or message.text
    kept = []
    for line in text[: _LONGEST * 2].split("\n"):
        if _RULE.match(line.strip()):
            break
        kept.append(line)
    return " ".join(" ".join(kept).split())


def _recall(subject: str, words: str) -> Sign | None:
    """`Recall: Printer`, with a sentence that says the same and nothing else."""
    found = _LABEL.match(subject)
    if not found or found[1].strip().casefold() not in _RECALL_LABELS():
        return None
    named = _IN_QUOTES.search(words)
    said = words[: named.start()] if named else words
    folded = f" {words.casefold()} "
    if len(said) <= _NAME * 2 and "?" not in said and any(phrase in folded for phrase in _WANTS_BACK()):
        return Sign(SignKind.RECALL, " ".join(found[2].split()))
    return None


def _reaction(words: str) -> Sign | None:
    """`Ann Lee reacted to your message:`, below it the message."""
    folded = words.casefold()
    for phrase in _REACTED():
        at = folded.find(phrase)
        if at < 0:
            continue
        before, after = words[:at], words[at + len(phrase) :]
        if len(before) <= _NAME and before.strip() and not any(map(str.isalnum, after)):
            name = _NAMED.search(before)
            shown = name[1] if name else "".join(c for c in before if ord(c) >= _FIRST_EMOJI)
            return Sign(SignKind.REACTION, clean_line(shown)[:_EMOJI])
    return None


_FIRST_EMOJI = 0x2190


def _tapped(words: str) -> Sign | None:
    """`Liked “We come at ten.”` and nothing else, as iPhones write it."""
    folded = words.casefold()
    phrase = next(filter(folded.startswith, _TAPPED()), None)
    found = _IN_QUOTES.search(words) if phrase else None
    if phrase and found and found.start() <= len(phrase) + 1:
        return Sign(SignKind.REACTION, words[: found.start()].strip())
    return None
