"""What the class, id or style of an HTML element tells about what stands in it: an older mail, a signature.

Mail clients mark both in their HTML whatever their language is. The text made of HTML gets the line that
plain text has in that place, so that `mailbox.replies` sees it. Quotes in <blockquote> need no such mark, and
containers that hold the writer's own answers as well (Gmail's "gmail_quote") must have none.
"""

from __future__ import annotations

OLDER_MAIL = "_" * 32  # what Outlook writes in its own plain text
SIGNATURE = "--"

_MOST = 1000  # characters of the attributes that are looked at

_MARKS = (
    # Outlook on the web, its header block, the desktop's, and the phones'
    ("divRplyFwdMsg", OLDER_MAIL),
    ("OutlookMessageHeader", OLDER_MAIL),
    ("border-top:solid #E1E1E1", OLDER_MAIL),
    ("border-top:solid #B5C4DF", OLDER_MAIL),
    ("border-top: solid #E1E1E1", OLDER_MAIL),
    ("border-top-color: rgb(229, 229, 229)", OLDER_MAIL),
    ("mail-editor-reference-message-container", OLDER_MAIL),
    ("ms-outlook-mobile-reference-message", OLDER_MAIL),
    ("ms-outlook-mobile-signature", SIGNATURE),
    ('id="Signature"', SIGNATURE),
    ("data-signatureblock", SIGNATURE),
    # Yahoo, Zimbra, Gmail, Thunderbird, Proton, Zoho, Tuta
    ("yahoo_quoted", OLDER_MAIL),
    ("__QUOTED_TEXT__", OLDER_MAIL),
    ("gmail_signature", SIGNATURE),
    ("moz-signature", SIGNATURE),
    ("protonmail_signature_block-user", SIGNATURE),
    ("zmail_signature", SIGNATURE),
)


def line_above(attributes: str) -> str:
    """The line that belongs above an element with these attributes, as they stand in its tag; mostly ""."""
    head = attributes[:_MOST]
    for mark, line in _MARKS:
        if mark in head:
            return line
    return ""
