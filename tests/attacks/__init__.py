"""Attacks on what people are promised: programs that try to find out who answered what."""
