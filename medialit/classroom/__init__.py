"""The instructor's room: what a teacher does with a class, from the pack that is handed out to the printed report.

folder: what a teacher keeps of a class · marks: what each answer is worth · grades, gradebooks, changes: what that adds
up to, for platforms, and after a change of keys · cells: text that no spreadsheet runs · statistics, report: what the
marks say · votes, live: votes on the wall · printing: the course on paper · intake: what was handed in · leaks: what
must not be in a pack for learners · sending: answers for a Learning Record Store · one module each for what is
done with it. Nothing a learner runs imports it, and nothing here runs or renders what a learner sent.
"""
