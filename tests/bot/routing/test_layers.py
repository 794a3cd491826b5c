"""Layers: how they merge, which names they may hold, what a lock holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing import layers
from bot.routing.layers import Leaf, Origin, Tree

#: What may stand where: tables and values never change places, as in a valid policy.
TABLES = st.fixed_dictionaries(
    {},
    optional={
        "a": st.integers(),
        "t": st.fixed_dictionaries(
            {},
            optional={
                "a": st.integers(),
                "u": st.dictionaries(st.sampled_from("xyz"), st.integers(), max_size=3),
            },
        ),
        "w": st.dictionaries(st.sampled_from("xyz"), st.integers(), max_size=3),
    },
)


def tree(values: dict[str, Any]) -> Tree:
    return layers.grown(values, lambda path: Origin(kind="file", key=".".join(path)))


@given(one=TABLES, two=TABLES, three=TABLES)
def test_merging_is_associative(
    one: dict[str, Any], two: dict[str, Any], three: dict[str, Any]
) -> None:
    a, b, c = tree(one), tree(two), tree(three)
    left = layers.merged(layers.merged(a, b), c)
    right = layers.merged(a, layers.merged(b, c))
    assert layers.plain(left) == layers.plain(right)


@given(one=TABLES, two=TABLES)
def test_the_upper_layer_holds_and_nothing_else_is_lost(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    both = layers.merged(tree(one), tree(two))
    for path, leaf in layers.leaves(tree(two)):
        if leaf.value != {}:
            assert layers.found_at(both, path) == leaf
    upper = {path for path, _ in layers.leaves(tree(two))}
    for path, leaf in layers.leaves(tree(one)):
        if path not in upper and leaf.value != {}:
            assert layers.found_at(both, path) == leaf
    assert layers.plain(layers.merged(both, tree(two))) == layers.plain(both)


def test_a_value_on_the_way_is_what_stands_there() -> None:
    found = layers.found_at(tree({"caps": 5}), ("caps", "usd_team_day"))
    assert isinstance(found, Leaf)
    assert layers.found_at(tree({"caps": {}}), ("memory", "on")) is None


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("memory.on", ""),
        ("stakes.words.legal", ""),
        ("prices.fast.as_of", ""),
        ("channels.C0123.memory.on", ""),
        ("groups.S0123.routing.weights.proof", ""),
        ("lock", ""),
        ("memroy.on", "did you mean memory?"),
        ("routing.weights.prof", "no signal is called 'prof'; did you mean proof?"),
        ("channels.C0123.memory.onn", "did you mean on?"),
        ("channels.C0123.lock", "no such key"),
        ("channels.#legal.memory.on", "goes by its id"),
        ("groups.@legal.memory.on", "goes by its id"),
        ("policy", "no such key"),
    ],
)
def test_a_name_is_known_or_a_near_one_is_told(key: str, said: str) -> None:
    found = layers.unknown(tuple(key.split(".")))
    assert found == said if not said else said in found


@pytest.mark.parametrize(
    ("key", "held"),
    [
        ("caps.usd_team_day", True),
        ("caps", True),
        ("channels.C1.caps.usd_team_day", True),
        ("memory.on", True),
        ("memory.ttl_h", True),
        ("channels.C2.display.cost", True),
        ("channels.C1.display.cost", False),
        ("caps.usd_person_day", False),
        ("cap", False),
    ],
)
def test_a_lock_holds_a_key_what_is_below_it_and_its_overrides(key: str, held: bool) -> None:
    locks = ("caps.usd_team_day", "memory", "channels.C2")
    assert bool(layers.locked_by(locks, key)) is held
