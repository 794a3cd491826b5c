"""Slash commands: a question is recorded before Slack hears 200; help is answered at once.

Refuses to call models and Slack: it answers from Redis alone.
"""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.slack.envelope import of_command
from adapters.slack.taking import Taking
from bot.errors import StoreError
from bot.events import Events
from bot.jobs.ids import new_id
from bot.request import Wish
from bot.seats import Seats
from bot.words import Words

COMMANDS = re.compile(r"^/(?:[\w-]*?)(ask|think|thinktwice)$")
Json = dict[str, Any]


class Commands:
    """Listeners for slash commands."""

    def __init__(self, taking: Taking, seats: Seats, events: Events) -> None:
        self._taking = taking
        self._seats = seats
        self._events = events

    def attach(self, app: AsyncApp) -> None:
        """Register the listener."""
        app.command(COMMANDS)(self._command)

    async def _command(self, ack: AsyncAck, command: Json) -> None:
        words = Words()
        verb, text = _verb(str(command["command"]), str(command.get("text") or ""))
        if verb not in ("ask", "think"):
            await ack(self._help(words, str(command["command"])))
            return
        wish = Wish(tier="reasoning", said=f"/{verb}") if verb == "think" else None
        envelope, names = of_command(command, text, wish)
        if not envelope.text:
            await ack(words.say("refused.empty"))
            return
        try:
            job_id, telling = await self._taking.take(envelope, names)
        except StoreError as error:
            self._events.emit("store_failed", what="command", detail=str(error))
            # Slack does not deliver commands again: the person must be told here.
            await ack(words.say("error.store", id=new_id()))
            return
        if telling:
            await self._taking.tell(envelope.team, job_id, lambda: ack(words.say("danger.now")))
            return
        await ack(words.say("slack.on_it", id=job_id) if envelope.private else "")

    def _help(self, words: Words, command: str) -> str:
        base = command.removesuffix("thinktwice").removesuffix("ask").removesuffix("think")
        return words.say(
            "slack.help",
            ask=f"{base}ask",
            think=f"{base}think",
            fast=self._seats.fast.label,
            reasoning=self._seats.reasoning.label,
        )


def _verb(command: str, text: str) -> tuple[str, str]:
    """(`ask`, `think` or `help`, the rest), from `/ask …` and from `/thinktwice ask …` alike."""
    found = COMMANDS.match(command)
    verb = found.group(1) if found else "help"
    if verb != "thinktwice":
        return verb, text
    first, _, rest = text.strip().partition(" ")
    return (first.lower(), rest.strip()) if first else ("help", "")
