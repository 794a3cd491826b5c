"""Broken files end with file, line, reason and remedy; odd ones are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DatasetError
from bot.evaluation.dataset import read_labels, read_outcomes
from bot.words import Words

LABEL = {"id": "1", "text": "t", "label": "deep", "reason": "legal", "lang": "en"}
OUTCOME = {
    "id": "1",
    "text": "t",
    "domain": "d",
    "fast_correct": False,
    "reasoning_correct": 0.5,
    "fast_cost": 0,
    "reasoning_cost": 2,
}


def written(folder: Path, *lines: object) -> Path:
    file = folder / "rows.jsonl"
    file.write_text(
        "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines) + "\n",
        encoding="utf-8",
    )
    return file


def complaint(error: DatasetError) -> str:
    return Words().say(error.key, **error.values)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("{", "this is not JSON"),
        ("[1]", "not an object"),
        ({**LABEL, "id": "1"}, "the id 1 stands in line 1 already"),
        ({key: LABEL[key] for key in ("id", "text", "label", "reason")} | {"id": 2}, "lang"),
        ({**LABEL, "id": 2, "label": "slow"}, "label is slow. Use one of: quick, deep."),
        ({**LABEL, "id": 2, "text": None}, "the field text is missing"),
        ({**LABEL, "id": 2, "text": ["x"]}, "text is not text"),
        ({**LABEL, "id": 2, "reason": ""}, "the field reason is missing"),
        ({**LABEL, "id": 2, "text": "x" * 1_000_001}, "more than 1,000,000 characters"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_broken_line_of_labels(tmp_path: Path, second: object, said: str) -> None:
    file = written(tmp_path, LABEL, second)
    with pytest.raises(DatasetError) as caught:
        read_labels(file)
    told = complaint(caught.value)
    assert told.startswith(f"{file}, line 2: ")
    assert said in told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"fast_correct": 1.5}, "fast_correct is not true, false, or a number from 0 to 1"),
        ({"fast_correct": "yes"}, "fast_correct is not true"),
        ({"reasoning_cost": -1}, "reasoning_cost is not a number from 0 on"),
        ({"reasoning_cost": float("nan")}, "reasoning_cost is not a number"),
        ({"fast_cost": 10**400}, "fast_cost is not a number"),
        ({"domain": None}, "the field domain is missing"),
    ],
)
def test_a_broken_line_of_outcomes(tmp_path: Path, change: dict[str, object], said: str) -> None:
    with pytest.raises(DatasetError) as caught:
        read_outcomes(written(tmp_path, "", {**OUTCOME, **change}))
    assert ", line 2: " in complaint(caught.value)
    assert said in complaint(caught.value)


def test_files_that_are_none(tmp_path: Path) -> None:
    for file, said in (
        (tmp_path / "none.jsonl", "No such file"),
        (tmp_path, "Is a directory"),
        (written(tmp_path, "", "  "), "there is no row"),
    ):
        with pytest.raises(DatasetError) as caught:
            read_labels(file)
        assert said in complaint(caught.value)
    file = tmp_path / "latin.jsonl"
    file.write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(DatasetError) as caught:
        read_labels(file)
    assert "UTF-8" in complaint(caught.value)


def test_what_is_odd_but_right_is_read(tmp_path: Path) -> None:
    quick = {"id": 7, "text": "", "label": "quick", "lang": "en", "reason": None, "mood": "x"}
    separators = json.dumps({**LABEL, "text": "a\u2028b\x85c", "flag": "plain"}, ensure_ascii=False)
    half = json.dumps({**LABEL, "id": "3", "text": "\ud83d"})
    rows = read_labels(written(tmp_path, "\ufeff" + json.dumps(quick), separators, "", half))
    assert [row.id for row in rows] == ["7", "1", "3"]
    assert (rows[0].reason, rows[0].text, rows[1].flag) == ("", "", "plain")
    assert rows[1].text == "a\u2028b\x85c"
    assert rows[2].text == "\ufffd"
    assert read_outcomes(written(tmp_path, OUTCOME))[0].reasoning_correct == 0.5


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(sorted({*LABEL, *OUTCOME})), JSON) | JSON)
def test_no_object_breaks_the_reading(
    tmp_path_factory: pytest.TempPathFactory, row: object
) -> None:
    file = written(tmp_path_factory.mktemp("rows"), row if isinstance(row, dict) else [row])
    for read in (read_labels, read_outcomes):
        said = "read"
        try:
            read(file)
        except DatasetError as error:
            said = complaint(error)
        assert said
