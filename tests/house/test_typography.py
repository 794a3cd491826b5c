"""Every sentence is set as its language sets it: spaces, quotation marks, per cent, width."""

from __future__ import annotations

import re

import pytest

from bot.words import catalogue

#: What no sentence of a language may contain. Inside a mark of ours (`!think`) and inside
#: something to be typed a straight quotation mark stands, and nothing is asked of it.
WRONG = {
    # Espace fine insécable before ; : ! ? % and inside « », typographic apostrophe.
    "fr": r"\w'\w| [;:?»]|[\d}] %|« | !(?!think|fast|fresh|private)|\w[;?](?:\s|$)",
    "de": r"[\d}] ?%|“[^“”„]*”|\w'\w",
    "es": r"[\d}] ?%",
    "pt": r"[\d}]\s%",
    # Full width beside their own script; per cent without a space.
    "ja": r"[\u3040-\u30ff\u4e00-\u9fff][,;:?()]|[,;:?()][\u3040-\u30ff\u4e00-\u9fff]|[\d}]\s%",
    "zh-Hans": r"[\u4e00-\u9fff][;?]|[;?][\u4e00-\u9fff]|[\d}]\s%",
    "zh-Hant": r"[\u4e00-\u9fff][,;:?()]|[,;:?()][\u4e00-\u9fff]|[\d}]\s%",
}
#: One word for one thing: who operates, and what a channel keeps at hand, are never called so.
OTHERWISE = {
    "zh-Hans": "运营|话题串|简报|编号",
    "zh-Hant": "簡報|編號",
    "ja": "ブリーフ",
    "fr": "mémo(?!ire)|Préréglage",
    "es": "coste|Preajuste",
    "pt": "briefing|percentagem|Predefinição|ficheiro|ecrã",
    "de": "Jury",
}


@pytest.mark.parametrize("language", WRONG)
def test_a_sentence_is_set_as_its_language_sets_it(language: str) -> None:
    wrong = re.compile(WRONG[language])
    found = {key: said for key, said in catalogue(language).items() if wrong.search(said)}
    assert found == {}


@pytest.mark.parametrize("language", OTHERWISE)
def test_one_thing_has_one_word(language: str) -> None:
    other = re.compile(OTHERWISE[language])
    found = {key: said for key, said in catalogue(language).items() if other.search(said)}
    assert found == {}
