"""The two seats: what sits in `fast` and `reasoning`, as data that a preset names.

Refuses to know how a model is called: no client, no vendor; adapters build from this.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, SecretStr

from bot.request import Noun, Tier

Thinking = Literal["none", "body", "template"]


class Price(Noun):
    """US dollars per million tokens, and the day on which the list was read."""

    input: float = Field(default=0.0, ge=0)
    output: float = Field(default=0.0, ge=0)
    as_of: date | None = None

    def cost(self, input_tokens: int, output_tokens: int) -> float:
        """Dollars for one call at list price, without cache discounts: an upper bound."""
        return (input_tokens * self.input + output_tokens * self.output) / 1_000_000


class Seat(Noun):
    """One tier as configured.

    `label` is the seat's name as people read it; `sitter` what sits there when that is not
    literally the model of that name ("" = it is), `provider` who runs the server, where that is
    known. `thinking` says how the switch is sent:
    `body` = DeepSeek's `thinking` field, `template` = `chat_template_kwargs`, `none` = not at all.
    `reasoning_parser` is what a server of one's own must be started with to tell thoughts from the
    answer, in vLLM's spelling; "" for a model that thinks nothing aloud.
    `silence_s` is the longest wait for the next piece of content, `total_s` the whole answer's.
    """

    tier: Tier
    label: str
    sitter: str = ""
    provider: str = ""
    kind: Literal["chat", "langchain", "offline"] = "chat"
    base_url: str = ""
    model: str = ""
    api_key: SecretStr = SecretStr("")
    thinking: Thinking = "none"
    system_prompt: bool = True
    temperature: float | None = None
    context_tokens: int = Field(default=65_536, gt=0)
    reasoning_parser: str = ""
    vision: bool = False
    price: Price = Price()
    silence_s: float = Field(default=30.0, gt=0)
    total_s: float = Field(default=60.0, gt=0)
    first_token_s: float = Field(default=1.0, ge=0)
    tokens_per_s: float = Field(default=21.0, gt=0)
    output_tokens: int = Field(default=200, gt=0)


class Seats(Noun):
    """Both seats; `fallback` is who stands in for the reasoning seat, tried in order."""

    preset: str
    fast: Seat
    reasoning: Seat
    fallback: tuple[Seat, ...] = ()

    def of(self, tier: Tier) -> Seat:
        """The seat of a tier."""
        return self.fast if tier == "fast" else self.reasoning
