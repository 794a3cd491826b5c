"""A whole office in one process: local Slack, door, ledger in memory, worker, scripted models."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from house_cases import Heard, Parts, parts
from routing_cases import request, router
from slack_cases import SEALER, Served, channel, served, settings, user, yes

from adapters.playground.control import is_final
from adapters.playground.models import Script
from adapters.queue.memory import MemoryLedger
from adapters.slack.alerting import Alerting
from adapters.slack.front import SlackFront
from adapters.slack.operators import Operators
from adapters.slack.serving import SlackClient, client_of
from adapters.slack.unattended import Attended
from adapters.slack.why import WhyWindow
from adapters.stores.memory import MemoryStore
from bot.bootstrap.parts import documents
from bot.jobs.behind import Behind
from bot.jobs.care import Care
from bot.jobs.defaults import Defaults
from bot.jobs.firsts import Firsts
from bot.jobs.line import Crew, Line
from bot.jobs.paces import Paces
from bot.jobs.readers import Readers
from bot.jobs.voted import Voted
from bot.jobs.windows import Windows
from bot.jobs.work import Work
from bot.jobs.worker import Worker
from bot.keys import KeySpace
from bot.routing.policies import Policies

Json = dict[str, Any]
WAIT_S = 30.0


@dataclass
class Office(Served):
    """People write, the worker answers; the parts are there to be looked at."""

    made: Parts
    front: SlackFront

    def ask(self, text: str, where: str = "general", who: str = "dana", **files: bytes) -> str:
        """A person writes; the id of their message. Files by their names, "." written as "__"."""
        place, person = channel(self.slack, where, who), user(self.slack, who)
        attached = [
            {"name": name.replace("__", "."), "content_base64": b64encode(content).decode()}
            for name, content in files.items()
        ]
        return str(self.slack.people.write(place, person, text, "", attached)["ts"])

    def ours(self, thread_ts: str, where: str = "general") -> list[Json]:
        """What the bot has said in that thread."""
        thread = self.slack.workspace.thread(channel(self.slack, where), thread_ts)
        return [one for one in thread if one.get("bot_id")]

    async def until(self, holds: Callable[[], Any]) -> Any:
        """Wait until something in the workspace holds; what it is."""
        number, changes = self.slack.workspace.watch()
        try:
            async with asyncio.timeout(WAIT_S):
                while not (found := holds()):
                    await changes.get()
                return found
        finally:
            self.slack.workspace.unwatch(number)

    async def answered(self, thread_ts: str, where: str = "general") -> Json:
        """The first message of the bot there that is no placeholder."""
        final: Json = await self.until(
            lambda: next((one for one in self.ours(thread_ts, where) if is_final(one)), None)
        )
        return final

    async def over(self) -> None:
        """Until no question is unfinished in the ledger."""
        async with asyncio.timeout(WAIT_S):
            while await self.ledger.jobs(1):  # noqa: ASYNC110 - the ledger has no event for it
                await asyncio.sleep(0.01)

    def called(self, method: str) -> list[Json]:
        """The arguments of every call of that method."""
        calls = self.slack.traffic.since(0)
        return [row["arguments"] for row in calls if row["method"] == method]


async def four() -> int:
    return 4


def _front(
    client: SlackClient, made: Parts, policies: Policies, store: MemoryStore, heard: Heard
) -> SlackFront:
    kept = (store, SEALER, KeySpace())
    readers = Readers(*kept)
    return SlackFront(
        client,
        made.seats,
        SEALER,
        policies,
        heard,
        documents()[0],
        Paces(store, KeySpace()),
        Defaults(*kept),
        Alerting(client, Operators("", readers, heard), policies, Care(*kept), heard),
        readers,
    )


@asynccontextmanager
async def office(
    *scripts: Script,
    lease_s: float = 5.0,
    crew: Crew = four,
    mode: str = "http",
    rules: Policies | None = None,
    attended: Attended = yes,
    **seat: Any,
) -> AsyncIterator[Office]:
    """Everything running; what was started is ended. `mode`: how Slack delivers."""
    socket: dict[str, Any] = {"slack_app_token": "xapp-"} if mode == "socket" else {}
    # The classifier reads its weights from the disk at the first question, and machines are busy.
    await asyncio.to_thread(router().decide, request("hello there"))
    seat = {"total_s": 60, "silence_s": 60, **seat}
    ledger, store = MemoryLedger(), MemoryStore()
    async with (
        served(ledger, policies=rules, store=store, attended=attended, **socket) as desk,
        parts(*scripts, store=store, **seat) as made,
    ):
        slack, heard = desk.slack, desk.heard
        client = client_of(settings(slack))
        kept = (store, SEALER, KeySpace())
        paces = Paces(store, KeySpace())
        policies = made.pipeline._policies
        front = _front(client, made, policies, store, heard)
        window, windows = WhyWindow(client, heard), Windows(*kept)
        behind = Behind(ledger, made.pipeline, window, windows, SEALER, heard)
        voted = Voted(ledger, made.pipeline, SEALER, heard)
        care, firsts, line = Care(*kept), Firsts(*kept), Line(ledger, paces, crew)
        work = Work(
            ledger,
            made.pipeline,
            front,
            firsts,
            desk.votes,
            SEALER,
            heard,
            care,
            line,
            paces,
            behind,
            voted=voted,
        )
        worker = Worker("w", ledger, work, heard, lease_s)
        running = asyncio.create_task(worker.run(("quick", "deep"), 4))
        try:
            yield Office(slack, desk.serving, ledger, heard, desk.votes, made, front)
        finally:
            worker.stop()
            await asyncio.wait_for(running, WAIT_S)
