"""Near questions: what asks the same, what must never pass for it, in five languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.caching.near.same import bucket, judged
from bot.evaluation.pairs import judge, read_pairs, recalled, served

PAIRS = Path(__file__).resolve().parents[3] / "data" / "pairs"
TRAPS = (PAIRS / "traps.txt").read_text(encoding="utf-8").splitlines()
ASKED = sorted({pair.a for pair in read_pairs(PAIRS / "dev.jsonl")})
SAME = [
    ("How do I reset my password?", "hi, could you please tell me how to reset my password?"),
    ("How do I reset my password?", "how do i reset my pasword"),
    ("What is the capital of Australia?", "Australia's capital?"),
    ("Is Rust faster than Go?", "Just wondering: is Rust quicker than Go?"),
    ("How do I return the first 10 rows in SQL?", "In SQL, how to return the first ten rows"),
    ("Who wrote Hamlet?", "Who was the author of Hamlet?"),
    ("Wie beantrage ich Urlaub?", "Könnt ihr mir bitte sagen, wie man Urlaub beantragt?"),
    ("¿Cómo cambio mi contraseña?", "Hola, ¿cómo puedo cambiar mi contraseña?"),
    ("Comment puis-je annuler une réservation ?", "comment est-ce que j'annule une réservation"),
    ("怎么重置我的密码?", "请问密码如何重置"),
    ("第一年有几天年假?", "请问第1年有几天年假?"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert judged(one, other).same
    assert bucket(one) == bucket(other)


@pytest.mark.parametrize("line", TRAPS)
def test_a_trap_is_not_served(line: str) -> None:
    one, other = line.split("|")
    assert not judged(one, other).same


@pytest.mark.parametrize("name", ["dev", "test"])
def test_the_labelled_pairs(name: str) -> None:
    found = judge(read_pairs(PAIRS / f"{name}.jsonl"))
    traps, same = served(found), recalled(found)
    assert traps.n + same.n > 600
    assert traps.share is not None
    assert traps.share <= 0.01
    assert same.share is not None
    assert same.share >= 0.5


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Is it free for 5 people?", "Is it free for 6 people?", "number"),
        ("Is it free?", "Is it not free?", "negation"),
        ("What is the capital of Peru?", "¿Cuál es la capital de Perú?", "language"),
        ("Is tea better than coffee?", "Is coffee better than tea?", "words"),
        ("How do guests invite admins?", "How do admins invite guests?", "order"),
        ("Was the deploy fine?", "Is the deploy fine?", "tense"),
        ("Where is my order?", "Where is your order?", "person"),
        ("x" * 500, "y" * 500, "unread"),
        ("?!", "!!!", "unread"),
    ],
)
def test_the_reason_is_named(one: str, other: str, reason: str) -> None:
    assert judged(one, other).reason in (reason, "order" if reason == "words" else reason)


@given(st.sampled_from(ASKED), st.sampled_from(ASKED))
def test_it_does_not_matter_which_came_first(one: str, other: str) -> None:
    assert judged(one, other) == judged(other, one)
    assert not judged(one, other).same or bucket(one) == bucket(other)


@given(st.sampled_from(ASKED), st.sampled_from(["not", "7", "without", "Zanzibar", "不"]))
def test_a_word_more_is_another_question(one: str, word: str) -> None:
    assert not judged(one, f"{one.rstrip('?')} {word}?").same


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_judged(one: str, other: str) -> None:
    verdict = judged(one, other)
    assert verdict == judged(other, one)
    assert judged(one, one).same
