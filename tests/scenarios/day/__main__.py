"""`python tests/scenarios/day` (or `make day`): the whole day is played, and its page is printed.

Refuses to judge; `test_day.py` does, over the short form.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


async def whole() -> str:
    """The page."""
    from day_played import installed, played
    from day_script import scenes
    from day_told import page

    script = scenes(short=False)
    with tempfile.TemporaryDirectory() as folder:
        async with installed(Path(folder), script) as day:
            return page(await played(day, script))


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]
    sys.stdout.write(asyncio.run(whole()))
