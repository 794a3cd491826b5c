"""A policy file changes the packaged one; what is wrong in it is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import PolicyError
from bot.routing.policy import Policy, load_policy


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "policy.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_changes_only_what_it_names(tmp_path: Path) -> None:
    policy = load_policy(
        written(tmp_path, "[routing]\nthreshold = 0.9\n[caps]\nusd_team_day = 5\n")
    )
    assert policy.routing.threshold == 0.9
    assert policy.routing.weights == Policy.default().routing.weights
    assert policy.caps.usd_team_day == 5
    assert policy.fingerprint != Policy.default().fingerprint


def test_without_a_file_the_packaged_one_is_in_force() -> None:
    assert load_policy(None) == Policy.default()


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ("[routing]\n\nthresold = 1\n", "line 3", "did you mean threshold?"),
        ("[memory]\nttl_h = 99\n", "line 2", "less than or equal to 24"),
        ("[stakes]\nlegal = 'maybe'\n", "line 2", "bool"),
        ("[routing.weights]\nproofs = 1\n", "", "no signal is called 'proofs'"),
        ("[routing\n", "line 1", "Expected"),
    ],
)
def test_a_broken_file_says_where_and_why(
    tmp_path: Path, text: str, where: str, problem: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        load_policy(written(tmp_path, text))
    assert where in str(caught.value.values["where"])
    assert problem in str(caught.value.values["problem"])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        load_policy(tmp_path / "none.toml")
    assert "none.toml" in str(caught.value.values["file"])
