"""One answer as an xAPI 1.0.3 statement, and a check of such statements. Nothing here reads or writes files.

Why a check of our own: servers are known to accept ids that are no IRIs, so a slip would be found years too late.
`medialit.example` is a reserved name that resolves nowhere; the IRIs only have to be ours and to stay the same.
The rules followed are those of the xAPI 1.0.3 specification, part two (data), with its appendix on interactions.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from medialit.quiz.items import Item
    from medialit.quiz.sitting import Attempt

BASE = "https://medialit.example/xapi/"
ANSWERED = {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}}
COMPLETED = {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en": "completed"}}
_ASSESSMENT = "http://adlnet.gov/expapi/activities/assessment"
_INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction"
_INTERACTION_TYPES = {
    "single": "choice",
    "multiple": "choice",
    "number": "numeric",
    "probability": "numeric",
    "text": "fill-in",
    "order": "sequencing",
    "match": "matching",
    "highlight": "other",
    "table": "other",
}
_COMPONENT_LISTS = {
    "choice": {"choices"},
    "sequencing": {"choices"},
    "matching": {"source", "target"},
    "likert": {"scale"},
}
_OTHER_INTERACTIONS = {"true-false", "long-fill-in", "performance", *_INTERACTION_TYPES.values()}
_FIELDS, _PARTS = ("id", "timestamp"), ("actor", "verb", "object", "result", "context")
_OPTIONAL = ("stored", "authority", "version", "attachments")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")
_DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")


def activity_id(word: str, item_id: str) -> str:
    """The IRI of an item. It carries the lesson's word, never its number, so renumbering lessons breaks no record."""
    return f"{BASE}item/{word}/{item_id}"


def test_id(occasion: str) -> str:
    """The IRI of a test as a whole, such as `pretest`."""
    return f"{BASE}test/{occasion}"


def place_of(iri: str) -> tuple[str, str] | None:
    """The (word, item id) that :func:`activity_id` made the IRI of; None for any other IRI."""
    word, _, item_id = iri.removeprefix(f"{BASE}item/").partition("/")
    return (word, item_id) if iri.startswith(f"{BASE}item/") and word and item_id else None


def extension(name: str) -> str:
    """The IRI under which a statement carries what xAPI has no field for."""
    return f"{BASE}extension/{name}"


def actor(pseudonym: str) -> dict[str, Any]:
    return {"objectType": "Agent", "account": {"homePage": BASE, "name": pseudonym}}


def now() -> str:
    """This moment in UTC, as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def answered(
    word: str, item: Item, attempt: Attempt, number: int, at: str | None = None, *, occasion: str = ""
) -> dict[str, Any]:
    """A statement that says what was answered; a `RecordBook` adds who and in which place of the sequence.

    Only what a later grade needs goes in: no prompt, no choice texts and no key, which all stand in the bank.
    `occasion` says on what occasion the item was asked, if not in its own place in its own lesson. An answer that was
    not marked, since the key was not there, has neither score nor success.
    """
    extensions = {
        "response": attempt.response,
        "version": attempt.version,
        "attempt": number,
        "hint_seen": attempt.hint_seen,
    }
    if attempt.certainty is not None:
        extensions["certainty"] = attempt.certainty
    if occasion:
        extensions["occasion"] = occasion
    mark = {} if attempt.points is None else {"score": {"scaled": attempt.points}, "success": attempt.correct}
    result: dict[str, Any] = {
        **mark,
        "response": xapi_response(item, attempt.response),
        "extensions": {extension(name): value for name, value in extensions.items()},
    }
    if not result["response"]:  # nothing marked or chosen: stores refuse empty text, and the extension says it too
        del result["response"]
    if attempt.duration is not None:
        result["duration"] = f"PT{attempt.duration:.2f}S"
    definition = {"type": _INTERACTION, "interactionType": _INTERACTION_TYPES[item.type], **_components(item)}
    return {
        "id": str(uuid4()),
        "timestamp": at or now(),
        "verb": ANSWERED,
        "object": {"objectType": "Activity", "id": activity_id(word, item.id), "definition": definition},
        "result": result,
    }


def handed_in(occasion: str, form: str) -> dict[str, Any]:
    """A statement that says a test was handed in, whatever of it was still open: which test, and in which form."""
    return {
        "id": str(uuid4()),
        "timestamp": now(),
        "verb": COMPLETED,
        "object": {"objectType": "Activity", "id": test_id(occasion), "definition": {"type": _ASSESSMENT}},
        "result": {"completion": True, "extensions": {extension("form"): form}},
    }


def xapi_response(item: Item, response: Any) -> str:
    """The response in xAPI's own notation. It may lose detail; the `response` extension loses none."""
    match item.type:
        case "single" | "text":
            return str(response)
        case "multiple" | "order":
            return "[,]".join(response)
        case "match":
            return "[,]".join(f"{row}[.]{bin_}" for row, bin_ in response.items())
        case "highlight":
            return " ".join(f"{mark['start']}-{mark['end']}" for mark in response)
        case "table":
            columns = ", ".join(map(str, response["columns"]))
            return f"a table of {len(response['data'])} rows with the columns {columns}"
        case _:
            return json.dumps(response)


def _components(item: Item) -> dict[str, list[dict[str, str]]]:
    """The ids a response may name, in the order they are shown: the order in the bank could give the key away."""
    match item.type:
        case "single" | "multiple":
            parts = {"choices": item.shown_choices}
        case "order":
            parts = {"choices": item.shown_options}
        case "match":
            parts = {"source": item.shown_rows, "target": item.bins}
        case _:
            parts = {}
    return {name: [{"id": part.id} for part in members] for name, members in parts.items()}


def problems_in(statement: Any) -> list[str]:
    """What keeps `statement` from being a statement of ours: one sentence per problem, empty if it is sound."""
    if not isinstance(statement, dict):
        return ["this is no statement: a JSON object is needed"]
    checks = (_top_level, _actor, _verb, _object, _result, _context)
    return [problem for check in checks for problem in check(statement)]


def _top_level(statement: dict[str, Any]) -> Iterator[str]:
    for name in sorted(set(statement) - {*_PARTS, *_FIELDS, *_OPTIONAL}):
        yield f"{name}: xAPI knows no such field; put it into an extension"
    for name in (*_FIELDS, *_PARTS):
        if name not in statement:
            yield f"{name}: is missing"
        elif name in _PARTS and not isinstance(statement[name], dict):
            yield f"{name}: is no JSON object"
    yield from _nulls(statement)
    if "id" in statement and not _is_uuid(statement["id"]):
        yield "id: is no random UUID (version 4)"
    if "timestamp" in statement and not _is_timestamp(statement["timestamp"]):
        yield "timestamp: is no ISO 8601 time with its zone, such as 2031-05-04T09:30:00Z"


def _nulls(value: Any, where: str = "") -> Iterator[str]:
    """xAPI refuses null everywhere but inside extensions."""
    if value is None:
        yield f"{where}: is null; leave the field out"
    elif isinstance(value, dict):
        for name, part in value.items():
            if name != "extensions":
                yield from _nulls(part, f"{where}.{name}".lstrip("."))


def _actor(statement: dict[str, Any]) -> Iterator[str]:
    who = _part(statement, "actor")
    if who is None:
        return
    account = who.get("account")
    if {"mbox", "mbox_sha1sum", "openid", "name"} & set(who):
        yield "actor: names or addresses a person; only a pseudonymous account is kept"
    if not isinstance(account, dict) or not account.get("name") or not isinstance(account.get("name"), str):
        yield "actor.account.name: is missing"
    elif not _is_iri(account.get("homePage")):
        yield "actor.account.homePage: is no IRI"


def _verb(statement: dict[str, Any]) -> Iterator[str]:
    verb = _part(statement, "verb")
    if verb is None:
        return
    if not _is_iri(verb.get("id")):
        yield "verb.id: is no IRI"
    if "display" in verb and not _is_language_map(verb["display"]):
        yield 'verb.display: is no language map, such as {"en": "answered"}'


def _object(statement: dict[str, Any]) -> Iterator[str]:
    activity = _part(statement, "object")
    if activity is None:
        return
    if not _is_iri(activity.get("id")):
        yield "object.id: is no IRI"
    definition = activity.get("definition", {})
    if not isinstance(definition, dict):
        yield "object.definition: is no JSON object"
        return
    for name in ("name", "description"):
        if name in definition and not _is_language_map(definition[name]):
            yield f"object.definition.{name}: is no language map"
    if "type" in definition and not _is_iri(definition["type"]):
        yield "object.definition.type: is no IRI"
    yield from _interaction(definition)


def _interaction(definition: dict[str, Any]) -> Iterator[str]:
    kind = definition.get("interactionType")
    if "correctResponsesPattern" in definition:
        yield "object.definition.correctResponsesPattern: a record holds no key; drop it"
    if kind is None:
        return
    if not isinstance(kind, str) or kind not in _OTHER_INTERACTIONS | set(_COMPONENT_LISTS):
        yield f"object.definition.interactionType: xAPI knows no {kind!r}"
        return
    for name in sorted({"choices", "scale", "source", "target", "steps"} & set(definition)):
        if name not in _COMPONENT_LISTS.get(kind, set()):
            yield f"object.definition.{name}: has no place in a {kind} interaction"
        elif len(ids := _ids(definition[name])) != len(set(ids)) or None in ids:
            yield f"object.definition.{name}: needs a list of components, each with an id of its own"


def _result(statement: dict[str, Any]) -> Iterator[str]:
    result = _part(statement, "result")
    if result is None:
        return
    score = result.get("score", {})
    scaled = score.get("scaled", 0) if isinstance(score, dict) else None
    if isinstance(scaled, bool) or not isinstance(scaled, int | float) or not -1 <= scaled <= 1:
        yield "result.score.scaled: is no number from -1 to 1"
    if not isinstance(result.get("success", True), bool):
        yield "result.success: is neither true nor false"
    if "duration" in result and not _matches(_DURATION, result["duration"]):
        yield "result.duration: is no ISO 8601 duration, such as PT12.50S"
    yield from _extensions(result, "result")
    yield from _response(result, statement.get("object"))


def _response(result: dict[str, Any], activity: Any) -> Iterator[str]:
    response = result.get("response", "")
    definition = activity.get("definition") if isinstance(activity, dict) else None
    if not isinstance(response, str):
        yield "result.response: is no string"
    elif isinstance(definition, dict) and not _fits(response, definition):
        yield f"result.response: {response!r} does not fit a {definition['interactionType']} interaction"


def _fits(response: str, definition: dict[str, Any]) -> bool:
    """Whether a response is written as its interaction type asks; `[,]` parts the members of a list, `[.]` a pair."""
    members = response.split("[,]") if response else []
    match definition.get("interactionType"):
        case "numeric":
            return _is_number(response)
        case "choice" | "sequencing":
            return len(members) == len(set(members)) and set(members) <= set(_ids(definition.get("choices")))
        case "matching":
            pairs = [member.split("[.]") for member in members]
            sources, targets = (_ids(definition.get(side)) for side in ("source", "target"))
            return all(len(pair) == 2 and pair[0] in sources and pair[1] in targets for pair in pairs)
        case _:
            return True


def _context(statement: dict[str, Any]) -> Iterator[str]:
    context = _part(statement, "context")
    if context is not None:
        yield from _extensions(context, "context")


def _extensions(holder: dict[str, Any], where: str) -> Iterator[str]:
    extensions = holder.get("extensions", {})
    if not isinstance(extensions, dict):
        yield f"{where}.extensions: is no JSON object"
        return
    for name in extensions:
        if not _is_iri(name):
            yield f"{where}.extensions: {name!r} is no IRI"


def _part(statement: dict[str, Any], name: str) -> dict[str, Any] | None:
    """A part that has the right shape, or None: what is missing or misshapen is reported by `_top_level`."""
    part = statement.get(name)
    return part if isinstance(part, dict) else None


def _ids(components: Any) -> list[str | None]:
    """The ids of a component list, None standing for each component that has none."""
    if not isinstance(components, list):
        return [None]
    found = [part.get("id") if isinstance(part, dict) else None for part in components]
    return [id_ if isinstance(id_, str) else None for id_ in found]


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_iri(value: Any) -> bool:
    return _matches(_IRI, value)


def _is_language_map(value: Any) -> bool:
    return isinstance(value, dict) and all(
        _matches(_LANGUAGE, tag) and isinstance(text, str) for tag, text in value.items()
    )


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _is_timestamp(value: Any) -> bool:
    if not _matches(_TIMESTAMP, value) or value.endswith(("-00:00", "-0000")):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and UUID(value).version == 4
    except ValueError:
        return False
