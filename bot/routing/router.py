"""The router as a LangChain Runnable: a thin coat over `decide`.

Refuses to call a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableConfig

from bot.decision import Decision
from bot.errors import RequestRefused
from bot.ports import Classifier
from bot.request import Person, Place, Request, Tier, Unit, Wish
from bot.routing.addressed import despite
from bot.routing.decide import Health, decide
from bot.routing.meaning import Meaning, below_thread, meanings, standard_classifier
from bot.routing.policy import Policy
from bot.routing.text import Reading, read

Question = str | Request | PromptValue | Sequence[BaseMessage]


class Router(Runnable[Question, Decision]):
    """`Router(policy).invoke(x)` with x a text, messages or a Request; gives a Decision.

    `config={"configurable": {"tier": "reasoning"}}` counts as the person's explicit wish.
    `classifier` reads what a question is about; without one the installation's own is taken (about
    1.5 s to load, once). Bound to the processor: about 4 ms a question, 40 ms where words are
    looked for; call it on a thread from an event loop.
    """

    def __init__(
        self,
        policy: Policy | None = None,
        health: Health | None = None,
        classifier: Classifier | None = None,
    ) -> None:
        self.policy = policy or Policy.default()
        self.health = health or Health()
        self._classifier = classifier

    @property
    def classifier(self) -> Classifier:
        """The one handed in, else the installation's own."""
        if self._classifier is None:
            self._classifier = standard_classifier()
        return self._classifier

    def decide(self, request: Request, health: Health | None = None) -> Decision:
        """The decision on one request; `health` in place of the router's own."""
        return self.decisions([request], health)[0]

    def decisions(
        self, requests: Sequence[Request], health: Health | None = None, *, words: bool = True
    ) -> list[Decision]:
        """Decisions in order, read in one go; `words` False leaves out which words show stakes."""
        return [decision for decision, _ in self.judged(requests, health, words=words)]

    def judged(
        self, requests: Sequence[Request], health: Health | None = None, *, words: bool = True
    ) -> list[tuple[Decision, Meaning]]:
        """As `decisions`, each with the meaning that it rests on: how far from the threshold."""
        readings = [read(request.text) for request in requests]
        found = [
            despite(reading, meaning, self.classifier, words=words)
            for reading, meaning in zip(
                readings, meanings(readings, self.classifier, words=words), strict=True
            )
        ]
        return [
            (decide(request, self.policy, health or self.health, meaning, reading), meaning)
            for request, meaning, reading in zip(
                requests, self._in_thread(requests, readings, found), readings, strict=True
            )
        ]

    def _in_thread(
        self,
        requests: Sequence[Request],
        readings: Sequence[Reading],
        found: Sequence[Meaning],
    ) -> list[Meaning]:
        return [
            below_thread(request, reading, meaning, self.classifier)
            for request, reading, meaning in zip(requests, readings, found, strict=True)
        ]

    def invoke(
        self, input: Question, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Decision:
        """The decision. Raises RequestRefused for an empty question."""
        request = as_request(input, tier_of(config))

        def route(_: Question) -> Decision:
            return self.decide(request)

        return self._call_with_config(route, input, config)


def tier_of(config: RunnableConfig | None) -> Tier | None:
    """The tier that a call is steered to. Raises ValueError for anything but a tier."""
    wanted = (config or {}).get("configurable", {}).get("tier")
    if wanted is None or wanted == "fast" or wanted == "reasoning":
        return wanted
    raise ValueError(f"configurable tier is {wanted!r}; use 'fast' or 'reasoning'")


def as_request(question: Question, tier: Tier | None = None) -> Request:
    """Text, prompt or messages as a Request; the last human message is the question.

    Raises RequestRefused when there is no question in it.
    """
    if isinstance(question, PromptValue):
        question = question.to_messages()
    wish = Wish(tier=tier, said="configurable tier") if tier else None
    if isinstance(question, Request):
        return question if wish is None else question.model_copy(update={"wish": wish})
    context: tuple[Unit, ...] = ()
    if isinstance(question, str):
        text = question
    else:
        text, context = _split(question)
    if not text.strip():
        raise RequestRefused(said="refused.empty")
    return Request(
        id="local",
        text=text,
        asker=Person(id="local"),
        place=Place(team="local", channel="", kind="terminal"),
        asked_at=datetime.now(UTC),
        context=context,
        wish=wish,
    )


def _split(messages: Sequence[BaseMessage]) -> tuple[str, tuple[Unit, ...]]:
    asked = [index for index, message in enumerate(messages) if isinstance(message, HumanMessage)]
    if not asked:
        return "", ()
    units = tuple(
        Unit(
            source="thread",
            place=message.type,
            text=message.text,
            by_assistant=isinstance(message, AIMessage),
        )
        for message in messages[: asked[-1]]
        if message.type != "system"
    )
    return messages[asked[-1]].text, units
