"""Years of a company: who comes, goes, moves and opts out, and what an auditor makes of it."""
