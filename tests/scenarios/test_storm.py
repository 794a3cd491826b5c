"""Many mentions at once with Slack's limits on: each answered once, in the order of its thread."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from office import Office, office
from slack_cases import user

from adapters.playground.control import is_final
from adapters.playground.models import Script
from adapters.playground.workspace import Channel

Json = dict[str, Any]
ROOMS, EACH = 8, 3
_NUMBER = re.compile(r"code (\d+)")


def said(body: Json) -> str:
    asked = _NUMBER.findall(str(body["messages"][-1]["content"]))
    return f"It says that code {asked[-1]} is a full disk."


def answers(here: Office, room: Channel, root: str) -> list[int]:
    thread = here.slack.workspace.thread(room, root)
    final = [str(one["text"]) for one in thread if one.get("bot_id") and is_final(one)]
    return [int(_NUMBER.findall(text)[0]) for text in final]


async def test_each_is_answered_once_and_in_its_threads_order() -> None:
    # The first of all takes longest: what was asked behind it in its thread is ready before it.
    slow = Script(match="code 100", said=said, first_s=0.8, times=1)
    async with office(slow, Script(said=said)) as here:
        place, who = here.slack.workspace, user(here.slack, "dana")
        rooms = [place.add_channel(f"r{n}", {who.id, place.bot_user_id}) for n in range(ROOMS)]
        here.slack.home.rates.on = True
        asked: dict[tuple[str, str], list[int]] = {}
        roots: dict[str, str] = {}
        for number in range(EACH):
            # The last one of each channel stands alone, the others in one thread.
            inside = roots if number < EACH - 1 else {}
            for place_in_line, room in enumerate(rooms, 1):
                code, root = 100 * place_in_line + number, inside.get(room.id, "")
                text = f"@thinktwice what does exit code {code} mean?"
                ts = str(here.slack.people.write(room, who, text, root)["ts"])
                roots.setdefault(room.id, ts)
                asked.setdefault((room.id, root or ts), []).append(code)
            while here.slack.delivery.busy:  # noqa: ASYNC110 - an event that has come is not told of
                await asyncio.sleep(0.01)
        await here.over()
        found = {at: answers(here, place.channels[at[0]], at[1]) for at in asked}
    assert found == asked
