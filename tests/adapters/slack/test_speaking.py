"""People are spoken to in the language of their Slack, once a worker has met them."""

from __future__ import annotations

from typing import Any

import pytest
from office import Office, office
from slack_cases import channel, user

from adapters.playground.models import Script
from adapters.slack.speaking import by

SAID = Script(text="Too Many Requests.")


def speaks(here: Office, who: str, locale: str) -> None:
    user(here.slack, who).locale = locale


async def command(here: Office, text: str, who: str = "dana") -> str:
    """What a person alone reads after a slash command."""
    before = len(here.slack.workspace.ephemeral)
    await here.slack.people.command(
        channel(here.slack, "general"), user(here.slack, who), "/thinktwice", text
    )
    await here.until(lambda: here.slack.workspace.ephemeral[before:] or None)
    return str(here.slack.workspace.ephemeral[before]["text"])


@pytest.mark.parametrize(
    ("locale", "why", "unknown"),
    [
        ("zh-CN", "为什么？", "没有命令 nonsense"),
        ("zh-TW", "為什麼？", "沒有指令 nonsense"),
        ("ja-JP", "なぜ？", "nonsense というコマンドはありません"),
        ("en-GB", "Why?", "There is no command nonsense"),
    ],
)
async def test_modals_and_commands_speak_the_readers_language(
    locale: str, why: str, unknown: str
) -> None:
    async with office(SAID) as here:
        speaks(here, "dana", locale)
        assert "There is no command nonsense" in await command(here, "nonsense")
        given = await here.answered(here.ask("@thinktwice what does HTTP 429 mean?"))
        # In a channel everybody reads along: the question's language.
        assert "short factual question" in given["text"]
        where = {"channel": channel(here.slack, "general"), "message": given}
        await here.slack.people.press(where, user(here.slack, "dana"), "why", None)
        view: Any = await here.until(lambda: next(iter(here.slack.workspace.views.values()), None))
        assert view["title"]["text"] == why
        assert unknown in await command(here, "nonsense")


async def test_what_was_no_question_is_answered_in_the_writers_language() -> None:
    async with office(SAID) as here:
        speaks(here, "dana", "ja-JP")
        here.ask("@thinktwice")
        told = await here.until(lambda: next(iter(here.slack.workspace.ephemeral), None))
        assert "質問が見当たりませんでした" in told["text"]


def test_who_typed_or_pressed() -> None:
    assert by({"team_id": "T1", "user_id": "U1"}) == ("T1", "U1")
    assert by({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}}) == ("T1", "U1")
    assert by({}) == ("", "")
