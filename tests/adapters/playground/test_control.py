"""The control API: being a person, watching, forcing faults, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.playground.server import Playground

Json = dict[str, Any]


class Person:
    """The control API over HTTP."""

    def __init__(self, slack: Playground, session: aiohttp.ClientSession) -> None:
        self.slack, self._session = slack, session
        self.client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)

    async def post(self, name: str, expected: int = 200, /, **body: Any) -> Json:
        async with self._session.post(f"{self.slack.control_url}/{name}", json=body) as reply:
            assert reply.status == expected
            found: Json = await reply.json()
            return found

    async def get(self, name: str, **query: Any) -> Json:
        async with self._session.get(f"{self.slack.control_url}/{name}", params=query) as reply:
            assert reply.status == 200
            found: Json = await reply.json()
            return found


@pytest.fixture
async def person() -> AsyncIterator[Person]:
    async with Playground() as slack, aiohttp.ClientSession() as session:
        yield Person(slack, session)


async def test_a_message_stands_in_its_thread(person: Person) -> None:
    root = await person.post("message", channel="general", user="dana", text="hello")
    await person.post("message", channel="general", user="mei", text="hi", thread_ts=root["ts"])
    shown = await person.get("messages", channel="general", thread_ts=root["ts"])
    assert [one["text"] for one in shown["messages"]] == ["hello", "hi"]


async def test_waiting_ends_with_the_answer_or_with_the_time(person: Person) -> None:
    root = await person.post("message", channel="general", user="dana", text="hello")
    where = {"channel": "general", "thread_ts": root["ts"], "timeout_s": 0.1}
    assert await person.get("wait", **where) == {"message": None}
    place = {"channel": person.slack.channels["general"], "thread_ts": root["ts"]}
    thinking = {"event_type": "t", "event_payload": {"state": "thinking"}}
    await person.client.chat_postMessage(**place, text="…", metadata=thinking)
    assert await person.get("wait", **where) == {"message": None}
    sent = await person.client.chat_postMessage(**place, text="answer")
    assert (await person.get("wait", **where))["message"]["ts"] == sent["ts"]


async def test_what_the_app_calls_is_seen_with_its_answer(person: Person) -> None:
    await person.client.auth_test()
    (call,) = (await person.get("traffic"))["calls"]
    assert (call["method"], call["status"], call["answer"]["ok"]) == ("auth.test", 200, True)
    assert await person.get("traffic", since=call["n"]) == {"calls": []}


async def test_a_fault_is_forced_as_often_as_wished(person: Person) -> None:
    await person.post("faults", method="chat.postMessage", status=429, retry_after=7)
    general = person.slack.channels["general"]
    with pytest.raises(SlackApiError) as caught:
        await person.client.chat_postMessage(channel=general, text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    assert (await person.client.chat_postMessage(channel=general, text="x"))["ok"]


async def test_reset_brings_the_seed_back_and_the_clock_moves(person: Person) -> None:
    await person.post("message", channel="general", user="dana", text="to be forgotten")
    before = (await person.post("clock", advance_s=0))["now"]
    assert (await person.post("clock", advance_s=3600))["now"] >= before + 3600
    await person.post("reset")
    shown = await person.get("messages", channel="general")
    assert "to be forgotten" not in str(shown)


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("message", {"channel": "general", "user": "nobody", "text": "x"}, "no user is called"),
        ("message", {"channel": "nowhere", "user": "dana", "text": "x"}, "no channel is called"),
        ("edit", {"channel": "general", "ts": "1.0", "text": "x"}, "no message"),
        ("view", {"view_id": "V0"}, "no such view"),
        ("clock", {"advance_s": "soon"}, "ValueError"),
    ],
)
async def test_a_wrong_call_is_answered_with_the_cause(
    person: Person, name: str, body: Json, problem: str
) -> None:
    assert problem in (await person.post(name, 400, **body))["error"]
