"""How far random signs can be trusted for the energy of independent paths (docs/ensemble.md): the worst case, and a second way.

    python benchmarks/path_energy.py                         # the worst case, all paths alike: draws needed, and what 16 show
    python benchmarks/path_energy.py resnet-56@short 4 6 8   # beside single paths drawn at random, at these lengths

Nothing is trained, and nothing written.
"""

from __future__ import annotations

import math
import sys

import numpy as np
import torch

import resexp
from resexp.probe.ensemble import draw_signs, energies
from resexp.probe.paths import gradients_by_length, sampled_norms

UNITS, IMAGES, DRAWS, PRECISE = 27, 16, 16, 0.1
PATHS = 200
"""Single paths drawn of each length."""


def worst_case(repeats: int = 2000) -> None:
    """All paths alike: G_k is a sum over products of signs, which hangs on the number of minus signs alone."""
    units = np.arange(UNITS + 1)
    sums = np.array([np.poly([1.0] * j + [-1.0] * (UNITS - j)) for j in units])  # (minus signs, k): K_k(j)
    chance = np.array([math.comb(UNITS, int(j)) for j in units]) / 2.0**UNITS
    random = np.random.default_rng(0)
    print("length  draws for an error of a tenth  seems precise after", DRAWS, " estimate of those, of the truth")
    for k in (1, 2, 4, 6, 8, 13):
        squares = sums[:, k] ** 2 / math.comb(UNITS, k)
        needed = ((chance * squares**2).sum() - 1) / IMAGES / PRECISE**2
        drawn = squares[random.binomial(UNITS, 0.5, (repeats, DRAWS, IMAGES))].mean(2)
        mean = drawn.mean(1)
        precise = drawn.std(1, ddof=1) / math.sqrt(DRAWS) <= PRECISE * mean
        part = mean[precise].mean() if precise.any() else math.nan
        print(f"{k:>6}  {needed:>29,.0f}  {100 * precise.mean():>20.0f} %  {part:.2f}")


def second_way(run: str, lengths: list[int]) -> None:
    """The energy of independent paths by signs, and as the number of paths times the mean square of some drawn at random."""
    net = resexp.load(run)
    x, y = net.images("test", IMAGES)
    whole = gradients_by_length(net, x, y)[1].double().flatten(1).square().sum(1)
    signs = torch.stack([energies(net, x, y, draw_signs(len(net.units), IMAGES, 0, number)).mean(1) for number in range(DRAWS)])
    for k in lengths:
        squares = torch.zeros(PATHS, dtype=torch.float64)
        for one in range(IMAGES):
            rows = sampled_norms(net, x[one : one + 1], y[one : one + 1], [k], PATHS, seed=0, every=True)
            norms = [row["value"] for row in rows if row["quantity"] == "sampled path gradient norm"]
            squares[: len(norms)] += torch.tensor(norms, dtype=torch.float64) ** 2 / whole[one] / IMAGES
        count = math.comb(len(net.units), k)
        drawn = squares[: min(PATHS, count)] * count
        ways = {"signs": signs[:, k], "paths": drawn}
        said = [f"{name} {some.mean():.3g} ± {some.std() / math.sqrt(len(some)):.2g}" for name, some in ways.items()]
        print(f"{run}, length {k}: energy of independent paths by {', by '.join(said)} (n = {len(drawn)})", flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    if len(sys.argv) > 1:
        second_way(sys.argv[1], [int(word) for word in sys.argv[2:]])
    else:
        worst_case()
