"""A bank loads as it is written, or says everything that is wrong with it: where, what, and what to do."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from medialit.quiz import Bank, BankError, UnknownItem, bank_schema, load_bank

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "tests/fixtures/90-bicycles.yaml"
TEXT = FIXTURE.read_text(encoding="utf-8")
BANK = load_bank(FIXTURE)
TYPES = "single, multiple, number, text, order, match, highlight, probability, table"


def written(folder: Path, text: str | bytes, name: str = "90-bicycles.yaml") -> Path:
    path = folder / "quizzes" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems_of(path: Path) -> list[str]:
    with pytest.raises(BankError) as caught:
        load_bank(path)
    assert str(caught.value) == "\n".join(str(problem) for problem in caught.value.problems)
    return [str(problem) for problem in caught.value.problems]


def line_with(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_bank_knows_its_word_and_items() -> None:
    assert BANK.word == "bicycles"
    assert BANK.item("hops").type == "order"
    assert {item.type for item in BANK.items} == set(TYPES.split(", "))


def test_select_takes_ids_and_groups_in_the_order_asked_for_each_once() -> None:
    assert [item.id for item in BANK.select("hops", "opening", "who-saw")] == ["hops", "first-guess", "who-saw"]
    assert BANK.select() == BANK.items


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hop", "fixtures/90-bicycles.yaml has no item or group 'hop'; did you mean hops?"),
        ("closin", "fixtures/90-bicycles.yaml has no item or group 'closin'; did you mean closing?"),
    ],
)
def test_unknown_name_is_answered_with_the_near_ones(name: str, message: str) -> None:
    with pytest.raises(UnknownItem) as caught:
        BANK.select(name)
    assert str(caught.value) == message


def test_unknown_item_without_a_near_name_lists_all() -> None:
    with pytest.raises(UnknownItem, match="there are chance, expert-chance, first-guess"):
        BANK.item("zzz")


def test_line_of_an_item_is_the_line_of_its_dash() -> None:
    for item in BANK.items:
        assert TEXT.split("\n")[BANK.line_of(item.id) - 1].strip() == f"- id: {item.id}"


# What is replaced, by what, words on the line that is named, the item that is named, and the message.
FIELD_PROBLEMS = [
    (
        "    hint: Look at the log.\n    source: The story, invented for this file\n    minutes: 1\n    form: B",
        "    source: The story, invented for this file\n    minutes: 1\n    form: B",
        "- id: greeting",
        "greeting",
        "the field `hint` is missing; add it",
    ),
    (
        "        why: Five people told it. Telling is not seeing.\n",
        "",
        "- id: five",
        "first-guess",
        "entry 2 of `choices`: the field `why` is missing; add it",
    ),
    (
        "      right: Nine, five and three make the seventeen of the log.\n",
        "",
        "why:\n      columns",
        "tally",
        "`why`: the field `right` is missing; add it",
    ),
    (
        "    vote: true",
        "    vote: true\n    voet: true",
        "voet",
        "who-saw",
        "the field `voet` is not known here; did you mean `vote`?",
    ),
    (
        "        right: true\n        why: Only",
        "        right: true\n        wy: x\n        why: Only",
        "wy: x",
        "first-guess",
        "entry 1 of `choices`: the field `wy` is not known here; did you mean `why`?",
    ),
    (
        "        credit: 0.25",
        "        zoom: 1",
        "zoom",
        "how-many",
        "entry 1 of `near`: the field `zoom` is not known here; it can be value, tolerance, credit, why, misconception",
    ),
    (
        "type: multiple",
        "type: multipel",
        "- id: which-notes",
        "which-notes",
        "the type 'multipel' is not known; did you mean `multiple`?",
    ),
    (
        "type: multiple",
        "type: essay",
        "- id: which-notes",
        "which-notes",
        f"the type 'essay' is not known; it can be {TYPES}",
    ),
    (
        "    type: multiple\n",
        "",
        "- id: which-notes",
        "which-notes",
        f"the field `type` is missing; types are {TYPES}",
    ),
    (
        "hint: It names a colour.",
        "hint: 17",
        "hint: 17",
        "one-word",
        "`hint` is 17, but must be text; put it in quotes",
    ),
    (
        "hint: It names a colour.",
        "hint: 2023-02-01",
        "2023",
        "one-word",
        "`hint` is a date, but must be text; put it in quotes",
    ),
    ("hint: It names a colour.", "hint: [a, b]", "[a, b]", "one-word", "`hint` is a list, but must be text"),
    ("hint: It names a colour.", "hint: {a: b}", "{a: b}", "one-word", "`hint` is a set of fields, but must be text"),
    (
        "hint: It names a colour.",
        "hint:",
        "hint:\n",
        "one-word",
        "`hint` is empty; write something there, or drop the field if it is not needed",
    ),
    (
        "hint: It names a colour.",
        "hint: '  '",
        "hint: ' ",
        "one-word",
        "`hint` is empty; write something there, or drop the field if it is not needed",
    ),
    (
        "      - id: one\n",
        "      - id: Number One\n",
        "Number One",
        "first-guess",
        "entry 1 of `choices`: `id` is 'Number One'; use small letters, digits and single hyphens, such as hop-order",
    ),
    (
        "      - id: one\n",
        f"      - id: {'a' * 61}\n",
        "aaa",
        "first-guess",
        "entry 1 of `choices`: `id` is longer than 60 characters; shorten it",
    ),
    ("answer: 17", "answer: many", "answer: many", "how-many", "`answer` is 'many', but must be a number"),
    ("answer: 17", "answer: .nan", "answer: .nan", "how-many", "`answer` is nan, but must be a finite number"),
    ("    minutes: 4", "    minutes: 0", "minutes: 0", "tally", "`minutes` is 0; it must be more than 0"),
    ("    minutes: 4", "    minutes: 31", "minutes: 31", "tally", "`minutes` is 31; it must be at most 30"),
    (
        "credit: 0.5",
        "credit: -1",
        "credit: -1",
        "who-saw",
        "entry 3 of `choices`: `credit` is -1; it must be at least 0",
    ),
    ("credit: 0.25", "credit: 1", "credit: 1", "how-many", "entry 1 of `near`: `credit` is 1; it must be less than 1"),
    ("    vote: true", "    vote: maybe", "vote: maybe", "who-saw", "`vote` is 'maybe', but must be true or false"),
    (
        "truth: unsupported",
        "truth: perhaps",
        "truth: perhaps",
        "expert-chance",
        "`truth` is 'perhaps'; it can be 'true', 'supported', 'unsupported' or 'false'",
    ),
    (
        "revisits: bicycles/chance",
        "revisits: chance",
        "revisits: chance",
        "expert-chance",
        "`revisits` is 'chance'; write it as word/item-id, such as sourcing/hop-order",
    ),
    (
        "expert_range: [20, 40]",
        "expert_range: [20]",
        "expert_range",
        "expert-chance",
        "entry 2 of `expert_range` is missing; add it",
    ),
    (
        "expert_range: [20, 40]",
        "expert_range: about 30",
        "expert_range",
        "expert-chance",
        "`expert_range` is 'about 30', but must be a list of two numbers",
    ),
    (
        "columns: [colour, bicycles]",
        "columns: colour",
        "columns: colour",
        "tally",
        "`columns` is 'colour', but must be a list, each entry after a dash",
    ),
    (
        "columns: [colour, bicycles]",
        "columns: []",
        "columns: []",
        "tally",
        "`columns` has 0 of at least 1 entries; add some",
    ),
    (
        "      - [red, 5]",
        "      - [red, [5]]",
        "[red, [5]]",
        "tally",
        "row 2 of `data`: cell 2 is a list, but must be text, a number, true, false or null",
    ),
    (
        "      - [red, 5]",
        "      - red",
        "- red",
        "tally",
        "entry 2 of `data` is 'red', but must be a list, each entry after a dash",
    ),
    (
        "      - {id: radio, text: The radio}",
        "      - the radio",
        "- the radio",
        "hops",
        "entry 4 of `options` is 'the radio', but must be a set of fields",
    ),
]
HEAD_PROBLEMS = [
    ("title: Who took the bicycles?\n", "", "#", "the field `title` is missing; add it"),
    ("keys: practice", "keys: open", "keys: open", "`keys` is 'open'; it can be 'practice' or 'sealed'"),
    ("about: An", "abuot: x\nabout: An", "abuot", "the field `abuot` is not known here; did you mean `about`?"),
    (
        '"90.1": Tell',
        '90.4: x\n  "90.1": Tell',
        "90.4",
        "`objectives`: `90.4` is 90.4, but must be text; put it in quotes",
    ),
    (
        "lesson: 90-bicycles",
        "lesson: 90-Bicycles",
        "lesson: 90-B",
        "`lesson` is '90-Bicycles', but the file is called '90-bicycles'; make them equal",
    ),
]
AGREEMENT_PROBLEMS = [
    (
        "- id: tally",
        "- id: hops",
        "- id: hops\n    type: table",
        "item hops: another item has the same id; give each its own",
    ),
    (
        "[first-guess, who-saw]",
        "[first-guess, who-sow]",
        "opening",
        "group 'opening' names 'who-sow', which is no item; did you mean 'who-saw'?",
    ),
    (
        "[first-guess, who-saw]",
        "[who-saw, who-saw]",
        "opening",
        "group 'opening' names 'who-saw' twice; keep one",
    ),
    (
        "[first-guess, who-saw]",
        "[threat, greeting]",
        "opening",
        "group 'opening' holds 'threat' and its alternative, shown twice then; keep the first",
    ),
    ("[first-guess, who-saw]", "[]", "opening", "group 'opening' is empty; name its items, or drop it"),
    ("  opening:", "  hops:", "  hops:", "group 'hops' has the name of an item; rename one of them"),
    (
        "    alternative: greeting",
        "    alternative: meeting",
        "alternative",
        "item threat: the alternative 'meeting' is no item; did you mean 'greeting'?",
    ),
    (
        "    form: B\n",
        "    form: B\n    sensitive: true\n    alternative: who-saw\n",
        "alternative: greeting",
        "item threat: the alternative 'greeting' is sensitive too; name one that quotes no violence",
    ),
    (
        "    alternative: greeting",
        "    alternative: tally",
        "alternative",
        "item threat: the alternative 'tally' has objective 90.2, not 90.1; name an equal",
    ),
    ("    pair: greeting", "    pair: hello", "pair: hello", "item threat: the pair 'hello' is no item; there are "),
    (
        "    pair: greeting",
        "    pair: tally",
        "pair: tally",
        "item threat: 'tally' does not name this item as its pair; a pair names both ways",
    ),
    ("    form: A\n", "", "pair: greeting", "item threat: has a `pair` but no `form`; add `form: A` or `form: B`"),
    (
        "    form: A\n",
        "    form: B\n",
        "pair: greeting",
        "item threat: 'greeting' has form B too; a pair is one of form A and one of form B",
    ),
    (
        "revisits: bicycles/chance",
        "revisits: bicycles/chnace",
        "revisits",
        "item expert-chance: there is no item 'chnace' in this bank to revisit; did you mean 'chance'?",
    ),
    (
        'objective: "90.2"\n    hint: Group',
        'objective: "9.02"\n    hint: Group',
        '"9.02"',
        "item tally: the objective '9.02' is not declared; did you mean '90.2'?, or declare it under `objectives`",
    ),
    (
        "        misconception: B2\n        why: Five",
        "        misconception: C2\n        why: Five",
        "C2",
        "item first-guess: the misconception 'C2' is not declared; did you mean 'B2'?, or declare it under `mis",
    ),
    (
        "misconceptions:\n",
        "misconceptions:\n  B3: Old is true\n",
        "B3",
        "no item uses the misconception 'B3'; drop it, or write an item for it",
    ),
    (
        "objectives:\n",
        'objectives:\n  "90.4": Ride a bicycle\n',
        "90.4",
        "no item uses the objective '90.4'; drop it, or write an item for it",
    ),
]


def changed(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def last_words(slip: tuple[str, ...]) -> str:
    return slip[-1][:60]


@pytest.mark.parametrize("slip", FIELD_PROBLEMS, ids=last_words)
def test_field_problem_names_line_item_problem_and_remedy(tmp_path: Path, slip: tuple[str, ...]) -> None:
    old, new, at, item, message = slip
    text = changed(old, new)
    problems = problems_of(written(tmp_path, text))
    assert problems == [f"quizzes/90-bicycles.yaml:{line_with(text, at)} item {item}: {message}"]


@pytest.mark.parametrize("slip", HEAD_PROBLEMS, ids=last_words)
def test_problem_at_the_head_names_line_problem_and_remedy(tmp_path: Path, slip: tuple[str, ...]) -> None:
    old, new, at, message = slip
    text = changed(old, new)
    assert f"quizzes/90-bicycles.yaml:{line_with(text, at)} {message}" in problems_of(written(tmp_path, text))


@pytest.mark.parametrize("slip", AGREEMENT_PROBLEMS, ids=last_words)
def test_disagreement_within_a_bank_is_named_where_it_stands(tmp_path: Path, slip: tuple[str, ...]) -> None:
    old, new, at, message = slip
    text = changed(old, new)
    problems = problems_of(written(tmp_path, text))
    assert any(p.startswith(f"quizzes/90-bicycles.yaml:{line_with(text, at)} {message}") for p in problems), problems


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the file is empty; begin with `title:`, or copy another bank"),
        ("# only a comment\n", 1, "the file is empty; begin with `title:`, or copy another bank"),
        ("- title: x\n", 1, "the file is not a set of fields; begin with `title:` and no dash"),
        ("title: x\n\tlesson: y\n  \tkeys: z", 2, "a tab stands in the indentation; use spaces"),
        ("%YAML 1.1\n---\ntitle: x\n", 1, "a `%` line changes how the whole file is read; drop it"),
        ("title: x\nlesson: y\ntitle: z\n", 3, "the field `title` stands twice; keep one"),
        ("title: a: b\n", 1, "is not YAML: a colon stands inside a value; put the value in quotes; look"),
        ("a: 1\ntitle\nb: 2\n", 3, "is not YAML: a field has no colon after its name; look at this line and the one"),
        ("title: [a\nlesson: b\n", 2, "is not YAML: expected ',' or ']', but got ':'; look at this line"),
        ("title: x\nabout: 2023-13-41\n", 1, "is not YAML that can be read (month must be in 1..12); put the odd"),
        (
            "title: " + "[" * 20 + "]" * 20,
            1,
            "is nested too deep for a bank, or refers to itself; write it out, without `&`",
        ),
        ("title: " + "[" * 500, 1, "is nested too deep for a bank, or refers to itself; write it out, without `&`"),
        (b"title: x\nabout: caf\xe9\n", 2, "byte 0xe9 is not UTF-8; save the file as UTF-8"),
        ("title: x\n".encode("utf-16"), 1, "is saved as UTF-16; save it as UTF-8"),
        ("title: a\x07b\n", 1, "is not YAML: "),
    ],
)
def test_unreadable_file_is_named_with_line_and_remedy(
    tmp_path: Path, text: str | bytes, line: int, message: str
) -> None:
    problems = problems_of(written(tmp_path, text))
    assert problems[0].startswith(f"quizzes/90-bicycles.yaml:{line} {message}"), problems


def test_every_tab_is_named_at_once(tmp_path: Path) -> None:
    problems = problems_of(written(tmp_path, "title: x\n\tlesson: y\n  \tkeys: z"))
    assert [problem.split()[0] for problem in problems] == ["quizzes/90-bicycles.yaml:2", "quizzes/90-bicycles.yaml:3"]


def test_aliases_that_swell_are_refused(tmp_path: Path) -> None:
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    text += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    assert "holds too much for a bank" in problems_of(written(tmp_path, text))[0]


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "quizzes").mkdir()
    missing = problems_of(tmp_path / "quizzes" / "91-none.yaml")
    assert missing == ["quizzes/91-none.yaml:1 there is no such file; check its name, or the folder you are in"]
    assert "check that it is a file you may open" in problems_of(tmp_path / "quizzes")[0]


def test_byte_order_mark_and_windows_lines_change_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    bank = load_bank(path)
    assert bank.items == BANK.items
    assert bank.line_of("tally") == BANK.line_of("tally")


def test_yes_and_no_stay_words(tmp_path: Path) -> None:
    text = TEXT.replace("accept: [blue]", "accept: [no, off]")
    assert load_bank(written(tmp_path, text)).item("one-word").near[0].accept == ["no", "off"]


def test_problems_of_many_items_are_reported_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    changes = {
        "keys: practice": "keys: open",
        "[first-guess, who-saw]": "[first-guess, who-sow]",
        "hint: It names a colour.": "hint:",
        "answer: 17": "answer: many",
        "type: order": "type: odrer",
        "key: heard": "key: hear",
        "alternative: greeting": "alternative: meeting",
        "      - [red, 5]": "      - [red]",
    }
    text = TEXT
    for old, new in changes.items():
        text = text.replace(old, new, 1)
    problems = problems_of(written(tmp_path, text))
    assert [int(problem.split(":")[1].split()[0]) for problem in problems] == [
        line_with(text, words)
        for words in (
            "keys: open", "who-sow", "answer: many", "hint:\n", "- id: hops", "- id: sorting", "meeting", "- id: tally"
        )
    ]  # fmt: skip


def test_name_that_refers_to_a_broken_item_is_not_called_unknown(tmp_path: Path) -> None:
    problems = problems_of(written(tmp_path, TEXT.replace("hint: Look at the log.", "hint:")))
    assert [problem.split()[2] for problem in problems] == ["threat:", "greeting:"]


def test_file_name_and_lesson_agree(tmp_path: Path) -> None:
    problems = problems_of(written(tmp_path, TEXT, name="91-bicycles.yaml"))
    assert problems == [
        "quizzes/91-bicycles.yaml:3 `lesson` is '90-bicycles', but the file is called '91-bicycles'; make them equal"
    ]


@settings(deadline=None)
@given(st.text() | st.binary())
def test_any_file_gives_a_bank_or_a_bank_error(tmp_path_factory: pytest.TempPathFactory, text: str | bytes) -> None:
    check_loads_or_explains(tmp_path_factory, text)


@settings(deadline=None)
@given(place=st.integers(0, len(TEXT)), length=st.integers(0, 40), new=st.text("ab:-[]{}&*!|>'\"#%\t \n0.,"))
def test_any_slip_of_the_hand_gives_a_bank_or_a_bank_error(
    tmp_path_factory: pytest.TempPathFactory, place: int, length: int, new: str
) -> None:
    check_loads_or_explains(tmp_path_factory, TEXT[:place] + new + TEXT[place + length :])


def check_loads_or_explains(factory: pytest.TempPathFactory, text: str | bytes) -> None:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    try:
        outcome: Bank | BankError = load_bank(written(factory.getbasetemp(), raw))
    except BankError as error:
        outcome = error
    problems = outcome.problems if isinstance(outcome, BankError) else []
    assert isinstance(outcome, Bank) or problems
    assert all(problem.message and problem.line >= 1 for problem in problems)


def test_schema_in_the_repository_is_the_one_generated() -> None:
    written_schema = (ROOT / "quizzes/bank.schema.json").read_text(encoding="utf-8")
    remedy = "quizzes/bank.schema.json is out of date; run: medialit schema"
    assert json.loads(written_schema) == bank_schema(), remedy
    assert written_schema == json.dumps(bank_schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n", remedy


@pytest.mark.parametrize("path", [FIXTURE, *sorted((ROOT / "quizzes").glob("*.yaml"))], ids=lambda path: path.stem)
def test_banks_fit_the_schema(path: Path) -> None:
    plain = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(bank_schema()).validate(plain)


def test_schema_says_something_on_every_field() -> None:
    schema = bank_schema()
    assert all("description" in field for field in schema["properties"].values())
    assert all("description" in part for part in schema["$defs"].values())
