"""The names under which the desk keeps single values in the table `state`, in one place so that none is used twice."""

OPEN_SINCE, LAST_READ, LAST_SENT = "open since", "last read", "last sent"
LAST_LOOKED = "last looked"  # into the mailbox, whether or not there was mail to read
REFUSED_SINCE = "refused since"  # a mail's UIDVALIDITY and UID, and when the server first didn't hand it out
CANARY, CANARY_SENT_AT, CANARY_BACK = "canary", "canary sent at", "canary back"


def released_key(sha256: str) -> str:
    """Set when a person let this mail out of quarantine, until it is read again."""
    return f"released {sha256}"
