"""With THINKTWICE_EGRESS=loopback nothing outside this machine can be reached."""

from __future__ import annotations

import asyncio
import socket

import pytest

from bot.egress import EgressRefused


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0)])
def test_a_connection_elsewhere_is_refused_before_it_is_made(address: tuple[object, ...]) -> None:
    family = socket.AF_INET6 if len(address) == 4 else socket.AF_INET
    with socket.socket(family) as client, pytest.raises(EgressRefused):
        client.connect(address)


def test_names_are_not_looked_up_elsewhere() -> None:
    with pytest.raises(EgressRefused):
        socket.getaddrinfo("slack.com", 443)


async def test_loopback_is_open() -> None:
    async def close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(close, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
