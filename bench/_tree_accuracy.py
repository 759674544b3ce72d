"""How near the tree comes to the truth of invented histories as noise grows, beside two peers on the same tables."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from bench import _report
from bench._histories import History, Noise, copy_history
from bench._tree_peers import ALL, CLUSTERING, CUT, JOINING, least_treelike, ways
from bench._tree_scores import groups, scores, share
from medialit.desk.stemma import reconstruct

OURS = "medialit"
ONCE = {"blanks": 0.15, "coincidence": 0.2, "reversion": 0.02, "mixing": 0.05, "wrong_weights": 0.1}
"""All kinds of noise together, once; then as many times as stands beside it."""
ALONE: dict[str, tuple[float, ...]] = {
    "blanks": (0.15, 0.3, 0.45, 0.6, 0.75),
    "coincidence": (0.2, 0.4, 0.6, 0.8, 1.0),
    "reversion": (0.02, 0.05, 0.1, 0.15, 0.2),
    "mixing": (0.05, 0.1, 0.2, 0.3, 0.4),
    "wrong_weights": (0.1, 0.2, 0.3, 0.5),
}
TOGETHER = (0.5, 1.0, 2.0, 3.0, 4.0)
SHIPPED = Noise(blanks=0.5, coincidence=0.8, reversion=0.02, mixing=0.08, wrong_weights=0.1)
SIZES = (10, 20, 40, 80, 160)
PLAIN = {CLUSTERING: {("cells", ALL), ("cells", CUT)}, JOINING: {("cells and archetype", ALL)}}
"""The peers as one meets them: cells as they stand, the archetype as a root where a root is needed."""
MEASURES = {
    "F1, marked": "Marked clades, F1",
    "F1, all": "All clades, F1",
    "parents": "Parents, share of pages under the right head",
}
FIRST_SEED = 1_000_000
"""The rules of the tree were settled on histories of smaller seeds."""


def levels() -> dict[str, Noise]:
    """Every level of noise by its name: none, each kind alone, and all together."""
    alone = {
        f"{kind.replace('_', ' ')} {level:g}": Noise(**{kind: level}) for kind, high in ALONE.items() for level in high
    }
    together = {f"all together, × {times:g}": all_together(times) for times in TOGETHER}
    return {"none": Noise()} | alone | together


def all_together(times: float) -> Noise:
    return Noise(**{kind: times * level for kind, level in ONCE.items()})


def measure(times: int) -> pd.DataFrame:
    """One row for each history, method and way to read its tree, at every level of noise."""
    rows = []
    for number, (name, noise) in enumerate(levels().items()):
        for seed in range(times):
            history = copy_history(FIRST_SEED + 1000 * number + seed, noise=noise)
            rows += [{"noise": name, "seed": seed} | row for row in compare(history, delta=noise.mixing > 0)]
    return pd.DataFrame(rows)


def sizes(times: int) -> pd.DataFrame:
    """The same for tables of other sizes, with all kinds of noise once; and for one like the shipped table."""
    cases = {f"{pages} pages": (pages, all_together(1)) for pages in SIZES} | {"as the shipped table": (116, SHIPPED)}
    rows = []
    for number, (name, (pages, noise)) in enumerate(cases.items()):
        for seed in range(times):
            history = copy_history(2 * FIRST_SEED + 1000 * number + seed, pages=pages, noise=noise)
            rows += [{"noise": name, "seed": seed} | row for row in compare(history)]
    return pd.DataFrame(rows)


def compare(history: History, *, delta: bool = False) -> Iterator[dict[str, object]]:
    """The scores of our tree, of every way of the peers, and who is flagged as mixed."""
    stemma = reconstruct(history.witnesses, history.loci, history.weights)
    yield (
        {"method": OURS, "table": "", "read": ""}
        | flagged(history, set(stemma.mixed["id"]))
        | scores(history, groups(stemma))
    )
    for peer, table, read, found in ways(history):
        yield {"method": peer, "table": table, "read": read} | scores(history, found)
    if delta:
        least = least_treelike(history, len(history.mixed))
        yield {"method": "delta", "table": "", "read": ""} | flagged(history, least)


def flagged(history: History, pages: set[str]) -> dict[str, int]:
    """How many pages are flagged, how many of these took from a second parent, and how many of those that show it."""
    return {
        "flagged": len(pages),
        "right": len(pages & history.touched),
        "hit": len(pages & history.mixed),
        "mixed": len(history.mixed),
    }


# Tables


def is_plain(rows: pd.DataFrame) -> pd.Series:
    """Whether a peer stands there without help and with the cells as they are."""
    return pd.Series(
        [(table, read) in PLAIN.get(m, ()) for m, table, read in rows[["method", "table", "read"]].to_numpy()],
        index=rows.index,
    )


def best(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Levels of noise with their histories, by methods: each peer in the way that is best there, in the mean."""
    rows = rows[rows["method"].isin([OURS, CLUSTERING, JOINING])]
    key = ["noise", "method", "table", "read"]
    means = rows.groupby(key, sort=False)[measure].mean()
    chosen = set(means.groupby(["noise", "method"], sort=False).idxmax())
    kept = rows[[tuple(row) in chosen for row in rows[key].to_numpy()]]
    return kept.pivot(index=["noise", "seed"], columns="method", values=measure).loc[rows["noise"].unique()]


def side_by_side(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """A line for each level of noise: medians with quartiles, and in how many histories ours is better, even, worse."""
    plain = best(rows[is_plain(rows) | (rows["method"] == OURS)], measure)
    helped = best(rows, measure)
    shown = {
        OURS: helped[OURS],
        f"plain {CLUSTERING}": plain[CLUSTERING],
        f"plain {JOINING}": plain[JOINING],
        f"{CLUSTERING} at its best": helped[CLUSTERING],
        f"{JOINING} at its best": helped[JOINING],
    }
    columns = {name: values.groupby("noise", sort=False).agg(_report.quartiles) for name, values in shown.items()}
    for peer in (CLUSTERING, JOINING):
        columns[f"against {peer} at its best"] = _record(helped[OURS], helped[peer])
    return pd.DataFrame(columns).rename_axis("noise")


def _record(ours: pd.Series, theirs: pd.Series) -> pd.Series:
    """Better : even : worse, history by history."""
    difference = (ours - theirs).round(9)
    signs = pd.DataFrame({"better": difference > 0, "even": difference == 0, "worse": difference < 0})
    counted = signs.groupby("noise", sort=False).sum()
    return counted.astype(str).agg(" : ".join, axis=1)


def verdicts(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Levels of noise by opponents: 1 where we are ahead, -1 behind, 0 even.

    Ahead is: better in the mean, and better in more histories than worse.
    """
    plain = best(rows[is_plain(rows) | (rows["method"] == OURS)], measure)
    helped = best(rows, measure)
    found = {}
    for kind, table in (("plain", plain), ("at its best", helped)):
        for peer in (CLUSTERING, JOINING):
            difference = (table[OURS] - table[peer]).round(9).groupby("noise", sort=False)
            mean, sign = difference.mean(), difference.agg(lambda d: (d > 0).sum() - (d < 0).sum())
            found[kind, peer] = ((mean > 0) & (sign > 0)).astype(int) - ((mean < 0) & (sign < 0)).astype(int)
    return pd.DataFrame(found)


def told(rows: pd.DataFrame, measure: str) -> str:
    """A sentence for each opponent: at how many levels we are ahead, and where we are not."""
    lines = []
    for (kind, peer), signs in verdicts(rows, measure).items():
        name = f"plain {peer}" if kind == "plain" else f"{peer} at its best"
        behind, even = (", ".join(signs.index[signs == sign]) for sign in (-1, 0))
        lines.append(
            f"- {measure}, beside {name}: ahead at {(signs > 0).sum()} of {len(signs)} levels"
            f"{f'; behind at {behind}' if behind else ''}{f'; neither at {even}' if even else ''}."
        )
    return "\n".join(lines)


def precision_and_recall(rows: pd.DataFrame) -> pd.DataFrame:
    """Precision, and recall of marked and of all clades, means, with all kinds of noise; peers in their best way."""
    together = rows[rows["noise"].str.startswith(("none", "all together"))]
    key = ["noise", "method", "table", "read"]
    means = together.groupby(key, sort=False)[["precision", "recall, marked", "recall, all", "F1, marked"]].mean()
    chosen = means.loc[means["F1, marked"].dropna().groupby(["noise", "method"], sort=False).idxmax()]
    chosen = chosen.droplevel(["table", "read"]).drop(columns="F1, marked")
    shown = chosen.agg(lambda row: " / ".join(f"{value:.2f}" for value in row), axis=1)
    return shown.unstack("method").loc[together["noise"].unique(), [OURS, CLUSTERING, JOINING]].rename_axis("noise")


def mixed(rows: pd.DataFrame) -> pd.DataFrame:
    """How well pages that draw on two sources are found: ours, and delta scores that are told how many there are."""
    summed = rows[rows["method"].isin([OURS, "delta"])].groupby(["noise", "method"], sort=False)
    counts = summed[["flagged", "right", "hit", "mixed"]].sum().unstack("method")
    times = rows.groupby("noise", sort=False)["seed"].nunique()
    lines = {}
    for noise in rows["noise"].unique():
        if (noise, "delta") in summed.groups:
            one = counts.loc[noise]
            lines[noise] = [
                f"{one['mixed', OURS] / times[noise]:.1f}",
                f"{one['flagged', OURS] / times[noise]:.1f}",
                *(
                    f"{share(int(one[part, who]), int(one[whole, who])):.2f}" if one[whole, who] else "none"
                    for part, whole in (("right", "flagged"), ("hit", "mixed"))
                    for who in (OURS, "delta")
                ),
            ]
    columns = ["mixed pages that show it", "pages we flag"]
    columns += [f"{what}, {who}" for what in ("precision", "recall") for who in (OURS, "delta scores")]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns).rename_axis("noise")


def false_flags(rows: pd.DataFrame) -> str:
    """Where nobody mixed: how many pages we flag all the same."""
    pure = rows[(rows["method"] == OURS) & ~rows["noise"].str.contains("mixing|together")]
    kinds = pure["noise"].str.replace(r" [\d.]+$", "", regex=True)
    per = pure.groupby(kinds, sort=False)["flagged"].mean()
    return ", ".join(f"{kind} {value:.2f}" for kind, value in per.items())


def every_way(rows: pd.DataFrame, noise: str) -> pd.DataFrame:
    """All ways of the peers at one level, means."""
    chosen = rows[(rows["noise"] == noise) & rows["precision"].notna()]
    measures = ["precision", "recall, marked", "F1, marked", "F1, all", "parents", "parents, forgiving"]
    means = chosen.groupby(["method", "table", "read"], sort=False)[measures].mean()
    means.index = [", ".join(filter(None, names)) for names in means.index]
    return means.map("{:.2f}".format).rename_axis("method, table, clades")


def by_size(rows: pd.DataFrame) -> pd.DataFrame:
    """Marked clades and parents by the size of the table, means; peers in their best way."""
    parts = {
        what: best(rows, what).groupby("noise", sort=False).mean() for what in ("F1, marked", "F1, all", "parents")
    }
    parts = {what: table[[OURS, CLUSTERING, JOINING]] for what, table in parts.items()}
    table = pd.concat(parts, axis=1).map("{:.2f}".format)
    table.columns = [f"{what}: {method}" for what, method in table.columns]
    return table.rename_axis("table")
