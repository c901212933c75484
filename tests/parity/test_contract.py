"""The parity contract: the same stories in `bot.testing`, on a local Slack and on a local Teams.

They are told in this order, on one Monday and the Friday after it. What people read is compared,
never how a platform writes it down.
"""

from __future__ import annotations

import pytest

from .world import Answer, Seen, World

THANKS = "thank you for the patient review of the release"
SHORT = "Please write at least 20 characters. You have 5."
PNG = b"\x89PNG\r\n\x1a\n"
ONLY_CM = "Only the community manager can do that: Ann Archer. Write to them directly."


def only(answer: Answer) -> Seen:
    """The one thing that somebody is answered; no form opened."""
    assert answer.form is None
    [seen] = answer.read
    return seen


def given(shown: Seen) -> int:
    """How many thanks somebody has given, by their own figures."""
    [number] = [one.removeprefix("Given: ") for one in shown.lines if one.startswith("Given: ")]
    return int(number)


def test_thanks_are_answered_posted_and_told(office: World) -> None:
    answer = only(office.types("bob", f"kudos @carla {THANKS}"))
    assert answer.text.startswith("Thank you for thanking Carla Conti! It goes to kudos. You can")
    assert answer.buttons == ("Undo (10 minutes)",)
    [card] = office.channel()
    assert card.lines == ("Bob Brown thanks Carla Conti", THANKS)
    assert card.buttons == ("Cheer",)
    assert [one.lines for one in office.sees("carla")] == [("Bob Brown thanks you:", THANKS)]
    assert office.sees("eve") == office.channel("general") == []


def test_two_are_thanked_at_once(office: World) -> None:
    office.types("bob", f"kudos @carla @eve {THANKS}")
    [card] = office.channel()
    assert card.lines[0] == "Bob Brown thanks Carla Conti and Eve Evans"
    for who in ("carla", "eve"):
        assert office.sees(who)[-1].text == f"Bob Brown thanks you:\n{THANKS}"


def test_a_name_that_nobody_has_is_asked_for(office: World) -> None:
    form = office.types("bob", f"kudos @zoe {THANKS}").asks
    assert "I’m not sure who you mean by zoe. Please choose from the list." in form.lines
    assert (form.values["to"] or [], form.values["message"]) == ([], THANKS)
    office.fills("bob", form, to=["fred"])
    assert office.channel()[-1].lines[0] == "Bob Brown thanks Fred Fox"


def test_nobody_thanks_themselves(office: World) -> None:
    told = only(office.types("bob", f"kudos @bob {THANKS}"))
    assert told.lines[0] == "Please choose somebody else; thanking yourself does not count."
    assert told.lines[-1].endswith(THANKS)
    form = office.presses("bob", "Change and send", told).asks
    assert (form.values["to"], form.values["message"]) == (["bob"], THANKS)
    again = office.fills("bob", form).asks
    assert told.lines[0] in again.lines
    assert office.channel() == []


def test_the_coach_looks_at_thanks_first_and_keeps_all_that_was_typed(office: World) -> None:
    look = (
        "The coach, for you alone. Say it as it is, or add something first.",
        "What they did: you say it.",
        "What it changed I can’t find yet. What went better because of it, and for whom?",
    )
    form = office.types("fred", "kudos").asks
    seen = office.fills("fred", form, to=["eve"], message=THANKS, first="coach").asks
    assert set(look) <= set(seen.lines)
    assert (seen.values["to"], seen.values["message"]) == (["eve"], THANKS)
    assert "first" not in seen.values
    typed = office.types("fred", f"kudos coach @eve 2026-12-24 {THANKS}").asks
    assert (typed.values["to"], typed.values["message"]) == (["eve"], THANKS)
    assert set(look) <= set(typed.lines)
    assert office.channel() == office.sees("eve") == office.sees("fred") == []
    told = only(office.fills("fred", seen, message=f"{THANKS}, so that we could ship it"))
    assert told.text.startswith("Thank you for thanking Eve Evans!")
    assert office.channel()[-1].lines[-1] == f"{THANKS}, so that we could ship it"


def test_a_form_says_what_is_wrong_keeps_the_rest_and_is_sent(office: World) -> None:
    form = office.types("carla", "kudos").asks
    assert form.title == "Thank a colleague"
    # This company has none to choose from.
    assert "Which of our values does it show?" not in form.lines
    wrong = office.fills("carla", form, to=["eve"], message="short").asks
    assert SHORT in wrong.lines
    assert (wrong.values["to"], wrong.values["message"]) == (["eve"], "short")
    assert office.channel() == []
    done = only(office.fills("carla", wrong, message=THANKS))
    assert done.text.startswith("Thank you for thanking Eve Evans!")
    assert office.channel()[-1].lines == ("Carla Conti thanks Eve Evans", THANKS)


def test_a_line_that_says_too_little_opens_the_form_with_what_it_says(office: World) -> None:
    form = office.types("carla", "kudos @eve short").asks
    assert SHORT in form.lines
    assert (form.values["to"], form.values["message"]) == (["eve"], "short")


def test_what_is_private_is_read_by_whom_it_is_for(office: World) -> None:
    form = office.types("carla", "kudos").asks
    sent = office.fills("carla", form, to=["eve"], message=THANKS, how="private")
    assert "Nobody else reads it." in sent.text
    [letter] = office.sees("eve")
    assert letter.lines == (
        "Carla Conti thanks you:",
        THANKS,
        "Only those who are thanked can read this.",
    )
    assert letter.buttons == ("Report to the community manager",)
    assert office.sees("bob") == office.channel() == []


def test_who_cheers_counts_once(office: World) -> None:
    office.types("bob", f"kudos @carla {THANKS}")
    [card] = office.channel()
    assert office.presses("eve", "Cheer", card) == Answer()
    [cheered] = office.channel()
    assert cheered.lines == (*card.lines, "1 colleague cheers.")
    again = only(office.presses("eve", "Cheer", cheered))
    assert again.text == "You have cheered already. Once is what counts."
    own = only(office.presses("bob", "Cheer", cheered))
    assert own.text == "This is your own thank-you; cheering is for the others."
    assert office.presses("fred", "Cheer", cheered) == Answer()
    assert [one.lines[-1] for one in office.channel()] == ["2 colleagues cheer."]


def test_whoever_wrote_a_message_is_thanked_from_its_menu(office: World) -> None:
    form = office.thanks_author("bob", "carla", "The build is mended.").asks
    assert (form.title, form.values["to"]) == ("Thank a colleague", ["carla"])
    office.fills("bob", form, message=THANKS)
    assert office.channel()[-1].lines == ("Bob Brown thanks Carla Conti", THANKS)


def test_a_home_shows_what_is_ones_own_and_what_can_be_done(office: World) -> None:
    before = office.home("fred")
    form = office.types("fred", "kudos").asks
    office.fills("fred", form, to=["eve"], message=THANKS)
    shown = office.home("fred")
    assert shown.lines[0] == "Your thanks"
    assert given(shown) == given(before) + 1
    assert "Thank somebody" in shown.buttons
    assert "kudos – thank a colleague" in shown.text


def test_a_reaction_is_a_cheer(office: World) -> None:
    office.types("bob", f"kudos @carla {THANKS}")
    [card] = office.channel()
    assert office.reacts("eve", card) == Answer()
    assert [one.lines[-1] for one in office.channel()] == ["1 colleague cheers."]
    assert only(office.presses("eve", "Cheer", card)).text.startswith("You have cheered already.")


def test_what_was_taken_back_is_gone_everywhere(office: World) -> None:
    answer = only(office.types("bob", f"kudos @carla {THANKS}"))
    told = only(office.presses("bob", "Undo (10 minutes)", answer))
    assert told.text.startswith("Taken back: your thanks to Carla Conti.")
    assert office.channel() == office.sees("carla") == []


def test_a_record_is_read_by_whose_it_is(office: World) -> None:
    before = only(office.types("fred", "kudos mine"))
    office.types("fred", f"kudos @bob {THANKS}")
    answer = only(office.types("fred", "kudos mine"))
    assert answer.lines[0] == "Your thanks. Only you can see this message."
    assert given(answer) == given(before) + 1
    assert f"23 November, to Bob Brown: {THANKS}" in answer.lines
    assert office.sees("carla") == office.channel("general") == []


def test_a_file_is_given_to_whose_it_is(office: World) -> None:
    office.types("fred", f"kudos @bob {THANKS}")
    answered = office.types("fred", "kudos mine file")
    assert "The file is on its way to your direct messages." in answered.text
    [told] = [one for one in answered.read if one.lines[0].startswith("Your thanks as a file.")]
    name, words = office.file("fred", told)
    assert name == "kudos 2026-11-23.csv"
    assert words.splitlines()[0] == "What,When,From,To,How,Words"
    assert THANKS in words


def test_the_month_comes_as_a_page_and_as_a_sheet_of_paper(office: World) -> None:
    answered = office.types("ann", "cm report")
    assert "The report on October 2026 is being made" in answered.text
    for words, name, begins in (
        ("to read on a screen", "report 2026-10.html", "<!doctype html>"),
        ("one sheet to print", "report 2026-10.pdf", "%PDF"),
    ):
        [told] = [one for one in office.sees("ann") if words in one.lines[0]]
        file = office.file("ann", told)
        assert (file[0], file[1][: len(begins)]) == (name, begins)


def test_everybody_reads_what_is_stored_on_them(office: World) -> None:
    answer = only(office.types("fred", "piazza whatyouknow"))
    assert answer.lines[0] == "This is everything stored on you. Only you can see this message."
    assert {"Name: Fred Fox", "Language: English", "Time zone: Europe/Rome"} <= set(answer.lines)
    assert any(one.startswith(f"Thanks you gave: to Bob Brown: {THANKS}") for one in answer.lines)


def test_piazza_says_what_there_is_also_after_an_unknown_word(office: World) -> None:
    listed = only(office.types("bob", "piazza"))
    assert {"kudos mine", "piazza settings"} <= {one.split(" – ")[0] for one in listed.lines}
    assert "cm" not in {one.split(" – ")[0] for one in listed.lines}
    unknown = only(office.types("bob", "frobnicate the release"))
    assert unknown.lines[0] == (
        "“frobnicate” is no command of mine. Write piazza and I’ll say what there is."
    )
    assert unknown.lines[-1].endswith("the release")
    longer = only(office.types("bob", "piazza frobnicate"))
    assert longer.lines[0] == "There is no piazza frobnicate."


@pytest.mark.parametrize("words", ["cm", "cm status", "cm kudos", "cm broadcast to all"])
def test_the_community_managers_commands_are_for_them_alone(office: World, words: str) -> None:
    assert only(office.types("bob", words)).lines[0] == ONLY_CM
    assert office.sees("eve") == []


def test_the_community_manager_reads_how_things_stand(office: World) -> None:
    status = only(office.types("ann", "cm status"))
    assert {"People: 12", "Messages that could not be delivered: 0"} <= set(status.lines)
    thanks = only(office.types("ann", "cm kudos"))
    assert thanks.lines[0] == "The thanks of the last 30 days"
    assert "The latest that everybody reads" in thanks.lines
    assert thanks.buttons == ("How evenly they are spread", "Remove one")


def test_the_community_manager_removes_what_has_to_go(office: World) -> None:
    office.types("bob", f"kudos @carla {THANKS}")
    listed = only(office.types("ann", "cm kudos"))
    [latest, *_] = [one for one in listed.lines if one.startswith("Number ")]
    form = office.presses("ann", "Remove one", listed).asks
    number = latest.removeprefix("Number ").partition(",")[0]
    sure = only(office.fills("ann", form, number=number, reason="It names a customer."))
    assert sure.lines[0] == "Remove this? Bob Brown thanks Carla Conti:"
    done = only(office.presses("ann", "Remove it", sure))
    assert done.text.startswith("Removed: the thanks to Carla Conti, with every message about it.")
    assert office.channel() == office.sees("carla") == []
    assert "It names a customer." in office.sees("bob")[-1].lines


def test_the_digest_comes_with_a_chart(office: World) -> None:
    office.types("bob", f"kudos @carla {THANKS}")
    answered = office.types("ann", "cm digest")
    assert "The digest is on its way to your direct messages." in answered.text
    [digest] = [one for one in answered.read if one.lines[0].startswith("The week: ")]
    assert "✓ Done: the first thank-you: " in " ".join(digest.lines)
    sent = office.presses("ann", "Everything of the week", digest)
    [everything] = [one for one in sent.read if "Recognition" in one.lines]
    assert office.chart(everything).startswith(PNG)


def test_who_chooses_italian_reads_italian(office: World) -> None:
    settings = only(office.types("carla", "piazza settings"))
    form = office.presses("carla", "Change", settings).asks
    saved = only(office.fills("carla", form, language="it"))
    assert saved.text == "Saved. piazza settings shows how it stands."
    record = only(office.types("carla", "kudos mine"))
    assert record.lines[0] == "I tuoi ringraziamenti. Questo messaggio lo vedi solo tu."
    form = office.types("carla", "kudos").asks
    assert form.title == "Ringrazia un collega"
    office.types("bob", f"kudos @carla {THANKS}")
    assert office.sees("carla")[-1].lines == ("Bob Brown ti ringrazia:", THANKS)
    assert office.channel()[-1].lines[0] == "Bob Brown thanks Carla Conti"


def test_who_wants_to_be_forgotten_is(office: World) -> None:
    answer = only(office.types("gus", "piazza forgetme"))
    assert answer.lines[0].startswith("This can’t be undone.")
    done = only(office.presses("gus", "Erase me", answer))
    assert "Nothing you did here is stored any more." in done.text


def test_a_message_to_many_arrives_after_its_two_minutes(office: World) -> None:
    looked = only(office.types("ann", "cm broadcast The canteen opens at noon."))
    assert looked.lines[0].startswith("Nothing is sent yet. Everybody: ")
    sent = only(office.presses("ann", "Yes, send it", looked))
    assert "in two minutes" in sent.text
    assert office.sees("eve") == []
    office.until("2026-11-23 08:10")
    [read] = office.sees("eve")
    assert "The canteen opens at noon." in read.lines


def test_a_poll_with_names_shows_how_it_stands_and_closes(office: World) -> None:
    asked = only(office.types("bob", "poll Where do we eat? | Pizza | Sushi"))
    assert asked.lines[0].startswith("Your poll is on its way")
    [card] = office.channel("general")
    assert card.lines[0] == "Poll: Where do we eat?"
    assert card.buttons == ("Vote: Pizza", "Vote: Sushi", "Who voted?")
    voted = only(office.presses("eve", "Vote: Sushi", card))
    assert voted.lines[0].startswith("You have voted: Sushi.")
    office.presses("fred", "Vote: Pizza", card)
    [card] = office.channel("general")
    assert "“Sushi”: 1 vote" in card.lines
    assert "Fred Fox" in only(office.presses("eve", "Who voted?", card)).text
    assert only(office.presses("bob", "Close it now", asked)).text.startswith("It is closed")
    office.until("2026-11-23 08:12")
    assert office.channel("general")[-1].lines[0] == "The result: Where do we eat?"


def test_an_idea_is_written_voted_for_and_answered(office: World) -> None:
    told = only(office.types("bob", "idea Put covered bicycle racks in the courtyard."))
    assert told.lines[0].startswith("Thank you! Your idea has number 1")
    [card] = office.channel("general")
    assert card.lines[:2] == (
        "Put covered bicycle racks in the courtyard",
        "Idea 1, from Bob Brown",
    )
    assert card.buttons == ("Vote", "Comment", "Follow", "More")
    step = only(office.types("carla", "idea Una tettoia per le biciclette in cortile."))
    assert step.lines[0].startswith("Non ancora pubblicata: è una di queste?")
    assert step.buttons == ("Il mio voto alla 1", "Pubblica la mia", "Buttala via")
    assert "Il tuo voto conta" in office.presses("carla", "Il mio voto alla 1", step).text
    [card] = office.channel("general")
    assert any(line.startswith("New · 2 votes") for line in card.lines)
    form = office.presses("eve", "Comment", card).asks
    office.fills("eve", form, comment="And a pump beside them.")
    assert "Eve Evans has commented" in office.sees("bob")[-1].text
    [card] = office.channel("general")
    more = office.presses("ann", "More", card).read[0]
    assert "And a pump beside them." in more.text
    form = office.presses("ann", "Say how it stands", more).asks
    office.fills("ann", form, stage="planned", reason="The mason comes in February.")
    assert "An idea you care about is planned" in office.sees("bob")[-1].text
    assert "Un’idea che ti sta a cuore è in programma" in office.sees("carla")[-1].text


def test_what_is_no_idea_is_said_in_a_line_and_kept(office: World) -> None:
    told = office.types("eve", "idea 🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂")
    words = told.text + "\n".join(told.form.lines if told.form else ())
    assert "An idea needs words" in words
    assert office.channel("general") == []


def test_a_customers_words_are_claimed_answered_by_hand_and_what_came_of_it_is_told(
    office: World,
) -> None:
    told = only(office.types("bob", "feedback How do I change the address of my invoices?"))
    assert told.lines[0].startswith("Thank you! It has number ")
    [card] = office.channel("general")
    assert card.lines[0].startswith("Somebody outside, customer · asks for help")
    assert card.buttons == ("I’ll see to it", "Answer", "Done", "More")
    office.presses("eve", "I’ll see to it", card)
    [card] = office.channel("general")
    assert any(one.endswith("Eve Evans sees to it") for one in card.lines)
    form = office.presses("eve", "Answer", card).asks
    check = only(office.fills("eve", form, words="Under Settings, then Invoices."))
    assert "answer by hand" in check.text
    office.presses("eve", "They have it", check)
    [card] = office.channel("general")
    assert any(one.endswith("answered by hand") for one in card.lines)
    assert "Eve Evans has seen to what you handed on" in office.sees("bob")[-1].text
    assert "Under Settings, then Invoices." in office.sees("bob")[-1].text
    form = office.presses("eve", "Done", card).asks
    office.fills("eve", form, outcome="The page says so now.")
    [card] = office.channel("general")
    assert any(one.endswith("done, by Eve Evans") for one in card.lines)


def test_what_a_customer_says_is_handed_on_from_a_message_and_speaks_for_an_idea(
    office: World,
) -> None:
    office.types("carla", "idea Let customers see online when their bicycle is ready.")
    wrote = "It would be nice to see online when my bicycle is ready."
    form = office.picks("bob", "customer_said", "eve", wrote).asks
    assert form.values["words"] == wrote
    office.fills("bob", form, name="Rita Lane", rating="3")
    card = office.channel("general")[-1]
    assert card.lines[0].startswith("Rita Lane, customer · wish ★★★☆☆")
    more = office.presses("bob", "More", card).read[0]
    form = office.presses("bob", "Link to an idea", more).asks
    number = [one for one in form.values if one == "of_idea"]
    assert number == ["of_idea"]


def test_the_pulse_is_answered_sealed_and_nobody_is_told_who_has(office: World) -> None:
    sure = only(office.types("ann", "cm pulse open"))
    assert "people would be invited" in sure.lines[0]
    opened = only(office.presses("ann", "Yes, open it", sure))
    assert opened.lines[0].startswith("The pulse is open until ")
    office.until("2026-11-23 08:20")
    [invited] = office.sees("eve")
    assert invited.lines[0].startswith("The pulse: 4 questions, one minute.")
    assert "No one - not your manager, not the community manager" in invited.text
    form = office.presses("eve", "Answer", invited).asks
    assert form.title == "The pulse"
    asked = [name for name in form.values if name.startswith("answers_") and name != "answers_O1"]
    nothing = office.fills("eve", form, **dict.fromkeys(asked, "-")).asks
    assert "Answer at least one question" in "\n".join(nothing.lines)
    told = office.fills("eve", form, **dict.fromkeys(asked, "4"), answers_O1="Fewer meetings")
    assert only(told).text.startswith("Recorded")
    assert "Fewer" not in only(told).text
    assert only(office.types("ann", "cm pulse")).lines[0].startswith("The pulse is open until ")


def test_two_who_join_are_brought_together_for_coffee(office: World) -> None:
    assert only(office.types("bob", "coffee join")).text.startswith("You take part.")
    # Carla reads Italian by now.
    assert only(office.types("carla", "coffee join")).text.startswith("Partecipi.")
    desk = only(office.types("ann", "cm coffee"))
    assert "Take part: 2" in desk.lines
    sure = only(office.presses("ann", "Run a round now", desk))
    assert only(office.presses("ann", "Yes, run it", sure)).text.startswith("The round of")
    office.until("2026-11-23 08:25")
    told = office.sees("bob")[-1]
    assert told.lines[0].startswith("Coffee with Carla Conti! You have been brought together")
    assert told.buttons == ("We met",)
    assert office.sees("carla")[-1].lines[0].startswith("Un caffè con Bob Brown!")
    assert only(office.presses("bob", "We met", told)).text.startswith("Noted.")
    form = office.types("carla", "coffee avoid").asks
    assert form.title == "Non con chiunque"
    hidden = office.fills("carla", form, whom=["eve"])
    assert hidden.read[0].text.startswith("Non ti abbinerò a Eve Evans.")
    assert not any("avoid" in one.text or "bring you" in one.text for one in office.sees("eve"))


def test_friday_asks_who_thanked_nobody_and_tells_the_weeks_thanks(office: World) -> None:
    office.until("2026-11-27 15:00")
    [asked] = office.sees("eve")
    assert asked.text == (
        "Who made your week a little better, Eve Evans? Friday is a good day to tell them."
    )
    assert office.sees("bob") == []
    form = office.presses("eve", "Thank somebody", asked).asks
    office.fills("eve", form, to=["fred"], message=THANKS)
    office.until("2026-11-27 16:00")
    digest = office.channel()[-1]
    assert digest.lines[0].startswith("This week we thanked each other ")
    assert f"Fred Fox: {THANKS}" in digest.lines


def test_an_idea_without_a_name_is_posted_and_answered_without_one(office: World) -> None:
    form = office.types("eve", "idea anonymous").asks
    assert form.title == "An idea without a name"
    told = only(office.fills("eve", form, idea="Let us swap shifts among ourselves."))
    assert "kept nowhere" in told.text
    assert "swap" not in told.text
    assert office.channel("general") == []
    office.until("2026-11-28 09:00")
    [card] = [one for one in office.channel("general") if "swap shifts" in one.text]
    assert "from somebody without a name" in card.text
    office.fills("bob", office.presses("bob", "Comment", card).asks, comment="Also at night?")
    more = only(office.presses("eve", "More", card))
    form = office.presses("eve", "Answer without my name", more).asks
    assert "without your name" in office.fills("eve", form, answer="Yes, with the foreman.").text
    assert "Answer without my name" not in office.presses("bob", "More", card).text
    office.until("2026-11-29 09:00")
    assert "Whoever wrote it answers" in office.sees("bob")[-1].text
    assert "Eve" not in office.presses("bob", "More", card).text


def test_a_challenge_goes_from_the_question_to_the_thanks(office: World) -> None:
    form = office.types("ann", "cm challenge open").asks
    opened = office.fills(
        "ann",
        form,
        question="Where do customers wait for us?",
        collect_until="2026-11-29",
        discuss_until="2026-11-30",
        reviewers=["bob", "fred"],
        evaluate_until="2026-12-01",
    )
    assert "is open" in opened.text
    [post] = office.channel("general")
    assert "A challenge: Where do customers wait for us?" in post.text
    form = office.presses("carla", "Write an idea", post).asks
    told = office.fills("carla", form, idea="Call back within the hour, whoever is asked.")
    assert "numero" in told.text
    card = office.channel("general")[-1]
    office.presses("eve", "Vote", card)
    assert "votes hidden for now" in office.channel("general")[-1].text
    office.until("2026-11-30 09:00")
    assert "2 votes" in "".join(one.text for one in office.channel("general"))
    assert "Now for your votes" in office.channel("general")[-1].text
    office.until("2026-12-01 09:00")
    for who, reach in (("bob", "5"), ("fred", "1")):
        [asked] = [one for one in office.sees(who) if "Please score these ideas" in one.text]
        [label] = [one for one in asked.buttons if one.startswith("Score ")]
        given = {"reach": reach, "impact": "4", "confidence": "5", "effort": "1"}
        form = office.presses(who, label, asked).asks
        seen = office.fills(who, form, **{f"scores_{name}": one for name, one in given.items()})
    assert "Bob Brown" in seen.text
    assert "disagree on: reach" in seen.text
    office.until("2026-12-02 09:00")
    result = office.channel("general")[-1]
    assert "What came of it" in result.text
    assert "they disagree on reach" in result.text


BRAKES = (
    "The brakes squeal whenever it rains.",
    "My brakes have lost all their force after two months.",
    "The brake pads had to be replaced after 500 kilometres.",
    "The brakes fischiano ogni volta che piove, the workshop should look at them.",
    "The brake lever is too far away for small hands.",
)


def test_a_theme_is_made_found_renamed_and_dropped(office: World) -> None:
    for words in BRAKES:
        office.types("bob", f"feedback {words}")
    form = office.presses("ann", "New theme", only(office.types("ann", "cm themes"))).asks
    told = only(office.fills("ann", form, name="Stopping", words="brake*"))
    assert told.text.startswith("Stopping is made.")
    seen = only(office.types("ann", "cm theme stopping"))
    assert "Customers" in seen.text or "feedback" in seen.text.casefold()
    assert BRAKES[-1] in seen.text
    form = office.presses("ann", "Rename", seen).asks
    assert form.values["name"] == "Stopping"
    office.fills("ann", form, name="Brakes")
    seen = only(office.types("ann", "cm theme Brakes"))
    assert "is not shown any more" in only(office.presses("ann", "Drop", seen)).text
    assert "no theme called" in only(office.types("ann", "cm theme brakes")).text


def test_a_themes_card_joins_what_customers_and_colleagues_say(office: World) -> None:
    for words in ("The kickstand bends.", "My kickstand broke.", "No kickstand holds this bike."):
        office.types("bob", f"feedback {words}")
    office.types("eve", "idea Every kickstand is tried on a slope before it is sold.")
    office.types("fred", "kudos @bob You mended each kickstand before the fair began.")
    form = office.presses("ann", "New theme", only(office.types("ann", "cm themes"))).asks
    office.fills("ann", form, name="Stands", words="kickstand*")
    office.until("2026-12-03 08:00")
    seen = only(office.types("ann", "cm theme stands"))
    assert "In 13 weeks: 3 customers" in seen.text
    assert "1 idea proposes something, and 1 kudos thanks who saw to it." in seen.text
    assert "You mended each kickstand before the fair began." in seen.text
    more = only(office.presses("ann", "More", seen))
    form = office.presses("ann", "Promise something", more).asks
    words = "Each bike is looked at after a month."
    office.fills("ann", form, owner=["bob"], due="2026-12-20", words=words)
    seen = only(office.types("ann", "cm theme stands"))
    assert words in seen.text
    told = only(office.fills("ann", office.presses("ann", "Rename", seen).asks, name="Props"))
    office.presses("ann", "Undo", told)
    seen = only(office.types("ann", "cm theme stands"))
    more = only(office.presses("ann", "More", seen))
    assert office.presses("ann", "Take something out", more).asks.title == "Take something out"
    read = office.presses("ann", "As a picture", more).read
    [drawn] = [one for one in read if one.lines[0].startswith("Theme")]
    assert office.chart(drawn).startswith(PNG)


def test_who_wants_it_is_celebrated_on_their_day(office: World) -> None:
    form = office.types("bob", "piazza birthday").asks
    assert form.title == "Your days"
    wrong = office.fills("bob", form, day="31", month="11", how="channel").asks
    assert "That month has no such day." in "\n".join(wrong.lines)
    more = {"started": "2021-12-04", "anniversary": "channel"}
    kept = only(office.fills("bob", wrong, day="4", month="12", how="channel", **more))
    assert kept.lines[:2] == (
        "Kept. Change it whenever you like with piazza birthday.",
        "Your birthday, 4 December: in #general, and with a message to you.",
    )
    again = office.presses("bob", "Change", kept).asks
    assert (again.values["day"], again.values["how"]) == ("4", "channel")
    office.until("2026-12-04 09:00")
    assert {one.lines[0] for one in office.sees("bob") if one.key != kept.key} == {
        "Happy birthday, Bob Brown! May the day be yours.",
        "Bob Brown, 5 years here today. Thank you for all of them.",
    }
    [post] = [one for one in office.channel("general") if "Happy birthday" in one.text]
    assert post.lines == (
        "Happy birthday, Bob Brown!",
        "5 years here today: Bob Brown. Good to have you with us.",
    )


def test_a_light_question_is_asked_and_liked_and_anybody_can_hand_one_in(office: World) -> None:
    form = office.types("eve", "piazza icebreaker").asks
    office.fills("eve", form, words="Which ride would you do again?", signed="named")
    waiting = only(office.types("ann", "cm icebreakers"))
    assert "1, by Eve Evans: Which ride would you do again?" in waiting.lines
    office.presses("ann", "Let 1 in", waiting)
    # The Tuesday before is a holiday.
    office.until("2026-12-09 10:00")
    [post] = [one for one in office.channel() if "Which ride" in one.text]
    assert "A question by Eve Evans" in post.lines
    office.presses("bob", "Good question", post)
    assert "Noted" in only(office.presses("fred", "Not again", post)).text
    [post] = [one for one in office.channel() if "Which ride" in one.text]
    assert "1 colleague finds it a good question." in post.lines


def test_who_starts_is_welcomed_and_so_are_their_buddy_and_their_manager_told(
    office: World,
) -> None:
    for who in ("bob", "eve", "fred"):
        office.employs(who, "2019-03-04")
    office.employs("carla", "2026-12-14", boss="eve")
    joined = only(office.types("bob", "piazza buddy join"))
    assert joined.lines[0].startswith("You are one of the buddies now.")
    office.until("2026-12-11 05:10")
    office.until("2026-12-11 08:30")
    [told] = [one for one in office.sees("eve") if "Carla Conti starts" in one.text]
    assert told.lines[0] == "Carla Conti starts on 14 December."
    assert "half an hour with you on the first day" in told.text
    office.until("2026-12-14 09:30")
    [told] = [one for one in office.sees("bob") if one.key != joined.key]
    assert told.lines[:2] == ("You are Carla Conti’s buddy.", "Carla Conti starts today.")
    assert told.buttons == ("I can’t for Carla Conti",)
    # Carla reads Italian by now.
    [hello] = office.sees("carla")
    assert hello.lines[:2] == (
        "Ti diamo il benvenuto, Carla Conti! È bello averti qui.",
        "Bob Brown è il tuo buddy: la persona a cui chiedere tutto, soprattutto le piccole cose. "
        "Sa di te e ti aspetta.",
    )
    form = office.presses("carla", "Rispondi", hello).asks
    kept = office.fills("carla", form, words="Come nasce un telaio.", reader="buddy")
    assert only(kept).text == "Conservato. Può leggerlo anche Bob Brown."
    assert office.sees("bob")[-1].lines == (
        "Carla Conti, whose buddy you are, would like you to know what they want to learn first:",
        "Come nasce un telaio.",
    )
    posted = [*office.channel(), *office.channel("general")]
    assert not any("Carla" in one.text for one in posted)


def test_lines_for_a_birthday_arrive_together_on_the_day(office: World) -> None:
    form = office.types("fred", "piazza birthday").asks
    kept = only(office.fills("fred", form, day="18", month="12", how="private", wishes="yes"))
    office.until("2026-12-15 10:00")
    for who, label, words in (
        ("bob", "Write to Fred Fox", "Have a lovely day!"),
        ("carla", "Scrivi a Fred Fox", "Tanti auguri!"),
    ):
        [asked] = [one for one in office.sees(who) if label in one.buttons]
        office.fills(who, office.presses(who, label, asked).asks, words=words)
    assert [one for one in office.sees("fred") if one.key != kept.key] == []
    office.until("2026-12-18 09:00")
    [wish] = [one for one in office.sees("fred") if one.key != kept.key]
    assert wish.lines == (
        "Happy birthday, Fred Fox! May the day be yours.",
        "2 colleagues wrote to you:",
        "Bob Brown: Have a lovely day!",
        "Carla Conti: Tanti auguri!",
    )
    assert not any("birthday" in one.text for one in office.channel("general"))


def test_the_managers_day_begins_with_what_waits_for_them(office: World) -> None:
    form = office.types("eve", "piazza icebreaker").asks
    office.fills("eve", form, words="Which bell would you hear again?", signed="named")
    home = only(office.types("ann", "cm"))
    assert home.lines[0].startswith("Today ")
    assert any(one.startswith("A colleague’s icebreaker waits to be let in") for one in home.lines)
    assert any(
        one.startswith("What people say: ") and "cm ideas" in one and "cm challenge" in one
        for one in home.lines
    )
    everything = only(office.presses("ann", next(b for b in home.buttons if "All " in b), home))
    waiting = only(
        office.presses("ann", "Icebreakers", only(office.presses("ann", "Next", everything)))
    )
    assert any("Which bell would you hear again?" in one for one in waiting.lines)
    every = only(office.presses("ann", "All commands", home))
    assert any("cm ideas move" in one for one in every.lines)
    while "More commands" in every.buttons:
        every = only(office.presses("ann", "More commands", every))
    assert any("cm roles grant" in one for one in every.lines)
    back = only(office.presses("ann", "Back to today", every))
    assert back.lines == home.lines


def test_in_italian_it_is_said_as_it_is_said_there(office: World) -> None:
    office.types("ann", "cm roles grant @carla #co_organiser")
    home = only(office.types("carla", "cm"))
    assert home.lines[0].startswith("Oggi ")
    assert any("Una domanda rompighiaccio aspetta il tuo sì" in one for one in home.lines)
    assert not any("schedule pause" in one for one in home.lines)
    reach = only(office.types("carla", "cm audience"))
    assert reach.lines[0] == "Chi si può raggiungere"
    assert any(one.startswith("Con un account nella chat: ") for one in reach.lines)
    healthy = only(office.types("carla", "cm health"))
    assert any(one.startswith("Collegamento: ") for one in healthy.lines)


def test_those_who_lead_are_asked_sealed_and_of_too_few_nobody_reads_anything(
    office: World,
) -> None:
    form = office.types("ann", "cm ask open").asks
    assert form.title == "Ask the leaders"
    days = {"until": "2026-12-21", "due": "2026-12-30"}
    opened = only(office.fills("ann", form, topic="Where we go next", leaders=["eve"], **days))
    assert "Eve Evans has promised to see to it by 30 December" in opened.text
    [card] = [one for one in office.channel("general") if "Where we go next" in one.text]
    assert card.buttons == ("Ask something", "Why nobody can see it")
    assert card.lines[1] == "Eve Evans will answer, by the evening of 30 December."
    asked = office.presses("bob", "Ask something", card).asks
    wrong = office.fills("bob", asked, subject="pay", question="Why?").asks
    assert "A question has at least 10 characters; without one, leave it empty." in wrong.lines
    kept = only(office.fills("bob", asked, subject="pay", question="Why is the bonus smaller?"))
    assert kept.text.startswith("Recorded")
    italian = office.types("carla", "ask").asks
    assert "Di che cosa vorresti sentir parlare?" in italian.lines
    office.until("2026-12-21 18:01")
    [card] = [one for one in office.channel("general") if "No question can be shown" in one.text]
    assert card.buttons == ()
    assert any("No question can be shown" in one.text for one in office.sees("ann"))
    assert not any("bonus" in one.text for one in office.sees("ann"))


def test_a_campaign_is_seen_started_joined_and_undone(office: World) -> None:
    form = office.types("ann", "cm campaign").asks
    days = {"begins": "2026-12-22", "ends": "2026-12-30"}
    said = {"words": "On Tuesday we ride to work together.", "goal": "Ten ride along"}
    looked = only(office.fills("ann", form, **said, **days, target="10"))
    assert looked.lines[1] == said["words"]
    assert looked.buttons == ("Start it",)
    started = only(office.presses("ann", "Start it", looked))
    office.until("2026-12-22 10:00")
    [post] = [one for one in office.channel("general") if said["words"] in one.text]
    [mine] = [one for one in office.sees("carla") if said["words"] in one.text]
    assert (post.buttons, mine.buttons) == (("Count me in",), ("Ci sto",))
    assert mine.lines[0] == "Dal community manager"
    assert "You are in." in only(office.presses("bob", "Count me in", post)).text
    told = only(office.types("ann", "cm campaigns"))
    assert "Joined in: fewer than 5 people, of 10 hoped for" in told.lines
    office.presses("ann", "Take it back", started)
    office.until("2026-12-22 10:05")
    assert not any(said["words"] in one.text for one in office.channel("general"))
    assert not any(said["words"] in one.text for one in office.sees("carla"))


def test_news_is_copied_and_shared_by_who_wants(office: World) -> None:
    assert "as soon as there is some" in only(office.types("bob", "share join")).text
    form = office.types("ann", "cm news").asks
    days = {"begins": "2026-12-23", "ends": "2026-12-30"}
    ready = "I work where the bicycle of the year is built."
    said = {"words": "We built the bicycle of the year.", "link": "https://aurora.example/bike"}
    looked = only(office.fills("ann", form, **said, **days, ready=ready))
    office.presses("ann", "Start it", looked)
    office.until("2026-12-23 10:00")
    [card] = [one for one in office.sees("bob") if ready in one.text]
    assert card.buttons == ("Copy this text", "I shared it")
    assert not any(ready in one.text for one in office.sees("carla"))
    copied = only(office.presses("bob", "Copy this text", card))
    assert copied.lines == ("To copy", ready, said["link"])
    assert "without your name" in only(office.presses("bob", "I shared it", copied)).text
