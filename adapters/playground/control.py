"""The control API: being a person in the workspace, and watching what the app does.

Refuses to be Slack's, and to know the other workspaces; `controls` finds the one that is meant.
"""

from __future__ import annotations

import asyncio
from typing import Any

from adapters.playground.arguments import SlackError
from adapters.playground.team import Team
from adapters.playground.traffic import Faults, Traffic
from adapters.playground.workspace import Channel, Json, User


def is_final(message: Json) -> bool:
    """Whether a bot's message is an answer and no placeholder: a placeholder says so itself, by
    `metadata.event_payload.state` "thinking"."""
    if message.get("streaming_state") == "in_progress":
        return False
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return payload.get("state") != "thinking"


class Control:
    """What can be done and seen in one workspace, by the names of the control API."""

    def __init__(self, team: Team, traffic: Traffic, faults: Faults) -> None:
        self._team = team
        self._rates = team.rates
        self._reactions = team.reactions
        self._sessions = team.sessions
        self._workspace = team.workspace
        self._people = team.people
        self._traffic = traffic
        self._faults = faults

    def _user(self, given: Any) -> User:
        user = self._workspace.find_user(str(given))
        if user is None:
            raise SlackError(f"no user is called {given!r}")
        return user

    def _channel(self, given: Any, user: str = "") -> Channel:
        channel = self._workspace.find_channel(str(given), user)
        if channel is None:
            raise SlackError(f"no channel is called {given!r}")
        return channel

    def _message(self, channel: Channel, ts: Any) -> Json:
        found = self._workspace.message(channel, str(ts)) or next(
            (one for one in self._workspace.ephemeral if one["ts"] == str(ts)), None
        )
        if found is None:
            raise SlackError(f"no message {ts!r} in {channel.name}")
        return found

    async def message(self, body: Json) -> Json:
        """Write a message."""
        user = self._user(body.get("user"))
        channel = self._channel(body.get("channel"), user.id)
        sent = self._people.write(
            channel, user, str(body.get("text", "")), str(body.get("thread_ts") or ""),
            body.get("files") or (),
        )  # fmt: skip
        return {"ts": sent["ts"], "channel": channel.id}

    async def edit(self, body: Json) -> Json:
        """Change a message."""
        channel = self._channel(body.get("channel"))
        message = self._message(channel, body.get("ts"))
        self._people.edit(channel, message, str(body.get("text", "")))
        return {"ok": True}

    async def delete(self, body: Json) -> Json:
        """Take a message back."""
        channel = self._channel(body.get("channel"))
        self._people.delete(channel, self._message(channel, body.get("ts")))
        return {"ok": True}

    async def react(self, body: Json) -> Json:
        """Put an emoji under a message."""
        user = self._user(body.get("user"))
        channel = self._channel(body.get("channel"), user.id)
        message = self._message(channel, body.get("ts"))
        self._reactions.put(channel, message, user.id, str(body.get("name", "")))
        return {"ok": True}

    async def stop(self, body: Json) -> Json:
        """Press Slack's own Stop button in a thread where something is being worked on."""
        user = self._user(body.get("user"))
        channel = self._channel(body.get("channel"), user.id)
        self._sessions.stop(channel, str(body.get("thread_ts") or ""), user)
        return {"ok": True}

    async def command(self, body: Json) -> Json:
        """Type a slash command."""
        user = self._user(body.get("user"))
        channel = self._channel(body.get("channel"), user.id)
        return await self._people.command(
            channel, user, str(body.get("command", "")), str(body.get("text", ""))
        )

    async def home(self, body: Json) -> Json:
        """Open the app's home tab, or with `tab` "messages" its conversation; beside `seen`."""
        user = self._user(body.get("user"))
        seen = self._channel(body["seen"], user.id) if body.get("seen") else None
        self._people.open_home(user, str(body.get("tab") or "home"), seen)
        return {"ok": True}

    async def look(self, body: Json) -> Json:
        """Look at another channel, with the app's conversation beside it."""
        user = self._user(body.get("user"))
        seen = self._channel(body["seen"], user.id) if body.get("seen") else None
        self._people.look(user, seen)
        return {"ok": True}

    async def invite(self, body: Json) -> Json:
        """Add the bot to a channel."""
        user = self._user(body.get("user"))
        self._people.invite(self._channel(body.get("channel"), user.id), user)
        return {"ok": True}

    async def shortcut(self, body: Json) -> Json:
        """Choose an entry of the app in the menu of a message."""
        user = self._user(body.get("user"))
        channel = self._channel(body.get("channel"), user.id)
        message = self._message(channel, body.get("ts"))
        return await self._people.use(channel, message, user, str(body.get("callback_id")))

    async def action(self, body: Json) -> Json:
        """Press a button, or type in a field that tells of it; `values` stands in the fields."""
        user = self._user(body.get("user"))
        where: Json
        if body.get("view_id"):
            view = self._workspace.views.get(str(body["view_id"]))
            if view is None:
                raise SlackError("no such view")
            where = {"view": view}
        else:
            channel = self._channel(body.get("channel"), user.id)
            where = {"channel": channel, "message": self._message(channel, body.get("ts"))}
        action, value, values = str(body.get("action_id")), body.get("value"), body.get("values")
        try:
            await self._people.press(where, user, action, value, values)
        except TimeoutError:
            return {"ok": False, "error": "operation_timeout"}
        return {"ok": True}

    async def view(self, body: Json) -> Json:
        """Submit or close a modal."""
        view = self._workspace.views.get(str(body.get("view_id")))
        if view is None:
            raise SlackError("no such view")
        if body.get("close"):
            self._workspace.views.pop(view["id"])
            return {"ok": True}
        return await self._people.submit(view, self._user(body.get("user")), body.get("submit", {}))

    async def fault(self, body: Json) -> Json:
        """Force answers."""
        self._faults.add(body)
        return {"ok": True}

    async def rates(self, body: Json) -> Json:
        """Slack's rate limits on or off."""
        if not isinstance(body.get("on"), bool):
            raise SlackError('say {"on": true} or {"on": false}')
        self._rates.on = body["on"]
        return {"on": self._rates.on}

    async def clock(self, body: Json) -> Json:
        """Move the clock."""
        self._workspace.advance(float(body.get("advance_s", 0)))
        return {"now": self._workspace.now()}

    async def reset(self, body: Json) -> Json:
        """Back to the seed."""
        self._team.reset()
        return {"ok": True}

    async def messages(self, query: Json) -> Json:
        """What stands in a channel or thread, with what only `user` sees; of a thread also the
        app's status line and its session's state, of a conversation with the app what it offers."""
        thread, listed = query.get("thread_ts"), self._listed(query)
        user = self._user(query["user"]).id if query.get("user") else ""
        channel = self._channel(query.get("channel"), user)
        if not thread:
            offered = self._workspace.prompts.get(channel.id)
            return {"messages": listed, **({"offered": offered} if offered else {})}
        told = {
            "status": self._workspace.status(channel, str(thread)),
            "session": self._sessions.state(channel, str(thread)),
        }
        return {"messages": listed, **told}

    async def export(self, query: Json) -> Json:
        """A thread, or a channel, as Slack exports it: a list of messages, for `read --thread`."""
        return {"messages": [one for one in self._listed(query) if not one.get("ephemeral_to")]}

    def _listed(self, query: Json) -> list[Json]:
        user = self._user(query["user"]).id if query.get("user") else ""
        channel = self._channel(query.get("channel"), user)
        thread = query.get("thread_ts")
        shown = self._workspace.thread(channel, thread) if thread else list(channel.messages)
        for one in self._workspace.ephemeral:
            mine = one["channel"] == channel.id and (not user or one["ephemeral_to"] == user)
            if mine and (not thread or one.get("thread_ts") == thread):
                shown.append(one)
        return sorted(shown, key=lambda one: one["ts"])

    async def views(self, query: Json) -> Json:
        """Open modals and the home tab of a person."""
        user = self._user(query.get("user")).id
        return {"views": [one for one in self._workspace.views.values() if one["user"] == user]}

    async def wait(self, query: Json) -> Json:
        """Until a final message of the bot newer than `after` stands there; or after the timeout
        `{"message": null}`."""
        number, changes = self._workspace.watch()
        deadline = asyncio.get_running_loop().time() + float(query.get("timeout_s", 30))
        try:
            while True:
                found = self._final(query)
                left = deadline - asyncio.get_running_loop().time()
                if found is not None or left <= 0:
                    return {"message": found}
                try:
                    await asyncio.wait_for(changes.get(), left)
                except TimeoutError:
                    continue
        finally:
            self._workspace.unwatch(number)

    def _final(self, query: Json) -> Json | None:
        after = str(query.get("after") or "0")
        for message in self._listed(query):
            if message.get("bot_id") and message["ts"] > after and is_final(message):
                return message
        return None

    async def traffic(self, query: Json) -> Json:
        """What the app called."""
        return {"calls": self._traffic.since(int(query.get("since") or 0))}
