"""What people do with the app: type commands, press buttons, submit; writing is next door.

Refuses to know how it reaches the app; `delivery` does. Payloads have the shapes of Slack's.
"""

from __future__ import annotations

import base64

from adapters.playground.agent import context_of
from adapters.playground.arguments import SlackError
from adapters.playground.delivery import Outlet
from adapters.playground.posting import Posting
from adapters.playground.pressed import pressed, state, with_files
from adapters.playground.reading import Reading
from adapters.playground.responses import Responses
from adapters.playground.workspace import Channel, Json, User, Workspace
from adapters.playground.writing import Writing


class People(Writing):
    """The human side of the workspace."""

    def __init__(
        self, workspace: Workspace, posting: Posting, reading: Reading, delivery: Outlet
    ) -> None:
        super().__init__(workspace, delivery)
        self._posting = posting
        self._reading = reading
        self.responses = Responses(workspace, posting)
        self.shortcuts: frozenset[str] = frozenset()

    async def command(self, channel: Channel, user: User, command: str, text: str) -> Json:
        """A slash command; what the app acknowledges with is shown to that person. `/invite` is
        Slack's own."""
        if command == "/invite":
            self.invite(channel, user)
            return {"trigger_id": ""}
        if not self._workspace.installed:
            raise SlackError(f"{command} is not a valid command")
        trigger = self._reading.new_trigger(user.id)
        payload = {
            "token": "unused",
            "team_id": self._workspace.team_id,
            "team_domain": self._workspace.domain,
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.is_im else channel.name,
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": self._mentions(text),
            "api_app_id": self._workspace.app_id,
            "is_enterprise_install": str(self._workspace.for_whole_org).lower(),
            **self._enterprise(),
            "response_url": self.responses.url(channel, user.id),
            "trigger_id": trigger,
        }
        try:
            body = await self._delivery.interaction("command", payload)
        except TimeoutError:
            body = {"text": f"{command} failed with the error `operation_timeout`"}
        if body.get("text") or body.get("blocks"):
            self._posting.respond(channel, user.id, body)
        return {"trigger_id": trigger}

    def _enterprise(self) -> Json:
        place = self._workspace
        return {"enterprise_id": place.enterprise_id} if place.enterprise_id else {}

    def _team(self) -> Json:
        """As interactions carry it."""
        place = self._workspace
        return {"id": place.team_id, "domain": place.domain, **self._enterprise()}

    def open_home(self, user: User, tab: str, seen: Channel | None = None) -> None:
        """Somebody looks at the app's home tab, or at its messages beside the channel `seen`."""
        place = self._workspace
        place.sights[user.id] = context = context_of(seen, place.team_id)
        if "app_home_opened" in self.subscriptions:
            event = {
                "type": "app_home_opened",
                "user": user.id,
                "channel": self._workspace.direct(user.id).id,
                "tab": tab,
                **({"context": context} if tab == "messages" else {}),
                "event_ts": self._workspace.new_ts(),
            }
            home = self._workspace.views.get(f"VHOME{user.id}")
            self._delivery.event({**event, "view": home} if home else event)

    def look(self, user: User, seen: Channel | None) -> None:
        """Somebody who has the app beside them looks at another channel, or at none."""
        place = self._workspace
        context = context_of(seen, place.team_id)
        if context != place.sights.get(user.id) and "app_context_changed" in self.subscriptions:
            event = {"type": "app_context_changed", "user": user.id, "context": context}
            where = {"channel": place.direct(user.id).id, "event_ts": place.new_ts()}
            self._delivery.event({**event, **where})
        place.sights[user.id] = context

    def invite(self, channel: Channel, user: User) -> None:
        """The bot is added to a channel by somebody in it; it hears of it once."""
        bot = self._workspace.bot_user_id
        if bot in channel.members or channel.is_im:
            return
        channel.members.add(bot)
        self._workspace.announce("reset")
        if "member_joined_channel" in self.subscriptions:
            self._delivery.event(
                {
                    "type": "member_joined_channel",
                    "user": bot,
                    "channel": channel.id,
                    "channel_type": "G" if channel.is_private else "C",
                    "team": self._workspace.team_id,
                    "inviter": user.id,
                    "event_ts": self._workspace.new_ts(),
                }
            )

    async def use(self, channel: Channel, message: Json, user: User, callback_id: str) -> Json:
        """A shortcut on a message. Raises SlackError for one that the app does not have."""
        if callback_id not in self.shortcuts:
            raise SlackError("no_such_shortcut")
        trigger = self._reading.new_trigger(user.id)
        payload = {
            "type": "message_action",
            "callback_id": callback_id,
            "trigger_id": trigger,
            "message_ts": message["ts"],
            "message": message,
            "channel": {
                "id": channel.id,
                "name": "directmessage" if channel.is_im else channel.name,
            },
            "user": {"id": user.id, "name": user.name, "team_id": self._workspace.team_id},
            "team": self._team(),
            "response_url": self.responses.url(channel, user.id),
            "action_ts": self._workspace.new_ts(),
            "is_enterprise_install": self._workspace.for_whole_org,
        }
        await self._delivery.interaction("action", payload)
        return {"trigger_id": trigger}

    async def press(
        self,
        where: Json,
        user: User,
        action_id: str,
        value: str | None,
        values: Json | None = None,
    ) -> None:
        """A button in a message (`channel`, `message`) or view (`view`), or a key in a field that
        tells of every change; `values` is what stands in a view's fields. Raises SlackError."""
        action = pressed(where, action_id, value)
        if action is None:
            raise SlackError("no_such_action")
        action["action_ts"] = self._workspace.new_ts()
        payload: Json = {
            "type": "block_actions",
            "team": self._team(),
            "is_enterprise_install": self._workspace.for_whole_org,
            "user": {"id": user.id, "username": user.name, "team_id": self._workspace.team_id},
            "api_app_id": self._workspace.app_id,
            "trigger_id": self._reading.new_trigger(user.id),
            "actions": [action],
        }
        if "view" in where:
            view = where["view"]
            payload |= {
                "view": {**view, "state": {"values": state(view, values or {})}},
                "container": {"type": "view", "view_id": view["id"]},
            }
        else:
            channel, message = where["channel"], where["message"]
            payload |= {
                "channel": {"id": channel.id, "name": channel.name},
                "message": message,
                "response_url": self.responses.url(channel, user.id, message["ts"]),
                "container": {
                    "type": "message",
                    "message_ts": message["ts"],
                    "channel_id": channel.id,
                    "is_ephemeral": "ephemeral_to" in message,
                    **({"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}),
                },
            }
        await self._delivery.interaction("action", payload)

    async def submit(self, view: Json, user: User, values: Json) -> Json:
        """A modal is sent off; the app's answer as it gave it: with `errors` it stays, by `update`
        it becomes another one, else it closes. What was put into a field for files is theirs."""

        def kept(file: Json) -> Json:
            content = base64.b64decode(str(file["content_base64"]))
            return self._workspace.add_file(str(file["name"]), content, user.id)

        values = with_files(view, values, kept)
        payload = {
            "type": "view_submission",
            "team": self._team(),
            "is_enterprise_install": self._workspace.for_whole_org,
            "user": {"id": user.id, "username": user.name},
            "api_app_id": self._workspace.app_id,
            "trigger_id": self._reading.new_trigger(user.id),
            "view": {**view, "state": {"values": state(view, values)}},
            "response_urls": [],
        }
        answer = await self._delivery.interaction("view", payload)
        match answer.get("response_action"):
            case "errors" | "push":
                pass
            case "update":
                self._reading.update_view({"view_id": view["id"], "view": answer["view"]})
            case _:
                self._workspace.views.pop(view["id"], None)
        return answer
