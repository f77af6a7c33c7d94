"""Reads one Authentication-Results header (RFC 8601 section 2.2). Strict: what isn't plain is unreadable.

Senders put what they like into some of its values (an envelope sender, a HELO name), so a header that reads
as broken may have been broken by the sender: nothing is guessed then. Linear; decides nothing.

    mx.example.org 1; dkim=pass header.d=example.net; dmarc=pass (p=none) header.from=example.net
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 10_000
MOST_RESULTS = 100
DEEPEST_COMMENT = 10

_SPACE = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"[A-Za-z0-9._-]*")
# More than RFC 2045's token: servers write addresses, IPv6 addresses and base64 without quotes.
_VALUE = re.compile(r'[^\x00-\x20\x7f;()"\\]*')
_NAME = re.compile(r'[^\x00-\x20\x7f;()"\\=]*')
_COMMENT_PIECE = re.compile(r"(?:[^()\\]|\\.)*", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


class Unreadable(ValueError):
    """The header doesn't follow the grammar. Trying again doesn't help."""


@dataclass(frozen=True, slots=True)
class Result:
    """One method's result, in lower case: "dkim", "pass", and its properties as they stood, in order."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """A property's value ("header.from"), "" when it is absent or stands twice with different values."""
        values = {value for found, value in self.properties if found == name}
        return values.pop() if len(values) == 1 else ""


@dataclass(frozen=True, slots=True)
class AuthenticationResults:
    """`authserv_id`: who says so, in lower case, "" where the header names nobody (Microsoft's)."""

    authserv_id: str
    results: tuple[Result, ...] = ()

    def of(self, method: str) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.method == method)


def read_authentication_results(value: str) -> AuthenticationResults:
    """A header's unfolded value. Raises Unreadable."""
    reader = _Reader(_checked(value))
    authserv_id = reader.name()
    if not authserv_id or reader.next() == "=":
        raise Unreadable("it names no server")
    if reader.next() not in ("", ";") and reader.name() != "1":
        raise Unreadable("it is of a version that is not known")
    return AuthenticationResults(authserv_id.lower(), _results(reader))


def read_authserv_id(value: str) -> str:
    """Who wrote the header, in lower case, whatever follows; "" where it names nobody. Raises nothing."""
    reader = _Reader(value[:LONGEST])
    try:
        name = reader.name()
        return "" if reader.next() == "=" else name.lower()
    except Unreadable:
        return ""


def read_microsoft_results(value: str) -> AuthenticationResults:
    """Exchange Online's form, which names no server and may have a bare domain between two results.

    Raises Unreadable, also when a server is named: then another one wrote it.
    """
    text = _checked(value)
    reader = _Reader(text)
    reader.name()
    if reader.next() != "=":
        raise Unreadable("it names a server, as Microsoft's does not")
    return AuthenticationResults("", _results(_Reader(f";{text}"), bare_words=True))


def _checked(value: str) -> str:
    if len(value) > LONGEST:
        raise Unreadable("it is too long")
    return value


def _results(reader: _Reader, bare_words: bool = False) -> tuple[Result, ...]:
    results: list[Result] = []
    while reader.next():
        reader.take(";")
        if not reader.next() or (bare_words and reader.next() == ";"):
            continue
        method = reader.word()
        if reader.next() in ("", ";"):
            if bare_words or (method.lower() == "none" and not results and not reader.next()):
                continue
            raise Unreadable("a method has no result")
        results.append(_result(reader, method))
        if len(results) > MOST_RESULTS:
            raise Unreadable("it has too many results")
    return tuple(results)


def _result(reader: _Reader, method: str) -> Result:
    if reader.next() == "/":
        reader.take("/")
        reader.word()  # the method's version
    reader.take("=")
    result = reader.word().lower()
    properties: list[tuple[str, str]] = []
    while reader.next() not in ("", ";"):
        name = reader.word().lower()
        reader.take("=")
        properties.append((name, _plain(name, reader.value())))
    return Result(method.lower(), result, tuple(properties))


def _plain(name: str, value: str) -> str:
    """Nobody's address holds what separates results, except one that is meant to break out of its place."""
    if name != "reason" and any(c in value for c in ";()"):
        raise Unreadable(f"{name} holds what separates results")
    return value


@dataclass(slots=True)
class _Reader:
    """Walks over the text once; comments and white space (CFWS) are passed over before each step."""

    text: str
    at: int = 0

    def next(self) -> str:
        """The next character that counts, "" at the end."""
        self._run(_SPACE)
        while self.text.startswith("(", self.at):
            self._comment()
            self._run(_SPACE)
        return self.text[self.at : self.at + 1]

    def take(self, character: str) -> None:
        if self.next() != character:
            raise Unreadable(f"there is no {character!r} where one must be")
        self.at += 1

    def word(self) -> str:
        self.next()
        found = self._run(_WORD)
        if not found:
            raise Unreadable("there is no word where one must be")
        return found

    def name(self) -> str:
        return self._quoted() if self.next() == '"' else self._run(_NAME)

    def value(self) -> str:
        """A token, a quoted string, an address or a domain, with or without angle brackets; may be empty."""
        if self.next() != '"':
            return self._run(_VALUE)
        return self._quoted() + self._run(_VALUE)  # a quoted local part and its domain

    def _run(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found[0] if found else ""

    def _quoted(self) -> str:
        found = _QUOTED.match(self.text, self.at)
        if found is None:
            raise Unreadable("a quote is not closed")
        self.at = found.end()
        return re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL)

    def _comment(self) -> None:
        depth = 0
        while True:
            c = self.text[self.at : self.at + 1]
            depth += (c == "(") - (c == ")")
            if not c or depth > DEEPEST_COMMENT:
                raise Unreadable("a comment is not closed, or too deep")
            self.at += 1
            if not depth:
                return
            self._run(_COMMENT_PIECE)
