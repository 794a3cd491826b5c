"""Two answers in one message: an incident's first answer, `Quick answer now`, a kill in between."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from office import office
from slack_cases import channel, user
from town import Town, town

from adapters.playground.models import Script

V3, R1 = "deepseek-ai/DeepSeek-V3-0324", "deepseek-ai/DeepSeek-R1-0528"
INCIDENT = "@thinktwice prod is down, should I roll back the migration?"
LEGAL = "@thinktwice the vendor wants to cap liability, should we sign clause 9.2?"
FIRST = Script(model=V3, text="Run:\n```sh\nkubectl get pods\nkubectl delete pod db-0\n```")
CHECK = Script(model=R1, text="CORRECTS\nDo not delete the pod; roll back first.", first_s=1.0)
COMPARE = Script(model=V3, match="A more careful second answer is", text="AGREES")


def blocks_of(message: dict[str, Any]) -> dict[str, Any]:
    return {block["type"]: block for block in message["blocks"]}


async def seen(here: Town, where: str, thread_ts: str, text: str) -> dict[str, Any]:
    """Wait until a message of the bot in that thread contains the text."""
    async with asyncio.timeout(60):
        while True:
            for message in here.ours(where, thread_ts):
                if text in message["text"]:
                    return dict(message)
            await asyncio.sleep(0.02)


async def test_an_incident_gets_the_fast_answer_at_once_and_the_check_above_it(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, "http", FIRST, CHECK) as here:
        asked = here.say("general", "dana", INCIDENT)
        early = await seen(here, "general", asked["ts"], "First answer from V3")
        assert "being checked by R1. Do not run anything destructive from it." in early["text"]
        shown = blocks_of(early)["markdown"]["text"]
        assert "**destructive**\n```sh\nkubectl delete pod db-0\n```" in shown
        assert "destructive\nkubectl delete pod db-0" in early["text"]
        final = await here.answered("general", asked["ts"])
        parts = blocks_of(final)
        assert parts["markdown"]["text"] == (
            "R1 corrects the first answer:\n\nDo not delete the pod; roll back first."
        )
        folded = parts["container"]
        assert folded["default_collapsed"]
        assert "kubectl get pods" in folded["child_blocks"][0]["text"]
        assert parts["context"]["elements"][0]["text"].startswith("R1 · production incident")
        assert len(here.ours("general", asked["ts"])) == 1
        assert [row["model"] for row in here.models.journal] == [V3, R1]
        assert "kubectl delete pod" in str(here.models.journal[1])


async def test_quick_answer_now_puts_a_first_answer_into_the_same_message(tmp_path: Path) -> None:
    slow = Script(model=R1, text="Do not sign yet.", first_s=2.5)
    quick = Script(model=V3, text="Probably not.")
    async with town(tmp_path, "http", COMPARE, quick, slow) as here:
        asked = here.say("legal", "alex", LEGAL)
        waiting = await seen(here, "legal", asked["ts"], "R1 is thinking it through")
        button = blocks_of(waiting)["actions"]["elements"][0]
        assert button["text"]["text"] == "Quick answer now"
        workspace = here.slack.workspace
        channel, alex = workspace.find_channel("legal"), workspace.find_user("alex")
        assert channel is not None
        assert alex is not None
        where: Any = {"channel": channel, "message": waiting}
        await here.slack.people.press(where, alex, button["action_id"], button["value"])
        await seen(here, "legal", asked["ts"], "First answer from V3")
        final = await here.answered("legal", asked["ts"])
        assert blocks_of(final)["markdown"]["text"] == "R1 agrees.\n\nDo not sign yet."
        assert "Probably not." in str(blocks_of(final)["container"])
        assert len(here.ours("legal", asked["ts"])) == 1


async def test_a_reasoning_model_that_fails_leaves_the_first_answer_and_says_so(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, "http", FIRST, Script(model=R1, status=401)) as here:
        asked = here.say("general", "dana", INCIDENT)
        final = await here.answered("general", asked["ts"])
        text = blocks_of(final)["markdown"]["text"]
        assert text.startswith("R1 could not check this (R1's server refused the key (401)).")
        assert "kubectl delete pod" in text
        assert "Try R1 again" in str(blocks_of(final)["actions"])
        assert [row["model"] for row in here.models.journal] == [V3, R1]


async def test_a_worker_killed_between_the_two_leaves_one_message(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FIRST, CHECK) as here:
        asked = here.say("general", "dana", INCIDENT)
        await seen(here, "general", asked["ts"], "First answer from V3")
        await here.asked(2)
        await here.kill("worker")
        await here.start("worker")
        final = await here.answered("general", asked["ts"])
        assert blocks_of(final)["markdown"]["text"].startswith("R1 corrects the first answer:")
        assert len(here.ours("general", asked["ts"])) == 1
        assert [row["model"] for row in here.models.journal] == [V3, R1, R1]


async def test_the_offline_demo_claims_no_check(tmp_path: Path) -> None:
    more = {"THINKTWICE_PRESET": "offline", "THINKTWICE_OFFLINE_PACE": "0"}
    async with town(tmp_path, "http", more=more) as here:
        asked = here.say("general", "dana", INCIDENT)
        final = await here.answered("general", asked["ts"])
        assert "R1 would have been asked" in final["text"]
        assert "checked" not in str(final["blocks"])
        assert "container" not in blocks_of(final)


async def test_a_summary_of_an_incident_has_no_first_answer() -> None:
    fast = Script(model="fast-model", text="unused")
    slow = Script(model="slow-model", text="Rolled back at 09:06.")
    async with office(fast, slow) as here:
        root = here.ask(INCIDENT.removeprefix("@thinktwice "))
        place, person = channel(here.slack, "general"), user(here.slack, "dana")
        here.slack.people.write(place, person, "@thinktwice このスレッドを要約して", root)
        await here.answered(root)
        await here.over()
        assert "本番障害" in str(here.ours(root)[-1]["blocks"])
        assert [row["model"] for row in here.made.server.journal] == ["slow-model"]
