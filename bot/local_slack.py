"""What the bot asks of a workspace that runs on this machine, as protocols.

Refuses to know who fulfils them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class InstalledApp(Protocol):
    """The secrets of the app that is installed in a local Slack."""

    @property
    def bot_token(self) -> str:
        """For the Web API."""

    @property
    def app_token(self) -> str:
        """For Socket Mode."""

    @property
    def signing_secret(self) -> str:
        """For signed HTTP."""


class LocalSlack(Protocol):
    """A workspace that runs here: where it is, who is in it."""

    port: int
    url: str

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL takes."""

    @property
    def control_url(self) -> str:
        """Where people are played."""

    @property
    def channels(self) -> dict[str, str]:
        """Name -> id."""

    @property
    def users(self) -> dict[str, str]:
        """Name -> id."""

    @property
    def app(self) -> InstalledApp:
        """Its secrets."""

    @property
    def put_aside(self) -> Path | None:
        """Where a kept workspace lies that could not be read."""

    def deliver_to(self, events_url: str) -> None:
        """Send events there (HTTP mode)."""

    async def start(self) -> None:
        """Begin to listen."""

    async def stop(self) -> None:
        """Close everything."""
