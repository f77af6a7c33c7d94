"""People with a mail client of their own in the desk's mailbox: they read, move, move back and delete its mail."""

from __future__ import annotations

import contextlib
import email
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from crash.beside import beside
from crash.reckoning import Reckoning, reckon
from crash.stage import Stage
from imapclient import DELETED, IMAPClient
from imapclient.exceptions import IMAPClientError
from servers import Dovecot

PRIVATE = "Private"
HEAD = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"


@dataclass
class Meddler:
    """`took`: Message-IDs of what they moved or deleted, whether the desk had read it by then or not."""

    dovecot: Dovecot
    user: str
    chance: random.Random
    took: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:

        def work(stop: threading.Event) -> None:
            while not stop.is_set():
                try:
                    with self.dovecot.imap(self.user) as client:
                        if not client.folder_exists(PRIVATE):
                            client.create_folder(PRIVATE)
                        while not stop.wait(self.chance.uniform(0, 0.05)):
                            self._one(client)
                except (IMAPClientError, OSError) as error:
                    self.troubles.append(str(error))
                    time.sleep(0.1)

        with beside(work):
            yield

    def _one(self, client: IMAPClient) -> None:
        uids = client.search()
        if not uids:
            client.noop()
            return
        uid = self.chance.choice(uids)
        what = self.chance.random()
        client.add_flags([uid], [b"\\Seen"])
        if what > 0.3:
            return
        heads = client.fetch([uid], [HEAD])
        if uid not in heads:
            return
        self.took.add(
            str(email.message_from_bytes(heads[uid][HEAD.replace(".PEEK", "").encode()])["Message-ID"])
        )
        if what < 0.1:
            client.add_flags([uid], [DELETED])
            client.uid_expunge([uid])
        elif what < 0.2:
            client.move([uid], PRIVATE)
        else:
            self._there_and_back(client, uid)

    def _there_and_back(self, client: IMAPClient, uid: int) -> None:
        """As people do who have second thoughts: it comes back under another UID."""
        client.move([uid], PRIVATE)
        client.select_folder(PRIVATE)
        moved = client.search()
        if moved:
            client.move([moved[-1]], "INBOX")
        client.select_folder("INBOX")


def meddle(stage: Stage, seconds: float, accidents: int = 3) -> Reckoning:
    """The desk works while mail comes in, people meddle, and the server loses its index (a new UIDVALIDITY)."""
    people = Meddler(stage.dovecot, stage.desk.name, stage.chance)
    with stage.daemon() as daemon:
        stage.await_log(daemon, "mailbox.open")
        with stage.people.writing(20), people.at_work():
            for _ in range(accidents):
                time.sleep(seconds / accidents)
                stage.dovecot.lose_index(stage.desk.name)
            time.sleep(1)
        assert daemon.poll() is None, stage.log(daemon)
    stage.settle()
    return reckon(stage, moved_by_people=frozenset(people.took))
