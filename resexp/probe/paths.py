"""The gradient by path length: sampled as in Veit 2016, section 5, and exactly, for all 2^n paths at once.

A net of n residual units is a sum over 2^n paths: each passes every unit through its branch or beside it, and its length
is the number of branches. What counts as a unit's two ways is what `Route.through` separates: the shortcut's summand and
the branch's. Their derivatives are S and J; M is the derivative of what follows the addition, which all paths share, as
they share an activation that stands before the split. A gate touches both summands: what the gradient owes to it in the
shortcut's summand, d((1 - g) x), counts as S, and in the branch's, d(g F(x)), as J.
The forward pass is the whole trained net's throughout: paths differ in the backward pass alone.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.measure import CountedRows
from resexp.nets.net import Net
from resexp.probe.gradient import frozen_net
from resexp.rng import derive
from resexp.route import Route, Step
from resexp.spec import Net as NetSpec
from resexp.words import (
    AT_INITIALISATION,
    BATCH_STATISTICS,
    PATH_DEVIATION,
    PATH_FRACTION,
    PATH_NORM,
    PATH_SHARE,
    SAMPLED_NORM,
    SAMPLED_PATHS,
)

QUANTITIES = {
    PATH_FRACTION: "paths of this length, of all paths",
    "log10 paths": "number of paths of this length, as its decimal logarithm",
    PATH_NORM: "norm of the sum of the gradients over all paths of this length, mean over images",
    "path gradient norm share": "the same over its sum over lengths",
    PATH_SHARE: "what these paths add to the squared norm of the whole gradient, of all of it; sums to 1",
    PATH_DEVIATION: "norm of (sum over all lengths - autograd's gradient), of the latter's norm: rounding alone",
    "path length peak": "length of the largest norm",
    "path length from": "shortest length of the narrowest range that carries 95 % of the path gradient share",
    "path length to": "longest length of that range",
    "path length from by norm": "the same of the norm share, which knows no cancellation",
    "path length to by norm": "longest length of that range",
    SAMPLED_NORM: "norm of one path's gradient, mean over images; the path is the row's intervention",
    "sampled path gradient norm mean": "mean over the paths drawn",
    "sampled path gradient norm median": "median over the paths drawn",
    "sampled path gradient norm low": "a tenth of the paths drawn lie below it",
    "sampled path gradient norm high": "a tenth of the paths drawn lie above it",
    "sampled path gradient norm total": "mean times the number of paths of this length: the sum of norms over all of them",
    SAMPLED_PATHS: "number of paths drawn",
}
"""The quantities of the rows and what they mean. Gradients are those of each image's cross-entropy (nats) with respect to the
normalised image; quantities that end in ` at stem`: with respect to the stem's output. `at` is the length in units, missing for
values of the whole net."""

BAND = {"norm low": 0.1, "norm high": 0.9}
"""Quantiles of the norms of the paths drawn."""

CARRIED = 0.95
"""Fraction of the gradient that the range of effective lengths carries."""

PART = 32
"""Images that go through the net together, where BN does not couple them."""

STACK = 1 << 29
"""Most bytes that the gradients of the paths sampled together may take."""

Row = dict[str, Any]
Have = Callable[..., bool]


# ------------------------------------------------------------------------------------------------------- counting paths


def units_passed(net: NetSpec) -> range:
    """The possible path lengths of this net: 0 to n, or n alone in a plain net, whose units cannot be bypassed."""
    n = sum(net.blocks)
    return range(n if net.unit.shortcut == "none" else 0, n + 1)


def fraction_of_paths(n: int, lo: int, hi: int) -> float:
    """The fraction of the 2^n paths through n units that have a length of lo to hi units, both included.

    Veit 2016, section 5: mass(54, 19, 35) and mass(54, 5, 17).

    Raises:
        UserError: lo and hi are no range of lengths.
    """
    if not 0 <= lo <= hi <= n:
        raise UserError(f"lengths {lo} to {hi} are no range of path lengths; paths through {n} units have lengths 0 to {n}")
    return sum(math.comb(n, k) for k in range(lo, hi + 1)) / 2**n  # integers: exact for any n


def path_counts(net: NetSpec) -> list[Row]:
    """The number of paths of each length: Binomial(n, 1/2) (Veit 2016, section 5, Fig. 6a).

    n counts all units, as the paper counts its 54 modules: units that change the shape have a shortcut too (option A or B), and
    a path can take it. A plain net has one path, of length n.

    Returns:
        Rows of `path fraction` and `log10 paths` at each length; no images are behind them.
    """
    lengths = units_passed(net)
    counts = {k: math.comb(len(lengths) - 1, k - lengths[0]) for k in lengths}
    paths = sum(counts.values())
    rows: list[Row] = []
    for k, count in counts.items():
        rows += [_row("none", 0, k, PATH_FRACTION, count / paths), _row("none", 0, k, "log10 paths", math.log10(count))]
    return rows


# ------------------------------------------------------------------------------------------------------ the paper's way


def sampled_norms(
    net: Net,
    x: Float[Tensor, "b 3 h w"],
    y: Int[Tensor, " b"],
    lengths: Iterable[int],
    samples: int,
    seed: int,
    *,
    split: str = "test",
    every: bool = False,
) -> list[Row]:
    """Norm of the gradient that reaches the image along single paths (Veit 2016, section 5, Fig. 6b, and 6c: the total).

    The forward pass is the whole net's, with BN's running statistics. Backward, k units drawn at random are passed through
    the branch only, the others through the shortcut only. Paths of one length are distinct; where there are no more than
    `samples`, each is taken once and mean and total are exact. The first paths drawn do not depend on how many are, nor on
    the other lengths.

    Args:
        net: left as it is.
        x: normalised images, (b, 3, 32, 32).
        y: their classes, (b,).
        lengths: numbers of units to pass through the branch, each 0 to n.
        samples: paths to draw of each length.
        seed: of the draws.
        split: what the rows call the images.
        every: whether to give a row for each path as well.

    Returns:
        Rows of `sampled path gradient norm mean`, `... median`, `... low`, `... high`, `... total` and `sampled paths` at
        each length. The total is a sum of norms; the norm of the sum, which `spectrum` measures, is at most that.

    Raises:
        UserError: there are no paths of such a length, none are asked for, or images and classes do not fit the net.
    """
    wanted = list(dict.fromkeys(lengths))
    drawn = {k: _draw_paths(net.spec, k, samples, seed) for k in wanted}
    _check_images(net, x, y)
    routes = [route for k in wanted for route in drawn[k]]
    with frozen_net(net, "running"):
        norms = torch.cat([_path_norms(net, *part, routes) for part in _split_images(x, y)], dim=1).mean(1).tolist()
    rows: list[Row] = []
    for k in wanted:
        own, norms = norms[: len(drawn[k])], norms[len(drawn[k]) :]
        if every:
            rows += [
                {**_row(split, len(x), k, SAMPLED_NORM, value), "intervention": route.text()}
                for route, value in zip(drawn[k], own, strict=True)
            ]
        mean = statistics.fmean(own)
        spread = torch.tensor(own, dtype=torch.float64)
        values = {name: float(spread.quantile(part)) for name, part in BAND.items()}
        values |= {
            "norm mean": mean,
            "norm median": statistics.median(own),
            "norm total": _norm_times_count(mean, _count_paths(net.spec, k)),
        }
        rows += [_row(split, len(x), k, f"sampled path gradient {name}", value) for name, value in values.items()]
        rows.append(_row(split, len(x), k, SAMPLED_PATHS, float(len(own))))
    return rows


def _count_paths(net: NetSpec, k: int) -> int:
    """The number of paths of length k; UserError if there are none."""
    lengths = units_passed(net)
    if k not in lengths:
        plain = "; without shortcuts all units are passed" if len(lengths) == 1 else ""
        raise UserError(f"no path has length {k}: this net's paths have {_describe_range(lengths)} units{plain}")
    return math.comb(len(lengths) - 1, k - lengths[0])


def _describe_range(lengths: range) -> str:
    """'0 to 54', or 'exactly 54' for a single length."""
    return f"{lengths[0]} to {lengths[-1]}" if len(lengths) > 1 else f"exactly {lengths[0]}"


def _draw_paths(net: NetSpec, k: int, samples: int, seed: int) -> list[Route]:
    """Distinct paths of length k: all of them, in order, if there are no more than `samples`."""
    if samples < 1:
        raise UserError(f"{samples} samples: at least one path of each length is needed")
    n = sum(net.blocks)
    if _count_paths(net, k) <= samples:
        return [_path_route(n, chosen) for chosen in combinations(range(n), k)]
    generator = torch.Generator().manual_seed(derive(seed, "paths", k))
    drawn: dict[tuple[int, ...], None] = {}
    while len(drawn) < samples:
        drawn[tuple(sorted(torch.randperm(n, generator=generator)[:k].tolist()))] = None
    return [_path_route(n, chosen) for chosen in drawn]


def _path_route(n: int, chosen: Sequence[int]) -> Route:
    """The route whose gradient passes these branches, and the shortcut of every other unit."""
    return Route.full(n).through("skip", *(k for k in range(n) if k not in chosen)).through("branch", *chosen)


def _path_norms(net: Net, x: Tensor, y: Tensor, routes: Sequence[Route]) -> Float[Tensor, "routes b"]:
    """Gradient norms at the image, by one pass back through the net for as many routes as STACK holds."""
    trace = _forward(net, x, y)
    together = max(1, STACK // (x.element_size() * max(value[0].numel() for value in trace.inputs) * len(x)))
    norms = []
    for start in range(0, len(routes), together):
        now = routes[start : start + together]
        gradients = [trace.start] * len(now)
        for k in reversed(range(len(net.units))):
            unit = _replay(net, k, trace.inputs[k])
            for number, route in enumerate(now):
                way = unit.branch if route.steps[k].backward == "branch" else unit.shortcut
                assert way is not None  # _paths allows no other length in a plain net
                gradients[number] = _pull(unit.input, [(way, unit.pull_before_after(gradients[number]))])
        norms += [_norm(gradient) for gradient in _through_stem(net, trace.image, gradients)]
    return torch.stack(norms)


def _norm_times_count(norm: float, count: int) -> float:
    """norm x count, inf beyond the range of floats: by logarithms, since the count of a very deep net does not fit a float."""
    if not norm > 0:
        return norm
    power = math.log(norm) + math.log(count)
    return math.exp(power) if power < 709 else math.inf


# ------------------------------------------------------------------------------------------------------- the exact way


def spectrum(
    net: Net,
    x: Float[Tensor, "b 3 h w"],
    y: Int[Tensor, " b"],
    *,
    split: str = "test",
    batch_statistics: bool = False,
    stem: bool = False,
) -> list[Row]:
    """The gradient at the image by path length, exactly: sums over all paths, none sampled.

    With the forward pass fixed, backpropagation is linear in every unit's S + t J, so the paths of length k together are the
    coefficient of t^k. One pass back through the net carries all coefficients (`gradients_by_length`). Fig. 6c of Veit 2016
    adds up the norms of single paths instead, which do not cancel.

    Args:
        net: left as it is.
        x: normalised images, (b, 3, 32, 32).
        y: their classes, (b,).
        split: what the rows call the images.
        batch_statistics: normalise by the batch's statistics, as in a training step and as an untrained net needs, instead
            of the running ones, which do not change. Images are then coupled: the gradient is that of the sum of their
            losses. Dropout stays off.
        stem: whether to measure at the stem's output too (` at stem`).

    Returns:
        Rows at each length 0 to n of `path gradient norm`, `path gradient norm share` and `path gradient share`, and once
        `path gradient deviation`, `path length peak` and `path length from` and `to`, of the share and `by norm` (QUANTITIES).
        A plain net has the one length n. Where the gradient is zero or not finite, shares are nan and there is no range.

    Raises:
        UserError: images and classes do not fit the net.
    """
    _check_images(net, x, y)
    sums: dict[str, list[_Sums]] = {"": [], " at stem": []}
    with frozen_net(net, "batch" if batch_statistics else "running"):
        for part in [(x, y)] if batch_statistics else _split_images(x, y):
            trace = _forward(net, *part)
            stack = _stem_gradients(net, trace)
            if stem:
                sums[" at stem"].append(_summarise(stack, trace.stem_total))
            sums[""].append(_summarise(_through_stem(net, trace.image, stack), trace.total))
    return [row for place, parts in sums.items() if parts for row in _spectrum_rows(net.spec, split, place, parts)]


def gradients_by_length(
    net: Net,
    x: Float[Tensor, "b 3 h w"],
    y: Int[Tensor, " b"],
    *,
    batch_statistics: bool = False,
    signs: Float[Tensor, "n b"] | None = None,
) -> tuple[Float[Tensor, "k b 3 h w"], Float[Tensor, "b 3 h w"]]:
    """The gradients behind `spectrum`: the sum over the paths of each length, and the whole gradient from autograd.

    Args:
        net: left as it is.
        x: normalised images, (b, 3, 32, 32).
        y: their classes, (b,).
        batch_statistics: as for `spectrum`.
        signs: factors on the backward signal of each unit's branch, for each image apart, (units, b); a path's gradient is
            then multiplied by those of the branches that it passes (`ensemble`). By default 1.

    Returns:
        (k, b, 3, 32, 32), first the shortest length that the net has (0; n in a plain net), and (b, 3, 32, 32).

    Raises:
        UserError: images and classes do not fit the net.
    """
    _check_images(net, x, y)
    terms, totals = [], []
    size = len(x) if batch_statistics else PART
    of_parts = signs.split(size, dim=1) if signs is not None else [None] * -(-len(x) // size)
    with frozen_net(net, "batch" if batch_statistics else "running"):
        for *part, some in zip(x.split(size), y.split(size), of_parts, strict=True):
            trace = _forward(net, *part)
            terms.append(torch.stack(list(_through_stem(net, trace.image, _stem_gradients(net, trace, some)))))
            totals.append(trace.total)
    return torch.cat(terms, dim=1), torch.cat(totals)


def _stem_gradients(net: Net, trace: _Trace, signs: Tensor | None = None) -> list[Tensor]:
    """The gradient at the stem's output by path length: G'_k = S^T M G_k + J^T M G_{k-1} from the last unit to the first, J
    times the unit's sign where signs are given.

    Plain calls of autograd, one a length: on a CPU they run 1.3 times as fast as autograd's own batching (is_grads_batched
    loops over convolutions) and need no copies of the stack; nearly all of the time is spent in convolutions.
    """
    stack = [trace.start]
    for k in reversed(range(len(net.units))):
        sign = None if signs is None else signs[k][:, None, None, None]
        stack = _through_unit(_replay(net, k, trace.inputs[k]), stack, sign)
    return stack


def _through_unit(unit: _Replay, stack: list[Tensor], sign: Tensor | None = None) -> list[Tensor]:
    """The gradients at a unit's input by path length, from those at its output; empties the old stack as the new one grows.
    sign: a factor on what passes the branch, (b, 1, 1, 1)."""
    out: list[Tensor] = []
    shorter: Tensor | None = None  # M G_{k-1}, times the sign
    while stack:
        gradient = unit.pull_before_after(stack.pop(0))
        signed = gradient if sign is None else sign * gradient
        if unit.shortcut is None:
            out.append(_pull(unit.input, [(unit.branch, signed)]))
        else:
            ways = [(unit.shortcut, gradient)] + ([] if shorter is None else [(unit.branch, shorter)])
            out.append(_pull(unit.input, ways))  # one call: what both ways share, before the split, sees their sum
            shorter = signed
    if shorter is not None:
        out.append(_pull(unit.input, [(unit.branch, shorter)]))
    return out


class _Sums(NamedTuple):
    """Sums behind the rows for some of the images, in float64, so that parts can be joined."""

    norms: Tensor  # (k, b) of each length's gradient
    products: Tensor  # (k, b) of each length's gradient with the whole
    total: Tensor  # (b,) squared norm of the whole
    gap: Tensor  # (b,) squared norm of (sum over lengths - whole)


def _summarise(stack: Iterable[Tensor], total: Tensor) -> _Sums:
    """Sums of the gradients by path length, and of the whole one."""
    norms, products = [], []
    whole = total.double()
    gap = -whole
    for gradient in stack:
        norms.append(_norm(gradient))
        products.append((gradient.double() * whole).flatten(1).sum(1))
        gap = gap + gradient.double()
    return _Sums(torch.stack(norms), torch.stack(products), _norm(whole) ** 2, _norm(gap) ** 2)


def _spectrum_rows(net: NetSpec, split: str, place: str, parts: Sequence[_Sums]) -> list[Row]:
    """Rows of `spectrum` from the sums of all parts; place: '' or ' at stem'."""
    norms, products, total, gap = (torch.cat(values, dim=-1) for values in zip(*parts, strict=True))
    n, norm, whole = norms.shape[1], norms.mean(1), total.sum()
    by_norm, share = (norm / norm.sum()).tolist(), (products.sum(1) / whole).tolist()
    lengths = units_passed(net)
    columns = {PATH_NORM: norm.tolist(), "path gradient norm share": by_norm, PATH_SHARE: share}
    once = {PATH_DEVIATION: float((gap.sum() / whole).sqrt())}
    if math.isfinite(sum(share)):
        once["path length peak"] = lengths[int(norm.argmax())]
        for suffix, values in (("", share), (" by norm", by_norm)):
            first, last = narrowest_range(values, CARRIED)
            once |= {f"path length from{suffix}": lengths[first], f"path length to{suffix}": lengths[last]}
    rows = [_row(split, n, k, q + place, v) for q, values in columns.items() for k, v in zip(lengths, values, strict=True)]
    return rows + [_row(split, n, None, q + place, float(v)) for q, v in once.items()]


def narrowest_range(share: Sequence[float], part: float) -> tuple[int, int]:
    """(first, last) index of the shortest range of shares that adds up to `part` of their sum; of several the one with the
    largest sum. Single shares may be negative, their sum is not."""
    ends = [0.0]
    for value in share:
        ends.append(ends[-1] + value)
    need = part * ends[-1] * (1 - 1e-12)  # sums are rounded
    width = next(w for w in range(1, len(ends)) if max(ends[i + w] - ends[i] for i in range(len(ends) - w)) >= need)
    first = max(range(len(ends) - width), key=lambda i: ends[i + width] - ends[i])
    return first, first + width - 1


# --------------------------------------------------------------------------------------------- the net, unit by unit


class _Trace(NamedTuple):
    """A forward pass of the whole net and its gradient. Each image's gradient is that of its own loss."""

    image: Tensor  # (b, 3, h, w)
    inputs: list[Tensor]  # of each unit, before the pooling if there is one, (b, c, h, w): all that is kept of the forward pass
    start: Tensor  # gradient at the tail's input
    stem_total: Tensor  # at the stem's output
    total: Tensor  # at the image


class _Replay(NamedTuple):
    """One unit run again from its input, with the graph that autograd needs to go back through it several times."""

    input: Tensor
    shortcut: Tensor | None
    branch: Tensor
    sum: Tensor
    output: Tensor

    def pull_before_after(self, gradient: Tensor) -> Tensor:
        """M^T gradient: from the unit's output to the sum before the tokens that follow the addition."""
        return gradient if self.output is self.sum else _pull(self.sum, [(self.output, gradient)])


def _forward(net: Net, x: Tensor, y: Tensor) -> _Trace:
    image = x.detach().contiguous(memory_format=torch.channels_last).requires_grad_()  # convolutions are faster so
    places: dict[str, Tensor] = {}
    last = len(net.units) - 1
    names = ["stem", *(f"unit.{k}.output" for k in range(last + 1))]

    def tap(name: str, value: Tensor) -> None:
        if name in names:
            places[name] = value

    loss = F.cross_entropy(net(image, tap=tap), y, reduction="sum")
    wanted = [places[f"unit.{last}.output"], places["stem"], image]
    start, stem_total, total = torch.autograd.grad(loss, wanted)
    inputs = [places[name].detach() for name in names[:-1]]
    return _Trace(image.detach(), inputs, start, stem_total, total)


def _replay(net: Net, k: int, x: Tensor) -> _Replay:
    places: dict[str, Tensor] = {}
    x = x.requires_grad_()
    output = net.step(x, Step(k), places.__setitem__)
    name = f"unit.{k}."
    return _Replay(x, places.get(f"{name}shortcut"), places[f"{name}branch"], places[f"{name}sum"], output)


def _pull(at: Tensor, ways: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    """The vector-Jacobian product of all these (output, gradient) together at `at`; the graph is kept for the next one."""
    outputs, gradients = zip(*ways, strict=True)
    return torch.autograd.grad(outputs, at, gradients, retain_graph=True)[0]


def _through_stem(net: Net, x: Tensor, gradients: Iterable[Tensor]) -> Iterator[Tensor]:
    """Gradients at the image from gradients at the stem's output."""
    image = x.detach().requires_grad_()
    output = net.stem(image)
    for gradient in gradients:
        yield _pull(image, [(output, gradient)])


def _norm(gradient: Tensor) -> Float[Tensor, " b"]:
    """Euclidean norm of each image's gradient, in float64."""
    return gradient.double().flatten(1).norm(dim=1)


def _split_images(x: Tensor, y: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Parts of PART images with their classes."""
    return zip(x.split(PART), y.split(PART), strict=True)


def _check_images(net: Net, x: Tensor, y: Tensor) -> None:
    """UserError if images and classes do not fit each other or the net."""
    if not len(x) or len(x) != len(y):
        raise UserError(f"{len(x)} images and {len(y)} classes: the gradient needs at least one image, and a class for each")
    if not 0 <= int(y.min()) <= int(y.max()) < net.spec.classes:
        raise UserError(f"classes from {int(y.min())} to {int(y.max())}, but the net has outputs 0 to {net.spec.classes - 1}")


def _row(split: str, n: int, at: int | None, quantity: str, value: float) -> Row:
    return {"split": split, "n": n, "intervention": "full", "at": at, "quantity": quantity, "value": value}


# ------------------------------------------------------------------------------------------------------ experiments/paths.py


def lengths(
    net: Net,
    data: DataSet,
    seed: int,
    have: Have,
    *,
    images: int = 64,
    samples: int = 100,
    sampled_images: int | None = None,
    most: int | None = None,
) -> CountedRows:
    """All measurements of experiments/paths.py: path counts, the exact spectrum after and before training, and the paper's
    sampled paths. A plain net has one path, through all its units, which has the whole gradient.

    Args:
        net: a trained net, left as it is.
        data: its data.
        seed: of the run, for its initial weights, and of the paths drawn.
        have: rows that are there already.
        images: test images of the spectrum, the first ones.
        samples: paths drawn of each length; 0 leaves them out.
        sampled_images: how many of the images the sampled paths are measured on; by default all of them.
        most: longest length that is sampled; by default every one.

    Returns:
        Lists of rows: of `path_counts`, `spectrum`, `initial_spectrum`, and of `sampled_norms` one for each length.
    """
    x, y = next(data.batches("test", images, images))
    every = units_passed(net.spec)
    n, few = every[-1], slice(sampled_images)
    parts: list[tuple[bool, Callable[[], list[Row]]]] = [
        (have(at=n, quantity=PATH_FRACTION), lambda: path_counts(net.spec)),
        (have(at=n, quantity=PATH_SHARE), lambda: spectrum(net, x, y)),
        (have(AT_INITIALISATION, at=n, quantity=PATH_SHARE), lambda: initial_spectrum(net.spec, x, y, seed)),
    ]
    for k in every if samples else ():
        if most is None or k <= most:
            part = partial(sampled_norms, net, x[few], y[few], [k], samples, seed)
            parts.append((have(at=k, quantity=SAMPLED_PATHS), part))
    todo = [measure for there, measure in parts if not there]
    return CountedRows(len(todo), (measure() for measure in todo))


def batch_spectrum(net: Net, data: DataSet, seed: int, have: Have, *, images: int = 64) -> CountedRows:
    """The exact spectrum after training with the batch's statistics, for comparison with that before the first step.

    A net as initialised can only be measured with the batch's statistics, which also pass gradients between images. What
    training changes is therefore the difference to these rows, not to those of `lengths` with the running statistics.

    Args:
        net: a trained net, left as it is.
        data: its data.
        seed: not used.
        have: rows that are there already.
        images: test images, the first ones.

    Returns:
        One list: the rows of `spectrum`, `intervention` BATCH_STATISTICS.
    """
    if have(BATCH_STATISTICS, at=units_passed(net.spec)[-1], quantity=PATH_SHARE):
        return CountedRows(0, [])
    x, y = next(data.batches("test", images, images))
    rows = spectrum(net, x, y, batch_statistics=True)
    return CountedRows(1, [[{**row, "intervention": BATCH_STATISTICS} for row in rows]])


def initial_spectrum(
    spec: NetSpec, x: Float[Tensor, "b 3 h w"], y: Int[Tensor, " b"], seed: int, *, split: str = "test"
) -> list[Row]:
    """The exact spectrum of a run's net before its first step, with the batch's statistics: running ones mean nothing yet.

    Args:
        spec: of the net.
        x: normalised images, (b, 3, 32, 32).
        y: their classes, (b,).
        seed: of the run; with it the initial weights are the run's own.
        split: what the rows call the images.

    Raises:
        UserError: images and classes do not fit the net.
    """
    rows = spectrum(Net(spec, seed).to(x.device), x, y, split=split, batch_statistics=True)
    return [{**row, "intervention": AT_INITIALISATION} for row in rows]
