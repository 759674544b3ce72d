"""Tools of authors and instructors: course copies, exercises, checks, the ledger. Nothing imports this room.

course_copy: what a learner works in · exercises: the learner's version of a solution · notebooks: read, write, run
checks: whether the kit still holds · ledger: what changed since it was accepted
skeleton: a new lesson · cli: the command `medialit`
"""
