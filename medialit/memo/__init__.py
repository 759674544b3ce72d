"""The memo to an editor: a form to write it, checks, a rubric to score it, and pages to hand in.

`model` says what a memo is, `store` keeps it, `checks` reads it, `rubric` scores it, `export` writes it out;
`form` and `rubric_view` show it in a notebook.
"""
