"""From an envelope to the whole question, read from a real local Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_cases import channel, job_of, settings, user

from adapters.playground.server import Playground
from adapters.slack.envelope import Envelope
from adapters.slack.gather import Gatherer
from adapters.slack.paging import Pages
from adapters.slack.saying import said
from adapters.slack.serving import client_of
from bot.errors import RequestRefused
from bot.request import Request


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(mode="http", redelivery=()) as running:
        yield running


async def gathered(slack: Playground, **fields: Any) -> Request:
    here: dict[str, Any] = {
        "kind": "mention",
        "team": slack.workspace.team_id,
        "channel": channel(slack, "general").id,
        "user": user(slack, "dana").id,
        "channel_type": "channel",
        **fields,
    }
    envelope = Envelope.model_validate(here)
    here_too = slack.workspace.channels.get(envelope.channel)
    if here_too and envelope.ts and slack.workspace.message(here_too, envelope.ts) is None:
        written = {"user": envelope.user, "text": envelope.text, "ts": envelope.ts}
        more = {"thread_ts": envelope.thread_ts} if envelope.thread_ts else {}
        slack.workspace.post(here_too, {"type": "message", **written, **more})
    return await Gatherer(client_of(settings(slack))).request(job_of(), envelope)


def post(slack: Playground, where: str, **message: Any) -> str:
    """A message that nobody is told of."""
    place = slack.workspace
    ts = place.new_ts()
    place.post(channel(slack, where), {"type": "message", "ts": ts, **message})
    return ts


async def test_the_asker_is_known_and_the_bot_is_not_part_of_the_question(
    slack: Playground,
) -> None:
    bot, mei = slack.workspace.bot_user_id, user(slack, "mei").id
    text = f"<@{bot}> !think does <@{mei}> agree with <#C1|legal>? a &lt; b &amp;&amp; c &gt; d"
    asked = await gathered(slack, text=text, ts="1700000000.000100")
    assert asked.id == "K7F3"
    assert asked.text == "does @mei agree with #legal? a < b && c > d"
    assert (asked.asker.name, asked.asker.tz) == ("dana", "Europe/Berlin")
    assert asked.language == "en"
    assert asked.wish is not None
    assert (asked.wish.tier, asked.wish.said) == ("reasoning", "!think")
    assert asked.place.thread_ts == asked.place.message_ts == "1700000000.000100"
    assert asked.context == ()


@pytest.mark.parametrize(
    ("written", "readable"),
    [
        ("<https://a.example/x|the plan>", "the plan (https://a.example/x)"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("<https://a.example|https://a.example>", "https://a.example"),
        ("<#C99|> and <#C99>", "#C99 and #C99"),
        ("<!here> <!subteam^S1|@ops>", "@here @ops"),
        ("<@U0NOBODY>", "@U0NOBODY"),
        ("&amp;lt;", "&lt;"),
    ],
)
async def test_references_read_as_people_read_them(
    slack: Playground, written: str, readable: str
) -> None:
    assert (await gathered(slack, text=written, ts="1.0")).text == readable


async def test_a_name_is_text_and_no_pattern(slack: Playground) -> None:
    mei = user(slack, "mei")
    mei.name = r"mei\g<0>\1"
    asked = await gathered(slack, text=f"ask <@{mei.id}|mei>", ts="1.0")
    assert asked.text == rf"ask @{mei.name}"


@pytest.mark.parametrize("text", ["", "   ", "!think", "<@BOT> ", "<@BOT>: !fresh"])
async def test_nothing_asked_is_refused(slack: Playground, text: str) -> None:
    text = text.replace("BOT", slack.workspace.bot_user_id)
    with pytest.raises(RequestRefused):
        await gathered(slack, text=text, ts="1.0")


async def test_a_long_thread_is_read_to_its_newest_message(slack: Playground) -> None:
    sam, mei = user(slack, "sam").id, user(slack, "mei").id
    root = post(slack, "support", user=sam, text="ACME cannot log in.")
    for number in range(128):
        post(slack, "support", user=mei, text=f"note {number}", thread_ts=root)
    post(slack, "support", user=sam, text="NEWEST: the clock", thread_ts=root)
    asked_ts = post(slack, "support", user=mei, text="what was it?", thread_ts=root)
    client = client_of(settings(slack))
    gatherer = Gatherer(client)
    messages = await Pages(client, 50).thread(channel(slack, "support").id, root)
    units = await gatherer.thread(messages, "C1", skip=asked_ts)
    assert len(units) == 130
    assert units[0].text == "ACME cannot log in."
    assert units[-1].text == "NEWEST: the clock"
    assert [unit.text for unit in units[1:-1]] == [f"note {number}" for number in range(128)]
    assert units[-1].author == "sam"
    assert units[-1].place.startswith("sam, ")
    pages = [row for row in slack.traffic.since(0) if row["method"] == "conversations.replies"]
    assert len(pages) == 3
    names = [row for row in slack.traffic.since(0) if row["method"] == "users.info"]
    assert len(names) == 2


async def test_joins_are_no_part_of_the_talk_and_our_own_words_are_marked(
    slack: Playground,
) -> None:
    mei, bot = user(slack, "mei").id, slack.workspace.bot_user_id
    root = post(slack, "support", user=mei, text="It is broken.")
    join: dict[str, Any] = {"subtype": "channel_join", "text": "has joined"}
    post(slack, "support", user=mei, thread_ts=root, **join)
    post(slack, "support", user=bot, bot_id="B1", text="Restart it.", thread_ts=root)
    asked = await gathered(
        slack,
        text="and now?",
        ts="9999999999.000100",
        thread_ts=root,
        channel=channel(slack, "support").id,
    )
    assert [(unit.text, unit.by_assistant) for unit in asked.context] == [
        ("It is broken.", False),
        ("Restart it.", True),
    ]
    assert asked.place.thread_ts == root


async def test_where_everything_is_wanted_the_thread_is_read_again(slack: Playground) -> None:
    mei, bot = user(slack, "mei").id, slack.workspace.bot_user_id
    support = channel(slack, "support").id
    root = post(slack, "support", user=mei, text="It is broken.")
    asked_at = post(slack, "support", user=mei, text="and now?", thread_ts=root)
    post(slack, "support", user=bot, bot_id="B1", text="Our first answer.", thread_ts=root)
    post(slack, "support", user=mei, text="One more thing.", thread_ts=root)
    asked = await gathered(slack, text="and now?", ts=asked_at, thread_ts=root, channel=support)
    wanted = asked.model_copy(update={"context": (), "everything": True})
    fields = {"kind": "click", "channel": support}
    again = await gathered(slack, **fields, request=wanted)
    assert [unit.text for unit in again.context] == ["It is broken.", "One more thing."]
    assert (again.text, again.everything) == ("and now?", True)
    known = asked.model_copy(update={"context": asked.context[:1]})
    assert (await gathered(slack, **fields, request=known)).context == asked.context[:1]


async def test_what_other_apps_say_only_in_blocks_or_attachments_is_read(
    slack: Playground,
) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "CPU at *97 %*"}}
    root = post(
        slack,
        "support",
        bot_id="B9",
        text="",
        bot_profile={"name": "Alerts"},
        blocks=[section, {"type": "actions", "elements": [{"type": "button", "text": "Mute"}]}],
    )
    fields = [{"title": "Host", "value": "db-3"}]
    attached = {"title": "Disk", "text": "91 % full", "fallback": "unseen", "fields": fields}
    post(slack, "support", bot_id="B9", text="Alert", attachments=[attached], thread_ts=root)
    post(slack, "support", bot_id="B9", text=" ", username="cron", thread_ts=root)
    gatherer = Gatherer(client_of(settings(slack)))
    messages = await Pages(client_of(settings(slack))).thread(channel(slack, "support").id, root)
    units = await gatherer.thread(messages, "C1", skip="")
    assert [unit.text for unit in units] == [
        "CPU at *97 %*",
        "Alert\nDisk\n91 % full\nHost: db-3",
    ]
    assert units[0].author == "Alerts"


def test_rich_text_is_read_in_lines() -> None:
    line = {
        "type": "rich_text_section",
        "elements": [
            {"type": "user", "user_id": "U1"},
            {"type": "text", "text": " see "},
            {"type": "link", "url": "https://a.example"},
        ],
    }
    blocks = [{"type": "rich_text", "elements": [line, line]}]
    assert said({"blocks": blocks}) == "\n".join(["<@U1> see https://a.example"] * 2)
    assert said({"text": "as typed", "blocks": blocks}) == "as typed"
    assert said({"attachments": [{"fallback": "only this"}]}) == "only this"


@pytest.mark.parametrize(
    ("where", "typed", "private", "kind"),
    [
        ("general", False, False, "channel"),
        ("general", True, True, "channel"),
        ("random", False, True, "channel"),
        ("@bot", False, False, "dm"),
    ],
)
async def test_a_command_is_private_where_the_bot_is_no_member(
    slack: Playground, where: str, typed: bool, private: bool, kind: str
) -> None:
    place = channel(slack, where)
    asked = await gathered(
        slack, kind="command", text="what is new?", channel=place.id, private=typed, channel_type=""
    )
    assert (asked.private, asked.place.kind) == (private, kind)


async def test_a_direct_message_between_others_is_reached_by_its_response_url_only(
    slack: Playground,
) -> None:
    """The front answers in a `dm` by posting there, which Slack would refuse."""
    asked = await gathered(slack, kind="command", text="what is new?", channel="D0OTHERS")
    assert asked.private
    assert asked.place.kind != "dm"


async def test_a_mark_makes_a_mention_private(slack: Playground) -> None:
    asked = await gathered(slack, text="!private what is new?", ts="1.0")
    assert asked.private
    assert asked.text == "what is new?"


@pytest.mark.parametrize(
    ("message", "said_instead"),
    [
        ({"text": ":wave:"}, "refused.only_emoji"),
        ({"text": "👍🏽 ❤️"}, "refused.only_emoji"),
        ({"text": ":+1::skin-tone-2:"}, "refused.only_emoji"),
        ({"text": "?!"}, ""),
        ({"text": "", "files": [{"name": "a.pdf"}, {"name": "b.csv"}]}, "refused.only_files"),
        ({"text": ""}, "refused.empty"),
    ],
)
async def test_what_is_there_instead_of_a_question_is_named(
    slack: Playground, message: dict[str, Any], said_instead: str
) -> None:
    dana = user(slack, "dana").id
    ts = post(slack, "general", user=dana, **message)
    if not said_instead:
        assert (await gathered(slack, text="", ts=ts)).text == message["text"]
        return
    with pytest.raises(RequestRefused) as caught:
        await gathered(slack, text="as it was delivered", ts=ts)
    assert caught.value.key == said_instead
    assert caught.value.values.get("files", "a.pdf, b.csv") == "a.pdf, b.csv"


async def test_a_question_is_read_as_it_stands_now_and_not_when_it_is_gone(
    slack: Playground,
) -> None:
    dana, general = user(slack, "dana"), channel(slack, "general")
    ts = post(slack, "general", user=dana.id, text="what is 1+1?")
    slack.workspace.message(general, ts)["text"] = "what is 1+2?"  # type: ignore[index]
    assert (await gathered(slack, text="what is 1+1?", ts=ts)).text == "what is 1+2?"
    given = await gathered(slack, text="Summarize this.", as_given=True, ts=ts)
    assert given.text == "Summarize this."
    for stone in (True, False):
        message = slack.workspace.message(general, ts)
        assert message is not None
        message["reply_count"] = int(stone)
        slack.people.delete(general, message)
        with pytest.raises(RequestRefused) as caught:
            await gathered_again(slack, ts)
        assert caught.value.key == "refused.taken_back"


async def gathered_again(slack: Playground, ts: str) -> Request:
    dana, general = user(slack, "dana").id, channel(slack, "general").id
    envelope = Envelope(kind="mention", team="T1", channel=general, user=dana, text="x", ts=ts)
    return await Gatherer(client_of(settings(slack))).request(job_of(), envelope)


async def test_a_message_that_is_shared_is_read_with_whose_it_is(slack: Playground) -> None:
    shared = {"is_msg_unfurl": True, "author_name": "Deploy Bot", "text": "<!here> 14 % errors"}
    dana = user(slack, "dana").id
    ts = post(slack, "general", user=dana, text="is this bad?", attachments=[shared, {"text": "x"}])
    (unit,) = (await gathered(slack, text="is this bad?", ts=ts)).context
    assert (unit.place, unit.text) == ("quoted, Deploy Bot", "@here 14 % errors")
