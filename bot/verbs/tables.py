"""Paper and tables for reports on a terminal.

Refuses to tell anything by colour, and to take text of others for markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.words import Words


def paper() -> Console:
    """Standard output as wide as the terminal is; 80 columns where there is none."""
    return Console(markup=False, highlight=False, emoji=False)


def lay(console: Console, made: Table) -> None:
    """Print a table below a line of its own; its title may be wider than it is."""
    title, made.title = made.title, None
    console.print()
    console.print(Text(str(title), style="bold"))
    console.print(made)


def table(title: str, names: Sequence[str], figures: Sequence[str], words: Words) -> Table:
    """An empty table: columns of text under `names`, then a column of figures a key of
    `evaluate.head`."""
    made = Table(
        title=title,
        header_style="",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    for name in names:
        made.add_column(name, overflow="fold")
    for key in figures:
        made.add_column(words.say(f"evaluate.head.{key}"), justify="right")
    return made
