"""The answer to the survey: what it rates, and all that follows from it. The newest rating counts.

An answer to the survey never reopens by itself, whatever it looks like: what can be read counts, what can't is kept as
the comment and asked about once. Words that say that something is to be done are a request all the same. Where the
follow-up asks for the rating, a good one also says that all is settled, and a question with it that it isn't.
"""

from __future__ import annotations

from dataclasses import replace

from frontdesk.rules.clock.durations import parse_duration
from frontdesk.rules.customers import from_customer
from frontdesk.rules.customers.rating import (
    LOW,
    Rating,
    is_correction,
    pleads,
    read_freely,
    read_loosely,
    read_rating,
)
from frontdesk.rules.customers.survey import asked_with_follow_up
from frontdesk.rules.customers.thanks import asks, is_plain_thanks, says_thanks
from frontdesk.rules.effects import Audience, Change, Decision, Effect, Record, Send, StartTimer, StopTimers
from frontdesk.rules.lifecycle import SETTLED, Happening
from frontdesk.rules.model import MailKind, Origin, Status
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.timers import RECOVER, Ends, ended_by

_ANSWERED_WITHIN = parse_duration("1d")
_MOST_GUESSED, _LONGEST_UNSPACED = 3, 6  # words, or characters where words aren't spaced
_LONGEST_GUESS = 60  # characters of an answer without a number that nobody needs to see at once


def on_request(situation: Situation, request: Request) -> Decision:
    """A customer's message on a request, whether it answers the survey or not."""
    unasked = request.surveyed_at is None and not situation.survey_code_ok
    by_a_program = (
        bool(situation.marks) and not situation.survey_code_ok
    )  # what it begins with is no word of theirs
    if unasked or by_a_program or from_customer.is_disproven(situation):
        return from_customer.on_request(situation, request)
    rating = _rating(situation, request)
    if rating is not None and request.surveyed_at is None and request.status not in SETTLED:
        return _too_late(situation, request, rating)
    if rating is not None:
        return (
            _rated(situation, request, rating)
            if _is_sure(situation)
            else _not_counted(situation, request, rating)
        )
    if _is_comment(situation, request):
        return _commented(situation, request)
    return from_customer.on_request(situation, request)


def low_rating(request: Request, situation: Situation, rating: Rating) -> Send:
    """To the managers, and to the owner too where that is wanted: a low rating is never the technician's alone."""
    policy = situation.policy
    people = policy.managers or policy.technicians
    owner = policy.staff.get(request.owner or "") if policy.low_ratings_to_owner else None
    if owner and owner not in people:
        people = (*people, owner)
    values = {"rating": rating.value, "text": rating.comment, "again": False}
    return Send(
        MailKind.LOW_RATING,
        people,
        Audience.TECHNICIAN,
        values,
        told_as=MailKind.NOTICE,
    )


def _answers_survey(situation: Situation) -> bool:
    return situation.survey_code_ok or situation.answers in (MailKind.SURVEY, MailKind.SURVEY_THANKS)


def _rating(situation: Situation, request: Request) -> Rating | None:
    """The rating in an answer to the survey. Only the customer who was asked can give it, or who has their code."""
    theirs = situation.sender.email == request.customer.email
    if not (situation.survey_code_ok or (theirs and _may_be_answer(situation, request))):
        return None
    message = situation.message
    rating = read_rating(message.subject, message.new_text)
    if rating is not None and is_correction(message.new_text):
        rating = read_rating("", message.new_text) or rating
    if rating is None and not message.new_text:
        rating = read_rating("", message.text)
    if rating is None and _may_be_answer(situation, request):
        rating = read_loosely(message.new_text)
    if rating is None and _answers_survey(situation):
        rating = read_freely(message.new_text)
    return rating


def _may_be_answer(situation: Situation, request: Request) -> bool:
    return (
        request.status is Status.CLOSED
        or _answers_survey(situation)
        or (asked_with_follow_up(request) and situation.answers == MailKind.FOLLOW_UP)
    )


def _is_sure(situation: Situation) -> bool:
    """Whether it was the customer: by the code, by what only they were given, or by our mail server's word."""
    return (
        situation.survey_code_ok
        or situation.audience == Audience.CUSTOMER
        or situation.proof.origin is Origin.PROVEN
    )


def _not_counted(situation: Situation, request: Request, rating: Rating) -> Decision:
    by = situation.sender.email
    detail = {"rating": rating.value, "why": "neither code nor proven origin"}
    return from_customer.kept(situation, request, [Record("rating not counted", by, detail)])


def _too_late(situation: Situation, request: Request, rating: Rating) -> Decision:
    """The question came with a follow-up, and the request was taken up again since: it is void."""
    by = situation.sender.email
    detail = {"rating": rating.value, "why": "taken up again"}
    effects: list[Effect] = [
        Record("rating not counted", by, detail),
        _thanks(situation, request, again=True),
    ]
    if rating.comment.strip() and not is_plain_thanks(rating.comment):
        effects += from_customer.wrote(situation, request)
    return from_customer.kept(situation, request, effects)


def _rated(situation: Situation, request: Request, rating: Rating) -> Decision:
    by, words = situation.sender.email, rating.comment
    if request.rating == rating.value and not words.strip():
        return from_customer.kept(situation, request, [Record("rated again", by, {"rating": rating.value})])
    effects: list[Effect] = [
        Change({"rating": rating.value, "rating_comment": words or None}),
        Record("rated", by, _detail(request, rating)),
        _thanks(situation, request),
    ]
    if rating.value <= LOW:
        due = situation.policy.hours.add(situation.now, _ANSWERED_WITHIN)
        effects += [low_rating(request, situation, rating), StartTimer(RECOVER, due)]
    else:
        effects.append(StopTimers(ended_by(Ends.LOW_ANSWERED)))
    in_follow_up = request.status is Status.RESOLVED and asked_with_follow_up(request)
    if pleads(words) or (in_follow_up and asks(words)):
        return _with_plea(situation, request, effects)
    worth_a_mail = asks(words) or (rating.value > LOW and _says_something(words))
    if in_follow_up and rating.value > LOW:
        effects.append(Record("settled", by))
        effects += from_customer.close(request, situation, by=by, happening=Happening.CUSTOMER_SETTLED)
        if worth_a_mail:
            effects.append(from_customer.tell(situation, request, "customer"))
        return from_customer.kept(situation, request, effects)
    if worth_a_mail or (request.status not in SETTLED and words.strip() and not is_plain_thanks(words)):
        effects.append(from_customer.tell(situation, request, "customer"))
    return from_customer.kept(situation, request, effects)


def _with_plea(situation: Situation, request: Request, effects: list[Effect]) -> Decision:
    """The rating counts, and the rest of the words lead to what they would lead to alone: but for a second mail that
    says that the request is open again."""
    if request.status is Status.CLOSED and from_customer.is_too_late(situation, request):
        opened = from_customer.open_request(situation, linked=(request.number,))
        return replace(opened, effects=(*effects, *opened.effects))
    if request.status in SETTLED:
        return from_customer.kept(situation, request, [*effects, *from_customer.reopened(situation, request)])
    return from_customer.kept(situation, request, [*effects, *from_customer.wrote(situation, request)])


def _detail(request: Request, rating: Rating) -> dict[str, object]:
    """With what an earlier rating said, which this one takes the place of."""
    before = {"was": request.rating, "words": request.rating_comment} if request.rating is not None else {}
    return {"rating": rating.value, **before}


def _thanks(situation: Situation, request: Request, **values: object) -> Send:
    return Send(
        MailKind.SURVEY_THANKS,
        (request.customer,),
        Audience.CUSTOMER,
        values,
        in_reply_to=situation.message.message_id,
    )


def _is_comment(situation: Situation, request: Request) -> bool:
    """An answer to the survey without a number that can be read, and without a wish."""
    if not (_answers_survey(situation) and _is_sure(situation)) or request.status not in SETTLED:
        return False
    text = situation.message.new_text.strip()
    if not text or any(not part.inline for part in situation.message.attachments):
        return False
    return not says_thanks(text) and not _wants(text)


def _says_something(text: str) -> bool:
    """Whether it is more than a number in other clothes and a word of praise: then somebody is to read it."""
    words = sum(any(map(str.isalpha, word)) for word in text.split())
    unspaced = sum(c >= "\u0e00" and c.isalpha() for c in text)
    return (words > _MOST_GUESSED or unspaced > _LONGEST_UNSPACED) and not is_plain_thanks(text)


def _wants(text: str) -> bool:
    return pleads(text) or asks(text)


def _commented(situation: Situation, request: Request) -> Decision:
    text = situation.message.new_text.strip()
    effects: list[Effect] = [Record("commented", situation.sender.email)]
    theirs = situation.survey_code_ok or situation.sender.email == request.customer.email
    if request.rating is None and theirs:
        first = not request.rating_comment
        words = text if first else f"{request.rating_comment}\n\n{text}"
        effects.append(Change({"rating_comment": words}))
        if first:
            effects.append(_thanks(situation, request, rating=None, comment=text))
    if len(text) > _LONGEST_GUESS or _says_something(text):
        effects.append(from_customer.tell(situation, request, "customer"))
    return from_customer.kept(situation, request, effects)
