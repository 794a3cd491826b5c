"""The app that is installed in the local Slack: its secrets, scopes and subscriptions.

Refuses to be several; it may be installed in several workspaces.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from adapters.playground.methods import METHODS

SUBSCRIPTIONS = (
    "app_mention",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "app_home_opened",
    "app_context_changed",
    "member_joined_channel",
    "agent_session_stopped",
)
#: What Slack asks for so that deliveries arrive, and for the other kinds of conversation.
FURTHER_SCOPES = (
    "app_mentions:read",
    "commands",
    *(f"{kind}:{what}" for kind in ("groups", "im", "mpim") for what in ("history", "read")),
)


@dataclass(frozen=True)
class App:
    """The app that is installed here; its secrets are made up unless given."""

    bot_token: str = field(default_factory=lambda: f"xoxb-local-{secrets.token_hex(12)}")
    app_token: str = field(default_factory=lambda: f"xapp-local-{secrets.token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    bot_name: str = "thinktwice"
    scopes: frozenset[str] = frozenset(
        {method.scope for method in METHODS.values() if method.scope} - {"connections:write"}
    ).union(FURTHER_SCOPES)
    #: (callback id, name) of each entry in the menu of a message.
    shortcuts: tuple[tuple[str, str], ...] = ()
    subscriptions: frozenset[str] = frozenset(SUBSCRIPTIONS)
    commands: tuple[str, ...] = ("/ask", "/summarize", "/think", "/thinktwice")
    client_id: str = field(default_factory=lambda: f"{secrets.randbelow(10**12)}.local")
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    #: Whether tokens that are given out in the browser expire, and are to be refreshed.
    token_rotation: bool = False
    #: Scopes that whoever installs the app may decline.
    optional: frozenset[str] = frozenset()
    config_token: str = field(default_factory=lambda: f"xoxe.xoxp-local-{secrets.token_hex(12)}")

    def manifest(self) -> dict[str, Any]:
        """As Slack gives it out: what is subscribed and installed."""
        return {
            "features": {"slash_commands": [{"command": name} for name in self.commands]},
            "oauth_config": {"scopes": {"bot": sorted(self.scopes)}},
            "settings": {"event_subscriptions": {"bot_events": sorted(self.subscriptions)}},
        }
