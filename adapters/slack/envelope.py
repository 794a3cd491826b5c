"""What the door keeps of a Slack payload: enough to gather the whole question later, sealed.

Refuses to fetch anything: web processes answer from Redis alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from adapters.slack.wanted import Source
from bot.jobs.ids import new_id
from bot.jobs.record import Kind, Received, seal_scope
from bot.request import Noun, Prose, Request, Shape, Wish
from bot.sealing import Sealer

Payload = Mapping[str, Any]
Reply = Literal["thread", "response_url"]


class Envelope(Noun):
    """A question as it arrived. `request` is set when a button repeats one that is known whole;
    `source` is what is to be summarized, `sight` what its writer had before them; `summary`: one of
    the thread is wanted; `followed`: a follow-up that mentions nobody.

    `about` is the message `on` which a shortcut was used, by `author`; `drafting`: a reply to it is
    wanted. `as_given`: `text` is what is asked about the message `ts`, not what that message says.
    """

    kind: Kind
    team: str
    channel: str
    user: str
    text: Prose = ""
    as_given: bool = False
    on: str = ""
    channel_name: str = ""
    about: Prose = ""
    author: str = ""
    drafting: bool = False
    ts: str = ""
    thread_ts: str = ""
    channel_type: str = ""
    response_url: str = ""
    external: bool = False
    private: bool = False
    source: Source | None = None
    sight: str = ""
    followed: bool = False
    summary: bool = False
    wish: Wish | None = None
    compare: bool = False
    request: Request | None = None

    @property
    def shape(self) -> Shape:
        """The form of a summary that was asked for; "" where the words have to tell."""
        named = self.source.shape if self.source else ""
        return named or ("summary" if self.source or self.summary else "")


def of_event(body: Payload, event: Payload) -> tuple[Envelope, tuple[str, ...]]:
    """A mention or a direct message, with the names under which it may arrive again.

    Slack delivers `message` and `app_mention` for one post under two event ids but one `ts`
    (field/slack.md 1.3), so the message's own place is a name, too.
    """
    team = str(body.get("team_id") or event.get("team") or "")
    channel, ts = str(event["channel"]), str(event["ts"])
    envelope = Envelope(
        kind="dm" if event.get("channel_type") == "im" else "mention",
        team=team,
        channel=channel,
        user=str(event["user"]),
        text=str(event.get("text") or ""),
        ts=ts,
        thread_ts=str(event.get("thread_ts") or ""),
        channel_type=str(event.get("channel_type") or ""),
        external=bool(body.get("is_ext_shared_channel")),
    )
    return envelope, (f"event:{body.get('event_id')}", f"message:{team}:{channel}:{ts}")


def of_command(command: Payload, text: str, wish: Wish | None) -> tuple[Envelope, tuple[str, ...]]:
    """A slash command; `private` as its first word asks for an answer that only the asker sees."""
    first, _, rest = text.strip().partition(" ")
    private = first.lower() == "private"
    envelope = Envelope(
        kind="command",
        team=str(command["team_id"]),
        channel=str(command["channel_id"]),
        user=str(command["user_id"]),
        text=rest.strip() if private else text.strip(),
        response_url=str(command.get("response_url") or ""),
        private=private,
        wish=wish,
    )
    return envelope, (f"trigger:{command['trigger_id']}",)


def of_click(
    request: Request, user: str, names: tuple[str, ...], response_url: str = ""
) -> tuple[Envelope, tuple[str, ...]]:
    """A button that asks again: the same question, changed as the button says; under a private
    answer its `response_url` reaches the asker where the bot is no member, too."""
    envelope = Envelope(
        kind="click",
        team=request.place.team,
        channel=request.place.channel,
        user=user,
        thread_ts=request.place.thread_ts,
        response_url=response_url if request.private else "",
        request=request,
    )
    return envelope, names


def received(envelope: Envelope, names: tuple[str, ...], sealer: Sealer) -> Received:
    """The entry for the ledger, text sealed."""
    job_id = new_id()
    sealed = sealer.seal(envelope.model_dump_json().encode(), seal_scope(envelope.team, job_id))
    return Received(
        id=job_id,
        kind=envelope.kind,
        team=envelope.team,
        channel=envelope.channel,
        user=envelope.user,
        sealed=sealed,
        dedupe=names,
    )


def thread_of(envelope: Envelope) -> str:
    """The thread it was asked in; "" for a command, whose thread is still to be begun."""
    if envelope.request:
        return envelope.request.place.thread_ts
    return envelope.thread_ts or envelope.ts
