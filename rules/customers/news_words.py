"""How people say that a thing does its work again, that they will try it later, and what stands below their words:
[news] of every language's data, whose English says what each row is for. `rules.customers.thanks` puts them together.
"""

from __future__ import annotations

from frontdesk.rules.understood import phrases, words

DOES_ITS_WORK = words("news.does_its_work")
WORKS = words("news.works")
NOW_AGAIN = words("news.now_again")
BESIDE = words("news.beside")
LATER = phrases("news.later")
LATER_BESIDE = words("news.later_beside")
DISCLAIMERS = phrases("footers.confidential")

# Who signs for somebody: the name follows.
SIGNS_FOR = (
    r"(?:i\.?\s?a\.|i\.?\s?v\.|ppa\.?|pp\.|p\.\s?p\.|p/o|p\.\s?o\.|on behalf of|im auftrag|in vertretung)"
)
