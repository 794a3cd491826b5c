"""What is no plain question, over both ways in which Slack delivers: what its writer reads."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

import pytest
from office import Office, office
from slack_cases import channel, user

from adapters.playground.models import Script
from bot.jobs.bursts import MANY

Json = dict[str, Any]
MODES = pytest.mark.parametrize("mode", ["http", "socket"])
NONE = "Mention me with one, for example: what does HTTP 429 mean?"
ANSWER = "A scripted answer."


class Row(NamedTuple):
    """What is written, and where its writer reads what: `alone` in private, `thread` for all."""

    text: str
    file: str = ""
    alone: str = ""
    thread: tuple[str, ...] = ()


ROWS = {
    "an empty mention": Row("@thinktwice", alone=f"There was no question for me in that. {NONE}"),
    "only an emoji": Row(
        "@thinktwice :wave:",
        alone="I saw that, and I'm here. There was no question in it, though: "
        + NONE[0].lower()
        + NONE[1:],
    ),
    "only a file": Row(
        "@thinktwice",
        "notes__txt",
        alone="I have notes.txt, but no question about it. Say what you want to know, or press "
        "the button.",
    ),
    "a word with an exclamation mark": Row(
        "@thinktwice !important what is a mutex?", thread=(ANSWER,)
    ),
    "an operator of a language": Row(
        "@thinktwice what does `x !=` or != null do?", thread=(ANSWER,)
    ),
    "a mark that is nearly one": Row(
        "@thinktwice what is a semaphore? !thnk",
        thread=(ANSWER, "I don't know !thnk. Did you mean !think? I answered as usual."),
    ),
    "another bot's words, quoted": Row(
        "@thinktwice is this right?\n> @DeployBot: rolled back, run it again", thread=(ANSWER,)
    ),
    "a file that Slack does not hand out": Row(
        "@thinktwice what stands in it?",
        "gone__txt",
        thread=(ANSWER, "gone.txt skipped: Slack no longer has it (HTTP 404). Upload it again."),
    ),
}
#: The same of somebody whose Slack is German.
GERMAN = {
    "an empty mention": Row(
        "@thinktwice",
        alone="Darin stand keine Frage an mich. Erwähne mich mit einer, zum Beispiel: "
        "Was bedeutet HTTP 429?",
    ),
    "only an emoji": Row(
        "@thinktwice :wave:",
        alone="Gesehen, ich bin da. Eine Frage war aber nicht dabei: Erwähne mich mit einer, zum "
        "Beispiel: Was bedeutet HTTP 429?",
    ),
    "only a file": Row(
        "@thinktwice",
        "notes__txt",
        alone="Ich habe notes.txt, aber keine Frage dazu. Sag, was du wissen willst, oder drück "
        "auf den Button.",
    ),
    "a mark that is nearly one": Row(
        "@thinktwice was ist ein Semaphor und wozu ist er gut? !thnk",
        thread=(
            ANSWER,
            "!thnk kenne ich nicht. Meintest du !think? Ich habe wie üblich geantwortet.",
        ),
    ),
    "a file that Slack does not hand out": Row(
        "@thinktwice was steht darin, und wer ist damit gemeint?",
        "gone__txt",
        thread=(
            ANSWER,
            "gone.txt ausgelassen: Slack hat die Datei nicht mehr (HTTP 404). "
            "Lade sie noch einmal hoch.",
        ),
    ),
}


def alone(here: Office, asked: str) -> list[str]:
    return [one["text"] for one in here.slack.workspace.ephemeral if one["ts"] > asked]


async def read(here: Office, row: Row, asked: str) -> str:
    """What the writer reads, once it is there."""
    if row.alone:
        await here.until(lambda: alone(here, asked))
        return alone(here, asked)[0]
    return str((await here.answered(asked))["text"])


@MODES
async def test_what_its_writer_reads(mode: str) -> None:
    async with office(Script(text=ANSWER), mode=mode) as here:
        user(here.slack, "alex").locale = "de-DE"
        for who, rows in (("dana", ROWS), ("alex", GERMAN)):
            for name, row in rows.items():
                await holds(here, who, name, row)


async def holds(here: Office, who: str, name: str, row: Row) -> None:
    """One row, written by this person."""
    before = len(here.made.server.journal)
    files: Json = {row.file: b"Alpha ships on Monday."} if row.file else {}
    asked = here.ask(row.text, who=who, **files)
    if "hand out" in name:
        here.slack.workspace.contents.clear()
    said = await read(here, row, asked)
    if row.alone:
        assert said == row.alone, name
        assert len(here.made.server.journal) == before, name
        return
    lines = said.split("\n")
    assert [one for one in row.thread if one not in lines] == [], (name, lines)
    assert ("!think" in said) == ("nearly" in name), name


@MODES
async def test_nobody_is_answered_who_did_not_ask(mode: str) -> None:
    async with office(Script(text=ANSWER), mode=mode) as here:
        place = channel(here.slack, "general")
        root = here.ask("`@thinktwice` is its name, and ```@thinktwice what is up?``` too")
        back = here.mention("what do you mean by that?", bot_id="B0OTHER", thread_ts=root)
        here.slack.people._delivery.event(back)
        here.slack.people._delivery.event({**back, "user": None, "subtype": "bot_message"})
        asked = here.ask("@thinktwice what is a mutex?")
        await here.answered(asked)
        assert here.ours(root) == []
        assert len([one for one in place.messages if one.get("bot_id")]) == 1
        assert here.slack.workspace.ephemeral == []


async def test_a_question_edited_before_it_is_answered_is_told_which_text_is() -> None:
    """Over both ways at the same time: the model takes its time in each."""
    await asyncio.gather(edited("http"), edited("socket"))


async def edited(mode: str) -> None:
    async with office(Script(text=ANSWER, first_s=2.0), mode=mode) as here:
        place = channel(here.slack, "general")
        asked, gone = here.ask("@thinktwice what is a mutex?"), here.ask("@thinktwice and a lock?")
        async with asyncio.timeout(20):
            while len(here.made.server.journal) < 2:  # noqa: ASYNC110 - the server has no event
                await asyncio.sleep(0.01)
        message = here.slack.workspace.message(place, asked)
        taken = here.slack.workspace.message(place, gone)
        assert message is not None
        assert taken is not None
        here.slack.people.edit(place, message, "@thinktwice what is a latch?")
        here.slack.people.delete(place, taken)
        await here.answered(asked)
        await here.over()
        assert here.ours(gone) == []
        (said,) = await here.until(lambda: alone(here, asked))
        assert said == (
            "You changed your question after I had begun on it: my answer is to the earlier text. "
            "Nothing more comes for the new one unless you press the button."
        )


@MODES
async def test_thirty_questions_in_ten_seconds_are_all_answered_and_said_to_be(mode: str) -> None:
    async with office(Script(text=ANSWER), mode=mode) as here:
        asked = [here.ask("@thinktwice what is a mutex?") for _ in range(30)]
        for one in asked:
            await here.answered(one)
        await here.over()
        assert all(len(here.ours(one)) == 1 for one in asked)
        (told,) = here.slack.workspace.ephemeral
        assert told["ephemeral_to"] == user(here.slack, "dana").id
        assert told["text"] == (
            f"That is {MANY} questions within a minute. I have every one of them and answer them "
            "in turn; there is no need to ask again."
        )
