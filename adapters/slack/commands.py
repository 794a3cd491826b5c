"""Slash commands: a question is recorded before Slack hears 200, the rest answered from Redis.

Refuses to call models; what takes longer than Slack waits is handed to a worker.
"""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.envelope import of_command
from adapters.slack.handing import Handing
from adapters.slack.operators import Operators
from adapters.slack.outcomes import outcome_message
from adapters.slack.speaking import words_for
from adapters.slack.taking import Taking
from bot.commands.command import Caller
from bot.commands.running import Person
from bot.jobs.readers import Readers
from bot.request import Tier, Wish
from bot.words import Words
from bot.words.languages import spoken_in

COMMANDS = re.compile(r"^/([\w-]*?)(ask|think|thinktwice)$")
Json = dict[str, Any]


class Commands:
    """Listeners for slash commands."""

    def __init__(
        self, handing: Handing, taking: Taking, operators: Operators, readers: Readers
    ) -> None:
        self._handing = handing
        self._taking = taking
        self._operators = operators
        self._readers = readers

    def attach(self, app: AsyncApp) -> None:
        """Register the listener."""
        app.command(COMMANDS)(self._command)

    async def _command(self, ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
        slash, text = str(command["command"]), str(command.get("text") or "")
        found = COMMANDS.match(slash)
        assert found is not None
        words = await words_for(self._readers, command)
        asked = _Asked(self._taking, command, words)
        if found.group(2) != "thinktwice":
            # A question needs no right: nothing stands between it and the ledger.
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
        outcome = await self._handing.typed(text.strip() or "help", person, command)
        if asked.warned:
            await asked.tell(ack)
            return
        if not outcome.text:
            await ack()
            return
        message = outcome_message(outcome, person.words)
        if len(message["blocks"]) == 1:
            await ack(message["text"])
        else:
            await ack(text=message["text"], blocks=message["blocks"])


class _Asked:
    """`bot.commands.command.Questions` for one slash command."""

    def __init__(self, taking: Taking, command: Json, words: Words) -> None:
        self._taking = taking
        self._words = words
        self._command = command
        self._job = ""
        self._team = ""
        #: Whether whoever asks is to be told now whom to call.
        self.warned = False

    async def take(self, text: str, tier: Tier | None) -> str:
        """See `Questions`."""
        words = self._words
        wish = Wish(tier=tier, said="/think") if tier else None
        envelope, names = of_command(self._command, text, wish)
        if not envelope.text:
            return words.say("refused.empty")
        self._team = envelope.team
        self._job, self.warned = await self._taking.take(envelope, names)
        return words.say("slack.on_it", id=self._job) if envelope.private else ""

    async def tell(self, ack: AsyncAck) -> None:
        """The answer to the command says whom to call, and nothing else."""
        asked = spoken_in(str(self._command.get("text") or "")) or self._words.language
        text = Words(asked).say("danger.now")
        await self._taking.tell(self._team, self._job, lambda: ack(text))
