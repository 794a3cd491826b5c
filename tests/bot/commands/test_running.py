"""What every command gets for nothing: rights, arguments, yes, log, undo, limits, isolation."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import EntryPoint
from pathlib import Path

import example_commands
import pytest
from command_cases import DANA, FOREIGN, SAM, desk, person, running
from house_cases import Heard

from bot.commands import running as module
from bot.commands.command import Caller, Order
from bot.commands.registry import Registry
from bot.commands.running import Person, Running
from bot.plugins import COMMANDS
from bot.sealing import Sealer, new_key
from bot.words import prepared

SEALER = Sealer(new_key())
EXAMPLES = tuple(
    EntryPoint(name, f"example_commands:{name}", COMMANDS) for name in ("OnCall", "Lamp", "Broken")
)
TOLD: list[tuple[str, str]] = []


@pytest.fixture(autouse=True)
def lamp() -> None:
    example_commands.LAMP["colour"] = "green"
    TOLD.clear()


async def tell(team: str, channel: str, line: str) -> None:
    TOLD.append((channel, line))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def room(heard: Heard) -> Running:
    return running(desk(SEALER, heard=heard), "web", EXAMPLES, tell)


async def test_one_that_reads_a_file_goes_to_a_worker_and_is_run_there(
    room: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example_commands, "ROTA", tmp_path / "rota.txt")
    (tmp_path / "rota.txt").write_text("This week: Mei\n")
    handed = await room.typed("oncall", person(SAM))
    assert (handed.outcome.state, handed.order) == ("handed", Order(command="oncall"))
    worker = running(room.desk, "worker", EXAMPLES)
    ended = await worker.step(handed.order, person(SAM))
    assert (ended.outcome.state, ended.outcome.text) == ("done", "This week: Mei")
    assert await room.desk.audit.latest("T1", 9) == []


async def test_one_that_changes_something_asks_is_logged_and_undone_once(room: Running) -> None:
    asks = (await room.typed("lamp red", person(DANA))).outcome
    assert (asks.state, asks.text) == ("asks", "The lamp will be red; it is green now.")
    assert example_commands.LAMP["colour"] == "green"
    done = (await room.pressed(asks.token, person(DANA))).outcome
    assert (done.state, example_commands.LAMP["colour"]) == ("done", "red")
    again = (await room.pressed(asks.token, person(DANA))).outcome
    assert again.state == "refused"
    undone = (await room.pressed(done.token, person(DANA))).outcome
    assert (undone.state, example_commands.LAMP["colour"]) == ("done", "green")
    lines = await room.desk.audit.latest("T1", 9)
    assert [(one.who, one.line) for one in lines] == [
        ("<@U0DANA>", "turned the lamp green, was: red"),
        ("<@U0DANA>", "turned the lamp red, was: green"),
    ]


async def test_a_no_changes_nothing(room: Running) -> None:
    asks = (await room.typed("lamp red", person(DANA))).outcome
    await room.pending.drop(asks.token, DANA)
    assert (await room.pressed(asks.token, person(DANA))).outcome.state == "refused"
    assert example_commands.LAMP["colour"] == "green"


@pytest.mark.parametrize("who", [SAM, FOREIGN, DANA.model_copy(update={"operator": False})])
async def test_a_yes_counts_only_from_the_one_who_asked_and_still_may(
    room: Running, who: Caller
) -> None:
    asks = (await room.typed("lamp red", person(DANA))).outcome
    assert (await room.pressed(asks.token, person(who))).outcome.state == "refused"
    assert example_commands.LAMP["colour"] == "green"


async def test_without_the_right_one_reads_who_has_it(room: Running) -> None:
    refused = (await room.typed("lamp red", person(SAM))).outcome
    assert refused.text == ("lamp is for operators; nothing was done. The operators are dana.")
    names = [one.name for one in room.registry.all(SAM)]
    assert "oncall" in names
    assert "lamp" not in names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lamp", "colour is missing. Say it like this: /thinktwice lamp red"),
        ("lamp blue", 'colour cannot be "blue"'),
        ("lamp red now", 'I don\'t know what to do with "now". Say it like this'),
        ("lmap red", "Did you mean: /thinktwice lamp?"),
        ("xyzzy", "There is no command xyzzy; nothing was done. See yours with: /thinktwice help"),
    ],
)
async def test_a_wrong_word_comes_with_its_remedy(room: Running, text: str, said: str) -> None:
    assert said in (await room.typed(text, person(DANA))).outcome.text


@pytest.mark.parametrize(("colour", "sentence"), [("red", "broke"), ("green", "took too long")])
async def test_one_that_breaks_or_hangs_takes_nothing_with_it(
    room: Running,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
    colour: str,
    sentence: str,
) -> None:
    monkeypatch.setitem(module.LIMIT_S, "web", 0.05)
    ended = (await room.typed(f"broken {colour}", person(DANA))).outcome
    assert ended.state == "failed"
    assert sentence in ended.text
    assert "dana wrote" not in str(heard.all) + ended.text
    assert (await room.typed("help", person(DANA))).outcome.state == "done"


async def test_the_operators_channel_is_told_in_one_line(room: Running) -> None:
    policies = room.desk.policies
    await policies.overlay.set(None, "operators.channel", "C0OPS", "dana", datetime.now(UTC))
    await policies.refresh()
    asks = (await room.typed("lamp red", person(DANA))).outcome
    await room.pressed(asks.token, person(DANA))
    assert TOLD == [("C0OPS", "<@U0DANA> turned the lamp red, was: green")]
    # Whatever language the operator reads in, the line is in that of the operators' channel.
    german = Person(DANA, await prepared("de"))
    for text in ("pause all for 30m", "language channel fr", "language deutsch"):
        asked = (await room.typed(text, german)).outcome
        assert asked.state == "asks", asked.text
        done = await room.pressed(asked.token, german)
        assert done.outcome.state == "done", done.outcome.text
    assert [line for _, line in TOLD[1:]] == [
        "<@U0DANA> paused everything for 30 min, was: auto",
        "<@U0DANA> set the language in <#C0GENERAL> to Français, was: automatic",
    ]
    TOLD.clear()
    await policies.overlay.set(
        None, "channels.C0OPS.display.language", "de", "dana", datetime.now(UTC)
    )
    await policies.refresh()
    asked = (await room.typed("resume", person(DANA))).outcome
    await room.pressed(asked.token, person(DANA))
    said = german.words.say("commands.resumed_line", what="alles")
    assert [("C0OPS", f"<@U0DANA> {said}")] == TOLD


def test_a_name_that_is_taken_and_what_is_no_command_are_named() -> None:
    others = (
        EntryPoint("mine", "example_commands:Lamp", COMMANDS),
        EntryPoint("again", "example_commands:Lamp", COMMANDS),
        EntryPoint("odd", "example_commands:LAMP", COMMANDS),
        EntryPoint("bare", "example_commands:LampArgs", COMMANDS),
    )
    failed = {
        str(one.values["plugin"]): one.values["problem"] for one in Registry.of(others).failed
    }
    assert failed == {
        "again": "there is a command lamp already",
        "odd": "TypeError: a command is a class",
        "bare": "TypeError: a command has `name`, a string",
    }


def test_every_built_in_command_loads() -> None:
    assert Registry.of().failed == ()
