"""What people do with the app: type commands, press buttons, submit; writing is next door.

Refuses to know how it reaches the app; `delivery` does. Payloads have the shapes of Slack's.
"""

from __future__ import annotations

from adapters.playground.arguments import SlackError
from adapters.playground.delivery import Delivery
from adapters.playground.posting import Posting
from adapters.playground.reading import Reading
from adapters.playground.responses import Responses
from adapters.playground.workspace import Channel, Json, User, Workspace
from adapters.playground.writing import Writing


class People(Writing):
    """The human side of the workspace."""

    def __init__(
        self, workspace: Workspace, posting: Posting, reading: Reading, delivery: Delivery
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
        trigger = self._reading.new_trigger(user.id)
        payload = {
            "token": "unused",
            "team_id": self._workspace.team_id,
            "team_domain": "local",
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.is_im else channel.name,
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": self._mentions(text),
            "api_app_id": self._workspace.app_id,
            "is_enterprise_install": "false",
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

    def open_home(self, user: User, tab: str) -> None:
        """Somebody looks at the app's home tab, or at its messages."""
        if "app_home_opened" in self.subscriptions:
            event = {
                "type": "app_home_opened",
                "user": user.id,
                "channel": self._workspace.direct(user.id).id,
                "tab": tab,
                "event_ts": self._workspace.new_ts(),
            }
            home = self._workspace.views.get(f"VHOME{user.id}")
            self._delivery.event({**event, "view": home} if home else event)

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
            "team": {"id": self._workspace.team_id, "domain": "local"},
            "response_url": self.responses.url(channel, user.id),
            "action_ts": self._workspace.new_ts(),
            "is_enterprise_install": False,
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
        action = _find_action(where, action_id, value)
        if action is None:
            raise SlackError("no_such_action")
        action["action_ts"] = self._workspace.new_ts()
        payload: Json = {
            "type": "block_actions",
            "team": {"id": self._workspace.team_id, "domain": "local"},
            "user": {"id": user.id, "username": user.name, "team_id": self._workspace.team_id},
            "api_app_id": self._workspace.app_id,
            "trigger_id": self._reading.new_trigger(user.id),
            "actions": [action],
        }
        if "view" in where:
            view = where["view"]
            payload |= {
                "view": {**view, "state": {"values": _state(values or {})}},
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
        """A modal is sent off; the app's answer (errors, update) as it gave it."""
        payload = {
            "type": "view_submission",
            "team": {"id": self._workspace.team_id, "domain": "local"},
            "user": {"id": user.id, "username": user.name},
            "api_app_id": self._workspace.app_id,
            "trigger_id": self._reading.new_trigger(user.id),
            "view": {**view, "state": {"values": _state(values)}},
            "response_urls": [],
        }
        answer = await self._delivery.interaction("view", payload)
        if not answer.get("response_action"):
            self._workspace.views.pop(view["id"], None)
        return answer


def _state(values: Json) -> Json:
    """What stands in the fields, as a payload tells it; an empty field has no value."""
    return {
        block: {
            action: {"type": "plain_text_input", "value": value or None}
            for action, value in given.items()
        }
        for block, given in values.items()
    }


def _find_action(where: Json, action_id: str, value: str | None) -> Json | None:
    blocks = (where.get("view") or where["message"]).get("blocks", [])
    for block in _all_blocks(blocks):
        candidates = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for element in candidates:
            if isinstance(element, dict) and element.get("action_id") == action_id:
                if value is not None and element.get("value") not in (None, value):
                    continue
                if "options" in element:
                    return _chosen(element, block, value)
                found = {
                    "type": element["type"],
                    "action_id": action_id,
                    "block_id": block.get("block_id", "b"),
                    "value": value if value is not None else element.get("value", ""),
                }
                return {**found, "text": element["text"]} if "text" in element else found
    return None


def _chosen(element: Json, block: Json, value: str | None) -> Json | None:
    """An option of a select, as a payload tells it; None for one that is not offered."""
    option = next((one for one in element["options"] if one["value"] == value), None)
    if option is None:
        return None
    action = {"type": element["type"], "action_id": element["action_id"]}
    return {**action, "block_id": block.get("block_id", "b"), "selected_option": option}


def _all_blocks(blocks: list[Json]) -> list[Json]:
    found = []
    for block in blocks:
        found += [block, *_all_blocks(block.get("child_blocks", []))]
    return found
