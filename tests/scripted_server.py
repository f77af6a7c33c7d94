"""A server that says what the test wrote down, for what no real server can be made to say."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from server_tools import LOOPBACK


class Talk:
    """One connection, from the server's side."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._lines = end.makefile("rb")
        self.heard: list[bytes] = []

    def say(self, *lines: bytes) -> None:
        """Lines, in one packet."""
        self.raw(b"".join(line + b"\r\n" for line in lines))

    def raw(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self._end.sendall(data)

    def hear(self) -> bytes:
        """The next line without its end; the script is over when the other side is gone."""
        line = self._lines.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        self.heard.append(line.rstrip(b"\r\n"))
        return self.heard[-1]

    def hang_up(self) -> None:
        """May be called by any thread: who reads or writes is woken."""
        with contextlib.suppress(OSError):
            self._end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.hang_up()
        self._lines.close()
        self._end.close()


Script = Callable[[Talk], None]


@dataclass
class Scripted:
    """`talks`: the connections so far. The nth follows the nth script, the last one all that come after."""

    port: int
    talks: list[Talk] = field(default_factory=list)

    @property
    def heard(self) -> list[bytes]:
        return [line for talk in self.talks for line in talk.heard]


@contextlib.contextmanager
def scripted(*scripts: Script) -> Iterator[Scripted]:
    with socket.create_server((LOOPBACK, 0)) as listener:
        server = Scripted(listener.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(listener, server, scripts), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            while thread.is_alive():
                for talk in server.talks:
                    talk.hang_up()
                thread.join(0.1)


def _serve(listener: socket.socket, server: Scripted, scripts: tuple[Script, ...]) -> None:
    while True:
        try:
            end, _ = listener.accept()
        except OSError:
            return
        end.settimeout(10)
        talk = Talk(end)
        server.talks.append(talk)
        with contextlib.suppress(EOFError, OSError):
            scripts[min(len(server.talks), len(scripts)) - 1](talk)
        talk.close()


HANG_UP = b""
SMTP_ANSWERS = {
    b"EHLO": b"250-relay\r\n250-PIPELINING\r\n250 8BITMIME",
    b"HELO": b"250 relay",
    b"MAIL": b"250 2.1.0 ok",
    b"RCPT": b"250 2.1.5 ok",
    b"DATA": b"354 go ahead",
    b".": b"250 2.0.0 taken",
    b"RSET": b"250 2.0.0 ok",
    b"QUIT": b"221 bye",
}


def smtp(
    answers: Mapping[bytes, bytes | list[bytes]] | None = None, greeting: bytes = b"220 relay"
) -> Script:
    """A relay's script: its usual answers, but these. A list is used up from its front, its last one stays.

    The key is the command's first four letters, upper case, or "." for the end of a mail. `HANG_UP` hangs up.
    """
    said = {**SMTP_ANSWERS, **(answers or {})}

    def play(talk: Talk) -> None:
        left = {key: list(words) if isinstance(words, list) else [words] for key, words in said.items()}
        talk.say(greeting)
        in_data = False
        while True:
            line = talk.hear()
            if in_data and line != b".":
                continue
            key = b"." if in_data else line[:4].upper()
            words = left.get(key, [b"502 5.5.1 what?"])
            answer = words.pop(0) if len(words) > 1 else words[0]
            if answer == HANG_UP:
                return
            in_data = answer.startswith(b"354")
            talk.say(answer)
            if answer.startswith((b"421", b"221")):
                return

    return play


IMAP_ANSWERS = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE MOVE UIDPLUS\r\nTAG OK done",
    b"AUTHENTICATE": b"+ ",
    b"SELECT": b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 4] ok\r\nTAG OK [READ-WRITE] done",
    b"UID SEARCH": b"* SEARCH 1 2 3\r\nTAG OK done",
    b"IDLE": b"+ idling",
    b"LOGOUT": b"* BYE\r\nTAG OK done",
}


def imap(
    answers: Mapping[bytes, bytes | list[bytes | float]] | None = None, greeting: bytes = b"* OK ready"
) -> Script:
    """A mailbox's script: its usual answers, but these; TAG stands for the command's tag.

    A list is said piece by piece, a number in it being a pause in seconds; `HANG_UP` hangs up.
    """
    said = {**IMAP_ANSWERS, **(answers or {})}

    def play(talk: Talk) -> None:
        talk.say(greeting)
        tag = b""
        while True:
            words = talk.hear().split(b" ")
            if len(words) == 1:  # DONE, or a secret
                key = words[0]
            else:
                tag, key = words[0], b" ".join(words[1:3]) if words[1] == b"UID" else words[1]
            answer = said.get(key, b"TAG OK done")
            if answer == HANG_UP:
                return
            if isinstance(answer, bytes):
                talk.say(answer.replace(b"TAG", tag))
                continue
            for piece in answer:
                if piece == HANG_UP:
                    return
                if isinstance(piece, bytes):
                    talk.raw(piece.replace(b"TAG", tag))
                else:
                    time.sleep(piece)

    return play
