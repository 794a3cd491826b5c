"""The Slack app as a manifest: commands, scopes and events, each with its reason.

Refuses to ask for more than the code calls: a test compares them.
"""

from __future__ import annotations

import re
from typing import Any, Literal

Json = dict[str, Any]

#: Web API method -> scopes that a bot token needs for it (docs.slack.dev, read 2026-11).
METHODS: dict[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
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
    "users.info": ("users:read",),
    "views.open": (),
    "views.push": (),
    "views.update": (),
}
#: Scopes that no method asks for, but a delivery or a download does.
DELIVERY = {
    "files:read": "the files of a thread are read for its summary and for questions about them",
    "app_mentions:read": "mentions of the bot arrive",
    "commands": "slash commands arrive",
}
REASONS = {
    "chat:write": "answers are posted and updated, and taken away with a deleted question",
    "channels:history": "the thread of a question is read, newest message included",
    "groups:history": "the same in private channels it was invited to",
    "im:history": "the same in direct messages, which arrive by it, too",
    "mpim:history": "the same in group messages",
    "channels:read": "a command is answered in the channel only where the bot is a member",
    "groups:read": "the same for private channels",
    "im:read": "the same for direct messages",
    "mpim:read": "the same for group messages",
    "usergroups:read": "who operates the bot, where THINKTWICE_OPERATORS names a user group",
    "users:read": "names in threads, the asker's language and time zone, and who is an admin",
    **DELIVERY,
}
EVENTS = {
    "app_mention": "questions in channels",
    "message.im": "questions in direct messages",
    "app_home_opened": "acknowledged; the home tab comes later",
    "app_uninstalled": "acknowledged; stops what is left to do",
    "tokens_revoked": "acknowledged; stops what is left to do",
}
COMMANDS = {
    "ask": ("Ask a question; begin with the word private for an answer only to you", "question"),
    "think": ("Ask the reasoning model", "question"),
    "thinktwice": ("Everything you may run: help", "help"),
}


def scopes() -> list[str]:
    """Every scope, sorted."""
    needed = {scope for names in METHODS.values() for scope in names}
    return sorted(needed | DELIVERY.keys())


def manifest(
    mode: Literal["socket", "http"], *, url: str = "", prefix: str = "", name: str = "Thinktwice"
) -> Json:
    """The manifest as Slack takes it (schema 2). `url` is the public base URL for HTTP."""
    endpoint = f"{url.rstrip('/')}/slack/events"
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
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": _handle(name), "always_online": True},
            "slash_commands": [
                {
                    "command": f"/{prefix}{command}",
                    "description": description,
                    "usage_hint": hint,
                    "should_escape": True,
                    **where,
                }
                for command, (description, hint) in COMMANDS.items()
            ],
        },
        "oauth_config": {"scopes": {"bot": scopes()}},
        "settings": {
            "event_subscriptions": {**reachable, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **reachable},
            "org_deploy_enabled": False,
            "socket_mode_enabled": mode == "socket",
            "token_rotation_enabled": False,
        },
    }


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
