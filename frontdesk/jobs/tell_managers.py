"""Things about the desk itself that its managers must hear of, each told once: broken templates, mail set aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frontdesk.accounts.followed import trouble_id
from frontdesk.answers.kept import keep_good_answers
from frontdesk.db import state
from frontdesk.db.apply import Target
from frontdesk.decision.execute import execute
from frontdesk.decision.queue_mail import Occasion
from frontdesk.desk import Desk
from frontdesk.jobs.fetching import UNDELIVERABLE
from frontdesk.kept_templates import keep_good_versions
from frontdesk.language_check import words_troubles
from frontdesk.rules.languages import say
from frontdesk.rules.notify import managers_notice

TOLD_A_DAY = 5
_SHOWN = 10  # problems in one mail


def tell_of_templates(desk: Desk) -> int:
    """Tell of each broken version of a template once, however often the desk starts; gives how many.

    What works is kept, to stand in for an edit that doesn't.
    """
    desk.templates.refresh(desk.policy.team_addresses)
    keep_good_versions(desk.store, desk.templates.good)
    told = 0
    for trouble in desk.templates.news():
        told += tell_once(
            desk,
            f"template {trouble.path} {trouble.version}",
            say(desk.policy.language, "template broken"),
            str(trouble),
            say(desk.policy.language, "last good"),
        )
    return told


def tell_of_words(desk: Desk) -> bool:
    """Tell, when the desk starts, of words of the admin's that can't be said; once for each state of them."""
    troubles = list(words_troubles(desk.templates.overrides))
    if not troubles:
        return False
    language = desk.policy.language
    return tell_once(
        desk,
        f"words {trouble_id(troubles)}",
        say(language, "words broken"),
        *map(str, troubles[:_SHOWN]),
        say(language, "words as before"),
    )


def tell_of_answers(desk: Desk) -> bool:
    """Tell of files of answers that can't be used, once for each state of them; what works is kept."""
    desk.answers.library()
    keep_good_answers(desk.store, desk.answers.good)
    problems, language = desk.answers.problems, desk.policy.language
    if not problems:
        return False
    more = len(problems) - _SHOWN
    return tell_once(
        desk,
        f"answers {trouble_id(problems)}",
        say(language, "answers broken"),
        *map(str, problems[:_SHOWN]),
        *([say(language, "answers and more", count=more)] if more > 0 else []),
        say(language, "answers as before"),
    )


def tell_of_undeliverable(desk: Desk, done: Iterable[Mapping[str, object]]) -> None:
    """Tell of mails that the server didn't hand out; after some in a day `status` alone tells of the others."""
    for line in done:
        if not str(line.get("reason", "")).startswith(UNDELIVERABLE):
            continue
        language, day = desk.policy.language, desk.now().date().isoformat()
        words = {"uid": line["uid"], "folder": desk.folders.inbox}
        for number in range(TOLD_A_DAY):
            if tell_once(
                desk,
                f"undeliverable {day} {number}",
                say(language, "undeliverable"),
                say(language, "undeliverable which", **words),
                str(line["reason"]),
                say(language, "undeliverable remedy"),
            ):
                break


def tell_once(desk: Desk, key: str, title: str, *lines: str) -> bool:
    """A notice to the managers, unless one was sent under this key before."""
    now = desk.now()
    with desk.store.transaction():
        if state.get(desk.store, f"told {key}"):
            return False
        state.put_time(desk.store, f"told {key}", now)
        occasion = Occasion(f"told {key} {now.isoformat()}", now)  # two may be told in one moment
        execute(desk, [managers_notice(desk.policy, title, *lines)], Target(0, now), occasion)
    desk.log.warning("managers.told", title=title, lines=lines)
    return True
