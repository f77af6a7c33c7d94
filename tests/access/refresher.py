"""A process that renews a person's sign-in: a program of its own, as a daemon is, to be run several times or killed.

refresher.py DATABASE_URL ISSUER CLIENT MAILBOX COUNT [FUNCTION]: refuses each token that it gets, COUNT times, and says
how often it got one. Dies where FUNCTION is called: refreshed, renew or release.
"""

from __future__ import annotations

import os
import sys

from frontdesk.access import person
from frontdesk.access.endpoints import discovered
from frontdesk.access.grants import Client, Provider
from frontdesk.access.person import PersonSource
from frontdesk.access.tokens import Held, held
from frontdesk.access.words import explainer
from frontdesk.db import access, lease


def main(url: str, issuer: str, client: str, mailbox: str, count: str, dies_at: str = "") -> None:
    now = [1000.0]

    def ticking() -> float:
        now[0] += 400  # so that each refusal may ask for another
        return now[0]

    def always_fresh(store: object, row: access.SignIn) -> Held:
        return held(row.access_token, 3600, ticking(), life=3600)

    person.WAIT_AT_MOST = 1e9
    asked = Provider(Client(client, "mail", mailbox), discovered(issuer), explainer("own", {}))
    tokens = PersonSource(url, client, mailbox, lambda: asked, ticking)
    tokens._known = always_fresh  # type: ignore[method-assign]
    places = {"refreshed": Provider, "renew": access, "release": lease}
    if dies_at:
        setattr(places[dies_at], dies_at, lambda *_, **__: os._exit(9))
    token = tokens.token()
    for _ in range(int(count)):
        token = tokens.token(token)
    print(count)


main(*sys.argv[1:])
