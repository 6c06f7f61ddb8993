"""The load generator, a separate process: `python -m benchmarks.load PORT SECONDS CONNECTIONS COUNT RATE`.

Sends up to COUNT requests over CONNECTIONS keep-alive connections for SECONDS; RATE is events a second, 0 as fast as
answers come. Prints one JSON object: acknowledged, refused, seconds, p50_ms and p99_ms.
"""

import asyncio
import json
import sys
import time
from typing import cast

import uvloop
from benchmarks.traffic import requests


class Connection(asyncio.Protocol):
    """One keep-alive connection with at most one request in flight, like Slack's."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self._transport: asyncio.Transport | None = None
        self._sent_at = 0.0
        self._received = b""
        self.idle = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport."""
        # uvloop's transport is an `asyncio.Transport`, but is not typed as one.
        self._transport = cast("asyncio.Transport", transport)

    def send(self, request: bytes, due_at: float) -> None:
        """Send a request that was due at `due_at`: waiting for a free connection counts as latency."""
        assert self._transport is not None
        self.idle = False
        self._sent_at = due_at
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Report the answer once it is complete."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end or len(body) < _content_length(head):
            return
        self._received = b""
        self.idle = True
        self._load.answered(self, ok=head.startswith(b"HTTP/1.1 200"), seconds=time.perf_counter() - self._sent_at)


class Load:
    """Keeps the connections saturated, or sends at a fixed rate, and measures latency."""

    def __init__(self, seconds: float, count: int, rate: float) -> None:
        self._seconds = seconds
        self._rate = rate
        self._requests = iter(requests(count))
        self._latencies: list[float] = []
        self._refused = 0
        self._connections: list[Connection] = []
        self._until = 0.0
        self._ran_out = False

    async def run(self, port: int, connections: int) -> dict[str, float]:
        """Drive the load and return the figures."""
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            _, connection = await loop.create_connection(lambda: Connection(self), "127.0.0.1", port)
            self._connections.append(connection)
        begun = time.perf_counter()
        self._until = begun + self._seconds
        await (self._paced(begun) if self._rate else self._flat_out())
        if self._ran_out:
            raise RuntimeError("The prepared requests ran out: raise COUNT.")
        return self._figures(time.perf_counter() - begun)

    def answered(self, connection: Connection, *, ok: bool, seconds: float) -> None:
        """Count an answer, and without a fixed rate send the next request immediately."""
        if ok:
            self._latencies.append(seconds)
        else:
            self._refused += 1
        if not self._rate and time.perf_counter() < self._until:
            self._send(connection, time.perf_counter())

    async def _flat_out(self) -> None:
        for connection in self._connections:
            self._send(connection, time.perf_counter())
        await asyncio.sleep(self._seconds)

    async def _paced(self, begun: float) -> None:
        sent = 0
        while (now := time.perf_counter()) < self._until:
            for connection in self._connections:
                due_at = begun + sent / self._rate
                if due_at > now:
                    break
                if connection.idle:
                    self._send(connection, due_at)
                    sent += 1
            await asyncio.sleep(0.0005)

    def _send(self, connection: Connection, due_at: float) -> None:
        request = next(self._requests, None)
        if request is None:
            self._ran_out = True
            return
        connection.send(request, due_at)

    def _figures(self, seconds: float) -> dict[str, float]:
        ordered = sorted(self._latencies) or [float("nan")]
        return {
            "acknowledged": len(self._latencies),
            "refused": self._refused,
            "seconds": seconds,
            "p50_ms": 1000 * ordered[len(ordered) // 2],
            "p99_ms": 1000 * ordered[int(len(ordered) * 0.99)],
        }


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def main() -> None:
    """Run once with the command-line arguments."""
    port, seconds, connections, count, rate = sys.argv[1:]
    load = Load(float(seconds), int(count), float(rate))
    print(json.dumps(uvloop.run(load.run(int(port), int(connections)))))


if __name__ == "__main__":
    main()
