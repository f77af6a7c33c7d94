"""When somebody spoke to a customer after a low rating, from the events that tell of it; and the way to the newest
ratings, which each morning's digest takes."""

STATEMENTS = (
    (
        "UPDATE cycle SET recovered_at = (SELECT min(event.at) FROM event WHERE event.request = cycle.request"
        " AND event.kind IN ('recovered', 'called') AND event.at >= cycle.rating_at)"
        " WHERE rating <= 2 AND rating_at IS NOT NULL AND recovered_at IS NULL"
    ),
    "CREATE INDEX cycle_rating_at ON cycle (rating_at) WHERE rating_at IS NOT NULL",
)
