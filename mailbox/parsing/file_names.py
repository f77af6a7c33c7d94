"""What an attachment may be called and called a type of, so that it can be shown and passed on.

A name is one line without a path; content that runs when it is opened never goes on under a name or a type
that says otherwise. Content is looked at by its first bytes only and never unpacked.
"""

from __future__ import annotations

import re

from frontdesk.mailbox.parsing.clean import clean_line

_SEPARATORS = re.compile(r"[/\\]+")
_PATH = re.compile(r"^(?:[A-Za-z]:[/\\]|[/\\]|\.{1,2}[/\\])|\\|(?:^|/)\.\.(?:/|$)")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,10})$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# First bytes of what a machine runs -> the ending that says so.
_RUNS = (
    (re.compile(rb"MZ[^\x00]{0,62}\x00"), "exe", _words("exe dll scr com sys cpl ocx drv")),
    (re.compile(rb"\x7fELF"), "elf", _words("elf so bin run o ko")),
    (re.compile(rb"\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe"), "macho", _words("macho dylib bin")),
    (re.compile(rb"\xca\xfe\xba\xbe\x00\x00"), "class", _words("class")),
    (re.compile(rb"\x4c\x00\x00\x00\x01\x14\x02\x00"), "lnk", _words("lnk")),
    (re.compile(rb"(?i)\s{0,99}<(?:hta:|job\b|scriptlet\b)"), "hta", _words("hta wsf sct")),
)
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,400}(?:<\?xml[^>]{0,200}>\s{0,99})?(?:<!--[^>]{0,300}>\s{0,99})?"
    rb"<(?:!doctype\s{1,9}(?:html|svg)|html|svg|script|body|iframe|head|meta)\b",
    re.IGNORECASE,
)
_RUNNING_ENDINGS = _words(
    """
    ade adp apk app appx bat chm cmd com cpl dll dmg exe gadget hta htm html iso img ins isp jar js jse jnlp
    lnk mht mhtml mjs msc msi msp pht phtml php pif ps1 psm1 reg scf scr sct sh shb shtml svg svgz swf url
    vb vbe vbs vhd ws wsc wsf wsh xhtml xht xll xml xsl xslt
    """
)
OCTETS = "application/octet-stream"
_HARMLESS = _words(
    """
    application/pdf application/zip application/gzip application/x-gzip application/x-7z-compressed
    application/x-tar application/json application/rtf application/msword application/vnd.ms-excel
    application/vnd.ms-powerpoint application/vnd.ms-outlook application/ics application/pgp-signature
    application/pkcs7-signature application/x-pkcs7-signature application/pkcs7-mime
    application/x-pkcs7-mime message/rfc822 message/delivery-status text/plain text/csv text/calendar
    text/vcard text/x-vcard text/rtf text/markdown text/x-log text/x-diff text/x-patch text/rfc822-headers
    """
)
_HARMLESS_KINDS = (
    "image/",
    "audio/",
    "video/",
    "font/",
    "application/vnd.openxmlformats-",
    "application/vnd.oasis.",
)
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "text/plain": "txt",
    "text/html": "html",
    "text/csv": "csv",
    "text/calendar": "ics",
    "application/ics": "ics",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
    "message/rfc822": "eml",
    "message/global": "eml",
    "application/rtf": "rtf",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "video/mp4": "mp4",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/pgp-signature": "asc",
    "application/pkcs7-signature": "p7s",
    "application/x-pkcs7-signature": "p7s",
    "application/pkcs7-mime": "p7m",
    "application/x-pkcs7-mime": "p7m",
    "message/delivery-status": "txt",
    "text/rfc822-headers": "txt",
    "application/ms-tnef": "dat",
    "image/svg+xml": "svg",
    "message/disposition-notification": "txt",
    "message/feedback-report": "txt",
    "application/json": "json",
}
FIRST_BYTES = 1_000  # of the content that are looked at


def safe_name(sent: str, media_type: str, number: int, first_bytes: bytes, limit: int) -> str:
    """A name to show and to pass on, never empty, at most `limit` characters.

    `sent`: as the mail has it, decoded, "" when it has none. `number`: the attachment's place, for one
    without a name. `first_bytes`: of its content; a program called "invoice.pdf" becomes "invoice.pdf.exe".
    """
    name = _without_path(clean_line(sent))
    ending = _honest_ending(name, first_bytes)
    if not name:
        kind = media_type.partition("/")[0]
        word = "image" if kind == "image" else "message" if kind == "message" else "attachment"
        name = f"{word}-{number}" if ending else f"{word}-{number}.{_ENDINGS.get(media_type, 'bin')}"
    if _DEVICE.match(name):
        name = "_" + name
    return _shortened(name, limit - len(ending)) + ending


def safe_type(media_type: str, name: str, first_bytes: bytes) -> str:
    """The type to pass the content on as: what a client might run or render as a page is octets only."""
    harmless = media_type in _HARMLESS or media_type.startswith(_HARMLESS_KINDS)
    if not harmless or "svg" in media_type or extension(name) in _RUNNING_ENDINGS:
        return OCTETS
    if _MARKUP.match(first_bytes) or any(pattern.match(first_bytes) for pattern, _, _ in _RUNS):
        return OCTETS
    return media_type


def extension(name: str) -> str:
    """The ending in lower case without its dot, "" when there is none."""
    found = _EXTENSION.search(name)
    return found[1].lower() if found else ""


def _without_path(name: str) -> str:
    if _PATH.search(name):
        name = _SEPARATORS.split(name.rstrip("/\\"))[-1]
    # Windows forgets dots and blanks at the end, so "x.exe." would be "x.exe" there
    return _SEPARATORS.sub("_", name).strip().rstrip(". ").lstrip(".") if name.strip(". ") else ""


def _honest_ending(name: str, first_bytes: bytes) -> str:
    for pattern, ending, honest in _RUNS:
        if pattern.match(first_bytes):
            return "" if extension(name) in honest | _RUNNING_ENDINGS else "." + ending
    return ""


def _shortened(name: str, limit: int) -> str:
    if len(name) <= limit:
        return name
    found = _EXTENSION.search(name)
    ending = found[0] if found else ""
    return name[: limit - len(ending)].rstrip() + ending
