"""A media-literacy course in Jupyter: one news page, read the way an investigator reads it.

>>> from medialit import Lesson
>>> lesson = Lesson("01-sourcing")
>>> lesson
Lesson 1, ready: ...
>>> verdict = lesson.quiz("hop-order").answer("hop-order", ["a", "b"])

Rooms: `quiz` asks and marks, `desk` holds the newsroom's tools, `records` keeps what was answered, `lesson` ties them
together for notebooks, `kit` serves authors and instructors.
"""

from medialit.lesson import Lesson

__all__ = ["Lesson"]
__version__ = "0.1.0"
