"""Life: what happens in the company; by lot, and as people do it: typed and pressed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from random import Random

from bot import Role
from bot.runtime.incoming import Called, Incoming, Ref
from bot.testing import WORKSPACE, Member, Team
from tests.years import founding, records
from tests.years.heard import Heard, numbers
from tests.years.souls import COMPANY, DAY, PLACES, WEEK, Soul, Souls, clock, monday_of

TEAM, ANEW = 8, timedelta(days=180)
# What can be switched off, by what the button says; and which of our kinds that is.
SWITCHES = {
    "The Friday question": "kudos.gratitude",
    "The question about a colleague": "kudos.colleague",
    "With whom you have coffee": "coffee.introduce",
    "The reminder of coffee": "coffee.halfway",
    "The question whether you met": "coffee.ask",
    "The words of your first ninety days": "belonging.welcome",
    "What you can do as a buddy": "belonging.buddy",
    "Who starts with you": "belonging.manager",
    "A colleague’s birthday": "celebrations.write",
    "Whether your days are celebrated": "celebrations.offer",
    "The reminder of the pulse": "pulse.remind",
}
QUIET = ((7, 12), (13, 17), (6, 16), (20, 8), (22, 7))
IDEAS = (
    "A rack for bicycles behind the gate",
    "Shorter meetings on Wednesday afternoons",
    "Warm soup in the canteen all winter",
)
HOW = ("channel", "private")
SAID = (*HOW, "silence")
WANTS = {"coffee": 0.4, "days": 0.4, "help": 0.1, "quiet": 0.1}
HALF, FEW, MANY = 0.5, 100, 1000
# Of more people than this no more happens in a week: each thing is typed by somebody.
STIRRED = 2000


class Life:
    """A company, its people, the zones they live in as `places`, and how much they `stir`."""

    def __init__(self, team: Team, people: int, places: Sequence[str], stir: float) -> None:
        self.team, self.random = team, Random(people)
        self.souls = Souls()
        self.bosses: list[Soul] = []
        self.done: defaultdict[str, int] = defaultdict(int)
        self.manager = team.member("Marco Manca", role=Role.CM)
        self.people, self.places, self.stir = people, places, stir
        self.shares = [PLACES[zone][0] for zone in places]

    def begin(self, before: date) -> None:
        """Everybody is there before Piazza is, and some say at once what they want."""
        for _ in range(self.people):
            self._born(before - timedelta(days=self.random.randint(200, 8000)))
        everybody = list(self.souls.values())
        self._tell(everybody)
        silently = self.people > MANY
        for want, part in WANTS.items():
            for one in everybody:
                if self.random.random() < part:
                    self._want(one, want, silently=silently)
        if silently:
            founding.store(self.team, self.souls)
        self._give_ideas(IDEAS if self.people > FEW else ())

    def _want(self, one: Soul, want: str, *, silently: bool) -> None:
        """Let somebody say what they want; of very many it is only true, and stored later."""
        if want == "coffee":
            one.coffee = True
        elif want == "days":
            one.chose, one.birthday = True, self.random.choice(HOW)
            one.chosen = self.team.now
            # A first day that is still to come is refused.
            today = one.local(self.team.now).date()
            one.jubilee = one.started if one.started <= today else None
            one.anniversary, one.wishes = self.random.choice(SAID), self.random.random() < HALF
            one.anniversary = one.anniversary if one.jubilee else "silence"
        elif want == "help":
            one.helps = True
        else:
            one.quiet = self.random.choice(QUIET)
        if not silently:
            self._says(one, want)

    def _says(self, one: Soul, want: str) -> None:
        """Let somebody type what is true of them."""
        who = self.member(one)
        if want == "coffee":
            word = "join" if one.coffee else "leave"
            who.types(f"/coffee {word}", mentions=False)
        elif want == "help":
            word = "join" if one.helps else "leave"
            who.types(f"/piazza buddy {word}", mentions=False)
        elif want == "days":
            self._celebrates(one)
        else:
            start, end = (f"{hour:02}:00" for hour in one.quiet) if one.quiet else ("", "")
            form = who.presses("Change", on=who.types("/piazza settings", mentions=False))
            who.fills(form, quiet_from=start, quiet_until=end)

    def _give_ideas(self, words: Iterable[str]) -> None:
        """Let some see to ideas, of which nothing is heard any more."""
        for idea in words:
            self.member(self.anybody()).types(f"/idea {idea}")
            card, one = self.team.channel("#ideas")[-1], self.anybody()
            more = self.manager.presses("More", on=card)
            form = self.manager.presses("Name who sees to it", on=more)
            self.manager.fills(form, owner=self.member(one))

    def _born(self, started: date) -> Soul:
        number = len(self.souls) + 100
        [zone] = self.random.choices(self.places, self.shares)
        born = (self.random.randint(1, 12), self.random.randint(1, 28))
        team = f"T{len(self.souls) // TEAM if started < self._today() else self._any_team()}"
        if len(self.souls) % TEAM == 0 and started < self._today():
            boss = None
        else:
            boss = self.random.choice(self.bosses)
        one = Soul(number, zone, PLACES[zone][1], started, born, team, boss)
        if boss is None:
            self.bosses.append(one)
        self.souls[number] = one
        return one

    def _any_team(self) -> int:
        return self.random.randrange(max(1, self.people // TEAM))

    def _today(self) -> date:
        return self.team.now.astimezone(clock(COMPANY)).date()

    def _tell(self, some: Sequence[Soul]) -> None:
        records.tell(self.team, some)

    def member(self, one: Soul) -> Member:
        """Somebody, to play."""
        return records.member(self.team, one)

    # What people do.

    def joins_coffee(self, one: Soul) -> None:
        """Take part in coffee."""
        one.coffee, one.coffee_rests = True, None
        self._says(one, "coffee")

    def leaves_coffee(self, one: Soul) -> None:
        """Take part no more."""
        one.coffee, one.coffee_rests = False, None
        self._says(one, "coffee")

    def rests_from_coffee(self, one: Soul) -> None:
        """Rest for two weeks."""
        if one.coffee:
            self.member(one).types("/coffee snooze #2", mentions=False)
            one.coffee_rests = self._today() + 2 * WEEK

    def shuns(self, one: Soul) -> None:
        """Avoid somebody, whoever they sat with last if anybody."""
        other = self.souls[one.seated[1][0]] if one.seated and one.seated[1] else self.anybody()
        if other is not one and other.here:
            self._names(one, "coffee", "avoid ", other)
            one.shuns.add(other.number)

    def has_birthday(self, one: Soul) -> None:
        """Choose how their days are celebrated."""
        self._want(one, "days", silently=False)

    def wants_no_birthday(self, one: Soul) -> None:
        """Have nothing celebrated any more."""
        if one.chose:
            one.birthday = one.anniversary = "silence"
            one.wishes = False
            self._says(one, "days")

    def _celebrates(self, one: Soul) -> None:
        who = self.member(one)
        told = who.fills(
            who.types("/piazza birthday", mentions=False),
            day=str(one.born[1]),
            month=str(one.born[0]),
            how=one.birthday,
            wishes="yes" if one.wishes else "no",
            started=one.jubilee.isoformat() if one.jubilee else "",
            anniversary=one.anniversary,
        )
        assert told.answer.form is None, "what they want is not taken"

    def helps(self, one: Soul) -> None:
        """Be there as a buddy, or no more."""
        one.helps = not one.helps
        self._says(one, "help")

    def thanks(self, one: Soul) -> None:
        """Thank somebody."""
        other = self.anybody()
        if other is not one:
            self._names(one, "kudos", "", other, " thank you for the patient review of it")
            one.thanked = self.team.now

    def switches(self, one: Soul) -> None:
        """Have something no more, or have it again; the page says what there is for them."""
        who = self.member(one)
        page = who.types("/piazza settings", mentions=False)
        shown = [label for label in page.shown.buttons if label.partition(": ")[2] in SWITCHES]
        label = self.random.choice(shown)
        who.presses(label, on=page)
        one.without ^= {SWITCHES[label.partition(": ")[2]]}

    def rests(self, one: Soul) -> None:
        """Want nothing unasked for a week."""
        who, today = self.member(one), one.local(self.team.now).date()
        if not one.resting(today):
            who.presses("Nothing for a week", on=who.types("/piazza settings", mentions=False))
            one.rests = today + WEEK

    def wants_quiet(self, one: Soul) -> None:
        """Choose quiet hours, or none."""
        one.quiet = self.random.choice((*QUIET, None))
        self._says(one, "quiet")

    def moves(self, one: Soul) -> None:
        """Be somewhere else, be it over the date line."""
        one.zone = self.random.choice([zone for zone in self.places if zone != one.zone])
        one.moved = self.team.now
        records.show(self.team, [one])

    def leaves(self, one: Soul) -> None:
        """Work here no longer."""
        one.here = False
        records.show(self.team, [one])

    def comes_back(self, _one: Soul) -> None:
        """Somebody who left works here again, from tomorrow on."""
        away = [one for one in self.souls.values() if not one.here]
        if away:
            one = self.random.choice(away)
            fresh = one.local(self.team.now).date() + DAY
            # Who has begun a journey not long ago does not begin another.
            if one.first is None or not one.steps or fresh >= one.first + ANEW:
                one.steps, one.new, one.since = [], True, self.team.now
                one.stopped, one.first = False, fresh
            one.here, one.started, one.stirred = True, fresh, self.team.now
            one.back = self.team.now
            self._tell([one])

    def hires(self, _one: Soul) -> None:
        """Somebody starts in a few days."""
        start = self._today() + self.random.randint(2, 6) * DAY
        one = self._born(start)
        one.new, one.first, one.since = True, start, self.team.now
        self._tell([one])

    def anybody(self) -> Soul:
        """Somebody who works here."""
        while True:
            one = self.souls[100 + self.random.randrange(len(self.souls))]
            if one.here:
                return one

    def _names(self, one: Soul, command: str, before: str, other: Soul, after: str = "") -> None:
        key = f"key-{next(self.team.numbers)}"
        said = tuple(word for word in (before, Ref(other.id, other.name), after) if word)
        what = Called(command, said)
        self.team.hand_in(Incoming(WORKSPACE, key, one.id, what, "C1"))

    # What happens when.

    @property
    def acts(self) -> Sequence[tuple[Callable[[Soul], None], float]]:
        """What happens, and to how many of a hundred in a week."""
        return (
            (self.hires, 1.0),
            (self.leaves, 0.8),
            (self.comes_back, 0.3),
            (self.moves, 3.0),
            (self.switches, 1.5),
            (self.rests, 1.0),
            (self.wants_quiet, 0.5),
            (self.joins_coffee, 0.8),
            (self.leaves_coffee, 0.5),
            (self.rests_from_coffee, 0.5),
            (self.shuns, 0.7),
            (self.has_birthday, 0.4),
            (self.wants_no_birthday, 0.2),
            (self.helps, 0.3),
            (self.thanks, 3.0),
        )

    def drawn(self, ticks: Sequence[datetime]) -> dict[datetime, list[Callable[[Soul], None]]]:
        """What happens in a week, each before one of its ticks."""
        found: dict[datetime, list[Callable[[Soul], None]]] = defaultdict(list)
        for act, often in self.acts:
            mean = self.stir * often * min(self.people, STIRRED) / 100
            count = int(mean) + (self.random.random() < mean % 1)
            for _ in range(count):
                found[self.random.choice(ticks)].append(act)
        return found

    def happens(self, acts: Iterable[Callable[[Soul], None]]) -> None:
        """Let some of it happen."""
        for act in acts:
            one = self.anybody()
            if act == self.leaves and one in self.bosses:
                continue
            act(one)
            self.done[act.__name__] += 1
            if act != self.thanks:
                one.stirred = self.team.now

    def answers(self, one: Soul, heard: Heard) -> None:
        """Some press at once what is on a card."""
        pressed = [label for label in heard.card.buttons if self.random.random() < 0.15]
        for label in pressed[:1]:
            if label == "We met":
                one.answered = monday_of(one.local(self.team.now).date())
            elif label == "No more of these":
                one.stopped = True
            elif label == "Don’t ask me for lines":
                one.never = True
            elif label.startswith("I can’t for"):
                one.declined |= set(numbers(label))
            else:
                continue
            self.member(one).presses(label, on=heard.card)
