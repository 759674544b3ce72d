"""A small Learning Record Store that misbehaves as a test tells it to, on 127.0.0.1.

It keeps to the rules for what it holds (xAPI 1.0.3, part three, 2.1.2): an id once, as it first came; a batch with
another statement under an id it holds is refused as a whole.
"""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

USER, PASSWORD = "invented-key", "invented-secret"
Mood = str
"""What the store does with the next request, one word, or several with a colon between:

well · STATUS (such as 500): refuse it · kept-STATUS: keep it and then answer that · drop: hang up before reading ·
drop-body: hang up amid the body · drop-kept: keep it and hang up · torn-kept: keep it and hang up amid the answer ·
silent-kept: keep it and never answer · call: call `on_call`, then go on well
"""


class MoodyStore:
    """What the store holds, what it was asked, and its moods for the requests to come."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Any]] = {}
        self.times_stored: Counter[str] = Counter()
        self.moods: deque[Mood] = deque()
        self.requests: list[tuple[str, dict[str, str], Any]] = []
        self.retry_after = ""
        self.most = 10**6  # statements in a batch
        self.refuses: Callable[[dict[str, Any]], int] = lambda statement: 0
        self.shows_lists = False
        self.on_call: Callable[[], None] = lambda: None
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self.url = ""

    def batches(self) -> list[int]:
        """How many statements came with each POST that was read to its end."""
        return [len(body) for method, _, body in self.requests if method == "POST"]

    def status_for(self, batch: list[dict[str, Any]]) -> int:
        """What the rules say of a batch."""
        ids = [one["id"] for one in batch]
        if len(batch) > self.most:
            return 413
        if len(ids) != len(set(ids)):
            return 400
        if any(self.refuses(one) for one in batch):
            return max(self.refuses(one) for one in batch)
        return 409 if any(self.held.get(one["id"], one) != one for one in batch) else 200

    def keep(self, batch: list[dict[str, Any]]) -> None:
        for one in batch:
            if one["id"] not in self.held:
                self.held[one["id"]] = one
                self.times_stored[one["id"]] += 1


@contextmanager
def moody_store(moods: Iterable[Mood] = ()) -> Iterator[MoodyStore]:
    """A store that runs until the end of the block."""
    store = MoodyStore()
    store.moods.extend(moods)
    server = _Server(("127.0.0.1", 0), _handler(store))
    store.url = f"http://127.0.0.1:{server.server_port}/xapi"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield store
    finally:
        store.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that was killed, or that this store hung up on, is no error of the store."""


def _handler(store: MoodyStore) -> type[BaseHTTPRequestHandler]:  # noqa: C901  one request, every mood
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with store.lock:
                mood = store.moods.popleft() if store.moods else "well"
                self.answer_in(mood)
            if mood == "silent-kept":
                store.closing.wait()

        def answer_in(self, mood: Mood) -> None:
            if mood == "drop":
                self.hang_up()
                return
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length // 2 if mood == "drop-body" else length)
            if mood == "drop-body":
                self.hang_up()
                return
            batch = json.loads(body)
            store.requests.append(("POST", dict(self.headers), batch))
            status = store.status_for(batch)
            if mood == "call":
                store.keep(batch)
                store.on_call()
            if mood.isdigit():
                self.say(int(mood), b"in a mood")
            elif status != 200:
                self.say(status, b"by the rules")
            else:
                store.keep(batch)
                self.after_keeping(mood, json.dumps([one["id"] for one in batch]).encode())

        def after_keeping(self, mood: Mood, ids: bytes) -> None:
            if mood == "drop-kept":
                self.hang_up()
            elif mood == "torn-kept":
                self.say(200, ids, length=len(ids) + 10)
                self.hang_up()
            elif mood.startswith("kept-"):
                status = int(mood.removeprefix("kept-"))
                self.say(status, b"" if status == 204 else b"kept, but in a mood")
            elif mood != "silent-kept":
                self.say(200, ids)

        def do_GET(self) -> None:
            with store.lock:
                mood = store.moods.popleft() if store.moods and store.moods[0].startswith("get-") else "get-well"
                store.requests.append(("GET", dict(self.headers), self.path))
            found = store.held.get(parse_qs(urlsplit(self.path).query)["statementId"][0])
            if mood != "get-well":
                self.say(int(mood.removeprefix("get-")), b"in a mood")
            elif found is None:
                self.say(404, b"no such statement")
            else:
                shown = found | {"stored": "2031-05-04T09:30:00Z", "authority": {"mbox": "mailto:store@example.org"}}
                self.say(200, json.dumps({"statements": [shown]} if store.shows_lists else shown).encode())

        def say(self, status: int, body: bytes, length: int | None = None) -> None:
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", str(len(body) if length is None else length))
            if store.retry_after:
                self.send_header("Retry-After", store.retry_after)
            if 300 <= status < 400:
                self.send_header("Location", "https://elsewhere.example/xapi/statements")
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def hang_up(self) -> None:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Keep the output of the tests free of requests."""

    return Handler


def basic(user: str = USER, password: str = PASSWORD) -> str:
    """What the Authorization header says for an account."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
