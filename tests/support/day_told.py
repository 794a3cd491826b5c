"""A day that was played, as a page to read: what each person saw, how long they waited, the cost.

Refuses to play it.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from day_played import Done, Played
from day_script import Company, Person, companies
from day_watched import Seen

from adapters.playground.control import is_final
from adapters.playground.workspace import Json

LINK = re.compile(r"\[([^\]]+)\]\(https?://[^)]+\)")
COST = re.compile(r"\$(\d+(?:[.,]\d+)?)")


class Wait(NamedTuple):
    """How long one question took: until something was seen, until the answer stood there."""

    team: str
    sign_s: float
    answer_s: float
    usd: float


def page(played: Sequence[Played]) -> str:
    """The whole day in Markdown."""
    waits = list(waited(played))
    lines = ["# A day in two workspaces", "", *_figures(played, waits), ""]
    for one in played:
        lines += _scene(one)
    return "\n".join(lines) + "\n"


def waited(played: Iterable[Played]) -> Iterator[Wait]:
    """Every question that was answered, with its times."""
    for one in played:
        for done, seen in _by_step(one):
            if not done.step.question and done.step.ask is None:
                continue
            final = next((two for two in seen if two.kind != "status" and _over(two)), None)
            if not seen or final is None:
                continue
            usd = sum(_cost(two.message) for two in _last_of_each(seen))
            yield Wait(one.scene.team, seen[0].at - done.at, final.at - done.at, usd)


def _over(one: Seen) -> bool:
    return one.kind == "ephemeral" or (one.kind == "message" and is_final(one.message))


def _by_step(played: Played) -> Iterator[tuple[Done, list[Seen]]]:
    """Each step with what was seen of the bot until the next one."""
    for number, done in enumerate(played.done):
        until = played.done[number + 1].at if number + 1 < len(played.done) else float("inf")
        yield done, [one for one in played.seen if done.at <= one.at < until]


def _figures(played: Sequence[Played], waits: Sequence[Wait]) -> list[str]:
    steps = [done for one in played for done in one.done]
    people = {(one.scene.team, done.step.who) for one in played for done in one.done}
    signs, answers = sorted(one.sign_s for one in waits), sorted(one.answer_s for one in waits)
    lines = [
        f"{len(people)} people did {len(steps)} things in {len(played)} threads; the bot was asked "
        f"{len(waits)} times. Models answer here in a tenth of the time that they take in life.",
        "",
        "| | half of all within | 95 of 100 within | longest |",
        "|---|---|---|---|",
        _row("first sign", signs),
        _row("answer", answers),
        "",
    ]
    for team in dict.fromkeys(one.team for one in waits):
        mine = [one for one in waits if one.team == team]
        lines.append(f"{team}: {len(mine)} questions, ${sum(one.usd for one in mine):.4f}.")
    odd = [done.problem for done in steps if done.problem]
    lines.append(f"Steps without the outcome that was waited for: {len(odd)}.")
    return lines


def _row(name: str, values: Sequence[float]) -> str:
    if len(values) < 2:
        return f"| {name} | - | - | - |"
    cuts = statistics.quantiles(values, n=20)
    return f"| {name} | {statistics.median(values):.2f} s | {cuts[18]:.2f} s | {values[-1]:.2f} s |"


def _scene(played: Played) -> list[str]:
    scene = played.scene
    place = scene.place if scene.place.startswith("@") else f"#{scene.place}"
    lines = [f"## {scene.at} · {scene.team} · {place}", ""]
    if scene.note:
        lines += [f"*{scene.note}*", ""]
    names = people(scene.team)
    for done, seen in _by_step(played):
        lines.append(f"**{names[done.step.who].real_name}** {_did(done)}")
        lines += [""]
        for one in _last_of_each(seen):
            who = ""
            if one.only:
                who = f", only {names[done.step.who].real_name} sees"
            head = f"> `{one.at - done.at:5.1f} s`{who}: "
            lines += [head + _shown(one), ""]
        if done.problem:
            lines += [f"> *({done.problem})*", ""]
    return lines


def people(team: str) -> dict[str, Person]:
    """The people of a workspace by name."""
    company: Company = next(one for one in companies() if one.name == team)
    return {one.name: one for one in company.people}


def _did(done: Done) -> str:
    step = done.step
    match step:
        case _ if step.ask is not None:
            return f"asks: {step.ask or '(nothing)'}"
        case _ if step.say is not None:
            files = f" [{', '.join(step.files)}]" if step.files else ""
            return f"says: {step.say}{files}"
        case _ if step.command is not None:
            return f"types: `{step.command} {step.text}`"
        case _ if step.press is not None:
            return f"presses *{step.press}*"
        case _ if step.edit is not None:
            return f"edits the question: {step.edit}"
        case _ if step.delete:
            return "takes the question back"
    return "opens App Home"


def _last_of_each(seen: Sequence[Seen]) -> list[Seen]:
    """Each line that stood there, placeholder and final words apart; of a stream the last."""
    kept: dict[tuple[str, str, bool], Seen] = {}
    for one in seen:
        name = str(one.message.get("ts") or one.message.get("id") or one.message.get("text"))
        if one.kind == "status" and not one.message["text"]:
            continue
        kept[one.kind, name, _over(one)] = one
    return sorted(kept.values(), key=lambda one: one.at)


def _shown(one: Seen) -> str:
    if one.kind == "deleted":
        return "*(a message of the bot is gone)*"
    if one.kind == "status":
        return f"*Thinktwice {one.message['text']}*"
    text = "\n".join(_lines(one.message)) or str(one.message.get("text", ""))
    text = LINK.sub(r"[\1](…)", text).replace("&lt;", "<").replace("&gt;", ">")
    return text.replace("\n", "\n> ")


def _lines(message: Json) -> Iterator[str]:
    """Every block as a line of Markdown."""
    title = (message.get("title") or {}).get("text")
    if title:
        yield f"[window: {title}]"
    for block in message.get("blocks") or []:
        match block.get("type"):
            case "markdown":
                yield block["text"]
            case "section" | "header":
                yield (block.get("text") or {}).get("text", "")
                yield from ((one or {}).get("text", "") for one in block.get("fields") or [])
            case "context":
                yield "*" + " ".join(one.get("text", "") for one in block["elements"]) + "*"
            case "actions" | "context_actions":
                yield " ".join(f"[{_label(one)}]" for one in block["elements"])
            case "task_card":
                yield f"[task: {block.get('title', '')}]"


def _label(element: Json) -> str:
    if element.get("type") == "feedback_buttons":
        return "👍] [👎"
    found = element.get("text") or element.get("placeholder") or {}
    return str(found.get("text", "?"))


def _cost(message: Json) -> float:
    foot = " ".join(
        one.get("text", "")
        for block in message.get("blocks") or []
        if block.get("type") == "context"
        for one in block["elements"]
    )
    found = COST.search(foot)
    return float(found.group(1).replace(",", ".")) if found else 0.0
