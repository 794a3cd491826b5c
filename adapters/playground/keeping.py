"""The workspace on disk between runs: written whole, beside the old one, then put in its place.

Refuses to lose a file that it cannot read: that is kept aside, and a fresh one begins.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from adapters.playground.workspace import Channel, Json, User, Workspace

VERSION = 1
NAME = "workspace.json"
#: At most that long after a change it stands on disk.
EVERY_S = 2.0


def taken(workspace: Workspace) -> Json:
    """Everything that another run needs, as JSON."""
    return {
        "version": VERSION,
        "team_id": workspace.team_id,
        "app_id": workspace.app_id,
        "bot_id": workspace.bot_id,
        "bot_user_id": workspace.bot_user_id,
        "users": [asdict(user) for user in workspace.users.values()],
        "channels": [
            {**asdict(channel), "members": sorted(channel.members)}
            for channel in workspace.channels.values()
        ],
        "files": list(workspace.files.values()),
        "contents": {
            name: base64.b64encode(content).decode() for name, content in workspace.contents.items()
        },
    }


def put_back(workspace: Workspace, state: Json) -> None:
    """Into an empty workspace. Raises ValueError, KeyError, TypeError for what is no state."""
    if state["version"] != VERSION:
        raise ValueError(f"written by another version ({state['version']})")
    users = {one["id"]: User(**one) for one in state["users"]}
    files = {one["id"]: dict(one) for one in state["files"]}
    channels = {}
    for one in state["channels"]:
        channel = Channel(**{**one, "members": set(one["members"])})
        for message in channel.messages:
            if message.get("files"):
                message["files"] = [files[file["id"]] for file in message["files"]]
        channels[channel.id] = channel
    contents = {name: base64.b64decode(text) for name, text in state["contents"].items()}
    for name in ("team_id", "app_id", "bot_id", "bot_user_id"):
        setattr(workspace, name, str(state[name]))
    workspace.users, workspace.channels = users, channels
    workspace.files, workspace.contents = files, contents


async def load(workspace: Workspace, folder: Path) -> tuple[bool, Path | None]:
    """(whether a kept workspace was put back, where an unreadable one was put aside)."""
    path = folder / NAME
    try:
        state: Any = json.loads(await asyncio.to_thread(path.read_text, encoding="utf-8"))
        put_back(workspace, state)
    except FileNotFoundError:
        return False, None
    except (ValueError, KeyError, TypeError, AttributeError):
        aside = path.with_name(f"{NAME}.unreadable-{time.time_ns()}")
        await asyncio.to_thread(path.rename, aside)
        return False, aside
    return True, None


async def save(workspace: Workspace, folder: Path) -> None:
    """Write it; what stood there before stands until the new one is whole. Raises OSError."""
    text = json.dumps(taken(workspace))
    await asyncio.to_thread(_write, text, folder)


def _write(text: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{NAME}.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / NAME)


async def kept_up(workspace: Workspace, folder: Path) -> None:
    """Save soon after every change, until cancelled."""
    number, changes = workspace.watch()
    try:
        while True:
            await changes.get()
            await asyncio.sleep(EVERY_S)
            while not changes.empty():
                changes.get_nowait()
            await save(workspace, folder)
    finally:
        workspace.unwatch(number)
