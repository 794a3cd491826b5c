"""The methods that read: conversations, people, team; and reactions, statuses, views.

Refuses what Slack refuses, with Slack's codes. Cursors are opaque, as Slack's are.
"""

from __future__ import annotations

import base64
from typing import Any

from adapters.playground.arguments import Json, SlackError, need
from adapters.playground.blockkit import view_faults
from adapters.playground.posting import Posting, refuse
from adapters.playground.workspace import Workspace, new_id

PAGE = 100
MOST = 1000
TRIGGER_S = 3.0


def page(items: list[Any], arguments: Json) -> tuple[list[Any], str]:
    """One page by `cursor` and `limit`, and the next cursor ("" on the last page)."""
    try:
        limit = max(1, min(int(arguments.get("limit") or PAGE), MOST))
    except ValueError as error:
        raise SlackError("invalid_limit") from error
    start = 0
    if arguments.get("cursor"):
        try:
            start = int(base64.b64decode(str(arguments["cursor"])).decode().removeprefix("next:"))
        except ValueError as error:
            raise SlackError("invalid_cursor") from error
    more = start + limit < len(items)
    cursor = base64.b64encode(f"next:{start + limit}".encode()).decode() if more else ""
    return items[start : start + limit], cursor


class Reading:
    """Looking at a workspace as the app's bot."""

    def __init__(self, workspace: Workspace, posting: Posting) -> None:
        self._workspace = workspace
        self._posting = posting
        self.triggers: dict[str, tuple[float, str]] = {}

    def new_trigger(self, user: str) -> str:
        """A trigger id for that person; good for one view within three seconds."""
        trigger = f"{new_id('t')}.{new_id('t')}"
        self.triggers[trigger] = (self._workspace.now(), user)
        return trigger

    def replies(self, arguments: Json) -> Json:
        """conversations.replies: root first, oldest reply next."""
        need(arguments, "ts")
        channel = self._posting.channel(arguments)
        thread = self._workspace.thread(channel, str(arguments["ts"]))
        if not thread:
            raise SlackError("thread_not_found")
        return self._listed(_between(thread, arguments), arguments)

    def history(self, arguments: Json) -> Json:
        """conversations.history: newest first, without replies."""
        channel = self._posting.channel(arguments)
        roots = [one for one in channel.messages if one.get("thread_ts", one["ts"]) == one["ts"]]
        return self._listed(_between(roots, arguments)[::-1], arguments)

    def _listed(self, messages: list[Json], arguments: Json) -> Json:
        shown, cursor = page(messages, arguments)
        if not arguments.get("include_all_metadata"):
            shown = [{k: v for k, v in one.items() if k != "metadata"} for one in shown]
        return {
            "messages": shown,
            "has_more": bool(cursor),
            "response_metadata": {"next_cursor": cursor},
        }

    def info(self, arguments: Json) -> Json:
        """conversations.info."""
        channel = self._posting.channel(arguments, member=False)
        return {"channel": channel.as_slack(self._workspace.bot_user_id)}

    def members(self, arguments: Json) -> Json:
        """conversations.members."""
        channel = self._posting.channel(arguments, member=False)
        shown, cursor = page(sorted(channel.members), arguments)
        return {"members": shown, "response_metadata": {"next_cursor": cursor}}

    def conversations(self, arguments: Json) -> Json:
        """conversations.list and users.conversations."""
        bot = self._workspace.bot_user_id
        seen = [one for one in self._workspace.channels.values() if self._visible(one.id)]
        shown, cursor = page([one.as_slack(bot) for one in seen], arguments)
        return {"channels": shown, "response_metadata": {"next_cursor": cursor}}

    def _visible(self, channel_id: str) -> bool:
        channel = self._workspace.channels[channel_id]
        hidden = channel.is_private or channel.is_im
        return not hidden or self._workspace.bot_user_id in channel.members

    def open_direct(self, arguments: Json) -> Json:
        """conversations.open for one person."""
        need(arguments, "users")
        user = str(arguments["users"]).split(",")[0]
        if user not in self._workspace.users:
            raise SlackError("user_not_found")
        return {"channel": {"id": self._workspace.direct(user).id}}

    def join(self, arguments: Json) -> Json:
        """conversations.join."""
        channel = self._posting.channel(arguments, member=False)
        channel.members.add(self._workspace.bot_user_id)
        return {"channel": channel.as_slack(self._workspace.bot_user_id)}

    def user(self, arguments: Json) -> Json:
        """users.info."""
        need(arguments, "user")
        user = self._workspace.users.get(str(arguments["user"]))
        if user is None:
            raise SlackError("user_not_found")
        return {"user": {**user.as_slack(), "team_id": self._workspace.team_id}}

    def group_members(self, arguments: Json) -> Json:
        """usergroups.users.list."""
        need(arguments, "usergroup")
        group = str(arguments["usergroup"])
        if group not in self._workspace.groups:
            raise SlackError("no_such_subteam")
        return {"users": sorted(self._workspace.groups[group])}

    def users(self, arguments: Json) -> Json:
        """users.list."""
        everyone = [user.as_slack() for user in self._workspace.users.values()]
        shown, cursor = page(everyone, arguments)
        return {"members": shown, "response_metadata": {"next_cursor": cursor}}

    def team(self, arguments: Json) -> Json:
        """team.info."""
        place = self._workspace
        return {"team": {"id": place.team_id, "name": place.name, "domain": place.domain}}

    def auth(self, arguments: Json) -> Json:
        """auth.test."""
        place = self._workspace
        return {
            "url": f"https://{place.domain}.slack.example/",
            "team": place.name,
            "user": place.users[place.bot_user_id].name,
            "team_id": place.team_id,
            "user_id": place.bot_user_id,
            "bot_id": place.bot_id,
            "is_enterprise_install": place.for_whole_org,
            **({"enterprise_id": place.enterprise_id} if place.enterprise_id else {}),
        }

    def bot(self, arguments: Json) -> Json:
        """bots.info."""
        place = self._workspace
        if arguments.get("bot", place.bot_id) != place.bot_id:
            raise SlackError("bot_not_found")
        name = place.users[place.bot_user_id].name
        return {"bot": {"id": place.bot_id, "app_id": place.app_id, "name": name}}

    def set_status(self, arguments: Json) -> Json:
        """assistant.threads.setStatus."""
        need(arguments, "channel_id", "thread_ts")
        channel = self._posting.channel({"channel": arguments["channel_id"]})
        thread_ts = str(arguments["thread_ts"])
        if not self._workspace.thread(channel, thread_ts):
            raise SlackError("invalid_thread_ts")
        self._workspace.set_status(channel, thread_ts, str(arguments.get("status", "")))
        return {}

    def open_view(self, arguments: Json) -> Json:
        """views.open and views.push."""
        need(arguments, "trigger_id", "view")
        born, user = self._spend(str(arguments["trigger_id"]))
        if self._workspace.now() - born > TRIGGER_S:
            raise SlackError("expired_trigger_id")
        refuse(view_faults(arguments["view"]))
        return {"view": self._keep_view(dict(arguments["view"]), user)}

    def _spend(self, trigger: str) -> tuple[float, str]:
        if trigger not in self.triggers:
            raise SlackError("invalid_trigger_id")
        born, user = self.triggers[trigger]
        if not user:
            raise SlackError("exchanged_trigger_id")
        self.triggers[trigger] = (born, "")
        return born, user

    def _keep_view(self, view: Json, user: str) -> Json:
        blocks = [{"block_id": new_id("b"), **block} for block in view["blocks"]]
        kept = {
            **view,
            "blocks": blocks,
            "id": view.get("id") or new_id("V"),
            "team_id": self._workspace.team_id,
            "app_id": self._workspace.app_id,
            "bot_id": self._workspace.bot_id,
            "hash": new_id("h"),
            "state": {"values": {}},
            "user": user,
        }
        self._workspace.views[kept["id"]] = kept
        self._workspace.announce("view", user=user, view=kept["id"])
        return kept

    def update_view(self, arguments: Json) -> Json:
        """views.update."""
        need(arguments, "view_id", "view")
        old = self._workspace.views.get(str(arguments["view_id"]))
        if old is None:
            raise SlackError("not_found")
        if arguments.get("hash", old["hash"]) != old["hash"]:
            raise SlackError("hash_conflict")
        refuse(view_faults(arguments["view"]))
        return {"view": self._keep_view({**arguments["view"], "id": old["id"]}, old["user"])}

    def publish_view(self, arguments: Json) -> Json:
        """views.publish."""
        need(arguments, "user_id", "view")
        refuse(view_faults(arguments["view"]))
        user = str(arguments["user_id"])
        return {"view": self._keep_view({**arguments["view"], "id": f"VHOME{user}"}, user)}


def _between(messages: list[Json], arguments: Json) -> list[Json]:
    oldest, latest = str(arguments.get("oldest") or "0"), str(arguments.get("latest") or "9" * 12)
    inclusive = bool(arguments.get("inclusive"))

    def inside(ts: str) -> bool:
        value, low, high = float(ts), float(oldest), float(latest)
        return low <= value <= high if inclusive else low < value < high

    return [one for one in messages if inside(one["ts"])]
