"""The instructor's room: what a teacher does with a class, from the pack that is handed out to the printed report.

folder: what a teacher keeps of a class · intake/: what learners hand in, taken in · one module each for what else is
done with it. Nothing a learner runs imports it, and nothing here runs or renders what a learner sent.
"""
