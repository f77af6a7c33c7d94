"""The conditions by which many statements choose rows, word for word as the partial indexes have them: a database uses
such an index only for a statement that says the same.
"""

from __future__ import annotations

from frontdesk.rules.lifecycle import SETTLED as _SETTLED

SETTLED = "status IN (" + ", ".join(f"'{status}'" for status in sorted(_SETTLED, reverse=True)) + ")"
UNSETTLED = SETTLED.replace(" IN ", " NOT IN ")  # index request_unsettled
WAITS = "state IN ('waiting', 'deferred')"  # of a mail or of a recipient of it: index outbox_next
