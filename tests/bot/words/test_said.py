"""What is said around an answer, in every language: the footer in Chinese as WORDS.md has it."""

from __future__ import annotations

import pytest
from catalogue_cases import TRANSLATED
from routing_cases import SEATS, answer, request, router

from bot.answer import Answer, CacheNote
from bot.decision import Decision, Escalation, Floor, instead
from bot.request import Extent
from bot.routing.decide import Health
from bot.routing.footer import LIMIT, footer
from bot.routing.waiting import waiting
from bot.routing.why import breakdown
from bot.words import Words, catalogue, variables

CHINESE = Words("zh-Hans")
EVERY = ("en", *TRANSLATED)


def decided(text: str = "hello", health: Health | None = None) -> Decision:
    return router().decide(request(text), health or Health())


def legal(*words: str) -> Decision:
    floor = Floor(name="legal", tier="reasoning", words=words)
    return decided("should we sign it?").model_copy(
        update={"tier": "reasoning", "cause": "stakes", "floors": (floor,), "lost": ()}
    )


def wished(tier: str, said: str, text: str = "hello") -> Decision:
    return router().decide(request(text, wish=("fast" if tier == "fast" else "reasoning", said)))


SIGN = decided("should we sign the contract?")
GONE_UP = Escalation(tier="fast", cause="score", detail="needs care")
ANSWERS: dict[str, Answer] = {
    "quick": answer(decided("what does HTTP 429 mean?")),
    "stakes": answer(legal("责任上限", "签"), seconds=34, cost=0.0031),
    "sensitive": answer(decided("Can we let Dana go next week?"), seconds=34, cost=0.0031),
    "length": answer(decided("hi", Health(tokens=41_300)), seconds=78, cost=0.012),
    "score": answer(decided("Prove by induction that it holds, step by step, first, then finally")),
    "wish": answer(wished("reasoning", "!深思"), seconds=29, cost=0.0018),
    "against": answer(wished("fast", "!快", "should we sign the contract?"), seconds=1.4),
    "handed_on": answer(
        SIGN.model_copy(update={"cause": "handed_on", "escalated_from": GONE_UP}),
        seconds=41,
        cost=0.0024,
    ),
    "check_failed": answer(
        SIGN.model_copy(
            update={
                "cause": "check_failed",
                "escalated_from": GONE_UP.model_copy(update={"detail": "sum"}),
                "floors": (Floor(name="check_failed", tier="reasoning", words=("sum",)),),
            }
        ),
        seconds=38,
        cost=0.0026,
    ),
    "down": answer(instead(SIGN, "fast", "unavailable", "timeout 90")),
    "key": answer(instead(SIGN, "fast", "unavailable", "status 401")),
    "lighter": answer(
        instead(SIGN, "reasoning", "unavailable", "timeout 90"), label="R1-Lite", seconds=48
    ),
    "budget": answer(decided("prove this theorem", Health(budget_until="00:00 UTC"))),
    "kept": answer(instead(SIGN, "fast", "policy", "kept_files channel")),
    "memory": answer(decided(), cache=CacheNote(state="hit", age_s=240.0, tier="fast")),
    "cut": answer(SIGN, seconds=61, cost=0.02, finish="length"),
    "tiny": answer(decided(), cost=0.00001),
}
IN_CHINESE = {
    "quick": "V3 · 简短的事实问题 · 1.2 秒 · $0.0002",
    "stakes": "R1 · 法律:“责任上限”、“签” · 34 秒 · $0.0031",
    "sensitive": "R1 · 敏感话题 · 34 秒 · $0.0031",
    "length": "R1 · 篇幅长:41,300 个 token,上限 10,000 · 2 个文件 · 78 秒 · $0.012",
    "score": "R1 · 需要推理:证明、多个步骤 · 1.2 秒 · $0.0002",
    "wish": "R1 · 按你的要求 (!深思) · 29 秒 · $0.0018",
    "against": "V3 · 按你的要求 (!快) · 像是法律问题,不要只凭这个回答做决定 · 1.4 秒",
    "handed_on": "R1 · 由 V3 转交 · 41 秒 · $0.0024",
    "check_failed": "R1 · V3 的回答没通过检查:合计对不上 · 38 秒 · $0.0026",
    "down": "V3 代替 R1 · R1 在 90 秒内没有回答 · 未经复核",
    "key": "V3 代替 R1 · R1 的服务器拒绝了密钥 (401) · 未经复核",
    "lighter": "R1-Lite 代替 R1 · R1 没有响应 · 48 秒",
    "budget": "V3 代替 R1 · 你的 R1 预算已用完,恢复时间:00:00 UTC · 未经复核",
    "kept": "V3 代替 R1 · 本频道里的文件只留在我们自己的服务器上",
    "memory": "V3 · 来自缓存,4 分钟前在本频道回答过 · $0",
    "cut": "R1 · 不完整:到了长度上限 · 61 秒 · $0.020",
    "tiny": "V3 · 简短的问题 · 1.2 秒 · < $0.0001",
}


@pytest.mark.parametrize("case", IN_CHINESE)
def test_the_footer_in_chinese(case: str) -> None:
    assert footer(ANSWERS[case], SEATS, CHINESE, files=2) == IN_CHINESE[case]


def test_what_was_read_in_chinese() -> None:
    shown = footer(ANSWERS["quick"], SEATS, CHINESE, extent=Extent(there=312, read=41, cut=2))
    assert shown == (
        "V3 · 简短的事实问题 · 读了 312 条消息中的 41 条,其中 2 条只读了一部分 · 1.2 秒 · $0.0002"
    )


def test_offline_and_the_seats_in_chinese() -> None:
    offline = SEATS.model_copy(update={"preset": "offline"})
    assert footer(ANSWERS["stakes"], offline, CHINESE) == (
        "离线演示 · 本应由 R1 回答:法律、“责任上限”、“签” · 没有连接模型"
    )
    seat = SEATS.fast.model_copy(update={"sitter": "deepseek-flash"})
    seated = SEATS.model_copy(update={"fast": seat})
    shown = footer(ANSWERS["quick"], seated, CHINESE)
    assert shown.startswith("V3 席位:deepseek-flash · 简短的事实问题")
    assert catalogue("zh-Hans")["slack.button.again"] == "重新提问"


@pytest.mark.parametrize("language", EVERY)
@pytest.mark.parametrize("case", ANSWERS)
@pytest.mark.parametrize("extent", [None, Extent(there=312, read=41, cut=2)])
def test_footers_hold_their_line(language: str, case: str, extent: Extent | None) -> None:
    for seats in (SEATS, SEATS.model_copy(update={"preset": "offline"})):
        shown = footer(ANSWERS[case], seats, Words(language), files=2, extent=extent)
        assert 0 < len(shown) <= LIMIT
        assert not {"{", "}", "\n"} & set(shown)


@pytest.mark.parametrize("language", EVERY)
@pytest.mark.parametrize("case", ANSWERS)
def test_waiting_and_why_are_said(language: str, case: str) -> None:
    words, decision = Words(language), ANSWERS[case].decision
    lines = [waiting(decision, SEATS, words, 45)]
    lines += breakdown(ANSWERS[case], SEATS, words, changed=None, tokens=310)
    lines += breakdown(ANSWERS[case], SEATS, words, changed="looking", tokens=310)
    assert all(line.strip() and "{" not in line for line in lines)


@pytest.mark.parametrize("language", EVERY)
def test_every_sentence_can_be_said(language: str) -> None:
    """Braces stand only around names of values."""
    words = Words(language)
    for key, sentence in catalogue(language).items():
        said = words.say(key, **dict.fromkeys(variables(sentence), "x"))
        assert not {"{", "}"} & set(said), key
