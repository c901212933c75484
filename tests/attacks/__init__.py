"""Those who want to know who has answered, and what."""
