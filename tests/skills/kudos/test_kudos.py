"""Stories about thanking."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from bot import Kind, Role
from bot.runtime.clock import Clock
from bot.runtime.incoming import Incoming, Picked, Pressed
from bot.testing import WORKSPACE, Member, Shown, Team
from handlers.slack.views import view
from skills.kudos import KudosSettings, skill
from tests.skills.weekly import everything

WHY = "for the patient review on a busy Monday"


def test_a_thank_you_is_posted_and_reaches_everybody_thanked(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    reply = bob.types(f"/kudos @anna and @carl #quality {WHY}")
    assert reply.text == (
        "Thank you for thanking Anna Neri and Carl Jung! It goes to #kudos."
        " You can give 4 more today."
    )
    [posted] = team.channel("#kudos")
    assert posted.text == f"Bob Ross thanks Anna Neri and Carl Jung\n{WHY}\nValue: quality"
    assert ann.inbox[-1].text == f"Bob Ross ti ringrazia:\n{WHY}"
    assert carl.inbox[-1].text == f"Bob Ross thanks you:\n{WHY}"


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(
    team: Team, bob: Member, ann: Member
) -> None:
    form = bob.types("/kudos @anna thank you")
    assert form.problems == {"message": "Please write at least 20 characters. You have 9."}
    again = bob.fills(form, message="still too short")
    assert again.problems == {"message": "Please write at least 20 characters. You have 15."}
    kept = {one.spec.name: one.value for one in again.form.fields if one.value}
    assert kept == {
        "to": [ann.id],
        "message": "still too short",
        "how": "public",
        "signed": "signed",
        "first": "say_now",
    }
    assert "Anna Neri" in bob.fills(again, message=WHY).text
    assert len(team.channel("#kudos")) == 1


def test_the_bare_command_opens_an_empty_form_without_reproach(bob: Member, ann: Member) -> None:
    form = bob.types("/kudos")
    assert form.problems == {}
    assert form.form.fields[0].label == "Whom do you thank?"
    [message] = [one for one in form.form.fields if one.spec.name == "message"]
    assert (message.hint, message.least) == ("", "At least 20 characters.")
    [asked] = [one for one in view(form.form)["blocks"] if one["block_id"] == "field:message"]
    assert asked["hint"]["text"] == "At least 20 characters."
    assert "Anna" in bob.fills(form, to=[ann], message=WHY).text


def test_an_unclear_name_opens_the_form_and_says_which(
    team: Team, bob: Member, ann: Member
) -> None:
    team.member("Anna Bianchi")
    form = bob.types(f"/kudos @Anna {WHY}", mentions=False)
    assert form.problems == {
        "to": "I’m not sure who you mean by Anna. Please choose from the list."
    }
    assert "Anna Neri" in bob.types(f"/kudos @Anna Neri {WHY}", mentions=False).text


def test_people_named_in_the_reason_are_not_thanked(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    bob.types("/kudos @anna for showing @carl how the press works")
    [posted] = team.channel("#kudos")
    assert posted.text.startswith("Bob Ross thanks Anna Neri\n")
    assert "for showing @Carl Jung how the press works" in posted.text
    assert carl.inbox == []


def test_thanking_oneself_is_refused_and_can_be_mended(
    team: Team, bob: Member, ann: Member
) -> None:
    reply = bob.types(f"/kudos @bob {WHY}")
    assert "thanking yourself does not count" in reply.text
    assert WHY in reply.text
    form = bob.presses("Change and send", on=reply)
    bob.fills(form, to=[ann])
    assert len(team.channel("#kudos")) == 1


def test_guests_are_thanked_only_where_they_may_take_part(team: Team, bob: Member) -> None:
    team.member("Gus", kind=Kind.GUEST)
    assert "Thanks go to colleagues here" in bob.types(f"/kudos @gus {WHY}").text
    assert team.channel("#kudos") == []


@pytest.mark.parametrize("kind", [Kind.BOT, Kind.STRANGER])
def test_bots_and_strangers_are_not_thanked(team: Team, bob: Member, kind: Kind) -> None:
    team.member("Robby", kind=kind)
    assert "Thanks go to colleagues here" in bob.types(f"/kudos @robby {WHY}").text
    assert team.channel("#kudos") == []


@pytest.mark.parametrize(
    ("kind", "active"),
    [(Kind.BOT, True), (Kind.STRANGER, True), (Kind.GUEST, True), (Kind.MEMBER, False)],
)
def test_outsiders_can_do_nothing(team: Team, ann: Member, kind: Kind, active: bool) -> None:
    outsider = team.member("Otto", kind=kind, active=active)
    assert "for the members of this organisation" in outsider.types(f"/kudos @anna {WHY}").text
    assert team.channel("#kudos") == []


def test_guests_may_thank_where_the_company_lets_them(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, company={"guests": True})
    team.member("Anna")
    guest = team.member("Gus", kind=Kind.GUEST)
    assert "Anna" in guest.types(f"/kudos @anna {WHY}").text


def test_five_a_day_in_the_givers_own_zone(team: Team, ann: Member) -> None:
    kim = team.member("Kim", zone="Asia/Tokyo")
    for left in (4, 3, 2, 1):
        assert f"give {left} more" in kim.types(f"/kudos @anna {WHY}").text
    assert kim.types(f"/kudos @anna {WHY}").text.endswith("That was your last for today.")
    refused = kim.types(f"/kudos @anna {WHY}")
    assert "all 5 thanks for today" in refused.text
    assert WHY in refused.text
    team.tick("2026-11-23 15:59")  # 23:59 in Tokyo
    assert "all 5 thanks" in kim.types(f"/kudos @anna {WHY}").text
    team.tick("2026-11-23 16:00")  # midnight in Tokyo
    assert "give 4 more" in kim.types(f"/kudos @anna {WHY}").text


@pytest.mark.parametrize("how", ["", "#privato ", "2026-12-24 ", "#privato 2026-12-24 "])
def test_the_last_of_a_day_is_told_as_the_last(team_of: Callable[..., Team], how: str) -> None:
    team = team_of(skill, settings={"kudos": KudosSettings(allowance=1)})
    ann, _ = team.member("Anna Neri", language="it"), team.member("Bob Ross")
    said = ann.types(f"/kudos @bob {how}{WHY}").text
    assert said.startswith("Grazie per aver ringraziato Bob Ross!")
    assert said.endswith(" Era l’ultimo per oggi.")


def test_a_cheer_counts_once_a_person_and_shows_for_all(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    bob.types(f"/kudos @anna {WHY}")
    [posted] = team.channel("#kudos")
    assert ann.presses("Cheer", on=posted).text == ""
    assert "1 colleague cheers." in posted.text
    assert carl.presses("Cheer", on=posted).text == ""
    assert "2 colleagues cheer." in posted.text
    assert "already" in carl.presses("Cheer", on=posted).text
    assert "cheering is for the others" in bob.presses("Cheer", on=posted).text
    assert "2 colleagues cheer." in posted.text


def test_the_shortcut_opens_the_form_with_the_author_in_it(bob: Member, ann: Member) -> None:
    form = bob.picks("thank_author", by=ann, text="Shipped it!")
    assert {one.spec.name: one.value for one in form.form.fields}["to"] == [ann.id]


def test_the_shortcut_says_at_once_when_nobody_can_be_thanked_for_a_message(
    team: Team, bob: Member
) -> None:
    robby, gus = team.member("Robby", kind=Kind.BOT), team.member("Gus", kind=Kind.GUEST)
    for author, why in (
        (bob, "thanking yourself does not count"),
        (robby, "choose one instead of Robby."),
        (gus, "choose one instead of Gus."),
    ):
        assert why in bob.picks("thank_author", by=author, text="Shipped it!").text
    by_an_app = Picked("thank_author", "", "Build 7 is green", "1.1")
    told = team.hand_in(Incoming(WORKSPACE, "event-1", bob.id, by_an_app, "C1"))
    assert told.text.startswith("No colleague whom Piazza knows has written this.")


def test_mine_shows_what_i_gave_and_received(bob: Member, ann: Member) -> None:
    bob.types(f"/kudos @anna {WHY}")
    assert ann.types("/kudos mine").text == (
        "I tuoi ringraziamenti. Questo messaggio lo vedi solo tu.\n"
        "Ricevuti\nRicevuti: 1\nDati: 0\nDisponibili oggi: 5\n"
        f"23 novembre, Bob Ross: {WHY}"
    )
    assert "Given: 1" in bob.types("/kudos mine").text


def test_of_many_thanks_mine_shows_the_latest_and_says_of_how_many(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, settings={"kudos": KudosSettings(allowance=9)})
    bob, ann = team.member("Bob Ross"), team.member("Anna Neri", language="it")
    for number in range(1, 7):
        bob.types(f"/kudos @anna for the patient review, {number} of six")
    bobs, anns = bob.types("/kudos mine").text, ann.types("/kudos mine").text
    assert "Given – the latest 5 of 6\n" in bobs
    assert "23 November, to Anna Neri: for the patient review, 6 of six" in bobs
    assert "Ricevuti – gli ultimi 5 di 6\n" in anns
    assert "23 novembre, Bob Ross: for the patient review, 2 of six" in anns
    assert ", 1 of six" not in bobs + anns


def test_on_friday_those_who_thanked_nobody_are_asked_in_their_own_afternoon(
    team: Team, bob: Member, ann: Member
) -> None:
    kim = team.member("Kim", zone="America/New_York")
    bob.types(f"/kudos @anna {WHY}")
    team.tick("2026-11-27 15:01")
    assert "Chi ha reso" in ann.inbox[-1].text
    assert (bob.inbox, kim.inbox) == ([], [])
    team.tick("2026-11-27 21:01")  # 15:01 in New York
    assert "Who made your week a little better, Kim?" in kim.inbox[-1].text
    form = kim.presses("Thank somebody", on=kim.inbox[-1])
    assert "Anna" in kim.fills(form, to=[ann], message=WHY).text
    team.tick("2026-11-27 22:00")
    assert len(kim.inbox) == 1


def test_who_thanks_in_the_last_minute_is_not_asked(team: Team, bob: Member, ann: Member) -> None:
    team.now = team.moment("2026-11-27 15:00")
    team.run(team.app.rounds.plan())
    bob.types(f"/kudos @anna {WHY}")
    team.tick("2026-11-27 15:01")
    assert bob.inbox == []


def test_the_friday_digest_tells_stories_and_ranks_nobody(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types(f"/kudos @anna #teamwork {WHY}")
    ann.types("/kudos @bob perché sei sempre disponibile con tutti")
    team.tick("2026-11-27 16:01")
    digest = team.channel("#kudos")[-1]
    assert digest.text == (
        "This week we thanked each other 2 times. Some of the stories:\n"
        "teamwork – 1 thank-you\n"
        "For something else – 1 thank-you\n"
        f"To Anna Neri: {WHY}\n"
        "To Bob Ross: perché sei sempre disponibile con tutti"
    )
    assert digest.buttons == ["Thank somebody"]


def test_a_silent_week_is_not_held_against_anybody(team: Team, bob: Member) -> None:
    team.tick("2026-11-27 16:01")
    assert team.channel("#kudos") == []


def test_forgetting_erases_what_was_given_received_and_cheered(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    bob.types(f"/kudos @anna {WHY}")
    bob.types("/kudos @anna and @carl for carrying the heavy boxes")
    ann.types("/kudos @bob per avermi aiutata con i conti")
    [first, *_] = team.channel("#kudos")
    carl.presses("Cheer", on=first)
    reply = ann.types("/piazza whatyouknow")
    assert WHY in reply.text
    ann.presses("Cancellami", on=ann.types("/piazza forgetme"))
    assert "heavy boxes" in carl.types("/kudos mine").text
    assert "Somebody: –" in bob.types("/kudos mine").text
    assert "no longer there" in carl.presses("Cheer", on=first).text


def test_the_community_manager_reads_it_on_monday(team_of: Callable[..., Team]) -> None:
    from skills.cm import skill as cm

    team = team_of(skill, cm)
    bob, ann = team.member("Bob"), team.member("Ann")
    marco = team.member("Marco", language="it", role=Role.CM)
    bob.types(f"/kudos @ann {WHY}")
    ann.types(f"/kudos @bob {WHY}")
    team.tick("2026-11-30 09:01")
    digest = everything(marco)
    assert "Ringraziamenti fatti: 2 (settimana precedente: 0)" in digest.text
    assert digest.card.picture is not None
    assert "In tutto 2; il giorno con più ringraziamenti: 23 novembre (2)." in (
        digest.card.picture.alt
    )


def test_on_a_day_the_company_is_closed_nobody_is_asked(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, company={"closures": ["2026-11-27"]})
    kim = team.member("Kim")
    team.tick("2026-11-27 15:01")
    assert kim.inbox == []
    team.tick("2026-12-04 15:01")
    assert len(kim.inbox) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"allowance": 0}, {"values": ["#trust"]}, {"values": ["x" * 76]}, {"channel": "kudos"}],
)
def test_settings_that_could_not_work_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        KudosSettings.model_validate(wrong)


def test_cheers_at_the_same_moment_all_show(team: Team, bob: Member, ann: Member) -> None:
    crowd = [team.member(f"P{number}") for number in range(8)]
    team.app.clock = team.app.courier.clock = Clock()

    async def cheer_all(on: Shown, key: str) -> None:
        press = Pressed(on.card.buttons[0].token, on.place)
        events = [Incoming(WORKSPACE, f"{key}/{one.id}", one.id, press) for one in crowd]
        await asyncio.gather(*(team.app.handle(event) for event in events))
        await team.app.engine.idle()

    for number in range(5):
        bob.types(f"/kudos @anna {WHY}")
        posted = team.channel("#kudos")[-1]
        team.run(cheer_all(posted, str(number)))
        assert "8 colleagues cheer." in posted.text


# ---- Reactions and the home ----


def test_a_reaction_to_the_card_is_a_cheer_and_counts_once(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    bob.types(f"/kudos @anna {WHY}")
    [posted] = team.channel("#kudos")
    assert carl.reacts("tada", on=posted).text == ""
    assert "1 colleague cheers." in posted.text
    assert carl.reacts("tada", on=posted).text == "You have cheered already. Once is what counts."
    assert carl.presses("Cheer", on=posted).text == "You have cheered already. Once is what counts."
    assert bob.reacts("tada", on=posted).text.startswith("This is your own thank-you")
    assert "1 colleague cheers." in posted.text


def test_other_reactions_and_other_messages_mean_nothing(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    bob.types(f"/kudos @anna {WHY}")
    [posted] = team.channel("#kudos")
    [told] = ann.inbox
    elsewhere = Shown(posted.card, {"channel": "#kudos", "message": "nobody's"})
    nowhere = Shown(posted.card, {})
    for emoji, shown in (("heart", posted), ("tada", elsewhere), ("tada", nowhere), ("tada", told)):
        assert carl.reacts(emoji, on=shown).text == "", emoji
    assert "cheers" not in posted.text


def test_who_may_not_take_part_cannot_cheer_by_a_reaction(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types(f"/kudos @anna {WHY}")
    [posted] = team.channel("#kudos")
    robot = team.member("Robot", kind=Kind.BOT)
    gone = team.member("Gina Gone", active=False)
    for one in (robot, gone):
        one.reacts("tada", on=posted)
    assert "cheers" not in posted.text


def test_the_home_shows_the_own_thanks_and_the_way_to_give_one(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types(f"/kudos @anna {WHY}")
    thanks, helping = ann.home
    assert thanks.text == "I tuoi ringraziamenti\nRicevuti: 1\nDati: 0\nDisponibili oggi: 5"
    assert "/kudos" in helping.text
    assert ann.presses(thanks.buttons[0], on=thanks).form.title
