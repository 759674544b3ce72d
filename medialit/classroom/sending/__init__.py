"""Statements of a class, or of one learner's records, sent to a Learning Record Store (LRS).

lrs: one store over HTTP · parcels: what may be sent, and in which form · sent: what was accepted where ·
delivery: what is done when a store is slow, strict or gone · report: what became of each statement ·
run: one run from beginning to end.
"""

from medialit.classroom.sending.lrs import Account, Lrs, SendError, account_for, others_may_read, statements_url
from medialit.classroom.sending.report import Report
from medialit.classroom.sending.run import Run, prepare

__all__ = [
    "Account",
    "Lrs",
    "Report",
    "Run",
    "SendError",
    "account_for",
    "others_may_read",
    "prepare",
    "statements_url",
]
