"""A resolution without the customer's data: the draft of an answer for everybody. Pure; a person looks at it after.

What is taken out of a line leaves "…" behind, so that a gap is seen. Careful rather than complete: names, addresses and
numbers go, be it that one was needed; the writer puts it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from frontdesk.rules.answers.letters import STREETS, closings, greetings, secrets, wrote

GAP = "…"
_LONGEST = 20_000  # characters
_SHORTEST_NAME = 3
_SIGNED_AT_MOST = 4  # lines below a closing
_QUOTED = re.compile(r"^\s*(?:>|\|\s)")
_FOOTER = re.compile(r"^--\s*$|^_{5,}\s*$|^-{5}.*-{5}\s*$")
_MAIL = re.compile(r"(?:mailto:)?[^\s<>()\[\],;:\"'@]{1,64}@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_URL = re.compile(r"(https?://)(?:[^\s/@]+@)?([^\s?#<>\"']*)(?:[?#][^\s<>\"']*)?", re.IGNORECASE)
_TAGGED = re.compile(r"\[?\b[A-Z]{1,6}[ -]?#\d+\]?|\[#\d+\]|(?<!\w)#\d+")
_TOKEN = re.compile(r"\((?=[a-z2-7]{16}\))[a-z2-7]{16}\)|\b(?=\w*\d)(?=\w*[A-Za-z])\w{16,}\b")
_IP = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b(?:/\d{1,2})?|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}\b", re.IGNORECASE
)
_MAC = re.compile(r"\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.-])(?:\+|00)?\(?\d[\d ()/.-]{4,20}\d(?![\w])")
_CODE = re.compile(r"\b[A-Za-z]\w{0,20}(?:[-/]\w{1,20}){0,5}(?!\w)")
_LONG_NUMBER = re.compile(r"\b\d{5,}\b")
_GAPS = re.compile(rf"{GAP}(?: *{GAP})+")
_EMPTY = re.compile(r"\n{3,}")
_WHEN = re.compile(r"\d{1,4}[.-]\d{1,2}[.-]\d{1,4}|\d{1,2}[:.]\d{2}")


def without_their_data(text: str, people: Iterable[str] = (), emails: Iterable[str] = ()) -> str:
    """The text as an answer for everybody. `people`: names of the customer and of others on the request; `emails`:
    their addresses, whose first parts are names, too."""
    typed = [line.rstrip() for line in text[:_LONGEST].replace("\r\n", "\n").split("\n")]
    lines = _body(typed, tuple(people))
    names = _names(people, emails)
    kept = (_line(line, names) for line in lines)
    joined = "\n".join(line for line in kept if line is not None)
    return _EMPTY.sub("\n\n", joined).strip()


def still_in(text: str, people: Iterable[str] = (), emails: Iterable[str] = ()) -> list[str]:
    """What of the customer's data stands in a text: names, mail addresses, phone numbers. For a warning."""
    found = [match[0] for match in _MAIL.finditer(text)]
    found += [match[0] for match in _PHONE.finditer(text) if _is_phone(match[0])]
    pattern = _names(people, emails)
    if pattern is not None:
        found += [match[0] for match in pattern.finditer(text)]
    return list(dict.fromkeys(found))[:5]


def _body(lines: list[str], people: tuple[str, ...]) -> list[str]:
    """Without what is quoted, the greeting, and the closing with what stands below it."""
    own: list[str] = []
    for line in lines:
        if _FOOTER.match(line.strip()) and own:
            break
        if _QUOTED.match(line):
            while own and (not own[-1].strip() or wrote().search(own[-1])):
                own.pop()
            continue
        own.append(line)
    own = _ungreeted(own, people)
    below = 0
    for number in range(len(own) - 1, -1, -1):
        if closings().fullmatch(own[number].strip(" ,.!")):
            return own[:number]
        below += bool(own[number].strip())
        if below > _SIGNED_AT_MOST:
            break
    return own


def _ungreeted(lines: list[str], people: tuple[str, ...]) -> list[str]:
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if first >= len(lines):
        return []
    line = lines[first].strip()
    found = greetings().match(line)
    if found is None:
        return lines
    name, comma, rest = line[found.end() :].partition(",")
    if not comma and line[-1:] in "!.:":
        name, rest = name.rstrip("!.:"), ""
    if len(name.split()) > 4 or (not comma and len(name.split()) > 3):
        return lines
    rest = rest.strip()
    return [*([rest[:1].upper() + rest[1:]] if rest else []), *lines[first + 1 :]]


def _names(people: Iterable[str], emails: Iterable[str]) -> re.Pattern[str] | None:
    words = {word for name in people for word in re.findall(r"[^\W\d_][\w'’-]+", name)}
    words |= {word for email in emails for word in re.findall(r"[^\W\d_]{4,}", email.partition("@")[0])}
    words = {word for word in words if len(word) >= _SHORTEST_NAME or word.isupper()}
    if not words:
        return None
    ordered = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    # as a name is written: "Rob" is one, the "rob" of a sentence isn't
    return re.compile(rf"\b(?:{'|'.join(_cased(word) for word in ordered.split('|'))})(?:['’]?s)?\b")


def _cased(word: str) -> str:
    written = (word,) if word != word.lower() else ()
    return "|".join(dict.fromkeys((*written, word.capitalize(), word.upper())))


def _line(line: str, names: re.Pattern[str] | None) -> str | None:
    """A line with gaps; None for one of which nothing is left."""
    if not line.strip():
        return ""
    made = _MAIL.sub(GAP, _URL.sub(_address, line))
    made = secrets().sub(lambda found: f"{found[1]} {GAP}", made)
    for pattern in (_TAGGED, _TOKEN, _MAC, _IP, STREETS):
        made = pattern.sub(GAP, made)
    made = _PHONE.sub(lambda found: GAP if _is_phone(found[0]) else found[0], _CODE.sub(_code, made))
    made = _LONG_NUMBER.sub(GAP, made)
    if names is not None:
        made = names.sub(GAP, made)
    made = _GAPS.sub(GAP, made)
    return made if any(char.isalnum() for char in made) else None


def _address(found: re.Match[str]) -> str:
    return found[1] + found[2]


def _code(found: re.Match[str]) -> str:
    """A serial number, an inventory's, a request's: letters and digits, and more than a version has."""
    digits = sum(char.isdigit() for char in found[0])
    return GAP if digits >= (3 if "-" in found[0] or "/" in found[0] else 4) else found[0]


def _is_phone(text: str) -> bool:
    digits = sum(char.isdigit() for char in text)
    return digits >= 6 and not _WHEN.fullmatch(text.strip())
