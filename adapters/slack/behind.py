"""The door to what stands behind an answer: "Why?" at once from the record, the rest by a worker.

Refuses to route: the web process answers from Redis alone, and a modal must open within 3 s.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.buttons import WHY
from adapters.slack.refusals import code_of
from adapters.slack.speaking import by, words_for
from adapters.slack.thinking import thoughts_note, thoughts_view
from adapters.slack.why import EDIT, THOUGHTS, TRY, edit_in, noted, why_view
from bot.answer import Answer
from bot.decision import Counterfactual
from bot.errors import SealError, StoreError, UnknownVersion
from bot.events import Events
from bot.explained import answer_in, request_in
from bot.inquiry import Inquiry, Page
from bot.jobs.ids import new_id
from bot.jobs.readers import Readers
from bot.jobs.windows import Windows
from bot.looking import entry, page, thoughts_for
from bot.ports import FullLedger
from bot.request import Request
from bot.routing.why import Sought
from bot.sealing import Sealer
from bot.seats import Seats
from bot.words import Words

Json = dict[str, Any]


class BehindDoor:
    """Listeners for "Why?" and "What if…"."""

    def __init__(
        self,
        ledger: FullLedger,
        sealer: Sealer,
        seats: Seats,
        windows: Windows,
        readers: Readers,
        events: Events,
    ) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._seats = seats
        self._windows = windows
        self._readers = readers
        self._events = events

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.action(WHY)(self._why)
        app.action(EDIT)(self._edit)
        app.action(TRY)(self._edit)
        app.action(THOUGHTS)(self._thoughts)

    async def _why(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        of, (team, user) = str(body["actions"][0]["value"]), by(body)
        words = await self._readers.words(team, user)
        try:
            shown = await self._page(team, of, user, words)
        except StoreError as error:
            self._events.emit("store_failed", what="why", detail=str(error))
            shown = Page(note=words.say("error.store", id=new_id()))
        opened = await client.views_open(
            trigger_id=body["trigger_id"], view=why_view(shown, of, words)
        )
        if not shown.whole:
            await self._look({**body, "view": opened["view"]}, client, of, None)

    async def _thoughts(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """What the model wrote while it thought: for the asker, whoever presses."""
        await ack()
        words, of = await words_for(self._readers, body), str(body["actions"][0]["value"])
        try:
            known = await self._record(str(body["team"]["id"]), of)
        except StoreError as error:
            self._events.emit("store_failed", what="thoughts", detail=str(error))
            view = thoughts_note([words.say("error.store", id=new_id())], words)
        else:
            view = self._thought(known, str(body["user"]["id"]), words)
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    def _thought(self, known: tuple[Answer, Request] | None, user: str, words: Words) -> Json:
        if known is None:
            return thoughts_note([words.say("slack.gone")], words)
        answer, request = known
        thoughts = thoughts_for(answer, request, user)
        if not thoughts:
            said = words.say("slack.not_yours", person=request.asker.name)
            return thoughts_note([said], words)
        return thoughts_view(thoughts, answer.answer.label, words)

    async def _record(self, team: str, of: str) -> tuple[Answer, Request] | None:
        """Answer and question, unless they are kept no more. Raises StoreError."""
        try:
            job = await self._ledger.job(team, of)
            answer = answer_in(job, self._sealer) if job else None
            request = request_in(job, self._sealer) if job else None
        except (SealError, UnknownVersion):
            return None
        return (answer, request) if answer and request else None

    async def _page(self, team: str, of: str, user: str, words: Words) -> Page:
        """As far as the record goes. Raises StoreError."""
        known = await self._record(team, of)
        if known is None:
            return Page(note=words.say("slack.gone"))
        answer, request = known
        changed: Counterfactual | Sought = answer.decision.counterfactual or "looking"
        return page(answer, request, self._seats, words, user=user, changed=changed)

    async def _edit(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await self._look(body, client, str(body["view"]["private_metadata"]), edit_in(body))

    async def _look(self, body: Json, client: AsyncWebClient, of: str, edit: str | None) -> None:
        """Hand the look to a worker; when that cannot be done, the open window says so."""
        (team, user), view = by(body), body["view"]
        window, words = str(view["id"]), await self._readers.words(team, user)
        try:
            inquiry = Inquiry(
                of=of,
                user=user,
                window=window,
                mark=str(view["hash"]),
                turn=await self._windows.turn(team, window),
                edit=edit,
                language=words.language,
            )
            channel = str((body.get("channel") or {}).get("id") or "")
            names = (f"look:{body['trigger_id']}",)
            await self._ledger.receive(entry(inquiry, team, channel, names, self._sealer))
        except StoreError as error:
            self._events.emit("store_failed", what="why", detail=str(error))
            text = words.say("error.store", id=new_id())
            try:
                await client.views_update(view_id=window, view=noted(view, text))
            except SlackApiError as failure:
                self._events.emit("slack_failed", job=of, problem=code_of(failure))
