"""One workspace with its rooms: what the app's calls do there, and the people who use it.

Refuses to know the other workspaces.
"""

from __future__ import annotations

from adapters.playground.agent import Agent
from adapters.playground.app import App
from adapters.playground.delivery import Delivery, Outlet
from adapters.playground.people import People
from adapters.playground.posting import Posting
from adapters.playground.rates import Rates
from adapters.playground.reactions import Reactions
from adapters.playground.reading import Reading
from adapters.playground.seed import Seed, plant
from adapters.playground.sessions import Sessions
from adapters.playground.streaming import Streaming
from adapters.playground.uploads import Uploads
from adapters.playground.workspace import Json, Workspace


class Team:
    """Everything of one workspace."""

    def __init__(self, workspace: Workspace, app: App, delivery: Delivery) -> None:
        self.workspace = workspace
        self.app = app
        self.outlet = Outlet(workspace, delivery)
        self.posting = Posting(workspace)
        self.reading = Reading(workspace, self.posting)
        self.reactions = Reactions(workspace, self.posting)
        self.agent = Agent(workspace, self.posting)
        self.people = People(workspace, self.posting, self.reading, self.outlet)
        self.people.subscriptions = app.subscriptions
        self.people.shortcuts = frozenset(name for name, _ in app.shortcuts)
        self.uploads = Uploads(workspace, self.posting)
        self.streaming = Streaming(workspace, self.posting)
        self.sessions = Sessions(workspace, self.posting, self.streaming, self.outlet)
        self.sessions.subscriptions = app.subscriptions
        self.rates = Rates()
        self._seed: Seed | None = None

    def furnish(self, seed: Seed, *, kept: bool = False) -> None:
        """As the town describes it, unless it was kept from another run."""
        self._seed = seed
        if not kept:
            plant(self.workspace, self.app.bot_name, seed)

    def reset(self) -> None:
        """As it was at first."""
        place = self.workspace
        rooms = (place.users, place.channels, place.views, place.files, place.contents)
        for held in (*rooms, place.prompts, place.sights):
            held.clear()
        place.ephemeral.clear()
        if self._seed is not None:
            plant(place, self.app.bot_name, self._seed)
        place.served_at(place.base_url)
        place.announce("reset")

    def knows(self, arguments: Json) -> bool:
        """Whether a call speaks of something in here: a channel, a person, a view, a file."""
        place = self.workspace
        named = {str(value) for value in arguments.values() if isinstance(value, str)}
        held = (place.users, place.channels, place.views, place.files, self.reading.triggers)
        return place.team_id in named or any(named & known.keys() for known in held)
