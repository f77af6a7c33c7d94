"""Figures for Prometheus on 127.0.0.1, asked from the database at each scrape. No addresses, no subjects.

Only what an index answers at once: a scrape costs the same however large the database is.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from frontdesk.access_state import good_until, secret_expiry, sign_in
from frontdesk.db import counts, outbox_view, state
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.store import Store
from frontdesk.desk import LAST_SENT, last_read
from frontdesk.log import get_log
from frontdesk.rules.model import Status
from frontdesk.settings.load import Settings
from frontdesk.settings.ways import Way
from frontdesk.wiring import utc_now

PORT_TRIED_EVERY = 5.0  # seconds


class MissingLibrary(Exception):
    """METRICS_PORT is set, and prometheus-client isn't installed. Trying again doesn't help."""


def serve_metrics(settings: Settings) -> None:
    """Answer at http://127.0.0.1:METRICS_PORT/metrics, in a thread that ends with the process.

    A port that another program has is tried again: a desk that stands by on this machine gets it when it takes over.
    """
    os.environ.setdefault("PROMETHEUS_DISABLE_CREATED_SERIES", "True")
    try:
        from prometheus_client import CollectorRegistry, start_http_server
    except ImportError:
        raise MissingLibrary("METRICS_PORT needs `pip install 'frontdesk[metrics]'`") from None
    registry = CollectorRegistry()
    registry.register(DeskCollector(settings))
    port = settings.metrics_port or 0

    def start() -> None:
        start_http_server(port, addr="127.0.0.1", registry=registry)

    def start_in_the_end() -> None:
        while True:
            time.sleep(PORT_TRIED_EVERY)
            try:
                return start()
            except OSError:
                pass

    try:
        start()
    except OSError as error:
        remedy = "Another frontdesk has METRICS_PORT, or another program: give it another. It is tried again."
        get_log().warning("metrics.away", why=f"port {port}: {error}", remedy=remedy)
        threading.Thread(target=start_in_the_end, name="metrics", daemon=True).start()


class DeskCollector:
    """What prometheus-client asks for the figures; each scrape comes in a thread of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        store = open_store(self._settings.database_url)
        try:
            for name, words, labels in (*figures(store), *access_figures(self._settings, store)):
                family = GaugeMetricFamily(
                    f"frontdesk_{name}", words, labels=[key for key, _ in labels[0][0]]
                )
                for keys, value in labels:
                    family.add_metric([text for _, text in keys], value)
                yield family
        finally:
            store.close()


Labelled = list[tuple[tuple[tuple[str, str], ...], float]]


def figures(store: Store) -> Iterator[tuple[str, str, Labelled]]:
    """Name, meaning, and the values by their labels."""
    in_outbox = outbox_view.counts(store)
    yield (
        "outbox_mails",
        "Mails in the outbox that aren't sent",
        [((("state", s),), n) for s, n in in_outbox.items()],
    )
    by_status = counts.requests(store)
    requests: Labelled = [
        ((("status", status.value),), float(by_status.get(status, 0)))
        for status in Status
        if status is not Status.CLOSED
    ]
    yield "requests", "Requests that aren't closed", requests
    yield "quarantine_mails", "Mails set aside for a person", [((), float(counts.quarantined(store)))]
    oldest = outbox_view.oldest_unsent(store)
    age = (utc_now() - oldest).total_seconds() if oldest else 0.0
    yield "oldest_unsent_seconds", "Age of the oldest mail that isn't sent", [((), age)]
    for name, at in (("last_read", last_read(store)), ("last_sent", state.get_time(store, LAST_SENT))):
        yield (
            f"{name}_timestamp_seconds",
            f"When mail was {name.replace('_', ' ')}",
            [((), at.timestamp() if at else 0.0)],
        )
    yield "mails_seen", "Mails ever seen", [((), float(counts.mails_seen(store)))]


def access_figures(settings: Settings, store: Store) -> Iterator[tuple[str, str, Labelled]]:
    """Of a desk that signs in by token: how long the token in hand and what gets it hold yet, in seconds."""
    if settings.way is Way.PASSWORD:
        return
    now = utc_now()
    until = good_until(settings, sign_in(settings, store), now)
    left = max(0.0, (until - now).total_seconds()) if until else 0.0
    yield "access_good_until_seconds", "How long the token in hand holds yet", [((), left)]
    if (secret := secret_expiry(settings)) is not None:
        ends = datetime(secret.day.year, secret.day.month, secret.day.day, tzinfo=UTC)
        yield (
            "secret_expires_seconds",
            "How long the desk's secret holds yet",
            [((), (ends - now).total_seconds())],
        )
