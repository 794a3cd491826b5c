"""Follow-ups without a mention: only where they are allowed, only for who has asked there."""

from __future__ import annotations

import asyncio
from typing import Any

from house_cases import Heard
from office import Office, office
from slack_cases import channel, user

from adapters.playground.models import Script
from adapters.slack.buttons import MUTE
from bot.routing.policies import Policies
from bot.routing.rules import Policy, WhereRule
from bot.words import Words

SAID = Script(text="Too Many Requests.")


def allowed() -> Policies:
    policy = Policy.default().model_copy(update={"where": WhereRule(follow_ups=True)})
    return Policies.of_one(policy, Heard())


def say(here: Office, text: str, root: str, who: str = "dana", **more: Any) -> None:
    here.slack.people.write(
        channel(here.slack, "general"), user(here.slack, who), text, root, **more
    )


def mutes(message: Any) -> list[Any]:
    """The buttons that end it."""
    rows = [one for one in message["blocks"] if one["type"] == "actions"]
    return [one for row in rows for one in row["elements"] if one["action_id"] == MUTE]


async def settled(here: Office) -> None:
    """Everything that people wrote has reached the web process, and is answered."""
    async with asyncio.timeout(20):
        while here.slack.delivery.busy:  # noqa: ASYNC110 - it has no event for it
            await asyncio.sleep(0.01)
    await here.over()


async def test_who_has_asked_in_a_thread_may_follow_up_until_it_is_muted() -> None:
    async with office(SAID, rules=allowed()) as here:
        root = here.ask("@thinktwice what does HTTP 429 mean?")
        first = await here.answered(root)
        assert not mutes(first)
        for text, who, more in (
            ("and what is 430?", "sam", {}),
            ("@sam do you know?", "dana", {}),
            ("<!here> who knows?", "dana", {}),
            (":+1:", "dana", {}),
            ("", "dana", {"files": [{"name": "a.txt", "content_base64": "aGk="}]}),
        ):
            say(here, text, root, who, **more)
        say(here, "Nobody asked this in the thread, has anybody?", "")
        await settled(here)
        assert len(here.ours(root)) == 1
        say(here, "and what does 430 mean?", root)
        second = await here.until(lambda: next((m for m in here.ours(root)[1:] if mutes(m)), None))
        await settled(here)
        say(here, "and 431?", root)
        await settled(here)
        assert len(here.ours(root)) == 2
        say(here, "@thinktwice and 432?", root)
        await here.until(lambda: len(here.ours(root)) == 3)
        await settled(here)
        where = {"channel": channel(here.slack, "general"), "message": second}
        await here.slack.people.press(where, user(here.slack, "sam"), MUTE, None)
        told = await here.until(lambda: next(iter(here.slack.workspace.ephemeral), None))
        assert told["text"] == Words().say("following.muted")
        assert told["thread_ts"] == root
        say(here, "and 433?", root)
        await settled(here)
        assert len(here.ours(root)) == 3


async def test_without_the_policy_nothing_is_answered_that_calls_nobody() -> None:
    async with office(SAID) as here:
        root = here.ask("@thinktwice what does HTTP 429 mean?")
        await here.answered(root)
        say(here, "and what is 430?", root)
        await settled(here)
        assert len(here.ours(root)) == 1
