"""The short sentences that decisions themselves say, in the desk's language: refusals and notices.

Whole mails are templates (`templates/`); these are lines in them. English stands in for a missing language.
"""

from __future__ import annotations

from collections.abc import Mapping

_EN: Mapping[str, str] = {
    "who": '"{word}" is nobody in the team. The team: {team}.',
    "which": '"{word}" could be {team}: write the address.',
    "no such request": "There is no request #{number}.",
    "itself": "#{number} is this very request.",
    "past": "{at} is over already.",
    "no words": (
        "[resolved] needs a line that says what solved it: it becomes the resolution. Write it above the quoted mail."
    ),
    "nothing": "There was nothing to do in this mail: no text, no attachment, no tag.",
    "nothing to undo": "There is nothing of yours to take back.",
    "gone out": "The mail to the customer is out already.",
    "where": "{like} needs a request: answer one of its mails, or put its number into the subject, as in [IT #12].",
    "unproven": (
        "Nothing was done yet, because it isn't sure that this mail is yours ({reason})."
        " If it is, answer this mail with [send] in the subject, within 24 hours: then it is done exactly as written."
    ),
    "forged": (
        "A mail in your name was not obeyed ({reason})."
        " If it was yours, answer the desk's own mail, sent from your usual account."
    ),
    "low rating": "Rated {rating} of 5",
    "rated by": "{name} has answered the survey.",
    "owner away": "{name} is away",
    "owner stays": (
        "An out-of-office note came in answer to this request."
        " {name} still owns it: [take] or [assign=...] moves it."
    ),
    "too large": "Your mail is too large to be read here ({megabytes} MB)",
    "too large: what to do": (
        "Please send it again without the large attachments, or say where we find them. What you wrote is not lost:"
        " the mail is kept, and a person can open it."
    ),
    "too large to read": "(A mail of {megabytes} MB, too large to be read. It lies in the desk's mailbox.)",
    "came back": "A mail to the customer came back",
    "not delivered": "A mail could not be delivered ({kind})",
    "collision": (
        "{name} answered the customer after the mail was written that you answer, so your answer waits."
        " Answer this mail with [send] in the subject to send it all the same, or leave it."
    ),
}
_DE: Mapping[str, str] = {
    "who": "„{word}“ ist niemand im Team. Das Team: {team}.",
    "which": "„{word}“ könnte {team} sein: Bitte die Adresse schreiben.",
    "no such request": "Es gibt keine Anfrage #{number}.",
    "itself": "#{number} ist diese Anfrage selbst.",
    "past": "{at} ist schon vorbei.",
    "no words": (
        "[resolved] braucht eine Zeile, die sagt, was geholfen hat: Sie wird die Lösung."
        " Bitte über die zitierte Mail schreiben."
    ),
    "nothing": "In dieser Mail war nichts zu tun: kein Text, kein Anhang, kein Stichwort.",
    "nothing to undo": "Es gibt nichts von Ihnen zurückzunehmen.",
    "gone out": "Die Mail an den Kunden ist schon unterwegs.",
    "where": (
        "{like} braucht eine Anfrage: Bitte auf eine ihrer Mails antworten"
        " oder ihre Nummer in den Betreff schreiben, wie [IT #12]."
    ),
    "unproven": (
        "Es ist noch nichts geschehen, denn es ist nicht sicher, dass diese Mail von Ihnen ist ({reason})."
        " Wenn ja, antworten Sie bitte binnen 24 Stunden auf diese Mail mit [send] im Betreff:"
        " Dann wird sie genau so ausgeführt."
    ),
    "forged": (
        "Eine Mail in Ihrem Namen wurde nicht befolgt ({reason})."
        " War sie von Ihnen, antworten Sie bitte von Ihrem üblichen Konto auf eine Mail des Desks."
    ),
    "low rating": "Bewertung: {rating} von 5",
    "rated by": "{name} hat die Umfrage beantwortet.",
    "owner away": "{name} ist abwesend",
    "owner stays": (
        "Auf diese Anfrage kam eine Abwesenheitsnotiz. {name} bleibt zuständig: [take] oder [assign=...] ändert das."
    ),
    "too large": "Ihre Mail ist zu groß, um hier gelesen zu werden ({megabytes} MB)",
    "too large: what to do": (
        "Bitte senden Sie sie noch einmal ohne die großen Anhänge, oder schreiben Sie uns, wo sie liegen."
        " Verloren ist nichts: Die Mail ist aufbewahrt, und ein Mensch kann sie öffnen."
    ),
    "too large to read": "(Eine Mail von {megabytes} MB, zu groß zum Lesen. Sie liegt im Postfach des Desks.)",
    "came back": "Eine Mail an den Kunden kam zurück",
    "not delivered": "Eine Mail konnte nicht zugestellt werden ({kind})",
    "collision": (
        "{name} hat dem Kunden geantwortet, nachdem die Mail geschrieben war, auf die Sie antworten;"
        " Ihre Antwort wartet. Mit [send] im Betreff einer Antwort auf diese Mail geht sie trotzdem hinaus."
    ),
}
_LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": _EN, "de": _DE}


def say(language: str, sentence: str, **values: object) -> str:
    """The sentence by its key. Values are put in as they are; raises KeyError for an unknown key."""
    wording = _LANGUAGES.get(language, _EN)
    return wording.get(sentence, _EN[sentence]).format(**values)
