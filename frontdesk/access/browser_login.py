"""Signing in with a browser: PKCE, a listener on 127.0.0.1 for one answer, and a pasted address at the same time.

Over SSH the browser ends at an address that doesn't load, which is what is pasted. Believes no answer without `state`,
but for a code alone: PKCE binds that to this command.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import queue
import re
import secrets
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TextIO
from urllib.parse import parse_qs, urlsplit

from frontdesk.access.answers import Grant, GrantRefused, refusal
from frontdesk.access.grants import Provider
from frontdesk.mailbox.errors import LoginRefused

PATIENCE = 15 * 60.0
MORE_LINES = 0.3  # seconds in which the rest of an address comes that was pasted in several lines
LONGEST_ADDRESS = 8192
CODE = re.compile(r"[A-Za-z0-9._~/+*!-]{6,4000}={0,2}")
THANKS = "<!doctype html><title>frontdesk</title><p>The desk has its answer. You can close this page."


class _Answers:
    """What came back, from whichever side: parameters of the address, or words for the person at the terminal."""

    def __init__(self, state: str) -> None:
        self._state = state
        self.found: queue.Queue[Mapping[str, str] | str | None] = queue.Queue()

    def take(self, query: Mapping[str, str]) -> bool:
        """Whether an address' parameters are this sign-in's."""
        good = hmac.compare_digest(query.get("state", "").encode(), self._state.encode())
        if good and ("code" in query or "error" in query):
            self.found.put(query)
            return True
        return False

    def paste(self, text: str) -> None:
        words = "".join(text.split()).strip("\"'<>")
        if "code=" in words or "error=" in words:
            if not self.take(_query(words)):
                self.found.put(
                    "That address is of another sign-in. Paste the one that the browser ended at just now."
                )
        elif CODE.fullmatch(words) and "://" not in words:
            self.found.put({"code": words})
        elif words:
            self.found.put("There is no code in that. Paste the whole address that the browser ended at.")


def _query(address: str) -> dict[str, str]:
    try:
        parts = urlsplit(address[:LONGEST_ADDRESS])
    except ValueError:
        return {}
    return {name: values[0] for name, values in parse_qs(parts.query or parts.path).items()}


def browser_login(
    provider: Provider,
    family: str,
    *,
    listening: bool,
    say: Callable[[str], object],
    pasted: TextIO | None = None,
    environment: Mapping[str, str] = os.environ,
    patience: float = PATIENCE,
) -> Grant:
    """Waits until somebody has signed in. Raises `GrantRefused` in the provider's words, `ConnectionLost`."""
    if not provider.endpoints.authorize:
        raise LoginRefused("the provider names no page to sign in at", remedy="Check OAUTH_ISSUER.")
    state, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)
    answers = _Answers(state)
    with _listener(answers) if listening else contextlib.nullcontext(_free_port()) as port:
        # Microsoft knows http://localhost at any port, the others 127.0.0.1 (RFC 8252 section 7.3).
        redirect = f"http://localhost:{port}" if family == "microsoft" else f"http://127.0.0.1:{port}/"
        address = provider.address(redirect, state, verifier)
        say(f"To sign the desk in, open this page in a browser:\n\n    {address}\n")
        say("If the browser then ends at a page that doesn't load, paste that page's address here.")
        if listening and has_browser(environment):
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        _read_lines(pasted or sys.stdin, answers, ends_it=not listening)
        query = _awaited(answers, say, patience)
    if "error" in query:
        told = {"error_description": query.get("error_description", "")}
        raise refusal(query["error"], told, provider.explain, [verifier], None)
    return provider.by_code(query["code"], redirect, verifier)


def _awaited(answers: _Answers, say: Callable[[str], object], patience: float) -> Mapping[str, str]:
    while True:
        try:
            found = answers.found.get(timeout=patience)
        except queue.Empty:
            found = None
        if found is None:
            problem = "nobody signed in"
            raise GrantRefused(problem, remedy="frontdesk login begins again.", error="given_up")
        if not isinstance(found, str):
            return found
        say(found)


def has_browser(environment: Mapping[str, str]) -> bool:
    if environment.get("SSH_CONNECTION"):
        return False
    return sys.platform == "darwin" or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _read_lines(pasted: TextIO, answers: _Answers, ends_it: bool) -> None:
    """`ends_it`: without a listener nothing can come any more when there is nothing left to read."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in pasted:
                lines.put(line)
        lines.put(None)

    def join() -> None:
        while (line := lines.get()) is not None:
            whole = line
            with contextlib.suppress(queue.Empty):
                while (more := lines.get(timeout=MORE_LINES)) is not None:
                    whole += more
                lines.put(None)
            answers.paste(whole)
        if ends_it:
            answers.found.put(None)

    for work in (read, join):
        threading.Thread(target=work, daemon=True).start()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _listener(answers: _Answers) -> Iterator[int]:
    """Takes one good answer and is closed then; everybody else gets an error page."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 10.0

        def do_GET(self) -> None:
            good = len(self.path) <= LONGEST_ADDRESS and answers.take(_query(self.path))
            body = (THANKS if good else "Not found").encode()
            with contextlib.suppress(OSError):
                self.send_response(200 if good else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8" if good else "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """The code stands in the address."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
