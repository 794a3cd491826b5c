"""A policy file changes the packaged one; what is wrong in it is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import PolicyError
from bot.routing.policy import Policy, combined, examined, load_policy, read_file


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
        ("[routing.weights]\nproofs = 1\n", "line 2", "no signal is called 'proofs'"),
        ("[routing\n", "line 1", "Expected"),
        ("[memory]\non = true\n[second_look]\non = 3\n", "line 4, second_look.on", "bool"),
        ("[cpas]\n", "line 1, cpas", "did you mean caps?"),
        ("caps = 5\n", "line 1, caps", "a table of keys is wanted"),
        ("[routing]\nthreshold = '0.5'\n", "line 2", "valid number"),
        ("[routing]\nthreshold = nan\n", "line 2", "finite"),
        ("[latency]\nwish = 'fast'\n", "line 2", "'realtime', 'normal' or 'patient'"),
        ("[text]\nhosts = ['https://x.example/v1']\n", "line 2", "without https://"),
        ("[stakes.words]\nlegal = 'Falcon'\n", "line 2", "a list is wanted"),
        ("[stakes.words]\nlegl = ['Falcon']\n", "line 2", "did you mean legal?"),
        ("[prices.fast]\ninput = 1\noutput = 2\n", "line 2", "prices.fast.as_of"),
        ("[channels.'#legal'.memory]\non = false\n", "line 2", "goes by its id"),
        ("[channels]\nC1 = 3\n", "line 2", "[channels.C1]"),
        ("\n[channels.C1.memory]\nttl_h = 99\n", "line 3, channels.C1.memory.ttl_h", "24"),
        ("[groups.S1.caps]\nusd_taem_day = 1\n", "line 2", "did you mean usd_team_day?"),
        ("lock = ['caps.usd']\n", "line 1, lock", "caps.usd: no such key"),
        ("lock = 'caps'\n", "line 1, lock", "a list of keys"),
        ("a = 1" + "0" * 5000, "line 1", "4300"),
        ("a = " + "[" * 100_000, "line 1", "nested too deeply"),
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


def test_a_mark_at_the_beginning_of_the_file_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_bytes(b"\xef\xbb\xbf[memory]\r\non = false\r\n")
    assert load_policy(file).memory.on is False
    file.write_bytes(b"[memory]\non = false # caf\xe9\n")
    with pytest.raises(PolicyError) as caught:
        load_policy(file)
    assert "line 2" in str(caught.value.values["where"])


def test_everything_that_is_wrong_is_found_at_once_in_order(tmp_path: Path) -> None:
    text = "[memory]\nttl_h = 99\non = 1\n[channels.C1.display]\ncost = 'some'\n"
    _, problems = examined(read_file(written(tmp_path, text)))
    assert [one.origin.line for one in problems] == [2, 3]
    fixed = text.replace("99", "9").replace("= 1", "= true")
    _, left = examined(read_file(written(tmp_path, fixed)))
    assert [one.origin.line for one in left] == [5]


OVERRIDES = """
[caps]
usd_person_day = 3
[groups.S1.caps]
usd_person_day = 4
[groups.S2.caps]
usd_person_day = 5
[groups.S2.latency]
wish = "realtime"
[channels.C1.caps]
usd_person_day = 6
"""


@pytest.mark.parametrize(
    ("channel", "groups", "dollars", "wish"),
    [
        ("", (), 3, "normal"),
        ("C9", ("S9",), 3, "normal"),
        ("C9", ("S1",), 4, "normal"),
        ("C9", ("S2", "S1"), 5, "realtime"),
        ("C1", (), 6, "normal"),
        ("C1", ("S2",), 6, "realtime"),
    ],
)
def test_channel_over_group_over_file(
    tmp_path: Path, channel: str, groups: tuple[str, ...], dollars: float, wish: str
) -> None:
    book = combined(read_file(written(tmp_path, OVERRIDES)))
    policy = book.in_force(channel, groups).policy
    assert (policy.caps.usd_person_day, policy.latency.wish) == (dollars, wish)
    assert policy.caps.usd_team_day == Policy.default().caps.usd_team_day


def test_equal_policies_have_equal_fingerprints_however_they_are_written(tmp_path: Path) -> None:
    one = "[stakes.words]\nlegal = ['a']\nmedical = ['b']\n[caps]\nusd_team_day = 5\n"
    other = "caps = {usd_team_day = 5.0}\n[stakes]\nwords = {medical = ['b'], legal = ['a']}\n"
    first = load_policy(written(tmp_path, one))
    assert first.fingerprint == load_policy(written(tmp_path, other)).fingerprint
    assert first.fingerprint != Policy.default().fingerprint


PIECES = st.sampled_from(
    "[ ] [[ ]] = . , { } \" \"\"\" ' ''' # \n \r\n \\ lock channels groups C1 S1 caps memory "
    "routing weights proof on ttl_h text hosts stakes words legal prices fast as_of latency wish "
    "true 1 -1 1e999 nan 2026-11-24 9999999999999999999999999 0.5 'a' [1] {on=true}".split(" ")
)
KEYS = st.sampled_from(
    "lock channels.C1 channels.C1.memory.on groups.S1.caps caps caps.usd_team_day routing.base "
    "routing.weights.proof stakes.words text prices.fast memory".split()
)
GIVEN = st.sampled_from(
    "1 1e400 -5 true 'x' ['caps'] ['x'] {} {on=false} 2026-11-24 [[1]] inf 10".split()
)
TOML = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    st.lists(PIECES, max_size=40).map(lambda pieces: " ".join(pieces).encode()),
    st.lists(PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode()),
    st.lists(st.tuples(KEYS, GIVEN).map(" = ".join), max_size=5).map(
        lambda lines: "\n".join(lines).encode()
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(raw=TOML)
def test_any_file_loads_or_says_file_line_and_reason(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "any.toml"
    file.write_bytes(raw)
    told: dict[str, str] = {}
    try:
        policy = load_policy(file)
    except PolicyError as error:
        told = {name: str(value) for name, value in error.values.items()}
    if not told:
        assert Policy.model_validate_json(policy.model_dump_json()) == policy
        return
    assert told["file"] == str(file)
    assert told["problem"]
    assert told["where"].startswith("line ")
    line = int(told["where"].removeprefix("line ").split(",")[0])
    assert 1 <= line <= raw.count(b"\n") + 1
