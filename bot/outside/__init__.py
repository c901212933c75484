"""The world outside, as far as a job may read it."""
