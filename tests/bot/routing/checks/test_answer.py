"""Refusals, doubts and broken forms, in seven languages; and what only looks like them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Finish
from bot.routing.checks.answer import no_answer, wrong_answer
from bot.routing.checks.refusal import is_unsure, refuses
from bot.routing.checks.shape import broken_shape
from bot.words import catalogue

REFUSALS = (
    """
I'm sorry, but I can't help with that.|I cannot provide legal advice.|Unfortunately, I can’t assist.
Sorry. I can't assist with that request.|As an AI, I cannot give medical advice.|I must decline.
抱歉，我无法回答这个问题。|对不起，我不能协助您。|申し訳ありませんが、その質問にはお答えできません。
Lo siento, pero no puedo ayudarte con eso.|No puedo proporcionar esa información.
Es tut mir leid, aber dabei kann ich nicht helfen.|Leider kann ich dir dabei nicht helfen.
Désolé, mais je ne peux pas vous aider.|Je ne peux pas répondre à cette question.
Desculpe, não posso ajudar com isso.|Sinto muito, mas não posso fornecer isso.
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
ANSWERS = (
    """
You cannot assign to a constant.|I cannot see your internal documents. Attach the policy.
Use a retry.
No puedes hacer eso en Python.|无法连接是因为端口没开。|Das kann man nicht mit grep machen.
Sorry about the outage! The fix: restart nginx.|Git refuses: "I can't help with that".
Port 80. The vendor will say that they cannot help with older versions.|I don't have live prices.
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
DOUBTS = (
    """
I'm not sure, but maybe 7.|I am not entirely certain about the port.|I don't know.|I might be wrong.
我不确定，大概是七天。|よくわかりません。|No estoy seguro de eso.|Ich bin mir nicht sicher.
Je ne suis pas sûr de la date.|Não tenho certeza.
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
CERTAIN = (
    """
If you are not sure, ask legal.|Port 80.|Use it if I don't know|He said "I'm not sure".
I don't know your exact setup, but run npm i.
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_found(text: str) -> None:
    assert refuses("may we?", text)
    assert no_answer("may we?", text, "stop") == "refusal"


@pytest.mark.parametrize("text", [*ANSWERS, *DOUBTS])
def test_an_answer_is_no_refusal(text: str) -> None:
    assert not refuses("may we?", text)


@pytest.mark.parametrize("text", DOUBTS)
def test_a_doubt_is_found(text: str) -> None:
    assert is_unsure("may we?", text)
    assert wrong_answer("may we?", text, "stop") == "unsure"


def test_what_stands_in_code_is_not_said() -> None:
    assert not is_unsure("may we?", "```\nI don't know\n```\nPort 80.")


@pytest.mark.parametrize("text", [*CERTAIN, *ANSWERS])
def test_no_doubt_is_read_into_an_answer(text: str) -> None:
    assert not is_unsure("may we?", text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("translate to German: I can't help you", "Ich kann dir nicht helfen."),
        ("traduce al inglés: no puedo ayudar", "I can't help with that."),
        ("übersetze: je ne sais pas", "Ich weiß es nicht."),
        ("翻译成英文：我不确定", "I'm not sure."),
    ],
)
def test_what_was_asked_to_be_reworked_is_material(question: str, text: str) -> None:
    assert wrong_answer(question, text, "stop") == ""


FIVE, TABLE = "1. a\n2. b\n3. c\n4. d\n5. e", "| a | b |\n|---|---|\n| 1 | 2 |"


@pytest.mark.parametrize(
    ("question", "text", "key"),
    [
        ("Give me the three largest EU countries as JSON", "France, Germany, Spain", "json"),
        ("give the config as JSON", '```json\n{"a": 1}\n```', ""),
        ("give the config as JSON", 'Here it is: {"a": [1, 2]}', ""),
        ("how do I return JSON from Flask?", "use jsonify", ""),
        ("以JSON返回结果", "没有", "json"),
        ("make a table of ports", "http 80", "table"),
        ("make a table of ports", TABLE, ""),
        ("gib das als Tabelle aus", "a, b", "table"),
        ("write a function that adds", "def add(a, b): return a + b", "code"),
        ("write a function that adds", "```python\ndef add(): ...\n```", ""),
        ("écris une fonction qui additionne", "a plus b", "code"),
        ("list five reasons", "1. a\n2. b\n3. c", "list"),
        ("list five reasons", FIVE, ""),
        ("name 3 fruits", "Apple, pear and fig.", ""),
        ("name 3 fruits", "Apple and pear.", "list"),
        ("Name three risks", "Three risks:\n- a\n- b\n- c", ""),
        ("nenne drei Städte", "Berlin, Bonn", "list"),
        ("列出五个原因", "1. a\n2. b", "list"),
        ("列出三个原因", "1. a\n2. b\n3. c", ""),
        ("give me 2 minutes", "Fine.", ""),
        ("answer in one word: capital of France?", "**Paris**.", ""),
        ("answer in one word: capital of France?", "It is Paris", "one_word"),
        ("用一个词回答：法国首都？", "巴黎", ""),
        ("Summarise in at most 10 words", "a b c d e f g h i j k l m n", "too_long"),
        ("Summarise in at most 10 words", "a b c", ""),
        ("50字以内概括", "好" * 60, "too_long"),
        ("en menos de 5 palabras", "uno dos tres cuatro cinco seis siete", "too_long"),
        ("anything", "```python\nfoo", "fence"),
        ("anything", "```python\nfoo\n```", ""),
    ],
)
def test_the_form_that_was_asked_for(question: str, text: str, key: str) -> None:
    assert broken_shape(question, text) == key


@pytest.mark.parametrize(
    ("text", "finish", "key"),
    [
        ("", "blank", "blank"),
        ("  ", "stop", "blank"),
        ("Half an", "cut", "cut"),
        ("Half an", "length", "cut"),
        ("Half an", "filtered", ""),
        ("Whole.", "stop", ""),
    ],
)
def test_no_whole_answer(text: str, finish: Finish, key: str) -> None:
    assert no_answer("may we?", text, finish) == key


def test_what_the_question_says_already_is_quoted_not_claimed() -> None:
    assert wrong_answer("is 3 + 4 = 8 right?", "No: 3+4=8 is wrong.", "stop") == ""
    assert wrong_answer("what is 3 and 4?", "3 + 4 = 8", "stop") == "sum"
    assert wrong_answer("what is 3 by 4?", "3 × 4 = 13", "stop") == "calculation"


def test_each_check_has_its_sentence() -> None:
    folder = Path(__file__).resolve().parents[4] / "bot/routing/checks"
    source = "\n".join((folder / f"{name}.py").read_text("utf-8") for name in ("answer", "shape"))
    keys = {key for line in source.splitlines() if "return" in line for key in _literals(line)}
    said = {key.removeprefix("check.") for key in catalogue("en") if key.startswith("check.")}
    assert keys | {"second_look"} == said


def _literals(line: str) -> list[str]:
    return re.findall(r'"([a-z_]+)"', line)


@given(st.text(max_size=120), st.text(max_size=300))
def test_no_question_and_no_answer_break_it(question: str, text: str) -> None:
    wrong_answer(question, text, "stop")
