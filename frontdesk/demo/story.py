"""The life of one request, from Carl's first mail to his rating, as its people live it."""

from __future__ import annotations

from frontdesk.demo.people import ANN, BOB, CARL
from frontdesk.demo.stage import Stage, StoryBroken
from frontdesk.rules.model import Status


def play(stage: Stage) -> None:
    """Raises `StoryBroken` when the desk doesn't do its part."""
    for act in (_asked, _answered, _noted, _resolved, _reopened, _closed, _rated):
        act(stage)


def _asked(stage: Stage) -> None:
    stage.screen.day(stage.clock())
    stage.screen.scene("Carl's printer has a mind of its own. He writes to the one address that he knows.")
    stage.write(
        CARL,
        "Printer prints everything twice",
        "Good morning,\n\nsince today our printer prints every page twice. Can you help?\n\nCarl",
    )
    _expect(stage, Status.NEW)


def _answered(stage: Stage) -> None:
    stage.later(minutes=19)
    stage.screen.scene(
        "Ann answers her notification as she would answer Carl; the request is hers now."
        " Her tag [waiting] stops the clock until he writes."
    )
    stage.answer(
        ANN, "notification", "Hello Carl,\n\nwhich printer is it? The number is on its front.", "[waiting]"
    )
    _expect(stage, Status.WAITING)
    stage.later(minutes=27)
    stage.screen.scene("Carl answers.")
    stage.answer(CARL, "reply", "It is P-317, on the third floor.")
    _expect(stage, Status.OPEN)


def _noted(stage: Stage) -> None:
    stage.later(minutes=6)
    stage.screen.scene("Bob knows something. His [note] stays inside: Carl never sees it.")
    stage.answer(BOB, "notification", "P-317 again! It got a new driver last night.", "[note]")


def _resolved(stage: Stage) -> None:
    stage.later(minutes=41)
    stage.screen.scene("Ann resolves it. Her words are kept as the resolution.")
    stage.answer(
        ANN,
        "notification",
        "Hello Carl,\n\nI have set the driver back to one copy. Please try again.",
        "[resolved]",
        about="Carl Cole wrote:",
    )
    _expect(stage, Status.RESOLVED)
    stage.wait_for("follow-up", "a working day later")
    stage.screen.scene("Nobody had to remember this: the desk asks whether everything is settled.")


def _reopened(stage: Stage) -> None:
    stage.later(hours=1.5)
    stage.screen.scene("It isn't. One word from Carl, and the request is open again.")
    stage.answer(CARL, "follow-up", "No, since noon it prints everything twice again.")
    _expect(stage, Status.OPEN)
    stage.later(hours=2)
    stage.screen.scene("Ann finds the cause.")
    stage.answer(
        ANN,
        "notification",
        "Hello Carl,\n\nthe print server put the new driver back each noon. I have put an end to that.",
        "[resolved]",
    )
    _expect(stage, Status.RESOLVED)
    stage.wait_for("follow-up", "a working day later")


def _closed(stage: Stage) -> None:
    stage.wait_for("survey", "two working days later")
    stage.screen.scene("Carl was silent, so the request is closed, and the desk asks him for his opinion.")
    _expect(stage, Status.CLOSED)


def _rated(stage: Stage) -> None:
    stage.later(minutes=35)
    stage.screen.scene("A number is enough. A low one would go to Mia, who is responsible for the team.")
    stage.answer(CARL, "survey", "5\n\nQuick and friendly, thank you.")
    stage.newest(CARL, "survey-thanks")


def _expect(stage: Stage, status: Status) -> None:
    if stage.status() is not status:
        raise StoryBroken(f"the request should be {status} by now, and is {stage.status()}")
