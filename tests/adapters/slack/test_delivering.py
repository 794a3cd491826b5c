"""More than five messages become a file with its beginning on top; a crash doubles nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from answer_cases import saying
from house_cases import Heard
from office import office
from routing_cases import SEATS, request
from slack_cases import channel, job_of, settings

from adapters.playground.app import App
from adapters.playground.models import Script
from adapters.playground.server import Playground
from adapters.slack.answering import Form, answer_parts
from adapters.slack.delivering import MOST_PARTS, Delivering
from adapters.slack.messages import Messages
from adapters.slack.serving import client_of
from adapters.slack.upload import NotUploaded
from bot.words import Words

Json = dict[str, Any]
LINE = "| 4,096 | a row of a long table | <!channel> |\n"
LONG = "The figures, all of them:\n\n| n | what | who |\n|---|---|---|\n" + LINE * 1_500
FILE = ("R1's whole answer", LONG)


def render(form: Form) -> list[Json]:
    return answer_parts("K7F3", request("q"), saying(LONG), SEATS, Words(), form=form)


class Desk:
    """Delivering into a thread of the local Slack."""

    def __init__(self, slack: Playground) -> None:
        self.slack, self.heard = slack, Heard()
        client = client_of(settings(slack))
        self.delivering = Delivering(client, Messages(client, self.heard), self.heard)
        self.general = channel(slack, "general")
        dana = slack.workspace.find_user("dana")
        assert dana is not None
        self.root = str(slack.people.write(self.general, dana, "all figures, please")["ts"])

    async def deliver(self, **job: Any) -> dict[str, str]:
        made = job_of(**job)
        return await self.delivering.deliver(made, self.general.id, self.root, render, FILE)

    @property
    def thread(self) -> Sequence[Json]:
        return self.slack.workspace.thread(self.general, self.root)[1:]

    @property
    def files(self) -> list[Json]:
        return [file for one in self.thread for file in one.get("files", [])]

    def texts(self) -> list[str]:
        return [one["blocks"][0]["text"] for one in self.thread if one.get("blocks")]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Playground() as slack:
        yield Desk(slack)


async def test_the_whole_is_a_file_below_its_beginning(desk: Desk) -> None:
    await desk.deliver()
    top, shared = desk.thread
    said = top["blocks"][0]["text"]
    assert said.startswith("The figures, all of them:\n\n| n | what | who |")
    assert said.endswith("characters) is in the file below.")
    assert len(said) < 3_200
    assert [block["type"] for block in top["blocks"]] == [
        "markdown", "context", "actions", "context_actions",
    ]  # fmt: skip
    (file,) = shared["files"]
    assert (file["name"], file["title"]) == ("answer-K7F3.md", "R1's whole answer")
    assert desk.slack.workspace.contents[file["id"]] == LONG.encode()


@pytest.mark.parametrize("attempt", [2, 3])
async def test_a_repeated_delivery_uploads_nothing_twice(desk: Desk, attempt: int) -> None:
    slots = await desk.deliver()
    assert await desk.deliver(attempt=attempt) == slots
    assert len(desk.files) == 1
    assert len(desk.thread) == 2


async def test_a_crash_before_the_file_was_shared_shares_it_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def died(*given: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(desk.delivering._uploads, "share", died)
        with pytest.raises(KeyboardInterrupt):
            await desk.deliver()
    assert len(desk.thread) == 1
    await desk.deliver(attempt=2)
    assert len(desk.files) == 1
    assert len(desk.thread) == 2


@pytest.mark.parametrize(
    ("scopes", "fault", "told"),
    [
        (frozenset({"files:write"}), "", "files:write was declined"),
        (frozenset(), "files.completeUploadExternal", "Slack did not take it"),
    ],
)
async def test_without_files_it_comes_in_parts_that_say_so(
    scopes: frozenset[str], fault: str, told: str
) -> None:
    app = App(scopes=App().scopes - scopes)
    async with Playground(app=app) as slack:
        desk = Desk(slack)
        if fault:
            slack.faults.add({"method": fault, "error": "posting_to_channel_denied"})
        await desk.deliver()
        texts = desk.texts()
        assert len(texts) > MOST_PARTS
        assert desk.files == []
        assert all(f"({n} of {len(texts)})\n" in text for n, text in enumerate(texts, 1))
        assert sum(text.count("| 4,096 |") for text in texts) == 1_500
        assert told in desk.thread[-1]["text"]
        assert desk.heard.names() == ["slack_failed"]


async def test_bytes_that_do_not_arrive_are_not_shared(desk: Desk) -> None:
    desk.slack.workspace.base_url = "http://127.0.0.1:9"
    with pytest.raises(NotUploaded) as caught:
        await desk.delivering._uploads.send("K7F3", "text")
    assert not caught.value.declined


async def test_a_question_with_an_answer_beyond_five_parts() -> None:
    async with office(Script(pieces=(LONG,))) as here:
        asked = here.ask("@thinktwice what does HTTP 429 mean?")
        top = await here.answered(asked)
        await here.until(lambda: len(here.ours(asked)) == 2)
        assert "is in the file below" in top["text"]
        place = here.slack.workspace
        (file,) = [one for one in place.files.values() if one["user"] == place.bot_user_id]
        assert place.contents[file["id"]].decode() == LONG.strip()
