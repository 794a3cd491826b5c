"""The buttons under a summary: shorter, in full, only the actions, an incident's forms, and again
with what is new.

Refuses to call models: it answers from Redis alone.
"""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.slack.buttons import FORM, HANDED
from adapters.slack.repeating import Repeating
from bot.errors import SealError, StoreError
from bot.explained import answer_in
from bot.sealing import Sealer

Json = dict[str, Any]
_SHAPE = re.compile(f"^{FORM}(?P<shape>short|full|action|{'|'.join(HANDED)})$")


class Reshaping:
    """Listeners for those buttons."""

    def __init__(self, repeating: Repeating, sealer: Sealer) -> None:
        self._repeating = repeating
        self._sealer = sealer

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.action(_SHAPE)(self._shape)
        app.action(f"{FORM}update")(self._update)

    async def _shape(self, ack: AsyncAck, body: Json) -> None:
        """What was read stays; pressing the same button twice gives the same reply."""
        action = body["actions"][0]
        shape = str(action["action_id"]).removeprefix(FORM)
        name = f"shape:{action['value']}:{shape}"
        await self._repeating.repeat(ack, body, name, shape=shape, before="", second_of="")

    async def _update(self, ack: AsyncAck, body: Json) -> None:
        """Everything is gathered again; what the summary above did not say will be marked."""
        try:
            job = await self._repeating.record(body)
            answer = answer_in(job, self._sealer) if job else None
        except StoreError as error:
            await self._repeating.store_down(ack, body, error)
            return
        except SealError:
            answer = None
        whole: Json = {"context": (), "extent": None, "everything": True}
        before = answer.answer.text if answer else ""
        await self._repeating.repeat(ack, body, "", shape="", before=before, second_of="", **whole)
