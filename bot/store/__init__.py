"""Storage: a database that runs jobs, the base of its tables, and their migrations."""
