"""The print twin: a course on paper, made from the same banks and data as the screen.

questions: a question as learners get it on paper, and apart from it its key · materials: the texts and tables a lesson
works on · scripts: how a vote is led · handouts: all pages as HTML · chromium: the pages as PDF. Nothing of a key can
reach a learners' page, because its templates are never given one.
"""
