"""`python tests/chaos` (or `make chaos`): a thousand questions while processes die; its table.

`--seed N` replays who asks what and who dies when; the exit code is 1 when a row is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="what is drawn from (default: 1)")
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=300.0, help="over which they are asked")
    parser.add_argument("--mode", choices=("http", "socket"), default="http")
    return parser.parse_args()


def main() -> int:
    """Blow, print, judge."""
    from storm_found import Plan, table
    from storming import stormed

    given = _asked()
    # Valkey dies every 20 to 40 s.
    deaths = max(1, round(given.seconds / 30))
    plan = Plan(
        questions=given.questions,
        seconds=given.seconds,
        servers=tuple((number + 0.5) / deaths for number in range(deaths)),
        seed=given.seed,
        mode=given.mode,
    )
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(stormed(Path(folder), plan))
    sys.stdout.write(table(found))
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]
    sys.exit(main())
