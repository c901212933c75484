"""Stories about thanks that not everybody reads, and thanks without a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Role
from bot.testing import Member, Team
from skills.cm import skill as cm
from skills.kudos import KudosSettings, skill
from tests.skills.kudos.telling import WHY, all_that_is_read_by
from tests.skills.weekly import everything


def test_a_private_thank_you_is_read_by_whom_it_is_for_and_nowhere_else(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    reply = bob.types(f"/kudos @anna #private #quality {WHY}")
    assert reply.text == (
        "Thank you for thanking Anna Neri! Nobody else reads it. You can give 4 more today."
    )
    assert team.channel("#kudos") == []
    assert ann.inbox[-1].text == (
        f"Bob Ross ti ringrazia:\n{WHY}\nValore: quality\nLo legge solo chi è stato ringraziato."
    )
    assert ann.inbox[-1].buttons == ["Segnala al community manager"]
    assert f"Bob Ross, solo a te: {WHY}" in ann.types("/kudos mine").text
    assert WHY not in all_that_is_read_by(carl, team)


def test_private_is_said_in_ones_own_language(team: Team, bob: Member, ann: Member) -> None:
    ann.types(f"/kudos @bob #privato #anonimo {WHY}")
    assert team.channel("#kudos") == []
    assert bob.inbox[-1].text.startswith("A colleague thanks you:")


@pytest.mark.parametrize("tag", ["#privato", "#private", "#Privato"])
def test_private_is_understood_in_every_language(
    team: Team, bob: Member, ann: Member, tag: str
) -> None:
    bob.types(f"/kudos @anna {tag} #anonimo {WHY}")
    ann.types(f"/kudos @bob {tag} #anonymous {WHY}")
    assert team.channel("#kudos") == []
    assert ann.inbox[-1].text.startswith("Qualcuno in azienda ti ringrazia:")
    assert bob.inbox[-1].text.startswith(f"A colleague thanks you:\n{WHY}")


@pytest.mark.parametrize(
    ("typed", "english", "italian"),
    [
        ("#privat", "#privat here. Did you mean #private?", "Volevi dire #privato?"),
        ("#Priv,", "#Priv here. Did you mean #private?", "Volevi dire #privato?"),
        ("#privata", "#privata here. Did you mean #private?", "Volevi dire #privato?"),
        ("# privat", "# privat here. Did you mean #private?", "Volevi dire #privato?"),
        ("#anonim", "#anonim here. Did you mean #anonymous?", "Volevi dire #anonimo?"),
        ("#qualty", "#qualty here. Did you mean #quality?", "Volevi dire #quality?"),
        (
            "#anonymous#private",
            "#anonymous#private here. Did you mean #anonymous?",
            "Volevi dire #anonimo?",
        ),
        ("(#private)", "(#private) here. Did you mean #private?", "Volevi dire #privato?"),
        (
            "#xyz",
            "#xyz here. Leave the # out if it belongs to your words.",
            "#xyz non esiste qui. Togli il # se fa parte di quello che vuoi scrivere.",
        ),
    ],
)
def test_a_mistyped_tag_publishes_nothing_and_keeps_what_was_typed(
    team: Team, bob: Member, ann: Member, typed: str, english: str, italian: str
) -> None:
    carl = team.member("Carl Jung")
    asked = bob.types(f"/kudos @carl #quality {typed} {WHY}")
    assert asked.problems == {"message": f"There is no {english}"}
    assert ann.types(f"/kudos {typed} @carl {WHY}").problems["message"].endswith(italian)
    assert (team.channel("#kudos"), carl.inbox) == ([], [])
    kept = {one.spec.name: one.value for one in asked.form.fields}
    assert (kept["to"], kept["value"]) == ([carl.id], "quality")
    assert WHY in kept["message"]
    bob.fills(asked, message=WHY, how="private")
    assert team.channel("#kudos") == []
    assert f" thanks you:\n{WHY}" in carl.inbox[-1].text


@pytest.mark.parametrize(
    ("tags", "field", "said"),
    [
        ("#public #private", "how", "#public and #private"),
        ("#private #quality #public", "how", "#private and #public"),
        ("#signed #anonymous", "signed", "#signed and #anonymous"),
        ("#teamwork #quality", "value", "#teamwork and #quality"),
    ],
)
def test_of_two_tags_that_contradict_each_other_none_is_taken_silently(
    team: Team, bob: Member, ann: Member, tags: str, field: str, said: str
) -> None:
    asked = bob.types(f"/kudos @anna {tags} {WHY}")
    line = f"You wrote {said}, and only one of them can hold. Please choose it here."
    assert asked.problems == {field: line}
    kept = {one.spec.name: one.value for one in asked.form.fields}
    assert (kept["to"], kept["message"]) == ([ann.id], WHY)
    # Sent off unread, it is rather read by too few than by too many.
    assert kept["how"] == ("private" if field == "how" else "public")
    assert kept["signed"] == ("anonymous" if field == "signed" else "signed")
    aloud = bob.types(f"kudos @anna {tags} {WHY}", aloud=True)
    assert line in aloud.late.text
    assert f"{tags} {WHY}" in aloud.late.text
    assert (team.channel("#kudos"), ann.inbox) == ([], [])
    bob.fills(asked, value="quality")
    assert len(ann.inbox) == 1


def test_it_is_said_in_italian_too(team: Team, bob: Member, ann: Member) -> None:
    asked = ann.types(f"/kudos @bob #pubblico #privato {WHY}")
    line = "Hai scritto #pubblico e #privato, ma ne vale uno solo. Scegli qui quale."
    assert asked.problems == {"how": line}


@pytest.mark.parametrize(
    "words",
    [
        "for the patient review of #privat on Monday",
        "you are #1 in all that you do for us",
        "for everything, as ever #teamworks",
    ],
)
def test_a_hash_in_a_sentence_is_a_word(team: Team, bob: Member, ann: Member, words: str) -> None:
    bob.types(f"/kudos @anna {words}")
    assert words in team.channel("#kudos")[-1].text


def test_people_days_and_tags_stand_before_the_words_in_any_order(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    for said in (
        "@anna, #quality e @carl #privat",
        "2026-12-24 @anna #privat",
        "🎉 @anna – #privat",
    ):
        assert "#private?" in bob.types(f"/kudos {said} {WHY}").problems["message"]
    assert team.channel("#kudos") == []


def test_nobody_cheers_a_private_thank_you(team: Team, bob: Member, ann: Member) -> None:
    bob.types(f"/kudos @anna #private {WHY}")
    assert ann.reacts("tada", on=ann.inbox[-1]).text == ""


def test_the_digest_is_silent_about_private_thanks(team: Team, bob: Member, ann: Member) -> None:
    bob.types(f"/kudos @anna #private #teamwork {WHY}")
    team.tick("2026-11-27 16:01")
    assert team.channel("#kudos") == []
    ann.types("/kudos @bob perché sei sempre disponibile con tutti")
    team.tick("2026-12-04 16:01")
    team.tick("2026-12-04 16:02")
    digest = team.channel("#kudos")[-1]
    assert WHY not in digest.text
    assert "teamwork" not in digest.text


def test_who_thanks_anonymously_is_named_to_nobody(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    reply = bob.types(f"/kudos @anna #anonymous {WHY}")
    assert reply.text.endswith("Your name is not shown.")
    [posted] = team.channel("#kudos")
    assert posted.text == f"A colleague thanks Anna Neri\n{WHY}"
    assert ann.inbox[-1].text == f"Qualcuno in azienda ti ringrazia:\n{WHY}"
    team.tick("2026-11-27 16:01")
    for reader in (ann, carl):
        read = all_that_is_read_by(reader, team)
        assert WHY in read
        assert "Bob" not in read


def test_a_cheer_of_their_own_does_not_give_them_away(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    bob.types(f"/kudos @anna #anonymous {WHY}")
    [posted] = team.channel("#kudos")
    assert carl.reacts("tada", on=posted).text == ""
    # Others see who reacts: a reaction that is not counted would say whose thanks these are.
    assert bob.reacts("tada", on=posted).text == ""
    assert posted.text.startswith("A colleague thanks Anna Neri")
    assert "2 colleagues cheer." in posted.text
    assert "already" in bob.presses("Cheer", on=posted).text


def test_who_thanked_anonymously_is_not_named_to_the_thanked_as_a_colleague(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types(f"/kudos @anna #anonymous {WHY}")
    for _ in range(20):
        team.tick("2026-12-02 11:01" if team.now.month == 11 else "2026-12-09 11:01")
    assert all("Bob" not in one.text for one in ann.inbox)


def test_the_giver_knows_their_own(team: Team, bob: Member, ann: Member) -> None:
    bob.types(f"/kudos @anna #anonymous #private {WHY}")
    assert f"to Anna Neri: {WHY}" in bob.types("/kudos mine").text
    known = bob.types("/piazza whatyouknow").text
    how = "(Monday 23 November 08:00; private and anonymous)"
    assert f"Thanks you gave: to Anna Neri: {WHY} {how}" in known
    known = ann.types("/piazza whatyouknow").text
    assert f"Ringraziamenti che hai ricevuto: {WHY} (lunedì" in known
    assert "Bob" not in known


def test_everybody_knows_whom_they_thanked(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    ann.types(f"/kudos @bob @carl {WHY}")
    ann.types(f"/kudos @bob 2026-12-24 {WHY}")
    team.group("support", [ann, carl])
    ann.types(f"/kudos @support {WHY}")
    known = ann.types("/piazza whatyouknow").text
    assert f"Ringraziamenti che hai fatto: a Bob Ross e Carl Jung: {WHY} (lunedì" in known
    assert f"fatto: a tutto il gruppo Support (Carl Jung): {WHY} (lunedì" in known
    assert f"che aspettano il loro giorno: a Bob Ross: {WHY} (giovedì 24" in known


@pytest.fixture
def office(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm, settings={"kudos": KudosSettings(flag_text=2)})


def test_only_where_something_is_flagged_and_only_to_the_manager_the_giver_is_named(
    office: Team,
) -> None:
    bob, ann = office.member("Bob Ross"), office.member("Anna Neri")
    cora = office.member("Cora", role=Role.CM)
    otto = office.member("Otto", role=Role.CO_ORGANISER)
    bob.types(f"/kudos @anna #anonymous {WHY}")
    assert "Bob" not in cora.types("/cm kudos").text
    bob.types(f"/kudos @anna #anonymous {WHY.upper()}!")
    assert "Bob Ross in the same words: 2 thanks (numbers 2 and 1)" in cora.types("/cm kudos").text
    looked = otto.types("/cm kudos")
    assert "Nothing repeats itself" in looked.text
    assert "Bob" not in looked.text
    assert looked.shown.buttons == ["How evenly they are spread"]
    assert "Bob" not in all_that_is_read_by(ann, office)


def test_not_even_a_manager_is_told_who_thanks_them_anonymously(office: Team) -> None:
    bob = office.member("Bob Ross")
    cora, dora = (office.member(name, role=Role.CM) for name in ("Cora", "Dora"))
    for words in (WHY, WHY.upper()):
        bob.types(f"/kudos @cora #anonymous {words}")
    assert "Nothing repeats itself" in cora.types("/cm kudos").text
    assert "Bob" not in all_that_is_read_by(cora, office)
    assert "Bob Ross in the same words" in dora.types("/cm kudos").text


def test_a_manager_who_is_thanked_by_one_of_them_sees_none_of_them(office: Team) -> None:
    bob, _ = office.member("Bob Ross"), office.member("Anna Neri")
    cora, _ = office.member("Cora", role=Role.CM), office.member("Carl Jung")
    for whom in ("@anna", "@anna", "@anna and @cora"):
        bob.types(f"/kudos {whom} #anonymous {WHY}")
    assert "Nothing repeats itself" in cora.types("/cm kudos").text


def test_what_is_signed_does_not_name_who_gave_the_anonymous_ones(office: Team) -> None:
    bob, _ = office.member("Bob Ross"), office.member("Anna Neri")
    cora = office.member("Cora", role=Role.CM)
    otto = office.member("Otto", role=Role.CO_ORGANISER)
    bob.types(f"/kudos @anna #anonymous {WHY}")
    for _ in range(2):
        bob.types(f"/kudos @anna {WHY}")
    for reader in (cora, otto):
        looked = reader.types("/cm kudos").text
        assert "One thing to look at" in looked
        assert "Bob Ross in the same words: 2 thanks (numbers 3 and 2)" in looked


def test_the_digest_does_not_count_what_is_anonymous(office: Team) -> None:
    bob, _ = office.member("Bob Ross"), office.member("Anna Neri")
    cora = office.member("Cora", role=Role.CM)
    for _ in range(2):
        bob.types(f"/kudos @anna #anonymous {WHY}")
    office.tick("2026-11-30 09:01")
    assert "To look at" not in everything(cora).text
    assert "One thing to look at" in cora.types("/cm kudos").text


def test_after_forgetting_nothing_tells_the_anonymous_ones_from_the_others(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types(f"/kudos @anna #anonymous {WHY}")
    bob.types(f"/kudos @anna {WHY} again")
    bob.presses("Erase me", on=bob.types("/piazza forgetme"))
    assert ann.types("/kudos mine").text.count("Qualcuno: –") == 2
    known = ann.types("/piazza whatyouknow").text
    assert known.count("– (lunedì 23 novembre 08:00; pubblico)") == 2
    for one in team.channel("#kudos"):
        ann.presses("Cheer", on=one)
    assert [one.text.splitlines()[0] for one in team.channel("#kudos")] == [
        "Somebody thanks Anna Neri"
    ] * 2
