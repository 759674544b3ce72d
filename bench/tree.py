"""The family tree beside clustering and neighbour joining: invented histories, the shipped table, what it costs.

    python -m bench.tree [--times 40] [--blanks 20] [--runs 3] [--write]

`times` is how many histories at each level of noise, `blanks` how many draws of cells for each page of the shipped
table, `runs` how often each size is timed. Needs both peers, which are in no lock. Only the costs depend on the
machine: histories come from seeds, so the same versions give the same accuracy.
"""

from __future__ import annotations

from bench import _report, _tree_accuracy, _tree_cost, _tree_real
from bench._libraries import require_peers
from bench._tree_accuracy import MEASURES, ONCE
from bench._tree_peers import PEERS

PACKAGES = ("numpy", "pandas")


def report(times: int, blanks: int, runs: int) -> str:
    """All tables as Markdown."""
    require_peers(PEERS)
    return "\n\n".join(
        [*accuracy(times), *shipped(blanks), *cost(runs), f"Measured {_report.versions(*PACKAGES, *PEERS)}"]
    )


def accuracy(times: int) -> list[str]:
    """The tables on invented histories."""
    rows, sizes = _tree_accuracy.measure(times), _tree_accuracy.sizes(max(1, times // 2))
    once = ", ".join(f"{kind.replace('_', ' ')} {level:g}" for kind, level in ONCE.items())
    parts = []
    for measure, title in MEASURES.items():
        parts += [
            f"**{title}** (40 pages × 20 places, n = {times} each, median [quartiles]; better : even : worse)",
            _report.markdown(_tree_accuracy.side_by_side(rows, measure)),
            _tree_accuracy.told(rows, measure),
        ]
    return [
        *parts,
        f"All together, × 1, is {once}.",
        "**Precision / recall of marked clades / recall of all clades** (means; peers in their best way)",
        _report.markdown(_tree_accuracy.precision_and_recall(rows)),
        "**Mixed pages** (sums over all histories of a level; delta scores are told how many mixed pages there are)",
        _report.markdown(_tree_accuracy.mixed(rows)),
        f"Where nobody mixed we flag, pages of 40 in a history: {_tree_accuracy.false_flags(rows)}.",
        f"**Other sizes, all kinds of noise once** (n = {max(1, times // 2)} each, means; peers in their best way)",
        _report.markdown(_tree_accuracy.by_size(sizes)),
        "**Every way of the peers** (all together, × 1; means)",
        _report.markdown(_tree_accuracy.every_way(rows, "all together, × 1")),
    ]


def shipped(blanks: int) -> list[str]:
    """The tables on the shipped retellings."""
    tables = _tree_real.shipped()
    already = f"{100 * _tree_real.share_blank(tables):.0f} per cent of its cells are blank already"
    return [
        f"**The shipped table: a page of a family with cells blanked** (n = {blanks} draws for each; {already})",
        _report.markdown(_tree_real.blank_table(_tree_real.blank_cells(tables, blanks))),
        "**The shipped table: what the tree hangs on**",
        _report.markdown(_tree_real.hangs_on(tables)),
        _tree_real.hide_each(tables),
    ]


def cost(runs: int) -> list[str]:
    """What a tree costs as pages grow."""
    rows = _tree_cost.measure(runs)
    return [
        f"**Cost** (n = {runs}, median [least, most]; MiB allocated at the peak, tables left out)",
        _report.markdown(_tree_cost.table(rows)),
        _tree_cost.growth(rows),
    ]


if __name__ == "__main__":
    _report.run("tree", "The family tree beside two peers.", report, times=40, blanks=20, runs=3)
