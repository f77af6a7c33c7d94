"""What must hold after every run, whatever happened: the design's promises, one function each.

They read the desk's database, the mailbox's folders and what the relay took, and believe none of them alone.
A broken one raises `Failed` with the mail or the request that shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation import facts_promises, heard_promises, mail_promises, request_promises
from simulation.disasters import RESTORED
from simulation.failed import Failed

if TYPE_CHECKING:
    from simulation.people import People
    from simulation.world import World

Promise = Callable[["World", "People"], None]

PROMISES: tuple[Promise, ...] = (
    mail_promises.no_mail_is_lost_or_doubled,
    mail_promises.the_ledger_agrees_with_the_mailbox,
    mail_promises.every_mail_ends_as_one_thing,
    mail_promises.the_same_mail_is_acted_on_once,
    mail_promises.nothing_is_sent_that_was_not_committed,
    mail_promises.a_message_id_is_one_mail,
    mail_promises.what_is_sent_twice_has_a_cause,
    mail_promises.what_was_noted_as_sent_was_sent,
    mail_promises.the_outbox_is_empty,
    mail_promises.no_mail_is_given_up_for_an_accounts_fault,
    mail_promises.robots_get_no_answer,
    mail_promises.the_canary_comes_back,
    mail_promises.old_mail_is_left_alone,
    mail_promises.the_caps_hold,
    mail_promises.nobody_in_the_team_is_flooded,
    mail_promises.the_caps_of_the_team_hold,
    mail_promises.every_request_is_told_of,
    request_promises.every_request_is_acknowledged_once,
    request_promises.customers_get_their_own_mail_only,
    request_promises.nothing_inside_gets_out,
    request_promises.no_word_about_one_customer_reaches_another,
    request_promises.a_forger_changes_nothing,
    request_promises.strangers_stay_outside,
    request_promises.timers_act_once_and_in_order,
    request_promises.nothing_goes_out_that_was_overtaken,
    request_promises.surveys_keep_their_distance,
    facts_promises.cycles_add_up,
    heard_promises.no_persons_words_end_unseen,
)


# What a database that was put back remembers is not all that happened: these hold all the same.
AFTER_A_BACKUP: tuple[Promise, ...] = (
    mail_promises.no_mail_is_lost_or_doubled,
    mail_promises.the_ledger_agrees_with_the_mailbox,
    mail_promises.every_mail_ends_as_one_thing,
    mail_promises.the_same_mail_is_acted_on_once,
    mail_promises.the_outbox_is_empty,
    mail_promises.a_message_id_is_one_mail,
    mail_promises.old_mail_is_left_alone,
    request_promises.no_number_means_two_people,
    request_promises.no_mail_is_acknowledged_twice,
    request_promises.nothing_inside_gets_out,
    request_promises.no_word_about_one_customer_reaches_another,
    request_promises.a_forger_changes_nothing,
    request_promises.strangers_stay_outside,
)


def check(world: World, people: People) -> None:
    """Raises `Failed` for the first promise that is broken."""
    for promise in AFTER_A_BACKUP if world.accidents[RESTORED] else PROMISES:
        promise(world, people)


@dataclass
class Watch:
    """What must hold whenever the desk rests in between: the timers that a status asks for, and no others."""

    world: World
    _version: object = None

    def at_rest(self) -> None:
        version = self.world.store.one("PRAGMA data_version")
        if version == self._version:
            return  # nobody has written since the last look
        self._version = version
        for number, status, kinds in request_promises.timers_by_request(self.world.store):
            wrong = request_promises.wrong_timers(status, kinds)
            if wrong:
                raise Failed(f"request #{number} is {status} and its timers are {sorted(kinds)}: {wrong}")
