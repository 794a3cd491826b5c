"""What clients raise becomes ours; what we do wrong ourselves is not blamed on a server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.errors import ModelError, ModelGarbage, ModelTimeout, ModelUnavailable
from bot.model_errors import translate


class Status(Exception):
    """As an SDK raises it: known only by its `status_code`."""

    def __init__(self, status_code: int) -> None:
        super().__init__("refused")
        self.status_code = status_code


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "model.misconfigured"),
        (401, "model.key_refused"),
        (402, "model.no_balance"),
        (403, "model.key_refused"),
        (404, "model.unknown_model"),
        (408, "model.unavailable"),
        (422, "model.misconfigured"),
        (429, "model.unavailable"),
        (500, "model.unavailable"),
        (503, "model.unavailable"),
    ],
)
def test_a_status_says_what_is_wrong(status: int, said: str) -> None:
    found = translate(Status(status))
    assert found is not None
    assert (found.key, found.status) == (said, status)
    assert found.retryable == (status in (408, 429) or status >= 500)


def test_silence_garbage_and_no_connection() -> None:
    assert isinstance(translate(TimeoutError(), 30), ModelTimeout)
    assert isinstance(translate(json.JSONDecodeError("x", "y", 0)), ModelGarbage)
    assert isinstance(translate(ConnectionRefusedError()), ModelUnavailable)


def test_ours_stays_ours() -> None:
    mine = ModelError("said", status=500)
    assert translate(mine) is mine


def test_a_defect_of_our_own_is_not_the_server_s() -> None:
    from bot.routing.telling import money
    from bot.words import Words

    nonsense: Any = "a lot"
    with pytest.raises(TypeError) as caught:
        money(nonsense, Words())
    assert translate(caught.value) is None
