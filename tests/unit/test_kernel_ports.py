"""Kernels of tests that run side by side have ports of their own."""

import socket
from collections.abc import Iterator
from itertools import combinations

import pytest
from jupyter_client.connect import LocalPortCache

from tests.kernel_ports import WORKERS, WorkersPorts, is_free, ports_of

FIRST_EPHEMERAL_PORT = 32_768  # Linux hands these out to whoever asks; macOS and Windows begin at 49,152


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_no_two_workers_share_a_port() -> None:
    ranges = [ports_of(f"gw{number}") for number in range(WORKERS)]
    assert all(one.stop <= other.start or other.stop <= one.start for one, other in combinations(ranges, 2))


def test_all_ports_lie_below_those_that_the_system_hands_out() -> None:
    assert max(ports_of(f"gw{number}").stop for number in range(WORKERS)) <= FIRST_EPHEMERAL_PORT


def test_tests_without_workers_use_the_first_range() -> None:
    assert ports_of("") == ports_of("gw0")


def test_a_port_is_given_once_until_it_is_returned() -> None:
    ports = WorkersPorts(range(19_700, 19_900))
    given = [ports.find_available_port("127.0.0.1") for _ in range(20)]
    assert len(set(given)) == len(given)
    assert set(given) <= set(ports.ports)


def test_a_port_that_something_holds_is_passed_over(taken: int) -> None:
    assert not is_free("127.0.0.1", taken)
    with pytest.raises(OSError, match=f"no port from {taken} to {taken} is free at 127.0.0.1; stop what holds them"):
        WorkersPorts(range(taken, taken + 1)).find_available_port("127.0.0.1")


def test_kernels_started_here_ask_this_cache() -> None:
    assert isinstance(LocalPortCache.instance(), WorkersPorts)
