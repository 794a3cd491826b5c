"""In which language somebody reads, as a worker learnt it from the front; for every process.

Refuses to ask the front: who has not been met yet is not known. The web process asks only here.
"""

from __future__ import annotations

from bot.errors import SealError, StoreError
from bot.keys import DAY_S, KeySpace
from bot.ports import Store
from bot.request import Person
from bot.sealing import Sealer
from bot.words import Words, prepared
from bot.words.languages import ENGLISH, LANGUAGES, of_locale

#: Longer than most holidays; whoever asks again is learnt again.
KEPT_S = 30 * DAY_S
#: People this process has in mind, so that it can speak to them also while the store is down.
MOST = 2_000


def scope(team: str, user: str) -> str:
    """What it is sealed under: nobody else's place opens it."""
    return f"reader:{team}:{user}"


class Readers:
    """Languages of people, one small sealed value each."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space
        self._seen: dict[tuple[str, str], str] = {}

    def _key(self, team: str, user: str) -> str:
        return self._space.reader(team, self._sealer.digest("reader", team, user))

    async def learn(self, team: str, person: Person) -> None:
        """Keep it for a month from now. Nothing is lost when that fails: it is learnt again."""
        language = of_locale(person.locale)
        self._remember(team, person.id, language)
        sealed = self._sealer.seal(language.encode(), scope(team, person.id))
        try:
            await self._store.put(self._key(team, person.id), sealed, KEPT_S)
        except StoreError:
            return

    async def language(self, team: str, user: str, otherwise: str = ENGLISH) -> str:
        """The language they read in; `otherwise` when nobody has learnt it. With the store down:
        as this process knew it last."""
        try:
            sealed = await self._store.get(self._key(team, user))
            known = self._sealer.open(sealed, scope(team, user)).decode() if sealed else ""
        except StoreError:
            return self._seen.get((team, user), otherwise)
        except SealError:
            known = ""
        if known not in LANGUAGES:
            return otherwise
        self._remember(team, user, known)
        return known

    async def words(self, team: str, user: str, otherwise: str = ENGLISH) -> Words:
        """What to speak to them in."""
        return await prepared(await self.language(team, user, otherwise))

    def _remember(self, team: str, user: str, language: str) -> None:
        self._seen.pop((team, user), None)
        self._seen[team, user] = language
        if len(self._seen) > MOST:
            del self._seen[next(iter(self._seen))]
