"""What fewer test images change in the curves of many lesions: the same draws on the first images, and on all of them.

    python benchmarks/lesion_images.py RUN [--images 2000] [--draws 10] [--units 10]

Prints the median error over the draws for each number of deleted units, on the first images and on all 10,000, and how far they
are apart; beside it how far apart medians of two halves of the draws are, which is the noise of the draws. Writes
results/benchmarks/lesion-images.csv.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from record import run_benchmark

from resexp import api
from resexp.analysis import lesions
from resexp.images.data import DataSet
from resexp.probe.lesion import deletions
from resexp.store import Store, write_atomic

SPLITS = 1_000
"""Random halves of the draws."""


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("run")
    parser.add_argument("--images", type=int, default=2_000)
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--units", type=int, default=10)
    options = parser.parse_args()
    net = api.load(options.run)
    assert net.run is not None  # load sets it
    data, medians = DataSet(net.run.data), {}
    for images in (options.images, len(data.test)):
        amount = {"images": images, "counts": options.units, "draws": options.draws}
        rows = [row for some in deletions(net, data, net.run.seed, lambda **_: False, **amount) for row in some]
        table = pd.DataFrame(rows).assign(run=net.run.key)
        wide = lesions.draws(table).pivot(index="draw", columns="k", values="value")
        medians[f"{images} images"] = wide.median()
    chance = np.random.default_rng(0)
    halves = [np.array_split(chance.permutation(len(wide)), 2) for _ in range(SPLITS)]
    apart = [(wide.iloc[one].median() - wide.iloc[other].median()).abs() for one, other in halves]
    found = pd.DataFrame(medians).assign(halves=pd.DataFrame(apart).mean())
    found.insert(2, "apart", found.iloc[:, 0] - found.iloc[:, 1])
    print(f"{options.run}, {options.draws} draws: median error in percent by the number of deleted units; apart: difference; "
          f"halves: mean difference of two halves of the draws\n{found.round(2).to_string()}")  # fmt: skip
    path = Store().root / "benchmarks" / "lesion-images.csv"
    write_atomic(path, found.round(3).assign(run=options.run, draws=options.draws).to_csv(lineterminator="\n"))
    print(path)


if __name__ == "__main__":
    run_benchmark(main)
