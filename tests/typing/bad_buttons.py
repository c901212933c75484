"""Buttons that would not work when somebody presses them."""

# Functions whose body is of no interest here are written with three dots.
# mypy: disable-error-code="empty-body"

from __future__ import annotations

from pathlib import Path

from bot import Button, Card, Chat, Person, Role, Skill, t

skill = Skill("toy", home=Path(__file__).parent)


@skill.button
def cheer(chat: Chat, kudos_id: int) -> None: ...


@skill.button("rate")
def rate(chat: Chat, number: int, words: str) -> None: ...


@skill.button
def bare(chat: Chat) -> None: ...


def with_a_person(person: Person) -> None: ...


fine = [Button(t("a"), cheer, 1), Button(t("a"), rate, 1, "one"), Button(t("a"), bare)]

Button(t("a"), cheer)  # must fail
Button(t("a"), cheer, "1")  # must fail
Button(t("a"), cheer, 1, 2)  # must fail
Button(t("a"), cheer, None)  # must fail
Button(t("a"), rate, 1)  # must fail
Button(t("a"), rate, "one", 1)  # must fail
Button(t("a"), bare, 1)  # must fail
Button("a", bare)  # must fail
Button(t("a"), with_a_person)  # must fail
Button(t("a"), "cheer")  # must fail
Button(t("a"))  # must fail
Button(t("a"), cheer, kudos=1)  # must fail
Card(t("a"), buttons=Button(t("a"), bare))  # must fail
Card("a")  # must fail
Card(t("a"), lines=["a"])  # must fail
Card(t("a"), about="1")  # must fail


@skill.button  # must fail
def nobody_asks(person: Person) -> None: ...


@skill.button("answers")  # must fail
def answers(chat: Chat) -> str: ...


@skill.button("waits")  # must fail
async def waits(chat: Chat) -> None: ...


@skill.button("by_a_word", only="cm")  # must fail
def by_a_word(chat: Chat) -> None: ...


@skill.button("by_a_role", only=Role.CM)
def by_a_role(chat: Chat) -> None: ...
