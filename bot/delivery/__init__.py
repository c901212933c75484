"""What comes in once and goes out surely: inbox, occurrences, outbox, engine."""
