"""Themes: what people speak of, whatever the skill and the language they say it in."""
