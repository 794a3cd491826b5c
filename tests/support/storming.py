"""Questions while processes die: who asks what, who dies when, and what is left at the end.

Refuses to know how processes are started (`fleet`). Everything is drawn from one seed; what the
scheduler of this machine makes of it is its own.
"""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fleet import Fleet
from storm_found import END, NUMBER, Asked, Found, Kind, Plan
from town import Town

from adapters.playground.models import ModelServer, Script
from adapters.playground.server import Playground
from adapters.playground.workspace import Channel, Json, User

#: How often each kind is asked, of 20.
MIX: tuple[tuple[Kind, int], ...] = (
    ("quick", 7), ("deep", 4), ("thread", 3), ("direct", 3), ("edited", 1), ("deleted", 1),
    ("stopped", 1),
)  # fmt: skip
KINDS = [kind for kind, often in MIX for _ in range(often)]


def scripts() -> tuple[Script, Script]:
    """Both models, slow enough to be killed on the way, with the number of the question."""

    def said(body: Json) -> str:
        asked = NUMBER.findall(str(body["messages"][-1]["content"]))
        middle = " ".join(f"step {step}," for step in range(1, 16))
        return f"About number {asked[-1] if asked else '?'}: {middle} and so on. {END}"

    return (
        Script(model="deepseek-ai/DeepSeek-V3-0324", said=said, first_s=0.2, piece_s=0.01),
        Script(model="deepseek-ai/DeepSeek-R1-0528", said=said, first_s=0.8, piece_s=0.02),
    )


async def stormed(folder: Path, plan: Plan) -> Found:
    """All of it, to the quiet at the end."""
    slack = Playground(mode=plan.mode, redelivery=(0.0, 2.0, 8.0))
    async with slack, ModelServer(*scripts()) as models:
        town = Town(slack, models, folder, plan.mode, _more(plan))
        _misdelivered(slack, random.Random(plan.seed))
        port = int(models.url.rsplit(":", 1)[1].split("/")[0])
        async with Fleet(folder, town.environment(), port, plan.webs, plan.hands) as fleet:
            if plan.mode == "http":
                slack.deliver_to(f"http://127.0.0.1:{fleet.door.port}/slack/events")
            storm = Storm(plan, town, fleet)
            _noted(slack, storm.found.taken)
            await storm.blow()
            return storm.found


def _more(plan: Plan) -> dict[str, str]:
    return {"THINKTWICE_LEASE_S": str(plan.lease_s), "THINKTWICE_ATTEMPTS": "50"}


def _noted(slack: Playground, taken: set[str]) -> None:
    """The messages whose events the app has acknowledged."""
    once = slack.delivery._once

    async def noting(kind: str, body: Json, retry: int, reason: str) -> tuple[bool, str, bool]:
        told = await once(kind, body, retry, reason)
        if told[0]:
            event = body["event"]
            taken.add(str(event.get("message", event).get("ts")))
        return told

    slack.delivery._once = noting  # type: ignore[method-assign]


def _misdelivered(slack: Playground, choice: random.Random) -> None:
    """Slack at its worst: one event in ten comes twice, one in ten late, behind younger ones."""
    deliver, loop = slack.delivery.deliver, asyncio.get_running_loop()

    def badly(body: Json) -> None:
        fate = choice.random()
        if fate < 0.1:
            deliver(body)
            loop.call_later(choice.uniform(0.0, 2.0), deliver, body)
        elif fate < 0.2:
            loop.call_later(choice.uniform(0.1, 1.0), deliver, body)
        else:
            deliver(body)

    slack.delivery.deliver = badly  # type: ignore[method-assign]


class Storm:
    """One run; `found` grows."""

    def __init__(self, plan: Plan, town: Town, fleet: Fleet) -> None:
        self._plan, self._town, self._fleet = plan, town, fleet
        self._asking, self._killing = random.Random(plan.seed), random.Random(plan.seed + 1)
        self.found = Found(plan)
        self._after: set[asyncio.Task[None]] = set()
        self._begun = time.monotonic()

    async def blow(self) -> None:
        """Ask while killing, wait for quiet, look."""
        asking = asyncio.create_task(self._ask())
        killing = asyncio.create_task(self._kill())
        servers = asyncio.create_task(self._kill_servers())
        await asking
        for task in (killing, servers):
            if self._plan.kills is None:
                task.cancel()
        await asyncio.gather(killing, servers, *self._after, return_exceptions=True)
        began = time.monotonic()
        while not self._settled() and time.monotonic() - began < self._plan.quiet_s:  # noqa: ASYNC110 - other processes have no event
            await asyncio.sleep(0.1)
        self.found.quiet_s = time.monotonic() - began
        # What would come twice comes now.
        await asyncio.sleep(self._plan.lease_s)
        self.found.look(self._town.slack.workspace, len(self._town.models.journal))

    def _settled(self) -> bool:
        self.found.look(self._town.slack.workspace, len(self._town.models.journal))
        found = self.found
        return not (found.lost or found.stuck or self._town.slack.delivery.busy)

    async def _ask(self) -> None:
        pause = self._plan.seconds / self._plan.questions
        for number in range(self._plan.questions):
            self._one(number)
            await asyncio.sleep(self._asking.uniform(0, 2 * pause))

    def _one(self, number: int) -> None:
        place = self._town.slack.workspace
        kind = self._asking.choice(KINDS)
        who = self._user(self._asking.choice(("dana", "alex", "mei", "sam")))
        grave = kind in ("deep", "stopped")
        where = "legal" if grave else self._asking.choice(("general", "support"))
        channel = place.direct(who.id) if kind == "direct" else self._channel(where)
        earlier = [one for one in self.found.asked if one.kind == "quick"]
        behind = self._asking.choice(earlier) if kind == "thread" and earlier else None
        if behind is not None:
            channel = place.channels[behind.channel]
        text = f"should we sign contract number {number}?" if grave else _quick(number)
        mark = "" if kind == "direct" else "@thinktwice "
        root = behind.root if behind is not None else ""
        written = self._town.slack.people.write(channel, who, mark + text, root)
        asked = Asked(number, kind, channel.id, written["ts"], root or written["ts"])
        self.found.asked.append(asked)
        self._then(asked, channel, written, who)

    def _then(self, asked: Asked, channel: Channel, written: Json, who: User) -> None:
        people = self._town.slack.people
        steps: dict[Kind, Callable[[], Any]] = {
            "edited": lambda: people.edit(
                channel, written, f"@thinktwice please: {_quick(asked.number)}"
            ),
            "deleted": lambda: people.delete(channel, written),
            "stopped": lambda: self._town.slack.home.sessions.stop(channel, asked.root, who),
        }
        step = steps.get(asked.kind)
        if step is not None:
            task = asyncio.create_task(_later(self._asking.uniform(0.1, 2.0), step))
            self._after.add(task)

    async def _kill(self) -> None:
        blows = 0
        while self._plan.kills is None or blows < self._plan.kills:
            await asyncio.sleep(self._killing.expovariate(1 / self._plan.pause_s))
            await self._hit()
            blows += 1

    async def _hit(self) -> None:
        fate, fleet = self._killing.random(), self._fleet
        member = fleet.anyone(self._killing)
        if fate < 0.55:
            self._count("SIGKILL", member.signal(signal.SIGKILL))
        elif fate < 0.75:
            self._count("SIGTERM", member.signal(signal.SIGTERM))
        elif fate < 0.88:
            self._count("SIGSTOP", member.signal(signal.SIGSTOP))
            wake = _later(self._plan.lease_s * 1.3, lambda: member.signal(signal.SIGCONT))
            self._after.add(asyncio.create_task(wake))
        else:
            await self._disturb()

    async def _disturb(self) -> None:
        proxy = self._killing.choice((self._fleet.door, self._fleet.store, self._fleet.mind))
        match self._killing.choice(("cut", "hole", "latency")):
            case "cut":
                self._count("cut", happened=proxy.cut() > 0)
            case "hole":
                self._count("black hole", happened=True)
                self._after.add(asyncio.create_task(proxy.swallow(0.8)))
            case _:
                self._count("latency", happened=True)
                proxy.latency_s = 0.05
                task = _later(1.0, lambda: setattr(proxy, "latency_s", 0.0))
                self._after.add(asyncio.create_task(task))

    async def _kill_servers(self) -> None:
        for part in self._plan.servers:
            due = self._begun + part * self._plan.seconds
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await asyncio.to_thread(self._fleet.server.restart)
            # All answers in hand of all workers may have to be made again.
            self.found.blows["Valkey"] += self._plan.hands

    def _count(self, what: str, happened: bool) -> None:
        if happened:
            self.found.blows[what] += 1

    def _user(self, name: str) -> User:
        user = self._town.slack.workspace.find_user(name)
        assert user is not None
        return user

    def _channel(self, name: str) -> Channel:
        channel = self._town.slack.workspace.find_channel(name)
        assert channel is not None
        return channel


def _quick(number: int) -> str:
    return f"what does exit code number {number} mean?"


async def _later(seconds: float, step: Callable[[], Any]) -> None:
    await asyncio.sleep(seconds)
    step()
