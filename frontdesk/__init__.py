"""An IT team's front desk that lives in e-mail: the only package that sees all rooms."""

from frontdesk.languages import speak as _speak
from frontdesk.understood import learn as _learn

_speak(None)  # the words that come with it; a desk's own stand in its TEMPLATES_FOLDER
_learn(None)
