"""The short sentences that decisions themselves say, in the desk's language: refusals and notices.

Whole mails are templates (`templates/`); these are lines in them. English stands in for a missing language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from frontdesk.rules import desk_news

_EN: Mapping[str, str] = {
    "who": '"{word}" is nobody in the team. The team: {team}.',
    "which": '"{word}" could be {team}: write the address.',
    "no such request": "There is no request #{number}.",
    "itself": "#{number} is this very request.",
    "past": "{at} is over already.",
    "no text": "there was none to keep or to send",
    "nothing": (
        "There was nothing to do in this mail: no text, no attachment, no tag. Write above the quoted mail what the"
        " customer is to read, or a tag into the subject, as in [take]."
    ),
    "kept inside": "kept inside",
    "no resolution": "none yet. [resolved] with a line of text says what solved it",
    "split from": "a request of its own, from #{number}",
    "split off": "a request of its own",
    "nothing to undo": "There is no change of yours on this request that could be taken back.",
    "gone out": "The mail to {name} is out already and can't be taken back. Change what is left with other tags",
    "changed since": "#{number} has changed since ({what}): taking your change back would undo that, too.",
    "merged for good": "A merge can't be taken back: [split] makes a request of its own of a message.",
    "split for good": "A split can't be taken back: [merge=#...] on the new request puts the two together.",
    "undo alone": "[undo] stands alone: send the other tags in a mail of their own.",
    "taken back": "{name} has taken this request back from you",
    "not sent": "was not sent, and is kept as a note",
    "nothing held": "There is no mail of yours that waits for [send]; what waits is let go after 24 hours.",
    "send with text": (
        "[send] sends the mail that waits, as it was. To send these new words instead, leave [send] out;"
        " to send the old ones, leave the words out."
    ),
    "other number": "The subject names #{other}, but the mail that you answer is about #{number}.",
    "no address": "No mail can go to {email}: what you write stays inside with [note]; call the customer instead.",
    "nothing to split": "There is no customer's message on this request to make another one of.",
    "the desk itself": "{email} is the desk's own address.",
    "no such report": '"{word}" is no period and no department; there are: {departments}',
    "figures are managers'": "The desk's figures go to managers; your own come with [report mine].",
    "stopped": "{name} ({department}) wants no more check-ins and reviews. Requests are answered as ever.",
    "no more check-ins": "You won't get these mails any more",
    "requests as ever": "Your requests are answered as ever.",
    "no such contact": "No line {letter} is waiting; there are: {known}",
    "contact twice": "{letter} stands in two lines: say one thing about it.",
    "contact later": "That is no time within a year.",
    "contact goes": "goes out on {at}",
    "contact called": "written down as a call",
    "contact put off": "put off until {day}",
    "contact skipped": "not this time",
    "contact kept": "written down",
    "not reachable": "Nobody can be reached in {department}",
    "not sent to": "The mail to {name} came back. Call them: [contact={department}] with a line writes it down.",
    "check-in not sent": "The check-in with {name} was not sent: {why}",
    "contact alone": "[contact=...] is about no request: send it as a mail of its own. On a request write [note].",
    "contact without words": "What was said? Write a line below.",
    "list contacts": "Contact with departments",
    "no contacts": "No department has written yet.",
    "never spoken": "never spoken to",
    "days ago": "{days} days ago",
    "review soon": "In a week the review of {departments} goes out",
    "review sentence": (
        "Reply with a sentence about what was done, and it stands in the review that {head} gets; or with `skip`, and"
        " none goes out. Without an answer it goes as it is."
    ),
    "review draft": "{department}: {requests} requests, {done} done, {open} still open.",
    "review kept": "stands in the review",
    "review skipped": "no review this time",
    "no lines": "No line begins with a request's number and a tag",
    "twice": "#{number} stands in two lines: put all that is to be done to it into one.",
    "merged away": "Another line merges #{number} into something else.",
    "files in a digest": "A file could be for any of these requests: send it in an answer to the request's own mail.",
    "unverified": "[Not proven that {name} wrote this: {reason}. Nothing of it was done.]",
    "let go": "Your answer was not sent",
    "let go line": "It waited for [send] for 24 hours. If it is still right, here are your words.",
    "list mine": "What is yours",
    "list open": "What is open",
    "list waiting": "What waits for customers",
    "list hold": "What is on hold",
    "list unowned": "What nobody owns",
    "list late": "What is late",
    "list all": "All that isn't settled",
    "list of": "What isn't settled for {name}",
    "here again": "{name}: here",
    "away from": "{name}: {first} to {last}",
    "away now": "Away: {names}",
    "less time": "Only {minutes} minutes are written down on #{number}",
    "away until": "{name} until {until}",
    "others away": "Managers write down others' absences; yours is [away=...] with the days alone",
    "no absence": "That is over, ends before it begins, or lasts longer than a year",
    "watch": "watched by",
    "new department": 'New department "{name}". If you meant {nearest}: [department={nearest}]',
    "no such department": 'No department is called "{word}". There are: {names}.',
    "no department's name": "\"{word}\" can't be a department's name: at most 60 characters on a line, without [ ] ; =",
    "help": "Tags: what you can write",
    "none": "none",
    "status": "status",
    "owner": "owner",
    "priority": "priority",
    "due": "due date",
    "snooze": "snooze",
    "time": "time",
    "cc": "copies",
    "link": "links",
    "title": "title",
    "label": "labels",
    "department": "department",
    "spam": "spam",
    "on a new one": "A request that is just being opened for a customer can't be that yet.",
    "nobody's mail": (
        "The mail that you forward doesn't tell its sender's address, so nobody could be answered."
        " Forward it as an attachment: then the desk sees who wrote it."
    ),
    "where": "{like} needs a request: answer one of its mails, or put its number into the subject, as in [IT #12].",
    "unproven": (
        "It isn't sure that this mail is yours ({reason})."
        " If it is, answer this mail with yes, or with [send] in the subject, within 24 hours:"
        " then it is done exactly as written. Whatever else you answer stays inside."
        " Further mails of this kind are kept without another question within the hour"
    ),
    "half proven": (
        "To be on the safe side: {reason}. Answer this mail with yes, or with [send] in the subject, within 24 hours:"
        " then it is done exactly as written"
    ),
    "forged": (
        "A mail in your name was not obeyed ({reason})."
        " If it was yours, answer the desk's own mail, sent from your usual account."
    ),
    "encrypted": "Your mail is encrypted ({how}), and we can't read it",
    "encrypted: what to do": "Please send it once more without encryption, in reply to this mail.",
    "an appointment": "an appointment",
    "invites": "Invitation: {what}",
    "cancels": "Cancelled: {what}",
    "proposes": "Another time is proposed for: {what}",
    "insists": "The other time is refused for: {what}",
    "asks again": "Asks for the newest version of: {what}",
    "answers": "Answer to the invitation: {what}",
    "accepts": "Accepted: {what}",
    "declines": "Declined: {what}",
    "may come": "Perhaps: {what}",
    "sends somebody": "Sends somebody else: {what}",
    "low rating": "Rated {rating} of 5",
    "rated by": "{name} has answered the survey.",
    "owner away": "{name} is away",
    "owner stays": "An out-of-office note says: until {until}. Until somebody moves them, {name} owns these requests.",
    "too large": "Your mail is too large to be read here ({megabytes} MB)",
    "too large: what to do": (
        "Please send it again without the large attachments, or say where we find them. What you wrote is not lost:"
        " the mail is kept, and a person can open it."
    ),
    "too large to read": "(A mail of {megabytes} MB, too large to be read. It lies in the desk's mailbox.)",
    "collected": "{count} things at once",
    "collected: why": (
        "So much came at once that it stands in one list instead of a mail each. Nothing is lost: [status] with a"
        " number in the subject, as in [IT #12], brings a request's words, and [list open] brings all that is open."
    ),
    "collected new": "New requests",
    "collected wrote": "Customers and colleagues wrote",
    "collected late": "Targets missed",
    "collected warned": "Targets near",
    "collected notices": "Notices",
    "collected answers": "Answers to mails of yours",
    "collected elsewhere": "about no request",
    "came back": "A mail to the customer came back",
    "not delivered": "A mail could not be delivered ({kind})",
    "collision": (
        "{name} answered the customer after the mail was written that you answer, so your answer waits."
        " Answer this mail with [send] in the subject to send it all the same; else it is let go after 24 hours."
    ),
    "yours now": "We work on a request for you",
    "yours now: how": "It has the number in the subject; whatever you answer to this mail belongs to it.",
    "goes on": "Your request goes on in another name",
    "goes on: with whom": "From now on our answers go to {name}. You can still write to us about it.",
    "goes on: without you": "From now on our answers go to somebody else. You can still write to us about it.",
    "from elsewhere: reason": "it answers a mail that only a technician was sent, from an address that isn't known",
    "from elsewhere": (
        "{writer} answered a mail that only you were sent, and nobody here knows that address. If it is yours, answer"
        " this mail with [send] in the subject within 24 hours: then it is done as if it had come from your usual"
        " address. TECHNICIAN_ALIASES makes an address known"
    ),
    "from elsewhere: gone": "{writer} answered a mail that only somebody in the team was sent. It is kept as a note",
    "got nothing": "got nothing from us; [cc=+{other}] keeps {other} in copy",
    "for a colleague": "kept inside: your mail wasn't addressed to the customer",
    "a forward": "kept inside: it forwards the desk's own mail",
    "together": "Your request is part of a larger one",
    "together: how": (
        "Somebody else wrote to us about the same matter, so we work on both together. Your number stays good, and you"
        " get our answers."
    ),
    "hears too": "{name} gets the answers, too, under the own number and subject",
    "only message": "It is the only message of the customer's: there is nothing to split it from.",
}
_DE: Mapping[str, str] = {
    "who": "„{word}“ ist niemand im Team. Das Team: {team}.",
    "which": "„{word}“ könnte {team} sein: Bitte die Adresse schreiben.",
    "no such request": "Es gibt keine Anfrage #{number}.",
    "itself": "#{number} ist diese Anfrage selbst.",
    "past": "{at} ist schon vorbei.",
    "no text": "es war keiner da",
    "nothing": (
        "In dieser Mail war nichts zu tun: kein Text, kein Anhang, kein Tag. Schreiben Sie über die zitierte Mail, was"
        " der Kunde lesen soll, oder ein Tag in den Betreff, wie [take]."
    ),
    "kept inside": "bleibt im Team",
    "no resolution": "noch keine. [resolved] mit einer Zeile Text sagt, was geholfen hat",
    "split from": "eine eigene Anfrage, aus #{number}",
    "split off": "eine eigene Anfrage",
    "nothing to undo": "An dieser Anfrage gibt es keine Änderung von Ihnen, die sich zurücknehmen ließe.",
    "gone out": "Die Mail an {name} ist schon draußen und nicht zurückzuholen. Den Rest ändern andere Tags",
    "changed since": "#{number} hat sich seitdem geändert ({what}): Das ginge mit verloren.",
    "merged for good": "Zusammengelegtes bleibt zusammen: [split] macht aus einer Nachricht eine eigene Anfrage.",
    "split for good": "Abgetrenntes bleibt getrennt: [merge=#...] in der neuen Anfrage legt beide wieder zusammen.",
    "undo alone": "[undo] steht allein: Bitte die anderen Tags in einer eigenen Mail schicken.",
    "taken back": "{name} hat diese Anfrage wieder von Ihnen genommen",
    "not sent": "wurde nicht gesendet und bleibt als Notiz",
    "nothing held": "Es wartet keine Mail von Ihnen auf [send]; was wartet, verfällt nach 24 Stunden.",
    "send with text": (
        "[send] sendet die wartende Mail, wie sie war. Um stattdessen diesen Text zu senden, lassen Sie [send] weg;"
        " um den alten zu senden, den Text."
    ),
    "other number": "Der Betreff nennt #{other}, aber die beantwortete Mail gehört zu #{number}.",
    "no address": "An {email} kann keine Mail gehen: Mit [note] bleibt Ihr Text im Team; bitte rufen Sie an.",
    "nothing to split": "An dieser Anfrage ist keine Nachricht des Kunden, aus der eine eigene werden könnte.",
    "the desk itself": "{email} ist die Adresse des Desks selbst.",
    "no such report": "„{word}“ ist kein Zeitraum und keine Abteilung; es gibt: {departments}",
    "figures are managers'": "Die Zahlen des Desks gehen an Manager; Ihre eigenen kommen mit [report mine].",
    "stopped": "{name} ({department}) möchte keine Nachfragen mehr. Anfragen werden beantwortet wie immer.",
    "no more check-ins": "Sie bekommen diese Mails nicht mehr",
    "requests as ever": "Ihre Anfragen beantworten wir wie immer.",
    "no such contact": "Keine Zeile {letter} wartet; es gibt: {known}",
    "contact twice": "{letter} steht in zwei Zeilen: Sagen Sie eines dazu.",
    "contact later": "Das ist keine Zeit binnen eines Jahres.",
    "contact goes": "geht hinaus am {at}",
    "contact called": "als Anruf notiert",
    "contact put off": "verschoben bis {day}",
    "contact skipped": "dieses Mal nicht",
    "contact kept": "notiert",
    "not reachable": "In {department} ist niemand zu erreichen",
    "not sent to": "Die Mail an {name} kam zurück. Rufen Sie an: [contact={department}] mit einer Zeile notiert es.",
    "check-in not sent": "Die Nachfrage bei {name} ging nicht hinaus: {why}",
    "contact alone": "[contact=...] gehört zu keiner Anfrage: Schreiben Sie eine eigene Mail, zu einer Anfrage [note].",
    "contact without words": "Was wurde gesagt? Schreiben Sie eine Zeile darunter.",
    "list contacts": "Kontakt mit Abteilungen",
    "no contacts": "Noch hat keine Abteilung geschrieben.",
    "never spoken": "noch nie gesprochen",
    "days ago": "vor {days} Tagen",
    "review soon": "In einer Woche geht der Rückblick für {departments} hinaus",
    "review sentence": (
        "Antworten Sie mit einem Satz darüber, was getan wurde: Er steht dann im Rückblick, den {head} bekommt. Mit"
        " `skip` geht keiner hinaus. Ohne Antwort geht er, wie er ist."
    ),
    "review draft": "{department}: {requests} Anfragen, {done} erledigt, {open} noch offen.",
    "review kept": "steht im Rückblick",
    "review skipped": "dieses Mal kein Rückblick",
    "no lines": "Keine Zeile beginnt mit der Nummer einer Anfrage und einem Tag",
    "twice": "#{number} steht in zwei Zeilen: Bitte alles dazu in eine schreiben.",
    "merged away": "Eine andere Zeile legt #{number} mit etwas anderem zusammen.",
    "files in a digest": (
        "Eine Datei in der Antwort auf eine Übersicht könnte zu jeder Anfrage gehören:"
        " Bitte auf eine Mail der Anfrage antworten."
    ),
    "unverified": "[Nicht erwiesen, dass {name} dies schrieb: {reason}. Nichts davon wurde ausgeführt.]",
    "let go": "Ihre Antwort wurde nicht gesendet",
    "let go line": "Sie hat 24 Stunden auf [send] gewartet. Falls sie noch stimmt, hier ist Ihr Text.",
    "list mine": "Was Ihnen gehört",
    "list open": "Was offen ist",
    "list waiting": "Was auf Kunden wartet",
    "list hold": "Was zurückgestellt ist",
    "list unowned": "Wofür niemand zuständig ist",
    "list late": "Was überfällig ist",
    "list all": "Alles, was nicht erledigt ist",
    "list of": "Was für {name} nicht erledigt ist",
    "here again": "{name}: anwesend",
    "away from": "{name}: {first} bis {last}",
    "away now": "Abwesend: {names}",
    "less time": "Auf #{number} sind nur {minutes} Minuten notiert",
    "away until": "{name} bis {until}",
    "others away": "Abwesenheiten anderer tragen Leitende ein; Ihre eigene ist [away=...] mit den Tagen allein",
    "no absence": "Das ist vorbei, endet vor dem Beginn oder dauert länger als ein Jahr",
    "watch": "beobachtet von",
    "new department": "Neue Abteilung „{name}“. Falls {nearest} gemeint war: [department={nearest}]",
    "no such department": "Keine Abteilung heißt „{word}“. Es gibt: {names}.",
    "no department's name": (
        "„{word}“ kann kein Name einer Abteilung sein: höchstens 60 Zeichen in einer Zeile, ohne [ ] ; ="
    ),
    "help": "Tags: was Sie schreiben können",
    "none": "nichts",
    "status": "Status",
    "owner": "Zuständigkeit",
    "priority": "Priorität",
    "due": "Fälligkeit",
    "snooze": "Ruhe",
    "time": "Zeit",
    "cc": "Kopien",
    "link": "Verknüpfungen",
    "title": "Titel",
    "label": "Stichworte",
    "department": "Abteilung",
    "spam": "Spam",
    "on a new one": "Bei einer Anfrage, die gerade erst für einen Kunden aufgemacht wird, geht das noch nicht.",
    "nobody's mail": (
        "In der weitergeleiteten Mail steht keine Adresse des Absenders, also bekäme niemand eine Antwort."
        " Leiten Sie sie als Anhang weiter: Dann sieht der Desk, wer sie schrieb."
    ),
    "where": (
        "{like} braucht eine Anfrage: Bitte auf eine ihrer Mails antworten"
        " oder ihre Nummer in den Betreff schreiben, wie [IT #12]."
    ),
    "unproven": (
        "Es ist nicht sicher, dass diese Mail von Ihnen ist ({reason})."
        " Wenn ja, antworten Sie bitte binnen 24 Stunden auf diese Mail mit Ja oder mit [send] im Betreff:"
        " Dann wird sie genau so ausgeführt. Was Sie sonst antworten, bleibt im Team."
        " Weitere solche Mails werden innerhalb der Stunde ohne neue Frage aufbewahrt"
    ),
    "half proven": (
        "Zur Sicherheit: {reason}. Antworten Sie binnen 24 Stunden auf diese Mail mit Ja oder mit [send] im Betreff:"
        " Dann wird sie genau so ausgeführt"
    ),
    "forged": (
        "Eine Mail in Ihrem Namen wurde nicht befolgt ({reason})."
        " War sie von Ihnen, antworten Sie bitte von Ihrem üblichen Konto auf eine Mail des Desks."
    ),
    "encrypted": "Ihre Mail ist verschlüsselt ({how}), und wir können sie nicht lesen",
    "encrypted: what to do": "Bitte senden Sie sie noch einmal unverschlüsselt, als Antwort auf diese Mail.",
    "an appointment": "ein Termin",
    "invites": "Einladung: {what}",
    "cancels": "Abgesagt: {what}",
    "proposes": "Vorschlag für einen anderen Zeitpunkt: {what}",
    "insists": "Der andere Zeitpunkt ist abgelehnt: {what}",
    "asks again": "Bittet um den neuesten Stand von: {what}",
    "answers": "Antwort auf die Einladung: {what}",
    "accepts": "Zugesagt: {what}",
    "declines": "Abgelehnt: {what}",
    "may come": "Vielleicht: {what}",
    "sends somebody": "Schickt eine Vertretung: {what}",
    "low rating": "Bewertung: {rating} von 5",
    "rated by": "{name} hat die Umfrage beantwortet.",
    "owner away": "{name} ist abwesend",
    "owner stays": "Eine Abwesenheitsnotiz sagt: bis {until}. Solange es niemand ändert, bleibt {name} zuständig.",
    "too large": "Ihre Mail ist zu groß, um hier gelesen zu werden ({megabytes} MB)",
    "too large: what to do": (
        "Bitte senden Sie sie noch einmal ohne die großen Anhänge, oder schreiben Sie uns, wo sie liegen."
        " Verloren ist nichts: Die Mail ist aufbewahrt, und ein Mensch kann sie öffnen."
    ),
    "too large to read": "(Eine Mail von {megabytes} MB, zu groß zum Lesen. Sie liegt im Postfach des Desks.)",
    "collected": "{count} Dinge auf einmal",
    "collected: why": (
        "Es kam so viel auf einmal, dass es in einer Liste steht statt in einzelnen Mails. Verloren ist nichts:"
        " [status] mit einer Nummer im Betreff, wie [IT #12], bringt den Text einer Anfrage, [list open] alles, was"
        " offen ist."
    ),
    "collected new": "Neue Anfragen",
    "collected wrote": "Kunden und Kollegen haben geschrieben",
    "collected late": "Ziele verfehlt",
    "collected warned": "Ziele in Gefahr",
    "collected notices": "Hinweise",
    "collected answers": "Antworten auf Ihre Mails",
    "collected elsewhere": "zu keiner Anfrage",
    "came back": "Eine Mail an den Kunden kam zurück",
    "not delivered": "Eine Mail konnte nicht zugestellt werden ({kind})",
    "collision": (
        "{name} hat dem Kunden geantwortet, nachdem die Mail geschrieben war, auf die Sie antworten;"
        " Ihre Antwort wartet. Mit [send] im Betreff einer Antwort auf diese Mail geht sie trotzdem hinaus;"
        " sonst verfällt sie nach 24 Stunden."
    ),
    "yours now": "Wir bearbeiten eine Anfrage für Sie",
    "yours now: how": "Sie hat die Nummer im Betreff; was Sie auf diese Mail antworten, gehört dazu.",
    "goes on": "Ihre Anfrage läuft unter anderem Namen weiter",
    "goes on: with whom": "Unsere Antworten gehen ab jetzt an {name}. Sie können uns dazu weiter schreiben.",
    "goes on: without you": "Unsere Antworten gehen ab jetzt an jemand anderen. Sie können uns dazu weiter schreiben.",
    "from elsewhere: reason": "sie antwortet auf eine Mail, die nur jemand im Team bekam, von unbekannter Adresse",
    "from elsewhere": (
        "{writer} hat auf eine Mail geantwortet, die nur Sie bekommen haben, und diese Adresse kennt hier niemand."
        " Ist es Ihre, antworten Sie binnen 24 Stunden auf diese Mail mit [send] im Betreff: Dann gilt sie, als käme"
        " sie von Ihrer üblichen Adresse. TECHNICIAN_ALIASES macht eine Adresse bekannt"
    ),
    "from elsewhere: gone": "{writer} hat auf eine Mail geantwortet, die nur jemand im Team bekam. Sie ist eine Notiz",
    "got nothing": "hat von uns nichts bekommen; [cc=+{other}] nimmt {other} in Kopie",
    "for a colleague": "bleibt im Team: Ihre Mail war nicht an den Kunden gerichtet",
    "a forward": "bleibt im Team: sie leitet eine Mail des Desks weiter",
    "together": "Ihre Anfrage gehört zu einer größeren",
    "together: how": (
        "Jemand anders hat uns wegen derselben Sache geschrieben; wir bearbeiten beides zusammen. Ihre Nummer gilt"
        " weiter, und Sie bekommen unsere Antworten."
    ),
    "hears too": "{name} bekommt die Antworten auch, unter eigener Nummer und eigenem Betreff",
    "only message": "Es ist die einzige Nachricht des Kunden: Da ist nichts, wovon sie sich abtrennen ließe.",
}
_LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "en": {**_EN, **desk_news.EN},
    "de": {**_DE, **desk_news.DE},
}


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


_WEEKDAYS: Mapping[str, Sequence[str]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}


def say_weekday(language: str, day: date) -> str:
    return _WEEKDAYS.get(language, _WEEKDAYS["en"])[day.weekday()]


def say_day(language: str, day: date) -> str:
    """A day within a sentence: "12 March 2026", "12.03.2026"."""
    return f"{day:%d.%m.%Y}" if language == "de" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def say(language: str, sentence: str, **values: object) -> str:
    """The sentence by its key. Values are put in as they are; raises KeyError for an unknown key."""
    wording = _LANGUAGES.get(language, _LANGUAGES["en"])
    return wording.get(sentence, _LANGUAGES["en"][sentence]).format(**values)
