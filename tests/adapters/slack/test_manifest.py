"""The manifest asks for what the code calls, gives each reason, and keeps Slack's limits."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Literal

import pytest

from adapters.playground.methods import METHODS as KNOWN
from adapters.slack import manifest as module
from adapters.slack.manifest import METHODS, manifest, reasons, scopes
from adapters.slack.shortcuts import ASK, DRAFT, SUMMARIZE

ROOMS = Path(__file__).resolve().parents[3] / "adapters" / "slack"
READ = {kind: f"{kind}:read" for kind in ("channels", "groups", "im", "mpim")}
HISTORY = {kind: f"{kind}:history" for kind in READ}
#: Written down from docs.slack.dev/reference/methods, apart from the manifest's own table.
NEEDED: dict[str, set[str]] = {
    "apps.connections.open": set(),  # an app-level token's scope, none of the bot's
    "assistant.threads.setSuggestedPrompts": {"assistant:write"},
    "agents.sessions.setStatus": {"chat:write"},
    "assistant.threads.setStatus": {"chat:write"},
    "apps.manifest.export": set(),  # an app configuration token's, none of the bot's
    "auth.test": set(),
    "bots.info": {"users:read"},
    "chat.delete": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.appendStream": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.startStream": {"chat:write"},
    "chat.stopStream": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": set(HISTORY.values()),
    "conversations.info": set(READ.values()),
    "conversations.members": set(READ.values()),
    "conversations.replies": set(HISTORY.values()),
    "usergroups.users.list": {"usergroups:read"},
    "files.completeUploadExternal": {"files:write"},
    "files.info": {"files:read"},
    "files.getUploadURLExternal": {"files:write"},
    "users.info": {"users:read"},
    "users.list": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}
FAMILIES = (
    "agents usergroups apps auth bots chat conversations files reactions team users views assistant"
).split()
DELIVERIES = {"app_mentions:read", "commands", "files:read"}


def called() -> set[str]:
    """Web API methods that the code in adapters/slack calls, read from its syntax trees."""
    found = set()
    for path in sorted(ROOMS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = node.func.attr
                if name.split("_")[0] in FAMILIES and "client" in ast.unparse(node.func.value):
                    found.add(name.replace("_", "."))
    return found


def test_every_call_is_one_whose_scopes_are_known() -> None:
    assert called() == set(NEEDED)
    assert called() - set(METHODS) == {"apps.connections.open"}
    assert set(METHODS) <= called()


def test_scopes_are_those_of_the_methods_called_and_of_the_deliveries() -> None:
    needed = {scope for method in called() for scope in NEEDED[method]}
    assert set(scopes()) == needed | DELIVERIES
    asked = manifest("socket", label="R9")["oauth_config"]["scopes"]
    assert asked["bot"] == scopes()
    assert set(asked["bot_optional"]) <= set(scopes())


def test_what_may_be_declined_is_asked_for_and_says_what_is_off_without_it() -> None:
    asked = manifest("socket", label="R9")["oauth_config"]["scopes"]
    assert set(asked["bot_optional"]) == set(module.OPTIONAL) < set(asked["bot"])
    assert all(module.OPTIONAL.values())


def test_the_local_slack_would_grant_every_call() -> None:
    wanted = {KNOWN[method].scope for method in called()} - {None, "connections:write"}
    assert wanted <= set(scopes())


def test_each_scope_and_event_has_a_reason_and_no_reason_is_left_over() -> None:
    events = manifest("socket", label="R9")["settings"]["event_subscriptions"]["bot_events"]
    given = dict(reasons())
    assert set(given) == {*scopes(), *events}
    assert all(reason.strip() for reason in given.values())
    assert set(module.REASONS) == set(scopes())


@pytest.mark.parametrize("mode", ["socket", "http"])
@pytest.mark.parametrize(
    ("prefix", "name"), [("", "Thinktwice"), ("tt-", "N" * 90), ("", "再想想")]
)
def test_slack_would_take_it(mode: Literal["socket", "http"], prefix: str, name: str) -> None:
    """Limits of docs.slack.dev/reference/app-manifest."""
    made = manifest(
        mode, label="R9-with-a-long-name-too", url="https://bot.example/", prefix=prefix, name=name
    )
    shown = made["display_information"]
    assert 0 < len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", made["features"]["bot_user"]["display_name"])
    commands = made["features"]["slash_commands"]
    assert len(commands) <= 50
    for command in commands:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert 0 < len(command["description"]) <= 2000
        assert 0 < len(command["usage_hint"]) <= 1000
    agent = made["features"]["agent_view"]
    assert 0 < len(agent["agent_description"]) <= 300
    assert 0 < len(agent["suggested_prompts"]) <= 4
    assert all(one["title"] and one["message"] for one in agent["suggested_prompts"])
    assert "assistant_view" not in made["features"]
    entries = made["features"]["shortcuts"]
    assert len(entries) == len({one["callback_id"] for one in entries}) <= 10
    for entry in entries:
        assert 0 < len(entry["name"]) <= 24
        assert 0 < len(entry["description"]) <= 150
        assert entry["type"] == "message"
    events = made["settings"]["event_subscriptions"]["bot_events"]
    assert len(events) == len(set(events)) <= 100
    assert len(scopes()) <= 255


def test_every_shortcut_has_a_listener_and_the_seat_s_own_name() -> None:
    names = dict(module.shortcuts("R9"))
    assert set(names) == {SUMMARIZE, ASK, DRAFT}
    assert names[ASK] == "Ask R9 about this"


def test_prefix_and_name_reach_the_app() -> None:
    made = manifest("socket", label="R9", prefix="tt-", name="Second Thoughts")
    assert [one["command"] for one in made["features"]["slash_commands"]] == [
        "/tt-ask",
        "/tt-think",
        "/tt-summarize",
        "/tt-thinktwice",
    ]
    assert made["display_information"]["name"] == "Second Thoughts"
    assert made["features"]["bot_user"]["display_name"] == "second-thoughts"


def test_addresses_stand_where_http_needs_them_and_nowhere_with_socket_mode() -> None:
    endpoint = "https://bot.example/slack/events"
    http = manifest("http", label="R9", url="https://bot.example/")
    assert http["settings"]["socket_mode_enabled"] is False
    assert http["settings"]["event_subscriptions"]["request_url"] == endpoint
    assert http["settings"]["interactivity"]["request_url"] == endpoint
    assert {one["url"] for one in http["features"]["slash_commands"]} == {endpoint}
    socket = manifest("socket", label="R9", url="https://bot.example/")
    assert socket["settings"]["socket_mode_enabled"] is True
    assert "bot.example" not in str(socket)
