"""How the desk logs in, from what is given: one table, and everything that is wrong with the settings for tokens.

There is no setting for the way itself. Asks nobody; reads a key file, as an unfit one should be told of at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from frontdesk.settings.problem import Problem
from frontdesk.settings.providers import MICROSOFT_HOSTS, PRESETS, Preset, preset_named
from frontdesk.settings.secret import others_can_read

PIP = "pip install 'frontdesk[oauth]'"
_TOKEN_SETTINGS = (
    "OAUTH_CLIENT_ID",
    "OAUTH_CLIENT_SECRET",
    "OAUTH_KEY_FILE",
    "OAUTH_TENANT",
    "OAUTH_ISSUER",
    "OAUTH_SCOPE",
    "OAUTH_SECRET_EXPIRES",
)
_BY_TOKEN = ", ".join(preset.name for preset in PRESETS if preset.by_token)


class Way(StrEnum):
    PASSWORD = "password"
    CLIENT = "client credentials"
    SERVICE = "service account"
    LOGIN = "login"


# What is given (a provider's family, an id, a secret, a key file, a tenant) -> the way. What isn't here is incomplete.
_WAYS: dict[tuple[str, bool, bool, bool, bool], Way] = {
    ("microsoft", True, True, False, True): Way.CLIENT,
    ("microsoft", True, False, True, True): Way.CLIENT,
    ("microsoft", True, False, False, True): Way.LOGIN,
    ("google", False, False, True, False): Way.SERVICE,
    ("google", True, False, True, False): Way.SERVICE,
    ("google", True, True, False, False): Way.LOGIN,
    ("own", True, True, False, False): Way.LOGIN,
    ("own", True, False, False, False): Way.LOGIN,
}

Values = Mapping[str, Any]


def begun(texts: Mapping[str, str]) -> bool:
    """Whether a password may be left out: some setting for tokens is given, or a provider that takes nothing else."""
    preset = preset_named(texts.get("MAIL_PROVIDER", "").strip().lower())
    return any(texts.get(name) for name in _TOKEN_SETTINGS) or (
        preset is not None and preset.family == "microsoft"
    )


def unknown_provider(texts: Mapping[str, str]) -> bool:
    """Whether what it would fill in is missing only because its name is wrong."""
    name = texts.get("MAIL_PROVIDER", "").strip().lower()
    return bool(name) and name not in ("none", "no", "off", "never") and preset_named(name) is None


def family_of(values: Values) -> str:
    """Whose ways hold: microsoft, google, own (an issuer without a preset of these), or "" for passwords alone."""
    preset = preset_of(values)
    if preset is not None and preset.family:
        return preset.family
    return "own" if values.get("oauth_issuer") else ""


def preset_of(values: Values) -> Preset | None:
    return preset_named(values.get("mail_provider") or "")


def way_of(values: Values) -> Way:
    return _WAYS.get((family_of(values), *_given(values)), Way.PASSWORD)


def _given(values: Values) -> tuple[bool, bool, bool, bool]:
    names = ("oauth_client_id", "oauth_client_secret", "oauth_key_file", "oauth_tenant")
    return tuple(bool(values.get(name)) for name in names)  # type: ignore[return-value]


def token_problems(values: Values) -> Iterator[Problem]:
    """All that is wrong with the settings for tokens, at once; nothing of those that couldn't be read."""
    for look in _LOOKS:
        yield from (problem for problem in look(values) if problem.setting.lower() in values)


def token_warnings(values: Values) -> Iterator[Problem]:
    if values.get("smtp_host") in MICROSOFT_HOSTS and values.get("smtp_password"):
        problem = (
            "is one that Microsoft takes from new tenants no more, and from the others until some day in 2027"
        )
        yield Problem(
            "SMTP_PASSWORD", problem, "let SMTP log in by token: leave it out (docs/microsoft365.md)"
        )
    if way_of(values) is not Way.PASSWORD and values.get("imap_password") and values.get("smtp_password"):
        problem = "has no effect, as IMAP and SMTP both have a password"
        yield Problem(
            "OAUTH_CLIENT_ID", problem, "leave IMAP_PASSWORD and SMTP_PASSWORD out, or the token's settings"
        )


def _no_password_at_microsoft(values: Values) -> Iterator[Problem]:
    if values.get("imap_host") in MICROSOFT_HOSTS and values.get("imap_password"):
        yield Problem(
            "IMAP_PASSWORD",
            "can't be used: Microsoft takes no passwords for IMAP since 2022",
            "leave it out, and write MAIL_PROVIDER=microsoft365, OAUTH_CLIENT_ID and OAUTH_TENANT"
            " (docs/microsoft365.md)",
        )


def _what_belongs_together(values: Values) -> Iterator[Problem]:
    if not {"mail_provider", "oauth_issuer"} <= values.keys():
        return
    client, secret, key, tenant = _given(values)
    preset, family = preset_of(values), family_of(values)
    page = {"microsoft": "docs/microsoft365.md", "google": "docs/google.md"}.get(family, "docs/own-openid.md")
    if secret and key:
        problem = "is given beside OAUTH_KEY_FILE, and the desk can show only one"
        yield Problem("OAUTH_CLIENT_SECRET", problem, "keep OAUTH_CLIENT_SECRET or OAUTH_KEY_FILE")
    if tenant and family != "microsoft":
        problem = "is Microsoft's, and MAIL_PROVIDER names no Microsoft"
        yield Problem("OAUTH_TENANT", problem, "write MAIL_PROVIDER=microsoft365, or leave OAUTH_TENANT out")
    if not family:
        yield from _without_provider(values, preset)
        return
    if family == "microsoft":
        if not tenant:
            problem = "is missing beside MAIL_PROVIDER"
            yield Problem(
                "OAUTH_TENANT", problem, f"write the directory (tenant) ID of the app's Overview ({page})"
            )
        if not client:
            problem = "is missing beside MAIL_PROVIDER"
            yield Problem("OAUTH_CLIENT_ID", problem, f"write the application (client) ID ({page})")
    elif family == "google" and not key and (client or secret):
        if not client:
            problem = "is missing beside OAUTH_CLIENT_SECRET"
            yield Problem("OAUTH_CLIENT_ID", problem, f"write the client's id, or name a key file ({page})")
        if not secret:
            problem = "is missing beside OAUTH_CLIENT_ID"
            remedy = f"write the client's secret, or name a service account's OAUTH_KEY_FILE ({page})"
            yield Problem("OAUTH_CLIENT_SECRET", problem, remedy)
    elif family == "google" and not key and any(values.get(n) for n in ("oauth_issuer", "oauth_scope")):
        problem = "is missing beside OAUTH_ISSUER or OAUTH_SCOPE"
        yield Problem(
            "OAUTH_KEY_FILE", problem, f"name a service account's key file, or give OAUTH_CLIENT_ID ({page})"
        )
    elif family == "own":
        if not client:
            yield Problem(
                "OAUTH_CLIENT_ID", "is missing beside OAUTH_ISSUER", f"write the desk's client id ({page})"
            )
        if key:
            problem = "is for Microsoft and Google, and MAIL_PROVIDER names neither"
            yield Problem("OAUTH_KEY_FILE", problem, "leave it out, or write MAIL_PROVIDER")
    if values.get("oauth_secret_expires") and not (secret or key):
        problem = "is given, and there is no OAUTH_CLIENT_SECRET or OAUTH_KEY_FILE to end"
        yield Problem("OAUTH_SECRET_EXPIRES", problem, "leave it out, or give the secret")


def _without_provider(values: Values, preset: Preset | None) -> Iterator[Problem]:
    why = (
        f"MAIL_PROVIDER={preset.name} takes passwords only"
        if preset
        else "MAIL_PROVIDER and OAUTH_ISSUER are missing"
    )
    for name in _TOKEN_SETTINGS:
        if values.get(name.lower()) and name != "OAUTH_TENANT":
            remedy = f"write MAIL_PROVIDER ({_BY_TOKEN}) or OAUTH_ISSUER, or leave {name} out"
            yield Problem(name, f"is given, but {why}", remedy)


def _key_file_fits(values: Values) -> Iterator[Problem]:
    text, family = values.get("oauth_key_file") or "", family_of(values)
    if not text or not find_spec("cryptography"):
        return
    from frontdesk.access.keys import BadKey, is_over, read_key

    path = Path(text)
    try:
        if others_can_read(path):
            remedy = f"chmod 600 {path}, and give it to the user frontdesk runs as"
            yield Problem("OAUTH_KEY_FILE", f"every user of this machine can read {path}", remedy)
        key = read_key(path)
    except OSError as error:
        yield Problem(
            "OAUTH_KEY_FILE",
            f"{path} can't be read ({error.strerror})",
            "name a file that frontdesk may read",
        )
        return
    except BadKey as bad:
        yield Problem("OAUTH_KEY_FILE", str(bad), bad.remedy)
        return
    if family in ("microsoft", "google") and (key.kind == "google") != (family == "google"):
        kind = "Google's" if key.kind == "google" else "a certificate's"
        remedy = "name the key file of that provider, or write the other MAIL_PROVIDER"
        yield Problem(
            "OAUTH_KEY_FILE", f"is {kind}, and MAIL_PROVIDER is {values.get('mail_provider')}", remedy
        )
    elif is_over(key, datetime.now(UTC)):
        problem = f"has a certificate that ended on {key.ends:%Y-%m-%d}"
        yield Problem("OAUTH_KEY_FILE", problem, "make a new one, and upload it at the provider")
    client = values.get("oauth_client_id") or ""
    if key.kind == "google" and client and client not in (key.client_id, key.issuer):
        problem = f"is {client}, and the account of OAUTH_KEY_FILE is {key.client_id or key.issuer}"
        yield Problem(
            "OAUTH_CLIENT_ID", problem, "leave OAUTH_CLIENT_ID out, or name the other account's key file"
        )


def _package_is_there(values: Values) -> Iterator[Problem]:
    if any(values.get(name.lower()) for name in _TOKEN_SETTINGS) and not find_spec("authlib"):
        yield Problem(
            "OAUTH_CLIENT_ID", "logging in by token needs the package authlib, which isn't installed", PIP
        )


_LOOKS: tuple[Callable[[Values], Iterator[Problem]], ...] = (
    _no_password_at_microsoft,
    _what_belongs_together,
    _key_file_fits,
    _package_is_there,
)


def fill_in_logins(values: dict[str, Any]) -> None:
    """Who logs in where nothing says otherwise: SMTP as IMAP does, by token or at a provider that has one password."""
    if not {"imap_user", "smtp_user", "imap_password", "smtp_password", "smtp_host"} <= values.keys():
        return
    if values["smtp_password"]:
        if preset_of(values) or way_of(values) is not Way.PASSWORD:
            values["smtp_user"] = values["smtp_user"] or values["imap_user"]
        return
    if way_of(values) is not Way.PASSWORD:
        values["smtp_user"] = values["smtp_user"] or values["imap_user"]
        return
    preset = preset_of(values)
    own = preset is not None and values["smtp_host"] == preset.smtp_host and preset.family != "microsoft"
    if own and values["imap_password"] and not values["smtp_user"]:
        values["smtp_user"], values["smtp_password"] = values["imap_user"], values["imap_password"]
