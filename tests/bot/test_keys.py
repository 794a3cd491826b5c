"""Key names: each of a known class, each with its partition, teams spread the same everywhere."""

from __future__ import annotations

from bot.keys import LASTING, PASSING, KeySpace, key_class


def test_every_name_that_is_built_belongs_to_a_class() -> None:
    space = KeySpace(4)
    digest = "0" * 32
    names = [
        space.answer("T1", digest),
        space.near("T1", digest),
        space.tally(0, "saved_s:2026-11-30"),
        space.flight("T1", digest),
        space.counter("T1", f"usd:{digest}:2026-11-24"),
        space.month("T1", f"{digest}:2026-11"),
        space.vote("T1", "ABCDEFGH12", digest),
        space.worker("host-1"),
        space.installation("T1"),
        space.renewing("E1"),
        space.state(digest),
        space.at(0, "job:ABCDEFGH12"),
    ]
    assert all(key_class(name) is not None for name in names)
    assert key_class("answer:" + digest) is None
    assert key_class("{p0}:prompt:hello") is None


def test_a_class_either_expires_or_says_who_erases_it() -> None:
    assert all(known.ttl_s for known in PASSING)
    assert all(known.ttl_s is None and known.erased_by for known in LASTING)


def test_realms_and_partitions_are_hash_tags() -> None:
    assert KeySpace(1).answer("T1", "x") == "{p0}:answer:x"
    assert KeySpace(1, "t").answer("T1", "x") == "{t0}:answer:x"
    assert len({KeySpace(16).partition(f"T{number}") for number in range(200)}) == 16
