"""LangChain's own unit tests for chat models, passed by RoutedChatModel."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_tests.unit_tests import ChatModelUnitTests

from adapters.models.offline import OfflineChatModel
from bot.routed_model import RoutedChatModel
from bot.seats import Seat


class TestRoutedChatModelStandard(ChatModelUnitTests):
    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return RoutedChatModel

    @property
    def chat_model_params(self) -> dict[str, Any]:
        fast, slow = Seat(tier="fast", label="V3"), Seat(tier="reasoning", label="R1")
        return {
            "fast": OfflineChatModel(seat=fast, pace=0),
            "reasoning": OfflineChatModel(seat=slow, pace=0),
        }

    @property
    def has_tool_calling(self) -> bool:
        return False

    @property
    def has_structured_output(self) -> bool:
        return False
