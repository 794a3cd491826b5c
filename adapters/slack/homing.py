"""The door for App Home: shown when somebody opens it, and again when they choose a default.

Refuses to call models: everything on it stands in Redis. Slack is asked who operates.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.home import AUTO, DEFAULT, Recent, Shown, home_view
from adapters.slack.operators import Operators
from adapters.slack.refusals import code_of
from bot.errors import SealError, StoreError
from bot.events import Events
from bot.explained import answer_in, request_in
from bot.jobs.defaults import Defaults
from bot.jobs.ids import new_id
from bot.jobs.record import Job
from bot.overview import overview
from bot.ports import FullLedger
from bot.request import Person, Place, Request, Tier
from bot.routing.policies import Policies
from bot.sealing import Sealer
from bot.seats import Seats
from bot.spending.purse import Purse, next_reset
from bot.whereabouts import whereabouts
from bot.words import Words

Json = dict[str, Any]
#: So many finished questions are looked through; so many of one's own are shown.
LOOKED, MINE = 200, 5
TIERS: dict[str, Tier] = {"fast": "fast", "reasoning": "reasoning"}


class Homing:
    """Listeners for the tab."""

    def __init__(
        self,
        ledger: FullLedger,
        sealer: Sealer,
        seats: Seats,
        policies: Policies,
        purse: Purse,
        defaults: Defaults,
        operators: Operators,
        events: Events,
    ) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._seats = seats
        self._policies = policies
        self._purse = purse
        self._defaults = defaults
        self._operators = operators
        self._events = events
        self._urls: dict[str, str] = {}

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.event("app_home_opened")(self._opened)
        app.action(DEFAULT)(self._chose)

    async def _opened(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        if event.get("tab") == "home":
            await self._publish(str(body["team_id"]), str(event["user"]), client)

    async def _chose(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        team, user = str(body["team"]["id"]), str(body["user"]["id"])
        chosen = str((body["actions"][0].get("selected_option") or {}).get("value") or AUTO)
        try:
            await self._defaults.choose(team, user, TIERS.get(chosen))
        except StoreError as error:
            self._events.emit("store_failed", what="home", detail=str(error))
        await self._publish(team, user, client)

    async def _publish(self, team: str, user: str, client: AsyncWebClient) -> None:
        words = await self._operators.words(team, user)
        try:
            view = home_view(await self._shown(team, user, client, words), self._seats, words)
        except StoreError as error:
            self._events.emit("store_failed", what="home", detail=str(error))
            text = {"type": "plain_text", "text": words.say("error.store", id=new_id())}
            view = {"type": "home", "blocks": [{"type": "section", "text": text}]}
        try:
            await client.views_publish(user_id=user, view=view)
        except SlackApiError as error:
            self._events.emit("slack_failed", job="", problem=code_of(error))

    async def _shown(
        self,
        team: str,
        user: str,
        client: AsyncWebClient,
        words: Words,
    ) -> Shown:
        """Everything for this person. Raises StoreError."""
        now, policy = datetime.now(UTC), self._policies.at(team).base
        # The purse knows people by their questions; this one is never asked.
        asker = Request(
            id="",
            text="",
            asker=Person(id=user),
            place=Place(team=team, channel="", kind="dm"),
            asked_at=now,
        )
        jobs = [job for job in await self._ledger.recent(LOOKED) if job.team == team]
        who = await self._operators.person(client, {"team_id": team, "user_id": user})
        url = await self._workspace(team, client)
        mine = [found for job in jobs if job.user == user and (found := self._recent(job, url))]
        return Shown(
            default=await self._defaults.of(team, user),
            spent=await self._purse.spent(asker, now),
            caps=policy.caps,
            reset=next_reset(now, who.caller.zone),
            recent=tuple(mine[:MINE]),
            where=whereabouts(self._seats, policy, words),
            overview=overview(jobs, self._sealer) if who.caller.operator else None,
        )

    async def _workspace(self, team: str, client: AsyncWebClient) -> str:
        """Where links into this workspace begin; without it they are left out."""
        if not self._urls.get(team):
            try:
                self._urls[team] = str((await client.auth_test()).get("url") or "")
            except SlackApiError as error:
                self._events.emit("slack_failed", job="", problem=code_of(error))
        return self._urls.get(team, "")

    def _recent(self, job: Job, url: str) -> Recent | None:
        """One's own answer, where there is one that stands somewhere."""
        try:
            answer, request = answer_in(job, self._sealer), request_in(job, self._sealer)
        except SealError:
            return None
        if answer is None or request is None:
            return None
        label = answer.answer.label or self._seats.of(answer.decision.tier).label
        ts = job.slots.get("answer", "").replace(".", "")
        channel = request.place.channel
        link = f"{url.rstrip('/')}/archives/{channel}/p{ts}" if url and ts else ""
        return Recent(label=label, question=request.text, channel=channel, link=link)
