"""Why Slack refused a call, as a code, whatever came back.

Refuses to judge it.
"""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

NOT_SLACK = "not_slack"


def code_of(error: SlackApiError) -> str:
    """Slack's code ("invalid_auth"), or `not_slack` where the reply was no answer of Slack's.

    The SDK raises the same error for a proxy's HTML page; its response holds no code then.
    """
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return str(code) if code else NOT_SLACK
