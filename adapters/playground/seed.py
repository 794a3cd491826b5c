"""The workspace that newcomers find, read from a file: people, channels, what they have written.

Refuses to know the server. The packaged file is `town/town.json`; another of the same shape can be
given (`play --seed FILE`), with the files it names beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.playground.workspace import Channel, Workspace
from bot.errors import SettingsError

PACKAGED = Path(__file__).with_name("town") / "town.json"
#: How long ago the first message of each thread was written.
AGO_S = 3 * 3600.0


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Person(_Shape):
    """A member of the workspace."""

    name: str = Field(pattern=r"^[a-z0-9._-]+$")
    real_name: str
    tz: str = "UTC"
    locale: str = "en-US"
    admin: bool = False


class Written(_Shape):
    """A message: by a person, or by another app; `files` are names beside the seed file."""

    by: str = ""
    app: str = ""
    text: str = ""
    after_s: float = Field(60.0, ge=0)
    files: list[str] = []
    attachments: list[dict[str, Any]] = []


class Room(_Shape):
    """A channel. `members` empty: everybody; each thread begins with its root."""

    name: str = Field(pattern=r"^[a-z0-9._-]+$")
    members: list[str] = []
    private: bool = False
    bot: bool = True
    threads: list[list[Written]] = []


class Town(_Shape):
    """A whole workspace."""

    people: list[Person] = Field(min_length=1)
    channels: list[Room] = Field(min_length=1)


@dataclass(frozen=True)
class Seed:
    """A workspace as its file describes it, with the contents of the files named in it."""

    town: Town
    contents: Mapping[str, bytes]
    file: Path


def read_seed(file: Path = PACKAGED) -> Seed:
    """Reads files: not on a loop. Raises SettingsError, naming the place in the file."""
    try:
        town = Town.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise _refused(file, error) from error
    people = {one.name for one in town.people}
    contents: dict[str, bytes] = {}
    for room in town.channels:
        lines = [one for thread in room.threads for one in thread]
        unknown = {*room.members, *(one.by for one in lines if one.by)} - people
        if unknown:
            raise _refused(file, f"#{room.name}: no person is called {min(unknown)}")
        for name in (name for one in lines for name in one.files):
            try:
                contents[name] = (file.parent / Path(name).name).read_bytes()
            except OSError as error:
                raise _refused(file, f"#{room.name}: {name} is not beside it") from error
    return Seed(town, contents, file)


def plant(workspace: Workspace, bot_name: str, seed: Seed) -> None:
    """Fill an empty workspace."""
    bot = workspace.add_user(bot_name, bot_name.capitalize(), is_bot=True)
    people = {
        one.name: workspace.add_user(
            one.name, one.real_name, tz=one.tz, locale=one.locale, is_admin=one.admin
        ).id
        for one in seed.town.people
    }
    for room in seed.town.channels:
        members = {people[name] for name in room.members or people}
        here = members | {bot.id} if room.bot else members
        channel = workspace.add_channel(room.name, here, is_private=room.private)
        for thread in room.threads:
            _talk(workspace, channel, people, thread, seed.contents)
    for person in people.values():
        workspace.direct(person)


def _refused(file: Path, problem: Exception | str) -> SettingsError:
    if isinstance(problem, ValidationError):
        first = problem.errors()[0]
        problem = f"{'.'.join(map(str, first['loc'])) or 'the whole'}: {first['msg']}"
    return SettingsError(
        f"{file.name} is no workspace ({problem})",
        name="--seed",
        remedy="see adapters/playground/town/town.json for the shape, or leave it out",
    )


def _talk(
    workspace: Workspace,
    channel: Channel,
    people: dict[str, str],
    thread: list[Written],
    contents: Mapping[str, bytes],
) -> None:
    at, root = workspace.now() - AGO_S, ""
    for one in thread:
        at += one.after_s
        message: dict[str, Any] = {
            "type": "message",
            "text": one.text,
            "ts": workspace.new_ts(at),
            "team": workspace.team_id,
        }
        if one.app:
            message |= {"subtype": "bot_message", "bot_id": "B0SEEDAPP", "username": one.app}
            message["attachments"] = one.attachments
        else:
            message["user"] = people[one.by]
        if one.files:
            message["files"] = [
                workspace.add_file(name, contents[name], message["user"]) for name in one.files
            ]
            message["subtype"] = "file_share"
        if root:
            message["thread_ts"] = root
        root = root or message["ts"]
        workspace.post(channel, message)
