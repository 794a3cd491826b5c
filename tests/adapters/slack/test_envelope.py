"""What the door keeps: who, where, what, and the names under which it may arrive again."""

from __future__ import annotations

from typing import Any

import pytest
from routing_cases import request
from slack_cases import SEALER

from adapters.slack.envelope import Envelope, of_click, of_command, of_event, received
from bot.errors import SealError
from bot.jobs.record import seal_scope
from bot.request import Wish

EVENT: dict[str, Any] = {
    "type": "app_mention",
    "user": "U1",
    "text": "<@UBOT> hello",
    "channel": "C1",
    "channel_type": "channel",
    "ts": "1700000000.000100",
}
COMMAND = {
    "team_id": "T1",
    "channel_id": "C1",
    "user_id": "U1",
    "trigger_id": "t.1",
    "response_url": "https://hooks.example/1",
}


def test_one_post_delivered_as_two_events_shares_a_name() -> None:
    mention, first = of_event({"team_id": "T1", "event_id": "Ev1"}, EVENT)
    twin, second = of_event({"team_id": "T1", "event_id": "Ev2"}, {**EVENT, "type": "message"})
    assert mention == twin
    assert set(first) & set(second) == {"message:T1:C1:1700000000.000100"}
    assert first[0] != second[0]


@pytest.mark.parametrize(
    ("more", "kind", "thread"),
    [
        ({}, "mention", ""),
        ({"thread_ts": "1699999999.000100"}, "mention", "1699999999.000100"),
        ({"channel": "D1", "channel_type": "im"}, "dm", ""),
    ],
)
def test_kind_and_thread(more: dict[str, str], kind: str, thread: str) -> None:
    envelope, _ = of_event({"team_id": "T1", "event_id": "Ev1"}, {**EVENT, **more})
    assert (envelope.kind, envelope.thread_ts, envelope.ts) == (kind, thread, EVENT["ts"])


def test_a_shared_channel_is_external_and_the_team_is_the_installed_one() -> None:
    body = {"team_id": "T1", "event_id": "Ev1", "is_ext_shared_channel": True}
    envelope, _ = of_event(body, {**EVENT, "team": "T-other"})
    assert (envelope.external, envelope.team) == (True, "T1")


@pytest.mark.parametrize(
    ("typed", "private", "text"),
    [
        ("what is new?", False, "what is new?"),
        ("private what is new?", True, "what is new?"),
        ("  Private   what is new? ", True, "what is new?"),
        ("privately, what is new?", False, "privately, what is new?"),
        ("private", True, ""),
        ("", False, ""),
    ],
)
def test_commands(typed: str, private: bool, text: str) -> None:
    wish = Wish(tier="reasoning", said="/think")
    envelope, names = of_command(COMMAND, typed, wish)
    assert (envelope.private, envelope.text, envelope.wish) == (private, text, wish)
    assert envelope.response_url == COMMAND["response_url"]
    assert names == ("trigger:t.1",)


def test_a_click_carries_the_whole_question() -> None:
    asked = request("should we sign?")
    envelope, names = of_click(asked, "U2", ("trigger:t.2",))
    assert (envelope.kind, envelope.request, envelope.user) == ("click", asked, "U2")
    assert names == ("trigger:t.2",)


def test_the_text_is_sealed_under_the_job() -> None:
    envelope, names = of_event({"team_id": "T1", "event_id": "Ev1"}, EVENT)
    entry = received(envelope, names, SEALER)
    assert b"hello" not in entry.sealed
    opened = SEALER.open(entry.sealed, seal_scope("T1", entry.id))
    assert Envelope.model_validate_json(opened) == envelope
    with pytest.raises(SealError):
        SEALER.open(entry.sealed, seal_scope("T1", "another"))


def test_half_a_character_does_not_break_the_record() -> None:
    envelope, names = of_event({"team_id": "T1", "event_id": "Ev1"}, {**EVENT, "text": "a\ud83d!"})
    entry = received(envelope, names, SEALER)
    opened = SEALER.open(entry.sealed, seal_scope("T1", entry.id))
    assert Envelope.model_validate_json(opened).text == "a\ufffd!"
