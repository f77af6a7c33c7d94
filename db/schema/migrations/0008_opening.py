"""What opened a request: its ids and tokens hang on that, not on its number alone.

Requests from before have none; what was sent about them stays good.
"""

STATEMENTS = ("ALTER TABLE request ADD COLUMN opening TEXT NOT NULL DEFAULT ''",)
