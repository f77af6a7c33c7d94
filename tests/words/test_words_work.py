"""Every phrase of every language's understood.toml, shown working in the very function that uses it.

A phrase that changes nothing is none: it is mended or goes. `SHOWN` has a way to show each row; "zqx" is a word of no
language, and where it does as well as the phrase, the phrase does nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from frontdesk.mailbox.bounces import plain_text_bounces
from frontdesk.mailbox.bounces.read_report import read_plain_receipt
from frontdesk.mailbox.bounces.reasons import is_address_dead
from frontdesk.mailbox.bounces.signs import Signs, signs_of
from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.parsing.calendar_words import with_words
from frontdesk.mailbox.parsing.gestures import read_sign
from frontdesk.mailbox.quoting.announced_answers import announces_answers
from frontdesk.mailbox.quoting.attributions import Evidence, attribution_start
from frontdesk.mailbox.quoting.footers import is_disclaimer, is_footer, is_warning
from frontdesk.mailbox.quoting.header_blocks import Field, label_and_value, names_sending
from frontdesk.mailbox.quoting.quote_markers import Marker, is_banner, marker_of
from frontdesk.mailbox.quoting.signatures import is_closing
from frontdesk.mailbox.quoting.wrapped_attributions import is_name, is_shortened
from frontdesk.mailbox.quoting.written_dates import read_written_date
from frontdesk.rules import understood
from frontdesk.rules.answers.finding import _significant
from frontdesk.rules.answers.scrub import GAP, without_their_data
from frontdesk.rules.clock.month_names import MONTHS, WEEKDAYS
from frontdesk.rules.customers import thanks
from frontdesk.rules.customers.child import says_other
from frontdesk.rules.customers.contact_answer import says_stop
from frontdesk.rules.customers.rating import is_correction, pleads, read_rating
from frontdesk.rules.customers.thanks_words import came_back
from frontdesk.rules.foresight.topics import about
from frontdesk.rules.model import Address, Invitation, Message
from frontdesk.rules.names import greeted, greeting_name
from frontdesk.rules.silence import absence
from frontdesk.rules.silence.absence_dates import absent_until
from frontdesk.rules.silence.weighing import is_persons
from frontdesk.rules.subjects import is_forward_subject, is_reply_subject
from frontdesk.rules.tags.contact_lines import read_contact_line
from frontdesk.rules.tags.digest_lines import read_digest_lines
from frontdesk.rules.tags.look_lines import read_look_line
from frontdesk.rules.tags.table import BY_WORD, PRIORITIES, VIEWS
from frontdesk.rules.technicians.own_word import is_plain_yes
from frontdesk.rules.written_in import _weights

NONE = "zqx"  # a word of no language
SENT_AT = datetime(2024, 1, 20, tzinfo=UTC)
BACK = datetime(2024, 2, 5, tzinfo=UTC)


def rows() -> dict[str, list[tuple[str, int, str]]]:
    """All rows by name: each phrase, as it stands in the file, with its language and its place."""
    found: dict[str, list[tuple[str, int, str]]] = {}
    for language, sections in understood._packaged().items():
        for section, known in sections.items():
            for key, row in known.items():
                phrases = row.split("|") if isinstance(row, str) else row
                found.setdefault(f"{section}.{key}", []).extend(
                    (language, at, " ".join(phrase.split())) for at, phrase in enumerate(phrases)
                )
    return found


ROWS = rows()


def first(name: str, language: str, otherwise: str = "en") -> str:
    """A phrase of the same language's row, an English one where it has none."""
    own = {of: phrase for of, at, phrase in reversed(ROWS[name])}
    return own.get(language, own[otherwise])


def mail(
    text: str, subject: str = "Printer", sender: str = "Ann <ann@example.org>", **headers: str
) -> Message:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "desk@example.org", subject
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return parse(made.as_bytes())


def report(text: str, subject: str = "x", sender: str = "postmaster@example.net") -> Signs | None:
    return signs_of((), mail(text, subject, sender))


def attribution(text: str) -> bool:
    found = attribution_start([text], 0, quoted_below=False)
    return found is not None and found[1] is Evidence.STRONG


def in_place(table: Callable[[], dict[str, int]], phrase: str, place: int) -> bool:
    """Each name of a place means it; what means two things in two languages means nothing, by design."""
    return all(table().get(one.strip(), place) == place for one in phrase.split(","))


def written_month(phrase: str, place: int) -> bool:
    names = [one.strip() for one in phrase.split(",") if one.strip() in MONTHS()]
    dates = [
        read_written_date(f"5 {name} 2024 10:12 +0000") for name in names if name.isalpha() and len(name) > 1
    ]
    return all(date is not None and date.month == place + 1 for date in dates)


def is_yes(text: str) -> bool:
    return thanks.says_settled(text)


def without(text: str) -> str:
    return without_their_data(text, ["Ann Lee"], ["ann@example.org"])


def advises(word: str, column: str) -> str:
    lawyers = [
        word if column == "lawyers" else "disclosure",
        "addressee" if word != "addressee" else "disclaimer",
    ]
    mailers = [word if column == "mailers" else "virus", "recipient" if word != "recipient" else "notify"]
    return " ".join((*lawyers, *mailers)) + f" {NONE}" * 16


def three_of_lawyers(word: str) -> str:
    return " ".join((word, *[one for one in ("保密", "删除", "기밀") if one != word][:2]))


def told(phrase: str) -> str:
    """The first recipient's place in a notice that names one behind these words."""
    before = "" if phrase == "To:" else f"{NONE} "
    found = plain_text_bounces.recipients(f"{before}{phrase} <bob@example.net> {NONE}", frozenset())
    return found[0].place.name if found else ""


def spoken(text: str, sender: str = "x@example.org") -> bool:
    return is_persons(mail(text, sender=sender))


def rated(text: str) -> int:
    found = read_rating("x", text)
    return found.value if found else 0


def weighs(text: str) -> bool:
    return bool(about("", text, lambda word: False).words)


def answers(subject: str, text: str = NONE, *, is_answer: bool = True) -> bool:
    return absence.is_automatic_answer(subject, text, is_answer=is_answer)


Shown = Callable[[str, str, int], bool]  # a phrase, its language, its place in the row
SHOWN: dict[str, Shown] = {
    "times.months": lambda p, _, at: in_place(MONTHS, p, at + 1) and written_month(p, at),
    "times.weekdays": lambda p, _, at: in_place(WEEKDAYS, p, at),
    "subjects.answers": lambda p, *_: is_reply_subject(f"{p}: Printer"),
    "subjects.forwards": lambda p, *_: is_forward_subject(f"{p}: Printer"),
    **{f"headers.{field}": lambda p, *_: label_and_value(f"{p}: x") is not None for field in Field},
    "headers.sent": lambda p, *_: names_sending(f"{p}: x"),
    "attributions.verbs": lambda p, *_: attribution(f"Ann Lee <ann@example.org> {p} 2024-10-24 15:36:"),
    "attributions.verb_pieces": lambda p, *_: attribution(
        f"Ann Mary Zoe Lee <ann@example.org> 2024-10-24 15:36 {NONE}{p}:"
    ),
    "attributions.openings": lambda p, *_: attribution(f"{p} 24.10.2016 15:36 Lee wrote:"),
    "attributions.after_verb": lambda p, *_: attribution(f"On 24.10.2016 15:36 wrote {p} Lee:"),
    "attributions.name_particles": lambda p, *_: is_name(f"Ann {p} {p} Lee"),
    "attributions.days": lambda p, *_: is_shortened(f"On {p} Ann wrote:", "wrote".__eq__),
    "attributions.before_days": lambda p, *_: is_shortened(f"{p} Monday ann wrote:", "wrote".__eq__),
    "attributions.pronouns": lambda p, *_: not is_shortened(f"On Monday {p} wrote:", "wrote".__eq__),
    "signatures.closings": lambda p, *_: is_closing(p),
    "footers.lawyers": lambda p, *_: is_disclaimer(advises(p, "lawyers")),
    "footers.mailers": lambda p, *_: is_disclaimer(advises(p, "mailers")),
    "footers.lawyers_anywhere": lambda p, *_: is_disclaimer(three_of_lawyers(p)),
    "footers.confidential": lambda p, *_: thanks.is_plain_thanks(f"Thanks\n\n{NONE} {p} {NONE} not."),
    "footers.get": lambda p, *_: is_footer(f"{p} Outlook for iOS"),
    "footers.get_beside": lambda p, *_: is_footer(f"Get Outlook {p} iOS"),
    "footers.programs": lambda p, *_: is_footer(f"Get {p} for iOS"),
    "footers.systems": lambda p, *_: is_footer(f"Get Outlook for {p}"),
    "footers.lines": lambda p, *_: is_footer(f"{NONE} {p} {NONE}"),
    "footers.beginnings": lambda p, *_: is_footer(f"{p} {NONE}"),
    "footers.warnings": lambda p, *_: is_warning(p.replace(" / ", f" {NONE} ")),
    "footers.marked_external": lambda p, *_: is_warning(p),
    "absence.automatic_subjects": lambda p, *_: answers(f"{p.rstrip(':')}: Printer"),
    "absence.subjects": lambda p, *_: absence.is_absence(p, NONE, is_answer=False, by_machine=True),
    "absence.labels": lambda p, *_: absence.is_absence(
        f"{p}: Printer", "I am away until Monday.", is_answer=False
    ),
    "absence.statements": lambda p, *_: absence.is_absence(
        "Automatic reply: Printer", p.replace("…", f" {NONE} "), is_answer=False
    ),
    "absence.companions": lambda p, *_: answers(NONE, f"This is an autoreply. {p} {NONE}", is_answer=False),
    "absence.by_hand_too": lambda p, *_: any(p in one for one in absence.COMPANIONS()),
    "absence.wishes": lambda p, *_: not answers(f"Automatic reply: {p}", is_answer=False),
    "absence.needs": lambda p, *_: not answers("Automatic reply: x", p, is_answer=False),
    "absence.machine_says": lambda p, *_: answers(NONE, f"{p}."),
    "absence.back": lambda p, *_: absent_until(f"{p} 2024-02-05", SENT_AT) == BACK,
    "absence.back_behind": lambda p, *_: absent_until(f"2024-02-05 {p}", SENT_AT) == BACK,
    "absence.until": lambda p, *_: absent_until(f"{p} 2024-02-05", SENT_AT) == BACK + timedelta(days=1),
    "absence.until_behind": lambda p, *_: (
        absent_until(f"2024-02-05 {p}", SENT_AT) == BACK + timedelta(days=1)
    ),
    "persons.speaks_of_itself": lambda p, *_: spoken(f"{NONE} {p} {NONE}?"),
    "persons.speaks_in_one_word": lambda p, *_: spoken(f"{NONE}{p}{NONE}?"),
    "persons.wants": lambda p, *_: spoken(f"{NONE} {p} {NONE}?"),
    "persons.says_machine": lambda p, *_: not spoken(f"I wonder. Please? {p}"),
    "thanks.thanks": lambda p, *_: thanks.says_thanks(p),
    "thanks.settled": lambda p, *_: is_yes(p) or is_yes(f"The printer {p}"),
    "thanks.agreed": lambda p, *_: is_yes(p) or thanks.begins_well(p),
    "thanks.courtesies": lambda p, *_: thanks.is_plain_thanks(p),
    "thanks.harmless": lambda p, *_: thanks.is_plain_thanks(f"thanks {p} {p} {p} {p}"),
    "thanks.what_for": lambda p, *_: thanks.is_plain_thanks(f"thanks {p} {NONE} {NONE}"),
    "thanks.greetings": lambda p, *_: thanks.is_greeting(f"{p} Bob"),
    "thanks.trouble": lambda p, *_: not thanks.is_plain_thanks(f"thanks {p}"),
    "thanks.trouble_phrases": lambda p, *_: not thanks.is_plain_thanks(f"thanks {p}"),
    "thanks.no_trouble": lambda p, *_: thanks.is_plain_thanks(p),
    "thanks.refused": lambda p, *_: thanks.says_not_settled(f"{p}."),
    "thanks.only_a_no": lambda p, *_: thanks.is_plain_thanks(f"{p} all good {NONE} {NONE}"),
    "thanks.negations": lambda p, *_: not thanks.is_plain_thanks(f"all good {p}"),
    "thanks.negates_within": lambda p, *_: not thanks.is_plain_thanks(f"all good {NONE}{p}"),
    "thanks.short_no": lambda p, of, _: (
        not thanks.is_plain_thanks(f"all good {p}")
        and any(thanks.is_plain_thanks(f"{p} {word} all good") for _, _, word in ROWS["thanks.follows_no"])
    ),
    "thanks.follows_no": lambda p, of, _: any(
        thanks.is_plain_thanks(f"{first('thanks.short_no', of)} {p} {news}")
        for news in ("all good", "problème")
    ),
    "thanks.still_broken": lambda p, *_: thanks.says_still_broken(p),
    "again.ailments": lambda p, *_: came_back(f"{p} again"),
    "again.ailment_ends": lambda p, *_: came_back(f"{NONE}{p} wieder"),
    "again.returns": lambda p, *_: came_back(f"problem {p}"),
    "again.over": lambda p, *_: not came_back(f"problem {p} again"),
    "again.beside": lambda p, *_: came_back(f"{p} back again"),
    "again.back": lambda p, *_: came_back(f"it {p}"),
    "news.does_its_work": lambda p, *_: thanks.is_plain_thanks(f"it {p} now"),
    "news.works": lambda p, *_: thanks.is_plain_thanks(p),
    # in its own language, as "nu" is a not in another
    "news.now_again": lambda p, of, _: thanks.is_plain_thanks(f"{first('news.does_its_work', of)} {p}"),
    "news.beside": lambda p, *_: thanks.is_plain_thanks(f"it prints now {p}"),
    "news.later": lambda p, *_: thanks.says_later(p),
    "news.later_beside": lambda p, *_: thanks.says_later(f"i'll test {p} {p} {p}"),
    "unsubscribe.stops": lambda p, *_: says_stop(p),
    "ratings.pleas": lambda p, *_: pleads(p),
    "ratings.asking": lambda p, *_: pleads(f"{p} {NONE}?"),
    "ratings.numbers": lambda p, _, at: all(rated(one.strip()) == at + 1 for one in p.split(",")),
    "ratings.leading": lambda p, *_: rated(f"{p} 5") == 5,
    "ratings.correcting": lambda p, *_: is_correction(p),
    "ratings.following": lambda p, *_: rated(f"5 {p} {NONE}") == 5,
    "markers.original": lambda p, *_: marker_of(f"-----{p}-----") is not None,
    "markers.forward": lambda p, *_: marker_of(f"-----{p}-----") is Marker.FORWARD,
    "markers.answer_above": lambda p, *_: (
        marker_of(f"## {p.replace('/', f' {NONE} ')} ##") is Marker.ANSWER_ABOVE
    ),
    "markers.passed_on": lambda p, *_: is_banner(f"{NONE}{p} message:"),
    "markers.message": lambda p, *_: is_banner(f"forward {p}{NONE}:"),
    "answered_below.what": lambda p, of, _: announces_answers(
        f"{NONE} {p} {first('answered_below.where', of)}"
    ),
    "answered_below.where": lambda p, of, _: announces_answers(
        f"{NONE} {first('answered_below.what', of)} {p}"
    ),
    "answered_below.alone": lambda p, *_: announces_answers(p),
    "gestures.reacted": lambda p, *_: read_sign((), mail(f"Ann Lee {p}")) is not None,
    "gestures.tapped": lambda p, *_: read_sign((), mail(f"{p} “We come.”")) is not None,
    "gestures.recall_labels": lambda p, *_: (
        read_sign((), mail("Ann wants to recall the message “Printer”", f"{p}: Printer")) is not None
    ),
    "gestures.wants_back": lambda p, *_: (
        read_sign((), mail(f"Ann {p} “Printer”", "Recall: Printer")) is not None
    ),
    "receipts.labels": lambda p, *_: (
        read_plain_receipt(mail("Your message was read on Monday", f"{p}: Printer")) is not None
    ),
    "receipts.says": lambda p, *_: (
        read_plain_receipt(mail(f"{NONE} {p} {NONE}", "Read: Printer")) is not None
    ),
    "invitations.answers": lambda p, *_: with_words(Invitation("REPLY"), mail(p)).comment == "",
    "bounces.subjects": lambda p, *_: report(NONE, p, "bob@example.net") is not None,
    "bounces.says": lambda p, *_: (found := report(f"{NONE} {p} {NONE}")) is not None and found.is_report,
    "bounces.returned_begins": lambda p, *_: plain_text_bounces.notice(f"{NONE}\n{p}\nx").strip() == NONE,
    "bounces.recipient_labels": lambda p, *_: told(p) == "LABELLED",
    "bounces.other_labels": lambda p, *_: told("To:" if p == "header to" else p) == "",
    "bounces.delay": lambda p, *_: (found := report(f"{NONE} {p} {NONE}")) is not None and found.is_delay,
    "bounces.given_up": lambda p, *_: (
        (found := report(f"has been delayed. {p}")) is not None and not found.is_delay
    ),
    "bounces.address_dead": lambda p, *_: is_address_dead("", f"{NONE} {p} {NONE}"),
    "bounces.sender_at_fault": lambda p, *_: not is_address_dead("5.1.1", f"user unknown {p}"),
    "bounces.address_fine": lambda p, *_: not is_address_dead("5.1.1", f"{NONE} {p} {NONE}"),
    "bounces.recipient_refused": lambda p, *_: is_address_dead("", f"{NONE} {p} {NONE}"),
    "bounces.lists_of_the_blocked": lambda p, *_: not is_address_dead("5.1.1", f"user unknown {p}"),
    "greetings.titles": lambda p, *_: bool(greeted(f"Hello {p} Lee,", [Address("Ann Lee", "a@example.org")])),
    "greetings.beside": lambda p, *_: bool(greeted(f"Hello {p} Ann,", [Address("Ann Lee", "a@example.org")])),
    "names.roles": lambda p, *_: greeting_name(f"{p} Smith") == "",
    "names.particles": lambda p, *_: greeting_name(f"Ortega {p} Gasset, José").startswith("José"),
    "names.no_person": lambda p, *_: not spoken("I wonder. Please?", f"{p}@example.org"),
    "language.words": lambda p, of, _: of in dict(_weights().get(p, ())),
    "language.at_work": lambda p, of, _: of in dict(_weights().get(p, ())),
    "own_word.yes": lambda p, *_: is_plain_yes(p),
    "own_word.mine": lambda p, *_: is_plain_yes(p),
    "own_word.thanks": lambda p, *_: is_plain_yes(f"yes. {p}"),
    "letters.greetings": lambda p, *_: without(f"{p} Bob,\nIt {NONE}.") == f"It {NONE}.",
    "letters.closings": lambda p, *_: without(f"It {NONE}.\n\n{p}\nBob") == f"It {NONE}.",
    "letters.wrote": lambda p, *_: without(f"It {NONE}.\n\nBob {p}:\n> x") == f"It {NONE}.",
    "letters.secrets": lambda p, *_: GAP in without(f"The {p}: hunter2!"),
    "letters.is": lambda p, *_: GAP in without(f"The password {p} hunter2!"),
    "topics.says_nothing": lambda p, *_: not weighs(p),
    "topics.ordinals": lambda p, _, at: all(
        f"{at + 1}" in about("", f"{one.strip()} {NONE}", lambda word: False).numbered.get(NONE, ())
        for one in p.split(",")
    ),
    "outages.other": lambda p, *_: says_other(f"{p} {NONE}"),
    "outages.other_after": lambda p, *_: says_other(f"{p} another problem"),
    "titles.common": lambda p, *_: not _significant(p),
    "look.ignore": lambda p, *_: (found := read_look_line(f"2 {p}")) is not None and found.verb == "ignore",
    "look.show": lambda p, *_: (found := read_look_line(f"2 {p}")) is not None and found.verb == "show",
    **{
        f"contacts.{verb}": lambda p, _, __, verb=verb: (  # type: ignore[misc]
            (found := read_contact_line(f"a {p} {NONE}")) is not None and found.verb == verb
        )
        for verb in ("send", "called", "later", "skip")
    },
    "digest.closings": lambda p, *_: not read_digest_lines(f"12 resolved\n{p}\n{NONE}").problems,
}
BY_NAME = {"tags": BY_WORD, "views": VIEWS, "priorities": PRIORITIES}


def meant(name: str, phrase: str) -> bool:
    section, _, key = name.partition(".")
    found = BY_NAME[section].get(phrase)
    return found is not None and getattr(found, "name", found) == key


@pytest.mark.parametrize("name", ROWS)
def test_every_phrase_of_the_row_does_what_it_stands_there_for(name: str) -> None:
    show = SHOWN.get(name)
    idle = [
        f"{language}: {phrase}"
        for language, at, phrase in ROWS[name]
        if phrase != "-" and not (show(phrase, language, at) if show else meant(name, phrase))
    ]
    assert idle == []


# Shown by what is looked up: a word that stands in no row has no place, and a line that is none closes nothing.
LOOKED_UP = {"times.months", "times.weekdays"}


@pytest.mark.parametrize("name", sorted(SHOWN.keys() - LOOKED_UP))
def test_a_word_of_no_language_does_not(name: str) -> None:
    assert not SHOWN[name]("zqw", "en", 0)
