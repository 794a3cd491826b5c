"""A mention storm: many questions in many channels at once, at the real processes, limits on.

Refuses to go on for ever, and to judge: it tells what a person in each thread has seen, and when.
"""

from __future__ import annotations

import asyncio
import random
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from adapters.playground.arguments import Json
from adapters.playground.control import is_final
from adapters.playground.loads import environment_of, port_of, process_of
from adapters.playground.models import ModelServer, Script
from adapters.playground.server import Playground
from adapters.playground.workspace import Channel

CHANNELS, PEOPLE, RATE = 20, 40, 10.0
#: In each channel so many of ten questions stand in one thread, the others alone.
IN_THREAD = 5
#: Of the one worker where it is `eased`: ten questions a second, and some wait for their second to
#: be posted.
SLOTS = 64
MODEL_S = 0.5
#: After the last question; then whatever is unanswered counts as lost.
MOST_S = 90.0
#: So long nothing more may be said before it is over.
QUIET_S = 3.0
_NUMBER = re.compile(r"code (\d+)")
_SIGNS = ("assistant.threads.setStatus", "chat.postMessage")


@dataclass
class Asked:
    """One question: where and when."""

    number: int
    channel: Channel
    thread_ts: str
    at: float


@dataclass
class Storm:
    """What was seen. `signs` in seconds from the question on; `answers`: the numbers of the
    questions that were answered, by thread, as they stand there."""

    asked: list[Asked] = field(default_factory=list)
    signs: list[float] = field(default_factory=list)
    answers: dict[str, list[int]] = field(default_factory=dict)
    limited: int = 0
    last_s: float = 0.0

    @property
    def once(self) -> int:
        """How many questions have exactly one answer, in their own thread."""
        return sum(self.answers[one.thread_ts].count(one.number) == 1 for one in self.asked)

    @property
    def disordered(self) -> int:
        """Threads whose answers stand in another order than their questions."""
        return sum(found != sorted(found) for found in self.answers.values())


async def storm(count: int, *, eased: bool) -> Storm:
    """Start all, let `count` questions come at `RATE` a second, and end all. As installed, with all
    of Slack's limits; `eased`: with `SLOTS`, and of the limits only that on posts."""
    with tempfile.TemporaryDirectory() as folder:
        slack = Playground(mode="http")
        async with slack, ModelServer(Script(said=_said, first_s=MODEL_S)) as models:
            environment = {
                **environment_of(slack, Path(folder)),
                "THINKTWICE_PRESET": "openai-compatible",
                "THINKTWICE_FAST__BASE_URL": models.url,
                "THINKTWICE_FAST__MODEL": "scripted",
                "THINKTWICE_REASONING__BASE_URL": models.url,
                "THINKTWICE_REASONING__MODEL": "scripted",
                **({"THINKTWICE_SLOTS": str(SLOTS)} if eased else {}),
            }
            web = await process_of("serve", environment)
            slack.deliver_to(f"http://127.0.0.1:{await port_of(web)}/slack/events")
            worker = await process_of("worker", environment)
            try:
                return await _blown(slack, count, eased=eased)
            finally:
                for process in (web, worker):
                    if process.returncode is None:
                        process.terminate()
                        await process.wait()


def _said(body: Json) -> str:
    """An answer that names what was asked: of a thread the last question."""
    asked = _NUMBER.findall(str(body["messages"][-1]["content"]))
    return f"It says that code {asked[-1]} is a full disk."


async def _blown(slack: Playground, count: int, *, eased: bool) -> Storm:
    place = slack.workspace
    people = [place.add_user(f"p{number}", f"P {number}").id for number in range(PEOPLE)]
    everybody = {place.bot_user_id, *people}
    rooms = [place.add_channel(f"storm-{number}", everybody) for number in range(CHANNELS)]
    found = Storm()
    # A worker's first question loads what it needs, and is no part of the storm.
    await _ask(slack, found, 0, rooms[0], people[0], "")
    await _over(slack, found, 1)
    found.asked.clear()
    slack.home.rates.on, slack.home.rates.posts_only = True, eased
    # Each as often, in no order and each time the same: some hear two questions in one second.
    order = [rooms[number % CHANNELS] for number in range(count)]
    random.Random(count).shuffle(order)
    roots: dict[str, tuple[str, int]] = {}
    begun = asyncio.get_running_loop().time()
    for number, room in enumerate(order, 1):
        await asyncio.sleep(begun + number / RATE - asyncio.get_running_loop().time())
        root, told = roots.get(room.id, ("", 0))
        inside = root if told % 10 < IN_THREAD else ""
        ts = await _ask(slack, found, number, room, people[number % PEOPLE], inside)
        roots[room.id] = (root or ts, told + 1)
    await _over(slack, found, count)
    _signs(slack, found)
    return found


async def _ask(
    slack: Playground, found: Storm, number: int, room: Channel, who: str, root: str
) -> str:
    text = f"@{slack.app.bot_name} what does exit code {number} mean?"
    sent = slack.people.write(room, slack.workspace.users[who], text, root)
    ts = str(sent["ts"])
    found.asked.append(Asked(number, room, root or ts, float(ts)))
    return ts


async def _over(slack: Playground, found: Storm, count: int) -> None:
    """Until so many answers stand there and nothing more comes, or the time is up."""
    number, changes = slack.workspace.watch()
    loop = asyncio.get_running_loop()
    end = loop.time() + MOST_S
    try:
        while (left := end - loop.time()) > 0:
            whole = _read(slack, found) >= count
            try:
                await asyncio.wait_for(changes.get(), min(left, QUIET_S if whole else left))
            except TimeoutError:
                return
    finally:
        slack.workspace.unwatch(number)


def _read(slack: Playground, found: Storm) -> int:
    """Note which answers stand in the threads; how many."""
    for one in found.asked:
        said = [row for row in slack.workspace.thread(one.channel, one.thread_ts) if _ours(row)]
        told = [_NUMBER.findall(str(row["text"])) for row in said]
        found.answers[one.thread_ts] = [int(numbers[0]) for numbers in told if numbers]
    return sum(len(numbers) for numbers in found.answers.values())


def _ours(message: Json) -> bool:
    return bool(message.get("bot_id")) and is_final(message)


def _signs(slack: Playground, found: Storm) -> None:
    """Of each question the first call that showed something in its thread after it."""
    calls = slack.traffic.since(0)
    found.limited = sum(row["status"] == 429 for row in calls)
    shown = [row for row in calls if row["method"] in _SIGNS and row["answer"]["ok"]]
    begun = min(one.at for one in found.asked)
    found.last_s = max((float(row["at"]) for row in shown), default=begun) - begun
    for one in found.asked:
        for row in shown:
            given, at = row["arguments"], float(row["at"])
            told = _NUMBER.findall(str(given.get("text") or ""))
            other = bool(told) and int(told[0]) != one.number
            if given.get("thread_ts") == one.thread_ts and at >= one.at and not other:
                found.signs.append(at - one.at)
                break
