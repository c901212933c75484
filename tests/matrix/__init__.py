"""The matrix: every way into Piazza, and who may take it."""
