"""Where text may go: which servers are our own, and which tier is left."""

from __future__ import annotations

from datetime import date

import pytest
from routing_cases import SEATS, request

from bot.errors import RequestRefused
from bot.request import Unit
from bot.routing.policy import Policy
from bot.routing.reach import is_own, kept, seated
from bot.routing.rules import ListPrice, PriceRule, TextRule
from bot.seats import Seat, Seats

HOSTS = ("llm.example.com", "2001:4860:4860::8844")
OWN = TextRule(may_go="own", hosts=HOSTS)


def seat(url: str, tier: str = "fast", kind: str = "chat") -> Seat:
    return Seat.model_validate({"tier": tier, "label": "X", "base_url": url, "kind": kind})


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://127.0.0.1:8000/v1", True),
        ("http://localhost:8000/v1", True),
        ("http://LOCALHOST./v1", True),
        ("http://gpu.localhost/v1", True),
        ("http://10.1.2.3/v1", True),
        ("http://192.168.0.9/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://[fd00::1]/v1", True),
        ("https://llm.example.com/v1", True),
        ("https://LLM.example.com./v1", True),
        ("http://[2001:4860:4860::8844]/v1", True),
        ("https://api.deepseek.com", False),
        ("https://llm.example.com.evil.example/v1", False),
        ("https://notllm.example.com/v1", False),
        ("http://8.8.8.8/v1", False),
        ("http://[::ffff:8.8.8.8]/v1", False),
        ("http://2130706433/v1", False),
        ("http://127.0.0.1.evil.example/v1", False),
        ("http://127.0.0.1@evil.example/v1", False),
        ("http://vllm:8000/v1", False),
        ("", False),
    ],
)
def test_own_are_loopback_private_addresses_and_listed_hosts(url: str, own: bool) -> None:
    assert is_own(seat(url), HOSTS) is own


def test_the_demo_sends_nothing_anywhere_and_a_provider_is_not_ours() -> None:
    assert is_own(seat("", kind="offline"))
    assert not is_own(seat("", kind="langchain"))


OURS, THEIRS = "http://10.0.0.1/v1", "https://api.deepseek.com"


def seats(fast: str, reasoning: str, *fallback: str) -> Seats:
    return Seats(
        preset="x",
        fast=seat(fast),
        reasoning=seat(reasoning, "reasoning"),
        fallback=tuple(seat(url, "reasoning") for url in fallback),
    )


def test_the_tier_that_is_left_and_why() -> None:
    asked = request("hello")
    everywhere = TextRule(may_go="any", hosts=())
    assert kept(asked, seats(THEIRS, THEIRS), everywhere) == ("", "fast")
    assert kept(asked, seats(OURS, OURS), OWN) == ("", "fast")
    assert kept(asked, seats(OURS, THEIRS), OWN) == ("kept channel", "fast")
    assert kept(asked, seats(THEIRS, OURS), OWN) == ("kept channel", "reasoning")
    assert kept(asked, seats(OURS, THEIRS, OURS), OWN) == ("", "fast")
    with pytest.raises(RequestRefused) as caught:
        kept(asked, seats(THEIRS, THEIRS), OWN)
    assert caught.value.key == "refused.kept"
    with_file = asked.model_copy(
        update={"context": (Unit(source="file", place="a.pdf p. 1", text="x"),)}
    )
    assert kept(with_file, seats(OURS, THEIRS), OWN)[0] == "kept_files channel"


def test_the_policy_s_prices_stand_in_for_the_preset_s() -> None:
    listed = ListPrice(input=5, output=10, as_of=date(2026, 11, 24))
    policy = Policy.default().model_copy(update={"prices": PriceRule(fast=listed)})
    found = seated(SEATS, policy)
    assert found.fast.price.cost(1_000_000, 1_000_000) == 15
    assert found.fast.price.as_of == date(2026, 11, 24)
    assert found.reasoning == SEATS.reasoning
    assert seated(SEATS, Policy.default()) == SEATS
