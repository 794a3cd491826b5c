"""The state of one local workspace: people, channels, messages, views.

Refuses to know HTTP. Every change is announced to watchers (the page, `wait`).
"""

from __future__ import annotations

import asyncio
import itertools
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]
STATUS_S = 120.0
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def new_id(prefix: str) -> str:
    """An id of Slack's shape: a letter and ten capitals or digits."""
    return prefix + "".join(secrets.choice(LETTERS) for _ in range(10))


@dataclass
class User:
    """A person, or the bot."""

    id: str
    name: str
    real_name: str
    tz: str = "UTC"
    locale: str = "en-US"
    is_bot: bool = False
    is_admin: bool = False

    def as_slack(self) -> Json:
        """The shape of `users.info`."""
        return {
            "id": self.id,
            "team_id": "",
            "name": self.name,
            "real_name": self.real_name,
            "tz": self.tz,
            "locale": self.locale,
            "is_bot": self.is_bot,
            "is_admin": self.is_admin,
            "is_owner": False,
            "deleted": False,
            "is_restricted": False,
            "profile": {"display_name": self.name, "real_name": self.real_name},
        }


@dataclass
class Channel:
    """A public or private channel, or a direct message (`is_im`, `user` is the person)."""

    id: str
    name: str
    members: set[str]
    is_private: bool = False
    is_im: bool = False
    user: str = ""
    messages: list[Json] = field(default_factory=list)

    @property
    def channel_type(self) -> str:
        """As events carry it."""
        return "im" if self.is_im else "group" if self.is_private else "channel"

    def as_slack(self, bot: str) -> Json:
        """The shape of `conversations.info`."""
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": not self.is_im and not self.is_private,
            "is_group": self.is_private,
            "is_im": self.is_im,
            "is_mpim": False,
            "is_private": self.is_private or self.is_im,
            "is_archived": False,
            "is_ext_shared": False,
            "is_member": bot in self.members,
            "num_members": len(self.members),
            **({"user": self.user} if self.is_im else {}),
        }


class Workspace:
    """One team. Clock and ids are its own: `advance` moves the clock for expiries."""

    def __init__(self, name: str = "Local", app_id: str = "") -> None:
        self.name = name
        self.team_id = new_id("T")
        self.app_id = app_id or new_id("A")
        #: The organisation that it belongs to, if any.
        self.enterprise_id = ""
        self.installed = True
        self.for_whole_org = False
        self.bot_id = new_id("B")
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.bot_user_id = ""
        self.ephemeral: list[Json] = []
        self.views: dict[str, Json] = {}
        self.files: dict[str, Json] = {}
        self.contents: dict[str, bytes] = {}
        self.groups: dict[str, set[str]] = {}
        self._last_ts = 0
        self._past: set[int] = set()
        self.base_url = ""
        self._offset = 0.0
        self._watchers: dict[int, asyncio.Queue[Json]] = {}
        self._numbers = itertools.count()
        self.statuses: dict[tuple[str, str], tuple[str, float]] = {}
        self.prompts: dict[str, Json] = {}
        self.sights: dict[str, Json] = {}

    @property
    def domain(self) -> str:
        """As it stands in addresses."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "local"

    def now(self) -> float:
        """Seconds since the epoch, by this workspace's clock."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self._offset += seconds

    def new_ts(self, at: float | None = None) -> str:
        """A message id: unique, and growing as Slack's are; `at` only for what is long past."""
        micros = int((self.now() if at is None else at) * 1_000_000)
        while at is not None and micros in self._past:
            micros += 1
        if at is None:
            micros = self._last_ts = max(micros, self._last_ts + 1)
        else:
            self._past.add(micros)
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def add_user(self, name: str, real_name: str, **more: Any) -> User:
        """A new member."""
        user = User(new_id("U"), name, real_name, **more)
        self.users[user.id] = user
        if user.is_bot:
            self.bot_user_id = user.id
        return user

    def add_channel(self, name: str, members: set[str], *, is_private: bool = False) -> Channel:
        """A new channel."""
        channel = Channel(new_id("C"), name, set(members), is_private)
        self.channels[channel.id] = channel
        return channel

    def direct(self, user_id: str) -> Channel:
        """The direct message between a person and the bot, opened when it is not there yet."""
        for channel in self.channels.values():
            if channel.is_im and channel.user == user_id:
                return channel
        name = self.users[user_id].name
        channel = Channel(new_id("D"), name, {user_id, self.bot_user_id}, is_im=True, user=user_id)
        self.channels[channel.id] = channel
        return channel

    def find_user(self, who: str) -> User | None:
        """By id or name."""
        if who in self.users:
            return self.users[who]
        name = who.removeprefix("@")
        return next((user for user in self.users.values() if user.name == name), None)

    def find_channel(self, where: str, user_id: str = "") -> Channel | None:
        """By id, name, `#name`, or `@bot` for the direct message of that person."""
        if where in self.channels:
            return self.channels[where]
        bot = self.users[self.bot_user_id].name
        if where in ("@bot", f"@{bot}") and user_id:
            return self.direct(user_id)
        name = where.removeprefix("#")
        matching = (one for one in self.channels.values() if one.name == name and not one.is_im)
        return next(matching, None)

    def message(self, channel: Channel, ts: str) -> Json | None:
        """The message with that id."""
        return next((message for message in channel.messages if message["ts"] == ts), None)

    def thread(self, channel: Channel, ts: str) -> list[Json]:
        """Root and replies, oldest first; empty when there is no such root."""
        root = self.message(channel, ts)
        if root is None:
            return []
        replies = [
            one for one in channel.messages if one.get("thread_ts") == ts and one is not root
        ]
        return [root, *replies]

    def post(self, channel: Channel, message: Json) -> Json:
        """Store a message; the root of its thread counts it."""
        channel.messages.append(message)
        root_ts = message.get("thread_ts")
        if root_ts and root_ts != message["ts"]:
            root = self.message(channel, root_ts)
            if root is not None:
                root["thread_ts"] = root_ts
                root["reply_count"] = root.get("reply_count", 0) + 1
                root["latest_reply"] = message["ts"]
        self.announce("message", channel=channel.id, ts=message["ts"])
        return message

    def remove(self, channel: Channel, message: Json) -> None:
        """Take a message away; the root of its thread counts one reply less."""
        channel.messages.remove(message)
        root_ts = message.get("thread_ts")
        root = self.message(channel, root_ts) if root_ts and root_ts != message["ts"] else None
        if root is not None:
            replies = self.thread(channel, str(root_ts))[1:]
            root["reply_count"] = len(replies)
            root["latest_reply"] = replies[-1]["ts"] if replies else root["ts"]
            self.announce("message", channel=channel.id, ts=root["ts"])
        self.announce("deleted", channel=channel.id, ts=message["ts"])

    def add_file(self, name: str, content: bytes, user: str, file_id: str = "") -> Json:
        """A file as `files.info` shows it; its content is kept."""
        made = file_id or new_id("F")
        self.contents[made] = content
        self.files[made] = {
            "id": made,
            "name": name,
            "title": name,
            "user": user,
            "size": len(content),
            "mode": "hosted",
            "filetype": name.rsplit(".", 1)[-1],
        }
        self.served_at(self.base_url, made)
        return self.files[made]

    def served_at(self, base_url: str, file_id: str = "") -> None:
        """Where files are served: for all of them, or for a new one."""
        self.base_url = base_url
        for one in [self.files[file_id]] if file_id else self.files.values():
            url = f"{base_url}/files/{one['id']}/{quote(one['name'])}"
            one.update(url_private=url, url_private_download=url)

    def status(self, channel: Channel, thread_ts: str) -> str:
        """The app's line under that thread; it lasts two minutes, or until the app replies."""
        text, until = self.statuses.get((channel.id, thread_ts), ("", 0.0))
        return text if self.now() < until else ""

    def set_status(self, channel: Channel, thread_ts: str, text: str) -> None:
        """The app's line under that thread from now on."""
        self.statuses[channel.id, thread_ts] = (text, self.now() + STATUS_S)
        self.announce("status", channel=channel.id, ts=thread_ts)

    def watch(self) -> tuple[int, asyncio.Queue[Json]]:
        """Changes from now on, until `unwatch`."""
        number = next(self._numbers)
        queue: asyncio.Queue[Json] = asyncio.Queue(1000)
        self._watchers[number] = queue
        return number, queue

    def unwatch(self, number: int) -> None:
        """No more changes for that watcher."""
        self._watchers.pop(number, None)

    def announce(self, kind: str, **fields: Any) -> None:
        """Tell every watcher; one that does not read loses the oldest."""
        for queue in self._watchers.values():
            if queue.full():
                queue.get_nowait()
            queue.put_nowait({"kind": kind, **fields})
