"""`piazza sample`: fill an empty database with the sample company."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.context import configured
from bot.runtime import assembly, discover
from bot.sample.company import FEWEST, MOST, PEOPLE, SEED, company_name

Count = Annotated[int, typer.Option(min=FEWEST, max=MOST, help="How many people work there.")]
Seed = Annotated[str, typer.Option(help="Another word makes other people and another history.")]


def sample(people: Count = PEOPLE, seed: Seed = SEED) -> None:
    """Fill an empty database with a sample company and half a year of its history.

    Of more than 1,000 people the first 1,000 act, and nudges of the past are not sent.
    """
    # Loaded here: the other commands need nothing of what plays a company.
    from bot.sample.filling import fill

    conf, skills = configured()
    platform = discover.load_platform("playground", conf)
    database = assembly.open_store(conf)
    try:
        told = fill(conf, skills, database, platform, people=people, seed=seed)
    finally:
        database.close()
    typer.echo(
        f"{company_name()}: {told.people} people, {told.weeks} weeks, {told.acts} acts"
        f" ({told.refused} refused by a rule); `piazza run --playground` opens it"
    )
