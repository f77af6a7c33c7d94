"""A second week of habits: what people do with mail beside asking and answering, each as their own client writes it.

A boss in copy who answers, an answer written into the quote, a reaction, an invitation, a forward to a colleague, a
second To, another address of the team's or of the desk's. Chance picks; what must come of it the promises say.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from typing import TYPE_CHECKING

from simulation.letters import Letter

if TYPE_CHECKING:
    from simulation.people import People

HABITS = "habits"
DESK, OTHER_DESK = "it@example.org", "helpdesk@example.org"
BOSS = "bea@sales.example.org"  # of Carl and Dora; in copy now and then
VENDOR = "vic@vendor.example"  # is asked by technicians, and answers everybody
COLLEAGUE = "zoe@example.org"  # works at the same place, and isn't in the team
ALIAS, PRIVATE = "ann.lee@example.net", "ann@home.example"  # Ann's: the one is known, the other isn't
NAMES = {BOSS: "Bea Boss", VENDOR: "Vic Vendor", COLLEAGUE: "Zoe Zorn", ALIAS: "Ann Lee", PRIVATE: "Annie"}
SETTINGS = {
    "PLUS_ADDRESSING": "yes",
    "TRUSTED_AUTHSERV_ID": "mx.example.org",
    "TECHNICIAN_ALIASES": f"{ALIAS}=ann@example.org",
    "DESK_ALIASES": OTHER_DESK,
}
_SOON, _DAYS = (60, 900, 7200), (600, 14_400, 86_400)
_RULE = {"Auto_Submitted": "auto-generated", "X_MS_Exchange_Inbox_Rules_Loop": "old@sales.example.org"}
_LABELS = (("From", "Sent", "To", "Subject"), ("Von", "Gesendet", "An", "Betreff"))


def asks(people: People, who: str, subject: str, text: str) -> None:
    """Somebody asks: with the boss in copy or in To, at the other address, through a rule, or as an invitation."""
    given = people.chance.choice(
        (
            {"Cc": f"Bea Boss <{BOSS}>"},
            {"To": f"IT Desk <{DESK}>, Bea Boss <{BOSS}>"},
            {"To": OTHER_DESK},
            {"Cc": f"Bea Boss <{BOSS}>, Vic <{VENDOR}>"},
            _RULE,
            {"Return_Path": "<>"},
            {},
        )
    )
    if given is _RULE or "Return_Path" in given:
        text = f"Hello, {text}\nPlease help me.\n{people.named(who).partition(' <')[0]}"
        given = {**given, "message_id": _unanswered(people)}
    people.post(people.named(who), subject, text, **given)


def invites(people: People, who: str, subject: str, text: str) -> None:
    """A meeting, or a no to one, with words."""
    method, answer = people.chance.choice((("REQUEST", "NEEDS-ACTION"), ("REPLY", "DECLINED")))
    people.post(
        people.named(who),
        f"Meeting: {subject}",
        _calendar(method, answer, who, text.partition(" ")[0]),
        message_id=_unanswered(people),
        Content_Type=f"text/calendar; method={method}; charset=us-ascii",
    )


def got(people: People, who: str, letter: Letter) -> bool:
    """Whether the reader of a mail of ours does with it what one of these people does."""
    chance = people.chance
    if who == BOSS:
        if chance.random() < 0.6:
            people._later(_DAYS, lambda: _boss_answers(people, letter))
        return True
    if who in _STAFF_HABITS_OF:
        if letter.kind != "notification" or not letter.request or chance.random() < 0.4:
            return False
        act = chance.choice(_STAFF)
        people._later(_SOON, lambda: act(people, who, letter))
        return True
    if letter.kind not in ("reply", "follow-up", "acknowledgement", "survey", "reopened"):
        return False
    if not who.endswith("@sales.example.org") or chance.random() < 0.4:
        return False
    doing = chance.choice(_CUSTOMER)
    people._later(_DAYS, lambda: doing(people, who, letter))
    return True


# --- customers and their bosses


def _boss_answers(people: People, letter: Letter) -> None:
    mark = people.mark("q", BOSS)
    cc = {"Cc": "Carl Cole <carl@sales.example.org>"}
    people.answer(_named(BOSS), letter, f"{mark} matters to me, when is it done?\n\n{_quoted(letter)}", **cc)


def _writes_into_the_quote(people: People, who: str, letter: Letter) -> None:
    mark = people.mark("q", who)
    people.answer(people.named(who), letter, f"See below.\n\n{_with_an_answer(people, letter, mark)}")


def _reacts(people: People, who: str, letter: Letter) -> None:
    name = people.named(who).partition(" <")[0]
    people.answer(people.named(who), letter, f"{name} reacted to your message:\n\n:-)\n\n{_quoted(letter)}")


def _brings_the_boss_in(people: People, who: str, letter: Letter) -> None:
    mark = people.mark("q", who)
    text = f"Bea should know that {mark} is still so.\n\n{_quoted(letter)}"
    people.answer(people.named(who), letter, text, Cc=f"Bea Boss <{BOSS}>")


def _says_it_in_the_subject(people: People, who: str, letter: Letter) -> None:
    people.answer(people.named(who), letter, "", tags=f"- {people.mark('q', who)} is broken now")


def _begins_something_new(people: People, who: str, letter: Letter) -> None:
    """In answer to whatever came last from the desk. An acknowledgement may repeat a subject, so it bears no mark."""
    mark = people.mark("q", who)
    text = f"Can you help me with {mark}, too?"
    people.post(people.named(who), "Another matter", text, In_Reply_To=letter.message_id)


def _answers_by_a_rule(people: People, who: str, letter: Letter) -> None:
    text = f"I still need {people.mark('q', who)}, please help me."
    people.answer(people.named(who), letter, text, message_id=_unanswered(people), **_RULE)


def _declines(people: People, who: str, letter: Letter) -> None:
    calendar = _calendar("REPLY", "DECLINED", who, people.mark("q", who))
    kind = "text/calendar; method=REPLY; charset=us-ascii"
    people.answer(people.named(who), letter, calendar, message_id=_unanswered(people), Content_Type=kind)


# --- the team


def _answers_into_the_quote(people: People, who: str, letter: Letter) -> None:
    mark = people.mark("a", f"{letter.request} {who}")
    text = f"My answers stand below.\n\n{_with_an_answer(people, letter, mark)}"
    people.answer(people.named(who), letter, text, **people._vouched(who))


def _asks_a_colleague(people: People, who: str, letter: Letter) -> None:
    """A forward of our notification, the desk in copy: for the team alone."""
    mark = people.mark("n", f"{letter.request} {who}")
    people.notes.append(mark)
    text = f"{mark}: do you know this?\n\n{_forwarded(people, letter)}"
    subject = f"{people.chance.choice(('FW', 'WG', 'Fwd'))}: {letter.subject}"
    to = people.chance.choice(("Bob Burns <bob@example.org>", DESK))
    people.post(
        people.named(who), subject, text, to=letter.reply_to, To=to, Cc="" if to == DESK else letter.reply_to,
        **people._vouched(who),
    )  # fmt: skip


def _asks_outside(people: People, who: str, letter: Letter) -> None:
    """A vendor or somebody of the house off the team, who answers everybody."""
    other = people.chance.choice((VENDOR, COLLEAGUE))
    mark = people.mark("n", f"{letter.request} {who}")
    people.notes.append(mark)
    people.post(
        people.named(who), f"Re: {letter.subject}", f"{mark}: can you help?\n\n{_quoted(letter)}",
        to=letter.reply_to, To=_named(other), Cc=letter.reply_to, In_Reply_To=letter.message_id,
        References=letter.message_id, **people._vouched(who),
    )  # fmt: skip
    people._later(_SOON, lambda: _outsider_answers(people, who, other, letter))


def _outsider_answers(people: People, who: str, other: str, letter: Letter) -> None:
    text = f"{people.mark('v', other)} should do.\n\n{_quoted(letter)}"
    people.answer(_named(other), letter, text, Cc=people.named(who))


def _answers_from_elsewhere(people: People, who: str, letter: Letter) -> None:
    sender = people.chance.choice((ALIAS, PRIVATE)) if who == "ann@example.org" else COLLEAGUE
    server = people.world.settings.trusted_authserv_id
    proof = f"{server}; dmarc=pass header.from={sender.partition('@')[2]}"
    mark = people.mark("v" if sender == COLLEAGUE else "a", f"{letter.request} {who}")
    tags = people.chance.choice(("", "[resolved]", "[waiting]"))
    people.answer(_named(sender), letter, f"{mark} it is.", tags=tags, Authentication_Results=proof)


def _writes_straight(people: People, who: str, letter: Letter) -> None:
    """To the customer themselves, the desk in copy."""
    customer = _customer_of(people, letter)
    if not customer:
        return
    mark = people.mark("a", f"{letter.request} {who}")
    people.post(
        people.named(who), f"Re: {letter.subject}", f"{mark} is my answer.", to=letter.reply_to, To=customer,
        Cc=letter.reply_to, In_Reply_To=letter.message_id, References=letter.message_id, **people._vouched(who),
    )  # fmt: skip


def _copies_somebody_in(people: People, who: str, letter: Letter) -> None:
    mark = people.mark("a", f"{letter.request} {who}")
    people.answer(
        people.named(who), letter, f"{mark} is my answer.", Cc=f"Bea Boss <{BOSS}>", **people._vouched(who)
    )


def _says_whose_it_is(people: People, who: str, letter: Letter) -> None:
    """And takes it back an hour later, sometimes."""
    tags = "[customer=dora@sales.example.org]"
    people.answer(people.named(who), letter, "", tags=tags, **people._vouched(who))
    back = lambda: people.answer(people.named(who), letter, "", tags="[undo]", **people._vouched(who))  # noqa: E731
    if people.chance.random() < 0.5:
        people._later((3600,), back)


def _was_phoned(people: People, who: str, letter: Letter) -> None:
    mark = people.mark("n", f"0 {who}")
    people.notes.append(mark)
    subject = "Loudspeaker [customer=carl@sales.example.org]"
    people.post(people.named(who), subject, f"Carl phoned about {mark}.", **people._vouched(who))


def _gestures(people: People, who: str, letter: Letter) -> None:
    name = people.named(who).partition(" <")[0]
    text = f"{name} reacted to your message:\n\n:-)\n\n{_quoted(letter)}"
    people.answer(people.named(who), letter, text, **people._vouched(who))


_Habit = Callable[["People", str, Letter], None]
_STAFF_HABITS_OF = ("ann@example.org", "bob@example.org")
_CUSTOMER: tuple[_Habit, ...] = (
    _writes_into_the_quote,
    _writes_into_the_quote,
    _reacts,
    _brings_the_boss_in,
    _says_it_in_the_subject,
    _begins_something_new,
    _answers_by_a_rule,
    _declines,
)
_STAFF: tuple[_Habit, ...] = (
    _answers_into_the_quote,
    _answers_into_the_quote,
    _asks_a_colleague,
    _asks_outside,
    _answers_from_elsewhere,
    _writes_straight,
    _copies_somebody_in,
    _says_whose_it_is,
    _was_phoned,
    _gestures,
)


# --- how clients write


def _named(who: str) -> str:
    return f"{NAMES[who]} <{who}>"


def _unanswered(people: People) -> str:
    """The id of a mail that bears a machine's marks: its writer gets no answer by itself."""
    people.serial += 1
    message_id = f"<marked{people.serial}@sales.example.org>"
    people.marked_ids.add(message_id)
    return message_id


def _lines(letter: Letter) -> list[str]:
    part = email.message_from_bytes(letter.raw, policy=email.policy.default).get_body(("plain",))
    text = part.get_content() if part else ""
    return text.encode("ascii", "replace").decode().replace("\r", "").splitlines()


def _quoted(letter: Letter) -> str:
    quoted = "\n".join(f"> {line}" for line in _lines(letter))
    return f"On Mon, 2 Mar 2026, IT Desk wrote:\n{quoted}"


def _header_block(people: People, letter: Letter) -> str:
    sender, sent, to, subject = people.chance.choice(_LABELS)
    return (
        f"________________________________\n{sender}: IT Desk <{DESK}>\n{sent}: Monday, 2 March 2026 12:20\n"
        f"{to}: {letter.recipient}\n{subject}: {letter.subject}\n"
    )


def _with_an_answer(people: People, letter: Letter, mark: str) -> str:
    """The quoted mail, an answer typed below one of its lines."""
    lines = _lines(letter)
    told = [at for at, line in enumerate(lines) if len(line.strip()) > 8 and not line.startswith("-- ")]
    at = people.chance.choice(told[:6]) if told else 0
    if people.chance.random() < 0.5:
        before, after = ([f"> {line}" for line in part] for part in (lines[: at + 1], lines[at + 1 :]))
        return "\n".join(("On Mon, 2 Mar 2026, IT Desk wrote:", *before, "", f"{mark} is so.", "", *after))
    return "\n".join(
        (_header_block(people, letter), *lines[: at + 1], "", f"==> {mark} is so.", "", *lines[at + 1 :])
    )


def _forwarded(people: People, letter: Letter) -> str:
    return "\n".join((_header_block(people, letter), *_lines(letter)))


def _customer_of(people: People, letter: Letter) -> str:
    row = people.world.claims.execute(
        "SELECT customer FROM request WHERE number = ?", (letter.request,)
    ).fetchone()
    return row[0] if row and row[0].endswith("@sales.example.org") else ""


def _calendar(method: str, answer: str, who: str, words: str) -> str:
    return "\n".join(
        (
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", f"METHOD:{method}", "BEGIN:VEVENT",
            f"UID:{words}@sales.example.org", "DTSTAMP:20260302T120000Z", "DTSTART:20260309T090000Z",
            "SUMMARY:Look at the printer", f"ORGANIZER:mailto:{DESK}", f"COMMENT:{words} suits me better",
            f"DESCRIPTION:{words} suits me better", f"ATTENDEE;PARTSTAT={answer}:mailto:{who}", "END:VEVENT",
            "END:VCALENDAR",
        )
    )  # fmt: skip
