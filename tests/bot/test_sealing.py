"""What is kept opens only with the right key, under the right scope, unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SealError, SettingsError
from bot.sealing import Sealer, new_key


@given(text=st.binary(max_size=500), scope=st.text(max_size=40))
def test_what_is_sealed_opens_again_under_its_scope(text: bytes, scope: str) -> None:
    sealer = Sealer(new_key())
    assert sealer.open(sealer.seal(text, scope), scope) == text


def test_another_scope_does_not_open_it() -> None:
    sealer = Sealer(new_key())
    sealed = sealer.seal(b"secret", "C:T1:C1")
    assert b"secret" not in sealed
    with pytest.raises(SealError):
        sealer.open(sealed, "C:T1:C2")


@pytest.mark.parametrize("at", [0, 3, 8, 20, -1])
def test_one_changed_byte_is_noticed(at: int) -> None:
    sealer = Sealer(new_key())
    sealed = bytearray(sealer.seal(b"secret", "s"))
    sealed[at] ^= 1
    with pytest.raises(SealError):
        sealer.open(bytes(sealed), "s")


def test_keys_rotate_newest_first() -> None:
    old, new = new_key(), new_key()
    sealed = Sealer(old).seal(b"kept", "s")
    both = Sealer(f"{new}, {old}")
    assert both.open(sealed, "s") == b"kept"
    with pytest.raises(SealError):
        Sealer(old).open(both.seal(b"fresh", "s"), "s")


@pytest.mark.parametrize("keys", ["", "short", "ä" * 43, "a" * 43])
def test_a_bad_key_is_named_with_the_remedy(keys: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Sealer(keys)
    assert caught.value.values["name"] == "THINKTWICE_SECRET_KEYS"


def test_digests_do_not_run_parts_together() -> None:
    sealer = Sealer(new_key())
    assert sealer.digest("ab", "c") != sealer.digest("a", "bc")
    assert sealer.digest("a") != Sealer(new_key()).digest("a")
