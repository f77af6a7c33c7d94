"""What a mail asks in a storm, or of a customer with hundreds of requests, is answered by a few rows of an index."""

STATEMENTS = (
    # how much of one flood was kept back from a person lately, and about one request
    "CREATE INDEX collected_flood ON collected (person, category, flood, at)",
    "CREATE INDEX collected_request ON collected (person, request, at)",
    # whether a technician ever answered a customer
    "CREATE INDEX request_answered ON request (customer) WHERE first_response_at IS NOT NULL",
)
