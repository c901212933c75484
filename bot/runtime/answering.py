"""Answering: what an interaction led to, worded for the asker."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.asking import asking, fields_of
from bot.cards import Button, Card
from bot.people import Person
from bot.runtime import about
from bot.runtime.catalogue import Catalogue
from bot.runtime.house import House
from bot.runtime.incoming import Called, Incoming, Pressed, Reacted, Replied, Submitted
from bot.runtime.interaction import Interaction, Outcome, Rejected
from bot.runtime.opened import written
from bot.runtime.outgoing import (
    LOST,
    Answer,
    Home,
    Open,
    Recorded,
    Update,
    Whisper,
    WordedCard,
    WordedForm,
)
from bot.runtime.platform import Platform
from bot.runtime.seal import ANYONE, Seal
from bot.runtime.wording import TOKEN_LIMIT, Teller, raw_values
from bot.runtime.words import SLASH, Words
from bot.texts import Text, core

READERS = 10_000


class Answering:
    """Words answers in the asker's language, and keeps what was typed when something is wrong."""

    def __init__(
        self,
        house: House,
        catalogue: Catalogue,
        seal: Seal,
        platforms: Mapping[str, Platform],
    ) -> None:
        self.house = house
        self.catalogue = catalogue
        self.seal = seal
        self.platforms = platforms
        self._readers: dict[tuple[str, str], Person] = {}

    def teller(self, workspace: str, reader: Person | None, room: str) -> Teller:
        """Somebody who words things for a reader, or for everybody in a channel."""
        company = self.house.company
        language = reader.language if reader else company.languages[0]
        zone = reader.zone if reader else company.zone
        words = Words(self.catalogue, language, zone, room, self._slash(workspace))
        addressee = reader.id if reader else ANYONE
        return Teller(words, self.house.router, self.seal, workspace, addressee)

    def language_of(self, workspace: str, user: str) -> str | None:
        """The language of who has asked for something here lately; None for all others."""
        reader = self._readers.get((workspace, user))
        return reader.language if reader else None

    def _slash(self, workspace: str) -> str:
        platform = self.platforms.get(workspace.partition(":")[0])
        return platform.slash if platform else SLASH

    def outcome(self, interaction: Interaction, outcome: Outcome) -> Answer:
        """The answer to an interaction that went well."""
        teller = self._for_asker(interaction)
        card: Card | None = None
        form: Open | None = None
        home: Sequence[Card] = ()
        newer: Card | None = None
        for effect in outcome.effects:
            match effect:
                case Whisper():
                    card = effect.card
                case Recorded():
                    card = Card(core("ballot.recorded", until=effect.closes))
                case Open():
                    form = effect
                case Home():
                    home = effect.cards
                case Update():
                    newer = effect.card
        if form is not None:
            return self._opened(interaction.event, teller, form)
        in_form = isinstance(interaction.event.what, Submitted)
        close = teller.words.plain(core("form.close")) if in_form else ""
        return Answer(
            card=teller.card(card) if card else None,
            close=close,
            home=tuple(teller.card(one) for one in home),
            newer=self._newer(interaction, newer) if newer else None,
            lost=LOST if interaction.rule.reads else core("lost.done"),
        )

    def _newer(self, interaction: Interaction, card: Card) -> WordedCard | None:
        """A card as everybody will see it, if it is the one whose button was pressed."""
        event, skill = interaction.event, interaction.rule.skill
        if not isinstance(event.what, Pressed) or event.what.about != f"{skill}:{card.about}":
            return None
        return self.teller(event.workspace, None, skill).card(card)

    def refusal(self, interaction: Interaction, rejected: Rejected) -> Answer:
        """The answer to a refused interaction: what was wrong, with what was typed kept."""
        event, draft = interaction.event, interaction.draft
        if isinstance(event.what, Reacted | Replied) and rejected.outside:
            # Who does not take part answers what they read, not us.
            return Answer()
        if not isinstance(event.what, Submitted) or draft is None:
            # A form helps only where something in it can be changed.
            return self._private(interaction, rejected.text, draft if rejected.field else None)
        problems = dict(draft.problems)
        if rejected.field and rejected.field in fields_of(draft.form, draft.asks):
            problems[rejected.field] = rejected.text
        note = None if problems else rejected.text
        sent, teller = event.what, self._for_asker(interaction)
        if draft.anew and interaction.sealed:
            place = str(interaction.sealed.arguments[1])
            sent = replace(sent, token=self._token(teller, draft, place))
        return Answer(form=self._sent_again(teller, sent, draft, problems, note))

    def instead(self, interaction: Interaction, text: Text) -> Answer:
        """What the asker reads while there is no proper answer; everything typed is kept."""
        sent, form = interaction.event.what, interaction.rule.form
        if not isinstance(sent, Submitted) or form is None:
            return self._private(interaction, text, interaction.draft)
        draft = interaction.draft or Open(form)
        if asking(form) and not draft.asks:
            # What it asks nobody could look up, so it can't be drawn again.
            return self._private(interaction, text, None)
        return Answer(form=self._sent_again(self._for_asker(interaction), sent, draft, {}, text))

    def nothing_there(self, event: Incoming) -> Answer:
        """The answer to a button, form or command that nobody takes any more."""
        if isinstance(event.what, Reacted | Replied):
            return Answer()
        reader = self._readers.get((event.workspace, event.user))
        card = self._kept(event, self._why_not(event), None)
        return Answer(card=self.teller(event.workspace, reader, "bot").card(card))

    def _why_not(self, event: Incoming) -> Text:
        if not isinstance(event.what, Called):
            return core("gone")
        router, word = self.house.router, event.what.command
        helping = router.named(["piazza"])
        if meant := router.meant(word):
            near = router.named(meant)
            return core("no_such_command_near", words=word, near=near, help=helping)
        return core("no_such_command", words=word, help=helping)

    def _private(self, interaction: Interaction, text: Text, draft: Open | None) -> Answer:
        # Where there is no form, nothing was typed but the command's own words.
        form = interaction.rule.form
        keeps = form is not None and not form.sealed
        card = self._kept(interaction.event, text, draft) if keeps else Card(text)
        return Answer(card=self._for_asker(interaction).card(card))

    def _for_asker(self, interaction: Interaction) -> Teller:
        """Words for the asker; while the database is silent, for how they were last known."""
        event, sealed = interaction.event, interaction.sealed
        asker = interaction.asker
        if asker is not None:
            if len(self._readers) >= READERS:
                self._readers.clear()
            self._readers[event.workspace, event.user] = asker
        else:
            asker = self._readers.get((event.workspace, event.user))
        if asker is None and sealed and isinstance(event.what, Submitted):
            asker = Person(sealed.addressee, "", language=str(sealed.arguments[2]))
        return self.teller(event.workspace, asker, interaction.rule.skill)

    def _kept(self, event: Incoming, text: Text, draft: Open | None) -> Card:
        sealed = draft is not None and draft.form.sealed
        typed = event.what.again() if isinstance(event.what, Called) and not sealed else ""
        fits = draft is not None and not _too_long(draft, event.workspace)
        buttons = [self._reopening(draft, event.workspace)] if draft and fits else []
        words = core("kept", reason=text) if typed else text
        return Card(words, quote=typed, buttons=buttons)

    def _reopening(self, draft: Open, workspace: str) -> Button:
        key = self.house.router.taker(draft.form).key
        press = about.reopen_in_group if draft.in_group else about.reopen
        return Button(core("form.reopen"), press, key, _as_json(draft, workspace))

    def _opened(self, event: Incoming, teller: Teller, opened: Open) -> Answer:
        rule = self.house.router.taker(opened.form)
        token = self._token(teller, opened, event.channel or "")
        values = raw_values(opened.form, opened.values, event.workspace)
        settings = self.house.settings(rule.skill)
        form = teller.form(
            opened.form, token, values, settings, opened.problems, opened.note, opened.asks
        )
        late = self._kept(event, opened.note or _why_late(event, opened), opened)
        calm = opened.note is not None
        return Answer(form=replace(form, calm=calm), late=teller.card(late))

    def _token(self, teller: Teller, opened: Open, place: str) -> str:
        nonce, language = uuid.uuid4().hex, teller.words.language
        # It has to come back whatever is changed in the form, so it lies in the seal.
        mark = written(opened)
        key = self.house.router.taker(opened.form).key
        return teller.token(f"form:{key}", nonce, place, language, *mark)

    def _sent_again(
        self,
        teller: Teller,
        sent: Submitted,
        draft: Open,
        problems: Mapping[str, Text],
        note: Text | None,
    ) -> WordedForm:
        settings = self.house.settings(self.house.router.taker(draft.form).skill)
        return teller.form(
            draft.form, sent.token, sent.values, settings, problems, note, draft.asks
        )


def _why_late(event: Incoming, opened: Open) -> Text:
    """Why there is a button instead of the form: it was too slow, or none can open there."""
    if not isinstance(event.what, Called) or not event.what.aloud:
        return core("form.late")
    return next(iter(opened.problems.values()), core("form.aloud"))


def _as_json(draft: Open, workspace: str) -> str:
    # What was typed into a sealed form is nowhere but in the form.
    typed = {} if draft.form.sealed else draft.values
    values: dict[str, Any] = raw_values(draft.form, typed, workspace)
    if draft.concerns is not None:
        values[about.CONCERNS] = draft.concerns
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _too_long(draft: Open, workspace: str) -> bool:
    # Counted as the strictest platform counts, in units of UTF-16.
    token = json.dumps(_as_json(draft, workspace), ensure_ascii=False)
    return len(token.encode("utf-16-le", "surrogatepass")) // 2 > TOKEN_LIMIT - 100
