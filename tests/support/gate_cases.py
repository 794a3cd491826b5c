"""A pair of scripted models behind a RoutedChatModel, asked in all four ways of LangChain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import reduce
from operator import add
from typing import Any

from house_cases import Parts, parts
from langchain_core.messages import AIMessage

from adapters.playground.models import Script
from bot.routing.policy import Policy

MARKER = "**ESCALATE：** needs a lawyer"
PLAIN = "hello there"
SLOW = Script(model="slow-model", text="R says so.", reasoning="Let me think.", served="slow-1")
DOWN = Script(model="slow-model", status=503)
#: Everything that the score decides is uncertain.
DOUBTFUL = Policy.default().model_copy(
    update={"routing": Policy.default().routing.model_copy(update={"band": 9.0})}
)
AGREE = Script(model="fast-model", match="VERDICT", text="Same here.\nVERDICT: agree")
DISAGREE = Script(model="fast-model", match="VERDICT", text="It is 8.\n**VERDICT: disagree**")


def fast(text: str, **more: Any) -> Script:
    return Script(model="fast-model", text=text, served="fast-1", **more)


@asynccontextmanager
async def doubtful(*scripts: Script, **more: Any) -> AsyncIterator[Parts]:
    async with parts(*scripts, policy=DOUBTFUL, **more) as house:
        yield house


async def every_way(house: Parts, question: Any = PLAIN) -> dict[str, AIMessage]:
    """The same question asked in all four ways of LangChain."""

    def streamed() -> AIMessage:
        return reduce(add, house.model.stream(question))

    chunks = [chunk async for chunk in house.model.astream(question)]
    return {
        "invoke": await asyncio.to_thread(house.model.invoke, question),
        "ainvoke": await house.model.ainvoke(question),
        "stream": await asyncio.to_thread(streamed),
        "astream": reduce(add, chunks),
    }


def routing(message: AIMessage) -> dict[str, Any]:
    found: dict[str, Any] = message.response_metadata["routing"]
    return found
