"""A media-literacy course in Jupyter: one news page, read the way an investigator reads it.

>>> from medialit import Lesson
>>> lesson = Lesson("01-sourcing")
>>> lesson.check("mother-pages", ...)
Not answered yet: replace the dots, then run this cell again.
>>> lesson.quiz("closing")
Quiz: 7 questions. Run this cell to answer.

quiz: asks and marks · desk: the newsroom's tools · memo: the memo to an editor · records: what was answered ·
lesson: ties them together for notebooks · kit: for authors and instructors
"""

from medialit.lesson import Lesson

__all__ = ["Lesson"]
__version__ = "0.1.0"
