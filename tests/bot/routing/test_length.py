"""Bounds hold for what people really send, counted with the models' own vocabulary."""

from __future__ import annotations

import pytest
from routing_cases import request

from adapters.models.tokens import DeepSeekTokens
from bot.routing.length import bounds, text_bounds, texts_of

TEXTS = {
    "english": "The quarterly report shows that revenue grew while costs stayed flat. " * 40,
    "slack": "<@U0123ABCD> see <https://example.com/a?b=c|this> :tada: *now* `x=1` cc <#C12|ops>\n"
    * 40,
    "chinese": "供应商希望把责任上限定为十二个月的费用,我们应该签署第九条吗？" * 40,
    "german": "Haftungsbeschränkungsvereinbarungen müssen schriftlich abgeschlossen werden. " * 40,
    "code": "def f(x: int) -> dict[str, int]:\n    return {str(i): i ** 2 for i in range(x)}\n"
    * 40,
    "log": "2026-11-24T03:00:00.123Z ERROR pod-7f9c8d [a1b2c3d4e5f6] 0x7ffee4c0 timeout=2000ms\n"
    * 40,
    "emoji": "🎉🚀✨👩‍💻" * 60,
    "spaces": "a" + " " * 2000 + "b",
    "short": "ok?",
}


@pytest.mark.parametrize("name", TEXTS)
async def test_the_exact_count_lies_between_the_bounds(name: str) -> None:
    low, high = text_bounds(TEXTS[name])
    exact = await DeepSeekTokens().count([TEXTS[name]])
    assert low <= exact <= high


def test_who_wrote_and_when_counts_as_read() -> None:
    asked = request("hello", context=("one", "two"))
    assert texts_of(asked) == ["hello", "dana, 10:02\none", "dana, 10:02\ntwo"]
    assert bounds(asked).high > bounds(request("hello one two")).high


def test_only_a_straddling_length_needs_counting() -> None:
    assert not bounds(request("hello")).straddles(10_000)
    assert bounds(request("word " * 9_000)).straddles(10_000)
    assert not bounds(request("word " * 290_000)).straddles(10_000)
