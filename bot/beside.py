"""What the fast tier says of two answers to one question.

Refuses to answer the question, and to trust: what it says is read for a verdict or for points.
"""

from __future__ import annotations

from bot.answer import Usage
from bot.asking import Asking, pinned_fast
from bot.errors import ModelError, RequestRefused
from bot.opinions import differences
from bot.prompting import prompt
from bot.provisional import Verdict, verdict_of
from bot.request import Request
from bot.routing.policies import Policies
from bot.seats import Seats


class Beside:
    """Two answers side by side, looked at by the fast tier."""

    def __init__(self, asking: Asking, policies: Policies, seats: Seats) -> None:
        self._asking = asking
        self._policies = policies
        self._seats = seats

    async def compare(self, request: Request, first: str, second: str) -> tuple[Verdict, Usage]:
        """Whether a second answer, written without knowing the first, comes to the same."""
        said, used = await self._said("gates/compare", request, first, second)
        return verdict_of(said)[0], used

    async def differences(
        self, request: Request, first: str, second: str
    ) -> tuple[tuple[str, ...] | None, Usage]:
        """What a second opinion says otherwise: see `bot.opinions.differences`."""
        if self._seats.preset == "offline":
            # Nobody is there to compare them; the same words are the same conclusion all the same.
            return (() if first.strip() == second.strip() else None), Usage()
        said, used = await self._said("gates/differences", request, first, second)
        return differences(said), used

    async def _said(
        self, name: str, request: Request, first: str, second: str
    ) -> tuple[str, Usage]:
        """What the fast tier says of two answers; nothing when it fails or may not be asked."""
        text = prompt(name).fill(question=request.text, first=first, second=second)
        alone: dict[str, object] = {"context": (), "second_of": "", "extent": None}
        asked = request.model_copy(update={"text": text, **alone})
        policy = self._policies.of(request)
        try:
            found = await self._asking.ask(asked, pinned_fast(), policy=policy)
        except (ModelError, RequestRefused):
            return "", Usage(calls=1)
        return found.answer.text, found.usage
