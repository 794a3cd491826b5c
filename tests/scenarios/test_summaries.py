"""Summaries in a conversation: everything is read, every statement leads to where it stands."""

from __future__ import annotations

import io
import re
from pathlib import Path

from document_cases import docx, p, pdf, xlsx
from PIL import Image
from summary_cases import honest, material_in, task
from town import town

from adapters.playground.models import Script

MODELS = Script(said=honest)
#: Where facts stand that easily get lost.
PLANTED = {
    0: "FACT-START the code name is Heron.",
    174: "FACT-MIDDLE the penalty is 77,000 euro.",
    349: "FACT-END the warranty ends on 5 May 2031.",
}


def book() -> bytes:
    """350 pages of clauses, with planted facts, a footnote, a table, a word over a line's end."""
    pages = [
        [f"{page}.{line} The supplier gives notice of case {page}-{line}." for line in range(1, 25)]
        for page in range(1, 351)
    ]
    for page, fact in PLANTED.items():
        pages[page][7] = fact
    pages[199][23] = "* FACT-FOOTNOTE prices exclude VAT of 19 percent."
    pages[120][5:7] = ["they reached an impor-", "tant FACT-HYPHEN agreement"]
    pages[60][4] = "FACT-TABLE | Basic | 12 euro | Premium | 30 euro"
    return pdf(pages)


def screenshot() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(out, "PNG")
    return out.getvalue()


def redline() -> bytes:
    old, new = "<w:delText>100,000</w:delText>", "<w:t>250,000</w:t>"
    return docx(
        p("FACT-DOCX This Agreement is about delivery.")
        + "<w:p><w:r><w:t>5.1 The cap is </w:t></w:r>"
        + f'<w:del w:id="1"><w:r>{old}</w:r></w:del><w:ins w:id="2"><w:r>{new}</w:r></w:ins></w:p>'
    )


async def test_a_thread_with_its_documents_end_to_end(tmp_path: Path) -> None:
    sees = {"THINKTWICE_FAST__VISION": "true"}
    async with town(tmp_path, "http", MODELS, more=sees) as here:
        sheet = (
            '<row r="1"><c r="A1" t="inlineStr"><is><t>FACT-SHEET total 4,712</t></is></c></row>'
        )
        root = here.say(
            "support",
            "sam",
            "FACT-ROOT here are the papers",
            book__pdf=book(),
            red__docx=redline(),
            costs__xlsx=xlsx(sheet),
            screen__png=screenshot(),
            shot__png=b"\x89PNG\r\n\x1a\n" + bytes(40),
        )["ts"]
        for number in range(400):
            here.say("support", "dana" if number % 2 else "sam", f"FACT-{number:03} is said", root)
        here.say("support", "dana", "@thinktwice summarize this thread", root)
        answer = await here.answered("support", root)
        notes = [body for body in here.models.journal if task(body) == "notes"]
        read = "".join(material_in(body) for body in notes)
        facts = [
            *PLANTED.values(),
            "FACT-FOOTNOTE",
            "FACT-TABLE",
            "FACT-DOCX",
            "FACT-SHEET",
            "FACT-ROOT",
            "total 4711.",
        ]
        assert [fact for fact in facts if read.count(fact) != 1] == []
        assert re.search(r"impor-?\s*tant FACT-HYPHEN", read)
        assert all(read.count(f"FACT-{number:03}") == 1 for number in range(400))
        assert "[deleted: 100,000][inserted: 250,000]" in read
        said = str(answer["blocks"])
        assert "https://local.slack.example/archives/" in str(
            here.ours("support", root)[0]["blocks"]
        )
        assert "shot.png" in said
        assert "screen.png skipped" not in said
        looks = [one for one in here.models.journal if task(one) == "picture"]
        assert len(looks) == 1
        assert "image_url" in str(looks[0]["messages"])
        assert {body["model"] for body in notes} == {"deepseek-ai/DeepSeek-V3-0324"}


async def test_what_was_decided_in_the_words_of_each_language(tmp_path: Path) -> None:
    async with town(tmp_path, "http", MODELS, more={"THINKTWICE_PRESET": "offline"}) as here:
        root = here.say("support", "sam", "We decided to ship on Friday.")["ts"]
        here.say("support", "dana", "@thinktwice what did we decide?", root)
        answer = await here.answered("support", root)
        shown = answer["blocks"][0]["text"]
        assert "**Decisions**" in shown
        assert "We decided to ship on Friday. [sam, " in shown
        assert "No model is connected" in shown
        assert "Key points" not in shown


async def test_an_incident_is_handed_on_by_button(tmp_path: Path) -> None:
    async with town(tmp_path, "http", MODELS, more={"THINKTWICE_PRESET": "offline"}) as here:
        said = "Incident: checkout is down since 14:00, error rate 38%. Paging on-call. Outage."
        root = here.say("support", "sam", said)["ts"]
        here.say("support", "dana", "Rollback finished, root cause still unknown.", root)
        here.say("support", "dana", "@thinktwice Kannst du das bitte kurz zusammenfassen?", root)
        first = await here.answered("support", root)
        dana = here.slack.workspace.find_user("dana")
        channel = here.slack.workspace.find_channel("support")
        assert dana is not None
        assert channel is not None
        assert "**Auswirkung**" in first["blocks"][0]["text"]
        buttons = [one["action_id"] for row in first["blocks"] if row["type"] == "actions"
                   for one in row["elements"]]  # fmt: skip
        assert {"summary_catch_up", "summary_handover", "summary_post_mortem"} <= set(buttons)
        where = {"channel": channel, "message": first}
        await here.slack.people.press(where, dana, "summary_post_mortem", None)
        found = await here.finals("support", root, 2)
        draft = max(found, key=lambda one: float(one["ts"]))["blocks"][0]["text"]
        assert "Lücke: Im Gelesenen steht nichts dazu." in draft
        assert "[2026-" in draft
        assert "[sam, " not in draft


async def test_the_buttons_under_a_summary(tmp_path: Path) -> None:
    async with town(tmp_path, "http", MODELS, more={"THINKTWICE_PRESET": "offline"}) as here:
        root = here.say("support", "sam", "We decided to ship on Friday. It costs 12 euro.")["ts"]
        here.say("support", "dana", "I'll write the release notes by Thursday.", root)
        here.say("support", "dana", "@thinktwice summarize this", root)
        first = await here.answered("support", root)
        here.say("support", "sam", "We agreed to test on Monday first.", root)
        dana = here.slack.workspace.find_user("dana")
        channel = here.slack.workspace.find_channel("support")
        assert dana is not None
        assert channel is not None
        told = []
        for number, form in enumerate(("short", "full", "action", "update"), 2):
            where = {"channel": channel, "message": first}
            await here.slack.people.press(where, dana, f"summary_{form}", None)
            found = await here.finals("support", root, number)
            told.append(max(found, key=lambda one: float(one["ts"]))["blocks"][0]["text"])
        short, full, action, update = told
        assert "**Actions**" in short
        assert "**Figures**" not in short
        assert "**Figures**" in full or "It costs 12 euro." in full
        assert "Monday" not in short + full + action
        assert action.startswith("**Actions**\n- dana · I'll write the release notes by Thursday.")
        assert "**Decisions**" not in action
        assert "- New: We agreed to test on Monday first." in update
        assert "- We decided to ship on Friday." in update
        for number, (question, said) in enumerate(
            (
                ("how much does it cost?", "It costs 12 euro. [sam, "),
                ("does it cost less for schools in Japan?", "The text does not say."),
            ),
            6,
        ):
            here.say("support", "dana", f"@thinktwice {question}", root)
            found = await here.finals("support", root, number)
            last = max(found, key=lambda one: float(one["ts"]))
            assert last["blocks"][0]["text"].startswith(said)
            assert "summary_short" not in str(last["blocks"])
