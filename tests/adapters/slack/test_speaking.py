"""People are spoken to in the language of their Slack, once a worker has met them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from office import Office, office
from slack_cases import channel, user

from adapters.playground.models import Script
from adapters.slack.speaking import by
from bot.words import Words
from bot.words.languages import of_locale

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


def job_of(message: Any) -> str:
    """Of whose answer it is, as its buttons say."""
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    return str(rows[0]["elements"][0]["value"])


async def opened(here: Office) -> str:
    """The title of the modal that has just been opened; it is closed."""
    views = here.slack.workspace.views
    name = await here.until(lambda: next((one for one in views if "HOME" not in one), None))
    return str(views.pop(name)["title"]["text"])


@pytest.mark.parametrize(
    ("locale", "why", "unknown"),
    [
        ("zh-CN", "为什么？", "没有命令 nonsense"),
        ("ja-JP", "なぜ？", "nonsense というコマンドはありません"),
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
        # Too short to tell its language: the first sign is in the one that its asker reads.
        asked = here.ask("@thinktwice HTTP 503?")
        job = await here.ledger.job("T1", job_of(await here.answered(asked)))
        assert job is not None
        reading = Words(of_locale(locale)).say("wait.reading")
        place = channel(here.slack, "general")
        async with asyncio.timeout(10):
            while here.slack.workspace.status(place, asked) != reading:
                await here.front.attend(job)  # its worker may still be leaving it
                await asyncio.sleep(0.05)
        await here.front.leave(job)


async def test_every_window_note_and_tab_speaks_the_readers_language() -> None:
    german = Words("de")
    async with office(SAID) as here:
        here.slack.people.shortcuts = frozenset({"ask_about"})
        here.slack.people.subscriptions |= {"app_home_opened", "member_joined_channel"}
        dana, where = user(here.slack, "dana"), channel(here.slack, "general")
        dana.locale = "de-DE"
        given = await here.answered(here.ask("@thinktwice what does HTTP 429 mean?"))
        here.slack.people.open_home(dana, "home")
        home = await here.until(lambda: here.slack.workspace.views.get(f"VHOME{dana.id}"))
        assert german.say("home.default") in str(home)
        # Counters begin anew at midnight UTC; dana lives in Berlin.
        assert "Europe/Berlin" in str(home)
        await here.slack.people.command(where, dana, "/summarize", "")
        assert german.say("commands.which.label") in str(here.slack.workspace.views)
        assert await opened(here) == "summarize"
        message = {"channel": where, "message": given}
        await here.slack.people.use(where, given, dana, "ask_about")
        assert await opened(here) == german.say("slack.ask_about.title", label="R1")
        await here.slack.people.press(message, dana, "vote", f"down:{job_of(given)}")
        assert await opened(here) == german.say("vote.title")
        # Somebody from Germany brings it into a channel: that is what it says hello in.
        new = here.slack.workspace.add_channel("neu", {dana.id})
        here.slack.people.invite(new, dana)
        hello = await here.until(lambda: next(iter(new.messages), None))
        assert german.say("hello.text", fast="V3", reasoning="R1") in hello["text"]


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
