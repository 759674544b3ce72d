"""Ports for the kernels of one worker: tests that run side by side never take each other's.

A free port is looked for, let go, and taken by the kernel a moment later; in between, a kernel of another worker may
get it, and one of the two dies as it starts (https://github.com/jupyter/jupyter_client/issues/487). Every worker
therefore has a range of its own, below the ports that systems hand out to any program that asks.
"""

import os
import random
import re
import socket

from jupyter_client.connect import LocalPortCache

FIRST, PER_WORKER, WORKERS = 20_000, 1_500, 8


def ports_of(worker: str) -> range:
    """The ports of a worker of pytest-xdist (`gw0`, `gw1`, ...; any other name counts as the first)."""
    number = int(found[1]) if (found := re.fullmatch(r"gw(\d+)", worker)) else 0
    first = FIRST + PER_WORKER * (number % WORKERS)
    return range(first, first + PER_WORKER)


class WorkersPorts(LocalPortCache):
    """Finds ports in the range of the worker it is made in; `ports` may name another."""

    def __init__(self, ports: range | None = None, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.ports = ports_of(os.environ.get("PYTEST_XDIST_WORKER", "")) if ports is None else ports
        self.at = random.randrange(len(self.ports))  # two runs on one machine seldom begin at the same place

    def find_available_port(self, ip: str) -> int:
        """The next port of the range that nothing holds; OSError if every one is taken."""
        for _ in self.ports:
            self.at = (self.at + 1) % len(self.ports)
            port = self.ports[self.at]
            if port not in self.currently_used_ports and is_free(ip, port):
                self.currently_used_ports.add(port)
                return port
        raise OSError(f"no port from {self.ports.start} to {self.ports.stop - 1} is free at {ip}; stop what holds them")


def is_free(ip: str, port: int) -> bool:
    """True if a program could listen there now."""
    with socket.socket() as asked:
        try:
            asked.bind((ip, port))
        except OSError:
            return False
    return True


def pytest_configure() -> None:
    """Make this the cache that every kernel of this process asks."""
    if not LocalPortCache.initialized():
        WorkersPorts.instance()
