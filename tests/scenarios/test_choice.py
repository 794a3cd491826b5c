"""Choosing after the answer: a second opinion, both side by side, the rest of a cut answer."""

from __future__ import annotations

from functools import partial
from typing import Any

from office import Office, office
from slack_cases import channel, user

from adapters.playground.models import Script

Json = dict[str, Any]
V3, R1 = "fast-model", "slow-model"
QUESTION = "@thinktwice what does HTTP 429 mean?"
FIRST = Script(model=V3, text="Payment required.")
SECOND = Script(model=R1, text="Too many requests.", reasoning="Let me recall RFC 6585.")
POINTS = "- first: 402; second: 429\n- two\n- three\n- four"


def differing(text: str) -> Script:
    return Script(model=V3, match="A second, independent answer is", text=text)


async def press(here: Office, message: Json, action: str, who: str = "dana") -> None:
    where = {"channel": channel(here.slack, "general"), "message": message}
    await here.slack.people.press(where, user(here.slack, who), action, None)


async def said(here: Office, thread: str, text: str) -> Json:
    """The first message of the bot in that thread that contains it."""
    found: Json = await here.until(
        lambda: next((one for one in here.ours(thread) if text in one["text"]), None)
    )
    return found


async def whispered(here: Office, text: str) -> None:
    await here.until(lambda: [one for one in here.slack.workspace.ephemeral if text in one["text"]])


async def test_a_second_opinion_says_what_differs_and_the_first_one_points_to_it() -> None:
    async with office(differing(POINTS), FIRST, SECOND) as here:
        thread = here.ask(QUESTION)
        first = await here.answered(thread)
        await press(here, first, "ask_other", "mei")
        second = await said(here, thread, "Second opinion from R1, asked by")
        assert f"asked by <@{user(here.slack, 'mei').id}>:" in second["text"]
        assert "What differs\n- first: 402; second: 429\n- two\n- three\n" in second["text"]
        assert "four" not in second["text"]
        first = await said(here, thread, "→ second opinion below")
        assert first["text"].splitlines()[0] == "Payment required."
        await press(here, first, "ask_other")
        await whispered(here, "That answer is below already")
        assert len(here.ours(thread)) == 2
        labels = [one["text"]["text"] for one in second["blocks"][-2]["elements"]]
        assert labels == ["Why?"]
        ((act,), _) = await here.votes.all()
        mei = user(here.slack, "mei").id
        assert (act.said, act.user, act.decision.tier) == ("second_differs", mei, "fast")


async def test_the_same_conclusion_is_said_in_two_words() -> None:
    async with office(differing("SAME"), FIRST, SECOND) as here:
        thread = here.ask(QUESTION)
        await press(here, await here.answered(thread), "ask_other")
        second = await said(here, thread, "Second opinion from R1")
        assert "Too many requests.\n\nSame conclusion.\n" in second["text"]
        ((act,), _) = await here.votes.all()
        assert act.said == "second_same"


def _answers(here: Office, thread: str, count: int) -> bool:
    return len(here.ours(thread)) == count


async def test_who_asks_the_same_again_in_a_thread_was_not_helped() -> None:
    async with office(FIRST) as here:
        thread = here.ask(QUESTION)
        first = await here.answered(thread)
        place, dana = channel(here.slack, "general"), user(here.slack, "dana")
        for count, text in ((2, "and what is 17 + 25?"), (3, "What does HTTP 429 mean??")):
            await here.over()
            assert (await here.votes.all())[0] == []
            here.slack.people.write(place, dana, f"@thinktwice {text}", thread)
            await here.until(partial(_answers, here, thread, count))
        ((act,), _) = await here.votes.all()
        job = first["metadata"]["event_payload"]["job_id"]
        assert (act.said, act.of) == ("asked_again", job)


async def test_where_the_other_model_is_down_nobody_else_gives_the_second_opinion() -> None:
    async with office(FIRST, Script(model=R1, status=401)) as here:
        thread = here.ask(QUESTION)
        await press(here, await here.answered(thread), "ask_other")
        told = await said(here, thread, "R1's server refused the key")
        assert "Second opinion" not in told["text"]
        assert [row["model"] for row in here.made.server.journal] == [V3, R1]


async def test_a_cut_answer_goes_on_where_it_stopped_and_repeats_nothing() -> None:
    cut = Script(model=V3, text="One, two, three and then", finish="length", times=1)
    more = Script(model=V3, text="two, three and then four,", finish="length", times=1)
    last = Script(model=V3, text="five.")
    async with office(cut, more, last) as here:
        thread = here.ask(QUESTION)
        first = await here.answered(thread)
        assert "incomplete: stopped at the length limit" in first["text"]
        await press(here, first, "continue")
        second = await said(here, thread, "Continued, as")
        assert "two" not in second["text"]
        assert "four," in second["text"]
        asked = here.made.server.journal[-1]["messages"]
        assert asked[-2] == {"role": "assistant", "content": "One, two, three and then"}
        assert "Go on exactly where it stopped" in asked[-1]["content"]
        await press(here, first, "continue")
        await whispered(here, "That answer is below already")
        await press(here, second, "continue")
        third = await said(here, thread, "five.")
        assert "Continued, as" in third["text"]
        assert "Continue" not in [one["text"]["text"] for one in third["blocks"][-2]["elements"]]
        assert len(here.ours(thread)) == 3


async def test_both_are_asked_at_once_and_people_say_which_was_enough() -> None:
    async with office(FIRST, SECOND) as here:
        thread = here.ask(QUESTION)
        await press(here, await here.answered(thread), "compare")
        both = await said(here, thread, "Both answers, asked by")
        assert both["text"].index("V3 ·") < both["text"].index("R1 ·")
        assert "RFC 6585" not in both["text"]
        await press(here, both, "compare_reasoning_worth", "mei")
        await whispered(here, "Pressing another one changes your vote.")
        ((vote,), _) = await here.votes.all()
        assert (vote.said, vote.decision.cause) == ("reasoning_worth", "wish")


async def test_a_command_compares_too() -> None:
    async with office(FIRST, Script(model=R1, status=401)) as here:
        await here.command("/thinktwice", "compare UUIDs or integers?")
        general = channel(here.slack, "general")
        both = await here.until(
            lambda: next(
                (one for one in general.messages if "Both answers" in one.get("text", "")), None
            )
        )
        assert "R1 gave no answer: R1's server refused the key (401)." in both["text"]
        assert "Payment required." in both["text"]


async def test_what_the_model_thought_is_for_the_asker_alone() -> None:
    async with office(differing("SAME"), FIRST, SECOND) as here:
        thread = here.ask("@thinktwice !think what does HTTP 429 mean?")
        answer = await here.answered(thread)
        assert "RFC 6585" not in str(here.slack.workspace.channels)
        views = here.slack.workspace.views
        for who, sees in (("mei", False), ("dana", True)):
            views.clear()
            await press(here, answer, "why", who)
            view = await here.until(lambda: next(iter(views.values()), None))
            assert ("What R1 thought" in str(view)) == sees
        await here.slack.people.press({"view": view}, user(here.slack, "dana"), "thoughts", None)
        pushed = await here.until(
            lambda: next((one for name, one in views.items() if name != view["id"]), None)
        )
        assert "Let me recall RFC 6585." in str(pushed)
        assert "not its answer" in str(pushed)
        again = here.ask("@thinktwice !think what does HTTP 429 mean?", who="mei")
        remembered = await here.answered(again)
        assert "from memory" in remembered["text"]
        views.clear()
        await press(here, remembered, "why", "mei")
        view = await here.until(lambda: next(iter(views.values()), None))
        assert "What R1 thought" not in str(view)
