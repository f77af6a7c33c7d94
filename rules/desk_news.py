"""What the desk tells its managers about itself, by language: sentences for `rules.wording.say`.

Each names what happened, what was done about it, and what is left to do. English stands in for a missing language.
"""

from __future__ import annotations

from collections.abc import Mapping

EN: Mapping[str, str] = {
    "behind": "The desk's database was behind its mailbox",
    "behind since": "It knew the mailbox as it was on {since:%Y-%m-%d at %H:%M} UTC, as after a backup was put back.",
    "behind anew": "It was begun anew on a mailbox that a desk had worked on before.",
    "behind numbers": "New requests begin at #{number}, so that no number means two of them.",
    "behind read again": (
        "{count} mails that it had forgotten are read again. Nobody is written to because of them; requests that they"
        " open have a new number, and answers to mail about the old one reach them. What technicians did by mail since"
        " is done again in the database; what timers did since isn't known."
    ),
    "undeliverable": "A mail could not be read: the mail server doesn't hand it out",
    "undeliverable which": "It had the UID {uid} in {folder}. It is in quarantine (`frontdesk quarantine list`).",
    "undeliverable remedy": (
        "Nobody was answered. Look at it in the folder with a mail client, or ask whoever runs the mail server to mend"
        " the file; then `frontdesk quarantine release` has it read again. Other mail is read as usual."
    ),
    "account": "Mail goes out again",
    "account since": "The relay refused the desk's account since {since:%Y-%m-%d at %H:%M} UTC:",
    "account nothing lost": "No mail was given up for it: all that waited goes out now. It may be late for some of it.",
    "clock": "The desk's clock was wrong",
    "clock showed": "It showed {showed:%Y-%m-%d %H:%M} UTC, and shows {now:%Y-%m-%d %H:%M} UTC now.",
    "clock done": (
        "{timers} timers that waited for the wrong time were computed anew; {opened} requests that were opened in the"
        " future count from now. Let the machine set its clock by the network."
    ),
    "overdue": "What was overdue for more than a week was let go of",
    "overdue why": (
        "The desk was off for long, or its clock is wrong (it shows {now:%Y-%m-%d %H:%M} UTC). These went to nobody:"
    ),
    "overdue kind": "{kind}: {requests}",
    "overdue do": "Write to whom you want to: an answer on the request does.",
}
DE: Mapping[str, str] = {
    "behind": "Die Datenbank des Desks war älter als sein Postfach",
    "behind since": (
        "Sie kannte das Postfach vom {since:%d.%m.%Y, %H:%M} UTC, wie nach dem Einspielen einer Sicherung."
    ),
    "behind anew": "Sie wurde neu angelegt für ein Postfach, das schon einmal bearbeitet wurde.",
    "behind numbers": "Neue Anfragen beginnen bei #{number}, damit keine Nummer zwei von ihnen meint.",
    "behind read again": (
        "{count} Mails, die sie vergessen hatte, werden noch einmal gelesen. Ihretwegen bekommt niemand Post; Anfragen,"
        " die sie eröffnen, haben eine neue Nummer, und Antworten auf Mails zur alten erreichen sie. Was Techniker"
        " seither per Mail getan haben, wird in der Datenbank nachgeholt; was Timer seither getan haben, ist unbekannt."
    ),
    "undeliverable": "Eine Mail ließ sich nicht lesen: Der Mailserver gibt sie nicht heraus",
    "undeliverable which": "Sie hatte die UID {uid} in {folder}. Sie ist in Quarantäne (`frontdesk quarantine list`).",
    "undeliverable remedy": (
        "Niemand hat eine Antwort bekommen. Sehen Sie sie sich im Ordner mit einem Mailprogramm an, oder lassen Sie die"
        " Datei auf dem Mailserver in Ordnung bringen; `frontdesk quarantine release` lässt sie dann noch einmal lesen."
        " Alle andere Post wird gelesen wie sonst."
    ),
    "account": "Mails gehen wieder hinaus",
    "account since": "Der Mailserver hat das Konto des Desks seit {since:%d.%m.%Y, %H:%M} UTC abgewiesen:",
    "account nothing lost": (
        "Keine Mail wurde deshalb aufgegeben: Alles, was gewartet hat, geht jetzt hinaus. Für manches mag es spät sein."
    ),
    "clock": "Die Uhr des Desks ging falsch",
    "clock showed": "Sie zeigte {showed:%d.%m.%Y, %H:%M} UTC und zeigt jetzt {now:%d.%m.%Y, %H:%M} UTC.",
    "clock done": (
        "{timers} Timer, die auf die falsche Zeit warteten, wurden neu berechnet; {opened} Anfragen, die in der Zukunft"
        " eröffnet wurden, zählen ab jetzt. Lassen Sie den Rechner seine Uhr über das Netz stellen."
    ),
    "overdue": "Was mehr als eine Woche überfällig war, wurde fallen gelassen",
    "overdue why": (
        "Der Desk war lange aus, oder seine Uhr geht falsch (sie zeigt {now:%d.%m.%Y, %H:%M} UTC)."
        " Diese Mails gingen an niemanden:"
    ),
    "overdue kind": "{kind}: {requests}",
    "overdue do": "Schreiben Sie, wem Sie schreiben möchten: Eine Antwort auf die Anfrage genügt.",
}
