"""Experiments: a nudge that some do not get for a while, so that it shows whether it helps."""
