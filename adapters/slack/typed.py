"""A question that arrives as a command: into the ledger, and whoever is in danger is told at once.

Refuses to answer it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from adapters.slack.envelope import Envelope, of_command
from adapters.slack.taking import Taking
from adapters.slack.wanted import source_in
from bot.errors import CommandRefused
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
        return await self._take(envelope.model_copy(update={"compare": both}), names)

    async def summarize(self, what: str) -> str:
        """See `Questions`."""
        envelope, names = of_command(self._command, what, None)
        source = source_in(envelope.text, envelope.channel)
        if source is None:
            raise CommandRefused(said="commands.missing", field="what")
        return await self._take(envelope.model_copy(update={"source": source}), names)

    async def _take(self, envelope: Envelope, names: tuple[str, ...]) -> str:
        words = self._words
        self._team = envelope.team
        spoken = await prepared(spoken_in(envelope.text) or words.language)
        self.danger = spoken.say("danger.now")
        self._job, self.warned, _ = await self._taking.take(envelope, names)
        alone = for_asker(envelope, self._policies)
        return words.say("slack.on_it", id=self._job) if alone else ""

    async def told(self, tell: Callable[[], Awaitable[object]]) -> None:
        """Whoever asks is told by `tell`, instead of anything else."""
        await self._taking.tell(self._team, self._job, tell)


def for_asker(envelope: Envelope, policies: Policies) -> bool:
    """Whether only the asker will see what comes of a command: they want it so, the policy does,
    or it was read elsewhere."""
    elsewhere = envelope.source is not None and envelope.source.channel != envelope.channel
    rule = policies.at(envelope.team).book.in_force(envelope.channel).policy.visibility
    return envelope.private or elsewhere or rule.commands == "asker"
