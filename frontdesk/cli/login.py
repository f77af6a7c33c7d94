"""`frontdesk login` and `logout`: a person signs the desk in to its mailbox, by browser, pasted address or device code.

Nothing is stored before both mail servers have taken the token. Ways to get one are `access`'s; the waiting is here.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from frontdesk.cli.main import fail, main, settings_from, told
from frontdesk.exit_codes import ExitCode
from frontdesk.mailbox.errors import ConnectionLost, LoginRefused, MailboxError
from frontdesk.settings.load import Settings
from frontdesk.settings.ways import Way

if TYPE_CHECKING:
    from frontdesk.access.answers import Grant
    from frontdesk.access.grants import Provider

BEGIN_AGAIN = "frontdesk login"
ENDS = {
    "microsoft": "It ends after 90 days without use, and with a changed password or a new rule of the tenant.",
    "google": "It ends with a changed password, after 6 months unused, and after 7 days while the app is in Testing.",
}


@main.command()
@click.option(
    "--paste", is_flag=True, help="Listen on no port: paste the address at which the browser ended."
)
@click.option(
    "--device-code",
    is_flag=True,
    help="Show a code to type in on another device, where the provider allows it.",
)
@click.pass_context
@told
def login(context: click.Context, paste: bool, device_code: bool) -> None:
    """A person signs the desk in to its mailbox, where it isn't an application of its own."""
    settings = settings_from(context)
    if settings.way is Way.PASSWORD:
        remedy = (
            "Give OAUTH_CLIENT_ID and MAIL_PROVIDER or OAUTH_ISSUER to sign in by token (docs/providers.md)."
        )
        fail("The desk logs in by password: there is nothing to sign in to.", remedy, ExitCode.MISCONFIGURED)
    if settings.way is not Way.LOGIN:
        click.echo("Nothing to do: the desk signs in by its own secret. `frontdesk check` tries it.")
        return
    try:
        _sign_in(settings, paste, device_code)
    except ConnectionLost as error:
        fail(str(error), error.remedy, ExitCode.TEMPORARY)
    except MailboxError as error:
        fail(str(error), error.remedy)


def _sign_in(settings: Settings, paste: bool, device_code: bool) -> None:
    from frontdesk.settings.logins import provider_of

    provider = provider_of(settings)
    asked_at = time.monotonic()
    by_device = device_code or (settings.family == "own" and bool(provider.endpoints.device) and not paste)
    if by_device:
        from frontdesk.access.device_login import device_login

        grant = _again_if_too_late(lambda: device_login(provider, click.echo))
    else:
        from frontdesk.access.browser_login import browser_login

        grant = browser_login(provider, settings.family, listening=not paste, say=click.echo)
    if not grant.refresh:
        remedy = "Let the client ask for it: OAUTH_SCOPE with offline_access, and allow it at the provider."
        raise LoginRefused(
            "the provider gave no refresh token: the sign-in would be over in an hour", remedy=remedy
        )
    who = _tried(settings, grant)
    _keep(settings, provider, grant, who, time.monotonic() - asked_at if by_device else 0.0)
    click.echo(
        f"Signed in{f' as {who}' if who else ''}, for {settings.imap_user}. The desk renews it by itself."
    )
    click.echo(
        ENDS.get(settings.family, "It ends when the provider says so; `frontdesk status` and the log tell.")
    )
    if grant.login_seconds:
        click.echo(f"The provider says that this sign-in ends in {grant.login_seconds / 86400:.0f} days.")


def _again_if_too_late(ask: Callable[[], Grant]) -> Grant:
    """A code that nobody typed in in time is offered anew where somebody sits at a terminal."""
    from frontdesk.access.answers import GrantRefused

    while True:
        try:
            return ask()
        except GrantRefused as error:
            if (
                error.error != "expired_token"
                or not sys.stdin.isatty()
                or not click.confirm("Begin again?", True)
            ):
                raise


def _tried(settings: Settings, grant: Grant) -> str:
    """Whoever signed in, as the token tells; both servers have taken it. Raises MailboxError."""
    from frontdesk.access.claims import who_signed_in
    from frontdesk.mailbox.imap.mailbox import ImapMailbox
    from frontdesk.mailbox.smtp.relay import SmtpRelay

    who = who_signed_in(grant)

    def token(refused: str) -> str:
        return grant.access

    try:
        if settings.mailbox_by_token:
            mailbox = ImapMailbox(replace(settings.imap_account(), token=token))
            try:
                mailbox.connect()
                mailbox.select(settings.imap_folder)
            finally:
                mailbox.close()
        if settings.relay_by_token:
            relay = SmtpRelay(replace(settings.smtp_account(), token=token))
            try:
                relay.probe()
            finally:
                relay.close()
    except LoginRefused as error:
        if who.lower() == settings.imap_user.lower():
            raise
        name = who or "whoever signed in"
        problem = f"{name} signed in, and may not use the mailbox {settings.imap_user}: {error}"
        remedy = (
            "Sign out of the other account in the browser (or use a private window) and sign in as"
            f" {settings.imap_user}, or grant {name} FullAccess to it. Nothing was stored. {error.remedy}"
        )
        raise LoginRefused(problem, remedy=remedy) from error
    return who


def _keep(settings: Settings, provider: Provider, grant: Grant, who: str, old: float) -> None:
    from frontdesk.db import access
    from frontdesk.db.lease import database_now
    from frontdesk.wiring import open_database, utc_now

    store = open_database(settings, utc_now())
    try:
        now = database_now(store)
        access.sign_in(
            store,
            client_id=settings.oauth_client_id,
            mailbox=settings.imap_user,
            who=who,
            refresh_token=grant.refresh,
            access_token=grant.access,
            seconds=max(1, round(grant.seconds)),
            expires_at=now + timedelta(seconds=grant.seconds),
            login_ends_at=now + timedelta(seconds=grant.login_seconds) if grant.login_seconds else None,
            now=now,
        )
    finally:
        store.close()


@main.command()
@click.pass_context
@told
def logout(context: click.Context) -> None:
    """Forget the sign-in, and have the provider revoke it where it can."""
    from frontdesk.cli.main import store_of
    from frontdesk.db import access
    from frontdesk.settings.logins import provider_of

    settings = settings_from(context)
    with store_of(settings) as store:
        row = access.read(store)
        if row is None:
            click.echo("Nobody is signed in.")
            return
        revoked = False
        try:
            revoked = settings.way is Way.LOGIN and provider_of(settings).revoke(row.refresh_token)
        except MailboxError as error:
            click.echo(f"The provider could not be asked to revoke it: {error}", err=True)
        access.forget(store)
    if revoked:
        click.echo("Signed out: forgotten here, and revoked at the provider.")
    else:
        click.echo(
            "Signed out: forgotten here. The provider still knows it: revoke it there (docs/security.md)."
        )
