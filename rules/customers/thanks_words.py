"""How people say thanks, that all is well, and that it isn't: [thanks] of every language's data, whose English says
what each row is for. `rules.customers.thanks` says how they are put together.
"""

from __future__ import annotations

from frontdesk.rules.understood import phrases, words
from frontdesk.rules.word_tables import words as words_of

THANKS = phrases("thanks.thanks")
SETTLED = phrases("thanks.settled")
AGREED = phrases("thanks.agreed")
COURTESIES = phrases("thanks.courtesies")
HARMLESS = words("thanks.harmless")
WHAT_FOR = words("thanks.what_for")
GREETINGS = words("thanks.greetings")
TROUBLE = words("thanks.trouble")
TROUBLE_PHRASES = phrases("thanks.trouble_phrases")
NO_TROUBLE = phrases("thanks.no_trouble")
REFUSED = phrases("thanks.refused")
ONLY_A_NO = words("thanks.only_a_no")
NEGATIONS = words("thanks.negations")
NEGATES_WITHIN = phrases("thanks.negates_within")
STILL_BROKEN = phrases("thanks.still_broken")


# What may follow a no in the same breath, when that no answers the question; behind any other word it may be the "not"
# of that language ("no funciona", "nie działa"), and behind these alone anything may follow.
FOLLOWS_A_NO = {
    "no": words_of("""all it it's its everything thanks thank we we're i i'm that that's this problem problems issues
        need more further worries the my our"""),
    "non": words_of("ça c'est merci il elle je j'ai nous aucun"),
}
