"""Every benchmark, one after another, its tables put into bench/README.md: `python -m bench`.

A benchmark is a module of this package whose name begins without an underscore and which takes `--write`.
"""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def benchmarks() -> list[str]:
    """The names of all benchmarks, in the order of the alphabet."""
    return sorted(module.name for module in pkgutil.iter_modules([str(HERE)]) if not module.name.startswith("_"))


def main() -> None:
    """Run each in a Python of its own, so that none finds the imports of another."""
    for name in benchmarks():
        print(f"\n== bench.{name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}", "--write"], cwd=HERE.parent, check=True)


if __name__ == "__main__":
    main()
