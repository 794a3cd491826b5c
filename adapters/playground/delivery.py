"""Events to the app: over Socket Mode or signed HTTP, acknowledged in 3 s or delivered again.

Refuses to lose an event while a delivery is left. Source: docs.slack.dev/apis/events-api.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from adapters.playground.workspace import Json, Workspace, new_id

ACK_S = 3.0
#: Requests under way at once. The clock of the 3 s starts when one is sent, so that a burst (an
#: import of a long thread) waits here and is not taken for an app that does not answer.
MOST_AT_ONCE = 32
PING_S = 15.0


class Delivery:
    """One app's connection to Slack, for all its workspaces; the clock is that of `workspace`.
    `mode` is `socket` or `http`."""

    def __init__(
        self,
        workspace: Workspace,
        signing_secret: str,
        redelivery: Sequence[float],
        mode: str,
        events_url: str = "",
    ) -> None:
        self._workspace = workspace
        self._secret = signing_secret.encode()
        self._redelivery = redelivery
        self.mode = mode
        self.events_url = events_url
        self._sockets: dict[int, web.WebSocketResponse] = {}
        self._numbers = itertools.count()
        self._next = itertools.count()
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._connected = asyncio.Event()
        self._tickets: set[str] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._http: aiohttp.ClientSession | None = None
        self._turn = asyncio.Semaphore(MOST_AT_ONCE)

    def deliver(self, body: Json) -> None:
        """Deliver an event, in the background, until it is acknowledged or given up."""
        self._background(self._deliver(body))

    def _background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def busy(self) -> bool:
        """Whether something has still to be delivered."""
        return bool(self._tasks)

    async def _deliver(self, body: Json) -> None:
        reason = ""
        for retry, delay in enumerate((0.0, *self._redelivery)):
            if retry and delay:
                await asyncio.sleep(delay)
            ok, reason, stop = await self._once("events_api", body, retry, reason)
            if ok or stop:
                return
            self._workspace.announce("undelivered", event=body["event_id"], reason=reason)

    async def _once(self, kind: str, body: Json, retry: int, reason: str) -> tuple[bool, str, bool]:
        if self.mode == "socket":
            async with self._turn:
                answer = await self.socket(kind, body, retry, reason)
            return answer is not None, "timeout", False
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        async with self._turn:
            status, no_retry, _ = await self.post("application/json", json.dumps(body), headers)
        if status == 200:
            return True, "", True
        return False, "http_timeout" if status == 0 else "http_error", no_retry

    async def interaction(self, kind: str, payload: Json) -> Json:
        """A command or a click: delivered once; {} or the body of the acknowledgement.

        Raises TimeoutError when the app does not acknowledge in 3 s, as Slack tells the person.
        """
        if self.mode == "socket":
            name = "slash_commands" if kind == "command" else "interactive"
            answer = await self.socket(name, payload, 0, "")
            if answer is None:
                raise TimeoutError
            return answer
        if kind == "command":
            text = urlencode({name: str(value) for name, value in payload.items()})
        else:
            text = urlencode({"payload": json.dumps(payload)})
        status, _, body = await self.post("application/x-www-form-urlencoded", text, {})
        if status != 200:
            raise TimeoutError
        return _as_json(body)

    async def post(self, kind: str, text: str, headers: dict[str, str]) -> tuple[int, bool, str]:
        """A signed request: (status or 0 for no answer in time, no-retry asked, body)."""
        stamp = str(int(self._workspace.now()))
        base = f"v0:{stamp}:{text}".encode()
        signature = "v0=" + hmac.new(self._secret, base, hashlib.sha256).hexdigest()
        sent = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **headers,
        }
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ACK_S))
        try:
            async with self._http.post(
                self.events_url, data=text.encode(), headers=sent, allow_redirects=False
            ) as reply:
                return reply.status, "X-Slack-No-Retry" in reply.headers, await reply.text()
        except (aiohttp.ClientError, TimeoutError):
            return 0, False, ""

    async def socket(self, kind: str, payload: Json, retry: int, reason: str) -> Json | None:
        """Through one of the live connections; the acknowledgement's payload, or None."""
        try:
            await asyncio.wait_for(self._connected.wait(), ACK_S)
        except TimeoutError:
            return None
        live = [one for one in self._sockets.values() if not one.closed]
        if not live:
            return None
        connection = live[next(self._next) % len(live)]
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._acks[envelope_id] = answer
        try:
            await connection.send_json(envelope)
            return await asyncio.wait_for(answer, ACK_S)
        except (TimeoutError, ConnectionError, RuntimeError):
            return None
        finally:
            self._acks.pop(envelope_id, None)

    def new_ticket(self) -> str:
        """For one connection; it cannot be used twice."""
        ticket = new_id("wss")
        self._tickets.add(ticket)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="this URL was used already")
        self._tickets.discard(ticket)
        connection = web.WebSocketResponse(heartbeat=PING_S)
        await connection.prepare(request)
        number = next(self._numbers)
        self._sockets[number] = connection
        await connection.send_json(
            {
                "type": "hello",
                "num_connections": len(self._sockets),
                "connection_info": {"app_id": self._workspace.app_id},
                "debug_info": {"host": "local", "approximate_connection_time": 18060},
            }
        )
        self._connected.set()
        try:
            async for message in connection:
                if message.type == aiohttp.WSMsgType.TEXT:
                    self._acknowledge(_as_json(message.data))
        finally:
            del self._sockets[number]
            if not self._sockets:
                self._connected.clear()
        return connection

    def _acknowledge(self, body: Json) -> None:
        waiting = self._acks.get(str(body.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(body.get("payload") or {})

    async def close(self) -> None:
        """Drop connections and whatever is still to be delivered."""
        for connection in list(self._sockets.values()):
            await connection.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()


class Outlet:
    """What one workspace has to tell the app, as long as that is installed there."""

    def __init__(self, workspace: Workspace, delivery: Delivery) -> None:
        self._workspace = workspace
        self._delivery = delivery

    def event(self, event: Json) -> None:
        """In an envelope of this workspace's
        (docs.slack.dev/apis/events-api, callback field overview)."""
        place = self._workspace
        if not place.installed:
            return
        enterprise = place.enterprise_id or None
        authorization = {
            "enterprise_id": enterprise,
            "team_id": place.team_id,
            "user_id": place.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": place.for_whole_org,
        }
        self._delivery.deliver(
            {
                "token": "unused",
                "team_id": place.team_id,
                **({"enterprise_id": enterprise} if enterprise else {}),
                "api_app_id": place.app_id,
                "event": event,
                "type": "event_callback",
                "event_id": new_id("Ev"),
                "event_time": int(place.now()),
                "authorizations": [authorization],
                "is_ext_shared_channel": False,
                "event_context": new_id("4-"),
            }
        )

    async def interaction(self, kind: str, payload: Json) -> Json:
        """See `Delivery.interaction`."""
        return await self._delivery.interaction(kind, payload)


def _as_json(text: str) -> Json:
    try:
        body = json.loads(text) if text.strip() else {}
    except ValueError:
        return {"text": text}
    return body if isinstance(body, dict) else {}
