"""An OpenAI-compatible server on loopback with scripted answers, for tests and benchmarks.

Refuses to be clever: it says what its script says, as DeepSeek, vLLM or a broken server would.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web

Json = dict[str, Any]


@dataclass(frozen=True)
class Script:
    """How one model answers. `match`: only questions that contain it; the first match counts.

    `pieces` cuts the stream exactly so; without them `text` is cut at its blanks.
    `reasoning_field` is `reasoning_content` (DeepSeek) or `reasoning` (vLLM). `finish` None: the
    stream ends without a finish reason. `cut_after` drops the connection after so many pieces.
    `said` makes the text from the request, where it depends on what was asked; it comes whole
    unless its pieces take time.
    """

    text: str = "A scripted answer."
    said: Callable[[Json], str] | None = None
    pieces: tuple[str, ...] = ()
    match: str = ""
    model: str = ""
    served: str = ""
    reasoning: str = ""
    reasoning_field: str = "reasoning_content"
    finish: str | None = "stop"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    first_s: float = 0.0
    piece_s: float = 0.0
    keep_alive_s: float = 0.0
    cut_after: int | None = None
    corrupt: bool = False
    times: int = 1_000_000


class ModelServer:
    """`url` is the base URL (ends in /v1); `journal` holds every request, in order;
    `most_at_once` is how many it answered at the same time at most, `left` how many hung up before
    the end."""

    def __init__(self, *scripts: Script) -> None:
        self._scripts = list(scripts or (Script(),))
        self._left = [script.times for script in self._scripts]
        self.journal: list[Json] = []
        self.at_once = self.most_at_once = self.left = 0
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1."""
        application = web.Application()
        application.add_routes(
            [
                web.post("/v1/chat/completions", self._chat),
                web.get("/v1/models", self._models),
                web.get("/journal", self._journal),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"

    async def stop(self) -> None:
        """Close."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> ModelServer:
        await self.start()
        return self

    async def __aexit__(self, *reason: Any) -> None:
        await self.stop()

    def _choose(self, body: Json) -> Script:
        asked = json.dumps(body.get("messages", []), ensure_ascii=False)
        for index, script in enumerate(self._scripts):
            fits = script.match in asked and script.model in ("", body.get("model"))
            if fits and self._left[index] > 0:
                self._left[index] -= 1
                if script.said is None:
                    return script
                text = script.said(body)
                return replace(script, text=text, pieces=() if script.piece_s else (text,))
        return Script(status=500, body="no script fits")

    async def _models(self, request: web.Request) -> web.Response:
        names = {script.model for script in self._scripts if script.model} or {"scripted"}
        data = [{"id": name, "object": "model"} for name in sorted(names)]
        return web.json_response({"object": "list", "data": data})

    async def _journal(self, request: web.Request) -> web.Response:
        return web.json_response(self.journal)

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._replied(request)
        except ConnectionResetError:
            # Whoever asked has died or hung up.
            self.left += 1
            return web.Response(status=499)
        finally:
            self.at_once -= 1

    async def _replied(self, request: web.Request) -> web.StreamResponse:
        body: Json = await request.json()
        self.journal.append(body)
        script = self._choose(body)
        if script.status != 200 or script.body:
            text = script.body or json.dumps(
                {"error": {"message": "scripted", "code": script.status}}
            )
            kind = "application/json" if text.startswith("{") else "text/html"
            return web.Response(
                status=script.status, text=text, content_type=kind, headers=script.headers
            )
        if not body.get("stream"):
            await asyncio.sleep(script.first_s)
            return web.json_response(_whole(body, script))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        async for line in _stream(body, script):
            if line is None:
                assert request.transport is not None
                request.transport.close()
                return response
            await response.write(line)
        return response


async def _stream(body: Json, script: Script) -> AsyncIterator[bytes | None]:
    waited = time.monotonic() + script.first_s
    while script.keep_alive_s and time.monotonic() < waited:
        yield b": keep-alive\n\n"
        await asyncio.sleep(min(script.keep_alive_s, max(0.0, waited - time.monotonic())))
    await asyncio.sleep(max(0.0, waited - time.monotonic()))
    pieces: list[Json] = [{"role": "assistant", "content": ""}]
    if script.reasoning:
        pieces.append({script.reasoning_field: script.reasoning})
    pieces += [{"content": piece} for piece in script.pieces or _words(script.text)]
    for number, delta in enumerate(pieces):
        if script.cut_after is not None and number > script.cut_after:
            yield None
            return
        if script.corrupt and number == 2:
            yield b'data: {"choices": [{"delta"\n\n'
        yield _line(_chunk(body, script, delta, None))
        await asyncio.sleep(script.piece_s)
    if script.finish:
        yield _line(_chunk(body, script, {}, script.finish))
    yield _line({**_chunk(body, script, {}, None), "choices": [], "usage": _usage(body, script)})
    yield b"data: [DONE]\n\n"


def _words(text: str) -> list[str]:
    *before, last = text.split(" ")
    return [*(f"{word} " for word in before), last]


def _line(chunk: Json) -> bytes:
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()


def _chunk(body: Json, script: Script, delta: Json, finish: str | None) -> Json:
    return {
        "id": "scripted",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": script.served or body.get("model", "scripted"),
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def _whole(body: Json, script: Script) -> Json:
    message: Json = {"role": "assistant", "content": "".join(script.pieces) or script.text}
    if script.reasoning:
        message[script.reasoning_field] = script.reasoning
    return {
        "id": "scripted",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": script.served or body.get("model", "scripted"),
        "choices": [{"index": 0, "message": message, "finish_reason": script.finish}],
        "usage": _usage(body, script),
    }


def _usage(body: Json, script: Script) -> Json:
    """Words stand for tokens: what matters is that figures come through."""
    read = sum(len(str(one.get("content")).split()) for one in body.get("messages", []))
    thought, said = len(script.reasoning.split()), len(script.text.split())
    return {
        "prompt_tokens": read,
        "completion_tokens": said + thought,
        "total_tokens": read + said + thought,
        "completion_tokens_details": {"reasoning_tokens": thought},
    }
