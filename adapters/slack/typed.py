"""A question that arrives as a command: into the ledger, and whoever is in danger is told at once.

Refuses to answer it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from adapters.slack.envelope import of_command
from adapters.slack.taking import Taking
from bot.request import Tier, Wish
from bot.routing.policies import Policies
from bot.words import Words, prepared
from bot.words.languages import spoken_in

Json = dict[str, Any]


class Asked:
    """`bot.commands.command.Questions` for one command, typed or from the menu."""

    def __init__(self, taking: Taking, policies: Policies, command: Json, words: Words) -> None:
        self._taking = taking
        self._policies = policies
        self._command = command
        self._words = words
        self._job = ""
        self._team = ""
        #: Whether whoever asks is to be told now whom to call.
        self.warned = False
        #: What tells them so, in the language they ask in.
        self.danger = ""

    async def take(self, text: str, tier: Tier | None, *, both: bool = False) -> str:
        """See `Questions`."""
        words = self._words
        wish = Wish(tier=tier, said="/compare" if both else "/think") if tier else None
        envelope, names = of_command(self._command, text, wish)
        if not envelope.text:
            return words.say("refused.empty")
        envelope = envelope.model_copy(update={"compare": both})
        self._team = envelope.team
        spoken = await prepared(spoken_in(envelope.text) or words.language)
        self.danger = spoken.say("danger.now")
        self._job, self.warned, _ = await self._taking.take(envelope, names)
        rule = self._policies.at(envelope.team).book.in_force(envelope.channel).policy.visibility
        private = envelope.private or rule.commands == "asker"
        return words.say("slack.on_it", id=self._job) if private else ""

    async def told(self, tell: Callable[[], Awaitable[object]]) -> None:
        """Whoever asks is told by `tell`, instead of anything else."""
        await self._taking.tell(self._team, self._job, tell)
