"""`language`: shown, chosen, taken back; of a channel for operators alone."""

from __future__ import annotations

import pytest
from command_cases import DANA, SAM, desk, person, running

from bot.commands.command import Caller
from bot.commands.running import Running
from bot.commands.speaking import LanguageShown
from bot.jobs.readers import Readers
from bot.sealing import Sealer, new_key
from bot.words.languages import LANGUAGES, called, tag_of

SEALER = Sealer(new_key())


@pytest.fixture
def room() -> Running:
    return running(desk(SEALER))


async def agreed(room: Running, text: str, caller: Caller = SAM) -> str:
    """What is said at the end, after the yes."""
    asked = await room.typed(text, person(caller))
    if asked.outcome.state != "asks":
        return asked.outcome.text
    return (await room.pressed(asked.outcome.token, person(caller))).outcome.text


async def mine(room: Running, caller: Caller = SAM) -> LanguageShown:
    (shown,) = (await room.typed("language", person(caller))).shapes
    assert isinstance(shown, LanguageShown)
    return shown


async def test_a_chosen_language_holds_until_it_is_taken_back(room: Running) -> None:
    assert (await mine(room)).chosen == ""
    asked = await room.typed("language deutsch", person(SAM))
    assert asked.outcome.text.startswith("From now on I will speak to you in Deutsch; now it is")
    assert (await mine(room)).chosen == ""
    done = await room.pressed(asked.outcome.token, person(SAM))
    assert done.outcome.text == "Ab jetzt: Deutsch."
    assert await mine(room) == LanguageShown(mine="de", chosen="de", channel="C0GENERAL", fixed="")
    assert "nothing was done" in await agreed(room, "language DE")
    back = await room.pressed(done.outcome.token, person(SAM))
    assert back.outcome.state == "done"
    assert (await mine(room)).chosen == ""
    readers = Readers(room.desk.store, room.desk.sealer, room.desk.space)
    assert (await readers.reader("T1", SAM.id)).language == "en"


async def test_a_channels_language_is_for_operators_and_can_be_undone(room: Running) -> None:
    told = await agreed(room, "language channel fr")
    assert "is for operators" in told
    assert "The operators are dana." in told
    asked = await room.typed("language channel fr", person(DANA))
    assert "for everybody" in asked.outcome.text
    done = await room.pressed(asked.outcome.token, person(DANA))
    assert done.outcome.text == "In <#C0GENERAL> from now on: Français."
    assert (await mine(room)).fixed == "fr"
    assert room.desk.policies.at("T1").book.in_force("C0OTHER").policy.display.language == ""
    await room.pressed(done.outcome.token, person(DANA))
    assert (await mine(room)).fixed == ""
    assert "From now on" not in await agreed(room, "language channel ja in <#C0OTHER>", DANA)
    assert room.desk.policies.at("T1").book.in_force("C0OTHER").policy.display.language == "ja"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("language klingon", "I don't speak klingon"),
        ("language channel", "language is missing"),
        ("language channel fr in general", "I don't know the channel general"),
        ("language de fr it", "I don't know what to do with"),
    ],
)
async def test_what_is_not_understood_does_nothing(room: Running, text: str, said: str) -> None:
    assert said in await agreed(room, text, DANA)
    assert (await mine(room, DANA)).chosen == ""


def test_every_language_is_known_by_its_names() -> None:
    for tag in LANGUAGES:
        assert tag_of(tag) == tag_of(called(tag)) == tag
    names = {"zh": "zh-Hans", "zh-TW": "zh-Hant", "de-AT": "de", "pt_BR": "pt", "SPANISH": "es"}
    assert {said: tag_of(said) for said in names} == names
    assert [tag_of(said) for said in ("", "klingon", "it", "it-IT")] == ["", "", "", ""]


async def test_times_are_those_of_the_reader(room: Running) -> None:
    mei = DANA.model_copy(update={"zone": "Asia/Tokyo"})
    assert "(Asia/Tokyo)" in await agreed(room, "pause all for 30m", mei)
    assert " Asia/Tokyo " in await agreed(room, "audit", mei)
    assert " UTC " in await agreed(room, "audit", DANA)
    assert "09:00 Asia/Tokyo" in await agreed(room, "budget", mei)
    assert "Asia/Tokyo" in await agreed(room, "policy show", mei)
