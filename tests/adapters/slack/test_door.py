"""The door: recorded before Slack hears 200; a silent store is said in time, in words."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from house_cases import Heard
from slack_cases import SEALER, Served, channel, served, user

from adapters.queue.memory import MemoryLedger
from adapters.queue.valkey import ValkeyLedger
from adapters.stores.valkey import connect
from bot.keys import KeySpace

SAID = re.compile(
    r"I can't take this on: my store is not answering\. Nothing was lost or charged; "
    r"please try again in a minute\. \(id \w+\)"
)


@pytest.fixture
async def here(valkey_url: str) -> AsyncIterator[Served]:
    client = connect(valkey_url)
    ledger = ValkeyLedger(client, KeySpace(), SEALER, Heard())
    async with served(ledger) as running:
        yield running
    await ledger.close()
    await client.aclose()


@pytest.fixture(params=["refuses", "silent"])
async def down(request: pytest.FixtureRequest) -> AsyncIterator[ValkeyLedger]:
    """A ledger whose server refuses the connection, or takes it and never says a word."""
    open_ones: list[asyncio.StreamWriter] = []

    async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.append(writer)

    server = await asyncio.start_server(silence, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    if request.param == "refuses":
        server.close()
    client = connect(f"redis://127.0.0.1:{port}/0")
    ledger = ValkeyLedger(client, KeySpace(), SEALER, Heard())
    yield ledger
    await ledger.close()
    await client.aclose()
    for writer in open_ones:
        writer.close()
    server.close()


async def test_a_mention_is_recorded_whole_before_it_is_acknowledged(here: Served) -> None:
    event = here.mention("what is new?", thread_ts="1700000000.000100")
    assert await here.event(event) == 200
    (envelope,) = await here.envelopes()
    assert envelope.kind == "mention"
    assert (envelope.text, envelope.ts) == (event["text"], event["ts"])
    assert envelope.thread_ts == "1700000000.000100"
    assert envelope.team == here.slack.workspace.team_id


async def test_what_arrives_again_is_taken_on_once(here: Served) -> None:
    event = here.mention()
    for name in ("Ev1", "Ev1", "Ev2"):
        assert await here.event(event, event_id=name) == 200
    assert len(await here.envelopes()) == 1
    assert here.heard.names() == ["received", "duplicate", "duplicate"]
    assert await here.event(here.mention(), event_id="Ev3") == 200
    assert len(await here.envelopes()) == 2


async def test_a_command_delivered_twice_is_one_question(here: Served) -> None:
    for _ in range(2):
        assert await here.command("/ask", "what is new?", trigger_id="t.1") == (200, "")
    assert len(await here.envelopes()) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"bot_id": "B1"},
        {"user": None, "bot_id": "B1"},
    ],
)
async def test_other_apps_mentioning_us_are_acknowledged_and_ignored(
    here: Served, changed: dict[str, str | None]
) -> None:
    event = {k: v for k, v in {**here.mention(), **changed}.items() if v is not None}
    assert await here.event(event) == 200
    assert await here.envelopes() == []


@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        ({"channel_type": "im"}, True),
        ({"channel_type": "im", "subtype": "file_share"}, True),
        ({"channel_type": "im", "bot_id": "B1"}, False),
        ({"channel_type": "im", "subtype": "message_changed"}, False),
        ({"channel_type": "im", "subtype": "message_deleted"}, False),
        ({"channel_type": "channel"}, False),
        ({"channel_type": "group"}, False),
        ({"channel_type": "mpim"}, False),
    ],
)
async def test_messages_count_as_questions_only_when_sent_to_us_alone(
    here: Served, changed: dict[str, str], taken: bool
) -> None:
    event = {**here.mention(), "type": "message", "text": "hello everyone", **changed}
    assert await here.event(event) == 200
    assert [one.kind for one in await here.envelopes()] == (["dm"] if taken else [])


async def test_a_mention_with_a_file_is_taken_on_with_and_without_its_own_event(
    here: Served,
) -> None:
    mention = here.mention("what does it say?")
    files = {"files": [{"id": "F1", "name": "a.txt"}], "subtype": "file_share"}
    assert await here.event({**mention, "type": "message", **files}) == 200
    assert await here.event(mention) == 200
    (envelope,) = await here.envelopes()
    assert (envelope.kind, envelope.ts) == ("mention", mention["ts"])
    assert "duplicate" in here.heard.names()


@pytest.mark.parametrize(
    ("command", "text", "asked", "tier"),
    [
        ("/ask", "what is new?", "what is new?", None),
        ("/think", "what is new?", "what is new?", "reasoning"),
        ("/tt-think", "what is new?", "what is new?", "reasoning"),
        ("/thinktwice", "ask what is new?", "what is new?", None),
        ("/thinktwice", "Think  what is new?", "what is new?", "reasoning"),
    ],
)
async def test_commands(here: Served, command: str, text: str, asked: str, tier: str) -> None:
    assert await here.command(command, text) == (200, "")
    (envelope,) = await here.envelopes()
    assert envelope.text == asked
    assert (envelope.wish.tier if envelope.wish else None) == tier


async def test_a_private_command_is_told_where_the_answer_comes(here: Served) -> None:
    status, said = await here.command("/ask", "private what is new?")
    (job,) = await here.ledger.jobs(9)
    assert status == 200
    assert said == f"On it (id {job.id}). The answer will appear here, only for you."


@pytest.mark.parametrize("text", ["", "  ", "private"])
async def test_an_empty_command_is_answered_and_not_taken_on(here: Served, text: str) -> None:
    status, said = await here.command("/ask", text)
    assert status == 200
    assert said.strip()
    assert await here.envelopes() == []


@pytest.mark.parametrize("text", ["", "help"])
async def test_help_names_the_commands_as_they_are_installed(here: Served, text: str) -> None:
    status, said = await here.command("/tt-thinktwice", text)
    assert status == 200
    assert "/tt-ask" in said
    assert "/tt-think" in said
    assert "V3" in said
    assert await here.envelopes() == []


async def test_with_the_store_down_slack_is_asked_to_deliver_the_event_again(
    down: ValkeyLedger,
) -> None:
    async with served(down) as here, asyncio.timeout(2.5):
        assert await here.event(here.mention()) == 500
        assert await here.event({**here.mention(), "type": "message", "channel_type": "im"}) == 500


async def test_with_the_store_down_a_command_is_told_so_at_once(down: ValkeyLedger) -> None:
    async with served(down) as here, asyncio.timeout(2.5):
        status, said = await here.command("/ask", "what is new?")
        assert status == 200
        assert SAID.fullmatch(said)
        assert here.heard.names() == ["store_failed"]
        assert "what is new" not in str(here.heard.all)


@pytest.mark.parametrize("action", ["why", "ask_other", "ask_again", "go_ahead", "read_everything"])
async def test_with_the_store_down_a_click_is_told_so(down: ValkeyLedger, action: str) -> None:
    async with served(down) as here, asyncio.timeout(5):
        dana, general = user(here.slack, "dana"), channel(here.slack, "general")
        await here.slack.people.press(_button(here, action), dana, action, None)
        if action == "why":
            (view,) = here.slack.workspace.views.values()
            assert SAID.fullmatch(view["blocks"][0]["text"]["text"])
        else:
            (told,) = here.slack.workspace.ephemeral
            assert (told["channel"], told["ephemeral_to"]) == (general.id, dana.id)
            assert SAID.fullmatch(told["text"])


def _button(here: Served, action: str) -> dict[str, Any]:
    general = channel(here.slack, "general")
    element = {"type": "button", "action_id": action, "value": "0K7F3"}
    message: dict[str, Any] = {
        "type": "message",
        "ts": here.slack.workspace.new_ts(),
        "text": "an answer",
    }
    message["blocks"] = [{"type": "actions", "elements": [element]}]
    return {"channel": general, "message": message}


@pytest.mark.parametrize("action", ["why", "ask_other", "ask_again", "go_ahead", "read_everything"])
async def test_a_click_under_an_answer_whose_record_is_gone(here: Served, action: str) -> None:
    dana = user(here.slack, "dana")
    await here.slack.people.press(_button(here, action), dana, action, None)
    views = here.slack.workspace.views.values()
    shown = json.dumps([*views, *here.slack.workspace.ephemeral])
    assert "I no longer have the record of that answer" in shown
    assert await here.envelopes() == []


DANGER = "I don't want to live anymore"
CALL = (
    "If someone is in danger now, call your local emergency number (112, 911, 999, 110/120). "
    "I am a program and may be slow. I am reading your message and will answer only to you."
)


async def warned(here: Served) -> None:
    async with asyncio.timeout(5):
        while "warned" not in here.heard.names():  # noqa: ASYNC110 - told beside the answer to Slack
            await asyncio.sleep(0.01)


async def test_who_may_be_in_danger_is_told_whom_to_call_by_the_door_itself(here: Served) -> None:
    event = here.mention(DANGER)
    for name in ("Ev1", "Ev2"):
        assert await here.event(event, event_id=name) == 200
    await warned(here)
    (told,) = here.slack.workspace.ephemeral
    dana, general = user(here.slack, "dana"), channel(here.slack, "general")
    assert (told["text"], told["ephemeral_to"], told["channel"]) == (CALL, dana.id, general.id)
    assert len(await here.envelopes()) == 1
    assert "live anymore" not in str(here.heard.all)


async def test_in_a_direct_message_it_stands_in_the_thread(here: Served) -> None:
    dana = user(here.slack, "dana")
    direct = here.slack.workspace.direct(dana.id)
    event = {**here.mention(DANGER), "type": "message", "channel_type": "im", "channel": direct.id}
    assert await here.event(event) == 200
    await warned(here)
    (told,) = direct.messages
    assert (told["text"], told["thread_ts"]) == (CALL, event["ts"])


async def test_a_command_is_answered_with_it_at_once(here: Served) -> None:
    assert await here.command("/ask", DANGER) == (200, CALL)
    assert "warned" in here.heard.names()
    assert len(await here.envelopes()) == 1


async def test_where_the_bot_cannot_speak_it_comes_as_a_direct_message(here: Served) -> None:
    here.slack.faults.add({"method": "chat.postEphemeral", "error": "user_not_in_channel"})
    assert await here.event(here.mention(DANGER)) == 200
    await warned(here)
    (told,) = here.slack.workspace.direct(user(here.slack, "dana").id).messages
    assert told["text"] == CALL


async def test_in_socket_mode_an_envelope_stays_unacknowledged_while_the_store_is_down(
    down: ValkeyLedger,
) -> None:
    async with served(down, slack_app_token="", slack_signing_secret="") as here:
        number, changes = here.slack.workspace.watch()
        dana, general = user(here.slack, "dana"), channel(here.slack, "general")
        here.slack.people.write(general, dana, "@thinktwice what is new?")
        async with asyncio.timeout(8):
            while (await changes.get())["kind"] != "undelivered":
                pass
        here.slack.workspace.unwatch(number)


async def test_in_socket_mode_a_mention_is_recorded() -> None:
    ledger = MemoryLedger()
    async with served(ledger, slack_app_token="", slack_signing_secret="") as here:
        dana, general = user(here.slack, "dana"), channel(here.slack, "general")
        here.slack.people.write(general, dana, "@thinktwice what is new?")
        await ledger.wake("quick", 5)
        (envelope,) = await here.envelopes()
        assert envelope.text.endswith("what is new?")
