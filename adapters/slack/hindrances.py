"""What Slack will not take however often it is tried, told apart from what passes.

Refuses to know what is said about it; each code is from the list of errors on its method's page
(docs.slack.dev/reference/methods/chat.postMessage, field/reliability.md, faults 15 to 21).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

from slack_sdk.errors import SlackApiError

from adapters.slack.messages import UNFIT
from adapters.slack.refusals import code_of
from bot.errors import FrontRefused

Self = TypeVar("Self")
Returned = TypeVar("Returned")
Given = ParamSpec("Given")
_SAID = {
    "not_in_channel": "refused.not_member",
    "channel_not_found": "refused.not_member",
    "is_archived": "refused.archived",
    "restricted_action": "refused.closed",
    "restricted_action_read_only_channel": "refused.closed",
    "restricted_action_thread_only_channel": "refused.closed",
    "restricted_action_non_threadable_channel": "refused.closed",
    "restricted_action_thread_locked": "refused.closed",
    "missing_scope": "refused.scope",
    **dict.fromkeys(UNFIT, "refused.unfit"),
}
#: The app is no longer installed: nothing of this workspace can be answered any more.
ENDED = frozenset({"token_revoked", "account_inactive", "app_uninstalled"})


def hindrance(error: SlackApiError) -> FrontRefused | None:
    """The error as one that ends a question, or None where another try may help."""
    code = code_of(error)
    if code in ENDED:
        return FrontRefused(code, said="refused.uninstalled", gone=True)
    if code not in _SAID:
        return None
    needed = error.response.get("needed") if code == "missing_scope" else ""
    return FrontRefused(code, said=_SAID[code], scope=str(needed or ""))


def final(
    method: Callable[Concatenate[Self, Given], Coroutine[Any, Any, Returned]],
) -> Callable[Concatenate[Self, Given], Coroutine[Any, Any, Returned]]:
    """The method, raising FrontRefused for what will not pass; everything else as before."""

    @functools.wraps(method)
    async def told_apart(self: Self, /, *args: Given.args, **named: Given.kwargs) -> Returned:
        try:
            return await method(self, *args, **named)
        except SlackApiError as error:
            refused = hindrance(error)
            if refused is None:
                raise
            raise refused from error

    return told_apart
