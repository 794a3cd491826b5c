"""Reading a Web API call: arguments wherever Slack's SDKs put them, and the token.

Refuses to judge values. The asynchronous client sends reads as GET with a query and several writes
as POST with a query; the synchronous one posts forms (field/playground.md, 0.8).
"""

from __future__ import annotations

import base64
import json
from typing import Any

from aiohttp import web

Json = dict[str, Any]
_STRUCTURED = frozenset({"blocks", "attachments", "metadata", "view", "prompts", "files", "chunks"})
_FLAGS = frozenset({"unfurl_links", "unfurl_media", "inclusive", "include_all_metadata"})


class SlackError(Exception):
    """An answer with `ok: false`: Slack's code, and more fields where Slack adds some."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


async def read_call(request: web.Request) -> tuple[str, Json]:
    """(token, arguments). Raises SlackError for a body that cannot be read."""
    arguments: Json = dict(request.query)
    kind = request.content_type
    if request.method == "POST" and request.can_read_body:
        if kind == "application/json":
            arguments |= await _json(request)
        elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
            form = await request.post()
            arguments |= {name: value for name, value in form.items() if isinstance(value, str)}
        elif (await request.read()).strip():
            raise SlackError("invalid_post_type")
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        # How Slack's SDKs send the app's own name and secret.
        own = _plain(header.removeprefix("Basic ")).partition(":")
        arguments |= {"client_id": own[0], "client_secret": own[2]}
    token = header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else ""
    token = token or str(arguments.pop("token", "") or "")
    arguments.pop("token", None)
    return token, {name: _typed(name, value) for name, value in arguments.items()}


def _plain(encoded: str) -> str:
    try:
        return base64.b64decode(encoded).decode()
    except ValueError as error:
        raise SlackError("invalid_auth") from error


async def _json(request: web.Request) -> Json:
    try:
        body = json.loads(await request.text())
    except (ValueError, UnicodeDecodeError) as error:
        raise SlackError("invalid_json") from error
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return {name: value for name, value in body.items() if value is not None}


def _typed(name: str, value: Any) -> Any:
    if name in _STRUCTURED and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError as error:
            code = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
            raise SlackError(code) from error
    if name in _FLAGS and isinstance(value, str):
        return value.lower() in ("1", "true")
    return value


def need(arguments: Json, *names: str) -> None:
    """Raise Slack's error for the first argument that is missing."""
    missing = [name for name in names if arguments.get(name) in (None, "")]
    if missing:
        raise SlackError(
            "invalid_arguments",
            response_metadata={
                "messages": [f"[ERROR] missing required field: {name}" for name in missing]
            },
        )
