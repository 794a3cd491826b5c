"""Documents in a thread: what is in them is answered from, what could not be read is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_cases import docx, ole, p, pdf
from town import town

from adapters.playground.models import Script

FAST = Script(model="deepseek-ai/DeepSeek-V3-0324", text="The proxy is on port 8443.")
SLOW = Script(model="deepseek-ai/DeepSeek-R1-0528", text="They differ in the port.")
LOCKED = (
    "plan.xlsx skipped: it is password-protected. Send a copy without the password to include it."
)


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_files_of_the_thread_and_of_the_question_are_read(tmp_path: Path, mode: str) -> None:
    async with town(tmp_path, mode, FAST, SLOW) as here:
        root = here.say("support", "sam", "the runbook", run__pdf=pdf([["Proxy: port 8443"]]))["ts"]
        here.say(
            "support",
            "dana",
            "@thinktwice which port does the proxy use?",
            root,
            note__docx=docx(p("It was 8080 until May.")),
            plan__xlsx=ole("EncryptedPackage"),
        )
        answer = await here.answered("support", root)
        (asked,) = here.models.journal
        prompt = asked["messages"][-1]["content"]
        assert '<unit place="run.pdf p. 1">\nProxy: port 8443\n</unit>' in prompt
        assert "It was 8080 until May." in prompt
        assert f"<unread>{LOCKED}</unread>" in prompt
        shown = [one["elements"][0]["text"] for one in answer["blocks"] if one["type"] == "context"]
        assert shown[0] == LOCKED
        assert shown[1].startswith("V3 · ")


async def test_a_file_of_a_question_outside_a_thread_is_read(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        asked_ts = here.say(
            "support", "dana", "@thinktwice which port?", run__pdf=pdf([["Proxy: port 8443"]])
        )["ts"]
        await here.answered("support", asked_ts)
        (asked,) = here.models.journal
        assert "Proxy: port 8443" in asked["messages"][-1]["content"]


async def test_a_direct_message_with_a_file(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        asked = here.say("@bot", "mei", "which port?", run__txt=b"Proxy: port 8443")
        mei = here.slack.users["mei"]
        await here.answered(here.slack.workspace.direct(mei).id, asked["ts"])
        (prompt,) = here.models.journal
        assert "Proxy: port 8443" in prompt["messages"][-1]["content"]
