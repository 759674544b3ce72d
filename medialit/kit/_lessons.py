"""Checks of a lesson's shape: its box, its minutes, what learners do and when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from medialit.kit import _budgets as budget
from medialit.kit import _markdown as md
from medialit.kit._course import Course, Page, Problem
from medialit.quiz import Bank, Item
from medialit.quiz.bank import word_of

_MINUTES = re.compile(r"\((\d+) min\)$")


@dataclass
class Box:
    """What stands in the box under a lesson's title."""

    labels: list[str] = field(default_factory=list)
    objectives: list[str] = field(default_factory=list)
    minutes: int = 0
    new_words: list[str] = field(default_factory=list)


def box_of(page: Page) -> Box:
    """The box of a lesson; empty where there is none."""
    box, first = Box(), page.text_cells[0].source if page.text_cells else ""
    for block in md.blocks(first):
        label = block.bold[0].rstrip(":") if block.quoted and block.bold else ""
        content = block.text.partition(":")[2].strip()
        if label:
            box.labels.append(label)
        elif block.quoted and box.labels == [budget.BOX_LABELS[0]]:
            box.objectives.append(block.text)
        if label == "Time":
            box.minutes = int((re.findall(r"\d+", content) or [0])[0])
        if label == "New words":
            box.new_words = [word.strip(" .") for word in content.split(",") if word.strip(" .") not in ("", "none")]
    return box


def title_of(page: Page) -> str:
    """The first heading."""
    titles = [title for cell in page.text_cells[:1] for title in md.headings(cell.source, 1)]
    return titles[0] if titles else ""


def sections_of(page: Page) -> list[tuple[NotebookNode, str, int | None]]:
    """(cell, title, minutes) of each second-level heading that learners see."""
    found = []
    for cell in page.text_cells:
        for heading in md.headings(cell.source, 2):
            minutes = _MINUTES.search(heading)
            found.append((cell, _MINUTES.sub("", heading).strip(), int(minutes.group(1)) if minutes else None))
    return found


def title_and_box(course: Course) -> Iterator[Problem]:
    """The title is the learner's question; the box under it has its four labels and few objectives."""
    for page in course.lessons.values():
        if not title_of(page).endswith("?"):
            yield page.problem("the title is no question; begin with `# ` and the question the lesson answers")
        box, wanted = box_of(page), list(budget.BOX_LABELS)
        if box.labels != wanted:
            found = ", ".join(box.labels) or "none"
            yield page.problem(
                f"the box under the title has the labels {found}; it needs, in bold, {', '.join(wanted)}"
            )
            continue
        if not 1 <= len(box.objectives) <= budget.OBJECTIVES:
            yield page.problem(f"the box lists {len(box.objectives)} objectives; name 1 to {budget.OBJECTIVES}")
        if not box.minutes:
            yield page.problem("the box gives no minutes; write for example `**Time:** 60 minutes`")


def minutes(course: Course) -> Iterator[Problem]:
    """Every section says how long it takes, and the sections add up to the time in the box."""
    for page in (*course.lessons.values(), *course.solutions.values()):
        sections = sections_of(page)
        for cell, title, length in sections:
            if length is None:
                yield page.problem(f"the heading {title!r} has no minutes; end it with for example (8 min)", cell)
        total, time = sum(length or 0 for _, _, length in sections), box_of(page).minutes
        if total != time:
            yield page.problem(f"the sections add up to {total} minutes, the box says {time}; make them agree")


def words(course: Course) -> Iterator[Problem]:
    """Little to read before the first action and between actions, in a cell and in the whole lesson."""
    for page in course.lessons.values():
        yield from _words_between_actions(page)
        for cell in page.text_cells:
            count = md.words_in(cell.source)
            if count > budget.WORDS_IN_A_CELL:
                yield page.problem(f"has {count} words, over {budget.WORDS_IN_A_CELL}; one idea a cell", cell)
        total = sum(md.words_in(cell.source) for cell in page.text_cells)
        least, most = budget.WORDS_IN_A_LESSON
        if total > most:
            yield page.problem(f"has {total} words, over {most}; what will you take out?")
        elif total < least:
            yield page.problem(f"has {total} words, fewer than the usual {least}", advice=True)


def _words_between_actions(page: Page) -> Iterator[Problem]:
    read, acted, seen_import = 0, False, False
    for cell in page.cells:
        if cell.cell_type == "markdown":
            read += md.words_in(cell.source)
        elif cell.cell_type == "code" and not seen_import:
            seen_import = True  # running the import cell is no action yet
        elif cell.cell_type == "code":
            limit = budget.WORDS_BETWEEN_ACTIONS if acted else budget.WORDS_BEFORE_FIRST_ACTION
            if read > limit:
                before = "since the last action" if acted else "before the first action"
                yield page.problem(f"comes after {read} words {before}, over {limit}; let learners act earlier", cell)
            read, acted = 0, True


def actions(course: Course) -> Iterator[Problem]:
    """A prediction shown back, votes, a closing quiz, an exit question, and old ideas reopened."""
    for stem, page in course.lessons.items():
        bank = course.banks.get(stem)
        if bank is not None and word_of(stem) not in budget.FRAME_LESSONS:
            for rule in (_prediction, _votes, _closing):
                yield from rule(page, bank)
            yield from _exit(page)
            yield from _calls(page, "progress", "never says where a learner stands", "near the end")
            if stem != _first_teaching(course):
                yield from _revisited(page, bank)
                yield from _calls(page, "again", "never brings back what was missed earlier", "near the start")


def _first_teaching(course: Course) -> str | None:
    return next((stem for stem in course.lessons if word_of(stem) not in budget.FRAME_LESSONS), None)


def _asked(page: Page, bank: Bank, has: Callable[[Item], bool]) -> list[str]:
    """Items the lesson shows or checks that are of one kind."""
    names = [name for _, call, name in page.named_items() if call in ("quiz", "check")]
    shown = [id_ for name in names for id_ in bank.groups.get(name, [name])]
    return [item.id for item in bank.items if item.id in shown and has(item)]


def _prediction(page: Page, bank: Bank) -> Iterator[Problem]:
    guesses = _asked(page, bank, lambda item: item.prediction)
    if len(guesses) != 1:
        yield page.problem(f"asks {len(guesses)} predictions; ask one (`prediction: true`) before its evidence")
    for id_ in guesses:
        if not bank.item(id_).certainty:
            yield page.problem(f"the prediction {id_!r} does not ask how sure; give it `certainty: true`")
        if not any(call == "look_back" and name == id_ for _, call, name in page.named_items()):
            yield page.problem(f'never shows the prediction back; add lesson.look_back("{id_}") near the end')


def _votes(page: Page, bank: Bank) -> Iterator[Problem]:
    votes = _asked(page, bank, lambda item: item.vote)
    if len(votes) != budget.VOTES:
        yield page.problem(f"has {len(votes)} vote questions; mark {budget.VOTES} with `vote: true`")


def _closing(page: Page, bank: Bank) -> Iterator[Problem]:
    least, most = budget.CLOSING_ITEMS
    count = len(bank.groups.get("closing", []))
    if not least <= count <= most:
        yield page.problem(f"its bank has {count} items in the group `closing`; put {least} to {most} there")
    if not any(call == "quiz" and name == "closing" for _, call, name in page.named_items()):
        yield page.problem('shows no closing quiz; add a cell lesson.quiz("closing")')


def _exit(page: Page) -> Iterator[Problem]:
    last = page.code_cells[-1] if page.code_cells else None
    names = [name for cell, call, name in page.named_items() if cell is last and call == "quiz"]
    if not any(name.startswith("exit") for name in names):
        yield page.problem(
            "does not end with an exit question; show an item whose id begins with exit in the last cell"
        )


def _calls(page: Page, method: str, fault: str, where: str) -> Iterator[Problem]:
    if not any(f"lesson.{method}()" in cell.source for cell in page.code_cells):
        yield page.problem(f"{fault}; add a cell lesson.{method}() {where}")


def _revisited(page: Page, bank: Bank) -> Iterator[Problem]:
    old = _asked(page, bank, lambda item: item.revisits is not None)
    if len(old) < budget.REVISITED_ITEMS:
        yield page.problem(
            f"reopens {len(old)} old ideas; open with {budget.REVISITED_ITEMS} items that say `revisits: word/item-id`"
        )


def key_points(course: Course) -> Iterator[Problem]:
    """One key point for each objective, and as many objectives in the box as in the bank."""
    for stem, page in course.lessons.items():
        bank = course.banks.get(stem)
        if bank is None:
            continue
        objectives = len(box_of(page).objectives)
        if objectives != len(bank.objectives):
            yield page.problem(
                f"the box lists {objectives} objectives, its bank {len(bank.objectives)}; make them agree"
            )
        cells = [cell for cell in page.text_cells if cell.source.startswith("**Key points**")]
        if not cells:
            yield page.problem(
                "has no key points; add a cell that begins with **Key points** and lists one per objective"
            )
        for cell in cells:
            count = sum(line.startswith("- ") for line in cell.source.splitlines())
            if count != len(bank.objectives):
                yield page.problem(
                    f"lists {count} key points for {len(bank.objectives)} objectives; one for each", cell
                )
