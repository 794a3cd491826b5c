"""What the bot asks of the outside world, as protocols; adapters fulfil them by shape.

Refuses to know who fulfils them. Models are LangChain chat models and need no port of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO, Protocol

from bot.answer import Answer
from bot.commands.outcome import Outcome
from bot.decision import Decision
from bot.documents import Reading
from bot.errors import ThinktwiceError
from bot.hearing import Alone, Keep, Listener
from bot.inquiry import Inquiry, Page
from bot.jobs.record import Ahead, Change, Depth, Job, Receipt, Received, State
from bot.pieces import Found, Task
from bot.provisional import First
from bot.request import Queue, Request


class Ledger(Protocol):
    """The queue that is the ledger: five transitions and a note, each one atomic call.

    Every method raises StoreError when the store does not answer within a second.
    """

    async def receive(self, entry: Received) -> Receipt:
        """Record it and make it ready, unless one of its dedupe names is known (24 h)."""

    async def claim(self, queue: Queue, worker: str, lease_s: float) -> Job | None:
        """The next job, fair between teams; attempt and fence grow by one. None: nothing is ready.

        Jobs whose lease ran out and delayed jobs that are due are put back first.
        A record that cannot be read is set aside, named in the log, never dropped.
        """

    async def renew(self, job: Job, lease_s: float) -> bool:
        """Keep the lease. True: somebody asked to cancel. Raises Fenced."""

    async def move(self, job: Job, state: State, change: Change) -> Job:
        """Into another state; raises Fenced, and ValueError for a move that MOVES forbids.

        The record as it stands afterwards is returned; the caller goes on with that one.
        """

    async def cancel(self, team: str, job_id: str, by: str = "") -> bool:
        """Flag it, with who asked for that, and wake its worker. False: already over.

        A job nobody holds is ended at once; if something of it stands in a channel already (it
        has slots), it is handed to the next worker instead, flagged, to be closed there.
        """

    async def note(self, job: Job, change: Change) -> bool:
        """Add to the record of a job that is over what explains it: `decision` and `answer`,
        nothing else of the change. No lease is needed. False: it is not over, or not there."""


class LedgerReader(Protocol):
    """Looking at the ledger without touching it."""

    async def job(self, team: str, job_id: str) -> Job | None:
        """The record, or None when it is unknown or has expired. Raises UnknownVersion."""

    async def find(self, job_id: str) -> Job | None:
        """The same without knowing the team: for an operator who has only the id."""

    async def known(self, team: str, name: str) -> str | None:
        """The id of the job that was received under this dedupe name, as long as it is known."""

    async def jobs(self, limit: int) -> Sequence[Job]:
        """Unfinished jobs, oldest first."""

    async def recent(self, limit: int) -> Sequence[Job]:
        """Finished jobs, the latest first; of the last 1,000 in a partition, at most 7 days old."""

    async def depth(self) -> Mapping[Queue, Depth]:
        """How much waits where."""

    async def position(self, job: Job) -> int | None:
        """How many wait before it; None when it does not wait."""

    async def wake(self, queue: Queue, timeout_s: float) -> None:
        """Return when something may be ready in the queue, at the latest after the timeout."""

    async def cancelled(self, job_id: str) -> None:
        """Return when a cancellation of this job is announced (a lost one: see `renew`)."""

    async def close(self) -> None:
        """Stop listening for announcements."""


class FullLedger(Ledger, LedgerReader, Protocol):
    """Both halves, as a worker and a door need them."""


class Store(Protocol):
    """Small values by key, each with a time to live. Raises StoreError."""

    async def get(self, key: str) -> bytes | None:
        """The value, or None."""

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep it for that long."""

    async def add(self, key: str, value: bytes, ttl_s: float) -> bool:
        """Keep it unless the key exists; True when it was kept."""

    async def swap(
        self, key: str, before: bytes | None, after: bytes, ttl_s: float | None = None
    ) -> bool:
        """`after` in place of `before` (None: nothing), for that long; without a time to live only
        for the closed table of lasting keys. False, and nothing written: somebody else was there
        first."""

    async def drop(self, key: str, value: bytes | None = None) -> None:
        """Forget it; with `value` only if it still holds that (a lock's owner)."""

    async def under(self, prefix: str) -> Sequence[tuple[str, bytes]]:
        """Every key that begins so and its value, sorted. For an operator's look: it goes through
        all keys of the store. `prefix` holds no pattern of Redis (`*`, `?`, `[`)."""

    async def count(self, key: str, amount: int, ttl_s: float) -> int:
        """Add to a counter that lives `ttl_s` from its first use; the new total."""


class Keys(Protocol):
    """Looking through what is kept, wherever it is, and dropping it. Raises StoreError."""

    async def names(self, pattern: str) -> Sequence[str]:
        """Every key that fits the pattern (Redis's MATCH), in no order."""

    async def value(self, name: str) -> bytes | None:
        """What is kept under it, or None."""

    async def drop(self, names: Sequence[str]) -> int:
        """Forget these; how many there still were."""


class Linked(Protocol):
    """Files that somebody points at by a link to the message that they stand in."""

    async def files(self, channel: str, link: str) -> Sequence[Reading]:
        """Each file, read. Raises CommandRefused: no such link, another channel, no files there."""

    async def uploaded(self, user: str, ids: Sequence[str]) -> Sequence[Reading]:
        """Each file that this person has uploaded, read. Raises CommandRefused: it is gone, or
        somebody else's."""


class Unsaying(Protocol):
    """Taking back what a front has said."""

    async def unsay(self, messages: Sequence[tuple[str, str]]) -> int:
        """Delete our own messages, each by its place and id; how many stand there no more."""


class Journal(Protocol):
    """Lines that are only ever appended, each with its time. Raises StoreError."""

    async def append(self, key: str, value: bytes, keep_s: float) -> None:
        """Write it down; what is older than `keep_s` goes at the same time."""

    async def latest(self, key: str, limit: int) -> Sequence[tuple[datetime, bytes]]:
        """The newest lines first, by the store's clock (UTC)."""


class Front(Protocol):
    """How one answer reaches a person: Slack, or a terminal. All methods may be repeated.

    `slots` of the job hold the ids of messages already posted, so that nothing is posted twice:
    `open` returns the slots it filled, and a repeated `open` finds what a crashed one posted.
    """

    async def gather(self, job: Job, envelope: bytes) -> Request:
        """The whole question: thread, names, marks. Raises RequestRefused."""

    async def warn(self, job: Job) -> None:
        """Tell the asker, and only them, whom to call if someone is in danger now."""

    async def attend(self, job: Job) -> None:
        """A first sign that somebody is at work on it, before anything is read; it is shown behind
        what follows and costs no time but for asking the store how its asker reads."""

    async def leave(self, job: Job) -> None:
        """No more signs from here: this worker has done with it, whatever came of it."""

    async def queued(
        self, job: Job, request: Request, decision: Decision, ahead: Ahead
    ) -> dict[str, str]:
        """Show that it waits for the reasoning tier, and for how long."""

    async def open(self, job: Job, request: Request, decision: Decision) -> dict[str, str]:
        """Show that work has begun, before the model is asked."""

    def listener(
        self, job: Job, request: Request, decision: Decision, keep: Keep, alone: Alone
    ) -> Listener | None:
        """Who shows the answer of the decided tier while it is written, if anybody is to; `keep`
        hears at once what is posted for it, `alone` is asked before anything is."""

    async def progress(
        self, job: Job, request: Request, done: int, total: int, left_s: float | None
    ) -> None:
        """Say in that place how far a long task is; None: nobody can tell how long it will take."""

    async def provisional(self, job: Job, request: Request, first: First) -> dict[str, str]:
        """Show a first answer in that place, said to be checked still."""

    async def deliver(
        self, job: Job, request: Request, answer: Answer, first: First | None = None
    ) -> dict[str, str]:
        """Show the answer in the place that `open` announced, or afresh; above the first one."""

    async def seconded(
        self, job: Job, request: Request, answer: Answer, first: First | None = None
    ) -> None:
        """Say under that answer, where it stands for all, that a second opinion stands below it;
        `first` as in `deliver`."""

    async def refuse(self, job: Job, request: Request | None, error: ThinktwiceError) -> None:
        """Tell the asker, and only them where that is possible, why there is no answer."""


class Replies(Protocol):
    """Telling one person how their command ended."""

    async def reply(self, address: str, user: str, outcome: Outcome, language: str) -> None:
        """At the front's own address while that lives, else to the person directly, what stands
        around it in that language; a front that does not answer is logged, not raised."""


class Window(Protocol):
    """An open window in which a person looks behind an answer."""

    async def show(self, inquiry: Inquiry, page: Page, mark: str) -> str | None:
        """Show the page in `inquiry.window` if that is still in the state `mark`.

        The mark of its new state; "" when the window is closed, which is no error; None when it
        was changed since: nothing was shown.
        """


class TokenCounter(Protocol):
    """Exact token counts with the model's own vocabulary, never on the event loop's thread."""

    async def count(self, texts: Sequence[str]) -> int:
        """Tokens of all texts together."""

    async def count_each(self, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each text, in order."""

    async def ends(self, text: str) -> Sequence[int]:
        """Where each token ends, in characters of the text; rising, the last one is its length."""


class Classifier(Protocol):
    """The trained reading of a sentence. Bound to the processor, thread-safe, no calls outside."""

    def classify(self, texts: Sequence[str]) -> Sequence[Mapping[str, float]]:
        """For each text the log odds of its classes, up to a common constant: `quick`, the eight
        stakes categories, `reasoning`. Shifted so that deep and quick are level at the threshold.
        """


class DocumentReader(Protocol):
    """A reader of some kinds of files; plug-ins of group `thinktwice.documents` have this shape.

    It runs in a child process that cannot open files for writing, connect, or start processes,
    and has no environment; its module is imported in the worker, too, so that parsing libraries
    are imported by `read`, not by the module.
    """

    @property
    def kinds(self) -> tuple[str, ...]:
        """Endings it reads, lower case, without the dot."""

    def read(self, file: BinaryIO, task: Task) -> Iterable[Found]:
        """Pieces in order, and gaps for what it leaves out. Raises Unreadable; whatever else it
        raises is named as damage."""


class Documents(Protocol):
    """Reading files in safety."""

    async def read(self, name: str, file: BinaryIO, *, sees: bool = False) -> Reading:
        """The units of an open regular file, and everything that was not read, with reasons.

        `sees`: pictures go to a model with vision. Never raises for what is in the file.
        """
