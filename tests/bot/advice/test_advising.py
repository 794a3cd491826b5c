"""The guide over the whole grid of its inputs: sane, monotone, with commands that parse."""

from __future__ import annotations

import json
import shlex
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bot.__main__ import app
from bot.advice.advising import Advice, advise
from bot.advice.choosing import HOLDS, SIZE, THRESHOLD, choose
from bot.advice.facts import Facts, as_table, facts
from bot.advice.situation import MOST_CONTEXT, Situation
from bot.bootstrap.parts import preset_seats
from bot.settings import known_names
from bot.words import Words

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("task", "latency", "hardware", "data", "stakes")
CHOICES = [get_args(Situation.model_fields[name].annotation) for name in NAMES]
GRID = [
    Situation.model_validate({**dict(zip(NAMES, values, strict=True)), "context": context})
    for values in product(*CHOICES)
    for context in (100, 30_000, 130_000, MOST_CONTEXT)
]
OWN = ("one-gpu", "eight-gpu", "cluster")
TIERS = ("fast", "reasoning")


def advised(asked: Situation) -> Advice:
    return advise(asked, preset_seats(choose(asked).preset), Words())


def invoke(*arguments: str, text: str = "") -> str:
    done = CliRunner().invoke(app, ["advise", *arguments], input=text, env={"COLUMNS": "100"})
    assert done.exit_code == 0, done.output
    return done.stdout


def test_more_hardware_never_gives_a_smaller_model_nor_higher_stakes_a_weaker_one() -> None:
    for asked in GRID:
        mine = choose(asked)
        stakes = choose(asked.model_copy(update={"stakes": "high"}))
        assert TIERS.index(stakes.tier) >= TIERS.index(mine.tier)
        assert SIZE[stakes.preset] >= SIZE[mine.preset]
        complex_one = choose(asked.model_copy(update={"task": "complex"}))
        assert TIERS.index(complex_one.tier) >= TIERS.index(mine.tier)
        if asked.hardware in OWN:
            for more in OWN[OWN.index(asked.hardware) :]:
                other = choose(asked.model_copy(update={"hardware": more}))
                assert SIZE[other.preset] >= SIZE[mine.preset]
                assert other.tier == mine.tier


def test_every_advice_of_the_grid_is_sane() -> None:
    grid = [one for one in GRID if one.context in (100, 130_000)]
    for asked in grid:
        found = advised(asked)
        score = sum(reason.contribution for reason in found.reasons)
        assert (found.tier == "reasoning") == (score >= THRESHOLD)
        assert asked.stakes == "none" or found.tier == "reasoning"
        assert asked.context <= HOLDS[choose(asked).preset]
        assert found.cost_per_request > 0
        assert found.wait_s > 0
        assert "671" not in found.fine_tune.base
        assert (found.fine_tune.cost is None) == (found.fine_tune.verdict == "no")
        assert asked.data != "none" or found.fine_tune.verdict == "no"
        assert Advice.model_validate_json(found.model_dump_json()) == found


def test_each_command_parses() -> None:
    verbs = set(get_command(app).commands)  # type: ignore[attr-defined]
    for command in {line for asked in GRID for line in advised(asked).commands}:
        words = shlex.split(command)
        if words[:3] == ["python", "-m", "bot"]:
            assert words[3] in verbs
            done = CliRunner().invoke(app, [*words[3:], "--help"])
            assert done.exit_code == 0
        elif words[0] == "vllm":
            assert words[1] == "serve"
            assert "/" in words[2]
            flags = words[3:]
            assert all(flag.startswith("--") for flag in flags[::2])
            assert not any(value.startswith("--") for value in flags[1::2])
        else:
            name, _, value = words[1].partition("=")
            assert words[0] == "export"
            assert name in known_names()
            assert value


def test_one_gpu_is_told_what_more_would_give() -> None:
    found = advised(Situation(hardware="one-gpu"))
    assert (found.preset, found.tier) == ("one-gpu", "fast")
    assert found.counterfactual.startswith("With eight H200s for each model: `v3-r1`")
    assert advised(Situation(hardware="one-gpu", stakes="high")).preset == "deepseek"


def report(folder: Path, preset: str, cost: float = 0.004, *, whole: bool = True) -> Path:
    """What `poc --json` prints, as far as the guide reads it."""

    def row(task: str, tier: str, n: int, usd: float) -> dict[str, object]:
        return {
            "task": task,
            "tier": tier,
            "n": n,
            "accuracy": 0.9,
            "low": 0.8,
            "high": 1.0,
            "tokens_per_s": 30.0,
            "seconds_p50": 2.5,
            "seconds_p95": 9.0,
            "cost_per_request": usd,
        }

    rows = [row("a", "fast", 10, cost / 4), row("b", "fast", 30, cost * 1.25)]
    if whole:
        rows.append(row("all", "fast", 40, cost))
    rows.append(row("all", "reasoning", 40, cost * 5))
    file = folder / "poc.json"
    found = {"by_task": rows, "as_of": "2026-11-30", "setup": {"preset": preset}}
    file.write_text(json.dumps(found), encoding="utf-8")
    return file


@pytest.mark.parametrize("whole", [True, False])
def test_figures_of_a_proof_of_concept(tmp_path: Path, whole: bool) -> None:
    file = report(tmp_path, "deepseek", whole=whole)
    found = Advice.model_validate_json(invoke("--task", "simple", "--from", str(file), "--json"))
    assert (found.measured, found.cost_per_request, found.wait_s) == (True, 0.004, 2.5)
    assert found.as_of == "2026-11-30"
    assert "Measured by your proof of concept of 2026-11-30" in invoke("--from", str(file))


def test_figures_of_one_s_own_servers_say_nothing_of_their_hours(tmp_path: Path) -> None:
    file = report(tmp_path, "v3-r1", cost=0.0)
    found = Advice.model_validate_json(invoke("--from", str(file), "--json"))
    assert (found.preset, found.measured, found.wait_s) == ("v3-r1", True, 2.5)
    assert found.cost_per_request > 0
    assert "GPUs at $2.50 an hour, an assumption of ours" in invoke("--from", str(file))


@pytest.mark.parametrize(
    ("preset", "flags", "said"),
    [
        ("offline", (), "is of the offline demo: its figures are no model's"),
        ("one-gpu", ("--stakes", "high"), "was measured on one-gpu, the advice is deepseek"),
    ],
)
def test_figures_of_something_else_are_not_taken_for_this(
    tmp_path: Path, preset: str, flags: tuple[str, ...], said: str
) -> None:
    file = str(report(tmp_path, preset))
    done = CliRunner().invoke(app, ["advise", "--from", file, *flags, "--json"])
    assert said in done.stderr
    assert not Advice.model_validate_json(done.stdout).measured


def test_one_gpu_and_v3_r1_contradict_each_other(tmp_path: Path) -> None:
    file = str(report(tmp_path, "v3-r1"))
    for flags in (("--from", file), ("--preset", "v3-r1")):
        done = CliRunner().invoke(app, ["advise", "--hardware", "one-gpu", *flags])
        assert done.exit_code == 2
        assert f"--hardware one-gpu and {flags[0]} {flags[1]} contradict each other" in done.stderr
        assert "v3-r1 runs on cluster. Give --hardware cluster" in done.stderr
    assert "preset v3-r1" in invoke("--preset", "v3-r1")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--task", "hard"], "--task hard: Input should be 'simple' or 'complex'"),
        (["--context", "2000000"], "no preset reads more than 1,000,000 tokens"),
        (["--context", "-5"], "--context -5: a whole number above 0"),
        (["--requests-per-day", "-1"], "--requests-per-day -1"),
        (["--preset", "gpt"], "--preset gpt: use one of deepseek, one-gpu"),
        (["--facts", "--task", "simple"], "--facts stands alone"),
    ],
)
def test_wrong_use(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(app, ["advise", *arguments])
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_report_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "poc.json"
    for text, key in (("{", "unreadable"), ('{"by_task": [], "as_of": ""}', "no_tier")):
        file.write_text(text, encoding="utf-8")
        done = CliRunner().invoke(app, ["advise", "--from", str(file)])
        assert getattr(done.exception, "key", "") == f"advise.{key}"


def test_questions_when_no_flag_is_given() -> None:
    told = invoke(text="hard\ncomplex\noffline\ncluster\nlarge\nhigh\n0\n2000\n\n")
    assert "preset v3-r1" in told
    assert "one tuning run" in told
    assert "at 1,000 requests a day" in told
    done = CliRunner().invoke(app, ["advise"], input="complex\n")
    assert done.exit_code == 2
    assert "Give flags instead" in done.stderr


def test_the_facts_stand_in_the_readme_as_they_are() -> None:
    assert as_table() in (ROOT / "README.md").read_text(encoding="utf-8")
    assert Facts.model_validate_json(invoke("--facts", "--json")) == facts()
    told = invoke("--facts")
    assert all(one.link in told for one in facts().fact)
