"""Benchmarks: ratios of one run, never timed tests. See README.md; `python -m bench` runs them all."""
