"""Who operates in a workspace: listed ids, the members of a user group, or owners and admins.

Refuses to take anybody for an operator when Slack does not say so.
"""

from __future__ import annotations

import re
import time
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.refusals import code_of
from adapters.slack.speaking import by
from bot.commands.command import Caller
from bot.commands.running import Person
from bot.errors import SettingsError
from bot.events import Events
from bot.jobs.readers import Readers
from bot.words import Words, prepared

Json = dict[str, Any]
#: How long what Slack said is believed (seconds): somebody who loses the right loses it soon.
KNOWN_S = 60.0
#: Owners and admins are looked for among so many people, and so many of them are told of a trouble.
PAGE, TOLD = 200, 5


class Operators:
    """The setting THINKTWICE_OPERATORS, asked of Slack where it does not say by itself.

    Raises SettingsError for what is neither a person's id nor a user group's; with `many`
    workspaces also for one that does not say of which: ids of people are unique in one alone.
    """

    def __init__(
        self, listed: str, readers: Readers, events: Events, *, many: bool = False
    ) -> None:
        self._listed: dict[str, list[str]] = {}
        for given in (name.strip() for name in listed.split(",")):
            if not given:
                continue
            team, _, name = given.rpartition(":")
            if not re.fullmatch(r"(?:T[A-Z0-9]+:)?[UWS][A-Z0-9]+", given):
                raise SettingsError(
                    f"{given!r} is no id of a person or user group",
                    name="THINKTWICE_OPERATORS",
                    remedy="list ids such as U0123ABCD, or one user group such as S0123ABCD; "
                    "Slack shows a person's id in their profile",
                )
            if many and not team:
                raise SettingsError(
                    f"{given} does not say in which workspace",
                    name="THINKTWICE_OPERATORS",
                    remedy=f"write T0123ABCD:{given}, with the workspace's id; in a workspace that "
                    "is not named its owners and admins operate",
                )
            self._listed.setdefault(team, []).append(name)
        self._readers = readers
        self._events = events
        self._declined = False
        self._known: dict[tuple[str, str], tuple[float, bool]] = {}

    async def person(
        self, client: AsyncWebClient, body: Json, prefix: str = "/thinktwice"
    ) -> Person:
        """Whoever typed or pressed, from a command or an interaction as Slack sends it."""
        team, user = by(body)
        channel = str(body.get("channel_id") or (body.get("channel") or {}).get("id") or "")
        operator = await self._operates(client, team, user)
        reader = await self._readers.reader(team, user)
        caller = Caller(id=user, team=team, channel=channel, operator=operator, zone=reader.zone)
        words = await prepared(reader.language)
        return Person(caller, words, prefix, self.holders(team, words))

    def _people(self, team: str) -> list[str]:
        return [name for name in self._of(team) if not name.startswith("S")]

    def _groups(self, team: str) -> list[str]:
        return [name for name in self._of(team) if name.startswith("S")]

    def _of(self, team: str) -> list[str]:
        """Those of every workspace, and of this one."""
        return [*self._listed.get("", ()), *self._listed.get(team, ())]

    async def words(self, team: str, user: str) -> Words:
        """In the language that they read in."""
        return await self._readers.words(team, user)

    async def _operates(self, client: AsyncWebClient, team: str, user: str) -> bool:
        people, groups = self._people(team), self._groups(team)
        if user in people:
            return True
        if people and not groups:
            return False
        at, known = self._known.get((team, user), (0.0, False))
        if at and time.monotonic() - at < KNOWN_S:
            return known
        try:
            known = await self._asked(client, team, user)
        except SlackApiError as error:
            self._events.emit("slack_failed", job="", problem=code_of(error))
            self._declined = code_of(error) == "missing_scope"
            return False
        self._declined = False
        self._known[(team, user)] = time.monotonic(), known
        return known

    async def _asked(self, client: AsyncWebClient, team: str, user: str) -> bool:
        groups = self._groups(team)
        for group in groups:
            found = await client.usergroups_users_list(usergroup=group, team_id=team or None)
            if user in found["users"]:
                return True
        if groups:
            return False
        person = (await client.users_info(user=user))["user"]
        return bool(person.get("is_admin") or person.get("is_owner"))

    async def people(self, client: AsyncWebClient, team: str) -> list[str]:
        """The ids of those who can be told of a trouble; of owners and admins a few. Raises
        SlackApiError."""
        listed, groups = self._people(team), self._groups(team)
        if listed:
            return sorted(listed)
        if groups:
            found = await client.usergroups_users_list(usergroup=groups[0], team_id=team or None)
            return [str(user) for user in found["users"]]
        everybody = (await client.users_list(limit=PAGE, team_id=team or None))["members"]
        may = (one for one in everybody if one.get("is_admin") or one.get("is_owner"))
        return [str(one["id"]) for one in may if not one.get("deleted")][:TOLD]

    def holders(self, team: str, words: Words) -> str:
        """Who has the right there, for one who has not."""
        people, groups = self._people(team), self._groups(team)
        if groups:
            group = ", ".join(f"<!subteam^{name}>" for name in groups)
            key = "commands.holders_declined" if self._declined else "commands.holders_group"
            return words.say(key, group=group)
        if people:
            shown = ", ".join(f"<@{name}>" for name in sorted(people))
            return words.say("commands.holders_ids", people=shown)
        return words.say("commands.holders_admins")
