"""The conversation with the app: what it suggests, and what "this channel" is there."""

from __future__ import annotations

from typing import Any

from office import Office, office
from slack_cases import channel, user

from adapters.playground.models import Script
from bot.words import Words

NOTES = "## Decisions\n- We ship on Monday [1]"


def offered(here: Office, who: str = "dana") -> list[str]:
    """The titles of the prompts that stand in somebody's conversation with the app."""
    place = here.slack.workspace.direct(user(here.slack, who).id)
    given: Any = here.slack.workspace.prompts.get(place.id) or {"prompts": []}
    return [prompt["title"] for prompt in given["prompts"]]


async def test_prompts_follow_what_somebody_looks_at() -> None:
    words = Words()
    view = words.say("agent.shown.view")
    async with office(Script(text=NOTES)) as here:
        dana, general = user(here.slack, "dana"), channel(here.slack, "general")
        here.slack.people.open_home(dana, "home")
        here.slack.people.open_home(dana, "messages")
        await here.until(lambda: offered(here))
        assert view not in offered(here)
        here.slack.people.look(dana, general)
        await here.until(lambda: view in offered(here))
        (*_, call) = here.called("assistant.threads.setSuggestedPrompts")
        # With a thread Slack would show nothing.
        assert "thread_ts" not in call
        here.slack.people.look(dana, None)
        await here.until(lambda: view not in offered(here))


async def test_a_summary_of_this_channel_is_one_of_the_channel_before_the_asker() -> None:
    message = Words().say("agent.asked.view")
    async with office(Script(text=NOTES)) as here:
        dana, general = user(here.slack, "dana"), channel(here.slack, "general")
        here.slack.people.write(general, user(here.slack, "sam"), "We ship on Monday, agreed.")
        here.slack.people.open_home(dana, "messages", general)
        await here.until(lambda: offered(here))
        given = await here.answered(here.ask(message, "@bot"), "@bot")
        assert "Monday" in str(given)
        (asked,) = [one for one in await here.envelopes() if one.text == message]
        assert asked.sight == general.id
        # Where the asker is no member nothing is read, whatever their client claims.
        legal = here.slack.workspace.add_channel("secret", {here.slack.workspace.bot_user_id})
        here.slack.people.look(dana, legal)
        await here.until(lambda: here.slack.workspace.sights[dana.id])
        told = await here.answered(here.ask(message, "@bot"), "@bot")
        assert "secret" in told["text"]
        assert not [one for one in here.called("conversations.history") if legal.id in str(one)]


async def test_what_was_heard_last_holds_for_a_message_that_says_nothing() -> None:
    async with office(Script(text=NOTES)) as here:
        dana = user(here.slack, "dana")
        direct = here.slack.workspace.direct(dana.id)
        general = channel(here.slack, "general")
        entity = {"type": "slack#/types/message_context"}
        value = {"channel_id": general.id, "message_ts": "1700000000.000100"}
        changed = {
            "type": "app_context_changed",
            "context": {"entities": [{**entity, "value": value}]},
        }
        granted = [{"user_id": dana.id, "is_bot": False}]
        assert await here.event(changed, authorizations=granted) == 200
        said = here.mention("what is new?", channel=direct.id, channel_type="im", type="message")
        assert await here.event(said) == 200
        (envelope,) = await here.envelopes()
        assert envelope.sight == f"{general.id}/1700000000.000100"
        await here.over()
