"""The page as a person uses it: ask, read, "Why?", by keyboard, in the dark, on a narrow screen."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page, Request, async_playwright
from started import Started

ROOT = Path(__file__).resolve().parents[3]
CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    "",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(120),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine: the page is not driven"),
]
LEGAL = "@thinktwice The vendor wants to cap liability at 12 months, should we sign clause 9.2?"
# WCAG 2.2, 1.4.3: relative luminance and contrast, over the colours that the browser computed.
CONTRAST = """() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const found = rgb(getComputedStyle(node).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim());
    const seen = node.checkVisibility() && node.getClientRects().length;
    if (!own || !seen || node.disabled || node.closest(".skip, .hidden")) continue;
    const a = light(rgb(getComputedStyle(node).color)), b = light(behind(node));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${node.tagName} ${node.className} ${ratio.toFixed(2)}`);
  }
  return low;
}"""


@asynccontextmanager
async def page(
    folder: Path, scheme: Literal["light", "dark"] = "light", width: int = 1280
) -> AsyncIterator[Page]:
    """The page of a `play` process; complaints of the browser and outside requests fail."""
    environment = {**os.environ, "THINKTWICE_DATA_DIR": str(folder), "THINKTWICE_OFFLINE_PACE": "0"}
    playing = Started(("play", "--port", "0", "--json"), environment)
    problems: list[str] = []
    try:
        url = json.loads(await asyncio.wait_for(playing.readline(), 30))["url"]

        def asked(request: Request) -> None:
            if not request.url.startswith(url.rstrip("/")):
                problems.append(request.url)

        async with async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            context = await browser.new_context(
                color_scheme=scheme, viewport={"width": width, "height": 760}
            )
            opened = await context.new_page()
            opened.on("console", lambda message: problems.append(message.text))
            opened.on("pageerror", lambda error: problems.append(str(error)))
            opened.on("request", asked)
            await opened.goto(url)
            await opened.locator("#room-name").get_by_text("#").wait_for()
            yield opened
            await browser.close()
    finally:
        os.kill(playing.pid, signal.SIGINT)
        await asyncio.wait_for(playing.wait(), 10)
    assert problems == []


async def ask(opened: Page, text: str) -> None:
    await opened.get_by_label("Message", exact=True).fill(text)
    await opened.keyboard.press("Enter")


async def test_ask_read_and_why_by_keyboard_alone(tmp_path: Path) -> None:
    async with page(tmp_path) as opened:
        await ask(opened, "@thinktwice what does HTTP 429 mean?")
        replies = opened.get_by_role("log", name="Replies in the thread")
        await replies.get_by_text("Too Many Requests").first.wait_for()
        await replies.get_by_text("short factual question").first.wait_for()
        why = replies.get_by_role("button", name="Why").last
        await why.focus()
        await opened.keyboard.press("Enter")
        dialog = opened.get_by_role("dialog")
        await dialog.wait_for()
        assert "V3" in await dialog.inner_text()
        await opened.keyboard.press("Escape")
        await dialog.wait_for(state="hidden")


async def test_a_bad_answer_is_voted_down_and_asked_why(tmp_path: Path) -> None:
    async with page(tmp_path) as opened:
        await ask(opened, "@thinktwice what does HTTP 429 mean?")
        replies = opened.get_by_role("log", name="Replies in the thread")
        down = replies.get_by_role("button", name="Something is wrong with this answer from V3")
        await down.click()
        dialog = opened.get_by_role("dialog")
        await dialog.get_by_text("Your vote is noted").wait_for()
        assert await down.get_attribute("aria-pressed") == "true"
        await dialog.get_by_role("button", name="Send").click()
        await dialog.get_by_text("Choose at least one").wait_for()
        await dialog.get_by_label("Too slow").check()
        await dialog.get_by_label("Wrong model").check()
        assert await opened.evaluate(CONTRAST) == []
        await dialog.get_by_role("button", name="Send").click()
        await dialog.get_by_text("Thanks: too slow, wrong model.").wait_for()
        await dialog.get_by_role("button", name="Close").click()
        await dialog.wait_for(state="hidden")
        assert await opened.locator("#problem").is_hidden()


async def test_what_if_follows_the_keys_and_keeps_the_cursor(tmp_path: Path) -> None:
    async with page(tmp_path) as opened:
        await ask(opened, "@thinktwice what does HTTP 429 mean?")
        replies = opened.get_by_role("log", name="Replies in the thread")
        await replies.get_by_role("button", name="Why").last.click()
        dialog = opened.get_by_role("dialog")
        await dialog.get_by_text("clauses would not have changed that").wait_for()
        field = dialog.get_by_label("What if you had asked it differently?")
        await field.fill("should we sign")
        await field.press_sequentially(" the contract?", delay=40)
        await dialog.get_by_text("This would go to R1.").wait_for()
        assert await field.input_value() == "should we sign the contract?"
        assert await field.evaluate("field => document.activeElement === field")
        assert await opened.evaluate(CONTRAST) == []
        await field.fill("")
        await opened.keyboard.press("Tab")
        await opened.keyboard.press("Enter")
        await dialog.get_by_text("There was no question for me in that.").wait_for()
        assert await dialog.get_by_text("This would go to R1.").count() == 0


@pytest.mark.parametrize(("scheme", "width"), [("light", 420), ("dark", 1280)])
async def test_everything_is_readable_and_nothing_is_cut_off(
    tmp_path: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    async with page(tmp_path, scheme, width) as opened:
        await ask(opened, LEGAL)
        replies = opened.get_by_role("log", name="Replies in the thread")
        why = replies.get_by_role("button", name="Why").last
        await why.wait_for()
        assert await opened.evaluate(CONTRAST) == []
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await opened.evaluate(overflow) <= 0
        await why.click()
        await opened.get_by_role("dialog").wait_for()
        assert await opened.evaluate(CONTRAST) == []


async def test_markup_is_shown_as_text_and_never_run(tmp_path: Path) -> None:
    attack = (
        "<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script>"
    )
    async with page(tmp_path) as opened:
        await ask(opened, attack)
        await opened.get_by_role("log", name="Messages").get_by_text("<img src=x").wait_for()
        assert "owned" not in await opened.title()
        assert await opened.locator("#messages img, #messages script").count() == 0


async def test_a_command_is_seen_by_its_asker_only_where_the_bot_is_no_member(
    tmp_path: Path,
) -> None:
    async with page(tmp_path) as opened:
        await opened.get_by_role("button", name="random").click()
        await ask(opened, "/ask what does HTTP 404 mean?")
        await opened.get_by_text("Only you can see this").first.wait_for()
        await opened.get_by_text("404 Not Found").first.wait_for()


async def test_a_file_is_attached_taken_back_sent_and_read(tmp_path: Path) -> None:
    note, other = tmp_path / "note.txt", tmp_path / "other.txt"
    note.write_text("The proxy listens on port 8443.", "utf-8")
    other.write_text("nothing", "utf-8")
    async with page(tmp_path / "home") as opened:
        field = opened.get_by_label("Attach files", exact=True)
        await field.set_input_files(other)
        await opened.get_by_text("other.txt").wait_for()
        await opened.get_by_role("button", name="Remove files").click()
        await opened.get_by_text("other.txt").wait_for(state="detached")
        await field.set_input_files(note)
        await ask(opened, "@thinktwice which port does the proxy listen on?")
        replies = opened.get_by_role("log", name="Replies in the thread")
        await replies.get_by_role("list", name="Attached files").get_by_text("note.txt").wait_for()
        await replies.get_by_text("8443").first.wait_for()
