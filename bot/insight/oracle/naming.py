"""Naming: which model the environment names, and what it lacks to name one."""

from __future__ import annotations

from bot.insight.oracle.model import Model, Nobody
from bot.insight.oracle.server import Server
from bot.runtime.secrets import Secrets


def model_of(secrets: Secrets) -> Model:
    """The model that is asked."""
    server = secrets.openai_api_key or secrets.openai_base_url
    if not (server and secrets.openai_model):
        return Nobody()
    return Server(secrets.openai_model, secrets.openai_api_key, secrets.openai_base_url)


def lacking(secrets: Secrets) -> str | None:
    """Which variable is missing for a model to be asked, in a line; None where none is.

    No reason not to start: many have such a key in their environment, for other programs.
    """
    server = secrets.openai_api_key or secrets.openai_base_url
    if server and not secrets.openai_model:
        there = "OPENAI_API_KEY" if secrets.openai_api_key else "OPENAI_BASE_URL"
        return (
            f"OPENAI_MODEL: is missing, and {there} is there; no model is asked until it is named"
        )
    if secrets.openai_model and not server:
        return "OPENAI_API_KEY: is missing, and OPENAI_MODEL is there; set it, or OPENAI_BASE_URL"
    return None
