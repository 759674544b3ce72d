"""One Learning Record Store over HTTP: its address, the account there, and two requests. No decisions about answers.

The rules followed are those of the xAPI 1.0.3 specification, part three (communication): statements resource,
`X-Experience-API-Version`, Basic authentication. Standard library only.
"""

from __future__ import annotations

import base64
import configparser
import http.client
import os
import socket
import ssl
import stat
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

VERSION = "1.0.3"
USER, PASSWORD = "MEDIALIT_LRS_USER", "MEDIALIT_LRS_PASSWORD"
"""The environment variables that name an account."""
_LOCAL = ("127.0.0.1", "localhost", "::1")
_PATIENCE = 60.0  # seconds without a byte
_LONGEST_ANSWER = 4 * 2**20
_HOW_TO_NAME_AN_ACCOUNT = (
    f"Put it into the environment ({USER} and {PASSWORD}), or into a file for --credentials with three lines: "
    "[{host}], user = ..., password = ..."
)


class SendError(ValueError):
    """Why nothing can be sent, or nothing more. The text names the thing, what is wrong and what to do."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentences are enough."""
        return [str(self)]


@dataclass(frozen=True)
class Account:
    """Who sends: what a store calls key and secret, or user and password."""

    user: str
    password: str = field(repr=False)

    @property
    def header(self) -> str:
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()


@dataclass(frozen=True)
class Answer:
    """What a store answered. Status 0: nothing whole came back, and `words` says why.

    `lasting` says that to try again would change nothing: an unknown host, a certificate that is not trusted.
    """

    status: int
    words: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    lasting: bool = False


class Lrs:
    """A store at `url`, such as https://lrs.example.org/xapi. Raises SendError if that is no address to send to."""

    def __init__(self, url: str, account: Account, *, insecure_http: bool = False, patience: float = _PATIENCE) -> None:
        self.url = statements_url(url, insecure_http=insecure_http)
        self.account = account
        self._patience = patience
        self._opener = _opener(local=urllib.parse.urlsplit(self.url).hostname in _LOCAL)

    def post(self, lines: Iterable[bytes]) -> Answer:
        """The answer to a batch of statements, each already JSON."""
        body = b"[" + b",".join(lines) + b"]"
        return self._ask(self.url, body, {"Content-Type": "application/json"})

    def fetch(self, statement_id: str) -> Answer:
        """The answer to a question for one statement."""
        return self._ask(f"{self.url}?{urllib.parse.urlencode({'statementId': statement_id})}")

    def _ask(self, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        ours = {"Authorization": self.account.header, "X-Experience-API-Version": VERSION, "Accept": "application/json"}
        request = urllib.request.Request(url, data=body, headers={**ours, **(headers or {})})
        try:
            return self._answer_to(request)
        except (OSError, http.client.HTTPException) as error:
            return _no_answer(error)

    def _answer_to(self, request: urllib.request.Request) -> Answer:
        try:
            response = self._opener.open(request, timeout=self._patience)
        except urllib.error.HTTPError as error:
            response = error  # what is no 2xx is an answer too
        with response:
            return _answer(response)


def statements_url(url: str, *, insecure_http: bool = False) -> str:
    """The address of the statements of the store at `url`. Raises SendError.

    >>> statements_url("https://lrs.example.org/xapi/")
    'https://lrs.example.org/xapi/statements'
    """
    try:
        parts = urllib.parse.urlsplit(url.strip())
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise SendError(f"{url} is no web address. Write the whole of it: https://lrs.example.org/xapi")
    if parts.username is not None or parts.password is not None:
        raise SendError(
            "The address holds a user name or a password, which a terminal keeps in its history. Take them out. "
            + _HOW_TO_NAME_AN_ACCOUNT.format(host=parts.hostname)
        )
    if parts.query or parts.fragment:
        raise SendError(f"{url} has a ? or a # in it; write the address of the store without what follows them")
    if parts.scheme == "http" and parts.hostname not in _LOCAL and not insecure_http:
        raise SendError(
            f"{url} begins with http, so everybody on the way could read password and answers. Write https. "
            "If the store has no https and the network is yours alone, add --insecure-http."
        )
    path = parts.path.rstrip("/").removesuffix("/statements")
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc.lower(), f"{path}/statements", "", ""))


def account_for(url: str, file: Path | None = None, environment: Mapping[str, str] | None = None) -> Account:
    """The account at the store: from `file` if one is named, else from the environment. Raises SendError."""
    host = urllib.parse.urlsplit(url).hostname or ""
    if file is not None:
        return _account_in(file, host)
    found = os.environ if environment is None else environment
    if not found.get(USER) or not found.get(PASSWORD):
        raise SendError(f"No account for {host} is named. {_HOW_TO_NAME_AN_ACCOUNT.format(host=host)}")
    return Account(found[USER], found[PASSWORD])


def _account_in(file: Path, host: str) -> Account:
    read = configparser.ConfigParser(interpolation=None)  # a password may hold a %
    try:
        read.read_string(file.read_text(encoding="utf-8-sig"), source=str(file))
    except OSError as error:
        raise SendError(f"{file} cannot be read ({error.strerror}). Name the file with the account.") from error
    except (configparser.Error, UnicodeDecodeError) as error:  # its own message may hold the password
        line = getattr(error, "lineno", None) or 1
        raise SendError(
            f"{file}:{line}: this cannot be read. Three lines are needed: [{host}], user = ..., password = ..."
        ) from None
    if host not in read or not read[host].get("user") or not read[host].get("password"):
        raise SendError(f"{file}: no account for {host}. Add three lines: [{host}], user = ..., password = ...")
    return Account(read[host]["user"], read[host]["password"])


def others_may_read(file: Path) -> bool:
    """Whether other users of this computer may read `file`. On Windows nothing is known of that, so no."""
    return os.name != "nt" and bool(file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


class _StayHere(urllib.request.HTTPRedirectHandler):
    """A redirection is an answer like any other: followed, it would turn a POST into a GET and carry the password."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _opener(*, local: bool) -> urllib.request.OpenerDirector:
    """What opens addresses: by the proxy of this computer, but for a store on this computer itself."""
    handlers: list[urllib.request.BaseHandler] = [
        _StayHere(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
    ]
    if local:
        handlers.append(urllib.request.ProxyHandler({}))
    return urllib.request.build_opener(*handlers)


def _answer(response: Any) -> Answer:
    body = response.read(_LONGEST_ANSWER)
    if response.length and len(body) < _LONGEST_ANSWER:  # a limited read does not say that the end is missing
        raise http.client.IncompleteRead(body, response.length)
    headers = {name.lower(): one_line(value) for name, value in response.headers.items()}
    return Answer(response.status, one_line(body.decode(errors="replace")) or str(response.reason), body, headers)


def _no_answer(error: Exception) -> Answer:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        words = f"its certificate is not trusted: {cause.verify_message}"
        return Answer(0, words, lasting=True)
    if isinstance(cause, socket.gaierror):
        return Answer(0, "this computer finds no host of that name", lasting=True)
    if isinstance(cause, TimeoutError):
        return Answer(0, "it did not answer in time")
    if isinstance(cause, ConnectionRefusedError):
        return Answer(0, "nothing answers at that address")
    return Answer(0, f"the connection broke off ({one_line(str(cause)) or type(cause).__name__})")


def one_line(text: str, longest: int = 300) -> str:
    """Text from outside, fit for a screen: one line of printable signs, not too long."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= longest else f"{line[:longest]} …"
