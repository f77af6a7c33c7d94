"""What technicians are told of the tags: the answer to [help], and their page; both made from the one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from frontdesk.rules.languages import ENGLISH, rows
from frontdesk.rules.tags.foreign import PRIORITY_WORDS, TAG_WORDS, VIEW_WORDS, Words, in_every
from frontdesk.rules.tags.table import PRIORITIES, TAGS, UNSUPPORTED, VIEWS, Needs, TagSpec, ValueKind

_PAGE = """\
# For technicians

You need nothing but your mail client. Somebody writes to the desk, you get a notification; you answer it as you
would answer the customer. The first line of each notification says what your answer will do. A new request has no
`Re:` in its subject, what follows has, and one that is late says so; all mail about a request lies in one conversation
(Gmail shows what is late apart, because its subject is another).

Your text goes to the customer in the desk's name, without what you quoted, your signature and the tags; attachments
go with it. Who answers first owns the request. To keep a text inside, put `[note]` into the subject; what you
answer to somebody's note stays inside anyway.

The customer's files and pictures come with the notification, up to `ATTACH_UP_TO` and to what your mail server takes; a
larger one is named with its size, and lies in the desk's mailbox. `[status]`, `[take]`, `[assign=...]` and a
colleague's note bring them again: the desk fetches them from the mailbox, and says so when somebody has moved the mail
elsewhere.

Whom the customer has in Cc is named in the notification: people of the customer's own company get your answer in copy,
others when you say `[cc=+eve@example.com]`; `[cc=-...]` takes somebody off for good. Whom you put in Cc yourself joins
the request. A mail to a colleague with the desk in Cc, and a forward of the desk's own mail, stay inside as notes. A
mail straight to the customer with the desk in Cc is your reply, and isn't sent twice. Write from another address only
when `TECHNICIAN_ALIASES` names it: else the desk asks you at the one it knows.

## Tags

A tag tells the desk what to do. It stands in brackets in the subject, anywhere in it, in upper or lower case:

    Re: [IT #12] Printer prints blank pages [resolved]
    Re: [IT #12] Printer prints blank pages [waiting] [time=15m]
    Re: [IT #12] Printer prints blank pages [status=pending; owner=bob; prio=high]

or, on a phone, on the first lines of the text:

    #resolved
    #time 15m
    I changed the drum. It prints again.

A mail with tags alone sends nothing to the customer; a signature below them is no text. Each tag is confirmed in
one line, also where there was nothing left to change. Your last answer is the resolution of a `[resolved]` alone;
where there is none, `[resolved]` with a line of text in an answer to the confirmation puts one down, inside.

| tag | what it does | also understood |
|---|---|---|
{rows}

{both} ask for more than the others: your mail must answer a mail of ours, and our mail server must vouch
for you.
Where one of the two is missing you are asked, and your answer does it. The same holds when one mail changes several
requests.

## Values

| of | write |
|---|---|
{values}

A weekday is the next one of that name; a day may have a time (`fri 14:00`, `tomorrow 5pm`), and a time alone is
today's. `3d` and `4h` count the desk's hours, `45 days` and `3 hours` the clock's. A text with `;` or `,` in it, or
with brackets, goes into quotes: `[title="Printers, again"]`.

## What other systems taught you

The words in the table's last column mean the same as the tag. On the first lines of the text you can also write
`Status: resolved` and `Owner: bob` as in RT, `@closed` and `@note` as in FreeScout, `/close`, `/assign @bob` and
`/label ~vpn` as in GitLab, `!resolve fixed` as on sourcehut, `#status solved` and `#solved` as in Zendesk.
Priorities are also called {priorities}; lists {views}.

Tags, lists and priorities have words in German, Spanish, French, Italian, Dutch, Polish and Portuguese, too; all of
them are understood in every team, whatever its language, with and without their accents:

| tag | de | es | fr | it | nl | pl | pt |
|---|---|---|---|---|---|---|---|
{languages}

These words have no meaning here, and you are told so: {unsupported}.

## The digest

In the morning you get what waits for you. Answer it line by line:

    12 resolved  changed the cable
    13 assign=bob
    14 snooze=3d
    15 @anna
    16 waiting, prio=high  which printer is it?

Text after the tags is your answer on that request.

A reply to a list is read in the same way, and so is one to a list of what an absent colleague owns. If one line is
wrong, nothing of the mail is done.

## Without a request

Forward a customer's mail to the desk: it becomes that customer's request, and the customer gets the
acknowledgement. Tags in the subject hold for it (`Fwd: No sound [take] [prio=high]`); what you write above the
forwarded mail stays inside. Where your client leaves the sender's address out of what it forwards, forward the mail
as an attachment. `[list mine]`, `[status]` and `[help]` may stand in a mail of their own.
`No sound [customer=cara@example.org]` opens a request for somebody who phoned; your text stays inside.

Write straight to a customer, the desk in To, Cc or Bcc (or to the desk, the customer in Cc): it is that customer's
request, your mail is the answer that they have already, and the request is yours.

## For whom your words are

A reply whose To is a colleague stays inside, and so does a forward of the desk's own mail. Where a colleague stands
in To beside the desk, the greeting decides: "Hi Bob" stays inside, "Hi Carl" goes to the customer, and without one
you are asked: `[send]` in a reply sends it to the customer. A colleague in Cc reads along.

## Two at once

If a colleague answered the customer after the mail was written that you answer, your answer waits. You get the
colleague's to read and are asked: `[send]` in a reply sends yours all the same; a reply with other words replaces it.
After 24 hours it is let go, and you are told. Notes and tags alone never wait.

## Taking back

`[undo]` takes your last change of the request back, with its reminders. A mail to the customer can be taken back while
it is held back (`SEND_DELAY`); once it is out, the change stays. Merges and splits are for good. What somebody
else has changed since is left alone, and you are told.

## When you are away

Your out-of-office note hands nothing over: what is yours stays yours, and the next colleague and the managers
get a list of it, which they can answer line by line. Until you are back, new requests are told to the others.

## When something is wrong

A mail is done whole or not at all. If a tag is misspelt (`[resovled]`), has a value that makes no sense, contradicts
another one (`[open] [waiting]`), or isn't yours to use, then nothing is changed, nothing reaches the customer, and
you get one answer: what was wrong, what would be right, and your text, so that you type nothing twice.

A tag stands in the subject, or in a line of its own. One among your words ("new toner [resolved]") isn't obeyed and
doesn't go out either: you are asked, and `[send]` sends your words as they are.

Tags are never read from what you quote, and never from customers. Brackets that are no tags, as `[EXTERNAL]` or
`[JIRA-12]`, are left alone.

If the desk can't tell that a mail is really from you, it does nothing and asks you, at the address it knows. Answer
that, and it does exactly what you wrote.
"""


def help_parts(language: str = "en") -> tuple[list[str], list[tuple[str, str]]]:
    """The answer to [help]: its paragraphs, and each tag with what it does."""
    lines, own = rows(language, "tags"), TAG_WORDS.get(language, {})
    return rows(language, "help")["paragraphs"], [
        (_with_own(spec, own.get(spec.name, ())), lines[spec.name]) for spec in TAGS
    ]


def _with_own(spec: TagSpec, words: tuple[str, ...]) -> str:
    """A tag's example, and how it is written in the reader's language."""
    own = next((word for word in words if word != spec.name), "")
    there = f"[{spec.name.replace('-', ' ')}"
    return (
        f"{spec.example}, {spec.example.replace(there, f'[{own}'.replace('-', ' '), 1)}"
        if own
        else spec.example
    )


def technicians_page() -> str:
    """docs/technicians.md."""
    return _PAGE.format(
        rows="\n".join(map(_row, TAGS)),
        both=" and ".join(f"`{spec.name}`" for spec in TAGS if spec.needs is Needs.BOTH),
        values="\n".join(_value_rows()),
        priorities=_in_code(_elsewhere(PRIORITIES, PRIORITY_WORDS)),
        views=_in_code(_elsewhere(VIEWS, VIEW_WORDS)),
        languages="\n".join(_language_rows()),
        unsupported=_in_code(sorted(UNSUPPORTED)),
    )


def _row(spec: TagSpec) -> str:
    return f"| `{spec.example}` | {spec.effect} | {_in_code(spec.aliases)} |"


def _elsewhere(words: Mapping[str, str], foreign: Words) -> Iterator[str]:
    """Words that aren't the name itself, and stand in no language's table."""
    for word, name in words.items():
        if word != name and word not in in_every(foreign, name):
            yield word


def _language_rows() -> Iterator[str]:
    for before, table in (("", TAG_WORDS), ("list ", VIEW_WORDS), ("priority=", PRIORITY_WORDS)):
        for name in max(table.values(), key=len):
            cells = " | ".join(_in_code(of.get(name, ())) for of in table.values())
            yield f"| `{before}{name}` | {cells} |"


def _value_rows() -> Iterator[str]:
    wants = rows(ENGLISH, "wants")
    for kind in ValueKind:
        names = _in_code(spec.name for spec in TAGS if spec.value_kind is kind)
        if names and kind is not ValueKind.NONE:
            yield f"| {names} | {wants[kind]} |"


def _in_code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
