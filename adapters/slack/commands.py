"""Slash commands: a question is recorded before Slack hears 200, the rest answered from Redis.

Refuses to call models; what takes longer than Slack waits is handed to a worker.
"""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.handing import Handing
from adapters.slack.menu import Menu
from adapters.slack.operators import Operators
from adapters.slack.outcomes import outcome_message
from adapters.slack.speaking import words_for
from adapters.slack.taking import Taking
from adapters.slack.typed import Asked
from bot.commands.command import Caller
from bot.commands.running import Person
from bot.jobs.readers import Readers
from bot.routing.policies import Policies

COMMANDS = re.compile(r"^/([\w-]*?)(ask|think|summarize|thinktwice)$")
Json = dict[str, Any]


class Commands:
    """Listeners for slash commands."""

    def __init__(
        self,
        handing: Handing,
        taking: Taking,
        operators: Operators,
        menu: Menu,
        policies: Policies,
        readers: Readers,
    ) -> None:
        self._handing = handing
        self._menu = menu
        self._taking = taking
        self._operators = operators
        self._policies = policies
        self._readers = readers

    def attach(self, app: AsyncApp) -> None:
        """Register the listener."""
        app.command(COMMANDS)(self._command)

    async def _command(self, ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
        slash, text = str(command["command"]), str(command.get("text") or "")
        found = COMMANDS.match(slash)
        assert found is not None
        words = await words_for(self._readers, command)
        asked = Asked(self._taking, self._policies, command, words)
        if found.group(2) != "thinktwice":
            # A question and a summary need no right: nothing stands between it and the ledger.
            text = f"{found.group(2)} {text}"
            caller = Caller(
                id=str(command["user_id"]),
                team=str(command["team_id"]),
                channel=str(command["channel_id"]),
            )
            person = Person(caller, words, f"/{found.group(1)}thinktwice", questions=asked)
        else:
            person = await self._operators.person(client, command, slash)
            person = Person(person.caller, person.words, slash, person.holders, asked)
        if await self._opened(client, command, person, text.strip()):
            await ack()
            return
        outcome = await self._handing.typed(text.strip() or "help", person, command)
        if asked.warned:
            await asked.told(lambda: ack(asked.danger))
            return
        if not outcome.text:
            await ack()
            return
        message = outcome_message(outcome, person.words)
        if len(message["blocks"]) == 1:
            await ack(message["text"])
        else:
            await ack(text=message["text"], blocks=message["blocks"])

    async def _opened(
        self, client: AsyncWebClient, command: Json, person: Person, text: str
    ) -> bool:
        """Whether a window has taken it on: the menu, or the fields of a command."""
        if not text:
            return await self._menu.open(client, command, person)
        return await self._menu.ask(client, command, person, text.lower())
