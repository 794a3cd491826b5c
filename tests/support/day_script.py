"""The script of a day in two workspaces: who does what when, and what the models say.

Refuses to play it; `day_played` does.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from summary_cases import asked, honest

from adapters.playground.models import Script

FOLDER = Path(__file__).resolve().parents[1] / "scenarios" / "day"
PARTS = ("morning.toml", "between.toml", "afternoon.toml")
FAST, SLOW = "deepseek-ai/DeepSeek-V3-0324", "deepseek-ai/DeepSeek-R1-0528"
#: How long the models think before the first word (seconds): a tenth of life.
FAST_S, SLOW_S = 0.15, 1.2
BOT = "thinktwice"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Step(_Shape):
    """What one person does: exactly one of the verbs, and for a question what the models say."""

    who: str
    say: str | None = None
    ask: str | None = None
    command: str | None = None
    press: str | None = None
    edit: str | None = None
    delete: bool = False
    home: bool = False
    text: str = ""
    files: dict[str, str] = {}
    fast: str = ""
    deep: str = ""
    broken: int = 0
    #: Seconds after which the next step comes, whether or not the answer has.
    hurry: float = 0.0
    cut: bool = False

    @property
    def question(self) -> str:
        """What the models are asked, without marks and first words."""
        said = self.ask if self.ask is not None else self.text if self.command else ""
        return (said or "").removeprefix("!think ").removeprefix("private ").strip()


class Scene(_Shape):
    """One thread; `short`: also in the short form of the day."""

    at: str = Field(pattern=r"^\d\d:\d\d$")
    team: str
    place: str = Field(alias="in")
    steps: tuple[Step, ...]
    note: str = ""
    fault: dict[str, Any] | None = None
    deploy: bool = False
    short: bool = False


class Person(_Shape):
    """A member of a workspace, as the local Slack's seed has it."""

    name: str
    real_name: str
    tz: str
    locale: str
    admin: bool = False


class Company(_Shape):
    """A workspace."""

    name: str
    channels: tuple[str, ...]
    people: tuple[Person, ...]

    def seed(self, folder: Path) -> Path:
        """A seed file of the local Slack with these people and channels, where nothing was said."""
        rooms = [{"name": name} for name in self.channels]
        town = {"people": [one.model_dump() for one in self.people], "channels": rooms}
        path = folder / f"{self.channels[0]}.json"
        path.write_text(json.dumps(town), encoding="utf-8")
        return path


def companies() -> tuple[Company, ...]:
    """Both, the first one first."""
    read = tomllib.loads((FOLDER / "people.toml").read_text(encoding="utf-8"))
    return tuple(Company.model_validate(one) for one in read["team"])


def scenes(*, short: bool) -> tuple[Scene, ...]:
    """In the order of the day."""
    found = [
        Scene.model_validate(one)
        for part in PARTS
        for one in tomllib.loads((FOLDER / part).read_text(encoding="utf-8"))["scene"]
    ]
    return tuple(sorted((one for one in found if one.short or not short), key=lambda one: one.at))


def models(day: Sequence[Scene]) -> tuple[Script, ...]:
    """Both models, and what goes wrong with them."""
    steps = [step for scene in day for step in scene.steps if step.question]
    broken = [
        Script(model=SLOW, match=step.question, status=step.broken) for step in steps if step.broken
    ]
    cut = [
        Script(model=FAST, match=step.question, text=step.fast, cut_after=3, times=1)
        for step in steps
        if step.cut
    ]
    return (
        *broken,
        *cut,
        Script(model=FAST, said=_said(steps, "fast"), first_s=FAST_S, served="deepseek-v3-0324"),
        Script(
            model=SLOW,
            said=_said(steps, "deep"),
            first_s=SLOW_S,
            reasoning="Let me look at this from both sides.",
            served="deepseek-r1-0528",
        ),
    )


def _said(steps: Sequence[Step], tier: str) -> Callable[[dict[str, Any]], str]:
    """What that model says: to the question that stands last in the prompt."""
    known = {step.question: step for step in steps[::-1] if step.fast or step.deep}

    def said(body: dict[str, Any]) -> str:
        text = asked(body)
        if "<material>" in text or "<notes>" in text:
            return honest(body)
        if "VERDICT" in text:
            return "The same.\nVERDICT: agree"
        if "SAME" in text:
            return "- One says what to do first, the other only what to change."
        if "A more careful second answer is" in text:
            return "CORRECTS"
        last = max(known, key=lambda question: text.rfind(question))
        step = known[last]
        if tier == "deep":
            return ("CORRECTS\n" if "AGREES" in text else "") + (step.deep or step.fast)
        return step.fast or step.deep

    return said
