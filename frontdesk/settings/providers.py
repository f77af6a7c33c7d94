"""What is known of mail providers: one table, from which settings are filled in and docs/providers.md is made.

A preset speaks of a provider's own hosts: what it says of a host counts only while that host is the provider's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from frontdesk.access.places import Endpoints


@dataclass(frozen=True, slots=True)
class Preset:
    """One provider. `family`: whose words and ways hold; "" for passwords alone. `app_scope` is asked for by an
    application, `person_scope` for somebody who signs in. `per_minute` 0: no limit that is known.
    """

    name: str
    title: str
    imap_host: str
    smtp_host: str
    smtp_security: str
    authserv_id: str
    plus: bool
    sent: str
    family: str = ""
    imap_security: str = "tls"
    imap_port: int = 993
    smtp_port: int = 465
    per_minute: int = 0
    app_scope: str = ""
    person_scope: str = ""
    endpoints: Endpoints | None = None
    login: str = "app password"

    @property
    def by_token(self) -> bool:
        return self.endpoints is not None


def _microsoft(name: str, title: str, imap: str, smtp: str, login: str, scopes: tuple[str, str]) -> Preset:
    base = f"https://{login}/{{tenant}}/oauth2/v2.0"
    return Preset(
        name,
        title,
        imap,
        smtp,
        "starttls",
        "microsoft",
        True,
        "Sent Items",
        family="microsoft",
        smtp_port=587,
        per_minute=25,  # 30 are allowed; the desk's own notices want room
        app_scope=scopes[0],
        person_scope=scopes[1],
        endpoints=Endpoints(f"{base}/token", f"{base}/authorize", f"{base}/devicecode"),
        login="token: an application, or a person",
    )


PRESETS: tuple[Preset, ...] = (
    _microsoft(
        "microsoft365",
        "Microsoft 365 (Exchange Online)",
        "outlook.office365.com",
        "smtp.office365.com",
        "login.microsoftonline.com",
        (
            "https://outlook.office365.com/.default",
            "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
        ),
    ),
    _microsoft(
        "microsoft365-us",
        "Microsoft 365 for the US government (GCC High)",
        "outlook.office365.us",
        "smtp.office365.us",
        "login.microsoftonline.us",
        (
            "https://outlook.office365.us/.default",
            "https://outlook.office365.us/IMAP.AccessAsUser.All https://outlook.office365.us/SMTP.Send offline_access",
        ),
    ),
    Preset(
        "google",
        "Google Workspace, Gmail",
        "imap.gmail.com",
        "smtp.gmail.com",
        "tls",
        "mx.google.com",
        True,
        "auto",
        family="google",
        app_scope="https://mail.google.com/",
        person_scope="https://mail.google.com/",
        endpoints=Endpoints(
            "https://oauth2.googleapis.com/token",
            "https://accounts.google.com/o/oauth2/v2/auth",
            revoke="https://oauth2.googleapis.com/revoke",
        ),
        login="token: a service account, or a person; or an app password",
    ),
    Preset(
        "fastmail",
        "Fastmail",
        "imap.fastmail.com",
        "smtp.fastmail.com",
        "tls",
        ".messagingengine.com",
        True,
        "Sent",
    ),
    Preset(
        "icloud",
        "iCloud Mail",
        "imap.mail.me.com",
        "smtp.mail.me.com",
        "starttls",
        ".icloud.com",
        True,
        "Sent Messages",
        smtp_port=587,
    ),
    Preset(
        "yahoo",
        "Yahoo Mail",
        "imap.mail.yahoo.com",
        "smtp.mail.yahoo.com",
        "tls",
        ".yahoo.com",
        False,
        "Sent",
    ),
    Preset("zoho", "Zoho Mail", "imap.zoho.com", "smtp.zoho.com", "tls", "mx.zohomail.com", False, "Sent"),
    Preset(
        "proton-bridge",
        "Proton Mail by its Bridge",
        "127.0.0.1",
        "127.0.0.1",
        "starttls",
        "mail.protonmail.ch",
        True,
        "Sent",
        imap_security="starttls",
        imap_port=1143,
        smtp_port=1025,
        login="Bridge's own password, and its certificate in IMAP_CA_FILE and SMTP_CA_FILE",
    ),
)
BY_NAME: dict[str, Preset] = {preset.name: preset for preset in PRESETS}
MICROSOFT_HOSTS = frozenset(
    host
    for preset in PRESETS
    if preset.family == "microsoft"
    for host in (preset.imap_host, preset.smtp_host, "outlook.office.com", "partner.outlook.cn")
)
GOOGLE_IMAP_HOSTS = frozenset(("imap.gmail.com", "imap.googlemail.com"))


def preset_named(name: str) -> Preset | None:
    return BY_NAME.get(name)


def filled_in(texts: Mapping[str, str]) -> dict[str, str]:
    """What MAIL_PROVIDER says beyond what is given, as settings' texts."""
    preset = preset_named(texts.get("MAIL_PROVIDER", "").lower())
    return {} if preset is None else {n: t for n, t in _texts(preset, texts) if t and not texts.get(n)}


def _texts(preset: Preset, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if is_host_of(preset.imap_host, texts.get("IMAP_HOST", "")):
        yield "IMAP_HOST", preset.imap_host
        yield "IMAP_SECURITY", preset.imap_security
        if texts.get("IMAP_SECURITY", preset.imap_security) == preset.imap_security:
            yield "IMAP_PORT", str(preset.imap_port)
        yield "IMAP_SENT_FOLDER", preset.sent
        yield "TRUSTED_AUTHSERV_ID", preset.authserv_id
        yield "PLUS_ADDRESSING", "yes" if preset.plus else ""
    if is_host_of(preset.smtp_host, texts.get("SMTP_HOST", "")):
        yield "SMTP_HOST", preset.smtp_host
        yield "SMTP_SECURITY", preset.smtp_security
        if texts.get("SMTP_SECURITY", preset.smtp_security) == preset.smtp_security:
            yield "SMTP_PORT", str(preset.smtp_port)
        yield "SMTP_PER_MINUTE", str(preset.per_minute or "")


def is_host_of(known: str, given: str) -> bool:
    """Whether a host is the provider's own, or none is given, so that it becomes so."""
    return not given or given.strip().lower().rstrip(".") == known


_PAGE = """\
# Mail providers

Made by `make docs` from `frontdesk/settings/providers.py`. `MAIL_PROVIDER=name` fills in what isn't given; a
setting that is given by itself wins. What is said of a host counts only while that host is the provider's.

"""
_AFTER = """
Microsoft's and Google's ways to sign in, step by step: [microsoft365.md](microsoft365.md), [google.md](google.md).
Any other server that takes tokens of an OpenID provider: [own-openid.md](own-openid.md).

Notes:

- At providers that take an app password `SMTP_USER` and `SMTP_PASSWORD` are the mailbox's own unless they are given.
- Zoho's mailboxes in Europe are at `imap.zoho.eu` and `smtp.zoho.eu`: give `IMAP_HOST` and `SMTP_HOST`.
- `IMAP_SENT_FOLDER=auto` is the folder that the server marks as the one for sent mail (RFC 6154).
- The Microsoft cloud in China has no preset, as nobody could tell its mail hosts for sure: give the hosts, and
  `OAUTH_ISSUER`.

We have tried all this against Dovecot, Postfix and servers that talk as these providers are known to, not against the
providers themselves. `frontdesk check --send` tells what yours does.
"""


def providers_page() -> str:
    """The text of docs/providers.md."""
    head = (
        "| `MAIL_PROVIDER` | | IMAP | SMTP | `TRUSTED_AUTHSERV_ID` | `PLUS_ADDRESSING` | `IMAP_SENT_FOLDER` |"
        " `SMTP_PER_MINUTE` | signs in by |"
    )
    rows = [head, "|" + "---|" * 9, *map(_row, PRESETS)]
    scopes = ["| | asked for by an application | asked for by a person |", "|---|---|---|"]
    scopes += [f"| `{p.name}` | `{p.app_scope}` | `{p.person_scope}` |" for p in PRESETS if p.by_token]
    return (
        _PAGE + "\n".join((*rows, "", "What the desk asks for (`OAUTH_SCOPE`):", "", *scopes)) + "\n" + _AFTER
    )


def _row(preset: Preset) -> str:
    cells = (
        f"`{preset.name}`",
        preset.title,
        f"{preset.imap_host} {preset.imap_port} {preset.imap_security}",
        f"{preset.smtp_host} {preset.smtp_port} {preset.smtp_security}",
        f"`{preset.authserv_id}`",
        "yes" if preset.plus else "no",
        preset.sent,
        str(preset.per_minute or ""),
        preset.login,
    )
    return f"| {' | '.join(cells)} |"
