"""Which calls are made again by themselves when Slack breaks: never one that would say it twice.

Refuses to wait: how long is the SDK's. What a message said may have arrived though its call failed;
then whoever posts looks for it first (`Messages.find`), in a later attempt.
"""

from __future__ import annotations

from aiohttp import ClientConnectorError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

#: Each call of these shows something new to people.
ONCE = (
    "chat.postMessage",
    "chat.postEphemeral",
    "chat.startStream",
    "chat.appendStream",
    "files.completeUploadExternal",
)


class Broken(AsyncServerErrorRetryHandler):
    """After a 500 or 503, but for what must not be said twice."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        """See the SDK."""
        if request.url.endswith(ONCE):
            return False
        may: bool = await super()._can_retry_async(
            state=state, request=request, response=response, error=error
        )
        return may


class Unconnected(AsyncConnectionErrorRetryHandler):
    """After a broken connection; what must not be said twice only when there was none at all."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        """See the SDK."""
        if request.url.endswith(ONCE) and not isinstance(error, ClientConnectorError):
            return False
        may: bool = await super()._can_retry_async(
            state=state, request=request, response=response, error=error
        )
        return may
