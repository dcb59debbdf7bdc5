"""Course packages into the database: check, list, and sync of `courses/` as immutable revisions."""
