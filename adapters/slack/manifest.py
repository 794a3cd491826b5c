"""The Slack app as a manifest: commands, scopes and events, each with its reason.

Refuses to ask for more than the code calls: a test compares them.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from adapters.slack.agent import prompts
from bot.words import Words

Json = dict[str, Any]

#: Web API method -> scopes that a bot token needs for it (docs.slack.dev, read 2026-11).
METHODS: dict[str, tuple[str, ...]] = {
    "agents.sessions.setStatus": ("chat:write",),
    "assistant.threads.setStatus": ("chat:write",),
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "auth.test": (),
    "chat.appendStream": ("chat:write",),
    "apps.manifest.export": (),
    "bots.info": ("users:read",),
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.startStream": ("chat:write",),
    "chat.stopStream": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "conversations.history": (
        "channels:history",
        "groups:history",
        "im:history",
        "mpim:history",
    ),
    "conversations.replies": (
        "channels:history",
        "groups:history",
        "im:history",
        "mpim:history",
    ),
    "conversations.info": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "usergroups.users.list": ("usergroups:read",),
    "conversations.members": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "files.completeUploadExternal": ("files:write",),
    "files.info": ("files:read",),
    "files.getUploadURLExternal": ("files:write",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
#: Scopes that no method asks for, but a delivery or a download does.
DELIVERY = {
    "files:read": "the files of a thread are read for its summary and for questions about them",
    "app_mentions:read": "mentions of the bot arrive",
    "commands": "slash commands arrive",
}
#: What an admin may decline at installation: scope -> what is off without it. What then asks for it
#: says so by itself, and `doctor` lists it (docs.slack.dev/changelog/2026/03/16/optional-scopes).
OPTIONAL = {
    "files:read": "files are not read; each is named as not read",
    "files:write": "an answer of more than five messages is posted in parts, not as a file",
    "usergroups:read": "THINKTWICE_OPERATORS cannot name a user group",
}
REASONS = {
    "assistant:write": "the conversation with the app stands beside what one reads, with prompts",
    "chat:write": "answers are posted and updated, and taken away with a deleted question",
    "channels:history": "the thread of a question is read, newest message included",
    "groups:history": "the same in private channels it was invited to",
    "im:history": "the same in direct messages, which arrive by it, too",
    "mpim:history": "the same in group messages",
    "channels:read": "a command is answered in the channel only where the bot is a member, and a "
    "channel is summarized for its members only",
    "groups:read": "the same for private channels",
    "im:read": "the same for direct messages",
    "mpim:read": "the same for group messages",
    "usergroups:read": "who operates the bot, where THINKTWICE_OPERATORS names a user group",
    "users:read": "names in threads, the asker's language and time zone, and who is an admin: told "
    "of what only an admin can mend",
    "files:write": "an answer of more than five messages is a file; declined, it comes in parts",
    **DELIVERY,
}
EVENTS = {
    "agent_session_stopped": "Slack's own Stop button ends a question, its model's call included",
    "app_mention": "questions in channels",
    "message.im": "questions in direct messages",
    "message.channels": "a question that is edited or taken back; follow-ups where the policy has "
    "where.follow_ups; everything else is dropped unread",
    "message.groups": "the same in private channels it was invited to",
    "message.mpim": "the same in group messages",
    "app_home_opened": "the home tab is made, and prompts are offered, when somebody opens it",
    "app_context_changed": "a summary of this channel is one of the channel before the asker",
    "member_joined_channel": "hello, once, in a channel that the bot was added to",
    "app_uninstalled": "everything of that workspace is forgotten",
    "tokens_revoked": "the same, when the bot's own are among them",
}
COMMANDS = {
    "ask": ("Ask a question; begin with the word private for an answer only to you", "question"),
    "think": ("Ask the reasoning model", "question"),
    "summarize": ("Summarize a thread or a channel", "link, or #channel since yesterday"),
    "thinktwice": ("Everything you may run: help", "help"),
}


SHORTCUTS = {
    "summarize_thread": "slack.shortcut.summarize",
    "ask_about": "slack.shortcut.ask",
    "draft_reply": "slack.shortcut.draft",
}


def shortcuts(label: str) -> list[tuple[str, str]]:
    """Each shortcut in the menu of a message: its callback id and its name; `label` is the
    reasoning seat's. Slack shows 24 characters of a name."""
    words = Words()
    return [(name, words.say(key, label=label)[:24]) for name, key in SHORTCUTS.items()]


def scopes() -> list[str]:
    """Every scope, sorted."""
    needed = {scope for names in METHODS.values() for scope in names}
    return sorted(needed | DELIVERY.keys())


def manifest(
    mode: Literal["socket", "http"],
    *,
    label: str,
    url: str = "",
    prefix: str = "",
    name: str = "Thinktwice",
    many: bool = False,
) -> Json:
    """The manifest as Slack takes it (schema 2). `url` is the public base URL for HTTP and for the
    browser that connects one of `many` workspaces, `label` the reasoning seat's."""
    base = url.rstrip("/")
    endpoint = f"{base}/slack/events"
    browser = {"redirect_urls": [f"{base}/slack/oauth_redirect"]} if many else {}
    reachable = {} if mode == "socket" else {"request_url": endpoint}
    where = {} if mode == "socket" else {"url": endpoint}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": name[:35],
            "description": "Answers fast, and thinks twice when it matters; always says why.",
            "background_color": "#1f2a44",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "agent_view": _agent_view(label),
            "bot_user": {"display_name": _handle(name), "always_online": True},
            "slash_commands": _commands(prefix, where),
            "shortcuts": _entries(label),
        },
        "oauth_config": {
            **browser,
            "scopes": {"bot": scopes(), "bot_optional": sorted(OPTIONAL)},
        },
        "settings": {
            "event_subscriptions": {**reachable, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **reachable},
            "org_deploy_enabled": many,
            "socket_mode_enabled": mode == "socket",
            "token_rotation_enabled": many,
        },
    }


def _agent_view(label: str) -> Json:
    """New apps can only have this one (docs.slack.dev/ai/migrating-to-agent-messaging)."""
    words = Words()
    about = words.say("agent.description", reasoning=label)
    return {"agent_description": about[:300], "suggested_prompts": prompts(words, seen=False)}


def _commands(prefix: str, where: Json) -> list[Json]:
    return [
        {
            "command": f"/{prefix}{command}",
            "description": description,
            "usage_hint": hint,
            "should_escape": True,
            **where,
        }
        for command, (description, hint) in COMMANDS.items()
    ]


def _entries(label: str) -> list[Json]:
    words = Words()
    return [
        {
            "name": shown,
            "type": "message",
            "callback_id": callback,
            "description": words.say(f"slack.shortcut_about.{callback}"),
        }
        for callback, shown in shortcuts(label)
    ]


def _handle(name: str) -> str:
    """The name as Slack lets a bot be called: a-z, 0-9, hyphens, dots, underscores."""
    allowed = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-")
    return allowed[:80] or "thinktwice"


def reasons() -> list[tuple[str, str]]:
    """Every scope and event with its reason, for the person who has to approve them."""
    return [
        *((scope, REASONS[scope]) for scope in scopes()),
        *((event, EVENTS[event]) for event in sorted(EVENTS)),
    ]
