"""What was asked, by whom, where: the noun that every front builds and the pipeline consumes.

Refuses to know where a question came from in bytes: no Slack payload, no terminal flag.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Tier = Literal["fast", "reasoning"]
Queue = Literal["quick", "deep"]
#: Forms of a summary.
Shape = Literal[
    "", "summary", "short", "full", "action", "catch_up", "handover", "post_mortem", "reply"
]
PlaceKind = Literal["channel", "private", "group_dm", "dm", "terminal"]


def well_formed(text: object) -> object:
    """Half a character (a lone surrogate, as JSON's \\ud83d alone) becomes U+FFFD.

    JSON allows it and Python reads it, but no byte encoding can hold it, so no record could.
    """
    if not isinstance(text, str):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


#: Mended before it is checked: pydantic takes no string with half a character.
Prose = Annotated[str, BeforeValidator(well_formed)]


class Noun(BaseModel):
    """Frozen, strict about unknown fields: a record of another version fails loudly."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(Noun):
    """Someone who asks. `tz` is an IANA name, `locale` a BCP 47 tag as Slack gives it.

    `groups` are ids of the user groups they belong to, for the policy's overrides; a front that
    does not know them leaves them empty, and no override of a group holds.
    """

    id: str
    name: Prose = ""
    locale: str = "en-US"
    tz: str = "UTC"
    groups: tuple[str, ...] = ()


class Place(Noun):
    """Where the answer goes. `ts` values are Slack's message ids; empty in a terminal."""

    team: str
    channel: str
    kind: PlaceKind
    thread_ts: str = ""
    message_ts: str = ""


class Unit(Noun):
    """A piece of text that can be quoted with its place: a message, a page, a paragraph.

    `place` is what a reader is shown ("#general, dana, 10:02", "plan.pdf p. 2").
    `image`: a data URL, for a model with vision; the text is empty then. `file` is the name of the
    file that it is from, if any. `link` is where it can be opened, made by code.
    """

    source: Literal["thread", "file", "brief"]
    place: Prose
    text: Prose
    author: Prose = ""
    by_assistant: bool = False
    image: str = ""
    file: Prose = ""
    link: Prose = ""


class Extent(Noun):
    """How much of a thread was read: `read` of `there` messages, `cut` of those only in part."""

    there: int
    read: int
    cut: int = 0

    @property
    def whole(self) -> bool:
        """Whether nothing was left out."""
        return self.read == self.there and not self.cut


class Wish(Noun):
    """An explicit choice of tier, and how it was said (`!think`, `/think`, a button's label)."""

    tier: Tier
    said: str


class Request(Noun):
    """One question, complete: everything the road needs, nothing it has to fetch.

    `text` has its marks and the mention of the bot removed; `context` is oldest first.
    `unread` names what could not be read, with the reason, for the reader of the answer.
    `unknown_mark` looks like a mistyped mark, `meant_mark` is the one it probably was.
    `everything`: a person wants all of the thread read, whatever the question needs.
    `extent` is set once it is settled what is read; `context` then holds only that.
    `confirmed`: a person has agreed to an estimate above the cap.
    `second_of` is the id of the answer to which this is the second opinion.
    `shared_of` is the id of a private answer that its asker shows to everybody here.
    `reply_to` is the name of whoever wrote `text`: what is wanted is a draft of a reply to it.
    `followed`: nobody was mentioned, the policy lets its asker follow up so.
    `elsewhere`: what was read stands in another channel than the question.
    `shape` is the form of a summary that a button or a command asked for, `before` the summary that
    stood when an update was asked for: what it did not say is marked.
    `so_far` is what stands of an answer that was cut and is to be gone on with. `compare`: both
    tiers are asked, and both answers are shown.
    `follows`: it is about a text that was summarised in its thread, which is its context.
    `first` is a first answer that stands already and is to be checked; `first_for` the id of the
    question that wants one at once.
    """

    id: str
    text: Prose = Field(max_length=1_500_000)
    asker: Person
    place: Place
    asked_at: datetime
    context: tuple[Unit, ...] = ()
    everything: bool = False
    extent: Extent | None = None
    wish: Wish | None = None
    fresh: bool = False
    private: bool = False
    confirmed: bool = False
    external: bool = False
    unread: tuple[str, ...] = ()
    unknown_mark: str = ""
    meant_mark: str = ""
    second_of: str = ""
    followed: bool = False
    elsewhere: bool = False
    shared_of: str = ""
    reply_to: Prose = ""
    shape: Shape = ""
    before: Prose = ""
    follows: bool = False
    so_far: Prose = ""
    compare: bool = False
    first: Prose = ""
    first_for: str = ""
    language: str = "en"

    @property
    def insists(self) -> bool:
        """Whether a person wants that tier or nothing: no other may answer in its place."""
        return bool(self.second_of or self.so_far or self.compare)
