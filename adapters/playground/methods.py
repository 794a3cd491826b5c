"""Every Web API method that is modelled here: its scope, its rate, and what does its work.

Refuses to do any of it. Scopes and tiers as docs.slack.dev has them on each method's page.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Calls a minute that Slack grants at least, by tier (docs.slack.dev, rate limits).
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}


@dataclass(frozen=True)
class Method:
    """`work` names the room and the function: "posting.update". `tier` None: a limit of its own."""

    work: str
    scope: str | None = None
    tier: int | None = None


METHODS = {
    "auth.test": Method("reading.auth"),
    "agents.sessions.setStatus": Method("sessions.set_status", "chat:write", 3),
    "apps.connections.open": Method("server.open_connection", "connections:write", 1),
    "apps.manifest.export": Method("server.manifest", None, 3),
    "bots.info": Method("reading.bot", "users:read", 3),
    "chat.postMessage": Method("posting.post_message", "chat:write"),
    "chat.update": Method("posting.update", "chat:write", 3),
    "chat.postEphemeral": Method("posting.post_ephemeral", "chat:write", 4),
    "chat.startStream": Method("streaming.start", "chat:write", 2),
    "chat.appendStream": Method("streaming.append", "chat:write", 4),
    "chat.stopStream": Method("streaming.stop", "chat:write", 2),
    "chat.delete": Method("posting.delete", "chat:write", 3),
    "chat.getPermalink": Method("posting.permalink"),
    "conversations.replies": Method("reading.replies", "channels:history", 3),
    "conversations.history": Method("reading.history", "channels:history", 3),
    "conversations.info": Method("reading.info", "channels:read", 3),
    "conversations.members": Method("reading.members", "channels:read", 4),
    "conversations.list": Method("reading.conversations", "channels:read", 2),
    "users.conversations": Method("reading.conversations", "channels:read", 3),
    "conversations.open": Method("reading.open_direct", "im:write", 3),
    "conversations.join": Method("reading.join", "channels:join", 3),
    "usergroups.users.list": Method("reading.group_members", "usergroups:read", 2),
    "users.info": Method("reading.user", "users:read", 4),
    "users.list": Method("reading.users", "users:read", 2),
    "team.info": Method("reading.team", "team:read", 3),
    "views.open": Method("reading.open_view", None, 4),
    "views.push": Method("reading.open_view", None, 4),
    "views.update": Method("reading.update_view", None, 4),
    "views.publish": Method("reading.publish_view", None, 4),
    "assistant.threads.setStatus": Method("reading.set_status", "chat:write"),
    "assistant.threads.setSuggestedPrompts": Method("agent.set_prompts", "assistant:write", 4),
    "files.info": Method("server.file_info", "files:read", 4),
    "files.getUploadURLExternal": Method("uploads.get_url", "files:write", 4),
    "files.completeUploadExternal": Method("uploads.complete", "files:write", 4),
    "oauth.v2.access": Method("oauth.access"),
    "reactions.add": Method("reactions.add", "reactions:write", 3),
    "reactions.remove": Method("reactions.remove", "reactions:write", 2),
    "blocks.validate": Method("validating.validate"),
}
