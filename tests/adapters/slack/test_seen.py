"""What is before a person, and whether they mean it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.slack.seen import CHANNEL, MESSAGE, meant, sight_in
from bot.request import Person
from bot.summaries.wanted import asked_for
from bot.words import Words
from bot.words.languages import LANGUAGES

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
DANA = Person(id="U1", name="dana", tz="Europe/Berlin")


@pytest.mark.parametrize(
    ("context", "sight"),
    [
        (None, ""),
        ({}, ""),
        ({"entities": [{"type": "slack#/types/canvas_id", "value": "F1"}]}, ""),
        ({"entities": [{"type": CHANNEL, "value": "C1"}]}, "C1"),
        (
            {
                "entities": [
                    {"type": MESSAGE, "value": {"channel_id": "C2", "message_ts": "1.2"}},
                    {"type": CHANNEL, "value": "C1"},
                ]
            },
            "C2/1.2",
        ),
    ],
)
def test_what_is_before_somebody(context: Any, sight: str) -> None:
    assert sight_in(context) == sight


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_suggested_summary_is_understood(language: str) -> None:
    message = Words(language).say("agent.asked.view")
    source = meant("C1", message, DANA, NOW)
    assert source is not None
    assert (source.channel, source.root, source.since) == ("C1", "", message)
    for key in ("slack.summarize", "slack.summarize_thread"):
        assert asked_for(Words(language).say(key)), key


def test_what_asks_for_something_else_means_nothing_there() -> None:
    assert meant("C1", "What is the difference between HTTP 401 and 403?", DANA, NOW) is None
    assert meant("", "Summarize this channel since yesterday.", DANA, NOW) is None
    thread = meant("C1/1.2", "Summarize this thread.", DANA, NOW)
    assert thread is not None
    assert (thread.root, thread.since) == ("1.2", "")
