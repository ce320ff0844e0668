"""How often the rule of resexp/analysis/compare.py calls equal nets different, and what it finds: docs/statistics.md.

    python benchmarks/error_rates.py             simulate, and write the tables of docs/statistics.md again (two minutes)
    python benchmarks/error_rates.py --print     print them only

Nets are simulated with normal seed noise. Its standard deviation differs from net to net, log-normally with SPREAD, as was
measured (Bartlett's test does not reject equal ones).
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats as tests

from resexp.budget import home
from resexp.stats import NOMINAL, Noise, found_nine_times_in_ten

SPREAD = 0.22
"""Standard deviation of the logarithm of a net's own standard deviation of seeds: half the root of what the variance of the
logarithms of 38 measured variances (three seeds each; 1.84) exceeds that of equal nets by (trigamma(1) = 1.64)."""

SEEDS, NETS, REPEATS = (1, 2, 3, 5), (2, 5, 12), 20_000
PAGE = Path(__file__).resolve().parent.parent / "docs" / "statistics.md"


def deviations(rng: np.random.Generator, shape: tuple[int, ...], spread: float) -> np.ndarray:
    """Standard deviations of nets, their mean square 1."""
    return np.exp(rng.normal(0, spread, shape)) / np.exp(spread**2)


def simulate(nets: int, seeds: int, spread: float, df: int = 20, repeats: int = REPEATS, number: int = 0) -> dict[str, float]:
    """Error rates on equal nets, as fractions.

    Args:
        nets: labels of one table, all of them equal.
        seeds: of each.
        spread: how unlike the nets' standard deviations are.
        df: degrees of freedom of the noise that is known for the recipe; a table that has more takes its own.
        repeats: simulated tables.
        number: of the random stream.

    Returns:
        pair: of all pairs with the first net; any: whether any of them is called different, corrected for their number;
        ranksum, welch: other tests of the first pair, at 10 and 5 %; nan where they have too few seeds.
    """
    rng = np.random.default_rng([nets, seeds, number])
    values = rng.normal(0, 1, (repeats, nets, seeds)) * deviations(rng, (repeats, nets, 1), spread)
    known = rng.normal(0, 1, (repeats, df // 2, 3)) * deviations(rng, (repeats, df // 2, 1), spread)
    own = seeds > 1 and nets * (seeds - 1) > df
    variance = (values if own else known).var(2, ddof=1).mean(1)
    t = np.abs(values.mean(2)[:, :1] - values.mean(2)[:, 1:]) / np.sqrt(variance * 2 / seeds)[:, None]
    p = 2 * tests.t.sf(t, nets * (seeds - 1) if own else df)
    found = {"pair": (p < NOMINAL).mean(), "any": (p < NOMINAL / (nets - 1)).any(1).mean(), "ranksum": np.nan, "welch": np.nan}
    if seeds > 1:
        one, other = values[:, 0], values[:, 1]
        found["welch"] = (tests.ttest_ind(one, other, axis=1, equal_var=False).pvalue < 0.05).mean()
        below = (one[:, :, None] < other[:, None, :]).sum((1, 2))
        u = np.minimum(below, seeds**2 - below)
        levels = tests.mannwhitneyu(np.arange(seeds), np.arange(seeds) + seeds, method="exact").pvalue
        found["ranksum"] = (u <= largest_u(seeds)).mean() if levels <= 0.1 + 1e-9 else 0.0
    return {name: float(value) for name, value in found.items()}


def largest_u(seeds: int) -> int:
    """The largest U of equally many seeds that an exact two-sided rank-sum test takes at 10 %."""
    u = -1
    while True:
        order = _with_u(seeds, u + 1)
        if tests.mannwhitneyu(order[0], order[1], method="exact").pvalue > 0.1 + 1e-9:
            return u
        u += 1


def _with_u(seeds: int, u: int) -> tuple[list[float], list[float]]:
    """Two samples of which u pairs stand the other way round."""
    one, other = [float(i) for i in range(seeds)], [float(seeds + i) for i in range(seeds)]
    full, rest = divmod(u, seeds)
    for i in range(full):
        one[seeds - 1 - i] = 100.0 + i
    if rest:
        one[seeds - 1 - full] = seeds + rest - 0.5
    return one, other


def tables() -> dict[str, str]:
    """The generated tables, in Markdown, by name."""
    noise = pd.read_csv(home() / "experiments" / "seed_noise.csv")
    heads = ("data", "epochs", "iterations x batch", "error", "test images", "sd of seeds, points", "df", "nets")
    measured = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    heads = ("epochs", "df", *(f"{n} seed{'s' * (n > 1)}" for n in SEEDS), "3 seeds, one of 11")
    finds = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for row in noise.itertuples():
        size = f"{row.iterations:,} x {row.batch} | {row.split} | {row.test_images:,}"
        measured.append(f"| {row.data} | {row.epochs} | {size} | {row.sd:.2f} | {row.df} | {row.nets} |")
        known = Noise(float(row.sd), int(row.df), int(row.nets))
        cells = [*(found_nine_times_in_ten(known, n, n) for n in SEEDS), found_nine_times_in_ten(known, 3, 3, 11)]
        if row.split == "test":
            finds.append(f"| {row.epochs} | {row.df} | {' | '.join(f'{cell:.1f}' for cell in cells)} |")
    heads = ("seeds", "nets", "a pair, equal noise", "a pair", "any of the others", "the same, twice the spread",
             "rank-sum at 10 %", "Welch at 5 %")  # fmt: skip
    errs = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for seeds in SEEDS:
        for nets in NETS:
            even, found, wide = (simulate(nets, seeds, spread) for spread in (0.0, SPREAD, 2 * SPREAD))
            cells = [even["pair"], found["pair"], found["any"], wide["any"], found["ranksum"], found["welch"]]
            errs.append(f"| {seeds} | {nets} | {' | '.join('' if np.isnan(c) else f'{100 * c:.1f} %' for c in cells)} |")
    return {"measured": "\n".join(measured), "errs": "\n".join(errs), "finds": "\n".join(finds)}


def main() -> None:
    """Simulate, then print or write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--print", action="store_true", help="print the tables, write nothing")
    only_print, text = parser.parse_args().print, PAGE.read_text()
    for name, rows in tables().items():
        print(rows, end="\n\n")
        text = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m, rows=rows: f"{m[1]}{rows}\n{m[2]}", text, flags=re.DOTALL
        )
    if not only_print:
        PAGE.write_text(text)


if __name__ == "__main__":
    main()
