"""Taking in what a class hands in: any mixture of hand-in files, records, course copies and downloads of a platform.

limits: how much is read, and what is told · naming: names from outside · entries: files in folders and zips, opened
safely · salvage: files of a broken zip · parcels: which files belong together · statements: lines into statements ·
submissions: one after another, read · gathering: all together · learners: what is told of each · roster: who is who ·
reporting: the report · collecting: all of it, in one go.

Nothing that a learner sent is run, imported or rendered, and nothing is written under a name that it chose.

    collect([Path("downloads")], ClassFolder(Path("my-class")))  ->  Report
"""

from medialit.classroom.intake.collecting import collect
from medialit.classroom.intake.reporting import Report

__all__ = ["Report", "collect"]
