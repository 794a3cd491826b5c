"""The JSON shapes that others rely on: a golden file each, printed and parsed by one class."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.advice.advising import Advice
from bot.answer import Answer
from bot.bench import Bench
from bot.decision import Decision, Routing
from bot.documents import UnitLine
from bot.evaluation.labels import LabelsReport
from bot.evaluation.outcomes import OutcomesReport
from bot.evaluation.pairs import PairsReport
from bot.explained import Explained
from bot.jobs.regarding import Calibration
from bot.jobs.reviewing import PolicyDiff
from bot.poc.compared import Comparison
from bot.poc.report import Report
from bot.routing.layers import Edit
from bot.routing.shown import PolicyChecked, PolicyShown
from bot.status import JobLine, Status
from bot.summaries.result import Summary

SHAPES = Path(__file__).resolve().parents[1] / "data" / "shapes"
CLASSES: dict[str, type[BaseModel]] = {
    "decision": Decision,
    "routing": Routing,
    "ask": Answer,
    "explain": Explained,
    "status": Status,
    "jobs": JobLine,
    "bench": Bench,
    "read": UnitLine,
    "summarize": Summary,
    "evaluate-labels": LabelsReport,
    "evaluate-outcomes": OutcomesReport,
    "evaluate-pairs": PairsReport,
    "policy": PolicyShown,
    "policy_diff": PolicyDiff,
    "policy_edit": Edit,
    "policy_check": PolicyChecked,
    "calibrate": Calibration,
    "poc": Report,
    "poc-compare": Comparison,
    "advise": Advice,
}


@pytest.mark.parametrize("name", CLASSES)
def test_the_golden_file_is_what_the_class_prints(name: str) -> None:
    golden = json.loads((SHAPES / f"{name}.json").read_text(encoding="utf-8"))
    parsed = CLASSES[name].model_validate(golden)
    assert json.loads(parsed.model_dump_json()) == golden


@pytest.mark.parametrize("name", CLASSES)
def test_an_unknown_field_is_not_taken(name: str) -> None:
    golden = json.loads((SHAPES / f"{name}.json").read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match="extra"):
        CLASSES[name].model_validate({**golden, "surprise": 1})


def test_every_golden_file_has_its_class() -> None:
    assert {path.stem for path in SHAPES.glob("*.json")} == set(CLASSES)
