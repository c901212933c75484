"""What makes the skills run: one event, one handler, one transaction, then its effects."""
