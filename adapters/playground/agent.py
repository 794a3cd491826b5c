"""The conversation with the app as an agent view: prompts of the app, and what a person looks at.

Refuses what Slack refuses. Source: docs.slack.dev, assistant.threads.setSuggestedPrompts and the
event app_context_changed.
"""

from __future__ import annotations

from adapters.playground.arguments import Json, SlackError, need
from adapters.playground.posting import Posting
from adapters.playground.workspace import Channel, Workspace

MOST_PROMPTS = 4
CHANNEL = "slack#/types/channel_id"


class Agent:
    """What the app says of its conversations."""

    def __init__(self, workspace: Workspace, posting: Posting) -> None:
        self._workspace = workspace
        self._posting = posting

    def set_prompts(self, arguments: Json) -> Json:
        """assistant.threads.setSuggestedPrompts. With a thread it is taken, and nothing is shown:
        in an agent view conversations have no thread before somebody has written."""
        need(arguments, "channel_id", "prompts")
        channel = self._posting.channel({"channel": arguments["channel_id"]})
        prompts = arguments["prompts"]
        if not channel.is_im:
            raise SlackError("channel_type_not_supported")
        if not isinstance(prompts, list) or not 0 < len(prompts) <= MOST_PROMPTS:
            raise SlackError("invalid_arguments")
        for prompt in prompts:
            if not (isinstance(prompt, dict) and prompt.get("title") and prompt.get("message")):
                raise SlackError("invalid_arguments")
        if not arguments.get("thread_ts"):
            shown = {"title": str(arguments.get("title") or ""), "prompts": prompts}
            self._workspace.prompts[channel.id] = shown
            self._workspace.announce("prompts", channel=channel.id)
        return {}


def context_of(channel: Channel | None, team: str) -> Json:
    """What Slack sends along of what somebody looks at."""
    if channel is None:
        return {}
    return {"entities": [{"type": CHANNEL, "value": channel.id, "team_id": team}]}
