"""Telling a person in danger whom to call, where they wrote and for their eyes only.

Refuses to look for the danger; `bot.routing.danger` does, and `bot.jobs.care` sees that it is once.
"""

from __future__ import annotations

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.blocks import sentence
from adapters.slack.envelope import Envelope
from bot.words import Words, prepared
from bot.words.languages import spoken_in


async def warn(client: AsyncWebClient, envelope: Envelope, otherwise: Words) -> None:
    """Ephemeral in a channel, in the thread of a direct message; else as a direct message; in the
    language of what they wrote, `otherwise` where that is too short to tell.

    Raises SlackApiError when the person cannot be reached at all.
    """
    told = spoken_in(envelope.text)
    message = sentence((await prepared(told) if told else otherwise).say("danger.now"))
    if envelope.channel.startswith("D") and envelope.kind == "dm":
        thread = envelope.thread_ts or envelope.ts
        await client.chat_postMessage(channel=envelope.channel, thread_ts=thread, **message)
        return
    if envelope.response_url:
        hook = AsyncWebhookClient(envelope.response_url)
        if (await hook.send(response_type="ephemeral", **message)).status_code == 200:
            return
    try:
        await client.chat_postEphemeral(
            channel=envelope.channel,
            user=envelope.user,
            thread_ts=envelope.thread_ts or None,
            **message,
        )
    except SlackApiError:
        await client.chat_postMessage(channel=envelope.user, **message)
