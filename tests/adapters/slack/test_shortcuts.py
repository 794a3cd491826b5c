"""Shortcuts on a message: taken on with the message they were used on, told who will see what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from house_cases import Heard
from slack_cases import Served, channel, job_of, served, settings, user

from adapters.playground.app import App
from adapters.playground.server import Playground
from adapters.queue.memory import MemoryLedger
from adapters.slack.envelope import Envelope
from adapters.slack.gather import Gatherer
from adapters.slack.manifest import shortcuts
from adapters.slack.serving import client_of
from bot.errors import RequestRefused
from bot.request import Request
from bot.routing.policies import Policies
from bot.routing.rules import Policy

Json = dict[str, Any]
APP = App(shortcuts=tuple(shortcuts("R9")))


def seen_by(shortcuts: str = "asker", commands: str = "all") -> Policies:
    made = Policy.default()
    rule = made.visibility.model_copy(update={"shortcuts": shortcuts, "commands": commands})
    return Policies.of_one(made.model_copy(update={"visibility": rule}), Heard())


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    async with served(MemoryLedger(), app=APP) as running:
        yield running


def contract(here: Served) -> Json:
    return channel(here.slack, "legal").messages[0]


async def use(here: Served, callback: str, message: Json | None = None) -> None:
    legal, dana = channel(here.slack, "legal"), user(here.slack, "dana")
    await here.slack.people.use(legal, message or contract(here), dana, callback)


@pytest.mark.parametrize("number", [0, 1])
async def test_a_summary_is_of_the_thread_the_message_stands_in(here: Served, number: int) -> None:
    message = channel(here.slack, "legal").messages[number]
    await use(here, "summarize_thread", message)
    (asked,) = await here.envelopes()
    assert (asked.kind, asked.text, asked.about) == ("shortcut", "Summarize this thread.", "")
    assert asked.thread_ts == contract(here)["ts"]
    (told,) = here.slack.workspace.ephemeral
    assert told["text"].endswith("The answer will appear here, only for you.")
    assert told["thread_ts"] == contract(here)["ts"]


async def test_where_the_policy_shows_it_to_all_the_asker_is_told_so() -> None:
    async with served(MemoryLedger(), app=APP, policies=seen_by("all")) as here:
        await use(here, "summarize_thread")
        (told,) = here.slack.workspace.ephemeral
        assert told["text"].endswith("The answer will appear in the thread, for everybody.")


async def test_a_draft_is_for_the_asker_whatever_the_policy_says() -> None:
    async with served(MemoryLedger(), app=APP, policies=seen_by("all")) as here:
        await use(here, "draft_reply")
        (asked,) = await here.envelopes()
        assert (asked.drafting, asked.private) == (True, True)
        assert (asked.about, asked.author) == (contract(here)["text"], contract(here)["user"])
        (told,) = here.slack.workspace.ephemeral
        assert "only for you" in told["text"]


@pytest.mark.parametrize("text", ["what about breaches?", ""])
async def test_a_question_about_a_message_is_asked_in_a_modal(here: Served, text: str) -> None:
    long = {**contract(here), "text": 'a "quoted"\nline ' * 400}
    await use(here, "ask_about", long)
    (view,) = here.slack.workspace.views.values()
    assert view["title"]["text"] == "Ask R1 about this"
    assert await here.envelopes() == []
    dana = user(here.slack, "dana")
    await here.slack.people.submit(view, dana, {"question": {"question": text}})
    (asked,) = await here.envelopes()
    assert (asked.text, asked.on) == (text, contract(here)["ts"])
    assert asked.about == str(long["text"])[:1000]
    assert asked.wish is not None
    assert (asked.wish.tier, asked.wish.said) == ("reasoning", "Ask R1 about this")


async def test_a_shortcut_that_the_app_does_not_have_is_refused(here: Served) -> None:
    from adapters.playground.arguments import SlackError

    with pytest.raises(SlackError, match="no_such_shortcut"):
        await use(here, "another")


@pytest.mark.parametrize("commands", ["all", "asker"])
async def test_a_command_says_at_once_when_only_its_asker_will_see_the_answer(
    commands: str,
) -> None:
    async with served(MemoryLedger(), policies=seen_by(commands=commands)) as here:
        _, told = await here.command("/ask", "what is new?")
        assert ("only for you" in told) is (commands == "asker")


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(mode="http", redelivery=()) as running:
        yield running


async def gathered(slack: Playground, where: str = "legal", **fields: Any) -> Request:
    place = channel(slack, where)
    root = place.messages[0] if place.messages else {"ts": "1.000100", "user": ""}
    whole: Json = {
        "kind": "shortcut",
        "team": slack.workspace.team_id,
        "channel": place.id,
        "channel_name": where,
        "user": user(slack, "dana").id,
        "on": root["ts"],
        "thread_ts": root["ts"],
        "author": root["user"],
        **fields,
    }
    envelope = Envelope.model_validate(whole)
    return await Gatherer(client_of(settings(slack))).request(job_of("shortcut"), envelope)


async def test_the_message_is_weighed_with_the_question_about_it(slack: Playground) -> None:
    asked = await gathered(slack, text="is that usual?", about="cut sho")
    assert asked.text == (
        "is that usual?\n\nalex wrote:\nThe vendor sent the new MSA. Clause 9.2 caps liability at "
        "12 months of fees."
    )
    assert len(asked.context) == 3
    assert (asked.reply_to, asked.place.thread_ts) == (
        "",
        channel(slack, "legal").messages[0]["ts"],
    )
    bare = await gathered(slack, text="", about="cut sho")
    assert bare.text.startswith("Explain this message, and say what to do about it.")


async def test_a_draft_answers_the_message_itself(slack: Playground) -> None:
    asked = await gathered(slack, about="cut sho", drafting=True, private=True)
    assert asked.text.startswith("The vendor sent the new MSA.")
    assert asked.reply_to == "alex"


async def test_where_the_bot_is_no_member_the_message_alone_is_read(slack: Playground) -> None:
    mei = user(slack, "mei").id
    asked = await gathered(slack, "random", about="14 % errors?", author=mei, drafting=True)
    assert (asked.text, asked.reply_to, asked.context) == ("14 % errors?", "mei", ())
    assert asked.unread == (
        "The thread around this message: I am not in this channel, so I have read the message "
        "alone.",
    )


async def test_a_thread_that_cannot_be_read_is_not_summarized(slack: Playground) -> None:
    with pytest.raises(RequestRefused) as caught:
        await gathered(slack, "random", text="Summarize this thread.")
    assert caught.value.key == "refused.not_member"
    assert caught.value.values == {"channel": "#random", "bot": "thinktwice"}
