"""Which language somebody writes, measured on the labelled messages of the router."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing.rules import DisplayRule
from bot.words.languages import LANGUAGES, of_locale, spoken_in

DATA = Path(__file__).resolve().parents[2] / "data/routing"


@pytest.mark.parametrize("part", ["dev", "test"])
def test_hardly_a_message_is_taken_for_another_language(part: str) -> None:
    lines = (DATA / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [(row["lang"], spoken_in(row["text"])) for row in map(json.loads, lines)]
    told = [(lang, found.split("-")[0]) for lang, found in rows if found is not None]
    assert len(told) >= 0.97 * len(rows)
    assert sum(lang != found for lang, found in told) <= 0.005 * len(rows)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what does HTTP 429 mean?", "en"),
        ("这份合同应该签吗?", "zh-Hans"),
        ("這份合約應該簽嗎？", "zh-Hant"),
        ("Kubernetes の readiness probe とは?", "ja"),
        ("¿debemos firmar el contrato?", "es"),
        ("Sollen wir den Vertrag unterschreiben?", "de"),
        ("Faut-il signer l’avenant ?", "fr"),
        ("Devemos assinar o contrato?", "pt"),
        ("HTTP 429", None),
        ("", None),
        ("Следует ли подписать договор?", None),
    ],
)
def test_one_sentence_each(text: str, language: str | None) -> None:
    assert spoken_in(text) == language


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-GB", "en"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh_HK.UTF-8", "zh-Hant"),
        ("pt-BR", "pt"),
        ("es-LA", "es"),
        ("de_DE.UTF-8", "de"),
        ("ko-KR", "en"),
        ("", "en"),
    ],
)
def test_locales_of_slack_and_of_systems(tag: str, language: str) -> None:
    assert of_locale(tag) == language


@given(st.text())
def test_any_text_is_told_as_one_of_ours_or_none(text: str) -> None:
    assert spoken_in(text) in {None, *LANGUAGES}


def test_a_channel_can_fix_each_of_them() -> None:
    known = get_args(DisplayRule.model_fields["language"].annotation)
    assert known == ("", *LANGUAGES)
