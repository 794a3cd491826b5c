"""In which language and time zone somebody reads: learnt from the front, or chosen by themselves.

Refuses to ask the front: who has not been met yet is not known. The web process asks only here.
"""

from __future__ import annotations

from pydantic import ValidationError

from bot.errors import SealError, StoreError
from bot.keys import DAY_S, KeySpace
from bot.ports import Store
from bot.request import Noun, Person
from bot.rotating import dropped, kept
from bot.sealing import Sealer
from bot.words import Words, prepared
from bot.words.languages import ENGLISH, LANGUAGES, of_locale

#: Longer than most holidays; whoever asks again is learnt again.
KEPT_S = 30 * DAY_S
#: People this process has in mind, so that it can speak to them also while the store is down.
MOST = 2_000
TRIES = 5


class Reader(Noun):
    """How somebody reads: a language of the catalogue, and the name of a time zone."""

    language: str = ENGLISH
    zone: str = "UTC"


def scope(team: str, user: str) -> str:
    """What is learnt of somebody is sealed under it: nobody else's place opens it."""
    return f"reader:{team}:{user}"


def tongue_scope(team: str, user: str) -> str:
    """What a person's choice of a language is sealed under."""
    return f"tongue:{team}:{user}"


class Readers:
    """How people read, one small sealed value each, and one more for who has chosen a language."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space
        self._seen: dict[tuple[str, str], Reader] = {}

    async def meet(self, team: str, person: Person) -> Person:
        """Learn how they read, for a month from now; they themselves, their locale as chosen.
        Nothing is lost when the store fails: they are learnt again."""
        learnt = Reader(language=of_locale(person.locale), zone=person.tz)
        sealed = self._sealer.seal(learnt.model_dump_json().encode(), scope(team, person.id))
        try:
            await self._store.put(self._learnt_key(team, person.id), sealed, KEPT_S)
            chosen = await self.chosen(team, person.id)
        except StoreError:
            chosen = ""
        language = chosen or learnt.language
        self._remember(team, person.id, learnt.model_copy(update={"language": language}))
        return person.model_copy(update={"locale": chosen}) if chosen else person

    async def reader(self, team: str, user: str, otherwise: str = ENGLISH) -> Reader:
        """How they read; in `otherwise` when nobody has learnt it. With the store down: as this
        process knew it last."""
        try:
            chosen = await self.chosen(team, user)
            known = await self._learnt(team, user) or Reader(language=otherwise)
        except StoreError:
            return self._seen.get((team, user), Reader(language=otherwise))
        found = known.model_copy(update={"language": chosen}) if chosen else known
        self._remember(team, user, found)
        return found

    async def words(self, team: str, user: str, otherwise: str = ENGLISH) -> Words:
        """What to speak to them in."""
        return await prepared((await self.reader(team, user, otherwise)).language)

    async def chosen(self, team: str, user: str) -> str:
        """The language they have chosen, or "". Raises StoreError."""
        tongue = tongue_scope(team, user)
        sealed = await kept(self._store, self._sealer, self._chosen_names(team, user), tongue)
        try:
            found = self._sealer.open(sealed, tongue).decode() if sealed else ""
        except SealError:
            return ""
        return found if found in LANGUAGES else ""

    async def choose(self, team: str, user: str, language: str) -> None:
        """From now on that one; "" takes the choice back, and nothing of it stays.
        Raises StoreError."""
        names = self._chosen_names(team, user)
        if not language:
            await dropped(self._store, names)
            return
        sealed = self._sealer.seal(language.encode(), tongue_scope(team, user))
        for _ in range(TRIES):
            if await self._store.swap(names[0], await self._store.get(names[0]), sealed):
                await dropped(self._store, names[1:])
                return

    async def _learnt(self, team: str, user: str) -> Reader | None:
        sealed = await self._store.get(self._learnt_key(team, user))
        if sealed is None:
            return None
        try:
            found = Reader.model_validate_json(self._sealer.open(sealed, scope(team, user)))
        except (SealError, ValidationError):
            return None
        return found if found.language in LANGUAGES else None

    def _learnt_key(self, team: str, user: str) -> str:
        return self._space.reader(team, self._sealer.digest("reader", team, user))

    def _chosen_names(self, team: str, user: str) -> list[str]:
        found = self._sealer.digests("tongue", team, user)
        return [self._space.person(team, name) for name in found]

    def _remember(self, team: str, user: str, reader: Reader) -> None:
        self._seen.pop((team, user), None)
        self._seen[team, user] = reader
        if len(self._seen) > MOST:
            del self._seen[next(iter(self._seen))]
