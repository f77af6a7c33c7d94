"""What reading, filing and sending mail cost by themselves: CPU milliseconds a mail, beside the plain libraries.

    python bench/imap_smtp.py [MAILS]

Needs Dovecot and Postfix's smtp-sink (scripts/install-servers.sh). Each figure is the least of three runs of
this process' CPU time; trust the ratios, which come from the same run, more than the milliseconds.
"""

from __future__ import annotations

import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import servers
from imapclient import IMAPClient
from server_tools import program, running

from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.ports import OutgoingMail, SmtpAccount
from frontdesk.mailbox.smtp.relay import SmtpRelay

RUNS, BATCH = 3, 50
TEXT = b"The printer on the second floor smokes again, and nobody knows why.\r\n"


def letter(number: int) -> bytes:
    head = b"From: ann@example.org\r\nMessage-ID: <%d@example.org>\r\nSubject: printer %d\r\n\r\n"
    return head % (number, number) + TEXT * (20 + number % 150)


def cost(job: Callable[[], object], mails: int) -> float:
    """CPU milliseconds a mail, the least of some runs."""
    spent = []
    for _ in range(RUNS):
        started = time.process_time()
        job()
        spent.append(time.process_time() - started)
    return min(spent) / mails * 1000


@contextmanager
def sink(folder: Path) -> Iterator[int]:
    port = servers.free_port()
    command = [program("smtp-sink", "postfix"), "-u", "nobody", f"{servers.LOOPBACK}:{port}", "1000"]
    if subprocess.run(["id", "-u"], capture_output=True, text=True).stdout.strip() != "0":
        del command[1:3]
    with running(command, port, folder / "sink"):
        yield port


def in_batches(uids: list[int]) -> Iterator[list[int]]:
    return (uids[start : start + BATCH] for start in range(0, len(uids), BATCH))


def reading(dovecot: servers.Dovecot, mails: int) -> dict[str, float]:
    mailbox = ImapMailbox(dovecot.account("it"))
    mailbox.connect()
    mailbox.ensure_folder("Handled")
    with dovecot.imap("it") as client:
        for start in range(0, mails, 500):
            client.multiappend("INBOX", [letter(n) for n in range(start, min(start + 500, mails))])
    mailbox.select("INBOX")
    uids = mailbox.uids_from(1)
    with IMAPClient(servers.LOOPBACK, dovecot.imap_port, ssl=False) as plain:
        plain.login("it", servers.PASSWORD)
        plain.select_folder("INBOX", readonly=True)
        items = ["INTERNALDATE", "BODY.PEEK[]"]
        figures = {
            "fetch, batches of 50": cost(lambda: [mailbox.fetch(few) for few in in_batches(uids)], mails),
            "fetch, imapclient's own": cost(
                lambda: [plain.fetch(few, items) for few in in_batches(uids)], mails
            ),
            "sizes": cost(lambda: mailbox.sizes(uids), mails),
        }
    return figures | filing(mailbox, uids)


def filing(mailbox: ImapMailbox, uids: list[int]) -> dict[str, float]:
    few = uids[: len(uids) // 10]
    started = time.process_time()
    for uid in few:
        mailbox.move([uid], "Handled")
    one_by_one = (time.process_time() - started) / len(few) * 1000
    started = time.process_time()
    mailbox.move(uids[len(few) :], "Handled")
    together = (time.process_time() - started) / (len(uids) - len(few)) * 1000
    return {"move, together": together, "move, one by one": one_by_one}


def sending(port: int, mails: int) -> dict[str, float]:
    outgoing = [OutgoingMail(n, "it@desk.example", ("ann@example.org",), letter(n)) for n in range(mails)]
    relay = SmtpRelay(SmtpAccount(servers.LOOPBACK, port, "none"))

    def ours() -> None:
        assert all(result.outcomes[0].state == "sent" for result in relay.send(outgoing))

    def plain() -> None:
        with smtplib.SMTP(servers.LOOPBACK, port, local_hostname="localhost") as connection:
            for mail in outgoing:
                connection.sendmail(mail.envelope_from, list(mail.recipients), mail.raw)

    return {"send, pipelined": cost(ours, mails), "send, smtplib's own": cost(plain, mails)}


def main() -> None:
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with servers.server_folder("bench") as folder, servers.dovecot(folder) as dovecot, sink(folder) as port:
        figures = reading(dovecot, mails) | sending(port, mails)
    print(f"{mails} mails, CPU ms a mail")
    for name, figure in figures.items():
        print(f"  {name:26}{figure:8.3f}")
    for ours, plain in (
        ("fetch, batches of 50", "fetch, imapclient's own"),
        ("move, together", "move, one by one"),
        ("send, pipelined", "send, smtplib's own"),
    ):
        print(f"  {ours} / {plain}: {figures[ours] / figures[plain]:.2f}")


if __name__ == "__main__":
    main()
