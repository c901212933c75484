"""The oracle: how a job asks a large language model, and what is let through of what it says."""
