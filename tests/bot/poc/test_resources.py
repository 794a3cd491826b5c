"""What servers had to bear: the highest figures, what is not told said so."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.poc.resources import Load, Watch, resource_of
from bot.seats import Seat
from bot.words import Words

SERVER = Seat(tier="fast", label="V3", base_url="http://127.0.0.1:8000/v1", model="m")


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9)), min_size=1, max_size=9))
def test_the_highest_of_all_looks_is_kept(looks: list[tuple[int, int]]) -> None:
    watch = Watch()
    for at, (running, waiting) in enumerate(looks):
        watch.see("fast", Load(running=running, waiting=waiting), float(at))
    most = watch.most()["fast"]
    assert most.running == max(running for running, _ in looks)
    assert most.waiting == max(waiting for _, waiting in looks)
    assert most.tokens_per_s is None


def test_a_counter_of_tokens_becomes_a_speed() -> None:
    watch = Watch()
    for at, written in ((0.0, 100.0), (2.0, 200.0), (4.0, 220.0)):
        watch.see("fast", Load(written=written), at)
    assert watch.most()["fast"].tokens_per_s == 50


def test_what_is_told_and_what_is_not() -> None:
    words = Words()
    load = Load(
        running=7, waiting=2, tokens_per_s=412.4, cache_share=0.31, cache_tokens=1e6, gpu_share=0.9
    )
    told = resource_of(SERVER, load, 100, words)
    assert told.kind == "server"
    assert told.told == (
        "at most 7 running and 2 waiting, at most 412 tokens a second, its cache at most 31 % full,"
        " room for 1,000,000 tokens in it, 90 % of each GPU's memory taken,"
        " GPU memory in bytes is not in its metrics (nvidia-smi there shows it)"
    )
    for nothing in (None, Load()):
        hidden = resource_of(SERVER, nothing, 100, words)
        assert (hidden.kind, hidden.told) == ("hidden", "not visible behind an API")
    here = resource_of(SERVER.model_copy(update={"kind": "offline"}), None, 100, words)
    assert (here.kind, here.rss_mb, here.told) == ("process", 100, "this process 100 MB")
