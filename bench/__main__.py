"""Every benchmark, one after another, its tables put into bench/README.md: `python -m bench`.

A benchmark is a module of this package that can be run, takes `--write`, and has its name in bench/README.md.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
RUNS = 'if __name__ == "__main__":'


def benchmarks() -> list[str]:
    """The names of all benchmarks, in the order of the alphabet."""
    runnable = [file.stem for file in HERE.glob("*.py") if RUNS in file.read_text(encoding="utf-8").splitlines()]
    return sorted(set(runnable) - {Path(__file__).stem})


def main() -> None:
    """Run each in a Python of its own, so that none finds the imports of another."""
    for name in benchmarks():
        print(f"\n== bench.{name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}", "--write"], cwd=HERE.parent, check=True)


if __name__ == "__main__":
    main()
