"""Files that the app sends: an address, the bytes, and then the message that shares them.

Refuses what Slack refuses, with Slack's codes
(docs.slack.dev/reference/methods/files.getUploadURLExternal and …/files.completeUploadExternal).
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from adapters.playground.arguments import SlackError, need
from adapters.playground.posting import Posting
from adapters.playground.workspace import Json, Workspace, new_id

MOST_FILES = 10


@dataclass
class _Upload:
    """What was announced under a file's id, and what has arrived."""

    name: str
    length: int
    content: bytes | None = None


class Uploads:
    """The two methods and the address between them."""

    def __init__(self, workspace: Workspace, posting: Posting) -> None:
        self._workspace = workspace
        self._posting = posting
        self._open: dict[str, _Upload] = {}

    def get_url(self, arguments: Json) -> Json:
        """files.getUploadURLExternal."""
        need(arguments, "filename", "length")
        try:
            length = int(arguments["length"])
        except ValueError as error:
            raise SlackError("invalid_arguments") from error
        if length <= 0:
            raise SlackError("invalid_arguments")
        file_id = new_id("F")
        self._open[file_id] = _Upload(str(arguments["filename"]), length)
        return {"upload_url": f"{self._workspace.base_url}/upload/{file_id}", "file_id": file_id}

    def awaits(self, file: str) -> bool:
        """Whether bytes are expected under that id."""
        return file in self._open

    async def receive(self, request: web.Request) -> web.Response:
        """The bytes, as they are or in a form; no token is needed. Once, and all of them."""
        upload = self._open.get(request.match_info["id"])
        content = await _body(request)
        if upload is None or upload.content is not None:
            return web.Response(status=404, text="no such upload")
        if len(content) != upload.length:
            return web.Response(status=400, text=f"expected {upload.length} bytes")
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")

    def complete(self, arguments: Json) -> Json:
        """files.completeUploadExternal: the files are in the channel, or nobody's yet."""
        need(arguments, "files")
        wanted = arguments["files"]
        if not isinstance(wanted, list) or not 0 < len(wanted) <= MOST_FILES:
            raise SlackError("invalid_arguments")
        given = [one for one in wanted if isinstance(one, dict)]
        for one in given:
            upload = self._open.get(str(one.get("id")))
            if upload is None or upload.content is None:
                raise SlackError("file_not_found")
        channel = arguments.get("channel_id")
        place = self._posting.channel({"channel": channel}) if channel else None
        files = [self._kept(one) for one in given]
        if place is not None:
            comment = str(arguments.get("initial_comment") or "")
            self._posting.share(place, files, comment, str(arguments.get("thread_ts") or ""))
        return {"files": [{"id": one["id"], "title": one["title"]} for one in files]}

    def _kept(self, given: Json) -> Json:
        file_id = str(given["id"])
        upload = self._open.pop(file_id)
        bot, content = self._workspace.bot_user_id, upload.content or b""
        file = self._workspace.add_file(upload.name, content, bot, file_id)
        file["title"] = str(given.get("title") or upload.name)
        return file


async def _body(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    files = [one for one in (await request.post()).values() if isinstance(one, web.FileField)]
    return files[0].file.read() if files else b""
