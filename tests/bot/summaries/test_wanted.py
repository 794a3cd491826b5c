"""Which questions ask for a summary of what is at hand, in seven languages, and which do not."""

from __future__ import annotations

import pytest
from routing_cases import request

from bot.request import Unit
from bot.summaries.wanted import Focus, asked_for, wanted


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("summarize this thread", "summary"),
        ("Could you please give me a short summary of the discussion?", "summary"),
        ("tl;dr", "summary"),
        ("summarize plan.pdf", "summary"),
        ("what did we decide?", "decision"),
        ("action items please", "action"),
        ("open questions?", "question"),
        ("catch me up", "catch_up"),
        ("handover please", "handover"),
        ("post-mortem draft", "post_mortem"),
        ("Übergabe bitte", "handover"),
        ("写一份复盘", "post_mortem"),
        ("引き継ぎをお願い", "handover"),
        ("Fass den Thread bitte kurz zusammen", "summary"),
        ("Was haben wir entschieden?", "decision"),
        ("resume este hilo por favor", "summary"),
        ("¿qué decidimos?", "decision"),
        ("résume ce fil", "summary"),
        ("qu'est-ce qu'on a décidé ?", "decision"),
        ("resuma a conversa, por favor", "summary"),
        ("o que decidimos?", "decision"),
        ("总结一下这个讨论", "summary"),
        ("我们决定了什么?", "decision"),
        ("このスレッドを要約して", "summary"),
        ("何が決まりましたか?", "decision"),
    ],
)
def test_asked_for(text: str, focus: Focus) -> None:
    assert asked_for(text, "plan.pdf") == focus


@pytest.mark.parametrize(
    "text",
    [
        "summarize quantum mechanics",
        "what did we decide about the price of the premium plan?",
        "write a summary and translate it into Latin",
        "who is dana?",
        "summarize " + "this " * 60,
        "请总结一下量子力学的历史发展过程以及它对现代物理学和化学的影响,越详细越好",
    ],
)
def test_asked_for_something_else(text: str) -> None:
    assert asked_for(text) is None


def test_only_what_is_at_hand() -> None:
    assert wanted(request("summarize this")) is None
    assert wanted(request("summarize this", context=("hello",))) == "summary"
    own = Unit(source="thread", place="bot", text="my own words", by_assistant=True)
    asked = request("summarize this").model_copy(update={"context": (own,)})
    assert wanted(asked) is None
