"""From the settings to the source of tokens that they mean. Asks nobody, and loads nothing heavy before it must.

One source for each process and each set of settings: its threads share the token.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from frontdesk.access.source import ApplicationSource, TokenSource
from frontdesk.mailbox.errors import LoginRefused
from frontdesk.settings.ways import Way

if TYPE_CHECKING:
    from frontdesk.access.grants import Provider
    from frontdesk.access.keys import KeyFile
    from frontdesk.settings.load import Settings

PERSON_SCOPE = "openid email offline_access"

_sources: dict[tuple[object, ...], TokenSource] = {}
_making = threading.Lock()


def token_source(settings: Settings) -> TokenSource:
    """This process's source for these settings. Asks nobody, and loads nothing that takes time."""
    names = (
        "mail_provider",
        "oauth_client_id",
        "oauth_key_file",
        "oauth_tenant",
        "oauth_issuer",
        "oauth_scope",
    )
    key = (*(getattr(settings, name) for name in names), settings.imap_user, settings.database_url)
    key = (*key, settings.oauth_client_secret.reveal(), settings.files.get("OAUTH_CLIENT_SECRET"))
    with _making:
        if key not in _sources:
            _sources[key] = _made(settings)
        return _sources[key]


def _made(settings: Settings) -> TokenSource:
    def provider() -> Provider:
        return provider_of(settings)

    if settings.way is Way.CLIENT:
        return ApplicationSource(provider, lambda asked: asked.client_credentials())
    if settings.way is Way.SERVICE:
        return ApplicationSource(provider, lambda asked: asked.service_account())
    from frontdesk.access.person import PersonSource

    return PersonSource(settings.database_url, settings.oauth_client_id, settings.imap_user, provider)


def provider_of(settings: Settings) -> Provider:
    """The provider with the desk's secret and key as they stand in their files now."""
    from frontdesk.access.endpoints import endpoints_of
    from frontdesk.access.grants import Client, Provider
    from frontdesk.access.words import explainer

    preset, way = settings.preset, settings.way
    by_app = way in (Way.CLIENT, Way.SERVICE)
    known = preset.endpoints if preset is not None else None
    scope = settings.oauth_scope or (
        (preset.app_scope if by_app else preset.person_scope) if preset and preset.by_token else PERSON_SCOPE
    )
    key = _key(settings.oauth_key_file) if settings.oauth_key_file else None
    client_id = settings.oauth_client_id or (key.client_id if key else "")
    client = Client(client_id, scope, settings.imap_user, _secret(settings), key)
    names: Mapping[str, str] = {
        "client_id": client_id,
        "mailbox": settings.imap_user,
        "desk": settings.desk_address,
    }
    endpoints = endpoints_of(known, settings.oauth_issuer, settings.oauth_tenant)
    return Provider(client, endpoints, explainer(settings.family, names), _extra(settings))


def _extra(settings: Settings) -> dict[str, str]:
    """What goes along to the page where a person signs in. Google gives no refresh token the second time without it."""
    if settings.family == "google":
        return {"access_type": "offline", "prompt": "consent", "login_hint": settings.imap_user}
    if settings.family == "microsoft":
        return {"login_hint": settings.imap_user}
    return {"prompt": "consent"} if "offline_access" in (settings.oauth_scope or PERSON_SCOPE).split() else {}


def _secret(settings: Settings) -> str:
    """Read anew each time: a new one needs no restart."""
    path = settings.files.get("OAUTH_CLIENT_SECRET")
    if path is not None:
        try:
            return path.read_text("utf-8").strip()
        except (OSError, ValueError):
            pass
    return settings.oauth_client_secret.reveal()


def _key(name: str) -> KeyFile:
    from frontdesk.access.keys import BadKey, read_key

    try:
        return read_key(Path(name))
    except OSError as error:
        raise LoginRefused(
            f"OAUTH_KEY_FILE {name} can't be read ({error.strerror})",
            remedy="Name a file that frontdesk may read.",
        ) from None
    except BadKey as bad:
        raise LoginRefused(
            f"OAUTH_KEY_FILE {bad}", remedy=f"{bad.remedy[:1].upper()}{bad.remedy[1:]}."
        ) from None
