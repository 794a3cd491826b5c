"""The embedded Valkey as processes see it: shared, adopted, restarted, never orphaned."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.stores.embedded import ensure_secret_keys, start_embedded
from adapters.stores.valkey import ValkeyStore, connect, inspect
from bot.errors import SettingsError, StoreError
from bot.sealing import Sealer

ROOT = Path(__file__).resolve().parents[3]
USER = """
import asyncio, sys
from pathlib import Path
from adapters.stores.embedded import start_embedded
from adapters.stores.valkey import connect
async def main():
    place = await start_embedded(Path(sys.argv[1]))
    client = connect(place.url)
    await client.incr("{p0}:users")
    print((await client.info("server"))["process_id"], flush=True)
    await client.aclose()
    sys.stdin.readline()
asyncio.run(main())
"""


async def user(folder: Path) -> tuple[asyncio.subprocess.Process, int]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        USER,
        str(folder),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    return process, int(await process.stdout.readline())


async def gone(pid: int) -> bool:
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        await asyncio.sleep(0.05)
    return False


async def leave(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()


async def test_two_that_start_together_share_one_server(tmp_path: Path) -> None:
    (one, pid_one), (two, pid_two) = await asyncio.gather(user(tmp_path), user(tmp_path))
    assert pid_one == pid_two
    await asyncio.gather(leave(one), leave(two))
    assert await gone(pid_one)


async def test_the_server_outlives_its_starter_while_somebody_uses_it(tmp_path: Path) -> None:
    starter, pid = await user(tmp_path)
    other, _ = await user(tmp_path)
    starter.send_signal(signal.SIGKILL)
    await starter.wait()
    place = await start_embedded(tmp_path)
    client = connect(place.url)
    assert int(await client.get("{p0}:users") or 0) == 2
    await client.aclose()
    place.close()
    other.send_signal(signal.SIGKILL)
    await other.wait()
    assert await gone(pid)


async def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    for expected in (1, 2):
        place = await start_embedded(tmp_path)
        client = connect(place.url)
        assert await client.incr("{p0}:starts") == expected
        pid = (await client.info("server"))["process_id"]
        await client.aclose()
        place.close()
        assert await gone(pid)


async def test_a_server_that_is_killed_comes_back_with_its_data(tmp_path: Path) -> None:
    place = await start_embedded(tmp_path)
    client = connect(place.url)
    await client.set("{p0}:kept", "yes")
    os.kill((await client.info("server"))["process_id"], signal.SIGKILL)
    for _ in range(100):
        try:
            assert await ValkeyStore(client).get("{p0}:kept") == b"yes"
            break
        except StoreError:
            await asyncio.sleep(0.05)
    else:
        pytest.fail("the server did not come back")
    await client.aclose()
    place.close()


async def parent(pid: int) -> int:
    """The process that started this one; on Linux only."""
    text = await asyncio.to_thread(Path(f"/proc/{pid}/stat").read_text)
    return int(text.rsplit(")", 1)[1].split()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="no parent-death signal on this system")
async def test_a_guard_that_is_killed_leaves_no_orphan_and_the_next_start_heals(
    tmp_path: Path,
) -> None:
    place = await start_embedded(tmp_path)
    client = connect(place.url)
    await client.set("{p0}:kept", "yes")
    pid = (await client.info("server"))["process_id"]
    os.kill(await parent(pid), signal.SIGKILL)
    assert await gone(pid)
    second = await start_embedded(tmp_path)
    assert await ValkeyStore(client).get("{p0}:kept") == b"yes"
    pid = (await client.info("server"))["process_id"]
    await client.aclose()
    place.close()
    second.close()
    assert await gone(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the guard through /proc")
async def test_a_service_manager_that_ends_everything_does_not_end_the_guard_before_its_users(
    tmp_path: Path,
) -> None:
    place = await start_embedded(tmp_path)
    client = connect(place.url)
    pid = (await client.info("server"))["process_id"]
    os.kill(await parent(pid), signal.SIGTERM)
    assert await ValkeyStore(client).add("{p0}:kept", b"yes", 60)
    assert (await client.info("server"))["process_id"] == pid
    await client.aclose()
    place.close()
    assert await gone(pid)


async def test_a_socket_of_another_folder_is_refused(tmp_path: Path) -> None:
    place = await start_embedded(tmp_path / "one")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "valkey.sock").symlink_to(tmp_path / "one" / "valkey.sock")
    with pytest.raises(SettingsError, match="another folder"):
        await start_embedded(tmp_path / "two")
    place.close()


async def test_a_stale_socket_is_no_obstacle(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "valkey.sock"))
    place = await start_embedded(tmp_path)
    client = connect(place.url)
    assert (await inspect(client)).writable
    await client.aclose()
    place.close()


async def test_a_server_that_cannot_start_is_told_with_its_last_line(tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").write_text("in the way")
    with pytest.raises(SettingsError, match=r"did not start: .*appendonlydir"):
        await start_embedded(tmp_path)


async def test_many_starts_at_once_in_one_process_share_one_server(tmp_path: Path) -> None:
    places = await asyncio.gather(*(start_embedded(tmp_path) for _ in range(12)))
    client = connect(places[0].url)
    pid = (await client.info("server"))["process_id"]
    await client.aclose()
    for place in places:
        place.close()
        place.close()
    assert await gone(pid)


@pytest.mark.parametrize(
    "name", ["with spaces", "数据", "100%41#?&", "long-" + "x" * 120, "深" * 60]
)
async def test_any_folder_name_works(tmp_path: Path, name: str) -> None:
    place = await start_embedded(tmp_path / name)
    client = connect(place.url)
    facts = await inspect(client)
    assert (facts.product, facts.append_only, facts.eviction) == ("valkey", True, "noeviction")
    assert not facts.old
    await client.aclose()
    place.close()


async def test_a_folder_that_cannot_be_used_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(SettingsError) as caught:
        await start_embedded(tmp_path / "file")
    assert caught.value.values["name"] == "THINKTWICE_DATA_DIR"
    assert "REDIS_URL" in str(caught.value.values["remedy"])


def test_secret_keys_are_made_once_and_are_private(tmp_path: Path) -> None:
    first = ensure_secret_keys(tmp_path)
    assert first == ensure_secret_keys(tmp_path)
    assert (tmp_path / "secret_keys").stat().st_mode & 0o777 == 0o600
    sealer = Sealer(first)
    assert sealer.open(sealer.seal(b"text", "scope"), "scope") == b"text"
