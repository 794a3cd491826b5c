"""Signals of wording: found in seven languages, and none alone makes a quick question slow."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from routing_cases import CLASSIFIER, POLICY, router

from bot.routing.lexicon import Lexicon
from bot.routing.meaning import meanings
from bot.routing.signals import of_meaning, signals
from bot.routing.text import read

TRAIN = Path(__file__).resolve().parents[2] / "data" / "routing" / "train.jsonl"
MOST_PUSHED = 0.005


def found(text: str) -> dict[str, tuple[str, ...]]:
    return {signal.name: signal.words for signal in signals(read(text))}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("need this asap", "asap"),
        ("quick: which port?", "quick"),
        ("urgent!", "urgent"),
        ("尽快帮我看看", "尽快"),
        ("請盡快回覆", "盡快"),
        ("急!打印机坏了", "急"),
        ("在线等,急", "急"),
        ("至急お願いします", "至急"),
        ("これ急ぎです", "急ぎ"),
        ("lo necesito rapido", "rapido"),
        ("¡Rápido, por favor!", "rápido"),
        ("bitte schnell", "schnell"),
        ("vite svp", "vite"),
        ("dès que possible", "dès que possible"),
        ("o mais rápido possível", "o mais rápido possível"),
        ("这个asap处理一下", "asap"),
    ],
)
def test_hurry_is_heard(text: str, word: str) -> None:
    assert word in found(text)["hurry"]


@pytest.mark.parametrize(
    "text", ["急性阑尾炎怎么诊断", "急诊在几楼", "救急箱はどこ", "急須を買った"]
)
def test_a_single_sign_inside_a_word_is_no_word(text: str) -> None:
    assert "hurry" not in found(text)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "proof",
            [
                "请证明这个定理",
                "請證明該引理",
                "demuestra que n es par",
                "beweise, dass n gerade ist",
            ],
        ),
        (
            "proof",
            ["démontre que n est pair", "√2が無理数であることを証明して", "demonstre que n é par"],
        ),
        (
            "reasoning_words",
            ["分析一下根本原因", "pros y contras", "Vor- und Nachteile", "le pour et le contre"],
        ),
        ("reasoning_words", ["メリットとデメリットは", "prós e contras", "權衡利弊"]),
        (
            "several_steps",
            ["先逐步说明,然后首先", "primero esto y luego aquello", "zuerst das, danach das"],
        ),
        (
            "several_steps",
            ["d'abord ceci, ensuite cela", "まずAで、次にB", "primeiro isso, em seguida aquilo"],
        ),
        ("constraints", ["不能超过三天", "como máximo tres", "höchstens drei", "au maximum trois"]),
        ("constraints", ["予算内で", "no máximo três", "不停機"]),
        (
            "mathematics",
            ["概率是多少", "la probabilidad", "die Wahrscheinlichkeit", "la probabilité"],
        ),
        ("mathematics", ["期待値を求めて", "a probabilidade", "標準差"]),
        ("look_up", ["SSO是什么意思", "¿qué significa SSO?", "was bedeutet SSO", "c'est quoi SSO"]),
        ("look_up", ["SSOとは何ですか", "o que é SSO"]),
        (
            "rewriting",
            [
                "翻译成英文",
                "traduce esto",
                "übersetze das",
                "traduis ça",
                "英訳お願い",
                "traduz isso",
            ],
        ),
        (
            "how_to",
            ["截图的快捷键", "atajo para copiar", "Befehl zum Kopieren", "raccourci clavier"],
        ),
        ("how_to", ["gitの使い方", "como faço para copiar"]),
    ],
)
def test_every_signal_has_its_phrases_in_every_language(name: str, texts: list[str]) -> None:
    assert [text for text in texts if name not in found(text)] == []


@pytest.mark.timeout(240)
def test_no_signal_of_wording_alone_makes_more_than_a_few_quick_messages_slow() -> None:
    """Measured on the labelled messages, with what the sentence as a whole says."""
    lines = TRAIN.read_text("utf-8").splitlines()
    quick = [row["text"] for row in map(json.loads, lines) if row["label"] == "quick"]
    weights, base = POLICY.routing.weights, POLICY.routing.base
    # Only what has wording for slow thinking can be pushed; the others need no reading.
    readings = [
        reading
        for reading in map(read, quick)
        if any(weights[one.name] > 0 for one in signals(reading))
    ]
    pushed: Counter[str] = Counter()
    for reading, meaning in zip(readings, meanings(readings, CLASSIFIER, words=False), strict=True):
        wording = {one.name: one.value * weights[one.name] for one in signals(reading)}
        hard = sum(one.value * weights[one.name] for one in of_meaning(meaning))
        score = base + hard + sum(wording.values())
        for name, contribution in wording.items():
            pushed[name] += score >= POLICY.routing.threshold > score - contribution
    assert {name: n for name, n in pushed.items() if n > MOST_PUSHED * len(quick)} == {}
    assert len(quick) > 3_000


@pytest.mark.parametrize(
    "text",
    [
        "summarize this document",
        "tl;dr of the report please",
        "帮我总结一下这份报告",
        "請摘要這份文件",
        "resume este documento",
        "fass dieses Dokument zusammen",
        "résume ce document",
        "この資料を要約して",
        "resuma este documento",
    ],
)
def test_a_summary_is_work_for_the_fast_tier(text: str) -> None:
    decision = router().invoke(text)
    assert decision.tier == "fast"
    wording = [one for one in decision.reasons if one.name != "hard_problem"]
    assert [one for one in wording if one.contribution > 0] == []


def test_phrases_of_signs_are_found_anywhere_longest_first_and_others_by_word() -> None:
    lexicon = Lexicon({"a": ["比较", "比较一下", "let _ go"], "b": ["较一"]})
    assert lexicon.find(read("请你比较一下吧 比较")) == {
        "a": [(0, "比较一下"), (1, "比较")],
        "b": [(0, "较一")],
    }
    assert lexicon.find(read("Letting her go")) == {"a": [(0, "letting her go")]}
