"""The search for leaks: each kind of secret, planted in each writing, is found; and what is none is left alone."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import struct
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from medialit.classroom.leaks import Leak, Search, Secret, of_test, readings, sentences, ties_of, words_of
from medialit.quiz import load_bank
from medialit.quiz.keyless import as_yaml
from medialit.quiz.page import public_item
from tests import two_tests

REASON = "The same odd mistake is seldom “made” twice, & so both go back to one text."
SECRET = list(sentences("a reason of posttest/pumpkin", REASON))


def in_json(text: str) -> str:
    return json.dumps(text)


def utf8(write: Callable[[str], str]) -> Callable[[str], bytes]:
    return lambda text: write(text).encode()


def in_a_zip(content: str | bytes, name: str = "package/reasons.txt") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return held.getvalue()


def in_a_picture(kind: bytes, body: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13) + chunk(kind, body) + chunk(b"IEND", b"")


def base64_of(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def folded(text: str) -> str:
    return base64.encodebytes(text.encode() * 3).decode()


def in_widget_state(text: str) -> str:
    """As a saved notebook keeps a widget: JSON in JSON in JSON."""
    states = json.dumps({"red-lake": {"reasons": f"<ul><li><div>{html.escape(text)}</div></li></ul>"}})
    return json.dumps({"metadata": {"widgets": {"state": json.dumps({"model": {"states": states}})}}})


WRITINGS: dict[str, Callable[[str], bytes]] = {
    "plain": utf8(str),
    "in capitals, with marks and broken lines": utf8(lambda text: "**" + text.upper().replace(" ", "\n  > ") + "**"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-be"),
    "JSON": utf8(in_json),
    "JSON in JSON": utf8(lambda text: in_json(in_json(in_json(text)))),
    "JavaScript": utf8(
        lambda text: "".join(f"\\x{ord(c):02x}" if ord(c) < 128 else f"\\u{{{ord(c):x}}}" for c in text)
    ),
    "HTML": utf8(html.escape),
    "HTML by numbers": utf8(lambda text: "".join(f"&#{ord(letter)};" for letter in text)),
    "HTML twice": utf8(lambda text: html.escape(html.escape(text))),
    "HTML with tags between": utf8(lambda text: text.replace(" ", " <em>").replace("mistake", "mis</em><b>take")),
    "an attribute": utf8(lambda text: f'<p title="{html.escape(text)}">x</p>'),
    "a comment": utf8(lambda text: f"<!-- {text} -->"),
    "SVG": utf8(
        lambda text: "<svg><text>" + "".join(f"<tspan x='1'>{word} </tspan>" for word in text.split()) + "</text></svg>"
    ),
    "a URL": utf8(urllib.parse.quote),
    "a form": utf8(urllib.parse.quote_plus),
    "base64": utf8(base64_of),
    "base64 for URLs, unpadded": lambda text: base64.urlsafe_b64encode(text.encode()).rstrip(b"="),
    "base64 over lines": utf8(folded),
    "base64 over lines of a notebook": utf8(lambda text: json.dumps(folded(text).splitlines(keepends=True), indent=1)),
    "base64 in base64": utf8(lambda text: base64_of(base64_of(text))),
    "base64 of JSON": utf8(lambda text: f"data:application/json;base64,{base64_of(in_json(text))}"),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "hexadecimal in pairs": lambda text: text.encode().hex(" ").encode(),
    "gzip": lambda text: gzip.compress(text.encode()),
    "base64 of zlib": lambda text: base64.b64encode(zlib.compress(text.encode())),
    "a zip": in_a_zip,
    "a zip in a zip": lambda text: in_a_zip(in_a_zip(text), "wheels/package.whl"),
    "a name in a zip": lambda text: in_a_zip("x", text),
    "a picture's text": lambda text: in_a_picture(b"tEXt", b"Comment\0" + text.encode()),
    "a picture's packed text": lambda text: in_a_picture(b"zTXt", b"Comment\0\0" + zlib.compress(text.encode())),
    "a picture in a notebook": lambda text: json.dumps(
        {"image/png": base64.b64encode(in_a_picture(b"zTXt", b"C\0\0" + zlib.compress(text.encode()))).decode()}
    ).encode(),
    "a widget's state": utf8(in_widget_state),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_secret_is_found_in_each_writing(writing: str) -> None:
    [leak] = Search(SECRET).leaks_in("some/file", WRITINGS[writing](f"Before it. {REASON} And after it."))
    assert leak.file == "some/file"
    assert leak.what == "a reason of posttest/pumpkin: “the same odd mistake is seldom made twice …”"


@pytest.mark.parametrize("writing", WRITINGS)
def test_what_is_no_secret_is_found_in_no_writing(writing: str) -> None:
    other = REASON.replace("seldom", "often")
    assert not Search(SECRET).leaks_in("some/file", WRITINGS[writing](f"Before it. {other} And after it."))


WRAPPERS: list[Callable[[str], str]] = [
    in_json,
    html.escape,
    urllib.parse.quote,
    base64_of,
    lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    lambda text: text.encode().hex(),
    lambda text: base64.b64encode(gzip.compress(text.encode())).decode(),
    lambda text: base64.b64encode(in_a_zip(text)).decode(),
    lambda text: json.dumps({"cells": [{"source": [f"<p>{text}</p>\n", "x"]}]}, indent=1),
]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WRAPPERS), min_size=1, max_size=4))
@example([WRAPPERS[6]] * 4)  # the deepest: each of these is two writings, one within the other
def test_a_secret_is_found_in_one_writing_within_another(wrappers: list[Callable[[str], str]]) -> None:
    text = f"Before it. {REASON} And after it."
    for wrap in wrappers:
        text = wrap(text)
    assert len(Search(SECRET).leaks_in("x", text.encode())) == 1


def test_a_leak_says_where_and_in_what_writing() -> None:
    [leak] = Search(SECRET).leaks_in("a.whl", in_a_zip(base64_of(REASON)))
    assert str(leak).startswith("a.whl (package/reasons.txt, base64): a reason of posttest/pumpkin: “the same odd")
    [leak] = Search(SECRET).leaks_in("README.md", REASON.encode())
    assert leak.writing == ""


def test_one_sentence_of_several_is_enough_and_each_is_named() -> None:
    search = Search(sentences("a note", "Ask who was there. Yes. Then ask them how they know."))
    assert [secret.words for secret in search.secrets] == [
        ("ask", "who", "was", "there"),
        ("then", "ask", "them", "how", "they", "know"),
    ]
    assert [leak.what for leak in search.leaks_in("x", b"then ask them how they know")] == [
        "a note: “then ask them how they know”"
    ]


def test_short_sentences_are_looked_for_together() -> None:
    assert [secret.words for secret in sentences("a note", "So it is. Is it?")] == [("so", "it", "is", "is", "it")]
    assert not list(sentences("a note", "Yes, it is."))


def test_random_digits_and_damaged_containers_are_passed_over() -> None:
    for data in (b"PK\x03\x04 torn", b"\x1f\x8b torn", b"\x78\x9c torn", b"\x89PNG\r\n\x1a\n torn", b"", b"\xff" * 50):
        assert not Search(SECRET).leaks_in("x", data)
    assert len(list(readings(("sha256:" + "0123456789abcdef" * 4).encode()))) == 1


def test_containers_within_one_another_end_somewhere() -> None:
    data = REASON.encode()
    for _ in range(12):
        data = base64.b64encode(data)
    assert len(list(readings(data))) < 12


# Keys of tests


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_tests.lay(tmp_path_factory.mktemp("two")) / "quizzes" / "pretest.yaml"


def leaks(bank: Path, text: str) -> list[Leak]:
    loaded = load_bank(bank)
    return Search(of_test(loaded), ties_of(loaded)).leaks_in("x", text.encode())


KEY, OTHER = two_tests.key("door-a-2"), two_tests.wrong("door-a-2")
TIES = {
    "the bank": f"- id: door-a-2\n  choices:\n  - id: {KEY}\n    text: The door\n    right: true\n",
    "the bank in one line": f'{{"id": "door-a-2", "choices": [{{"id": "{KEY}", "right": true}}]}}',
    "a call": f'lesson.posttest().answer("door-a-2", "{KEY}", 2)',
    "a table": f"| door-a-2 | {KEY} |",
    "pairs": f"{{'door-a-2': '{KEY}'}}",
    "a field": f'"item": "door-a-2", "prompt": "Which?", "key": "{KEY}"',
    "a record with a pattern": f'"id": ".../pretest/door-a-2", "correctResponsesPattern": ["{KEY}"]',
    "base64": base64_of(f"door-a-2: {KEY}, and so on"),
    "a page": f"<p>door-a-2</p><p>The answer: <b>The {KEY} door</b></p>",
}


@pytest.mark.parametrize("form", TIES)
def test_whatever_ties_a_question_to_its_key_is_found(form: str, bank: Path) -> None:
    assert "the key of pretest/door-a-2" in {leak.what for leak in leaks(bank, TIES[form])}


@pytest.mark.parametrize("form", [form for form in TIES if form not in ("the bank", "the bank in one line")])
def test_a_question_tied_to_another_choice_is_no_leak(form: str, bank: Path) -> None:
    plain = base64.b64decode(TIES[form]).decode() if form == "base64" else TIES[form]
    assert "the key of pretest/door-a-2" not in {leak.what for leak in leaks(bank, plain.replace(KEY, OTHER))}


def test_a_claim_beside_its_place_is_found(bank: Path) -> None:
    for text in ("claim-3: supported", '{"claim-9": "unsupported"}', "House A3 has a roof. → Supported"):
        assert leaks(bank, text)
    for text in ("claim-3: unsupported", '{"claim-9": "supported"}'):
        assert not leaks(bank, text)


def test_a_reason_of_a_claim_and_of_the_whole_list_are_secrets(bank: Path) -> None:
    assert leaks(bank, "Secret A4: left is as written on the door.")
    assert leaks(bank, "Secret: some are elsewhere.")


def test_the_test_as_learners_get_it_and_as_the_page_shows_it_is_no_leak(bank: Path) -> None:
    loaded = load_bank(bank)
    assert not leaks(bank, as_yaml(loaded))
    assert not leaks(bank, json.dumps([public_item(item) | {"hint": ""} for item in loaded.items]))


def test_the_test_as_the_teacher_has_it_leaks_every_key_and_every_reason(bank: Path) -> None:
    found = {leak.what for leak in leaks(bank, bank.read_text(encoding="utf-8"))}
    loaded = load_bank(bank)
    assert {f"the key of pretest/{item.id}" for item in loaded.items} <= found
    assert {secret.what for secret in of_test(loaded) if "reason" in secret.what} <= found


def test_words_are_the_same_however_they_are_signed() -> None:
    assert words_of("Twelve—of twelve: ﬁve’s “x”") == ("twelve", "of", "twelve", "five", "s", "x")
    assert not Search([Secret("nothing", ())]).secrets
