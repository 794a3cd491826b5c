"""A day is played: people write, press and type in the local Slack; what each sees is noted.

Refuses to judge and to tell it; `day_told` tells.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from browsing import Browser
from day_script import BOT, FAST, SLOW, Company, Scene, Step, companies, models
from day_watched import Seen, Watching
from town import Town, town

from adapters.playground.app import App
from adapters.playground.control import is_final
from adapters.playground.seed import read_seed
from adapters.playground.team import Team
from adapters.playground.workspace import Channel, Json, User

#: Buttons by the names that the script uses.
PRESSED = {
    "why": "why",
    "second": "ask_other",
    "fresh": "ask_again",
    "do": "command_do",
    "thumbs_up": "vote",
    "thumbs_down": "vote",
    "shorter": "summary_short",
    "thoughts": "thoughts",
}


@dataclass
class Done:
    """A step as it went: when it was done, under which id its message stands."""

    step: Step
    at: float
    ts: str = ""
    problem: str = ""


@dataclass
class Played:
    """A scene as it went, and everything that was seen of it."""

    scene: Scene
    root: str = ""
    roots: set[str] = field(default_factory=set)
    done: list[Done] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)


class Day:
    """Both workspaces with their watchers, and the installation that serves them."""

    def __init__(self, here: Town, teams: dict[str, Team]) -> None:
        self.here = here
        self.watching = {name: Watching(team) for name, team in teams.items()}

    async def play(self, scene: Scene) -> Played:
        """One thread from its first message to its last."""
        played = Played(scene)
        watching = self.watching[scene.team]
        if scene.fault:
            self.here.slack.faults.add(scene.fault)
        begun = len(watching.seen)
        for step in scene.steps:
            await self._step(played, step, watching)
        played.seen = [one for one in watching.seen[begun:] if self._mine(one, played, watching)]
        return played

    def _mine(self, one: Seen, played: Played, watching: Watching) -> bool:
        """Whether it was seen because of this scene."""
        if not one.only:
            return one.thread in played.roots
        doing = [
            done
            for done in played.done
            if _user(watching.team, done.step.who).id == one.only and done.at <= one.at
        ]
        if one.kind == "view":
            return any(done.step.press or done.step.home for done in doing)
        place = watching.team.workspace.find_channel(played.scene.place, one.only)
        return bool(doing) and place is not None and place.id == one.channel

    async def _step(self, played: Played, step: Step, watching: Watching) -> None:
        team = watching.team
        user = _user(team, step.who)
        channel = team.workspace.find_channel(played.scene.place, user.id)
        assert channel is not None
        done, before = Done(step, time.monotonic()), len(watching.seen)
        played.done.append(done)
        match step:
            case Step(say=str(text)):
                done.ts = self._write(played, team, channel, user, text, step.files)
                return
            case Step(ask=str(text)):
                mark = "" if played.scene.place == "@bot" else f"@{BOT} "
                root = "" if played.scene.place == "@bot" else played.root
                done.ts = self._write(played, team, channel, user, mark + text, step.files)
                played.root = done.ts if not root else played.root
                if played.scene.deploy:
                    await self._deploy()
                if step.hurry:
                    await asyncio.sleep(step.hurry)
                    return
            case Step(command=str(name)):
                try:
                    await team.people.command(channel, user, name, step.text)
                except TimeoutError:
                    done.problem = "timeout"
            case Step(press=str(button)):
                done.problem = await self._press(played, watching, channel, user, button)
                if done.problem or button == "thumbs_up":
                    return
            case Step(edit=str(text)):
                message = team.workspace.message(channel, _last(played, step.who))
                assert message is not None
                team.people.edit(channel, message, f"@{BOT} {text}")
            case Step(delete=True):
                message = team.workspace.message(channel, _last(played, step.who))
                assert message is not None
                team.people.delete(channel, message)
            case Step(home=True):
                team.people.open_home(user, "home")

        def answered() -> bool:
            return any(self._ends(one, played, user, done) for one in watching.seen[before:])

        if not await watching.until(answered):
            done.problem = "no answer"

    def _write(
        self,
        played: Played,
        team: Team,
        channel: Channel,
        user: User,
        text: str,
        files: dict[str, str],
    ) -> str:
        attached = [
            {"name": name, "content_base64": b64encode(content.encode()).decode()}
            for name, content in files.items()
        ]
        thread = played.root if played.scene.place != "@bot" else ""
        ts = str(team.people.write(channel, user, text, thread, attached)["ts"])
        played.root = played.root or ts
        if played.scene.place == "@bot" or ts == played.root:
            played.roots.add(ts)
        return ts

    def _ends(self, one: Seen, played: Played, user: User, done: Done) -> bool:
        """Whether a step is over with it: an answer, a private word, a window, a message gone."""
        step = done.step
        if one.only:
            whole = any(element.get("action_id") == "why" for element in _elements(one.message))
            return one.only == user.id and (whole or not (step.fast or step.deep))
        if one.kind == "deleted":
            return step.delete
        if step.command and f"<@{user.id}>" in str(one.message.get("text")):
            # The message that quotes the question: its answer stands below.
            played.roots.add(one.message["ts"])
            return False
        if one.kind != "message" or not is_final(one.message) or step.delete:
            return False
        newer = one.message["ts"] > done.ts or bool(step.press)
        return one.thread in played.roots and newer

    async def _press(
        self, played: Played, watching: Watching, channel: Channel, user: User, button: str
    ) -> str:
        """Press it where it stands last; what is wrong when it stands nowhere."""
        name, team = PRESSED[button], watching.team
        place = team.workspace
        views = [one for one in place.views.values() if one["user"] == user.id]
        own = [one for one in place.ephemeral[::-1] if one["ephemeral_to"] == user.id]
        thread = place.thread(channel, played.root)[::-1] if played.root else []
        for where in (*views, *own, *thread):
            for element in _elements(where):
                if element.get("action_id") == name:
                    value = _value(element, button)
                    at: Json = {"channel": channel, "message": where}
                    if where in views:
                        at = {"view": where}
                    await team.people.press(at, user, name, value)
                    return ""
        return f"no button {button}"

    async def _deploy(self) -> None:
        """Both processes are replaced, as a process manager does it, while somebody waits."""
        await asyncio.sleep(0.4)
        for verb in ("serve", "worker"):
            process = self.here.processes.pop(verb)
            process.terminate()
            await process.wait()
            await self.here.start(verb)


def _last(played: Played, who: str) -> str:
    return next(one.ts for one in played.done[::-1] if one.step.who == who and one.ts)


def _user(team: Team, name: str) -> User:
    found = team.workspace.find_user(name)
    assert found is not None
    return found


def _elements(message: Json) -> Iterator[Json]:
    for block in message.get("blocks") or []:
        yield from block.get("elements") or []


def _value(element: Json, button: str) -> str | None:
    side = {"thumbs_up": "positive_button", "thumbs_down": "negative_button"}.get(button)
    found = element.get(side or "", element)
    return str(found["value"]) if found.get("value") else None


@asynccontextmanager
async def installed(folder: Path, day: Sequence[Scene]) -> AsyncIterator[Day]:
    """Both companies connected in the browser to one installation, and everything watched."""
    first, second = companies()
    app = App()
    env = {
        "SLACK_BOT_TOKEN": "",
        "SLACK_CLIENT_ID": app.client_id,
        "SLACK_CLIENT_SECRET": app.client_secret,
        # For its prices.
        "THINKTWICE_PRESET": "deepseek",
        "THINKTWICE_FAST__MODEL": FAST,
        "THINKTWICE_REASONING__MODEL": SLOW,
        "DEEPSEEK_API_KEY": "none is needed here",
        "THINKTWICE_LOG_LEVEL": "error",
    }
    seeds = await asyncio.to_thread(_seeds, folder, first, second)
    async with town(folder, "http", *models(day), app=app, more=env, seed=seeds[0]) as here:
        here.slack.workspace.name, here.slack.workspace.installed = first.name, False
        other = here.slack.add_team(second.name, seed=await asyncio.to_thread(read_seed, seeds[1]))
        parts = urlsplit(here.slack.delivery.events_url)
        for team in (here.slack.home, other):
            browser = Browser(f"{parts.scheme}://{parts.netloc}")
            assert (await browser.connect(team.workspace.team_id)).status == 200
        made = Day(here, {first.name: here.slack.home, second.name: other})
        watchers = [asyncio.create_task(one.run()) for one in made.watching.values()]
        await asyncio.sleep(0)
        try:
            yield made
        finally:
            for task in watchers:
                task.cancel()
            await asyncio.gather(*watchers, return_exceptions=True)


def _seeds(folder: Path, *both: Company) -> list[Path]:
    return [one.seed(folder) for one in both]


async def played(day: Day, script: Sequence[Scene], *, at_once: bool = False) -> list[Played]:
    """Scene after scene, those of one ten minutes side by side, as people talk; or all of them."""
    done: list[Played] = []
    for _, together in itertools.groupby(script, key=lambda one: "" if at_once else one.at[:4]):
        done += await asyncio.gather(*(day.play(scene) for scene in together))
    return done
